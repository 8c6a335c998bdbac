"""Revisits are read whole from the response they refer to, or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.warc_reader import StoredRecord, read_record
from archive.warc_revisit import NOT_MODIFIED, original_of, whole_answer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
NEW_HEAD = b"HTTP/1.1 200 OK\r\nDate: later\r\nContent-Type: text/html\r\n\r\n"
DIGEST = "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"


def content(folder: Path, record: StoredRecord) -> bytes | None:
    """What the answer of a record, or that which a revisit stands for, has for its entity."""
    answer = whole_answer(record, original_of(folder, record) if record.kind == "revisit" else None)
    return answer.content if answer else None


def member(kind: str, block: bytes, **fields: str) -> bytes:
    named = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:{kind}>", "WARC-Payload-Digest": DIGEST}
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    head = f"WARC/1.1\r\n{lines}Content-Length: {len(block)}\r\n\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


REFERS = {
    "WARC_Refers_To": "<urn:response>",
    "WARC_Refers_To_Filename": "first-00000.warc.gz",
    "WARC_Refers_To_File_Offset": "0",
}


def stored(folder: Path, original: bytes, revisit: bytes) -> StoredRecord:
    (folder / "first-00000.warc.gz").write_bytes(original)
    (folder / "second-00000.warc.gz").write_bytes(revisit)
    return read_record(folder / "second-00000.warc.gz", 0)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.binary(max_size=2000))
@example(b"\r\n\r\nafter a blank line of its own")
def test_a_revisit_is_its_own_header_and_the_payload_of_its_original(tmp_path: Path, payload: bytes) -> None:
    record = stored(tmp_path, member("response", HEAD + payload), member("revisit", NEW_HEAD, **REFERS))
    assert content(tmp_path, record) == payload


def test_any_other_record_is_its_own_block(tmp_path: Path) -> None:
    record = stored(tmp_path, b"", member("response", HEAD + b"text"))
    assert content(tmp_path, record) == b"text"


@pytest.mark.parametrize(
    "wrong",
    [
        {"WARC_Refers_To": "<urn:other>"},
        {"WARC_Refers_To_Filename": "gone-00000.warc.gz"},
        {"WARC_Refers_To_Filename": ""},
        {"WARC_Refers_To_Filename": ".."},
        {"WARC_Refers_To_Filename": "a\0b"},
        {"WARC_Refers_To_File_Offset": "7"},
        {"WARC_Refers_To_File_Offset": "-1"},
        {"WARC_Refers_To_File_Offset": "9" * 18},
        {"WARC_Refers_To_File_Offset": "9" * 5000},
        {"WARC_Payload_Digest": "sha1:AAAA"},
        {"WARC_Refers_To": "<urn:revisit>", "WARC_Refers_To_Filename": "second-00000.warc.gz"},
    ],
    ids=lambda wrong: "; ".join(f"{name}={value[:24]!r}" for name, value in wrong.items()),
)
def test_a_revisit_whose_original_is_not_there_is_nothing(tmp_path: Path, wrong: dict[str, str]) -> None:
    record = stored(tmp_path, member("response", HEAD + b"text"), member("revisit", NEW_HEAD, **REFERS | wrong))
    assert original_of(tmp_path, record) is None


def test_a_revisit_of_a_damaged_response_is_nothing(tmp_path: Path) -> None:
    original = bytearray(member("response", HEAD + bytes(range(256)) * 200))
    original[-200] ^= 1
    record = stored(tmp_path, bytes(original), member("revisit", NEW_HEAD, **REFERS))
    assert original_of(tmp_path, record) is None


def test_a_name_with_folders_in_it_leads_to_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "first-00000.warc.gz").write_bytes(member("response", HEAD + b"elsewhere"))
    outside = REFERS | {"WARC_Refers_To_Filename": "../first-00000.warc.gz"}
    record = stored(tmp_path / "warc", member("response", HEAD + b"text"), member("revisit", NEW_HEAD, **outside))
    assert content(tmp_path / "warc", record) == b"text"


def test_a_304_stands_for_the_whole_answer_that_was_kept(tmp_path: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    own = b'HTTP/1.1 304 Not Modified\r\nETag: "2"\r\nContent-Type: text/html\r\n\r\n'
    revisit = member("revisit", own, **REFERS | {"WARC_Profile": NOT_MODIFIED})
    record = stored(tmp_path, member("response", chunked + b"4\r\ntext\r\n0\r\n\r\n"), revisit)
    answer = whole_answer(record, original_of(tmp_path, record))
    assert answer is not None
    assert (answer.content, answer.head.mime, answer.head.status) == (b"text", "text/plain", 304)
