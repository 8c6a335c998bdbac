"""One report as a page, as a Word document, and as what LibreOffice makes of it: the same claims and identities."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from functools import cache

import pytest
from conftest import skip_or_fail
from sample_report import as_html, as_word, by_office

from archive.records import ReportReading
from archive.reports import read_report
from crawler.reading import read_file

PDF, DOCX, DOC = "pdf:writer_pdf_Export", "docx:MS Word 2007 XML", "doc:MS Word 97"


@cache
def read(content: bytes, name: str) -> ReportReading:
    return read_report(read_file(content, name).body)


def without_space(value: object) -> object:
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    return tuple(map(without_space, value)) if isinstance(value, tuple) else value


def claims(reading: ReportReading) -> list[object]:
    """What is claimed, but for white space and the places in the text."""
    rows = [dataclasses.asdict(claim) for claim in reading.claims]
    return [{key: without_space(row[key]) for key in row if key not in ("start", "end")} for row in rows]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Word document as a PDF of several pages."""
    return by_office(as_word(), "docx", PDF, tmp_path_factory.mktemp("office"))


def test_the_page_has_all_there_is_to_compare():
    reading = read(as_html(), "report.html")
    rules = {identity.rule.partition("[")[0] for identity in reading.identities}
    assert {"T2-NONNEG", "T3-BALANCE", "T3-ROWSUM", "T3-COLSUM", "T4-SUM"} <= rules
    assert len(reading.claims) > 100


def test_a_word_document_claims_what_the_page_does():
    assert claims(read(as_word(), "report.docx")) == claims(read(as_html(), "report.html"))


def test_a_pdf_claims_what_the_page_does(printed: bytes):
    assert claims(read(printed, "report.pdf")) == claims(read(as_html(), "report.html"))


def test_a_pdf_has_the_identities_of_the_page_with_their_cells(printed: bytes):
    assert read(printed, "report.pdf").identities == read(as_html(), "report.html").identities


def test_a_pdf_has_neither_running_heads_nor_page_numbers(printed: bytes):
    reading = read_file(printed, "report.pdf")
    assert len(reading.parts) > 3
    lines = [line.replace(" ", "") for line in reading.body.text.split("\n")]
    assert "样本区人民政府办公室" not in lines
    assert not [line for line in lines if re.fullmatch(r"-?\d+-?", line)]


@pytest.mark.heavy
@pytest.mark.parametrize(("source", "export"), [("html", DOCX), ("html", PDF), ("docx", DOC), ("docx", DOCX)])
def test_whatever_office_programs_make_of_it_claims_the_same(source, export, tmp_path):
    content = by_office(as_html() if source == "html" else as_word(), source, export, tmp_path)
    reading = read(content, f"report.{export.partition(':')[0]}")
    page = read(as_html(), "report.html")
    assert (claims(reading), reading.identities) == (claims(page), page.identities)


@pytest.mark.heavy
def test_what_a_browser_prints_of_the_page_claims_the_same(tmp_path):
    """Browsers write radicals for characters, and fill the sides of cells as shapes."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        skip_or_fail("no Chromium is installed")
    (tmp_path / "report.html").write_bytes(as_html())
    out = tmp_path / "report.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    address = (tmp_path / "report.html").as_uri()
    subprocess.run([program, *flags, f"--print-to-pdf={out}", address], check=True, capture_output=True, timeout=120)
    reading, page = read(out.read_bytes(), "report.pdf"), read(as_html(), "report.html")
    assert (claims(reading), reading.identities) == (claims(page), page.identities)


@pytest.mark.heavy
def test_a_pdf_without_ruling_lines_claims_the_same(tmp_path):
    content = by_office(as_html().replace(b"<table border=1>", b"<table>"), "html", PDF, tmp_path)
    reading, page = read(content, "report.pdf"), read(as_html(), "report.html")
    assert claims(reading) == claims(page)
