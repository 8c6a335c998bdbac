"""Replays of a crawl: what is published of its pages, kept from build to build, withheld and purged."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from conftest import Answer, SiteServer, gongkai
from published_sample import HOME, IDENTITY_CARD, MOBILE
from small_site import PORTAL, answers, article, list_page, rows, small_site

from archive.publish.build import build
from archive.publish.replay import rules
from archive.publish.replay.forgetting import INSTEAD
from archive.publish.serve import datasette
from archive.publish.snapshots.catalogue import file_of, read_catalogue
from archive.publish.snapshots.take import take_snapshot
from crawler.cli.main import main

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("replays")]

MASKED, SHOWN, PLAIN = "/a/0.html", "/a/1.html", "/a/2.html"
PLANTED = (MOBILE, IDENTITY_CARD, HOME)


def png() -> bytes:
    """A picture of one pixel (PNG, third edition, 11)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def site() -> dict[str, Any]:
    """The small site; one article has numbers of a person, another a picture that a list leads to."""
    pages = answers(small_site())
    numbers = f"<p>电话{MOBILE[:3]}<b>{MOBILE[3:]}</b>，身份证号码<i>{IDENTITY_CARD[:6]}</i>{IDENTITY_CARD[6:]}</p>"
    numbers += "<a href='1.html' title='关于召开全区工作会议的通知之1'>上一条</a>"
    numbers += f"<p>家庭住址：锦州市太和区<span>{HOME}</span></p><img src='/f/p.png' alt='{MOBILE}'>"
    links = "<p><a href='2.html'>下一条</a><a href='/nowhere.html'>无</a><img src='/f/p.png'><img src='/f/q.png'></p>"
    for path, more in ((MASKED, numbers), (SHOWN, links)):
        title = f"关于召开全区工作会议的通知之{path[3]}"
        html = article(title, "2018-03-01").replace("<title>", "<link rel=stylesheet href=/f/s.css><title>")
        pages[path] = Answer(html.replace("</body>", f"{more}</body>"))
    entries = [(f"/a/{number}.html", f"通知之{number + 1}", "2018-03-01") for number in range(4, 8)]
    files = (("/f/p.png", "图片一张", "2018-03-01"), ("/f/s.css", "样式一份", "2018-03-01"))
    pages["/notices/"] = Answer(list_page(*entries, *files))
    pages["/f/s.css"] = Answer("p{color:green;background:url(/x.png)}", headers={"Content-Type": "text/css"})
    return pages | {"/f/p.png": Answer(png(), headers={"Content-Type": "image/png"})}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replays")
    (folder / "small.yml").write_text(PORTAL, "utf-8")
    server = SiteServer({path: [answer] for path, answer in site().items()})
    result = gongkai("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address)
    assert result.returncode == 0, result.stderr
    server.close()
    build(folder / "a" / "archive.db", folder / "a" / "public.db")
    return folder / "a"


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(crawled, tmp_path / "a"))


def kept(public_db: Path) -> dict[str, tuple[Any, ...]]:
    """The rows of the replays by address."""
    with closing(sqlite3.connect(public_db)) as db:
        return {row[3]: row for row in db.execute("select * from replays")}


def words(public_db: Path, path: str) -> str:
    """The page that is kept for an address."""
    return zlib.decompress(kept(public_db)[f"http://small.invalid{path}"][-1]).decode()


def capture(archive: Path, path: str) -> str:
    return str(rows(archive, f"select id from captures where url = 'http://small.invalid{path}'")[0][0])


def get(archive: Path, path: str) -> httpx.Response:
    return asyncio.run(datasette(archive / "public.db").client.get(path))


def replay(archive: Path, path: str, prefix: str = "/replay", suffix: str = "") -> httpx.Response:
    return get(archive, f"{prefix}/{capture(archive, path).removeprefix('urn:uuid:')}{suffix}")


def test_every_page_of_a_document_has_one(crawled: Path) -> None:
    assert set(kept(crawled / "public.db")) == {f"http://small.invalid/a/{number}.html" for number in range(8)}


def test_planted_numbers_are_in_no_replay_and_in_the_record(crawled: Path) -> None:
    packed = [zlib.decompress(row[-1]).decode() for row in kept(crawled / "public.db").values()]
    told = "".join([*packed, *(replay(crawled, MASKED, *where).text for where in (("/replay",), ("/-/replay/page",)))])
    plain = told.replace("<b>", "").replace("</b>", "").replace("<i>", "").replace("</i>", "")
    assert [number for number in PLANTED if number in plain] == []
    assert MOBILE[3:] not in plain
    assert replay(crawled, MASKED, suffix=".json").json()["masked"] == 3


def test_what_is_masked_is_said_and_shows_no_picture(crawled: Path) -> None:
    page, content = replay(crawled, MASKED).text, replay(crawled, MASKED, "/-/replay/page").text
    assert "遮盖了 3 处个人号码" in page
    assert "3 numbers of persons are masked" in page
    assert "<img" not in content
    assert "picture not shown" in content


def test_a_link_leads_into_the_archive_or_nowhere_and_pictures_are_those_it_has(crawled: Path) -> None:
    content = replay(crawled, SHOWN, "/-/replay/page")
    document = rows(crawled, "select document from document_urls where url = 'http://small.invalid/a/2.html'")[0][0]
    assert f'<a href="/document/{document}" target="_top" rel="noreferrer">下一条</a><a>无</a>' in content.text
    assert content.text.count("<img") == 1
    assert content.text.count("picture not archived") == 1
    address = content.text.partition('<img src="')[2].partition('"')[0]
    picture = get(crawled, address)
    assert (picture.content, picture.headers["content-type"]) == (png(), "image/png")
    assert picture.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert replay(crawled, SHOWN, suffix=".json").json()["pictures"] == {"named": 2, "shown": 1}


def test_a_style_sheet_of_the_archive_is_in_the_page_without_what_it_asks_for(crawled: Path) -> None:
    content = replay(crawled, SHOWN, "/-/replay/page").text
    assert "p{color:green}" in content.partition("</style>")[0]
    assert "x.png" not in content
    assert replay(crawled, SHOWN, suffix=".json").json()["style_sheets"] == {"named": 1, "shown": 1}


def test_the_frame_may_be_framed_by_us_alone_and_nothing_is_indexed(crawled: Path) -> None:
    page, content = replay(crawled, PLAIN), replay(crawled, PLAIN, "/-/replay/page")
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert content.headers["content-security-policy"].startswith("default-src 'none'; img-src 'self';")
    assert "sandbox allow-top-navigation-by-user-activation" in content.headers["content-security-policy"]
    assert content.headers["x-frame-options"] == "SAMEORIGIN"
    assert {page.headers["x-robots-tag"], content.headers["x-robots-tag"]} == {"noindex"}


def test_documents_captures_and_rows_lead_to_it(crawled: Path) -> None:
    document = rows(crawled, "select document from document_urls where url = 'http://small.invalid/a/2.html'")[0][0]
    address = f'href="/replay/{capture(crawled, PLAIN).removeprefix("urn:uuid:")}"'
    row = get(crawled, f"/public/captures/{capture(crawled, PLAIN).replace(':', '~3A')}")
    assert get(crawled, f"/document/{document}").text.count(address) == 3  # the page, its version, its capture
    assert address in row.text


def test_the_build_after_takes_over_what_did_not_change(archive: Path) -> None:
    """Without the records nothing could be made anew."""
    before = kept(archive / "public.db")
    for path in (archive / "warc").iterdir():
        path.rename(archive / path.name)
    build(archive / "archive.db", archive / "public.db")
    assert kept(archive / "public.db") == before
    (archive / "public.db").unlink()
    build(archive / "archive.db", archive / "public.db")
    assert {row[5] for row in kept(archive / "public.db").values()} == {"unreadable"}
    assert replay(archive, PLAIN).status_code == 404
    for path in archive.glob("*.warc.gz"):
        path.rename(archive / "warc" / path.name)
    build(archive / "archive.db", archive / "public.db")
    assert kept(archive / "public.db") == before


@pytest.mark.parametrize(
    ("limit", "most", "kept_after"), [("made_at_once", 5, [5, 8]), ("made_bytes_at_once", 1, [1, 2])]
)
def test_a_build_makes_a_limited_number_and_the_next_the_rest(
    limit: str, most: int, kept_after: list[int], archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.data()["limits"], limit, most)
    rules.limit.cache_clear()
    (archive / "public.db").unlink()
    counts = []
    for _ in range(2):
        build(archive / "archive.db", archive / "public.db")
        counts.append(len(kept(archive / "public.db")))
    rules.limit.cache_clear()
    assert counts == kept_after


def test_a_record_of_other_bytes_is_not_replayed(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.execute("update captures set entity_digest = 'sha256:00' where url like '%/a/2.html'")
        db.commit()
    build(archive / "archive.db", archive / "public.db")
    assert kept(archive / "public.db")["http://small.invalid/a/2.html"][5] == "unreadable"


def test_what_is_withheld_is_gone_here_and_in_snapshots(archive: Path) -> None:
    take_snapshot(archive, now=datetime(2026, 11, 26, tzinfo=UTC), software="gongkai test")
    asked = [
        "withhold",
        "http://small.invalid/a/1.html",
        "--reason",
        "含个人信息",
        "--by",
        "值班",
        "--archive",
        str(archive),
    ]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    told = replay(archive, SHOWN)
    assert (told.status_code, "含个人信息" in told.text) == (410, True)
    told = replay(archive, SHOWN, "/-/replay/page")
    assert (told.status_code, "含个人信息" in told.text, told.headers["x-robots-tag"]) == (410, True, "noindex")
    (snapshot,) = read_catalogue(archive / "snapshots")
    for file in (archive / "public.db", file_of(archive / "snapshots", snapshot)):
        assert "http://small.invalid/a/1.html" not in kept(file)
        assert len(kept(file)) == 7
        assert ("通知之1" in words(file, MASKED), INSTEAD in words(file, MASKED)) == (False, True)
    before = kept(archive / "public.db")
    build(archive / "archive.db", archive / "public.db")
    assert kept(archive / "public.db") == before
    result = CliRunner().invoke(main, [*asked, "--lift"])
    assert result.exit_code == 0, result.output
    build(archive / "archive.db", archive / "public.db")
    assert "通知之1" in words(archive / "public.db", MASKED)


def test_what_is_purged_is_gone_and_says_after_which_order(archive: Path) -> None:
    order = "松山法院（2026）松民初8号"
    asked = ["purge", capture(archive, PLAIN), "--order", order, "--archive", str(archive), "--yes"]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    told = replay(archive, PLAIN)
    assert (told.status_code, order in told.text) == (410, True)
    assert replay(archive, PLAIN, suffix=".json").json()["purged"]["ordered"] == order
    told = replay(archive, PLAIN, "/-/replay/page")
    assert (told.status_code, order in told.text) == (410, True)
    assert "http://small.invalid/a/2.html" not in kept(archive / "public.db")
    assert json.loads(kept(archive / "public.db")["http://small.invalid/a/0.html"][8]) != {}
