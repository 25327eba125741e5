"""Photos in lines: those owed, those in the inbox matched by their time, and what may be published of each."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

from audit_tui.clock import site_now
from audit_tui.errors import AuditError
from audit_tui.evidence.inbox import Found, look, match
from audit_tui.linear.bench import Bench
from audit_tui.model.audit import Evidence
from audit_tui.model.text import pick
from audit_tui.rules.photos import Proposal, as_boxes, shift_of
from audit_tui.rules.routing import Slot
from audit_tui.tui.keyboard import latin
from audit_tui.tui.talk import _, language, plural
from audit_tui.tui.typed import typed_path
from audit_tui.tui.words import moment, photo_owed_word

_OFFERED = 9
"""So many places are offered for one picture."""


class Inbox:
    """The pictures of a folder beside the photos that are owed."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._voice = bench, bench.voice
        self._folder = bench.here.workspace.inbox
        self._found: dict[str, Found] = {}
        self._proposals: dict[str, Proposal] = {}
        self._clocks: set[str] = set()
        """Pictures of this computer's clock."""

    def run(self) -> None:
        """Tell what is there and ask what is to be done with it, until nothing is typed."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                self._look()
            except AuditError as error:
                self._voice.say(str(error))
            names = self._tell()
            typed = self._voice.ask_next(
                _(
                    "A number asks where it belongs, a attaches all that fit, c and a number learns the clock of a "
                    "phone, f another folder, r looks again; Enter goes back."
                )
            ).casefold()
            word, _space, rest = typed.partition(" ")
            word = latin(word)
            if not typed:
                return
            if self._bench.readonly and word not in ("f", "r"):
                self._voice.say(_("This audit can only be read: {why}").format(why=self._bench.readonly))
            elif word == "a":
                self._attach_all()
            elif word == "f":
                self._choose_folder()
            elif word != "r":
                number = rest if word == "c" else word
                if not number.isdecimal() or not 1 <= int(number) <= len(names):
                    self._voice.say(_("Type numbers from 1 to {last}.").format(last=len(names)))
                elif word == "c":
                    self._learn(self._found[names[int(number) - 1]])
                else:
                    self._choose(self._found[names[int(number) - 1]])

    # -- looking --------------------------------------------------------------------------------------

    def _look(self) -> None:
        session = self._bench.session
        items = session.record.projection.items.values()
        known = [each for item in items for each in item.evidence]
        self._found = {each.path.name: each for each in look(self._folder, known)}
        shifts = self._bench.here.liked.read().phones
        found = match(session, self._found.values(), shifts, self._clocks)
        self._proposals = {each.name: each for each in found}

    def _tell(self) -> list[str]:
        """Say each picture with its number; their names in that order."""
        say, session = self._voice.say, self._bench.session
        clock = site_now(self._bench.clock.wall() + self._bench.clock.offset() * 60_000, "UTC")
        owed = session.photos_owed()
        waiting = sum(1 for each in self._found.values() if not (each.attached or each.fault))
        say(
            _("{pictures}, {owed}.").format(
                pictures=plural("{count} new picture", "{count} new pictures", waiting),
                owed=plural("{count} photo is owed", "{count} photos are owed", len(owed)),
            )
        )
        for slot in owed:
            say(place_words(self._bench, slot.path))
        if not self._found:
            told = _("There are no pictures in {folder}. Copy them there, then r.")
            say(told.format(folder=self._folder))
        else:
            say(_("Pictures in {folder}:").format(folder=self._folder))
        for at, found in enumerate(self._found.values(), 1):
            say(f"{at}. {self._line(found)}")
        if any(each.fit == "unset" for each in self._proposals.values()):
            say(_("Take a picture of a clock that shows this computer's time, then c and its number."))
            say(_("The clock of this computer: {time}").format(time=f"{clock:%Y-%m-%d %H:%M:%S}"))
        return list(self._found)

    def _line(self, found: Found) -> str:
        name, picture = found.path.name, found.picture
        told = f"{name}, {moment(picture.taken) if picture.taken else _('no time')}"
        if found.fault:
            return f"{told}: {found.fault}"
        if found.attached:
            return f"{told}: {_('attached')}"
        if name in self._clocks:
            return f"{told}: {_('the clock')}"
        proposal = self._proposals[name]
        if proposal.path is not None:
            fits = _("fits {place}").format(place=place_words(self._bench, proposal.path))
            return f"{told}: {fits}"
        words = {
            "unclear": _("it is unclear where it belongs"),
            "none": _("nothing was owed then"),
            "unset": _("the phone's clock is not known"),
            "undated": _("no time in it"),
        }
        return f"{told}: {words[proposal.fit]}"

    # -- doing ----------------------------------------------------------------------------------------

    def _attach_all(self) -> None:
        pairs = [
            (self._found[each.name], each.path) for each in self._proposals.values() if each.path is not None
        ]
        if not pairs:
            self._voice.say(_("No picture clearly fits one owed photo; its number asks where it belongs."))
        for found, path in pairs:
            self._attach(found, path)

    def _choose(self, found: Found) -> None:
        if found.fault:
            self._voice.say(found.fault)
            return
        session = self._bench.session
        proposal = self._proposals.get(found.path.name)
        paths = [
            *(proposal.paths if proposal is not None else ()),
            *(slot.path for slot in session.photos_owed()),
        ]
        paths = list(dict.fromkeys(paths))[: _OFFERED - 1]
        here = session.visible(session.cursor or "")
        if here is not None and here.is_asked and here.path not in paths:
            paths.append(here.path)
        if not paths:
            self._voice.say(_("No photo is owed: go to the question and attach it there with /e."))
            return
        title = _("Where does {name} belong? Enter leaves it in the inbox.").format(name=found.path.name)
        chosen = self._voice.ask_one_of(title, [place_words(self._bench, path) for path in paths])
        if chosen is not None:
            self._attach(found, paths[chosen])

    def _attach(self, found: Found, path: str) -> None:
        from audit_tui.evidence.files import keep

        workspace = self._bench.here.workspace
        try:
            kept = keep(workspace.blobs, found.path, clock=self._bench.clock, vault=workspace.vault)
        except AuditError as error:
            self._voice.say(" ".join(part for part in (error.what, error.next_step) if part))
            return
        if self._bench.put(lambda: self._bench.session.add_evidence(path, kept), quietly=True):
            self._voice.say(_("Attached and saved: {name}").format(name=found.path.name))

    def _learn(self, found: Found) -> None:
        """Learn from a picture of this computer's clock how a phone's clock goes."""
        taken, ahead = found.picture.taken, self._bench.clock.offset()
        if taken is None:
            self._voice.say(_("This picture has no time in it."))
            return
        name = found.path.name
        typed = self._voice.ask(
            _(
                "Which time does the clock in {name} show? As 10:31:05, with the date before where it is another "
                "day; Enter: the phone is right."
            ).format(name=name)
        )
        shift = shift_of(taken, typed or taken[11:], ahead)
        if shift is None:
            self._voice.say(_("This is no time as 10:31:05."))
            return
        liked = self._bench.here.liked
        try:
            liked.change(phones={**liked.read().phones, found.picture.phone: shift})
        except AuditError as error:
            self._voice.say(str(error))
            return
        self._clocks.add(name)
        told = _("Learnt: {phone} is {seconds} s behind this computer.")
        phone = found.picture.phone or _("phones that do not say what they are")
        self._voice.say(told.format(phone=phone, seconds=round(shift / 1000) + ahead * 60))

    def _choose_folder(self) -> None:
        typed = self._voice.ask_path(_("Which folder holds the pictures? Enter keeps the one before."))
        folder: Path = typed_path(typed) if typed else self._folder
        if folder.is_dir():
            self._folder = folder
        else:
            self._voice.say(_("There is no such folder: {path}").format(path=typed[:200]))


def place_words(bench: Bench, path: str) -> str:
    """A question where a photo belongs, and since when one is owed there."""
    session = bench.session
    slot = session.slot(path)
    told = f"{session.slots.index(slot) + 1}. {pick(slot.question.text, language())}"
    owed = photo_owed_word(session, slot)
    return f"{told} ({owed})" if owed else told


def declare(bench: Bench) -> None:
    """Ask of one photo after another whether it can be published, also of those that are declared."""
    session, voice = bench.session, bench.voice
    photos = session.photos()
    if not photos:
        voice.say(_("There are no photos."))
        return
    left = len(session.undeclared())
    voice.say(
        plural("{count} photo is still to be declared.", "{count} photos are still to be declared.", left)
        if left
        else _("Every photo is declared.")
    )
    if bench.readonly:
        for slot, photo in photos:
            voice.say(_told(bench, slot, photo))
        return
    for slot, photo in photos:
        if not declare_one(bench, slot, photo):
            return


def declare_one(bench: Bench, slot: Slot, photo: Evidence) -> bool:
    """Ask whether a photo can be published; whether something is said about it now."""
    voice, session = bench.voice, bench.session
    before = session.item(slot.path).declared.get(photo.id)
    question = (
        _("y: nobody can be recognised in it. Or what to mask, as 10 20 30 40. Enter steps back.")
        if before is None
        else _("Enter keeps it so; y: clear; or what to mask, as 10 20 30 40; a hyphen takes it back.")
    )
    question, fault = f"{_told(bench, slot, photo)}\n{question}", ""
    while said := voice.ask(question, fault=fault):
        if said in ("-", "–") and before is not None:
            return bench.put(lambda: session.declare_photo(slot.path, photo.id, None))
        boxes = [] if latin(said.casefold()) in ("y", "yes", _("yes")) else as_boxes(said)
        if boxes is not None:
            return bench.put(partial(session.declare_photo, slot.path, photo.id, boxes))
        fault = _("This is no mask: left, top, width and height in percent, several with ; between.")
    return before is not None


def _told(bench: Bench, slot: Slot, photo: Evidence) -> str:
    boxes = bench.session.item(slot.path).declared.get(photo.id)
    words = _("Photo of: {question}").format(question=photo.caption or pick(slot.question.text, language()))
    taken = f", {moment(photo.taken)}" if photo.taken else ""
    if boxes is None:
        return f"{words}{taken}, {_('not declared')}"
    if not boxes:
        return f"{words}{taken}, {_('declared clear')}"
    masked = plural("masked: {count} part", "masked: {count} parts", len(boxes))
    drawn = "; ".join(" ".join(map(str, box)) for box in boxes)
    return f"{words}{taken}, {masked} ({drawn})"
