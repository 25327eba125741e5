"""Reads what an organisation and its sites lay down in place of shipped standards, and checks it.

`standards/organisation.yaml` and `standards/sites/<site id>.yaml` of a workspace. The shipped files are never
changed; whoever is stronger comes later: shipped, then the organisation, then the site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from audit_tui.errors import Fault, FaultyFileError
from audit_tui.i18n import _
from audit_tui.library.explain import explain, suggest
from audit_tui.library.kinds import language_of, wrong_kind
from audit_tui.library.lint import lint_overrides
from audit_tui.library.resolve import figure_fault
from audit_tui.library.yaml_reader import DataPath, Document, read_document
from audit_tui.model.site import Site
from audit_tui.model.standard import OVERRIDES_FORMAT, Level, Override, OverridesFile, Standard
from audit_tui.rules.figures import FigureError, Figures, in_text
from audit_tui.rules.standards import TEXTS, Layer, Terms

ORGANISATION: Final = "organisation.yaml"
SITES: Final = "sites"
_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class LaidDown:
    """What holds at a site beside the checklists, with the files it was read from."""

    terms: Terms = field(default_factory=Terms)
    documents: tuple[Document, ...] = ()
    """One for each layer."""

    def faults_for(
        self, checklist: str, standards: Mapping[str, Standard], unread: Collection[str] = ()
    ) -> list[Fault]:
        """What is wrong with the overrides of this checklist's standards. `unread` are codes left out."""
        return [
            fault
            for layer, document in zip(self.terms.layers, self.documents, strict=True)
            for fault in _faults(checklist, standards, unread, layer, document)
        ]


NOTHING_LAID_DOWN: Final = LaidDown()


def read_overrides(path: Path) -> tuple[OverridesFile | None, list[Fault], Document]:
    """A file of overrides, the faults of its form and texts, and where everything stands in it.

    Whether the standards and figures it names exist is for `LaidDown.faults_for`. `InputError` if it is no
    file of text.
    """
    document = read_document(path)
    faults = list(document.faults)
    if not document.complete:
        return None, faults, document
    if (wrong := wrong_kind(document, OVERRIDES_FORMAT)) is not None:
        return None, [*faults, wrong], document
    overrides: OverridesFile | None = None
    try:
        context = {"language": language_of(document.data)}
        overrides = OverridesFile.model_validate(document.data, context=context)
        faults += lint_overrides(overrides, document)
    except ValidationError as error:
        faults += [fault for _rest, fault in explain(document, error)]
    faults.sort(key=lambda fault: (fault.line, fault.column))
    broken = any(fault.severity == "error" for fault in faults)
    return (None if broken else overrides), faults, document


def laid_down(folder: Path, site: Site | None) -> LaidDown:
    """What the files in `folder` (`standards/` of a workspace) lay down for a site, or for none in particular.

    `FaultyFileError` with the faults of their form; a file that is not there lays nothing down.
    """
    layers: list[Layer] = []
    documents: list[Document] = []
    faults: list[Fault] = []
    for level, path in _files(folder, site):
        overrides, found, document = read_overrides(path)
        if overrides is None:
            faults += [fault for fault in found if fault.severity == "error"]
            continue
        layers.append(Layer(level, str(path), overrides))
        documents.append(document)
    if faults:
        raise FaultyFileError(faults)
    jurisdiction = (site.jurisdiction if site is not None else None) or ""
    return LaidDown(Terms(jurisdiction, tuple(layers)), tuple(documents))


def as_laid_down(level: Level, path: Path, overrides: OverridesFile, document: Document) -> LaidDown:
    """One file alone, as if it were all that is laid down."""
    return LaidDown(Terms("", (Layer(level, str(path), overrides),)), (document,))


def level_of(path: Path) -> Level:
    """Whose file one is, by the folder that it lies in."""
    return "site" if path.parent.name == SITES else "organisation"


def _files(folder: Path, site: Site | None) -> Iterator[tuple[Level, Path]]:
    for suffix in _SUFFIXES:
        path = folder / Path(ORGANISATION).with_suffix(suffix)
        if path.is_file():
            yield "organisation", path
            break
    if site is None or not (folder / SITES).is_dir():
        return
    wanted = site.id.casefold()
    for path in sorted((folder / SITES).iterdir()):
        if path.suffix.lower() in _SUFFIXES and path.stem.casefold() == wanted:
            yield "site", path
            return


def _faults(
    checklist: str,
    standards: Mapping[str, Standard],
    unread: Collection[str],
    layer: Layer,
    document: Document,
) -> Iterator[Fault]:
    for address, override in layer.overrides.standards.items():
        owner, _rest, code = address.rpartition("/")
        if owner not in {"", checklist} or code in unread:
            continue
        path: DataPath = ("standards", address)
        if code in standards:
            yield from _one(checklist, code, standards[code], override, path, document)
        elif owner:
            hint = suggest(address, [f"{checklist}/{one}" for one in standards])
            message = _("the checklist '{checklist}' has no standard '{code}'{hint}").format(
                checklist=checklist, code=code, hint=hint
            )
            yield document.fault(path, "override.unknown", message, key=True)


def _one(
    checklist: str,
    code: str,
    standard: Standard,
    override: Override,
    path: DataPath,
    document: Document,
) -> Iterator[Fault]:
    for name, value in override.parameters.items():
        at = (*path, "parameters", name)
        if name not in standard.parameters:
            hint = suggest(name, standard.parameters) or _known(standard.parameters)
            message = _("{checklist}/{code} has no parameter '{name}'{hint}").format(
                checklist=checklist, code=code, name=name, hint=hint
            )
            yield document.fault(at, "override.parameter", message, key=True)
        elif (reason := standard.parameters[name].out_of_range(value)) is not None:
            yield document.fault(at, "override.range", reason)
    for name in override.tables:
        if name not in standard.tables:
            hint = suggest(name, standard.tables) or _known(standard.tables)
            message = _("{checklist}/{code} has no table '{name}'{hint}").format(
                checklist=checklist, code=code, name=name, hint=hint
            )
            yield document.fault((*path, "tables", name), "override.table", message, key=True)
    figures = Figures({code: standard})
    for text in TEXTS:
        for language, words in (getattr(override, text) or {}).items():
            try:
                in_text(words, figures, code, language=language)
            except FigureError as error:
                yield figure_fault(document, (*path, text, language), error)


def _known(names: Collection[str]) -> str:
    return _("; it has {names}").format(names=", ".join(names)) if names else _("; it has none")


__all__ = [
    "NOTHING_LAID_DOWN",
    "ORGANISATION",
    "SITES",
    "LaidDown",
    "as_laid_down",
    "laid_down",
    "level_of",
    "read_overrides",
]
