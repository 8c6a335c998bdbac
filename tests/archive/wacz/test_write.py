"""What a WACZ holds, byte for byte, and what stays behind."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fixity_sample import Sample, crawl_id
from sqlite_utils import Database
from wacz_files import described, index_lines, members
from warcio.archiveiterator import ArchiveIterator

from archive.manifest import ManifestError, write_manifest
from archive.publish.whole_folder import TargetExistsError
from archive.signing.keys import SigningKey, make_key
from archive.store import open_archive
from archive.wacz import index, zip_writer
from archive.wacz.errors import NoCrawlError
from archive.wacz.opened import OpenedWacz
from archive.wacz.verify import verify_wacz
from archive.wacz.write import Written, write_wacz
from archive.warc_reader import TornRecordError, read_records
from crawler.capture.record import Record
from crawler.capture.warc import WarcWriter

FIRST, SECOND, OPEN = (crawl_id(number) for number in range(3))
#: A canonical address, and the one that was asked.
PAGE, ASKED = "http://www.here.invalid/a/1.html", "http://here.invalid/a/1.html"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SigningKey]:
    """Two closed crawls of two files each and an open one, not to be changed; and a key."""
    folder = tmp_path_factory.mktemp("wacz")
    sample = Sample(folder / "archive")
    for number, closed in ((0, True), (1, True), (2, False)):
        sample.crawl(number, files=2, closed=closed)
    return sample.close(), make_key(folder / "key.pem")


@pytest.fixture
def archive(made: tuple[Path, SigningKey], tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(made[0], tmp_path / "archive"))


def export(archive: Path, target: Path, crawl: str = FIRST, key: SigningKey | None = None) -> Written:
    db = open_archive(archive / "archive.db")
    try:
        return write_wacz(archive, db, crawl, target, software="gongkai test", key=key)
    finally:
        db.close()


@pytest.fixture(scope="module")
def packages(made: tuple[Path, SigningKey], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The WACZ of either closed crawl."""
    folder = tmp_path_factory.mktemp("packages")
    targets = [folder / f"{crawl}.wacz" for crawl in (FIRST, SECOND)]
    for crawl, target in zip((FIRST, SECOND), targets, strict=True):
        export(made[0], target, crawl, made[1])
    return targets


def withhold(archive: Path, url: str) -> None:
    said = f"withheld:\n- {{pattern: '{url}', reason: 含个人信息, date: 2026-12-01}}\n"
    (archive / "withheld.yml").write_text(said, "utf-8")


def read(warc: bytes) -> list[Any]:
    """The records of a file, as warcio reads them."""
    return list(ArchiveIterator(BytesIO(warc)))


def at(content: dict[str, bytes], fields: dict[str, str]) -> tuple[str, bytes]:
    """Address and bytes of the record that a line of the index leads to."""
    offset, length = int(fields["offset"]), int(fields["length"])
    part = content[f"archive/{fields['filename']}"][offset : offset + length]
    (record,) = read(part)
    return record.rec_headers.get_header("WARC-Target-URI"), part


def test_the_warc_files_are_those_of_the_archive_and_stand_in_the_zip_as_they_are(
    made: tuple[Path, SigningKey], packages: list[Path]
) -> None:
    own = {f"archive/{path.name}": path.read_bytes() for path in (made[0] / "warc").glob(f"{FIRST}*.warc.gz")}
    content = members(packages[0])
    assert (len(own), {name: content[name] for name in content if name.startswith("archive/")}) == (2, own)
    with zipfile.ZipFile(packages[0]) as package:
        stored = {info.filename for info in package.infolist() if info.compress_type == zipfile.ZIP_STORED}
    assert {*own, "indexes/index.cdx.gz"} <= stored


@pytest.mark.parametrize("number", [0, 1])
def test_every_file_is_described_with_its_size_and_digest(packages: list[Path], number: int) -> None:
    content = members(packages[number])
    told = {each["path"]: (each["bytes"], each["hash"]) for each in described(packages[number])["resources"]}
    assert told == {
        name: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        for name, data in content.items()
        if name not in ("datapackage.json", "datapackage-digest.json")
    }


def test_the_descriptor_says_what_the_specification_asks_for(packages: list[Path]) -> None:
    said = described(packages[0])
    wanted = ("profile", "wacz_version", "created", "modified", "software")
    closed = "2019-01-01T03:00:00Z"
    assert [said[key] for key in wanted] == ["data-package", "1.1.1", closed, closed, "gongkai test"]


def test_the_same_crawl_gives_the_same_bytes_whenever_it_is_exported(
    made: tuple[Path, SigningKey], packages: list[Path], tmp_path: Path
) -> None:
    export(made[0], tmp_path / "again.wacz", SECOND, made[1])
    assert (tmp_path / "again.wacz").read_bytes() == packages[1].read_bytes()


@pytest.mark.parametrize("number", [0, 1])
def test_every_line_of_the_index_leads_to_its_record_and_has_its_digest(packages: list[Path], number: int) -> None:
    content, lines = members(packages[number]), index_lines(packages[number])
    for _, _, fields in lines:
        url, part = at(content, fields)
        assert (url, f"sha256:{hashlib.sha256(part).hexdigest()}") == (fields["url"], fields["recordDigest"])
    assert [line[:2] for line in lines] == sorted(line[:2] for line in lines)
    assert len(lines) == {0: 8, 1: 10}[number]  # of the second crawl's, three stand for pages of the first


def test_the_index_of_blocks_leads_to_each_block(
    made: tuple[Path, SigningKey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_LINES", 3)
    export(made[0], tmp_path / "small-blocks.wacz")
    content, lines = members(tmp_path / "small-blocks.wacz"), index_lines(tmp_path / "small-blocks.wacz")
    head, *places = content["indexes/index.idx"].decode().splitlines()
    assert json.loads(head.removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert len(places) == 3
    for number, place in enumerate(places):
        key, time, said = place.split(" ", 2)
        where = json.loads(said)
        block = content["indexes/index.cdx.gz"][where["offset"] :][: where["length"]]
        text = zlib.decompress(block, 31).decode()
        assert where["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        assert text.splitlines()[0].startswith(f"{key} {time} {{")
        assert (key, time) == lines[3 * number][:2]


def test_what_a_later_crawl_left_as_it_was_goes_along_from_the_earlier_one(
    made: tuple[Path, SigningKey], packages: list[Path]
) -> None:
    content = members(packages[1])
    referred = described(packages[1])["gongkai"]["referred"]
    files = (made[0] / "warc").glob(f"{FIRST}*.warc.gz")
    first = {record.id for path in files for record in read_records(path)}
    wanted = {
        record.rec_headers.get_header("WARC-Refers-To").strip("<>")
        for name in content
        if name.startswith(f"archive/{SECOND}-0")
        for record in read(content[name])
        if record.rec_type == "revisit"
    }
    taken = {
        record.rec_headers.get_header("WARC-Record-ID").strip("<>"): record.rec_type
        for record in read(content[referred["file"]])
    }
    assert taken == dict.fromkeys(wanted, "response")
    assert wanted <= first
    assert (referred["records"], referred["missing"]) == (len(wanted), 0)


def test_a_record_that_the_archive_has_no_more_is_said_to_be_missing(archive: Path, tmp_path: Path) -> None:
    for path in (archive / "warc").glob(f"{FIRST}*"):
        path.unlink()
    written = export(archive, tmp_path / "x.wacz", SECOND)
    assert (written.referred, written.missing) == (0, 3)
    assert described(tmp_path / "x.wacz")["gongkai"]["referred"]["missing"] == 3


def test_what_is_withheld_stays_behind_with_its_request_and_its_line(archive: Path, tmp_path: Path) -> None:
    withhold(archive, PAGE)
    written = export(archive, tmp_path / "x.wacz")
    content, name = members(tmp_path / "x.wacz"), f"archive/{FIRST}-00000.warc.gz"
    before = list(read_records(archive / "warc" / Path(name).name))
    kept = [record.rec_headers.get_header("WARC-Record-ID").strip("<>") for record in read(content[name])]
    assert kept == [record.id for record in before if record.url != ASKED]
    assert written.withheld == len(before) - len(kept) == 2
    said = described(tmp_path / "x.wacz")["gongkai"]["withheld"]
    assert said == [{"name": f"warc/{FIRST}-00000.warc.gz", "records": 2}]
    lines = index_lines(tmp_path / "x.wacz")
    assert [at(content, fields)[0] for _, _, fields in lines] == [fields["url"] for _, _, fields in lines]
    assert (len(lines), ASKED in [fields["url"] for _, _, fields in lines]) == (7, False)
    assert verify_wacz(tmp_path / "x.wacz").problems == []


def test_what_is_withheld_does_not_come_along_from_an_earlier_crawl(archive: Path, tmp_path: Path) -> None:
    withhold(archive, "http://www.here.invalid/a/3.html")
    written = export(archive, tmp_path / "x.wacz", SECOND)
    assert (written.referred, written.missing) == (2, 0)
    assert "http://here.invalid/a/3.html" not in [fields["url"] for _, _, fields in index_lines(tmp_path / "x.wacz")]


@pytest.mark.parametrize(("crawl", "why"), [(OPEN, "is still open"), ("nobody", "no such crawl"), ("../x", "no such")])
def test_only_closed_crawls_have_one(made: tuple[Path, SigningKey], tmp_path: Path, crawl: str, why: str) -> None:
    with pytest.raises(NoCrawlError, match=why):
        export(made[0], tmp_path / "x.wacz", crawl)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".warc.gz", ".cdxj"])
def test_a_file_that_is_not_what_its_manifest_says_is_never_packed(archive: Path, tmp_path: Path, suffix: str) -> None:
    path = archive / "warc" / f"{FIRST}-00000{suffix}"
    path.write_bytes(path.read_bytes() + (b"\n" if suffix == ".cdxj" else b"x"))
    with pytest.raises(ManifestError, match=f"{FIRST}-00000{suffix}"):
        export(archive, tmp_path / "x.wacz")
    assert [each.name for each in tmp_path.iterdir()] == ["archive"]


def test_a_torn_file_leaves_no_package_where_records_are_left_out(archive: Path, tmp_path: Path) -> None:
    withhold(archive, PAGE)
    path = archive / "warc" / f"{FIRST}-00000.warc.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TornRecordError):
        export(archive, tmp_path / "x.wacz")
    assert [each.name for each in tmp_path.iterdir()] == ["archive"]


def test_a_record_of_an_earlier_crawl_that_was_altered_is_not_packed(archive: Path, tmp_path: Path) -> None:
    db = open_archive(archive / "archive.db")
    db.execute("update captures set entity_digest = 'sha256:0' where crawl = ?", [FIRST])
    db.conn.commit()
    db.close()
    with pytest.raises(ManifestError, match="is not the record"):
        export(archive, tmp_path / "x.wacz", SECOND)


def test_a_full_disk_leaves_nothing(made: tuple[Path, SigningKey], packages: list[Path], small_disk: Path) -> None:
    """At whatever byte of the package it is full: in a record, in a header, in the directory."""
    filler, target, size = small_disk / "filler", small_disk / "x.wacz", packages[0].stat().st_size
    for room in (0, 4096, size // 2, size - 100):
        filler.unlink(missing_ok=True)
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        filler.write_bytes(bytes(free - room // 4096 * 4096))
        with pytest.raises(OSError, match="No space left"):
            export(made[0], target)
        assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_what_stands_there_is_never_written_over(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "x.wacz").write_text("a file of mine")
    with pytest.raises(TargetExistsError):
        export(archive, tmp_path / "x.wacz")
    assert (tmp_path / "x.wacz").read_text() == "a file of mine"


def test_a_program_that_is_killed_leaves_nothing_under_the_name(
    made: tuple[Path, SigningKey], packages: list[Path], tmp_path: Path
) -> None:
    """Killed at every file of the package in turn, and before it is renamed; then it is written whole."""
    target = tmp_path / "x.wacz"
    for number in range(len(members(packages[0])) + 1):
        assert killed_at(number, made, target) == signal.SIGKILL
        assert not target.exists()
    export(made[0], target, FIRST, made[1])
    assert target.read_bytes() == packages[0].read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["x.wacz"]


def killed_at(number: int, made: tuple[Path, SigningKey], target: Path) -> int:
    """Export in a process that kills itself when it opens the file of this number; the signal that ended it."""
    pid = os.fork()
    if pid:
        return os.WTERMSIG(os.waitpid(pid, 0)[1])
    try:
        written: Iterator[int] = iter(range(number))
        original, renamed = zip_writer.ZipWriter.member, Path.replace

        def dies(*_: object) -> Any:
            os.kill(os.getpid(), signal.SIGKILL)

        def member(self: Any, *arguments: Any, **options: Any) -> Any:
            return original(self, *arguments, **options) if next(written, None) is not None else dies()

        zip_writer.ZipWriter.member = member  # type: ignore[method-assign]
        Path.replace = dies  # type: ignore[method-assign]
        assert renamed
        export(made[0], target, FIRST, made[1])
    finally:
        os._exit(1)


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """A WARC file of 16 MB whose records cannot be compressed: a quarter of that is enough."""
    archive, crawl = large_crawl(tmp_path, records=16)
    db = Database(archive / "archive.db")
    tracemalloc.start()
    try:
        written = write_wacz(archive, db, crawl, tmp_path / "x.wacz", software="gongkai test")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        db.close()
    assert written.file.size > 16_000_000
    assert peak < 4_000_000, peak


def large_crawl(folder: Path, records: int) -> tuple[Path, str]:
    """An archive of one crawl with a file of so many records of a megabyte each."""
    sample = Sample(folder / "archive")
    at, crawl = datetime(2019, 3, 1, tzinfo=UTC), "large-20190301T000000000Z"
    row = {"id": crawl, "portal": "large", "source": "live", "verdict": "ok", "reason": "", "accepted": 1}
    sample.db.table("crawls").insert(row | {"started_at": at.isoformat(), "closed_at": at.isoformat()})
    writer = WarcWriter(sample.folder / "warc", crawl, {}, clock=lambda: at)
    noise = random.Random(1)
    for number in range(records):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
        block = head + noise.randbytes(1_000_000)
        url, id = f"http://large.invalid/{number}.png", f"urn:uuid:00000000-0000-4000-8000-{number:012}"
        writer.write([Record("response", id, at, "application/http; msgtype=response", block, url)])
    writer.close()
    write_manifest(sample.folder, sample.db, crawl)
    return sample.close(), crawl


def test_files_of_gigabytes_have_the_long_form_of_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here everything from five kilobytes on counts as that."""
    sample = Sample(tmp_path / "archive")
    sample.crawl(0, pages=12)
    archive = sample.close()
    for module in (zip_writer, zipfile):
        monkeypatch.setattr(module, "ZIP64_LIMIT", 5000)
    export(archive, tmp_path / "x.wacz")
    with OpenedWacz(tmp_path / "x.wacz") as wacz:
        (name,) = [name for name in wacz.names if wacz.size(name) > 5000]
        assert b"".join(wacz.part(name, 0, wacz.size(name))) == (archive / "warc" / Path(name).name).read_bytes()
    assert zipfile.ZipFile(tmp_path / "x.wacz").testzip() is None
