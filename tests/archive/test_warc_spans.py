"""Records looked at by several processes are those that are read one after the other, whatever is in them."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import warc_spans
from archive.gzip_members import CHUNK, Source, next_member
from archive.warc_reader import StoredRecord, TornRecordError, read_records
from archive.warc_spans import look_over

HERE = os.getpid()
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def record(block: bytes, level: int = 6) -> bytes:
    """A gzip member that is a record; at level 0 its block stands in the file as it is."""
    head = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {len(block)}\r\n\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", level, mtime=0)


#: A page that is a WARC file itself: what seems to begin a record in its midst is none of the file's.
INSIDE = st.lists(st.binary(max_size=300).map(record), max_size=4).map(b"".join)
BLOCKS = st.tuples(st.one_of(st.binary(max_size=2000), INSIDE), st.sampled_from((0, 6)))


def whole(path: Path, found: StoredRecord) -> tuple[str, StoredRecord] | None:
    """All of a record; nothing of one that is empty."""
    return (path.name, found) if found.block else None


def one_after_the_other(paths: list[Path]) -> Iterator[tuple[Path, tuple[str, StoredRecord]]]:
    return ((path, (path.name, found)) for path in paths for found in read_records(path) if found.block)


@FEW
@given(files=st.lists(st.lists(BLOCKS, max_size=6), min_size=1, max_size=3), processes=st.integers(0, 2))
@pytest.mark.parametrize("span", [60, 1000])
def test_records_come_in_their_order_each_once(
    tmp_path: Path, files: list[list[tuple[bytes, int]]], processes: int, span: int
) -> None:
    paths = []
    for number, blocks in enumerate(files):
        paths.append(tmp_path / f"{number}.warc.gz")
        paths[-1].write_bytes(b"".join(record(*each) for each in blocks))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(warc_spans, "_SPAN", span)
        assert list(look_over(paths, whole, processes)) == list(one_after_the_other(paths))


@pytest.mark.parametrize("span", [300, 700, 2000])
def test_a_file_inside_a_file_is_no_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, span: int) -> None:
    monkeypatch.setattr(warc_spans, "_SPAN", span)
    path = tmp_path / "x.warc.gz"
    inside = b"".join(record(os.urandom(300)) for _ in range(10))
    path.write_bytes(record(b"a") + record(inside, level=0) + record(b"b"))
    assert inside in path.read_bytes()
    assert [found.block for _, (_, found) in look_over([path], whole, 2)] == [b"a", inside, b"b"]


@pytest.mark.parametrize("place", [0, CHUNK - 2, CHUNK - 1, CHUNK, 3 * CHUNK])
def test_a_member_is_found_before_an_end_however_far(tmp_path: Path, place: int) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(bytes(place) + record(b"a") + bytes(2 * CHUNK) + record(b"b"))
    with path.open("rb") as file:
        assert next_member(Source(file), 0) == place
        assert next_member(Source(file), 0, place + 1) == place
        assert next_member(Source(file), 0, place) is None
        assert next_member(Source(file), place + 1, place + CHUNK) is None


def by_whom(path: Path, found: StoredRecord) -> tuple[bytes, int]:
    return found.block, os.getpid()


def test_other_processes_look_at_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_spans, "_SPAN", 500)
    path = tmp_path / "x.warc.gz"
    blocks = [os.urandom(400) for _ in range(40)]
    path.write_bytes(b"".join(map(record, blocks)))
    looked = [each for _, each in look_over([path], by_whom, 2)]
    assert [block for block, _ in looked] == blocks
    assert len({process for _, process in looked} - {HERE}) == 2


@pytest.mark.timeout(60)
def test_something_is_done_here_while_others_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_spans, "_SPAN", 500)
    path, seen = tmp_path / "x.warc.gz", tmp_path / "seen"
    path.write_bytes(b"".join(record(bytes([number]) + os.urandom(400)) for number in range(40)))
    seen.mkdir()
    given: list[int] = []
    waited: list[int] = []

    def look(path: Path, found: StoredRecord) -> int:
        if os.getpid() != HERE:
            (seen / str(found.block[0])).touch()
        return found.block[0]

    def meanwhile() -> None:
        waited.append(len(given))
        while len(list(seen.iterdir())) < 20:
            time.sleep(0.01)

    for _, number in look_over([path], look, 2, meanwhile):
        given.append(number)
    assert waited in ([1], [2])  # the records of the first span
    assert given == list(range(40))


def test_where_no_other_process_looks_nothing_is_done_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(record(b"a"))

    def meanwhile() -> None:
        raise AssertionError("nobody looks")

    assert [found.block for _, (_, found) in look_over([path], whole, 0, meanwhile)] == [b"a"]


@pytest.mark.parametrize(
    ("behind", "is_held"),
    [([b"1" * 4000], True), ([b"1" * 100_000], False), ([b"1" * 3000, b"2" * 3000], False)],
)
def test_what_may_be_no_record_is_not_inflated_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: list[bytes], is_held: bool
) -> None:
    monkeypatch.setattr(warc_spans, "_SPAN", 2000)
    monkeypatch.setattr(warc_spans, "_MOST", 5000)
    path = tmp_path / "x.warc.gz"
    blocks = [os.urandom(2500), *behind]
    path.write_bytes(b"".join(map(record, blocks)))
    looked = [each for _, each in look_over([path], by_whom, 1)]
    assert [block for block, _ in looked] == blocks
    assert [process != HERE for _, process in looked] == [False, *[is_held] * len(behind)]


@pytest.mark.parametrize("place", [0, 1, 450, 2000, 4000])
def test_of_a_damaged_file_the_same_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    path = tmp_path / "x.warc.gz"
    content = bytearray(b"".join(record(os.urandom(300)) for _ in range(12)))
    content[place] ^= 0xFF
    path.write_bytes(content)
    before = []
    with pytest.raises(TornRecordError) as expected:
        before.extend(one_after_the_other([path]))
    monkeypatch.setattr(warc_spans, "_SPAN", 500)
    found = []
    with pytest.raises(TornRecordError) as raised:
        found.extend(look_over([path], whole, 2))
    assert str(raised.value) == str(expected.value)
    assert found == before
