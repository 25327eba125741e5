"""Files of overrides: who is read for which site, and every fault of one with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from audit_tui.errors import Fault, FaultyFileError
from audit_tui.library.catalogue import catalogue, fit
from audit_tui.library.finder import find_checklists
from audit_tui.library.loader import load_checklist
from audit_tui.library.overrides import as_laid_down, laid_down, level_of, read_overrides
from audit_tui.model.site import Site
from audit_tui.paths import shipped_checklists
from tests.library.write import marked, write

HEAD = "format: audit-standard-overrides/1\nsource: Charter\n"
SITE = Site(id="ROMA-1", name="Rome", jurisdiction="IT")


def overrides(folder: Path, standards: str, name: str = "organisation.yaml", head: str = HEAD) -> Path:
    return write(folder, head + f"standards: {{{standards}}}\n", name)


def faults(path: Path) -> list[Fault]:
    read, found, document = read_overrides(path)
    if read is None:
        return found
    laid = as_laid_down(level_of(path), path, read, document)
    return [*found, *fit(find_checklists([shipped_checklists()]), laid)]


def rings(folder: Path, site: Site | None) -> str:
    checklist = load_checklist(shipped_checklists() / "phone.yaml", laid_down(folder, site))
    return next(str(one.meets) for _, one, _ in checklist.walk() if one.id == "rings")


def test_shipped_then_organisation_then_site(tmp_path: Path) -> None:
    assert rings(tmp_path, SITE) == ". <= 3"
    overrides(tmp_path, "phone/PH-01: {parameters: {rings: 4}}")
    assert rings(tmp_path, SITE) == rings(tmp_path, None) == ". <= 4"
    overrides(tmp_path, "phone/PH-01: {parameters: {rings: 2}}", "sites/roma-1.yml")
    assert rings(tmp_path, SITE) == ". <= 2"
    assert rings(tmp_path, None) == rings(tmp_path, Site(id="ROMA-2", name="Other")) == ". <= 4"


def test_the_law_comes_from_the_site_and_the_level_from_the_folder(tmp_path: Path) -> None:
    assert laid_down(tmp_path, SITE).terms.jurisdiction == "IT"
    assert laid_down(tmp_path, None).terms.jurisdiction == ""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "notes.txt").write_text("x", encoding="utf-8")
    assert laid_down(tmp_path, SITE).terms.layers == ()
    assert level_of(tmp_path / "sites" / "A.yaml") == "site"


def test_a_faulty_file_is_never_half_used(tmp_path: Path) -> None:
    overrides(tmp_path, "phone/PH-01: {kind: surprise}")
    with pytest.raises(FaultyFileError, match=r"organisation.yaml:3:\d+: error: 'kind' is"):
        laid_down(tmp_path, SITE)
    overrides(tmp_path, "phone/PH-01: {parameters: {rings: 99}}")
    with pytest.raises(FaultyFileError, match="99 is more than 20"):
        load_checklist(shipped_checklists() / "phone.yaml", laid_down(tmp_path, SITE))
    # Another checklist is not held up by it.
    load_checklist(shipped_checklists() / "reception.yaml", laid_down(tmp_path, SITE))


@pytest.mark.parametrize(
    ("standards", "code", "at", "message"),
    [
        ("phone/PH-010: {}", "override.unknown", "phone/PH-010", "did you mean 'phone/PH-10'?"),
        (
            "phnoe/PH-01: {}",
            "override.unknown",
            "phnoe/PH-01",
            "there is no checklist 'phnoe'; did you mean 'phone'?",
        ),
        ("RC-99: {}", "override.unknown", "RC-99", "no checklist has a standard 'RC-99'"),
        ("phone/PH-01: {parameters: {rigns: 2}}", "override.parameter", "rigns", "did you mean 'rings'?"),
        (
            "phone/PH-04: {parameters: {rings: 2}}",
            "override.parameter",
            "rings",
            "no parameter 'rings'; it has none",
        ),
        ("phone/PH-01: {parameters: {rings: 0}}", "override.range", "0", "0 is less than 1"),
        ("PK-06: {tables: {bay: {IT: {rows: [{per: 5}]}}}}", "override.table", "bay", "did you mean 'bays'?"),
        ("PK-06: {tables: {z: {IT: {rows: [{per: 5}]}}}}", "override.table", "z", "it has bays"),
        ("phone/PH-01: {text: 'In ${rigns}.'}", "figure.unknown", "${rigns}", "did you mean 'rings'?"),
        ("phone/PH-02: {parameters: {answer: 90}}", "override.breaks", "phone/PH-02", "phone.yaml:"),
        ("phone/PH-01: {parametres: {}}", "schema.unknown_key", "parametres", "did you mean 'parameters'?"),
        ("Phone/PH-01: {}", "schema.key", "Phone/PH-01", "the standard with its checklist, e.g. phone/PH-01"),
    ],
)
def test_each_fault_has_its_place_and_a_suggestion(
    tmp_path: Path, standards: str, code: str, at: str, message: str
) -> None:
    path = overrides(tmp_path, standards)
    (fault,) = faults(path)
    assert fault.code == code
    assert message in fault.message
    assert marked(path, fault).startswith(at)


def test_all_faults_are_told_at_once_and_only_the_guilty_override_is_blamed(tmp_path: Path) -> None:
    path = overrides(
        tmp_path,
        "phone/PH-01: {parameters: {rings: 2}}, phone/PH-02: {parameters: {answer: 90}}, RC-07: {kind: delight}",
    )
    (fault,) = faults(path)
    assert marked(path, fault).startswith("phone/PH-02")


def test_figures_that_break_a_checklist_only_together_blame_the_first(tmp_path: Path) -> None:
    own = write(
        tmp_path / "own",
        """\
        format: audit-checklist/1
        id: own
        version: "1"
        title: Own
        standards:
          A-1: {text: A, parameters: {low: 10}}
          A-2: {text: B, parameters: {high: 20}}
        sections:
          - id: s
            title: S
            questions:
              - id: q
                type: number
                text: Q
                standard: A-1
                steps:
                  - {up_to: "${A-1.low}", points: 2}
                  - {up_to: "${A-2.high}", points: 1}
                  - {above: "${A-2.high}", points: 0}
              - {id: r, type: yes_no, text: R, points: 1, standard: A-2}
        """,
        "own.yaml",
    )
    path = overrides(tmp_path, "own/A-1: {parameters: {low: 16}}, own/A-2: {parameters: {high: 15}}")
    read, _, document = read_overrides(path)
    assert read is not None
    (fault,) = fit(find_checklists([own.parent]), as_laid_down("organisation", path, read, document))
    assert fault.code == "override.breaks" and marked(path, fault).startswith("own/A-1")


def test_figures_without_a_source_are_a_warning(tmp_path: Path) -> None:
    path = overrides(
        tmp_path, "phone/PH-01: {parameters: {rings: 2}}", head="format: audit-standard-overrides/1\n"
    )
    (fault,) = faults(path)
    assert (fault.code, fault.severity) == ("override.source", "warning")


@pytest.mark.parametrize("text", ["format: audit-checklist/1\nid: a\n", "- a\n", "format: [\n"])
def test_a_file_of_another_kind_is_told_in_one_sentence(tmp_path: Path, text: str) -> None:
    read, found, _ = read_overrides(write(tmp_path, text, "organisation.yaml"))
    assert read is None and len(found) == 1


def test_faulty_checklists_hold_nobody_up(tmp_path: Path) -> None:
    write(tmp_path, "format: audit-checklist/1\nid: bad\nsections: 3\n", "bad.yaml")
    path = overrides(tmp_path / "s", "phone/PH-01: {parameters: {rings: 2}}")
    read, _, document = read_overrides(path)
    assert read is not None
    infos = find_checklists([tmp_path, shipped_checklists()])
    assert list(fit(infos, as_laid_down("organisation", path, read, document))) == []


# -- the catalogue ----------------------------------------------------------------------------------------


def ids(found: Sequence[object]) -> list[str]:
    return [one.id for one in found]  # type: ignore[attr-defined]


def test_the_catalogue_has_every_shipped_standard_with_what_measures_it() -> None:
    found = catalogue([shipped_checklists()])
    assert found.faults == ()
    assert len(found.standards) == len(set(ids(found.standards))) > 60
    assert all(one.measures for one in found.standards)
    assert ids(found.find("ph-01")) == ids(found.find("phone/PH-01")) == ["phone/PH-01"]
    assert found.find("PH-99") == []


def test_a_faulty_checklist_is_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, "format: audit-checklist/1\nid: bad\nsections: 3\n", "bad.yaml")
    found = catalogue([tmp_path, shipped_checklists()])
    assert {Path(one.file).name for one in found.faults} == {"bad.yaml"}
    assert found.find("phone/PH-01")
