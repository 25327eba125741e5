"""List the photos of an audit, and say of each whether a report may show it.

No audit ends before each photo that its report would print is declared clear, for nobody can be recognised in it, or
masked. Look at each photo in full first. What is said here is saved at once, as in the app, and can be taken back as
long as the audit is open. A finished audit takes declarations again once it is returned and corrected (`review`);
until then photos that nobody declared stay out of its reports.

A tag such as E01-1 belongs to finding 1, P-1 to none; of a draft tags follow the answers, so list them first. A mask
is left, top, width and height in whole percent of the upright photo.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_tui.beginning import take_up
from audit_tui.cli.common import add_json, columns, nearest, say, say_json, workspace_of
from audit_tui.clock import SystemClock, iso, site_now
from audit_tui.errors import DONE, InputError, RefusedError
from audit_tui.evidence.inbox import Found, look, look_at, match
from audit_tui.evidence.photos import looks_like
from audit_tui.i18n import _, plural
from audit_tui.locale_format import Count
from audit_tui.model.audit import Box, Evidence
from audit_tui.rules.photos import Proposal, as_boxes, shift_of
from audit_tui.rules.routing import Slot
from audit_tui.rules.shown import AuditPhoto, audit_photos
from audit_tui.rules.view import AuditView
from audit_tui.rules.writing import new_run
from audit_tui.saver import Saver
from audit_tui.session import AuditSession
from audit_tui.store.audits import AuditStore
from audit_tui.store.preferences import PreferenceFile, preference_file
from audit_tui.store.registry import Registry

if TYPE_CHECKING:
    from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui photos AUD-2026-HARBOUR-03                        all photos: tag, question, time, size, state
  audit-tui photos AUD-2026-HARBOUR-03 --clear E01-1 P-2      nobody can be recognised in these
  audit-tui photos AUD-2026-HARBOUR-03 --clear all            nor in any that is not declared yet
  audit-tui photos AUD-2026-HARBOUR-03 --mask E01-2 10 20 30 40 --mask E01-2 60 5 20 10
  audit-tui photos AUD-2026-HARBOUR-03 --undeclare E01-2      take back what was said of it
  audit-tui photos AUD-2026-HARBOUR-03 --add parking.sign img/sign.jpg
  audit-tui photos AUD-2026-HARBOUR-03 --owed                 where a photo is still to follow
  audit-tui photos AUD-2026-HARBOUR-03 --inbox --clock inbox/clock.jpg 10:31:05"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "audit", metavar="AUDIT", help=_("number, id, or a unique ending of at least 6 characters")
    )
    parser.add_argument(
        "--clear",
        metavar="TAG",
        nargs="+",
        action="extend",
        default=[],
        help=_("nobody can be recognised in these; all: in none of those that are not declared yet"),
    )
    parser.add_argument(
        "--mask",
        metavar=("TAG", "LEFT", "TOP", "WIDTH", "HEIGHT"),
        nargs=5,
        action="append",
        default=[],
        help=_("blacken this part, in percent of the upright photo; again for one more part of it"),
    )
    parser.add_argument(
        "--undeclare",
        metavar="TAG",
        nargs="+",
        action="extend",
        default=[],
        help=_("take back what was said of these"),
    )
    parser.add_argument(
        "--add",
        metavar=("QUESTION", "FILE"),
        nargs=2,
        action="append",
        default=[],
        help=_("attach a photo to a question, named as in answers files: parking.sign"),
    )
    parser.add_argument("--owed", action="store_true", help=_("list only where a photo is still to follow"))
    parser.add_argument(
        "--inbox",
        metavar="DIR",
        nargs="?",
        const="",
        help=_(
            "attach the pictures in this folder that clearly fit one owed photo by their time "
            "(default: the workspace's inbox)"
        ),
    )
    parser.add_argument(
        "--clock",
        metavar=("PICTURE", "TIME"),
        nargs=2,
        help=_(
            "learn how the clock of a phone goes: a picture of this computer's clock, and the time that it shows"
        ),
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    workspace, clock = workspace_of(args), SystemClock()
    likes = preference_file(os.environ)
    told = [_learn(likes, clock, *args.clock)] if args.clock else []
    matched: list[_Matched] | None = None
    if args.clear or args.mask or args.undeclare or args.add or args.inbox is not None:
        with _writing(workspace, clock, args.audit) as (session, saver):
            work = _Work(workspace, clock, session, saver)
            said = work.understood(args.clear, args.mask, args.undeclare)
            folder = Path(args.inbox) if args.inbox else workspace.inbox
            if args.inbox and not folder.is_dir():
                raise InputError("inbox.missing", _("There is no such folder."), where=args.inbox)
            told += work.add([(work.slot(question), Path(file)) for question, file in args.add])
            if args.inbox is not None:
                clocks = [Path(args.clock[0])] if args.clock else []
                clocked = [each.name for each in clocks if each.parent.resolve() == folder.resolve()]
                matched = work.take_in(folder, likes.read().phones, clocked)
            work.declare(said)
        view: AuditView = session
    else:
        with AuditStore(workspace, clock).open(args.audit, write=False) as audit:
            view = AuditView(audit.record)
        if view.record.sealed:
            raise workspace.vault.why_locked()
    if args.json:
        say_json(_document(view, matched, owed_only=args.owed))
        return DONE
    told += [each.words for each in matched or ()]
    for line in [*told, *_lines(view, owed_only=args.owed)]:
        say(line)
    return DONE


def _learn(likes: PreferenceFile, clock: SystemClock, picture: str, shown: str) -> str:
    """Learn from a picture of this computer's clock how a phone's clock goes, and say so."""
    found = look_at(Path(picture))
    if found is None or found.fault or found.picture.taken is None:
        why = found.fault if found is not None and found.fault else _("It is no picture with a time in it.")
        raise InputError("clock.picture", why, where=picture)
    ahead, phone = clock.offset(), found.picture.phone
    shift = shift_of(found.picture.taken, shown, ahead)
    if shift is None:
        raise InputError(
            "clock.time",
            _(
                "{text!r} is no time; write it as 10:31:05, with the date before where it is another day."
            ).format(text=shown[:40]),
        )
    likes.change(phones={**likes.read().phones, phone: shift})
    return _("Learnt: {phone} is {seconds} s behind this computer.").format(
        phone=phone or _("phones that do not say what they are"), seconds=round(shift / 1000) + ahead * 60
    )


@contextmanager
def _writing(workspace: Workspace, clock: SystemClock, ref: str) -> Iterator[tuple[AuditSession, Saver]]:
    """The session of a draft and what saves it. RefusedError for an audit that takes nothing more."""
    with AuditStore(workspace, clock).open(ref) as audit:
        record = audit.record
        if record.projection.status != "draft":
            raise RefusedError(
                "photos.ended",
                _("Audit {number} is {status}; what is said of its photos stays as it is.").format(
                    number=record.header.number, status=record.projection.status
                ),
                next_step=_(
                    "Reports leave out photos that nobody declared. Once the audit is returned (audit-tui review) its "
                    "correction takes declarations."
                ),
            )
        if audit.readonly:
            raise RefusedError(
                "audit.readonly",
                _("Audit {number} can only be read. {why_readonly}").format(
                    number=record.header.number, why_readonly=audit.why_readonly
                ),
            )
        session = take_up(audit, Registry(workspace, clock), clock, new_run(clock))
        with closing(Saver(audit, session)) as saver:
            yield session, saver


@dataclass(frozen=True, slots=True)
class _Said:
    """What is to be declared of a photo: parts that are masked, none where it is clear; None takes it back."""

    path: str
    photo: str
    masks: tuple[Box, ...] | None


@dataclass(frozen=True, slots=True)
class _Matched:
    """What became of one picture in the inbox."""

    name: str
    taken: str | None
    fit: str
    labels: tuple[str, ...]
    words: str

    def document(self) -> dict[str, Any]:
        return {"name": self.name, "taken": self.taken, "fit": self.fit, "questions": list(self.labels)}


class _Work:
    """What one command does to the photos of one draft."""

    def __init__(self, workspace: Workspace, clock: SystemClock, session: AuditSession, saver: Saver) -> None:
        self._workspace, self._clock = workspace, clock
        self._session, self._saver = session, saver

    def understood(
        self, clear: Sequence[str], mask: Sequence[Sequence[str]], undeclare: Sequence[str]
    ) -> list[_Said]:
        """What is to be declared, before anything is changed. InputError for a tag or mask that is none."""
        photos = [each for each in audit_photos(self._session) if each.tag]
        by_tag = {each.tag.casefold(): each for each in photos}
        masks: dict[str, list[Box]] = {}
        for tag, *numbers in mask:
            boxes = as_boxes(" ".join(numbers))
            if boxes is None:
                raise InputError(
                    "photo.boxes",
                    _(
                        "A mask is four whole numbers: left, top, width and height in percent, within the photo."
                    ),
                    where=f"{tag} {' '.join(numbers)}",
                )
            masks.setdefault(tag.casefold(), []).extend(boxes)
        said: dict[str, tuple[Box, ...] | None] = {tag: tuple(boxes) for tag, boxes in masks.items()}
        for tags, value in ((clear, ()), (undeclare, None)):
            for tag in [each.casefold() for each in tags if each.casefold() != "all" or value is None]:
                if said.get(tag, value) != value:
                    raise InputError(
                        "photo.twice", _("Two different things are said of {tag}.").format(tag=tag.upper())
                    )
                said[tag] = value
        for tag in said:
            if tag not in by_tag:
                raise InputError(
                    "photo.tag",
                    _("There is no photo {tag} in this audit.{nearest}").format(
                        tag=tag.upper(), nearest=nearest(tag, [each.tag for each in photos])
                    ),
                    next_step=_("Without options its photos are listed."),
                )
        if "all" in map(str.casefold, clear):
            for each in photos:
                if each.state == "undeclared":
                    said.setdefault(each.tag.casefold(), ())
        return [_Said(each.path, each.evidence.id, said[tag]) for tag, each in by_tag.items() if tag in said]

    def declare(self, said: Sequence[_Said]) -> None:
        for each in said:
            self._saver.save(self._session.declare_photo(each.path, each.photo, each.masks))

    def slot(self, question: str) -> Slot:
        """The question that is asked here under this name. InputError with what may have been meant."""
        asked = {slot.label: slot for slot in self._session.slots if slot.is_asked}
        if question not in asked:
            raise InputError(
                "question.unknown",
                _("No question {question!r} is asked in this audit.{nearest}").format(
                    question=question[:80], nearest=nearest(question, asked)
                ),
            )
        return asked[question]

    def add(self, photos: Sequence[tuple[Slot, Path]]) -> list[str]:
        """Attach photos; all are copied before the first is attached. What is said of that."""
        for _slot, file in photos:
            if not _may_be_photo(file):
                raise InputError("photo.none", _("This is no photo: JPEG, PNG or HEIC."), where=str(file))
        kept = [(slot, file, self._keep(file)) for slot, file in photos]
        for slot, _file, evidence in kept:
            self._saver.save(self._session.add_evidence(slot.path, evidence))
        return [_("Attached and saved: {name}").format(name=file.name) for _slot, file, _evidence in kept]

    def take_in(self, folder: Path, phones: Mapping[str, int], clocks: Collection[str]) -> list[_Matched]:
        """Attach what clearly fits one owed photo; what became of each picture in the folder."""
        items = self._session.record.projection.items.values()
        found = look(folder, [each for item in items for each in item.evidence])
        proposals = {each.name: each for each in match(self._session, found, phones, clocks)}
        return [self._match(each, proposals.get(each.path.name)) for each in found]

    def _match(self, found: Found, proposal: Proposal | None) -> _Matched:
        name, taken = found.path.name, found.picture.taken
        if proposal is None:
            fit = "broken" if found.fault else "already" if found.attached else "clock"
            why = {"broken": found.fault, "already": _("attached"), "clock": _("the clock")}[fit]
            return _Matched(name, taken, fit, (), f"{name}: {why}")
        labels = tuple(self._session.slot(path).label for path in proposal.paths)
        if proposal.path is not None:
            self._saver.save(self._session.add_evidence(proposal.path, self._keep(found.path)))
            told = _("attached to {label}").format(label=labels[0])
            return _Matched(name, taken, "attached", labels, f"{name}: {told}")
        words = {
            "unclear": _("it is unclear where it belongs: {labels}; --add attaches it").format(
                labels=", ".join(labels)
            ),
            "none": _("nothing was owed then"),
            "unset": _("the phone's clock is not known; --clock learns it"),
            "undated": _("no time in it; --add attaches it"),
        }
        return _Matched(name, taken, proposal.fit, labels, f"{name}: {words[proposal.fit]}")

    def _keep(self, file: Path) -> Evidence:
        from audit_tui.evidence.files import keep

        return keep(self._workspace.blobs, file, clock=self._clock, vault=self._workspace.vault)


def _may_be_photo(file: Path) -> bool:
    """Whether it is one by its first bytes; also where they cannot be read, which is told better later."""
    try:
        if not file.is_file():
            return True
        with file.open("rb") as stream:
            return looks_like(stream.read(64)) is not None
    except (OSError, ValueError):
        return True


# -- telling ------------------------------------------------------------------------------------------------


def _lines(view: AuditView, *, owed_only: bool) -> Iterator[str]:
    header, zone = view.record.header, view.site.zone
    yield _("Audit {number} · {name} ({id})").format(
        number=header.number, name=view.site.name, id=view.site.id
    )
    photos, owed = [] if owed_only else audit_photos(view), view.photos_owed()
    if not photos and not owed:
        yield _("No photo is owed.") if owed_only else _("There are no photos.")
        return
    rows = [[_("TAG"), _("QUESTION"), _("TIME"), _("SIZE"), "SHA-256", _("STATE")]]
    for each in photos:
        size = _("{number} kB").format(number=Count(max(1, round(each.evidence.size / 1000))))
        rows.append(
            [each.tag or "–", each.label, _time(each, zone), size, each.evidence.sha256[:8], _state(each)]
        )
    for slot in owed:
        since = site_now(view.item(slot.path).photo_owed or 0, zone)
        rows.append(["–", slot.label, f"{since:%Y-%m-%d %H:%M}", "", "", _("owed")])
    yield from columns(rows, right=(3,))
    if not owed_only:
        left = len(view.undeclared())
        yield (
            plural("{count} photo is still to be declared.", "{count} photos are still to be declared.", left)
            if left
            else _("Every photo is declared.")
        )
        if left and not view.is_open:
            yield _("The audit has ended: reports leave them out until a correction declares them.")


def _time(photo: AuditPhoto, zone: str) -> str:
    """When it was taken, by the phone; else when it was attached, by the clock at the site."""
    if photo.evidence.taken:
        return photo.evidence.taken[:16].replace("T", " ")
    return f"{site_now(photo.added, zone):%Y-%m-%d %H:%M}" if photo.added is not None else ""


def _state(photo: AuditPhoto) -> str:
    masks = "; ".join(" ".join(map(str, box)) for box in photo.masks)
    return {
        "undeclared": _("not declared"),
        "clear": _("declared clear"),
        "masked": _("masked {masks}").format(masks=masks),
        "private": _("private: never printed"),
    }[photo.state]


def _document(view: AuditView, matched: Sequence[_Matched] | None, *, owed_only: bool) -> dict[str, Any]:
    header = view.record.header
    return {
        "id": header.id,
        "number": header.number,
        "status": view.record.projection.status,
        "photos": [] if owed_only else [_photo(each) for each in audit_photos(view)],
        "owed": [
            {"path": slot.path, "question": slot.label, "since": iso(view.item(slot.path).photo_owed or 0)}
            for slot in view.photos_owed()
        ],
        "undeclared": len(view.undeclared()),
        "inbox": None if matched is None else [each.document() for each in matched],
    }


def _photo(photo: AuditPhoto) -> dict[str, Any]:
    kept = photo.evidence
    return {
        "tag": photo.tag or None,
        "path": photo.path,
        "question": photo.label,
        "id": kept.id,
        "sha256": kept.sha256,
        "caption": kept.caption,
        "taken": kept.taken,
        "added": iso(photo.added) if photo.added is not None else None,
        "size": kept.size,
        "width": kept.width,
        "height": kept.height,
        "state": photo.state,
        "masks": [list(box) for box in photo.masks],
    }
