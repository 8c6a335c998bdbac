"""The files of a crawl: open until sealed, rotated by size, indexed, and repaired after a kill."""

from __future__ import annotations

import gzip
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from capture_run import warcio_check, written
from hypothesis import given
from hypothesis import strategies as st

from archive.earlier import Earlier
from archive.warc_header import BLANK_LINE, RecordHeader, read_named_fields
from archive.warc_reader import TornRecordError, read_record, read_records
from archive.warc_revisit import original_of, whole_answer
from crawler.capture.cdxj import write_index
from crawler.capture.failure import Failure
from crawler.capture.record import Record
from crawler.capture.recording import Recording
from crawler.capture.repair import recover
from crawler.capture.warc import PackedLines, pack
from crawler.capture.warc_file import Archived, WarcFile

INFO = {"software": "gongkai 0.1.0", "tls": "default", "robots": "obey"}


def recording(url: str, body: bytes, head: str = "HTTP/1.1 200 OK") -> Recording:
    found = Recording(url, "GET", started_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), address="127.0.0.1")
    found.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    found.receive(f"{head}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    found.finish(b"")
    return found


def noise(number: int, size: int = 3000) -> bytes:
    return random.Random(number).randbytes(size)


def crawl(folder: Path, count: int, **options: int) -> list[Archived]:
    warc = WarcFile(folder, "c", INFO, **options)
    written_now = [warc.answer(recording(f"http://example.cn/{n}", noise(n))) for n in range(count)]
    warc.close()
    return written_now


def test_a_file_is_open_until_it_is_sealed(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "c", INFO)
    before = sorted(path.name for path in tmp_path.iterdir())
    warc.close()
    assert before == ["c-00000.warc.gz.open"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c-00000.cdxj", "c-00000.warc.gz"]


def test_a_place_is_told_when_the_record_can_be_read_there(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "c", INFO)
    archived = warc.answer(recording("http://example.cn/", b"text"))
    record = read_record(warc.path, archived.place.offset)
    warc.close()
    assert (record.id, record.length) == (archived.id, archived.place.length)


def test_the_first_record_of_every_file_says_who_wrote_it(tmp_path: Path) -> None:
    crawl(tmp_path, 5, max_bytes=5000)
    for path in tmp_path.glob("*.warc.gz"):
        first = next(read_records(path))
        assert (first.kind, first.get("WARC-Filename")) == ("warcinfo", path.name)
        assert b"tls: default\r\n" in first.block


def test_a_file_that_has_grown_enough_is_sealed_and_another_begun(tmp_path: Path) -> None:
    places = [archived.place for archived in crawl(tmp_path, 6, max_bytes=7000)]
    assert [place.file for place in places] == [f"c-0000{n}.warc.gz" for n in (0, 0, 1, 1, 2, 2)]
    for place in places:
        assert read_record(tmp_path / place.file, place.offset).kind == "response"


def test_a_crawl_that_goes_on_writes_a_file_of_its_own(tmp_path: Path) -> None:
    crawl(tmp_path, 1)
    assert crawl(tmp_path, 1)[0].place.file == "c-00001.warc.gz"


def test_a_resource_is_kept_as_it_is(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "c", INFO)
    place = warc.resource("urn:gongkai:portal", "application/json", b'{"portal": "x"}')
    warc.close()
    assert read_record(tmp_path / place.file, place.offset).block == b'{"portal": "x"}'


def test_warcio_accepts_files_of_every_kind_of_record(tmp_path: Path) -> None:
    first = crawl(tmp_path, 1)[0]
    warc = WarcFile(tmp_path, "d", INFO)
    warc.resource("urn:gongkai:portal", "application/json", b"{}")
    warc.answer(recording("http://example.cn/0", noise(0)), "id", _earlier(first))
    warc.failure(Recording("http://example.cn/1", "GET"), Failure("dns", "no such host"))
    warc.close()
    assert {r.kind for r in written(tmp_path)} == {"warcinfo", "resource", "response", "request", "revisit", "metadata"}
    for path in tmp_path.glob("*.warc.gz"):
        assert warcio_check(path).returncode == 0


# Revisits


def _earlier(archived: Archived, **other: object) -> Earlier:
    assert archived.answer
    known = {"id": archived.id, "entity_digest": archived.answer.entity_digest}
    place = {"warc_file": archived.place.file, "warc_offset": archived.place.offset}
    return Earlier(**(known | place | other))  # type: ignore[arg-type]


def again(folder: Path, found: Recording, earlier: Earlier) -> Archived:
    warc = WarcFile(folder, "again", INFO)
    archived = warc.answer(found, "", earlier)
    warc.close()
    return archived


def test_the_same_payload_again_is_a_revisit_of_the_record_that_holds_it(tmp_path: Path) -> None:
    (first,) = crawl(tmp_path, 1)
    archived = again(tmp_path, recording("http://example.cn/0", noise(0)), _earlier(first))
    record = read_record(tmp_path / archived.place.file, archived.place.offset)
    original = read_record(tmp_path / first.place.file, first.place.offset)
    assert archived.refers_to == first.id
    assert record.kind == "revisit"
    assert record.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert record.get("WARC-Refers-To") == f"<{first.id}>"
    assert record.get("WARC-Refers-To-Target-URI") == "http://example.cn/0"
    assert record.get("WARC-Refers-To-Date") == original.get("WARC-Date")
    assert record.get("WARC-Payload-Digest") == original.get("WARC-Payload-Digest")
    assert record.block + noise(0) == original.block


def test_a_revisit_of_a_revisit_refers_to_the_response(tmp_path: Path) -> None:
    (first,) = crawl(tmp_path, 1)
    second = again(tmp_path, recording("http://example.cn/0", noise(0)), _earlier(first))
    third = again(tmp_path, recording("http://example.cn/0", noise(0)), _earlier(second))
    assert third.refers_to == first.id
    assert read_record(tmp_path / third.place.file, third.place.offset).get("WARC-Refers-To") == f"<{first.id}>"


def test_a_record_of_a_file_that_is_still_open_is_not_safe_enough_to_refer_to(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "c", INFO)
    first = warc.answer(recording("http://example.cn/", noise(1)))
    second = warc.answer(recording("http://example.cn/", noise(1)), "", _earlier(first))
    warc.close()
    assert second.refers_to == ""


def test_a_damaged_record_is_not_referred_to(tmp_path: Path) -> None:
    (first,) = crawl(tmp_path, 1)
    path = tmp_path / first.place.file
    data = bytearray(path.read_bytes())
    data[first.place.offset + first.place.length - 20] ^= 1  # behind its header, which can still be read
    path.write_bytes(data)
    archived = again(tmp_path, recording("http://example.cn/0", noise(0)), _earlier(first))
    assert archived.refers_to == ""


def test_a_revisit_can_be_read_whole(tmp_path: Path) -> None:
    (first,) = crawl(tmp_path, 1)
    archived = again(tmp_path, recording("http://example.cn/0", noise(0)), _earlier(first))
    record = read_record(tmp_path / archived.place.file, archived.place.offset)
    original = read_record(tmp_path / first.place.file, first.place.offset)
    answer = whole_answer(record, original_of(tmp_path, record))
    assert answer == whole_answer(original, None)


@pytest.mark.parametrize(
    "wrong", [{"warc_file": "gone.warc.gz"}, {"warc_offset": 3}, {"id": "urn:uuid:other"}, {"warc_offset": 10**9}]
)
def test_what_is_not_on_the_disk_is_not_referred_to(tmp_path: Path, wrong: dict[str, object]) -> None:
    (first,) = crawl(tmp_path, 1)
    archived = again(tmp_path, recording("http://example.cn/0", noise(0)), _earlier(first, **wrong))
    assert read_record(tmp_path / archived.place.file, archived.place.offset).kind == "response"


def test_the_same_entity_in_other_bytes_is_written_whole(tmp_path: Path) -> None:
    (first,) = crawl(tmp_path, 1)
    found = Recording("http://example.cn/0", "GET")
    found.receive(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nBB8\r\n" + noise(0) + b"\r\n0\r\n\r\n")
    found.finish(b"")
    archived = again(tmp_path, found, _earlier(first))
    assert archived.answer
    assert first.answer
    assert archived.answer.entity_digest == first.answer.entity_digest
    assert archived.refers_to == ""


# The index


@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_an_index_that_is_sorted_run_by_run_is_sorted_as_a_whole(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.capture.cdxj._RUN", 3)
    monkeypatch.setattr("crawler.capture.cdxj._PIECE", 16)
    lines = [f"cn,example)/{number % 40} 20260102030405 {{}}\n" for number in range(count)]
    random.Random(count).shuffle(lines)
    write_index(tmp_path / "c.warc.gz", iter(lines))
    assert (tmp_path / "c.cdxj").read_text("ascii") == "".join(sorted(lines))


def test_the_index_is_sorted_and_leads_to_every_answer(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "c", INFO)
    for path in ("/b?x=1", "/a", "/B"):
        warc.answer(recording("http://www.example.cn:8080" + path, path.encode()))
    warc.close()
    lines = (tmp_path / "c-00000.cdxj").read_text().splitlines()
    assert lines == sorted(lines)
    assert [line.split(" ", 2)[:2] for line in lines] == [
        ["cn,example:8080)/a", "20260102030405"],
        ["cn,example:8080)/b", "20260102030405"],
        ["cn,example:8080)/b?x=1", "20260102030405"],
    ]
    for line in lines:
        data = json.loads(line.split(" ", 2)[2])
        record = read_record(tmp_path / data["filename"], int(data["offset"]))
        assert (record.url, record.length) == (data["url"], int(data["length"]))
        assert record.get("WARC-Payload-Digest") == data["digest"]
        assert (data["status"], data["mime"]) == ("200", "text/html")


def posted(url: str, body: bytes, content_type: str = "application/x-www-form-urlencoded") -> Recording:
    found = recording(url, b"<datastore/>")
    found.method = "POST"
    found.sent[:] = f"POST / HTTP/1.1\r\nHost: x\r\ncontent-type: {content_type}\r\n\r\n".encode() + body
    return found


#: As the guideline on requests that are no GET has them (IIPC, CDX Non-GET Requests): method and form in the key.
POSTED = [
    (posted("http://example.cn/post", b"foo=bar&test=abc"), "cn,example)/post?__wb_method=post&foo=bar&test=abc"),
    (posted("http://example.cn/post?Z=1", b"b=2"), "cn,example)/post?__wb_method=post&b=2&z=1"),
    (posted("http://example.cn/post", b"n=%23%E5%85%AC"), "cn,example)/post?__wb_method=post&n=%23%e5%85%ac"),
    (
        posted("http://example.cn/post", b"{}", "application/json"),
        "cn,example)/post?__wb_method=post&__wb_post_data=e30=",
    ),
]


def test_an_answer_to_a_form_is_indexed_under_the_form(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "c", INFO)
    for sent, _ in POSTED:
        warc.answer(sent)
    warc.answer(recording("http://example.cn/post", b"text"))
    warc.close()
    keys = [line.split(" ", 1)[0] for line in (tmp_path / "c-00000.cdxj").read_text().splitlines()]
    assert sorted(keys) == sorted([key for _, key in POSTED] + ["cn,example)/post"])


def test_a_file_left_open_is_indexed_under_its_forms_too(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path / "whole", "c", INFO)
    for sent, _ in POSTED:
        warc.answer(sent)
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / "c-00000.warc.gz.open").write_bytes(warc.path.read_bytes())
    warc.close()
    recover(tmp_path / "killed")
    whole, killed = ((tmp_path / name / "c-00000.cdxj").read_text() for name in ("whole", "killed"))
    assert killed == whole


# Kills


def left_open(folder: Path, count: int = 3) -> Path:
    """A file as a killed program leaves it."""
    warc = WarcFile(folder, "c", INFO)
    for n in range(count):
        warc.answer(recording(f"http://example.cn/{n}", noise(n)))
    data = warc.path.read_bytes()
    warc.close()
    for path in folder.iterdir():
        path.unlink()
    path = folder / "c-00000.warc.gz.open"
    path.write_bytes(data)
    return path


def test_a_file_left_open_is_sealed_with_the_index_it_would_have_had(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    crawl(whole, 3)
    path = left_open(tmp_path / "killed")
    (repaired,) = recover(path.parent)
    assert (repaired.records, repaired.bytes_cut) == (7, 0)
    lines = [(folder / "c-00000.cdxj").read_text().splitlines() for folder in (whole, path.parent)]
    assert [line.split()[:2] for line in lines[0]] == [line.split()[:2] for line in lines[1]]


def test_a_torn_tail_is_cut_after_the_last_whole_record_wherever_it_tore(tmp_path: Path) -> None:
    path = left_open(tmp_path)
    data = path.read_bytes()
    ends = [record.offset + record.length for record in read_records(path)]
    for cut in [*range(1, ends[0], 40), *range(ends[0], len(data), 97), *ends, *[end + 1 for end in ends[:-1]]]:
        path.write_bytes(data[:cut])
        (repaired,) = recover(tmp_path)
        whole = max((end for end in ends if end <= cut), default=0)
        assert (repaired.length, repaired.bytes_cut) == (whole, cut - whole)
        sealed = tmp_path / "c-00000.warc.gz"
        assert (sealed.read_bytes() if sealed.exists() else b"") == data[:whole]
        for left in tmp_path.iterdir():
            left.unlink()


def test_a_cut_says_how_much_and_why(tmp_path: Path) -> None:
    path = left_open(tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    (repaired,) = recover(tmp_path)
    assert "6 whole records" in str(repaired)
    assert "the file ends inside it" in str(repaired)


def test_a_damaged_record_is_found_by_its_place(tmp_path: Path) -> None:
    path = left_open(tmp_path)
    second = list(read_records(path))[1]
    data = bytearray(path.read_bytes())
    data[second.offset + 200] ^= 0x20
    path.write_bytes(data)
    with pytest.raises(TornRecordError) as caught:
        list(read_records(path))
    assert caught.value.offset == second.offset


# Bindings

ODD = st.text(
    st.sampled_from("a:<> /\t\r\n\x0b\x1c\x85\u2028\u3000\xa0\x00é中𠮷\ufeff") | st.characters(codec="utf-8"),
    max_size=8,
)


@given(ODD, st.binary(max_size=3))
def test_a_record_is_bound_as_whoever_reads_it_finds_it(url: str, block: bytes) -> None:
    packed = pack([Record("resource", "urn:uuid:1", datetime(2026, 1, 2, tzinfo=UTC), "text/plain", block, url)])
    content = gzip.decompress(packed.members[0])
    header = RecordHeader(read_named_fields(content[: -len(block) - 2 * len(BLANK_LINE)]))
    bound = packed.bindings[0]
    found = (header.id, header.kind, header.get("WARC-Date"), header.url)
    assert (bound.id, bound.type, bound.date, bound.url) == found


# Disks


def test_a_disk_that_refuses_a_record_keeps_those_before_it_whole(small_disk: Path) -> None:
    warc = WarcFile(small_disk, "c", INFO)
    kept = 0
    with pytest.raises(OSError, match="No space left"):
        for n in range(10):
            warc.answer(recording(f"http://example.cn/{n}", noise(n, 400_000)))
            kept += 1
    records = list(read_records(warc.path))
    assert 0 < kept < 10
    assert [record.kind for record in records] == ["warcinfo", *["response", "request"] * kept]


def test_the_lines_of_a_long_index_come_back_as_they_were_in_their_order() -> None:
    lines = [f'invalid,s)/{number}\x85\x1c 20180312013000 {{"offset": "{number}"}}\n' for number in range(1203)]
    packed = PackedLines()
    for start in range(0, len(lines), 7):
        packed.add(lines[start : start + 7])
    assert list(packed) == lines
