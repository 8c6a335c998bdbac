"""Reading WARC and CDXJ strictly: what warcio wrote is whole, what is broken comes back as such, nothing is raised."""

from __future__ import annotations

import gzip
import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.warc_index import BadLine, Damage, IndexLine, Record, WarcFile, read_index

HEAD = (
    "WARC/1.1\r\nWARC-Type: {type}\r\nWARC-Record-ID: <urn:x>\r\nWARC-Date: 2019-01-01T00:00:00Z\r\n"
    "WARC-Target-URI: http://a.invalid/\r\n{more}Content-Length: {length}\r\n\r\n"
)


def member(
    block: bytes, *, length: int | None = None, kind: str = "response", more: str = "", end: bytes = b"\r\n\r\n"
) -> bytes:
    head = HEAD.format(type=kind, more=more, length=len(block) if length is None else length)
    return gzip.compress(head.encode() + block + end, mtime=0)


def items(path: Path, content: bytes) -> list[Record | Damage]:
    path.write_bytes(content)
    return list(WarcFile(path).items())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x-00000.warc.gz"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.binary(max_size=300_000), max_size=4))
def test_what_warcio_writes_has_no_fault_and_fills_the_file(path: Path, bodies: list[bytes]) -> None:
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
        places = []
        for body in bodies:
            http = StatusAndHeaders("200 OK", [("Content-Type", "Text/HTML; a=b")], protocol="HTTP/1.1")
            start = out.tell()
            writer.write_record(
                writer.create_warc_record("http://a.invalid/", "response", BytesIO(body), http_headers=http)
            )
            places.append((start, out.tell() - start, hashlib.sha256(body).hexdigest()))
    file = WarcFile(path)
    read = [(item.offset, item.length, item.answer.entity_digest[7:]) for item in file.items() if not item.faults]
    assert read == places
    assert (file.size, file.sha256) == (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(st.one_of(st.binary(max_size=60), st.just(member(b"x")), st.just(member(b"x")[:-3]))))
def test_every_byte_of_any_file_is_in_a_record_or_in_a_damage(path: Path, content: list[bytes]) -> None:
    place = 0
    for item in items(path, b"".join(content)):
        assert item.offset == place
        place = item.end if isinstance(item, Damage) else item.offset + item.length
    assert place == len(b"".join(content))


def test_a_member_that_opens_no_record_is_not_taken_for_the_next_one(path: Path) -> None:
    inner = gzip.compress(b"a page that is gzip", mtime=0)
    damage, record = items(path, b"\1" + inner + member(b""))
    assert (damage.offset, damage.end, record.offset) == (0, 1 + len(inner), 1 + len(inner))


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (member(b"abc", length=4), "does not end there"),
        (member(b"abc", length=9), "the block has 7 bytes"),
        (member(b"abc", length=2), "does not end there"),
        (member(b"abc", end=b"\r\n"), "does not end there"),
        (member(b"abc", length=-1), "'-1'"),
        (member(b"abc", more="WARC-Block-Digest: sha1:AAAA\r\n"), "WARC-Block-Digest is not that of its bytes"),
        (member(b"abc", more="WARC-Block-Digest: crc:1\r\n"), "of no known algorithm"),
        (member(b"a\n\nb", more="WARC-Payload-Digest: sha1:AAAA\r\n"), "WARC-Payload-Digest is not that"),
        (gzip.compress(b"no record at all", mtime=0), "does not begin as a WARC record"),
        (gzip.compress(b"", mtime=0), "does not begin as a WARC record"),
    ],
)
def test_a_record_that_contradicts_itself_says_how(path: Path, record: bytes, fault: str) -> None:
    (item,) = items(path, record)
    assert fault in "; ".join(item.faults)


@pytest.mark.parametrize(
    "digest",
    [
        "sha256:" + hashlib.sha256(b"abc").hexdigest(),
        "sha-256:" + hashlib.sha256(b"abc").hexdigest().upper(),
        "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
    ],
)
def test_digests_are_read_in_the_forms_that_are_in_use(path: Path, digest: str) -> None:
    (item,) = items(path, member(b"abc", kind="resource", more=f"WARC-Block-Digest: {digest}\r\n"))
    assert item.faults == ()


def test_a_file_that_ends_inside_a_record_is_truncated_there(path: Path) -> None:
    whole = member(b"abc")
    record, damage = items(path, whole + whole[:-1])
    assert (record.length, damage.offset, damage.truncated) == (len(whole), len(whole), True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
@example(b"a 20190101000000 " + b"{" * 90 + b"\n")
@example(b'a 20190101000000 {"offset": "1"}')
def test_a_line_of_any_bytes_is_a_line_or_a_bad_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.cdxj"
    path.write_bytes(content)
    lines = list(read_index(path))
    assert len(lines) == content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
    assert all(isinstance(line, BadLine) for line in lines)


def test_a_line_is_read_with_its_number_and_offset(tmp_path: Path) -> None:
    path = tmp_path / "x.cdxj"
    path.write_text('a)/ 20190101000000 {"offset": "12"}\nb)/ 20190101000001 {"offset": 13}\n', encoding="utf-8")
    lines = [line for line in read_index(path) if isinstance(line, IndexLine)]
    assert [(line.number, line.urlkey, line.timestamp, line.offset) for line in lines] == [
        (1, "a)/", "20190101000000", 12),
        (2, "b)/", "20190101000001", 13),
    ]
