"""Reading whole records back: as warcio reads the same bytes, and never more than what is whole."""

from __future__ import annotations

import gzip
import zlib
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from archive.warc_header import RecordHeader
from archive.warc_index import Damage, Record, WarcFile
from archive.warc_reader import StoredRecord, TornRecordError, locate, read_fields, read_record, read_records

MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
#: Longer than a piece that is read at a time, before and after compression.
LONG = st.builds(lambda seed, size: Random(seed).randbytes(size), st.integers(0, 9), st.integers(60_000, 200_000))
BLOCKS = st.lists(st.one_of(st.binary(max_size=200), LONG), max_size=5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x-00000.warc.gz"


def write(path: Path, blocks: list[bytes]) -> list[int]:
    """Resource records as warcio writes them; returns where each one ends."""
    ends = []
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
        for number, block in enumerate(blocks):
            fields = {"X-Number": f" {number}  ", "x-中文": "值", "WARC-Record-ID": f"<urn:uuid:{UUID(int=number)}>"}
            fields["WARC-Date"] = "2019-01-01T00:00:00Z"
            url = f"http://a.invalid/{number}"
            writer.write_record(
                writer.create_warc_record(url, "resource", BytesIO(block), len(block), "x/y", warc_headers_dict=fields)
            )
            ends.append(out.tell())
    return ends


@MANY
@given(blocks=BLOCKS)
def test_records_are_what_warcio_reads_of_the_same_bytes(path: Path, blocks: list[bytes]) -> None:
    write(path, blocks)
    expected = []
    with path.open("rb") as file:
        iterator = ArchiveIterator(file)
        for record in iterator:
            block = record.content_stream().read()
            fields = tuple((name, value.strip()) for name, value in record.rec_headers.headers)
            expected.append((iterator.get_record_offset(), iterator.get_record_length(), fields, block))
    assert [(r.offset, r.length, r.fields, r.block) for r in read_records(path)] == expected
    assert [block for *_, block in expected] == blocks


@MANY
@given(blocks=BLOCKS, most=st.integers(0, 250_000))
def test_no_more_is_read_than_is_wanted(path: Path, blocks: list[bytes], most: int) -> None:
    write(path, blocks)
    whole = list(read_records(path))
    sizes = [len(gzip.decompress(path.read_bytes()[r.offset : r.offset + r.length])) for r in whole]
    fit = [record for number, record in enumerate(whole) if sum(sizes[: number + 1]) <= most]
    found = []
    with nullcontext() if fit == whole else pytest.raises(TornRecordError, match="it holds more than"):
        found.extend(read_records(path, most=most))
    assert found == fit


def test_what_is_too_long_is_not_read_to_its_end(path: Path) -> None:
    write(path, [Random(1).randbytes(500_000)])
    path.write_bytes(path.read_bytes()[:300_000])
    with pytest.raises(TornRecordError, match="the file ends inside it"):
        list(read_records(path))
    with pytest.raises(TornRecordError, match="it holds more than 1000 bytes"):
        list(read_records(path, most=1000))


@MANY
@given(blocks=BLOCKS)
def test_a_record_is_read_by_its_place_as_it_is_in_order(path: Path, blocks: list[bytes]) -> None:
    write(path, blocks)
    records = list(read_records(path))
    assert [read_record(path, record.offset) for record in records] == records
    headers = [read_fields(path, record.offset) for record in records]
    assert [header.fields for header in headers if header] == [record.fields for record in records]


@MANY
@given(block=st.binary(max_size=300), place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_damaged_record_is_read_at_once_as_it_is_in_order(path: Path, block: bytes, place: float, bit: int) -> None:
    (end,) = write(path, [block])
    content = bytearray(path.read_bytes())
    content[int(place * end)] ^= 1 << bit
    path.write_bytes(content)
    read: list[StoredRecord | str] = []
    for length in (0, end):
        try:
            read.append(read_record(path, 0, length))
        except TornRecordError as error:
            read.append(str(error))
    assert read[0] == read[1]


def test_of_fields_of_one_name_the_first_counts_in_whatever_case() -> None:
    header = RecordHeader((("WARC-type", "response"), ("X-A", "1"), ("warc-Type", "request"), ("x-a", "2")))
    assert (header.kind, header.get("x-A"), header.get("X-B")) == ("response", "1", "")


@MANY
@given(blocks=st.lists(st.binary(max_size=3000), min_size=1, max_size=4), place=st.floats(0, 1, exclude_max=True))
def test_what_a_cut_leaves_whole_is_read_and_the_rest_is_torn(path: Path, blocks: list[bytes], place: float) -> None:
    ends = write(path, blocks)
    cut = int(place * ends[-1])
    path.write_bytes(path.read_bytes()[:cut])
    whole = [end for end in ends if end <= cut]
    records, torn = [], None
    try:
        for record in read_records(path):
            records.append(record)
    except TornRecordError as error:
        torn = error.offset
    assert [record.offset + record.length for record in records] == whole
    assert torn == (None if cut in (0, *ends) else max(whole, default=0))


@MANY
@given(content=st.binary(max_size=400), packed=st.booleans())
def test_bytes_that_are_no_record_are_torn_where_they_begin(path: Path, content: bytes, packed: bool) -> None:
    data = gzip.compress(content) if packed else b"\x1f" + content
    (end,) = write(path, [b"first"])
    path.write_bytes(path.read_bytes() + data)
    records = read_records(path)
    assert next(records).length == end
    with pytest.raises(TornRecordError) as caught:
        next(records)
    assert caught.value.offset == end
    assert read_fields(path, end) is None


def still_says(member: bytes, said: bytes) -> bool:
    """Whether a member says the same: the bits that fill the last byte of the compressed data say nothing (RFC 1951).

    What is flipped there the digest of the whole file sees (test_fixity.py).
    """
    try:
        return gzip.decompress(member) == said
    except (OSError, EOFError, zlib.error):
        return False


@MANY
@given(blocks=st.lists(st.binary(max_size=3000), min_size=1, max_size=4), data=st.data())
def test_the_check_finds_the_same_records_before_a_damage(path: Path, blocks: list[bytes], data: st.DataObject) -> None:
    ends = write(path, blocks)
    content = bytearray(path.read_bytes())
    number = data.draw(st.integers(0, len(blocks) - 1))
    # After the gzip header, whose time and system no check sum covers.
    place = data.draw(st.integers(([0, *ends][number]) + 10, ends[number] - 1))
    start, end = [0, *ends][number], ends[number]
    said = gzip.decompress(content[start:end])
    content[place] ^= data.draw(st.integers(1, 255))
    assume(not still_says(bytes(content[start:end]), said))
    path.write_bytes(content)
    items = list(WarcFile(path).items())
    with pytest.raises(TornRecordError) as caught:
        list(read_records(path))
    assert [item.offset for item in items if isinstance(item, Damage)] == [caught.value.offset]
    assert [item.offset for item in items if isinstance(item, Record)] == [
        start for start in [0, *ends[:-1]] if start != caught.value.offset
    ]


def test_a_block_is_as_long_as_it_says(path: Path) -> None:
    for length in ("2", "4", "x", "", "9" * 5000, "٣"):
        head = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n"
        path.write_bytes(gzip.compress(head.encode() + b"abc\r\n\r\n"))
        with pytest.raises(TornRecordError, match="not as long as it says"):
            read_record(path, 0)


def test_nothing_stands_at_the_end_of_a_file(path: Path) -> None:
    (end,) = write(path, [b"only"])
    with pytest.raises(TornRecordError, match="the file ends there"):
        read_record(path, end)


def test_a_file_is_found_by_its_final_name_while_it_is_open(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz.open").touch()
    open_yet = locate(tmp_path, "x.warc.gz")
    (tmp_path / "x.warc.gz").touch()
    assert [open_yet.name, locate(tmp_path, "x.warc.gz").name] == ["x.warc.gz.open", "x.warc.gz"]
