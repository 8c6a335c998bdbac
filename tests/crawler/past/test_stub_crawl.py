"""A crawl from a web archive that answers as archive.org does, alone, and beside live crawls of the same site.

Every run has one; what else it does, and what stands beside it, is for the heavy tests.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from clocked import crawl_at
from conftest import SiteServer, gongkai
from small_site import PORTAL, answers, list_page, page, rows, small_site
from sqlite_utils import Database
from strangers_warc import small_warc
from wayback_stub import Held, Wayback, archive_file, serving

from archive.crawls import open_crawl
from archive.dump import canonical_dump
from archive.foreign.limits import ForeignFileError
from archive.manifest import encode, self_digest, write_missing_manifests
from archive.publish.build import build
from archive.sources import WEB_ARCHIVE, Source
from archive.store import open_archive
from archive.wacz.write import write_wacz
from crawler.brought.bring import Said, bring_archive
from crawler.brought.own import NotOwnError, OwnReader
from crawler.brought.staged import StagedFile
from crawler.over import abandon
from crawler.past.view import PastView
from crawler.past.web_archive import find_web_archive
from crawler.portal import load_portal_file
from crawler.urls import AddressBook

SITE = "http://small.invalid"
THEN, LATER = "20190215000000", "20190410000000"
Look = Callable[..., subprocess.CompletedProcess[str]]
#: A document that the archive never had, and one that only it has.
NEVER = f"{SITE}/a/2.html"
GONE = f"{SITE}/a/9.html"


def _pages() -> dict[str, str]:
    """The site as it was: one entry more than today."""
    pages: dict[str, Any] = small_site()
    pages.pop("/robots.txt")
    entries = [(f"/a/{n}.html", f"第{n}条信息的标题", f"2018-03-{n + 1:02d}") for n in (4, 5, 6, 7, 9)]
    pages["/notices/"] = list_page(*entries)
    pages["/a/9.html"] = pages["/a/7.html"].replace("之8", "之10")
    return pages


def _held(**more: Any) -> dict[str, list[Held]]:
    held = {SITE + path: [Held(THEN, body), Held(LATER, page("<p>其后</p>"))] for path, body in _pages().items()}
    del held[NEVER]
    moved = held[f"{SITE}/a/3.html"]
    held[f"{SITE}/a/3.html"] = [Held(THEN, status=302, location=f"{SITE}/b/3.html")]
    held[f"{SITE}/b/3.html"] = [Held("20190216000000", moved[0].body, revisit=True)]
    return held | more


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Crawl from a stub into an archive of its own."""
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")

    def crawl(wayback: Wayback, *ways: str, **options: str) -> subprocess.CompletedProcess[str]:
        said = {"at": "2019-03-31", **options}
        more = [word for name, value in said.items() for word in (f"--{name}", value)]
        stub = archive_file(tmp_path, wayback, *ways)
        return gongkai("crawl", tmp_path / "small.yml", "--archive", tmp_path / "a", "--from", stub, "--json", *more)

    return crawl


def _documents(tmp_path: Path) -> set[str]:
    return {
        url.rpartition("/")[2] for (url,) in rows(tmp_path / "a", "select url from past_documents where state='page'")
    }


def test_a_crawl_at_a_day_gives_the_documents_of_that_day_and_names_what_was_never_archived(
    tmp_path: Path, look: Look
) -> None:
    """Each capture has its own datetime and archive; nothing becomes current."""
    with serving(Wayback(_held(), page=9)) as stub:
        done = look(stub)
    assert done.returncode == 0, done.stderr
    archive, result = tmp_path / "a", json.loads(done.stdout)
    found = dict(rows(archive, "select url, state from past_documents"))
    assert found == {f"{SITE}/a/{n}.html": "unfetched" if n == 2 else "page" for n in (0, 1, 2, 3, 4, 5, 6, 7, 9)}
    seen = rows(
        archive, "select distinct archived_at, web_archive from captures where archived_at is not null order by 1"
    )
    days = ["2019-02-15T00:00:00.000000Z", "2019-02-16T00:00:00.000000Z"]
    assert seen == [(day, "stub") for day in days]
    assert [result["past"][name] for name in ("first_at", "last_at", "missing")] == [*days, 1]
    assert rows(archive, "select url, answered from unread") == [(NEVER, 0)]
    assert NEVER in next(row["note"] for row in result["coverage"] if row["column"] == "news")
    assert rows(archive, "select source, accepted, verdict from crawls") == [("web archive", 0, "degraded")]
    assert rows(archive, "select count(*) from documents") == [(0,)]


def test_a_capture_that_the_budget_ends_on_the_way_to_gave_what_led_there(tmp_path: Path, look: Look) -> None:
    """robots.txt, the index, and a line of it from which replay leads to another time."""
    portal = PORTAL.replace("{delay: 0}", "{delay: 0, budget: 3}")
    (tmp_path / "small.yml").write_text(portal, encoding="utf-8")
    home = [Held(THEN, page("<p>欢迎访问</p>"), listed_at="20190216000000")]
    with serving(Wayback(_held(**{f"{SITE}/": home}))) as stub:
        look(stub)
        assert len(stub.log) == 3
    assert rows(tmp_path / "a", "select url, reason from unread") == [(f"{SITE}/", "stub leads elsewhere")]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@dataclass
class Seen:
    """An archive with a live crawl, an import, one from the stub, and another live one; what the stub was asked."""

    archive: Path
    done: subprocess.CompletedProcess[str]
    wayback: Wayback
    before: list[tuple[Any, ...]] = field(default_factory=list)
    later: subprocess.CompletedProcess[str] | None = None

    @property
    def result(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.done.stdout)
        return said

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.archive, sql)


_LIVE_FACTS = (
    "select 'd', id, state, title, published_on, first_seen, version from documents "
    "union all select 'u', url, document, '', '', '', '' from document_urls "
    "union all select 'c', id, kind, '', '', '', '' from changes "
    "union all select 'l', id, url, '', '', '', '' from \"columns\""
)


def _import(folder: Path) -> None:
    """Bring what a stranger kept: of one document another text, one that nobody knows, one as it is."""
    pages = _pages()
    made = small_warc(
        at="2019-01-01T00:00:00Z",
        **{
            "/a/0.html": pages["/a/1.html"],
            "/a/90.html": pages["/a/6.html"].replace("之7", "之90"),
            "/news/index_1.html": None,
        },
        **{"/news/": list_page(*((f"/a/{n}.html", f"第{n}条", "2018-03-01") for n in (0, 1, 90)))},
    )
    said = ("--origin", "a library", "--by", "someone@example.org")
    done = gongkai(
        "import", "warc", folder / "small.yml", made.write(folder / "x.warc.gz"), "--archive", folder / "a", *said
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("stub")
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    archive, site = folder / "a", SiteServer(answers(small_site()))
    live = ("crawl", folder / "small.yml", "--archive", archive, "--host", site.address, "--full")
    assert gongkai(*live).returncode == 0
    refusals = [(503, {"Retry-After": "1"})]
    with serving(Wayback(_held(), page=5, refusals=refusals)) as wayback:
        _import(folder)
        before = rows(archive, _LIVE_FACTS)
        stub = archive_file(folder, wayback)
        crawl = ("crawl", folder / "small.yml", "--archive", archive, "--from", stub, "--at", "2019-03-31", "--json")
        seen = Seen(archive, gongkai(*crawl), wayback, before)
        assert seen.done.returncode == 0, seen.done.stderr
        assert rows(archive, _LIVE_FACTS) == before
        seen.later = gongkai(*live)
        yield seen
    site.close()


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_the_documents_are_those_that_the_lists_named_then(seen: Seen) -> None:
    found = dict(seen.rows("select url, state from past_documents"))
    assert found == {f"{SITE}/a/{n}.html": "unfetched" if n == 2 else "page" for n in (0, 1, 2, 3, 4, 5, 6, 7, 9)}


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_each_capture_keeps_its_own_datetime_and_archive(seen: Seen) -> None:
    found = seen.rows("select url, archived_at, web_archive from captures where archived_at is not null")
    others = {f"{SITE}/b/3.html": "2019-02-16T00:00:00.000000Z"}
    assert {at for url, at, _ in found if url not in others} == {"2019-02-15T00:00:00.000000Z"}
    assert {url: at for url, at, _ in found if url in others} == others
    assert {name for *_, name in found} == {"stub"}
    past = seen.result["past"]
    assert (past["first_at"], past["last_at"], past["captures"]) == (
        "2019-02-15T00:00:00.000000Z", "2019-02-16T00:00:00.000000Z", len(found))  # fmt: skip


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_what_the_archive_never_had_is_named(seen: Seen) -> None:
    assert seen.rows("select u.url, u.answered from unread u join crawls w on w.id = u.crawl "
                     "where w.source = 'web archive'") == [(NEVER, 0)]  # fmt: skip
    (news,) = [row for row in seen.result["coverage"] if row["column"] == "news"]
    assert (news["state"], NEVER in news["note"], "not in stub within 90 days" in news["note"]) == (
        "incomplete", True, True)  # fmt: skip


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_nothing_of_it_is_current_and_nothing_is_removed(seen: Seen) -> None:
    assert seen.rows("select accepted from crawls where source = 'web archive'") == [(0,)]
    assert seen.later is not None
    assert seen.later.returncode == 0
    assert seen.rows("select kind from changes where kind in ('removed', 'delisted', 'edited', 'retitled')") == []
    assert seen.rows(f"select count(*) from documents where url = '{GONE}'") == [(0,)]


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_a_later_live_crawl_sees_again_what_it_saw_before(seen: Seen) -> None:
    """A text of the past is no version between two of today."""
    live = "select s.version from sightings s join crawls w on w.id = s.crawl where w.source = 'live'"
    assert len(set(seen.rows(live))) == 8
    assert {count for (count,) in seen.rows(f"select count(*) from ({live}) group by version")} == {2}


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_what_a_web_archive_gave_is_kept_whole_and_nothing_live_rests_on_it(seen: Seen) -> None:
    revisits = "select count(*) from captures c join captures o on o.id = c.revisit_of where"
    assert seen.rows(f"{revisits} c.archived_at is null and o.archived_at is null")[0][0] >= 8
    assert seen.rows(f"{revisits} c.archived_at is not null or o.archived_at is not null") == [(0,)]


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_the_index_is_read_page_by_page_and_nothing_is_asked_twice(seen: Seen) -> None:
    asked = [path for path in seen.wayback.log if path.startswith("/cdx/")]
    assert len(asked) == len(set(asked)) + 1  # the answer that said to wait
    assert sum("resumeKey=" in path for path in asked) > 2
    replays = [path for path in seen.wayback.log if path.startswith("/web/")]
    assert len(replays) == len(set(replays))
    assert not any(LATER in path for path in replays)


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_runs_say_where_it_is_from(seen: Seen) -> None:
    listed = json.loads(gongkai("runs", "--archive", seen.archive, "--json").stdout)
    (one,) = [row for row in listed if row["source"] == "web archive"]
    assert (one["web_archive"], one["past_at"], one["past_within"], one["not_read"]) == (
        "stub", "2019-03-31T15:59:59.000000Z", 90, 1)  # fmt: skip
    assert "stub at" in gongkai("runs", "--archive", seen.archive).stdout


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_the_record_alone_gives_the_same_rows_and_is_clean(seen: Seen) -> None:
    """Of live crawls, an import and a crawl from a web archive in one archive."""
    assert {source for (source,) in seen.rows("select source from crawls")} == {"live", "import", "web archive"}
    assert seen.rows("select count(*) from documents where url like '%/a/90.html'") == [(1,)]
    done = gongkai("rebuild", "--check", "--archive", seen.archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert gongkai("check", "--archive", seen.archive).returncode == 0


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
@pytest.mark.parametrize("form", ["wacz", "warc"])
def test_exported_it_becomes_no_import_elsewhere(seen: Seen, tmp_path: Path, form: str) -> None:
    """What a web archive had would be shown there as what the site says."""
    ((crawl,),) = seen.rows("select id from crawls where source = 'web archive'")
    files = [tmp_path / "x.wacz"]
    with closing(open_archive(seen.archive / "archive.db")) as db:
        write_wacz(seen.archive, db, crawl, files[0], software="test")
    if form == "warc":
        files = [*seen.archive.glob(f"warc/{crawl}-*.warc.gz"), seen.archive / f"crawls/{crawl}.json"]
    portal = load_portal_file(seen.archive.parent / "small.yml")
    with (
        closing(open_archive(tmp_path / "b" / "archive.db")) as db,
        pytest.raises(ForeignFileError, match="crawl --from"),
    ):
        bring_archive(db, tmp_path / "b", portal, files, Said("x", "y"))
    assert rows(tmp_path / "b", "select count(*) from crawls") == [(0,)]
    assert [path for path in (tmp_path / "b").rglob("*") if path.is_file() and path.parent.name != "b"] == []


@pytest.mark.heavy
@pytest.mark.xdist_group("stub")
def test_a_manifest_that_calls_it_live_makes_it_none(seen: Seen) -> None:
    """Even where every address of it is taken for one of the site."""
    ((crawl,),) = seen.rows("select id from crawls where source = 'web archive'")
    warcs = sorted(seen.archive.glob(f"warc/{crawl}-*.warc.gz"))
    said = json.loads((seen.archive / f"crawls/{crawl}.json").read_bytes()) | {"source": "live"}
    manifest = encode(said | {"sha256": self_digest(said)})
    book = cast(AddressBook, SimpleNamespace(canonical=lambda url: url))
    reader = OwnReader(seen.archive / "none", "small", book, lambda _: False, datetime.now(UTC))
    with pytest.raises(NotOwnError, match="what a web archive had"):
        reader.read(manifest, tuple(StagedFile(path, path.name) for path in warcs))


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("ways", "wayback"),
    [
        (("cdx",), {"text": True, "page": 4}),
        (("cdx",), {"no_prefix": True}),
        (("timemap",), {}),
    ],
    ids=["text", "address by address", "TimeMap"],
)
def test_every_way_to_find_captures_gives_the_same(
    tmp_path: Path, look: Look, ways: tuple[str, ...], wayback: dict[str, Any]
) -> None:
    with serving(Wayback(_held(), **wayback)) as stub:
        done = look(stub, *ways)
    assert done.returncode == 0, done.stderr
    assert _documents(tmp_path) == {f"{n}.html" for n in (0, 1, 3, 4, 5, 6, 7, 9)}
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
def test_a_time_gate_is_asked_with_the_instant(tmp_path: Path, look: Look) -> None:
    held = {url: captures[:1] for url, captures in _held().items()}
    with serving(Wayback(held)) as stub:
        assert look(stub, "timegate").returncode == 0
        assert set(stub.accepted) == {"Sun, 31 Mar 2019 15:59:59 GMT"}
    assert _documents(tmp_path) == {f"{n}.html" for n in (0, 1, 3, 4, 5, 6, 7, 9)}


@pytest.mark.heavy
def test_a_redirect_of_the_archive_to_the_nearest_capture_is_followed(tmp_path: Path, look: Look) -> None:
    held = _held()
    held[f"{SITE}/a/5.html"] = [Held("20190217000000", _pages()["/a/5.html"], listed_at="20190218000000")]
    with serving(Wayback(held)) as stub:
        assert look(stub).returncode == 0
    at = rows(tmp_path / "a", f"select archived_at from past_documents where url = '{SITE}/a/5.html'")
    assert at == [("2019-02-17T00:00:00.000000Z",)]


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("wayback", "options", "code", "reason"),
    [
        ({}, {"within": "10"}, 5, "not in stub within 10 days"),
        ({"rewritten": True}, {}, 5, "gives no time"),
        ({"robots": "User-agent: *\nDisallow: /\n"}, {}, 5, "robots"),
        ({"refuse_after": 6}, {}, 4, "HTTP 429"),
    ],
    ids=["nothing near", "rewritten", "robots", "refused"],
)
def test_an_archive_that_gives_nothing_fails_the_crawl(
    look: Look, wayback: dict[str, Any], options: dict[str, str], code: int, reason: str
) -> None:
    held = {url: captures[:1] for url, captures in _held().items()}
    with serving(Wayback(held, **wayback)) as stub:
        done = look(stub, **options)
    assert (done.returncode, reason in json.loads(done.stdout)["verdict"]["reason"]) == (code, True), done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "nobody", "--at", "2019-03-31"), "archive.org"),
        (("--from", "archive.org"), "--at"),
        (("--from", "archive.org", "--at", "soon"), "2019-03-31"),
        (("--from", "archive.org", "--at", "2019-03-31"), "--contact"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    done = gongkai("crawl", tmp_path / "small.yml", "--archive", tmp_path / "a", *options)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "a").exists()


@pytest.mark.heavy
def test_a_crawl_that_was_killed_goes_on_and_comes_to_the_same(tmp_path: Path) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    at = datetime(2026, 3, 8, 1, 30, tzinfo=UTC)
    dumps = []
    with serving(Wayback(_held())) as stub:
        view = PastView(find_web_archive(str(archive_file(tmp_path, stub))), datetime(2019, 3, 31, tzinfo=UTC))
        for folder, killed_after in (("whole", 0), ("killed", 6)):
            crawl = (tmp_path / "small.yml", tmp_path / folder, SITE)
            if killed_after:
                assert crawl_at(at, *crawl, view=view, killed_after=killed_after) is None
            assert crawl_at(at + timedelta(hours=1), *crawl, view=view) is not None
            with closing(Database(tmp_path / folder / "archive.db")) as db:
                dumps.append(set(canonical_dump(db)))
        replays = [path for path in stub.log if path.startswith("/web/")]
    assert dumps[0] == dumps[1]
    assert len(replays) <= 2 * len(set(replays)) + 1  # what was answered before the kill is not asked again


@pytest.mark.heavy
def test_one_that_was_killed_before_its_first_record_is_rebuilt_as_what_it_was(tmp_path: Path) -> None:
    archive, crawl = tmp_path / "a", "small-20260308T013000000Z"
    source = Source(WEB_ARCHIVE, "stub", "2019-03-31T15:59:59.000000Z", 90)
    with closing(open_archive(archive / "archive.db")) as db:
        open_crawl(db, "small", crawl, "", "2026-03-08T01:30:00.000000Z", source)
        abandon(db, archive, "small", "2026-03-09T01:30:00.000000Z", source)
        write_missing_manifests(archive, db)
    (archive / "warc").mkdir()
    done = gongkai("rebuild", "--check", "--archive", archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert gongkai("rebuild", "--archive", archive).returncode == 0
    said = "select source, web_archive, past_at, past_within, verdict from crawls"
    assert rows(archive, said) == [("web archive", "stub", "2019-03-31T15:59:59.000000Z", 90, "interrupted")]


@pytest.mark.heavy
@pytest.mark.parametrize("path", ["/a/4.html", "/b/3.html"])  # of its own address; where a redirect leads
def test_what_is_purged_keeps_its_time_and_its_place_among_what_was_found(
    path: str, tmp_path: Path, look: Look
) -> None:
    archive = tmp_path / "a"
    with serving(Wayback(_held())) as stub:
        assert look(stub).returncode == 0
    facts = (
        "select * from captures order by id",
        "select id, verdict, reason from crawls",
        "select document, url, state from past_documents order by url",
        "select document, capture from sightings order by 1",
        'select * from coverage order by "column"',
        "select * from unread order by url",
    )
    before = [rows(archive, sql) for sql in facts]
    record = rows(archive, f"select id from captures where url = '{SITE}{path}'")[0][0]
    assert gongkai("purge", record, "--order", "12/2026", "--yes", "--archive", archive).returncode == 0
    assert [rows(archive, sql) for sql in facts] == before
    assert gongkai("check", "--archive", archive).returncode == 0


@pytest.mark.heavy
def test_what_is_withheld_is_withheld_as_it_was_then_too(tmp_path: Path, look: Look) -> None:
    """Also where no live crawl ever saw it."""
    archive, public = tmp_path / "a", tmp_path / "public.db"
    with serving(Wayback(_held())) as stub:
        assert look(stub).returncode == 0
    assert gongkai("withhold", GONE, "--reason", "示例", "--archive", archive).returncode == 0
    build(archive / "archive.db", public)
    with closing(Database(public)) as db:
        (document,) = next(db.execute(f"select document from past_documents where url = '{GONE}'"))
        titles = [f"select title from {table} where document = ?" for table in ("listings", "past_documents")]
        titles += ["select title from document_versions where document = ?"]
        texts = "select text from document_texts t join document_versions v on v.id = t.version where v.document = ?"
        said = [row[0] for sql in (*titles, texts) for row in db.execute(sql, [document])]
        assert said
        assert not any(said)
        assert "之10" not in "".join(map(str, db.execute("select * from document_texts").fetchall()))


@pytest.mark.heavy
def test_a_live_run_leaves_an_open_crawl_of_the_past_alone(tmp_path: Path) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    at = datetime(2026, 3, 8, 1, 30, tzinfo=UTC)
    site = SiteServer(answers(small_site()))
    with serving(Wayback(_held())) as stub:
        view = PastView(find_web_archive(str(archive_file(tmp_path, stub))), datetime(2019, 3, 31, tzinfo=UTC))
        assert crawl_at(at, tmp_path / "small.yml", tmp_path / "a", SITE, view=view, killed_after=4) is None
    for hours, left in ((1, "open"), (30, "interrupted")):
        assert crawl_at(at + timedelta(hours=hours), tmp_path / "small.yml", tmp_path / "a", site.address)
        assert rows(tmp_path / "a", "select verdict from crawls where source = 'web archive'") == [(left,)]
    site.close()
