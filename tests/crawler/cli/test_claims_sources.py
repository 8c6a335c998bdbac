"""`gongkai claims`: where a report may come from, scans, comparison, and the page."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Answer, gongkai
from made_files import pdf, prose, word
from PIL import Image as Picture
from reportlab.platypus import Image, PageBreak

from archive.layout import layout_of
from archive.listings import add_listings
from archive.records import Body, Paragraph
from archive.report_store import read_reports
from archive.store import open_archive
from crawler.cli.claims import claims

TITLE = "样本区2018年政府信息公开工作年度报告"
TEXT = "全年主动公开政府信息300条，收到政府信息公开申请12件。"
PAGE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id=zoom><p>{TEXT}</p></div></body></html>"
DOCUMENT = "d00000000000000a1"
URL = "http://sample.invalid/nb/2018.html"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(claims, [*map(str, arguments)], input=stdin)


def values(result: Result) -> list[float]:
    return [claim["value"] for claim in json.loads(result.stdout.splitlines()[0])["claims"]]


def drawing() -> io.BytesIO:
    stream = io.BytesIO()
    Picture.new("L", (40, 60), 200).save(stream, "PNG")
    stream.seek(0)
    return stream


def picture() -> Image:
    """A grey picture that fills the frame of a page."""
    return Image(drawing(), 430, 640)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "2018.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_report_may_come_on_standard_input():
    result = run("-", "--json", stdin=PAGE.encode())
    assert (result.exit_code, values(result)) == (0, [300, 12])


def test_a_report_is_fetched_from_its_address(site):
    server = site({"/2018.html": Answer(PAGE), "/gone.html": Answer("not here", 404)})
    result = gongkai("claims", f"{server.address}2018.html", f"{server.address}gone.html", "--json")
    first, second = map(json.loads, result.stdout.splitlines())
    assert [claim["value"] for claim in first["claims"]] == [300, 12]
    assert (second["unread"], second["error"]) == ("unreadable", "it answered with status 404")
    assert result.returncode == 5


def test_an_address_elsewhere_is_not_asked_without_a_contact():
    result = run("http://example.org/2018.html")
    assert result.exit_code == 2
    assert "--contact" in result.output


# Scans


def test_a_pdf_of_pictures_is_said_to_be_a_scan(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(pdf(picture(), PageBreak(), picture()))
    result = run(tmp_path / "scan.pdf", "--json")
    said = json.loads(result.stdout.splitlines()[0])
    assert (result.exit_code, said["unread"], said["claims"]) == (9, "scan", [])
    assert "scan: no text layer" in result.stderr


def test_a_scan_with_the_mark_of_the_program_that_made_it_is_a_scan(tmp_path):
    def stamp(canvas, document) -> None:
        canvas.drawString(400, 20, "Scanned 2019")

    (tmp_path / "scan.pdf").write_bytes(pdf(picture(), on_page=stamp))
    assert json.loads(run(tmp_path / "scan.pdf", "--json").stdout.splitlines()[0])["unread"] == "scan"


def test_of_a_pdf_with_some_scanned_pages_the_others_are_read_and_it_is_said(tmp_path):
    (tmp_path / "half.pdf").write_bytes(pdf(prose(TITLE), prose(TEXT), PageBreak(), picture()))
    result = run(tmp_path / "half.pdf", "--json")
    said = json.loads(result.stdout.splitlines()[0])
    assert (result.exit_code, values(result), said["unread"]) == (0, [300, 12], "partly")
    assert said["unread_reason"] == "pages that are pictures without text: 2"
    assert "pictures without text: 2" in result.stderr


def test_a_page_whose_body_is_pictures_is_a_scan(tmp_path):
    images = "".join(f"<p><img src=/upload/{number}.jpg width=800 height=1100></p>" for number in range(4))
    page = f"<html><body><h1>{TITLE}</h1><p>发布日期：2019-01-20</p><div id=zoom>{images}</div></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    result = run(tmp_path / "a.html", "--json")
    assert (result.exit_code, json.loads(result.stdout.splitlines()[0])["unread"]) == (9, "scan")


def test_a_word_document_of_pictures_is_a_scan(tmp_path):
    (tmp_path / "a.docx").write_bytes(word(lambda document: document.add_picture(drawing())))
    result = run(tmp_path / "a.docx", "--json")
    assert (result.exit_code, json.loads(result.stdout.splitlines()[0])["unread"]) == (9, "scan")


def test_what_can_be_read_is_printed_beside_what_cannot(page, tmp_path):
    (tmp_path / "a.ofd").write_bytes(b"x")
    result = run(tmp_path / "a.ofd", page, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()[:2]]
    assert [len(line["claims"]) for line in lines] == [0, 2]
    assert result.exit_code == 9


# Archives


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one report, and a file that it attaches with another number."""
    with closing(open_archive(tmp_path / "archive.db")) as db:
        db.table("portals").insert({"id": "sample"})
        db.table("columns").insert({"id": "sample/nb", "portal": "sample", "key": "nb", "reports": 1})
        db.table("crawls").insert({"id": "c1", "portal": "sample", "accepted": 1, "closed_at": "2019-03-01"})
        _document(db, DOCUMENT, 1, URL, TEXT)
        _document(db, "d00000000000000a2", 2, "http://sample.invalid/f/2018.pdf", TEXT.replace("300", "301"))
        listing = {"crawl": "c1", "column": "sample/nb", "url": URL, "document": DOCUMENT, "title": TITLE}
        add_listings(db, [listing])
        attached = {"document": DOCUMENT, "crawl": "c1", "url": "http://sample.invalid/f/2018.pdf", "name": TITLE}
        db.table("attachments").insert({**attached, "file": "d00000000000000a2", "role": "attachment"})
        read_reports(db, "sample")
    return tmp_path


def _document(db, identifier: str, version: int, url: str, text: str) -> None:
    row = {"id": identifier, "portal": "sample", "url": url, "title": TITLE, "version": version, "state": "page"}
    db.table("documents").insert(row)
    db.table("document_urls").insert({"url": url, "portal": "sample", "document": identifier})
    db.table("document_versions").insert({"id": version, "document": identifier, "crawl": "c1"})
    db.table("sightings").insert({"crawl": "c1", "document": identifier, "version": version})
    layout = layout_of(Body(text, (Paragraph(0, len(text)),)))
    db.table("document_texts").insert({"version": version, "text": text, "layout": layout})


@pytest.mark.parametrize("name", [DOCUMENT, URL, "sample-2018"])
def test_an_archived_report_is_read_by_its_ids_and_its_address(archive, name):
    result = run(name, "--archive", archive, "--json")
    assert (result.exit_code, values(result)) == (0, [300, 12])
    assert json.loads(result.stdout)["url"] == URL


def test_what_the_archive_does_not_have_is_not_fetched(archive):
    result = run("http://elsewhere.invalid/", "--archive", archive)
    assert result.exit_code == 9
    assert "neither a file nor a document of the archive" in result.stderr


def test_an_archived_page_is_compared_with_the_report_it_attaches(archive):
    result = run("sample-2018", "--archive", archive, "--compare", "--json", "--strict")
    said = json.loads(result.stdout)
    ((first, second),) = [(each["first"], each["second"]) for each in said["differs"]]
    assert (first["value"], second["value"], said["same"], result.exit_code) == (300, 301, 1, 1)


# Comparison


def test_two_reports_of_the_same_numbers_do_not_differ(page, tmp_path):
    (tmp_path / "2018.pdf").write_bytes(pdf(prose(TITLE), prose(TEXT)))
    result = run(page, tmp_path / "2018.pdf", "--compare", "--strict")
    assert result.exit_code == 0
    assert "2 same, 0 differs" in result.stdout


def test_a_difference_is_named_with_both_quotes(page, tmp_path):
    (tmp_path / "2018.pdf").write_bytes(pdf(prose(TITLE), prose(TEXT.replace("12", "21"))))
    result = run(page, tmp_path / "2018.pdf", "--compare")
    assert result.exit_code == 0
    assert "收到政府信息公开申请12件" in result.stdout
    assert "收到政府信息公开申请21件" in result.stdout


@pytest.mark.parametrize("inputs", [[], ["a.txt"], ["a.txt", "b.txt", "c.txt"]])
def test_a_comparison_takes_two_inputs(inputs):
    assert run(*inputs, "--compare").exit_code == 2


# The page


def test_the_page_of_a_report_is_written(page, tmp_path):
    result = run(page, "--html", tmp_path / "out.html")
    assert result.exit_code == 0
    assert '<mark id="text-1" class="open">' in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_no_page_is_written_of_a_report_that_could_not_be_read(tmp_path):
    (tmp_path / "a.ofd").write_bytes(b"x")
    assert run(tmp_path / "a.ofd", "--html", tmp_path / "out.html").exit_code == 9
    assert not (tmp_path / "out.html").exists()
