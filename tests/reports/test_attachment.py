"""Taking the record out of a report, and refusing what is none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from audit_tui.errors import AuditError, InputError
from audit_tui.reports.attachment import attached_audit
from audit_tui.reports.jsonfile import audit_json
from tests.reports.audits import RINGS, Walk, small
from tests.reports.reading import report


def refused(path: Path) -> str:
    """The code of the refusal."""
    with pytest.raises(InputError) as caught:
        attached_audit(path)
    assert caught.value.where == str(path)
    return caught.value.code


def test_what_was_attached_comes_out_byte_for_byte(failed: Walk, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(report(failed))
    assert attached_audit(file) == audit_json(failed.record)


def test_a_foreign_pdf_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    file = tmp_path / "foreign.pdf"
    writer.write(file)
    assert refused(file) == "pdf.foreign"


def test_a_pdf_with_another_attachment_is_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("invoice.json", b"{}")
    file = tmp_path / "foreign.pdf"
    writer.write(file)
    assert refused(file) == "pdf.foreign"


def test_an_encrypted_report_is_refused(failed: Walk, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(report(failed))))
    writer.encrypt("secret", algorithm="RC4-128")
    file = tmp_path / "locked.pdf"
    writer.write(file)
    assert refused(file) == "pdf.encrypted"


@pytest.mark.parametrize(("content", "code"), [(b"", "pdf.other"), (b"hello", "pdf.other")])
def test_what_is_no_pdf_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    assert refused(file) == code


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == "file.directory"
    assert refused(tmp_path / "none.pdf") == "file.missing"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A report and what is attached to it."""
    walk = Walk(tmp_path_factory.mktemp("walk"), [small([RINGS])])
    walk.say("answer", "phone/rings", "2")
    walk.say("finish")
    return report(walk), audit_json(walk.record)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_report_ends_in_a_sentence_or_in_bytes_never_in_a_traceback(
    data: st.DataObject, sound: tuple[bytes, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(sound[0])
    for _ in range(data.draw(st.integers(1, 30))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(content) // 2, len(content)))
    file = tmp_path_factory.getbasetemp() / "damaged.pdf"
    file.write_bytes(bytes(content[:cut]))
    try:
        found = attached_audit(file)
    except AuditError:
        return
    assert isinstance(found, bytes)
