"""A tombstone is as long as what it stands for, is a WARC record, and says nothing of what is gone."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.tombstone import TombstoneError, purged_type, tombstone
from archive.warc_index import Damage, WarcFile
from archive.warc_reader import StoredRecord, read_records

FIELDS = (
    ("WARC-Type", "response"),
    ("WARC-Record-ID", "<urn:uuid:0f6b2a1e-0000-4000-8000-000000000001>"),
    ("WARC-Target-URI", "http://here.invalid/a/1.html"),
    ("WARC-Date", "2026-02-03T04:05:06.000007Z"),
    ("WARC-Payload-Digest", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ("Gongkai-Request", "0123456789abcdef0123456789abcdef"),
    ("Content-Length", "9"),
)
SAID = (("purged", "2026-02-03"), ("order", "松山法院（2026）松民初8号"))
SHORTEST = 330


def record(length: int) -> StoredRecord:
    return StoredRecord(FIELDS, 0, length, b"secret!!!")


@given(st.integers(SHORTEST, SHORTEST + 400) | st.integers(60_000, 140_000))
@settings(max_examples=60)
def test_it_has_the_length_of_the_record_whatever_that_is(length: int) -> None:
    member = tombstone(record(length), SAID)
    assert len(member) == length
    assert gzip.decompress(member).startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n")


@pytest.mark.parametrize("length", range(SHORTEST, SHORTEST + 12))
def test_it_is_a_sound_record_among_others(length: int, tmp_path: Path) -> None:
    member = tombstone(record(length), SAID)
    (tmp_path / "a.warc.gz").write_bytes(member * 3)
    found = list(WarcFile(tmp_path / "a.warc.gz").items())
    assert [item for item in found if isinstance(item, Damage) or item.faults] == []
    assert [item.offset for item in found] == [0, length, 2 * length]


def test_it_keeps_who_the_record_was_and_not_what_it_held(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(tombstone(record(1000), SAID))
    (read,) = read_records(tmp_path / "a.warc.gz")
    kept = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "Gongkai-Request")
    assert [read.get(name) for name in kept] == [record(1).get(name) for name in kept]
    assert (purged_type(read), read.get("WARC-Payload-Digest")) == ("response", "")
    assert read.block.decode() == "purged: 2026-02-03\r\norder: 松山法院（2026）松民初8号\r\n"


def test_where_there_is_little_room_less_is_said() -> None:
    roomy, narrow = gzip.decompress(tombstone(record(1000), SAID)), gzip.decompress(tombstone(record(SHORTEST), SAID))
    assert SAID[1][1].encode() in roomy
    assert SAID[1][1].encode() not in narrow


def test_a_record_that_is_shorter_than_any_tombstone_is_refused() -> None:
    with pytest.raises(TombstoneError, match="no room"):
        tombstone(record(100), SAID)


def test_an_order_of_several_lines_writes_no_field_of_its_own(tmp_path: Path) -> None:
    words = "first\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200"
    (tmp_path / "a.warc.gz").write_bytes(tombstone(record(1000), (("order", words),)))
    (read,) = read_records(tmp_path / "a.warc.gz")
    assert read.kind == "metadata"
    assert read.block == b"order: first WARC-Type: response HTTP/1.1 200\r\n"
