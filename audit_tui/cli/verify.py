"""Prove that an audit is unchanged: an audit file, a report (PDF), or the audit.json taken out of a report.

Recomputes the chain of events, what each of them commits to, the seal, the photos where they lie beside the
file, the score and the verdict on every standard. The pages of a report are held against what its record gives,
word by word; those of a network report against its figures, and these against the visits that it carries. It says
what that proves and what it cannot prove.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from audit_tui.cli.against import Against, Own, opened_vault
from audit_tui.cli.common import add_json, say, say_json, warn
from audit_tui.cli.verify_network import CheckedNetwork, check_network_file, verdict
from audit_tui.errors import BAD_INPUT, DONE, FINDING, InputError
from audit_tui.i18n import _, plural
from audit_tui.locale_format import in_a_row
from audit_tui.model.audit import Evidence
from audit_tui.phrases.states import status_words
from audit_tui.rules.record import BUNDLE_FORMAT, Record
from audit_tui.rules.verification import Finding, Verification
from audit_tui.rules.verify import verify_bundle, verify_tables
from audit_tui.store.blobs import fault
from audit_tui.store.disk import read_bytes
from audit_tui.store.halftyped import FORMAT as HALF_TYPED
from audit_tui.store.reading import read_tables
from audit_tui.store.sealedfile import sealed_name
from audit_tui.store.sealing import unseal
from audit_tui.store.tables import LIMIT, parse_tables
from audit_tui.store.vault import KEY_FILE, Vault

if TYPE_CHECKING:
    from audit_tui.reports.printed.check import PagesCheck
    from audit_tui.reports.printed.previous import PreviousCheck
    from audit_tui.rules.judged import Judged
    from audit_tui.rules.verify import Rescore

EXAMPLES = """examples:
  audit-tui verify report.pdf
  audit-tui verify data/finished/2026/09/*.json
  audit-tui verify report.pdf --against audit.json     for a report whose attachment was removed
  audit-tui verify network.pdf --against my-workspace  for each visit that the figures rest on
  audit-tui verify report.pdf --json"""

_BROKEN = frozenset({"pdf.damaged", "store.damaged"})
"""What is told of a file that once was one of ours, as far as one can see: a finding, not a foreign file."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help=_("audit files, reports, audit.json")
    )
    parser.add_argument(
        "--against",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help=_(
            "audit file, audit.json, report, or folder with some, to hold reports against: the visits of a network "
            "report, the visit before, photos, a report without attachment; may be given several times"
        ),
    )
    add_json(parser)


@dataclass(slots=True)
class _Checked:
    """One file with the outcome of its check."""

    path: Path
    kind: str
    """`audit` (a file of the store), `report` (a PDF) or `record` (audit.json)."""
    result: Verification
    sha256: str
    """Of the attached audit.json for a report, else of the file."""
    notes: list[str] = field(default_factory=list)
    pages: PagesCheck | None = None
    """Of a report: what became of the comparison of its pages with the record."""
    judged: Judged | None = None
    own: Own | None = None
    """Of a report: the record that it carries beside the audit's own, where that was given."""
    previous: PreviousCheck | None = None
    """Of a report that compares: what became of the check of the visit before."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong, and the pages of a report are proved."""
        return self.result.ok and not self.unproved

    @property
    def unproved(self) -> str:
        """Why the pages are not proved though nothing is known to be wrong with them; empty where they are."""
        if self.pages is None:
            return ""
        from audit_tui.reports.printed.words import pages_unproved

        return pages_unproved(self.pages, _)

    @property
    def findings(self) -> list[Finding]:
        """What was found wrong."""
        return self.result.findings

    @property
    def lines(self) -> list[str]:
        """What the file is, in lines."""
        result = self.result
        what = _("attached audit.json") if self.kind == "report" else _("file")
        return [
            _("Audit {number} ({audit}), {status}").format(
                number=result.number or _("unknown"),
                audit=result.audit or _("no id"),
                status=status_words(result.status, _) or _("unknown status"),
            ),
            result.summary,
            *([_judgement(self.judged)] if self.judged is not None else []),
            _("Fingerprint {head}").format(head=result.head or "–"),
            _("SHA-256 of the {what} {sha256}").format(what=what, sha256=self.sha256),
        ]

    @property
    def to_note(self) -> list[str]:
        """What was not compared, or is to be looked at."""
        return [*self.result.notes, *self.notes]

    @property
    def proves(self) -> list[str]:
        """What a clean check proves."""
        proved = self.result.proves
        if proved and self.own is not None and self.own.followed is not None:
            proved.append(
                in_a_row(
                    [
                        _("The record is that of {file}.").format(file=self.own.path),
                        plural(
                            "{count} event has followed there since.",
                            "{count} events have followed there since.",
                            self.own.followed,
                        )
                        if self.own.followed
                        else "",
                    ]
                )
            )
        if self.pages is not None and proved:
            from audit_tui.reports.printed.words import pages_prove

            proved += pages_prove(self.pages, _)
            if self.previous is not None:
                from audit_tui.reports.printed.previous import proves

                proved += proves(self.previous)
        return proved

    @property
    def cannot_prove(self) -> list[str]:
        """What no such check proves."""
        left = self.result.cannot_prove
        if self.pages is not None:
            from audit_tui.reports.printed.words import pages_cannot_prove

            left += pages_cannot_prove(self.pages, _)
        if self.previous is not None:
            from audit_tui.reports.printed.previous import cannot_prove

            left += cannot_prove(self.previous)
        return left

    def as_json(self) -> dict[str, Any]:
        """The check as JSON types."""
        return {
            "file": str(self.path),
            "kind": self.kind,
            "sha256": self.sha256,
            **self.result.as_json(),
            "ok": self.ok,
            "verdict": verdict(self),
            "judged": self.judged.as_json() if self.judged is not None else None,
            "own": self.own.as_json() if self.own is not None else None,
            "pages": self.pages.as_json() if self.pages is not None else None,
            "previous": self.previous.as_json() if self.previous is not None else None,
            "notes": self.to_note,
            "proves": self.proves,
            "cannot_prove": self.cannot_prove,
        }


def run(args: argparse.Namespace) -> int:
    code, shown = DONE, []
    against = Against(args.against, _rescore())
    for number, path in enumerate(args.files):
        try:
            checked = _check(path, against)
            if isinstance(checked, _Checked):
                _judge(checked)
        except InputError as error:
            code = max(code, FINDING if error.code in _BROKEN else BAD_INPUT)
            shown.append({"file": str(path), "ok": False, "problem": str(error)})
            if not args.json:
                warn(str(error) if error.where else f"{path}: {error}")
            continue
        code = code if checked.ok else max(code, FINDING)
        shown.append(checked.as_json())
        if not args.json:
            if number:
                say()
            _print(checked)
    if args.json:
        say_json({"ok": code == DONE, "files": shown})
    return code


def _check(path: Path, against: Against) -> _Checked | CheckedNetwork:
    content = read_bytes(path, limit=LIMIT)
    if not content:
        raise InputError("verify.empty", _("The file is empty."), where=str(path))
    if path.suffix.lower() == ".pdf" or content.startswith(b"%PDF-"):
        return _check_report(path, content, against)
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        if b'"events"' in content and b'"hash"' in content:
            raise InputError(
                "store.damaged",
                _("The file was an audit and is damaged: {msg} at byte {pos} of {count}.").format(
                    msg=error.msg, pos=error.pos + 1, count=len(content)
                ),
                where=str(path),
            ) from None
        raise _foreign(path) from None
    sha256 = hashlib.sha256(content).hexdigest()
    if isinstance(document, dict) and document.get("format") == BUNDLE_FORMAT:
        return _Checked(path, "record", verify_bundle(document, _rescore()), sha256)
    if isinstance(document, dict) and str(document.get("format", "")).startswith("audit-export/"):
        raise InputError(
            "verify.export",
            _("This is an export for other programs; it carries results, not the events that prove them."),
            where=str(path),
            next_step=_("Check the report or the audit file instead."),
        )
    if isinstance(document, dict) and document.get("format") == HALF_TYPED:
        raise InputError(
            "verify.typed",
            _("This is what was being typed in an audit and was not saved; there is nothing to prove."),
            where=str(path),
            next_step=_("Check the audit file itself."),
        )
    if not isinstance(document, dict) or not {"audit", "events"} <= document.keys():
        raise _foreign(path)
    return _check_audit(path, content, document, sha256)


def _foreign(path: Path) -> InputError:
    return InputError(
        "verify.foreign",
        _("This is no audit and no report of audit-tui."),
        where=str(path),
        next_step=_("Name an audit file (.json), a report (.pdf) or the audit.json attached to one."),
    )


def _check_report(path: Path, content: bytes, against: Against) -> _Checked | CheckedNetwork:
    from audit_tui.reports.attachment import attached_to

    try:
        files = attached_to(path)
    except InputError as error:
        if error.code != "pdf.foreign":
            raise
        return _check_bare(path, content, against, error)
    if files.audit is None:
        return check_network_file(path, content, files.network or b"", against)
    sha256 = hashlib.sha256(files.audit).hexdigest()
    try:
        document: Any = orjson.loads(files.audit)
    except orjson.JSONDecodeError:
        raise InputError(
            "pdf.damaged", _("The record attached to this report is damaged."), where=str(path)
        ) from None
    checked = _Checked(path, "report", verify_bundle(document, _rescore()), sha256)
    record = checked.result.record
    if record is not None and against:
        _check_own(checked, against)
    if record is not None:
        checked.previous = _check_previous(files.previous, record, against)
    _check_pages(checked, content, against, pictures=files.pictures)
    if record is not None and checked.pages is not None:
        _check_form(checked, files.audit, record)
    return checked


def _check_own(checked: _Checked, against: Against) -> None:
    """The record that a report carries against the audit's own, where that was given."""
    result = checked.result
    own = checked.own = against.own(result.audit, result.head, checked.path)
    if own is None:
        return
    given = {"number": result.number, "file": own.path, "flaw": own.flaw}
    if own.flaw:
        words = _("The record of {number} in {file} does not hold: {flaw}")
        result.findings.append(Finding("own.record", words.format(**given)))
    elif own.followed is None:
        words = _(
            "The record is not that of {number} in {file}: it never had the fingerprint of this report."
        )
        result.findings.append(Finding("own.differs", words.format(**given)))


def _check_bare(path: Path, content: bytes, against: Against, foreign: InputError) -> _Checked:
    """A report without an attachment: nothing in it proves its pages, but a record that somebody else holds can."""
    from audit_tui.reports.printed.bare import as_printed, what_it_says

    said = what_it_says(content)
    if against:
        named = against.named(said.number if said is not None else "")
        checked = _check(named, Against([], _rescore()))
        if not isinstance(checked, _Checked) or checked.kind == "report" or checked.result.record is None:
            raise InputError(
                "verify.against",
                _("This holds no record to hold a report against."),
                where=str(named),
                next_step=_("Name an audit file or an audit.json."),
            )
        checked.notes.append(_("The record is the one of {file}.").format(file=named))
        checked.path, checked.kind = path, "report"
        whole = checked.result.record
        checked.result.record = then = as_printed(whole, said)
        if followed := len(whole.events) - len(then.events):
            checked.notes.append(
                plural(
                    "The report is held against the record as it stood then; {count} event has followed since.",
                    "The report is held against the record as it stood then; {count} events have followed since.",
                    followed,
                )
            )
        if (record := checked.result.record) is not None and len(against.documents) > 1:
            from audit_tui.reports.printed.previous import previous_given

            checked.previous = previous_given(record, against.find, against.finished())
        _check_pages(checked, content, against, stripped=True)
        return checked
    if said is None:
        raise foreign
    raise InputError(
        "pdf.bare",
        _(
            "This report carries no audit.json, so there is nothing to compare its pages with and they prove "
            "nothing. It says that it is {number}, and prints the SHA-256 {sha256}."
        ).format(number=said.number or "–", sha256=said.sha256 or "–"),
        where=str(path),
        next_step=_("Hold it against the audit or its audit.json: verify report.pdf --against FILE."),
    )


def _check_previous(data: bytes | None, record: Record, against: Against) -> PreviousCheck | None:
    """What a report carries of the visit before, against that visit's record where it was given."""
    from audit_tui.reports.printed.previous import check_previous

    if not against:
        return check_previous(data, record, None, [])
    return check_previous(data, record, against.find, against.finished())


def _check_pages(
    checked: _Checked,
    content: bytes,
    against: Against,
    *,
    pictures: bytes | None = None,
    stripped: bool = False,
) -> None:
    """The pages of a report against its record, and what is known of the visit before."""
    from audit_tui.reports.printed.check import check_pages
    from audit_tui.reports.printed.words import difference_words, pages_notes

    if checked.result.record is None:
        return
    before = checked.previous
    if before is not None:
        from audit_tui.reports.printed.previous import findings, notes

        checked.result.findings += findings(before)
        checked.notes += notes(before)
    earlier = (before.earlier,) if before is not None else ()
    checked.pages = check_pages(
        content,
        checked.result.record,
        *earlier,
        stripped=stripped,
        pictures=pictures,
        originals=against.original if against else None,
    )
    checked.notes += pages_notes(checked.pages, _)
    for found in checked.pages.found:
        code = f"page.{found.kind.replace(' ', '-')}"
        checked.result.findings.append(Finding(code, difference_words(found, _), page=found.page or None))


def _check_form(checked: _Checked, attached: bytes, record: Record) -> None:
    """The hash that is printed is that of the record in its canonical form; so must the attachment be."""
    from audit_tui.reports.jsonfile import audit_json

    if checked.result.ok and audit_json(record) != attached:
        checked.result.findings.append(
            Finding(
                "record.form", _("The attached audit.json is not the one that the report was written with.")
            )
        )


def _judge(checked: _Checked) -> None:
    """Judge the record anew; one that was tampered with may be unusable in any way."""
    from audit_tui.rules.judged import judge

    if checked.result.record is not None:
        with contextlib.suppress(Exception):
            checked.judged = judge(checked.result.record)


def _check_audit(path: Path, content: bytes, document: Any, sha256: str) -> _Checked:
    early: list[Finding] = []
    try:
        tables = read_tables(path)
    except InputError as error:
        # Only its form is wrong; what it holds is checked all the same.
        early.append(Finding(error.code, error.what))
        try:
            tables = parse_tables(content, path)
        except InputError:
            tables = document
    checked = _Checked(path, "audit", verify_tables(tables, _rescore()), sha256)
    checked.result.findings[:0] = early
    if checked.result.record is not None:
        vault = _vault_beside(path)
        _check_evidence(checked, _opened(checked, checked.result.record, vault), vault)
    return checked


def _vault_beside(path: Path) -> Vault:
    """What opens the encrypted values of an audit where its workspace is open here; else it is locked."""
    here = path.resolve()
    return opened_vault(next((up for up in here.parents[:4] if (up / KEY_FILE).is_file()), here.parent))


def _opened(checked: _Checked, record: Record, vault: Vault) -> Record:
    """The record with its encrypted values, where the key is here; they are checked as well then."""
    if not record.sealed:
        return record
    try:
        opened = unseal(record, vault)
    except InputError as error:
        checked.result.findings.append(Finding("value.sealed", error.what))
        return record
    checked.result.locked = len(opened.sealed)
    checked.result.published = len(opened.values)
    return opened


def _check_evidence(checked: _Checked, record: Record, vault: Vault) -> None:
    """Photos and files against their hashes, where the folder of evidence lies beside the audit."""
    attached = [each for item in record.projection.items.values() for each in item.evidence]
    if not attached:
        return
    blobs = next((up / "blobs" for up in checked.path.resolve().parents[:4] if (up / "blobs").is_dir()), None)
    if blobs is None:
        checked.notes.append(
            _("{files} not checked: not here.").format(
                files=plural("{count} photo or file", "{count} photos and files", len(attached))
            )
        )
        return
    for evidence in attached:
        if (problem := _evidence_problem(blobs, evidence, vault)) is not None:
            checked.result.findings.append(Finding("evidence", problem))
    locked = sum(sealed_name(blobs / each.sha256).is_file() for each in attached) if vault.locked else 0
    if locked:
        checked.notes.append(
            plural(
                "{count} photo or file not checked: locked. Give the passphrase.",
                "{count} photos and files not checked: locked. Give the passphrase.",
                locked,
            )
        )


def _evidence_problem(blobs: Path, evidence: Evidence, vault: Vault) -> str | None:
    plain = blobs / evidence.sha256
    path = next((each for each in (plain, sealed_name(plain)) if each.is_file()), None)
    found = "missing" if path is None else fault(path, evidence.sha256, vault)
    if found is None:
        return None
    is_photo, start = evidence.kind == "photo", evidence.sha256[:16]
    if found in ("missing", "unreadable"):
        told = _("The photo {sha256}… is missing.") if is_photo else _("The file {sha256}… is missing.")
    else:
        told = _("The photo {sha256}… was changed.") if is_photo else _("The file {sha256}… was changed.")
    return told.format(sha256=start)


def _rescore() -> Rescore:
    from audit_tui.rules.recorded import finished_value, recorded_rules
    from audit_tui.rules.results import RULES_VERSION
    from audit_tui.rules.view import AuditView

    def rescore(record: Record) -> dict[str, Any] | None:
        if recorded_rules(record) != RULES_VERSION:
            return None
        return finished_value(record, AuditView(record).scored_anew())

    return rescore


def _print(checked: _Checked | CheckedNetwork) -> None:
    match verdict(checked):
        case "holds":
            words = _("holds")
        case "not-proved":
            words = _("NOT PROVED: {why}").format(why=checked.unproved)
        case _:
            counted = plural("{count} finding", "{count} findings", len(checked.findings))
            words = _("DOES NOT HOLD: {findings}").format(findings=counted)
    say(f"{checked.path}: {words}")
    for line in checked.lines:
        say(f"  {line}")
    _list(_("Found:"), [finding.message for finding in checked.findings])
    _list(_("To note:"), checked.to_note)
    _list(_("This proves:"), checked.proves)
    _list(_("It cannot prove:"), checked.cannot_prove)


def _judgement(judged: Judged) -> str:
    """What the record comes to, in a line."""
    from audit_tui.phrases.numbers import percent_words

    passed = {True: _("passed"), False: _("not passed"), None: _("no verdict")}[judged.passed]
    verdicts = judged.verdicts
    return _(
        "Judged anew: {percent}, {passed}; standards: {met} met, {partly} partly, {not_met} not met, "
        "{unassessed} not assessed; non-conformities: {critical} critical, {major} major, {minor} minor."
    ).format(
        percent=percent_words(judged.percent),
        passed=passed,
        met=verdicts["met"],
        partly=verdicts["partly"],
        not_met=verdicts["not_met"],
        unassessed=verdicts["not_assessed"],
        **judged.findings,
    )


def _list(head: str, lines: list[str]) -> None:
    if lines:
        say(f"  {head}")
        for line in lines:
            say(f"  - {line}")
