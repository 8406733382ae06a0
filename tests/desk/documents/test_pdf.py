"""The PDF of an issued document, made by LibreOffice where it is installed."""

import shutil
from datetime import date

import pytest

from mingjian.desk.documents import pdf
from mingjian.desk.documents.layout import lay_out
from mingjian.desk.documents.sheets import Paragraph, Sheet
from mingjian.wording import Refusal

DAY = date(2026, 11, 26)
SHEET = Sheet("兴安盟民政局", "兴民督〔2026〕3号", "督办单", ["某局"], [Paragraph("请办理。")], DAY)


@pytest.mark.skipif(pdf.office_program() is None, reason="LibreOffice is not installed")
def test_a_pdf_is_made_and_does_not_say_when_or_with_what():
    made = pdf.pdf_of(lay_out(SHEET))
    assert made.startswith(b"%PDF-")
    assert [
        word for word in (b"/Producer", b"/Creator", b"/CreationDate", b"LibreOffice") if word in made
    ] == []


def test_a_server_without_libreoffice_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Refusal, match="安装 libreoffice-writer-nogui"):
        pdf.pdf_of(b"")


def test_a_program_that_hangs_is_stopped(monkeypatch, tmp_path):
    sleeper = tmp_path / "soffice"
    sleeper.write_text("#!/bin/sh\nsleep 60\n")
    sleeper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.setattr(pdf, "SECONDS", 0.5)
    with pytest.raises(Refusal, match="已停止"):
        pdf.pdf_of(b"")
