"""Play a file of answers into a new audit, as if they were given on the screen.

The whole file is tried out first: where an answer does not fit, every fault is named with its line and
column, and no audit is made.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit_tui.cli.common import add_json, say, say_json, warn, workspace_of
from audit_tui.cli.playing import Player, raise_if_any, visit_facts
from audit_tui.clock import Clock, SystemClock
from audit_tui.errors import DONE, InputError, RefusedError
from audit_tui.evidence.files import keep
from audit_tui.i18n import _
from audit_tui.library.answers import AnswersFile, read_answers
from audit_tui.library.finder import resolve
from audit_tui.library.loader import load_checklist
from audit_tui.library.overrides import laid_down
from audit_tui.model.audit import Evidence
from audit_tui.model.checklist import Checklist
from audit_tui.model.site import Site
from audit_tui.paths import shipped_checklists
from audit_tui.rehearsal import Rehearsal
from audit_tui.rules.writing import begin, new_run
from audit_tui.saver import Saver
from audit_tui.store.audits import AuditStore
from audit_tui.store.registry import Registry
from audit_tui.store.vault import Vault

if TYPE_CHECKING:
    from audit_tui.store.workspace import Workspace

EXAMPLES = """examples:
  audit-tui fill --checklist phone --site HARBOUR --auditor "Dana Example" --answers visit.yaml --finish
  audit-tui fill --checklist phone parking reception delivery --site NEW-1 --create-site \\
      --auditor "Dana Example" --answers visit.yaml --json

an answers file:
  visit: {kind: open, from: "2026-11-18T10:30", to: "2026-11-18T12:05"}
  answers:
    phone.rings: 3
    phone.solved: {value: no, note: "…", private: "…", grade: noted}
    phone.adapts: {na: "no occasion"}
    phone.tone: {not_observed: "the line was cut"}
    "phone.more[1].more_rings": 4
    parking.sign: {value: no, photos: [{file: img/sign.jpg, clear: yes}]}
    parking.lights: {value: no, photos: [{file: img/bay.jpg, mask: "10 20 30 40"}]}"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--checklist",
        metavar="ID|FILE",
        action="append",
        nargs="+",
        required=True,
        help=_("checklists in the order of the encounter; may be given again"),
    )
    parser.add_argument("--site", metavar="ID", required=True, help=_("id or alias of the site"))
    parser.add_argument("--create-site", action="store_true", help=_("make the site if it is new"))
    parser.add_argument("--auditor", metavar="NAME", required=True, help=_("who audited"))
    parser.add_argument("--alias", metavar="NAME", default="", help=_("what is shown of the auditor instead"))
    parser.add_argument(
        "--answers", metavar="FILE", type=Path, required=True, help=_("the answers, YAML or JSON")
    )
    parser.add_argument(
        "--finish",
        action="store_true",
        help=_("finish the audit; refused with questions open or photos undeclared"),
    )
    parser.add_argument(
        "--allow-open", action="store_true", help=_("finish although required questions are open")
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    file = read_answers(args.answers)
    workspace = workspace_of(args)
    clock = SystemClock()
    registry = Registry(workspace, clock)
    site, is_new = _site(registry, workspace, args.site, create=args.create_site)
    names = [name for group in args.checklist for name in group]
    folders = [workspace.checklists, shipped_checklists()]
    laid = laid_down(workspace.standards, site)
    checklists = [load_checklist(resolve(name, folders), laid) for name in names]
    workspace.vault.sealer()  # raises where it is locked
    filling = _Filling(file, checklists, site, clock, workspace.vault)
    filling.try_out(args.auditor, args.alias)
    if is_new:
        registry.add_site(site)
    person = registry.remember_person(args.auditor, args.alias)
    store = AuditStore(workspace, clock)
    year = int(str(filling.facts.get("visit_start", ""))[:4] or _year(clock))
    rehearsal = filling.rehearse(
        number=store.next_number(site.id, year),
        auditor=person.name,
        alias=person.alias,
        actor=person.id,
        device=registry.device(),
        demo=workspace.is_demo,
        blobs=workspace.blobs,
    )
    session = rehearsal.session
    refusal: RefusedError | None = None
    with rehearsal.keep(store) as audit:
        saver = Saver(audit, session)
        if args.finish:
            try:
                saver.save(session.finish(allow_open=args.allow_open))
            except RefusedError as error:
                refusal = error
        saver.close()
    header, status = session.record.header, session.record.projection.status
    if args.json:
        say_json({"id": header.id, "number": header.number, "status": status})
    else:
        said = {
            "draft": _("Audit {number} is kept as a draft (id {id})."),
            "finished": _("Audit {number} is finished (id {id})."),
        }[status]
        say(said.format(number=header.number, id=header.id))
    if refusal is not None:
        warn(_("Not finished: {refusal}").format(refusal=refusal))
        return refusal.exit_code
    return DONE


class _Filling:
    """One answers file for one site: tried out first, then rehearsed for good."""

    def __init__(
        self, file: AnswersFile, checklists: Sequence[Checklist], site: Site, clock: Clock, vault: Vault
    ) -> None:
        self._vault = vault
        self._file, self._checklists, self._site, self._clock = file, checklists, site, clock
        self.facts, self._faults = visit_facts(file)
        self.run = new_run(clock)

    def try_out(self, auditor: str, alias: str) -> None:
        """Play the file for its faults only. FaultyFileError with all of them."""
        with tempfile.TemporaryDirectory(prefix="audit-tui-") as folder:
            self.rehearse(
                number="trial",
                auditor=auditor,
                alias=alias,
                actor=self._clock.ulid(),
                device=self._clock.ulid(),
                demo=False,
                blobs=Path(folder),
            )

    def rehearse(
        self, *, number: str, auditor: str, alias: str, actor: str, device: str, demo: bool, blobs: Path
    ) -> Rehearsal:
        """The audit with all answers in memory, photos kept in `blobs`. FaultyFileError for what is wrong."""
        facts: dict[str, Any] = {**self.facts, "auditor": auditor.strip(), "alias": alias.strip()}
        header, first = begin(
            number=number,
            site=self._site,
            checklists=self._checklists,
            facts=facts,
            clock=self._clock,
            actor=actor,
            device=device,
            run=self.run,
            demo=demo,
        )
        rehearsal = Rehearsal(header, first, clock=self._clock, actor=actor, device=device, run=self.run)

        def take_in(photo: Path) -> Evidence:
            return keep(blobs, photo, clock=self._clock, vault=self._vault)

        player = Player(self._file, rehearsal, take_in)
        player.play()
        raise_if_any([*self._faults, *player.faults])
        return rehearsal


def _site(registry: Registry, workspace: Workspace, ref: str, *, create: bool) -> tuple[Site, bool]:
    """The site, and whether it is a new one that is not kept yet."""
    from pydantic import ValidationError

    if not create:
        try:
            return registry.get_site(ref), False
        except InputError as error:
            hint = f"{error.next_step} " if "Did you mean" in error.next_step else ""
            raise InputError(
                error.code, error.what, next_step=_("{hint}--create-site makes a new one.").format(hint=hint)
            ) from None
    known = registry.find_site(ref)
    if known is not None:
        return known, False
    try:
        return Site(id=ref, name=ref, profile=workspace.settings.profile), True
    except ValidationError:
        raise InputError(
            "site.id",
            _("{ref!r} cannot be the id of a site.").format(ref=ref),
            next_step=_(
                "An id has letters, digits, - and _, begins with a letter or digit, and has at most 40 signs."
            ),
        ) from None


def _year(clock: Clock) -> int:
    from audit_tui.clock import iso

    return int(iso(clock.wall(), clock.offset())[:4])
