"""Damaged WARC and WACZ files: each becomes a crawl, or is refused with one message; no other error leaves the program,
and nothing is written outside the archive's folder.

How inputs are damaged, and how long it lasts: tests/fuzzing.py.
"""

from __future__ import annotations

import gzip
import shutil
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fuzzing import damaged, fuzz, rounds
from hypothesis import strategies as st
from small_site import PORTAL, article
from strangers_warc import http, in_memory, sha1, small_warc, wacz

from archive.foreign.limits import ForeignFileError, Limits
from archive.store import open_archive
from crawler.brought.bring import Said, bring_archive
from crawler.portal import load_portal_file

SHARES = 12  # of the time, of which these take a quarter: records, compressed bytes, packages
SMALL = {"/news/": None, "/news/index_1.html": None, "/a/0.html": None, "/a/1.html": None, "/a/2.html": None}
SCRAPS = [
    b"\r\n", b"\r\n\r\n", b"\n", b"\x00", b"WARC/1.0\r\n", b"WARC/9.9\r\n", b"Content-Length: 99999999999\r\n",
    b"Content-Length: -1\r\n", b"Content-Length: 0\r\n", b"WARC-Type: revisit\r\n", b"WARC-Type: request\r\n",
    b"WARC-Type: resource\r\n", b"WARC-Type: metadata\r\n", b"WARC-Date: 9999-99-99T99:99:99Z\r\n",
    b"WARC-Date: 0001-01-01T00:00:00Z\r\n", b"WARC-Target-URI: http://[::1/\r\n", b"WARC-Target-URI: \x1b[31m\r\n",
    b"WARC-Target-URI: http://small.invalid/../../etc/passwd\r\n", b"WARC-Record-ID: <urn:uuid:x>\r\n",
    b"WARC-Refers-To: <urn:uuid:x>\r\n", b"WARC-Refers-To-Filename: ../../x\r\n", b"WARC-Truncated: length\r\n",
    b"WARC-Block-Digest: sha1:\r\n", b"WARC-Concurrent-To: <urn:uuid:x>\r\n", b" folded\r\n", b"Gongkai-Request: 0\r\n",
    b"Gongkai-Purged: response\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip, gzip, gzip\r\n",
    b"HTTP/1.1 100 X\r\n\r\n", b"HTTP/1.1 301 X\r\nLocation: //\r\n", b"ffffffffffffffff\r\n", b"<a href='http://[::1'>",
    b"\xff\xfe", b"a" * 70_000,
]  # fmt: skip
ZIP_SCRAPS = [
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\x00" * 20, b"\xff" * 8, b"../../x", b"/etc/passwd",
    b"datapackage.json", b"archive/data.warc.gz", b'"resources": []', b'{"a":' * 50, b"sha256:", b"null", b"1e999",
    b"\x1f\x8b\x08",
]  # fmt: skip


def sample() -> bytes:
    """A few records of every kind that is taken, not compressed."""
    made = small_warc(**SMALL)
    page = "http://small.invalid/a/0.html"
    block = http(article("一则", "2018-03-01"))
    body = block.partition(b"\r\n\r\n")[2]
    id = made.add("response", page, block, WARC_Payload_Digest=sha1(body))
    made.add("request", page, b"GET /a/0.html HTTP/1.1\r\n\r\n", WARC_Concurrent_To=f"<{id}>")
    made.add("revisit", page, block[: -len(body)], WARC_Refers_To=f"<{id}>", WARC_Payload_Digest=sha1(body))
    made.add("resource", "http://small.invalid/a/1.html", article("二则", "2018-03-02").encode())
    made.version = "WARC/0.17"
    made.add("response", "http://small.invalid/a/2.html", block)
    return b"".join(made.records)


class Brought:
    """Imports a file into an archive that nothing is in; a refusal is one line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
        self._portal = load_portal_file(folder / "small.yml")
        open_archive(folder / "empty.db").close()

    def __call__(self, content: bytes) -> None:
        archive, path = self._folder / "inside" / "archive", self._folder / "brought"
        path.write_bytes(content)
        archive.mkdir(parents=True)
        shutil.copy(self._folder / "empty.db", archive / "archive.db")
        db = open_archive(archive / "archive.db")
        said, limits = Said("fuzz", "fuzz"), Limits(spare=20_000_000, block=5_000_000)
        try:
            now = datetime(2026, 3, 1, tzinfo=UTC)
            bring_archive(db, archive, self._portal, [path], said, clock=lambda: now, limits=limits)
        except ForeignFileError as error:
            assert str(error).encode()
            assert not db.table("crawls").count
        finally:
            db.close()
            assert [each.name for each in (self._folder / "inside").iterdir()] == ["archive"]
            shutil.rmtree(archive.parent)


@st.composite
def packed(draw: st.DrawFn, sound: bytes) -> bytes:
    """A package that was damaged as a whole."""
    return draw(damaged((sound,), ZIP_SCRAPS))


@st.composite
def compressed(draw: st.DrawFn) -> bytes:
    """Records that were damaged and compressed, all in one member."""
    return gzip.compress(draw(damaged((sample(),), SCRAPS)), 1)


def test_the_samples_are_sound(tmp_path):
    """So that what is damaged gets past the first check."""
    brought = Brought(tmp_path)
    brought(sample())
    brought(wacz(tmp_path / "x.wacz", {"data.warc.gz": in_memory(small_warc())}).read_bytes())


@pytest.mark.heavy
def test_damaged_records_are_imported_or_refused(tmp_path):
    for number in rounds("records", SHARES):
        fuzz(Brought(tmp_path), st.one_of(damaged((sample(),), SCRAPS), compressed()), number)


@pytest.mark.heavy
def test_damaged_compressed_bytes_are_imported_or_refused(tmp_path):
    sound = in_memory(small_warc(**SMALL))
    for number in rounds("compressed", SHARES):
        fuzz(Brought(tmp_path), damaged((sound,), SCRAPS[:4]), number)


@pytest.mark.heavy
def test_damaged_packages_are_imported_or_refused(tmp_path):
    warnings.simplefilter("ignore", UserWarning)  # zipfile's, of names that stand twice
    sound = wacz(tmp_path / "x.wacz", {"data.warc.gz": in_memory(small_warc(**SMALL))}).read_bytes()
    for number in rounds("packages", SHARES):
        fuzz(Brought(tmp_path), packed(sound), number)
