"""Reports in lines: written as they stand, or by form, language, paper and folder; each path is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from audit_tui.errors import AuditError
from audit_tui.linear.here import Here
from audit_tui.phrases.photos import left_out_words
from audit_tui.tui.talk import LANGUAGES, _, language
from audit_tui.tui.typed import typed_path
from audit_tui.tui.words import FORMS

if TYPE_CHECKING:
    from audit_tui.reports.content import Variant

Paper = Literal["A4", "Letter"]
_PAPERS: tuple[Paper, ...] = get_args(Paper)


def write(
    here: Here,
    audit: str,
    *,
    variant: Variant = "full",
    spoken: str = "",
    paper: Paper | None = None,
    to: Path | None = None,
    attached: bool = True,
) -> bool:
    """Write the report of an audit and say where it lies; of an open one it is provisional and says so.

    What is not given is as the person likes it. Whether it is written.
    """
    from audit_tui.reports.publish import publish

    here.voice.say(_("Writing the report…"))
    missing: set[str] = set()
    left_out: list[str] = []
    try:
        path = publish(
            here.store,
            audit,
            language=spoken or here.report_language,
            to=to,
            paper=paper or here.liked.read().paper,
            variant=variant,
            attached=attached,
            missing=missing.update,
            left_out=left_out.extend,
        )
    except AuditError as error:
        here.voice.say(_("The report could not be written: {why}").format(why=error))
        return False
    if missing:
        words = _("No font of the report has these characters; their codes are printed: {characters}")
        here.voice.say(words.format(characters=" ".join(sorted(missing)[:12])))
    if left_out:
        here.voice.say(left_out_words(left_out))
    here.voice.say(_("Report: {path}").format(path=path))
    return True


def choose(here: Here, audit: str) -> None:
    """Ask for form, language, paper, record and folder, nothing keeping what is said, then write."""
    voice, liked = here.voice, here.liked.read()
    forms: list[Variant] = [*FORMS]
    voice.say(_("Report. An empty line keeps what is usual."))
    at = voice.ask_one_of(_("Which form of the report?"), [_(words) for words in FORMS.values()])
    variant = forms[0 if at is None else at]
    codes = [*LANGUAGES]
    spoken = liked.report_language or language()
    at = voice.ask_one_of(
        _("Which language? Enter: {language}.").format(language=LANGUAGES.get(spoken, spoken)),
        [*LANGUAGES.values()],
    )
    if at is not None:
        spoken = codes[at]
        _remember(here, report_language=spoken)
    at = voice.ask_one_of(_("Which paper? Enter: {paper}.").format(paper=liked.paper), _PAPERS)
    paper = liked.paper if at is None else _PAPERS[at]
    if at is not None:
        _remember(here, paper=paper)
    bare = voice.ask(
        _(
            "The record is attached, so that the report proves itself; a hyphen leaves it out, for mail gateways."
        )
    )
    to: Path | None = None
    while True:
        typed = voice.ask_path(
            _("Write it into which folder? Enter: {folder}.").format(folder=to or here.workspace.exports)
        )
        if typed and not typed_path(typed).is_dir():
            voice.say(_("There is no such folder: {path}").format(path=typed[:200]))
            continue
        to = typed_path(typed) if typed else to
        written = write(
            here, audit, variant=variant, spoken=spoken, paper=paper, to=to, attached=bare not in ("-", "–")
        )
        if written or not voice.is_sure(_("Try another folder?")):
            return


def _remember(here: Here, **values: str) -> None:
    """Keep what was chosen for the next report, as the screens do."""
    try:
        here.liked.change(**values)
    except AuditError as error:
        words = _("It holds until you leave, but could not be remembered. {why}")
        here.voice.say(words.format(why=error))


def blank(here: Here, checklists: list[Path], site_id: str, as_of: str) -> None:
    """Write a blank form of these checklists, to print and fill in by hand, and say where it lies."""
    from audit_tui.library.loader import load_checklist
    from audit_tui.library.overrides import laid_down
    from audit_tui.reports.publish_blank import publish_blank

    site = here.registry.find_site(site_id) if site_id else None
    laid = laid_down(here.workspace.standards, site)
    read = [load_checklist(path, laid) for path in checklists]
    path = publish_blank(here.workspace, read, site=site, as_of=as_of, language=language(), to=None)
    here.voice.say(_("Blank form: {path}").format(path=path))
