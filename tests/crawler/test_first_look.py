"""A first look over a crawl's records by several processes gives what reading them one after the other gives."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from small_site import PORTAL, awkward_site, rows
from warcio.warcwriter import WARCWriter

from archive import warc_spans
from archive.forked import Forked
from archive.purge_orders import purged_records, read_orders
from crawler import first_look, read_ahead
from crawler.capture.record import REQUEST_HEADER
from crawler.first_look import look_over_crawl
from crawler.look_ahead import Next, warm_up
from crawler.past.view import PAST_RECORD, PastView
from crawler.past.web_archive import built_in
from crawler.read_ahead import are_warm
from crawler.replay import CrawlRecords, read_crawl

POST = b"POST /search HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
REPLAYED = b"HTTP/1.1 200 OK\r\nMemento-Datetime: Mon, 01 Jan 2018 00:00:00 GMT\r\nContent-Length: 1\r\n\r\nx"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one crawl that met much, with a page that was purged."""
    folder = tmp_path_factory.mktemp("looked")
    portal_file, archive = folder / "small.yml", folder / "a"
    portal_file.write_text(PORTAL, encoding="utf-8")
    with closing(SiteServer(awkward_site())) as server:
        crawled = gongkai("crawl", portal_file, "--archive", archive, "--host", server.address)
    assert crawled.returncode == 0, crawled.stderr
    ((capture,),) = rows(archive, "select id from captures where url like '%/a/3.html'")
    purged = gongkai("purge", capture, "--order", "松法1号", "--archive", archive, "--yes")
    assert purged.returncode == 0, purged.stderr
    return archive


def appended(path: Path, kind: str, url: str, block: bytes, fields: Mapping[str, str]) -> None:
    """Write one more record to a crawl's file."""
    with path.open("ab") as out:
        writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
        made = writer.create_warc_record(url, kind, BytesIO(block), len(block), "a/b", warc_headers_dict=dict(fields))
        writer.write_record(made)


class Ended(Forked[Any, Any]):
    """Processes, and how many groups of them have ended."""

    pools = 0

    def close(self) -> None:
        super().close()
        Ended.pools += 1


@pytest.mark.parametrize("span", [300, 5000])
def test_records_are_those_that_are_read_one_after_the_other(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, span: int
) -> None:
    monkeypatch.setattr(first_look, "_WORTH", 0)
    monkeypatch.setattr(warc_spans, "_SPAN", span)
    register = purged_records(read_orders(archive))
    folder = shutil.copytree(archive / "warc", tmp_path / "warc")
    (path,) = folder.glob("*.warc.gz")
    crawl = path.name.rpartition("-")[0]

    begun: list[int] = []

    def looked() -> CrawlRecords:
        found = look_over_crawl(folder, crawl, register, 2, lambda records: begun.append(len(records.answers)))
        assert found == read_crawl(folder, crawl, register)
        return found

    found = looked()
    assert [number < len(found.answers) for number in begun] == [True]
    assert (len(found.portals), len(found.purged), found.methods, found.view) == (1, 1, {}, None)
    assert found.plan
    assert found.others
    kinds = {place.kind for place in found.answers.values()}
    assert {"response", "metadata", "purged"} <= kinds

    appended(path, "request", "http://a.invalid/s", POST, {"WARC-Concurrent-To": "<urn:x:answer>"})
    appended(path, "response", "http://a.invalid/s", REPLAYED, {REQUEST_HEADER: "s", "WARC-Truncated": "length"})
    appended(path, "resource", "http://a.invalid/other", b"x", {})  # answers nothing
    found = looked()
    assert found.methods == {"urn:x:answer": "POST"}
    assert "s" not in found.answers

    ended_before = []

    def read_again(*given: Any) -> CrawlRecords:
        ended_before.append(Ended.pools)
        return read_crawl(*given)

    monkeypatch.setattr(warc_spans, "Forked", Ended)
    monkeypatch.setattr(Ended, "pools", 0)
    monkeypatch.setattr(first_look, "read_crawl", read_again)
    view = PastView(next(iter(built_in().values())), datetime(2018, 1, 1, tzinfo=UTC))
    appended(path, "resource", PAST_RECORD + "small", view.to_json(), {REQUEST_HEADER: "v"})
    appended(path, "response", "http://a.invalid/r", REPLAYED, {REQUEST_HEADER: "r"})
    found = looked()
    assert ended_before == [1]  # no process looks at what is read again
    assert found.view == view
    assert found.answers["r"].is_memento


def test_readers_are_warm_once_they_have_read_a_few_pages(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_ahead, "_WARM", 5)
    folder = shutil.copytree(archive / "warc", tmp_path / "warc")
    (path,) = folder.glob("*.warc.gz")
    crawl, register = path.name.rpartition("-")[0], purged_records(read_orders(archive))
    records = read_crawl(folder, crawl, register)
    before = dict(records.answers)

    monkeypatch.setattr(read_ahead._readers, "pages", 0)
    warm_up(Next(crawl), records)
    assert are_warm()
    assert records.answers == before

    monkeypatch.setattr(read_ahead._readers, "pages", 0)
    warm_up(Next(crawl), CrawlRecords())  # of which nothing is known yet
    path.write_bytes(b"")
    warm_up(Next(crawl), records)  # what is wrong with a record is said in its turn
    assert records.answers == before
