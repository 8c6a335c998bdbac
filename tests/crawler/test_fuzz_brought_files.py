"""Ten minutes of damaged files that people bring: imports, portal files, decisions. Each is read, or refused with one
message; no other error leaves the program.

How inputs are damaged, and how long it lasts: tests/fuzzing.py.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from fuzzing import damaged, fuzz, rounds
from hypothesis import strategies as st
from made_files import changed, workbook
from sqlite_utils import Database

from archive import schema
from archive.decisions import DecisionFileError, read_decisions
from archive.import_summary import summary
from archive.imports import ImportFileError, import_file, read_channel_file
from crawler import walk
from crawler.declaration import declaration
from crawler.errors import PortalFileError
from crawler.portal import load_portal_file
from crawler.urls import AddressBook

ROOT = Path(__file__).resolve().parents[2]
SHARES = 4  # of the time: rows, workbooks, portal files, decisions
HEAD = ("标题", "发布时间", "链接", "字数", "期号")
ROWS = [
    ("春耕备耕座谈会召开", "2018-03-05", "https://mp.invalid/1", "420", "1"),
    ("=1+1", "2018年3月6日", "https://mp.invalid/2", "1,420", "2"),
    ('"引号", 逗号', "2018/03/07 08:00", "", "", "3"),
]
ROW_SCRAPS = [
    b",", b'"', b'""', b"\r\n", b"\n", b"\t", b";", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}", b"[", b"]",
    b"null", b"1e999", b"-Infinity", b"9" * 5000, b"\\ud800", b"2018-02-30", b"20180101", b"0001-01-01", b"43164.5",
    b"'; drop table documents; --", b"../../x", b"\x1b[31m", b"PK\x03\x04", "标题,发布时间,链接\n".encode(),
    b'{"a":' * 50,
]  # fmt: skip
SHEET_SCRAPS = [
    b"<row r='9'>", b"</row>", b"<c r='A1048577'>", b"<c r='ZZZZ1' t='s'><v>-1</v></c>", b"<v>1e999</v>", b"t='d'",
    b"<f>1+1</f>", b"<f t='shared' si='0' ref='A1:XFD1048576'/>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;",
    b"<mergeCell ref='A1:XFD1048576'/>", b"s='99999'", b"<sheets>", b"state='hidden'", b"rId99", b"../../../x",
    b"<numFmt numFmtId='9' formatCode='[$-F800]yyyy'/>", b"date1904='1'", b"xmlns:x='y'", b"<![CDATA[", b"]]>",
    b"9" * 400,
]  # fmt: skip
YAML_SCRAPS = [
    b"&a ", b"*a", b"<<: *a", b"!!timestamp ", b"!!int ", b"!!float ", b"!!bool ", b"!!binary ", b"!!set ", b"!!omap ",
    b"!!python/object/apply:os.system [x]", b"? ", b": ", b"- ", b"[", b"]", b"{", b"}", b"|", b">", b"%YAML 9.9\n",
    b"---\n",
    b"...\n", b"\t", b"\x00", b"\xff\xfe", b'"\\ud800"', b'"\\e[31m"', b"1:59:59", b"0x" + b"f" * 6000, b"9" * 5000,
    b".nan",
    b".inf", b"2018-99-99", b"~", b"null", b"yes", b"http://[::1", b"http://a:99999/", b"file:///x", b"../../x",
    b"\xe2\x80\xae", b"politeness: {delay: 0}", b"evidences: [x]", b"columns:\n", b"remarks:\n", b"decisions:\n",
]  # fmt: skip


def rows_of(form: str) -> bytes:
    if form == "jsonl":
        return "".join(json.dumps(dict(zip(HEAD, row, strict=True))) + "\n" for row in ROWS).encode()
    return "".join(",".join(row) + "\n" for row in (HEAD, *ROWS[:2])).encode()


@cache
def sheets() -> bytes:
    def build(book):
        for row in (HEAD, *ROWS):
            book.active.append(row)
        book.active.append(("日期", date(2018, 3, 9), "https://mp.invalid/3", 7))

    return workbook(build)


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A workbook one of whose members was damaged, or the container itself."""
    parts = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
    parts += ["xl/_rels/workbook.xml.rels", "[Content_Types].xml", ""]
    part = draw(st.sampled_from(parts))
    if not part:
        return draw(damaged((sheets(),), [b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\x00" * 20]))
    found: list[bytes] = []
    changed(sheets(), part, lambda content: found.append(content) or content)
    sound = found[0] if found else b"<sst/>"
    broken = draw(damaged((sound,), SHEET_SCRAPS))
    return changed(sheets(), part, lambda _: broken)


class Imported:
    """Reads a file as an import and brings it into an archive; a refusal is one line that names the file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "export"
        self._db = Database(memory=True)
        schema.upgrade(self._db)

    def __call__(self, content: bytes) -> None:
        self._path.write_bytes(content)
        try:
            file = read_channel_file("fuzz", "wechat", self._path, None, "2026-01-01T00:00:00Z")
        except ImportFileError as error:
            assert str(error).startswith(str(self._path))
            return
        assert summary(file, import_file(self._db, file)).items


class Described:
    """Loads a portal file, and does with it what a crawl does before it asks for anything."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sample.yml"

    def __call__(self, content: bytes) -> None:
        self._path.write_bytes(content)
        try:
            portal = load_portal_file(self._path)
        except PortalFileError as error:
            assert str(self._path) in str(error)
            str(error).encode()
            return
        assert portal.model_dump_json().encode()
        assert declaration(portal).portal["id"] == "sample"
        if portal.base:
            book = AddressBook.of(portal)
            for request in walk.start(portal).requests:
                assert book.canonical(book.fetch_address(request.url)) is not None


def decided(content: bytes) -> None:
    try:
        file = read_decisions(content, "sample.decisions.yml")
    except DecisionFileError as error:
        assert str(error).startswith("sample.decisions.yml")
        str(error).encode()
        return
    for each in (*file.decisions, *file.remarks):
        assert repr(each).encode()


def portal_files() -> tuple[bytes, ...]:
    found = [path.read_bytes() for path in sorted((ROOT / "crawler" / "portals").glob("*.yml"))]
    return tuple(content.replace(b"portal: " + name, b"portal: sample") for content in found for name in (b"demo-city",
        b"demo", b"songshan"))  # fmt: skip


def decision_files() -> tuple[bytes, ...]:
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    return tuple(part.partition("```")[0].encode() for part in text.split("```yaml\n")[1:])


def test_the_samples_are_sound(tmp_path):
    """So that what is damaged gets past the first check."""
    Imported(tmp_path)(rows_of("csv"))
    assert load_portal_file_of(tmp_path, portal_files()[0]).columns
    assert any(read_decisions(content, "x").decisions for content in decision_files())


def load_portal_file_of(folder: Path, content: bytes):
    (folder / "sample.yml").write_bytes(content)
    return load_portal_file(folder / "sample.yml")


@pytest.mark.heavy
def test_damaged_rows_are_imported_or_refused(tmp_path):
    inputs = damaged((rows_of("csv"), rows_of("jsonl"), rows_of("csv").decode().encode("gb18030")), ROW_SCRAPS)
    for number in rounds("rows", SHARES):
        fuzz(Imported(tmp_path), inputs, number)


@pytest.mark.heavy
def test_damaged_workbooks_are_imported_or_refused(tmp_path):
    for number in rounds("workbooks", SHARES):
        fuzz(Imported(tmp_path), workbooks(), number)


@pytest.mark.heavy
def test_damaged_portal_files_are_read_or_refused(tmp_path):
    for number in rounds("portals", SHARES):
        fuzz(Described(tmp_path), damaged(portal_files(), YAML_SCRAPS), number)


@pytest.mark.heavy
def test_damaged_decisions_are_read_or_refused():
    for number in rounds("decisions", SHARES):
        fuzz(decided, damaged(decision_files(), YAML_SCRAPS), number)
