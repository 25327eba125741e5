"""The catalogue of standards: every one of every checklist, as it holds at a site, with what measures it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit_tui.errors import Fault, InputError
from audit_tui.i18n import _
from audit_tui.library.finder import ChecklistInfo, find_checklists
from audit_tui.library.loader import read_checklist
from audit_tui.library.overrides import NOTHING_LAID_DOWN, LaidDown, as_laid_down
from audit_tui.rules.standards import Listed, listed


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found. `faults` are of checklists and overrides that cannot be used; they are left out."""

    standards: tuple[Listed, ...]
    faults: tuple[Fault, ...]

    def find(self, ref: str) -> list[Listed]:
        """The standards that `phone/PH-01` or `PH-01` names, without regard to case."""
        wanted = ref.casefold()
        return [
            one
            for one in self.standards
            if wanted in {one.id.casefold(), one.id.partition("/")[2].casefold()}
        ]


def catalogue(folders: Sequence[Path], laid: LaidDown = NOTHING_LAID_DOWN) -> Catalogue:
    """All standards of the checklists in `folders`, by checklist, under what is laid down."""
    found: list[Listed] = []
    faults: list[Fault] = []
    for info in find_checklists(folders):
        checklist, wrong = read_checklist(info.path, laid)
        if checklist is None:
            faults += [fault for fault in wrong if fault.severity == "error"]
        else:
            found += listed(checklist)
    return Catalogue(tuple(found), tuple(dict.fromkeys(faults)))


def fit(infos: Sequence[ChecklistInfo], laid: LaidDown) -> Iterator[Fault]:
    """What does not fit in one file of overrides: addresses that lead nowhere, figures that break a checklist.

    `laid` holds that file alone. Checklists that are faulty without it are left out.
    """
    (layer,) = laid.terms.layers
    known: dict[str, set[str]] = {}
    for info in infos:
        try:
            plain, _faults = read_checklist(info.path)
            if plain is None:
                continue
            _checklist, faults = read_checklist(info.path, laid)
        except InputError:
            continue
        known[plain.id] = set(plain.standards)
        yield from (fault for fault in faults if fault.file == layer.file)
        broken = [fault for fault in faults if fault.file != layer.file and fault.severity == "error"]
        if broken:
            yield from _broken(info.path, plain.id, laid, broken[0])
    yield from _nowhere(laid, known)


def _broken(path: Path, checklist: str, laid: LaidDown, first: Fault) -> Iterator[Fault]:
    """The overrides that break a checklist by themselves; else the first one that concerns it."""
    (layer,), (document,) = laid.terms.layers, laid.documents
    concerned = {
        address: override
        for address, override in layer.overrides.standards.items()
        if address.rpartition("/")[0] in {"", checklist}
    }
    found = {}
    for address, override in concerned.items():
        alone = layer.overrides.model_copy(update={"standards": {address: override}})
        _rest, faults = read_checklist(path, as_laid_down(layer.level, Path(layer.file), alone, document))
        faults = [fault for fault in faults if fault.file != layer.file and fault.severity == "error"]
        if faults:
            found[address] = faults[0]
    for address, fault in (found or dict.fromkeys(list(concerned)[:1], first)).items():
        message = _("with these figures the checklist no longer holds together: {fault}").format(fault=fault)
        yield document.fault(("standards", address), "override.breaks", message, key=True)


def _nowhere(laid: LaidDown, known: dict[str, set[str]]) -> Iterator[Fault]:
    from audit_tui.library.explain import suggest

    (layer,), (document,) = laid.terms.layers, laid.documents
    addresses = [f"{checklist}/{code}" for checklist, codes in known.items() for code in codes]
    for address in layer.overrides.standards:
        owner, _slash, code = address.rpartition("/")
        if owner and owner not in known:
            message = _("there is no checklist '{owner}'{suggest}").format(
                owner=owner, suggest=suggest(owner, known) or suggest(address, addresses)
            )
        elif not owner and not any(code in codes for codes in known.values()):
            codes = {one for several in known.values() for one in several}
            message = _("no checklist has a standard '{code}'{suggest}").format(
                code=code, suggest=suggest(code, codes)
            )
        else:
            continue
        yield document.fault(("standards", address), "override.unknown", message, key=True)
