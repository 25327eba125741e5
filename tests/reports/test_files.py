"""Names of reports, and writing them whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from audit_tui.errors import EnvironmentFault
from audit_tui.reports.files import report_name, write_report


def test_a_name_says_site_day_audit_variant_and_language() -> None:
    name = report_name("0417", "2026-11-18", "01KAFD1234567890ABCDEFGHJK", "report", "zh-CN", "pdf")
    assert name == "0417_2026-11-18_CDEFGHJK_report_zh-CN.pdf"


@pytest.mark.parametrize("site", ["../../etc", "a/b\\c", "con:", "…", ""])
def test_no_name_leads_out_of_its_folder(site: str) -> None:
    name = report_name(site, "2026-11-18", "01KAFD1234567890ABCDEFGHJK", "report", "en", "pdf")
    assert Path(name).name == name
    assert not set('<>:"/\\|?*') & set(name) and not name.startswith(".")


def test_a_report_replaces_the_one_before_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "exports" / "r.pdf"
    assert write_report(target, b"one") == target
    write_report(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["r.pdf"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not bind here")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(EnvironmentFault, match=r"r\.pdf"):
        write_report(tmp_path / "r.pdf", b"x")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "exports").write_bytes(b"")
    with pytest.raises(EnvironmentFault) as caught:
        write_report(tmp_path / "exports" / "r.pdf", b"x")
    assert "exports" in caught.value.where and caught.value.exit_code == 3
