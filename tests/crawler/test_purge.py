"""A purge deletes the bytes of a record everywhere, and what is known beside them stays."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, page, rows, small_site
from sqlite_utils import Database
from started import started
from warcio.archiveiterator import ArchiveIterator

from archive.dump import canonical_dump
from archive.fixity import check
from archive.manifest import FileEntry
from archive.publish.build import build
from archive.publish.snapshots.catalogue import read_catalogue
from archive.publish.snapshots.take import take_snapshot
from archive.purge_orders import PurgedFile, PurgeRegisterError, read_orders, write_order
from archive.wacz.verify import verify_wacz
from crawler.cli.main import main

PLANTED = "王某某家住松花江路十七号"
#: An article of two pages.
FIRST, SECOND = "http://small.invalid/a/t20180305_4.html", "http://small.invalid/a/t20180305_4_1.html"
PAGE, SHEET = "http://small.invalid/a/3.html", "http://small.invalid/f/3.csv"
ORDER = "松山法院（2026）松民初8号"


def part(number: int) -> str:
    """One page of an article of two, as its pager's script has it."""
    head = "<h1>关于召开全区工作会议的通知之5</h1><p>发布日期：2018-03-05</p>"
    text = f"<p>{('前一页的正文，', '后一页的正文，')[number] * 12}</p>"
    pager = f'<script>createPageHTML(2, {number}, "t20180305_4", "html")</script>'
    return page(f"{head}<div class='TRS_Editor'>{text}</div>{pager}", "关于召开全区工作会议的通知之5")


def personal_site() -> dict[str, Any]:
    """The small site; one article and the file that it attaches hold what is to go."""
    pages = answers(small_site())
    body = f"<h1>环境整治名单</h1><p>发布日期：2018-03-04</p><div class='content'><p>{PLANTED}，已整改。" * 3
    pages["/a/3.html"] = Answer(page(f"{body}<a href='/f/3.csv'>{PLANTED}.csv</a></p></div>", "环境整治名单"))
    for name in ("/news/index_1.html", "/notices/"):
        pages[name] = Answer(small_site()[name].replace("/a/4.html", "/a/t20180305_4.html"))
    pages |= {"/a/t20180305_4.html": Answer(part(0)), "/a/t20180305_4_1.html": Answer(part(1))}
    pages["/f/3.csv"] = Answer(f"姓名,住址\n王,{PLANTED}\n", headers={"Content-Type": "text/csv; charset=utf-8"})
    return pages


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two crawls of one site: of the second one most records are revisits."""
    folder = tmp_path_factory.mktemp("purge")
    (folder / "small.yml").write_text(PORTAL, "utf-8")
    server = SiteServer({path: [answer] for path, answer in personal_site().items()})
    for _ in range(2):
        result = gongkai("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address, "--full")
        assert result.returncode == 0, result.stderr
    server.close()
    build(folder / "a" / "archive.db", folder / "a" / "public.db")
    take_snapshot(folder / "a", now=datetime(2026, 11, 26, tzinfo=UTC), software="gongkai test")
    return folder / "a"


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "a"))


@pytest.fixture(scope="module")
def purged(crawled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive after one order about the article and its file; not to be changed."""
    archive = Path(shutil.copytree(crawled, tmp_path_factory.mktemp("purged") / "a"))
    result = purge(archive, PAGE, SHEET)
    assert result.exit_code == 0, result.stderr
    return archive


def capture(archive: Path, url: str) -> str:
    """The first capture of an address."""
    sql = f"select id from captures where url = '{url}' order by captured_at limit 1"
    return str(rows(archive, sql)[0][0])


def purge(archive: Path, *urls: str, options: tuple[str, ...] = ("--yes",)) -> Result:
    ids = [capture(archive, url) for url in urls]
    return CliRunner().invoke(main, ["purge", *ids, "--order", ORDER, "--archive", str(archive), *options])


def holding(archive: Path, words: str) -> list[str]:
    """Files in which the words stand, in their bytes or inflated, in any member of any gzip file."""
    return [
        str(path.relative_to(archive))
        for path in sorted(archive.rglob("*"))
        if path.is_file() and any(words.encode() in text for text in _texts(path))
    ]


def _texts(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    while content.startswith(b"\x1f\x8b"):
        inflate = zlib.decompressobj(31)
        yield inflate.decompress(content)
        content = inflate.unused_data


def counted(archive: Path) -> dict[str, int]:
    tables = (
        "captures",
        "documents",
        "document_versions",
        "listings",
        "attachments",
        "coverage",
        "sightings",
        "unread",
    )
    return {table: rows(archive, f"select count(*) from {table}")[0][0] for table in tables}


def test_the_bytes_are_nowhere_in_the_archive(crawled: Path, purged: Path) -> None:
    assert holding(crawled, PLANTED)
    assert holding(purged, PLANTED) == []


def test_a_snapshot_that_was_taken_before_shows_nothing_of_it_and_says_why(crawled: Path, purged: Path) -> None:
    (before,), (after,) = (read_catalogue(folder / "snapshots") for folder in (crawled, purged))
    sql = f"select \"text\" from document_texts join documents using (version) where url = '{PAGE}'"
    texts = []
    for folder, snapshot in ((crawled, before), (purged, after)):
        with closing(sqlite3.connect(folder / "snapshots" / snapshot.file)) as db:
            texts.append(db.execute(sql).fetchall())
    assert ["已整改" in text for ((text,),) in texts] == [True, False]
    assert (after.name, [ORDER in reason for reason in after.redactions[0].reasons]) == (before.name, [True])


def test_every_row_of_captures_is_as_before(crawled: Path, purged: Path) -> None:
    sql = "select * from captures order by id"
    assert rows(purged, sql) == rows(crawled, sql)


def test_what_is_counted_is_counted_as_before(crawled: Path, purged: Path) -> None:
    sql = "select id, url, state, published_on, content_digest, characters, capture from documents order by id"
    assert counted(purged) == counted(crawled)
    assert rows(purged, sql) == rows(crawled, sql)


def test_documents_of_other_records_are_untouched(crawled: Path, purged: Path) -> None:
    texts = f"from documents d join document_texts t on t.version = d.version where d.url <> '{PAGE}' order by d.id"
    sql = f"select d.id, d.title, d.published_on, d.capture, t.text, t.layout {texts}"
    assert rows(purged, sql) == rows(crawled, sql)


def test_a_rebuild_gives_the_same_rows(purged: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(purged, tmp_path / "a"))
    with closing(Database(archive / "archive.db")) as db:
        before = list(canonical_dump(db))
    (archive / "archive.db").unlink()
    result = CliRunner().invoke(main, ["rebuild", "--archive", str(archive)])
    assert result.exit_code == 0, result.output
    with closing(Database(archive / "archive.db")) as db:
        assert list(canonical_dump(db)) == before


def test_a_check_says_purged_with_digest_order_and_date_and_finds_nothing_wrong(crawled: Path, purged: Path) -> None:
    sql = f"select entity_digest from captures where url in ('{PAGE}', '{SHEET}')"
    result = CliRunner().invoke(main, ["check", "--archive", str(purged), "--json"])
    said = json.loads(result.stdout)
    assert (result.exit_code, said["problems"]) == (0, [])
    assert {record["entity_digest"] for record in said["purged"]} == {digest for (digest,) in rows(crawled, sql)}
    assert {record["order"] for record in said["purged"]} == {ORDER}


def test_a_package_of_either_crawl_holds_nothing_of_it_and_says_why(purged: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["export", "wacz", "--all", "--with-originals", "--archive", str(purged), "--out", str(tmp_path / "out")]
    )
    assert (result.exit_code, result.output.count("4 records were purged: their bytes are gone")) == (0, 2)
    for path in (tmp_path / "out").iterdir():
        verified = verify_wacz(path)
        (order,) = verified.descriptor["gongkai"]["purged"]
        assert (verified.problems, order["order"]) == ([], ORDER)
        shutil.unpack_archive(path, tmp_path / path.stem, "zip")
        assert holding(tmp_path / path.stem, PLANTED) == []
        pages = (tmp_path / path.stem / "pages" / "pages.jsonl").read_text("utf-8")
        assert ("/a/2.html" in pages, "/a/3.html" in pages, "/f/3.csv" in pages) == (True, False, False)


def test_a_revisit_goes_with_the_record_it_stands_for(purged: Path) -> None:
    assert rows(purged, "select url, count(*) from purged group by url") == [(PAGE, 2), (SHEET, 2)]


def test_every_other_record_keeps_its_bytes_and_its_place(crawled: Path, purged: Path) -> None:
    places = [
        (record["warc_file"], record["offset"], record["length"])
        for record in json.loads((purged / "purged" / "00001.json").read_bytes())["records"]
    ]
    for path in (purged / "warc").glob("*.warc.gz"):
        cut, now = bytearray((crawled / "warc" / path.name).read_bytes()), bytearray(path.read_bytes())
        for name, offset, length in places:
            if name == path.name:
                cut[offset : offset + length] = now[offset : offset + length] = bytes(length)
        assert now == cut


def test_a_purged_file_is_one_that_others_read(purged: Path) -> None:
    for path in (purged / "warc").glob("*.warc.gz"):
        assert gzip.decompress(path.read_bytes()).startswith(b"WARC/1.1")
        with path.open("rb") as file:
            kinds = [record.rec_headers.get_header("Gongkai-Purged") for record in ArchiveIterator(file)]
        assert {"request", "response"} & set(kinds) or {"request", "revisit"} & set(kinds)


def test_a_page_of_a_list_is_not_purged_unawares(archive: Path) -> None:
    result = purge(archive, "http://small.invalid/notices/")
    assert result.exit_code == 2
    assert "--list-page" in result.stderr
    assert not list((archive / "purged").glob("*.json"))


def test_the_entries_of_a_purged_list_keep_address_date_and_place(archive: Path) -> None:
    sql = 'select crawl, "column", position, listed_on, url, document from listings order by 1, 2, 3'
    before = rows(archive, sql), counted(archive)
    result = purge(archive, "http://small.invalid/notices/", options=("--yes", "--list-page"))
    assert result.exit_code == 0, result.stderr
    assert (rows(archive, sql), counted(archive)) == before
    assert rows(archive, "select distinct title from listings where \"column\" = 'small/notices'") == [("",)]


def test_the_other_pages_of_a_document_stay(archive: Path) -> None:
    pages = rows(archive, "select document, number, url from document_parts order by 1, 2, crawl")
    assert purge(archive, SECOND).exit_code == 0
    assert rows(archive, "select document, number, url from document_parts order by 1, 2, crawl") == pages
    text = "select t.text from document_texts t join documents d on d.version = t.version where d.url = ?"
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        ((left,),) = db.execute(text, [FIRST]).fetchall()
    assert ("前一页" in left, "后一页" in left) == (True, False)


def test_what_is_withheld_survives_a_rebuild(archive: Path) -> None:
    arguments = ["withhold", PAGE, "--reason", "含个人信息", "--archive", str(archive)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    for name in ("archive.db", "public.db"):
        (archive / name).unlink()
    assert CliRunner().invoke(main, ["rebuild", "--archive", str(archive)]).exit_code == 0
    build(archive / "archive.db", archive / "public.db")
    assert rows(archive, "select pattern, reason from withheld") == [(PAGE, "含个人信息")]
    assert holding(archive, PLANTED)
    assert PLANTED.encode() not in (archive / "public.db").read_bytes()


@pytest.mark.heavy
def test_a_crawl_after_a_purge_goes_on_and_is_rebuilt_the_same(archive: Path) -> None:
    purge(archive, PAGE, SHEET)
    server = SiteServer({path: [answer] for path, answer in personal_site().items()})
    portal = archive.parent / "small.yml"
    portal.write_text(PORTAL, "utf-8")
    result = gongkai("crawl", portal, "--archive", archive, "--host", server.address)
    server.close()
    assert result.returncode == 0, result.stderr
    assert problems(archive) == []
    assert rows(archive, f"select state from documents where url = '{PAGE}'") == [("page",)]
    assert gongkai("rebuild", "--check", "--archive", archive).returncode == 0


@pytest.mark.heavy
@pytest.mark.parametrize("part", range(12))
def test_a_purge_killed_at_any_moment_is_finished_by_the_next(archive: Path, part: int) -> None:
    moment = random.Random(f"{os.environ['GONGKAI_SEED']} {part}").uniform(0.6, 4)
    command = [sys.executable, "-m", "crawler.cli.main", "purge", capture(archive, PAGE), capture(archive, SHEET)]
    command += ["--order", ORDER, "--yes", "--archive", str(archive)]
    with started(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as killed:
        time.sleep(moment)
        killed.kill()
    ids = [
        capture(archive, url) for url in (PAGE, SHEET) if not rows(archive, f"select 1 from purged where url = '{url}'")
    ]
    begun = (archive / "purged" / "unfinished").exists()
    if begun:
        gongkai("purge", "--archive", archive)
        ids = [record for record in ids if not rows(archive, f"select 1 from purged where record = '{record}'")]
    if ids:
        gongkai("purge", *ids, "--order", ORDER, "--yes", "--archive", archive)
    assert holding(archive, PLANTED) == []
    assert problems(archive) == []


def problems(archive: Path) -> list[str]:
    return [problem.what for problem in check(archive)]


def test_several_orders_about_one_file_are_clean(archive: Path) -> None:
    assert [purge(archive, url).exit_code for url in (PAGE, SHEET, SECOND)] == [0, 0, 0]
    assert len(list((archive / "purged").glob("*.json"))) == 3
    assert problems(archive) == []


def test_damage_elsewhere_in_a_purged_file_is_found(purged: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(purged, tmp_path / "a"))
    sql = "select warc_file, warc_offset, warc_length from captures where url = 'http://small.invalid/a/5.html'"
    name, offset, length = rows(archive, sql)[0]
    with (archive / "warc" / name).open("r+b") as file:
        file.seek(offset + length // 2)
        (byte,) = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    assert problems(archive) == ["damaged_record"]


def test_a_tombstone_is_not_altered_unseen(purged: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(purged, tmp_path / "a"))
    name, offset = rows(archive, "select warc_file, warc_offset from purged")[0]
    with (archive / "warc" / name).open("r+b") as file:
        file.seek(offset + 4)  # the time in its gzip header, which says nothing
        file.write(b"\x01")
    assert problems(archive) == ["altered_file"]


def test_a_register_is_not_altered_unseen(purged: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(purged, tmp_path / "a"))
    (path,) = (archive / "purged").glob("*.json")
    path.write_bytes(path.read_bytes().replace("松山法院".encode(), "松江法院".encode()))
    assert "altered_register" in problems(archive)


def test_a_tombstone_without_its_order_is_said(purged: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(purged, tmp_path / "a"))
    (path,) = (archive / "purged").glob("*.json")
    path.unlink()
    assert "purged_without_order" in problems(archive)


class Killed(BaseException):
    """Stands for a program that ends at once."""


#: The first two in every run of the tests, the others in the heavy one.
STAGES = {
    "between two files": "pathlib.Path.rename",
    "before archive.db is made anew": "crawler.cli.purge.rebuilt",
    "before the order is written": "archive.purge.write_order",
    "before a file gives way": "crawler.cli.purge.carry_out",
    "before public.db is built": "crawler.cli.rebuild.build_again",
    "before it is said to be done": "crawler.cli.purge.finished",
}


@pytest.mark.parametrize(
    "stage", [*list(STAGES)[:2], *(pytest.param(stage, marks=pytest.mark.heavy) for stage in list(STAGES)[2:])]
)
def test_an_interrupted_purge_is_finished_by_the_next(
    stage: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def die(path: object, *rest: Any, **more: Any) -> Any:
        if stage != "between two files" or str(path).endswith(".cdxj.new"):
            raise Killed
        return rename(Path(str(path)), *rest)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(STAGES[stage], die)
        ids = capture(archive, PAGE)
        arguments = ["purge", ids, "--order", ORDER, "--archive", str(archive), "--yes"]
        main(arguments, standalone_mode=False)
    begun = (archive / "purged" / "unfinished").exists()
    result = purge(archive, SHEET) if begun else purge(archive, PAGE, SHEET)
    if not rows(archive, f"select 1 from purged where url = '{PAGE}'"):  # it was not ordered yet
        result = purge(archive, PAGE)
    assert result.exit_code == 0, result.output
    assert holding(archive, PLANTED) == []
    assert problems(archive) == []


@pytest.mark.parametrize(("record", "said"), [("urn:uuid:none", "no capture"), ("", "nothing was begun")])
def test_what_cannot_be_purged_is_usage(archive: Path, record: str, said: str) -> None:
    arguments = [record] if record else []
    result = CliRunner().invoke(main, ["purge", *arguments, "--order", ORDER, "--archive", str(archive), "--yes"])
    assert result.exit_code == 2
    assert said in result.stderr


def test_nothing_is_purged_without_being_meant(archive: Path) -> None:
    ids = capture(archive, PAGE)
    result = CliRunner().invoke(main, ["purge", ids, "--order", ORDER, "--archive", str(archive)], input="n\n")
    assert result.exit_code == 1
    assert holding(archive, PLANTED)


@pytest.mark.parametrize("name", ["../outside.warc.gz", "archive.db", "warc/../archive.db", "/outside.warc.gz"])
def test_an_order_about_files_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    entry = FileEntry(name, 1, "0")
    write_order(tmp_path, ORDER, "2026-02-03", [PurgedFile(entry, entry)], [])
    with pytest.raises(PurgeRegisterError, match="not in warc/"):
        read_orders(tmp_path)
