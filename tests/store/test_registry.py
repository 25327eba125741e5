"""Sites, people and actions: remembered, found again, and never half changed."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest
from tinydb import TinyDB

from audit_tui.clock import FixedClock
from audit_tui.errors import InputError, NotSavedError
from audit_tui.model.site import Site
from audit_tui.store.actions import ActionList
from audit_tui.store.audits import AuditStore
from audit_tui.store.disk import exclusive
from audit_tui.store.import_sites import import_sites
from audit_tui.store.registry import Registry
from audit_tui.store.workspace import Workspace
from tests.store.builders import Auditor, finished
from tests.store.refusals import refuse

ROMA = Site(id="Roma-1", name="Roma Centro", aliases=["RM", "Termini"], zone="Europe/Rome")
MILANO = Site(id="MI", name="Milano Duomo")


@pytest.fixture
def registry(workspace: Workspace, clock: FixedClock) -> Registry:
    registry = Registry(workspace, clock)
    registry.put_sites([ROMA, MILANO])
    return registry


# -- sites --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["Roma-1", "ROMA-1", " rm ", "termini"])
def test_a_site_is_found_by_id_and_alias_in_any_case(registry: Registry, ref: str) -> None:
    assert registry.find_site(ref) == ROMA
    assert registry.get_site(ref) == ROMA


def test_an_unknown_site_is_refused_with_near_ones(registry: Registry) -> None:
    assert registry.find_site("Rome-1") is None
    with pytest.raises(InputError, match=r"no site 'Rome-1'\. Did you mean Roma-1\?"):
        registry.get_site("Rome-1")
    with pytest.raises(InputError, match="Create it first"):
        registry.get_site("zzz")


def test_sites_are_listed_by_name_and_kept_on_disk(registry: Registry, workspace: Workspace) -> None:
    assert Registry(workspace, FixedClock()).sites() == [MILANO, ROMA]
    with TinyDB(workspace.registry, access_mode="r") as stock:
        assert {site["id"] for site in stock.table("sites")} == {"Roma-1", "MI"}


def test_an_id_is_unique_without_regard_to_case(registry: Registry) -> None:
    with pytest.raises(InputError, match="'Roma-1' already"):
        registry.add_site(Site(id="ROMA-1", name="Another"))
    with pytest.raises(InputError, match="no site"):
        registry.update_site(Site(id="NAPOLI", name="Napoli"))


def test_an_updated_site_loses_what_the_new_one_lacks(registry: Registry) -> None:
    registry.update_site(Site(id="Roma-1", name="Roma Nord", opened="2020-01-01"))
    registry.update_site(Site(id="Roma-1", name="Roma Nord"))
    found = registry.get_site("roma-1")
    assert (found.name, found.opened, found.aliases) == ("Roma Nord", None, [])


def test_an_alias_leads_to_one_site_only(registry: Registry) -> None:
    with pytest.raises(InputError, match="two sites"):
        registry.add_site(Site(id="X", name="X", aliases=["rm"]))
    with pytest.raises(InputError, match="two sites"):
        registry.add_site(Site(id="termini", name="X"))
    assert registry.sites() == [MILANO, ROMA]


def test_a_refused_write_changes_no_site(
    registry: Registry, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        refuse(broken, "write_at", errno.ENOSPC)
        with pytest.raises(NotSavedError, match="disk is full"):
            registry.add_site(Site(id="X", name="X"))
    assert registry.sites() == [MILANO, ROMA]


def test_two_registries_do_not_overwrite_each_other(registry: Registry, workspace: Workspace) -> None:
    other = Registry(workspace, FixedClock(seed=2))
    other.add_site(Site(id="A", name="A"))
    registry.add_site(Site(id="B", name="B"))
    other.remember_person("Anna", "MS-1")
    assert {site.id for site in registry.sites()} == {"Roma-1", "MI", "A", "B"}


def test_a_registry_that_is_held_too_long_says_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = workspace.locks / "x.lock"
    with (
        exclusive(lock),
        pytest.raises(NotSavedError, match="another process"),
        exclusive(lock, patience=0.05),
    ):
        pass


# -- the list of sites as a spreadsheet saves it ------------------------------------------------------


def test_sites_come_from_a_csv_file_with_semicolons_and_a_byte_order_mark(
    registry: Registry, tmp_path: Path
) -> None:
    file = tmp_path / "sites.csv"
    file.write_bytes(
        "\ufeffID;Name;zone;aliases;opened\r\n"
        'TO;"Torino; Lingotto";Europe/Rome;"LG; Lingotto";2024-05-01\r\n'
        "\r\n"
        "mi;Milano Porta Nuova;;;\r\n".encode()
    )
    assert import_sites(registry, file) == (1, 1, ())
    assert registry.get_site("lg").name == "Torino; Lingotto"
    assert registry.get_site("MI").name == "Milano Porta Nuova"
    assert import_sites(registry, file) == (0, 0, ())


def test_every_fault_of_a_csv_file_is_named_and_nothing_of_it_is_kept(
    registry: Registry, tmp_path: Path
) -> None:
    file = tmp_path / "sites.csv"
    file.write_text(
        "id,name,zone,profile\nOK,Fine,,\nNA,\nCON,Device,,\nto rino,Space,,\nT1,Zone,Europe/Roma,\n"
        'T2,Profile,,shop\nok,Again,,\n"T3\n",Two lines,,\nT4,Many,,,,x\n',
        encoding="utf-8",
    )
    added, updated, faults = import_sites(registry, file)
    assert (added, updated) == (0, 0)
    assert [fault.line for fault in faults] == [3, 4, 5, 6, 7, 8, 11]
    assert all(fault.file == str(file) for fault in faults)
    assert registry.sites() == [MILANO, ROMA]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "missing"),
        (b"id,name\n", "no site"),
        (b"id,nmae\nX,Y\n", "Did you mean 'name'"),
        (b"id,name,name\nX,Y,Z\n", "twice"),
        (b"id,name\nX,\xe9\n", "UTF-8"),
        (b'id,name\nX,"Y\n', "cannot be read"),
        (b"id,name\nX,a\x1b[31mb\n", "forbidden character"),
        (b"id,name\nX," + b"y" * 200_000 + b"\n", "cannot be read|longer"),
        (b"\0\0\0\0", "Unknown column|cannot be read"),
        (b"id,name,aliases\nA,A,x\nB,B,X\n", "two sites"),
    ],
)
def test_a_csv_file_of_another_kind_gets_a_sentence(
    registry: Registry, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "sites.csv"
    file.write_bytes(content)
    result = import_sites(registry, file)
    assert (result.added, result.updated) == (0, 0)
    assert any(re.search(says, str(fault)) for fault in result.faults), result.faults


def test_a_missing_csv_file_and_a_folder_get_a_sentence(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        import_sites(registry, tmp_path / "none.csv")
    with pytest.raises(InputError, match="folder"):
        import_sites(registry, tmp_path)


# -- people, device -----------------------------------------------------------------------------------


def test_a_person_is_remembered_with_one_id(registry: Registry) -> None:
    anna = registry.remember_person("Anna Conti", "MS-07")
    assert registry.remember_person(" anna conti ") == anna
    assert registry.find_person("ms-07") == anna
    assert registry.find_person(anna.id) == anna
    renamed = registry.remember_person("Anna Conti", "MS-08")
    assert (renamed.id, renamed.alias) == (anna.id, "MS-08")
    assert registry.people() == [renamed]


def test_a_person_without_an_alias_gets_a_free_one_that_is_not_the_name(registry: Registry) -> None:
    aliases = [registry.remember_person(name).alias for name in ("Anna", "Bruno")]
    assert aliases == ["Auditor 1", "Auditor 2"]


def test_an_alias_is_one_person_s(registry: Registry) -> None:
    registry.remember_person("Anna", "MS-07")
    with pytest.raises(InputError, match="somebody else's"):
        registry.remember_person("Bruno", "ms-07")
    with pytest.raises(InputError, match="empty"):
        registry.remember_person(" \t")
    assert len(registry.people()) == 1


def test_text_that_attacks_the_terminal_is_cleaned(registry: Registry) -> None:
    assert registry.remember_person("Anna\x1b[31m\u202e Conti\n").name == "Anna[31m Conti"


def test_this_machine_has_one_id(registry: Registry, workspace: Workspace) -> None:
    assert registry.device() == Registry(workspace, FixedClock(seed=9)).device()


# -- actions ------------------------------------------------------------------------------------------


def test_actions_of_an_audit_are_tracked_to_their_end(
    workspace: Workspace, store: AuditStore, auditor: Auditor, clock: FixedClock
) -> None:
    finished(store, auditor)
    actions = ActionList(workspace, clock)
    with store.open("roma-01") as audit:
        assert actions.record_actions(audit.record) == 0, "finishing has taken them in already"
    [action] = actions.list_actions(site="roma", status="open")
    assert (action.what, action.number, action.path, action.due) == (
        "Man the desk",
        "AUD-2026-ROMA-01",
        "phone/q2",
        "2026-12-01",
    )
    assert actions.set_status(action.id, "done").status == "done"
    assert actions.list_actions(status="open") == []
    assert actions.list_actions()[0].status == "done"
    with pytest.raises(InputError, match="no action"):
        actions.set_status("nobody", "done")
    with pytest.raises(InputError, match="open, done, verified"):
        actions.set_status(action.id, "lost")  # type: ignore[arg-type]


# -- people, this machine, numbers ------------------------------------------------------------------------------


def test_a_person_is_found_by_name_alias_or_id_in_any_case(registry: Registry) -> None:
    anna = registry.remember_person("Anna Conti", "MS-07")
    for ref in ("anna conti", " ms-07", anna.id.lower()):
        assert registry.find_person(ref) == anna
    assert registry.find_person("Bruno") is None


def test_this_machine_has_one_id_whoever_asks_first(
    registry: Registry, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.remember_person("Anna Conti")
    device = registry.device()
    assert Registry(workspace, FixedClock()).device() == device
    monkeypatch.setattr("socket.gethostname", lambda: "another")
    other = registry.device()
    assert other != device
    # Two processes ask at the same moment: the second one finds what the first one kept.
    monkeypatch.setattr("audit_tui.store.registry.read_table", lambda *_: [])
    assert registry.device() == other


def test_a_number_counts_once_and_other_forms_do_not(registry: Registry) -> None:
    registry.use_number("AUD-2026-ROMA-03")
    registry.use_number("AUD-2026-ROMA-02")
    registry.use_number("AUD-2026-MI-01")
    registry.use_number("my own number")
    assert registry.last_number("AUD-2026-ROMA-") == 3
    assert registry.last_number("AUD-2026-MI-") == 1
    assert registry.last_number("AUD-2025-MI-") == 0


def test_a_field_that_is_too_long_is_a_fault_of_its_line(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(f"id,name\nOSLO,{'x' * 20_000}\n", encoding="utf-8")
    (fault,) = import_sites(registry, path).faults
    assert (fault.line, fault.code) == (2, "csv.fields")
    assert "longer than 10000 characters" in fault.message


def test_a_country_of_a_site_is_taken_in_any_case(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("id,name,jurisdiction\nOSLO,Fictional Oslo,no\n", encoding="utf-8")
    import_sites(registry, path)
    assert registry.get_site("OSLO").jurisdiction == "NO"
