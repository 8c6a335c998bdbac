"""A visitor who means ill walks every route, and asks for what is not published: nothing but public.db is found."""

from __future__ import annotations

import asyncio
import csv
import io
import platform
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlencode

import pytest
from datasette.app import Datasette
from datasette.utils import tilde_encode
from published_sample import HOSTILE, REPORT, add_replay, make_archive
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.harmless_csv import harmless
from archive.publish.plugin.failures import failure
from archive.publish.plugin.gate import MOST_PARAMETERS, QUERIES, Gate
from archive.publish.publication import custody_tables
from archive.publish.serve import datasette
from archive.publish.snapshots.catalogue import FOLDER, read_catalogue
from archive.publish.snapshots.take import take_snapshot

#: What stands in custody alone: rows of its tables, and a file beside public.db.
CUSTODY = "custody-alone-9f3a"
ENVIRONMENT = "environment-alone-77b1"
#: Routes by the beginning of their pattern, and what an attacker asks of each. A new route has to be added here.
ROUTES: dict[str, tuple[str, ...]] = {
    r"/$": ("/", "/?sql=select+1"),
    r"/report/": (
        f"/report/{REPORT}", f"/report/{REPORT}.json", f"/report/{REPORT}.csv", f"/report/{REPORT}.bib",
        f"/report/{REPORT}.csl.json", "/report/x", "/report/x.csv", "/report/..%2f..%2fetc", "/report/%00.bib",
    ),
    r"/rerun/": (
        f"/rerun/{REPORT}.7@demo-20260105T031245Z", f"/rerun/{REPORT}.i1@demo-20260105T031245Z.json",
        "/rerun/x/9999999",
        f"/rerun/{REPORT}.7@demo-20260105T031245Z?sql=select+*+from+frontier", "/rerun/..%2f..%2fetc", "/rerun/%00",
    ),
    r"/rows/": (
        f"/rows/{REPORT}.7@demo-20260105T031245Z", f"/rows/{REPORT}.7@demo-20260105T031245Z.csv?sql=select+1",
        "/rows/x/9999999.json", "/rows/..%2f..%2fetc", "/rows/%00",
    ),
    r"/document/": ("/document/{document}", "/document/{document}.json", "/document/d0000000000000000",
        "/document/{document}?version=%27--", "/document/{document}?version=9999999999999999999999",),
    r"/replay/": (
        "/replay/{replay}", "/replay/{replay}.json", "/replay/{document}", "/replay/..%2f..%2fetc",
        "/replay/%00", "/replay/~2E~2E~2Fetc",
        "/replay/00000000-0000-0000-0000-000000000000", "/replay/urn~3Auuid~3Ax'--.json",
    ),
    r"/-/replay/": (
        "/-/replay/page/{replay}", "/-/replay/page/{document}", "/-/replay/page/..%2f..%2fetc",
        "/-/replay/page/~2E~2E~2Fetc",
        "/-/replay/page/%00",
        f"/-/replay/resource/{'0' * 64}", "/-/replay/resource/..%2f..%2fetc", "/-/replay/resource/%00",
    ),
    r"/feeds/": (
        "/feeds/demo.atom", "/feeds/demo/edited.atom", "/feeds/demo/1.atom", "/feeds/demo/edited/999999.atom",
        "/feeds/..%2fdemo.atom", "/feeds/demo/..%2f..%2fpublic.db", "/feeds/demo%00.atom",
    ),
    r"/search": (
        "/search", "/search?q=%3Cscript%3E&page=-1&year=x&order=x", "/search.json?q=%22%20OR%20*&column=%27%20or%201--",
        "/search?q=%00&portal=%00", "/search?q=" + "a%20" * 5_000, "/search.json?portal=demo&page=999999999999",
    ),
    r"/column/": ("/column/demo/news", "/column/demo/news.json?year=2018", "/column/demo/%00", "/column/../archive"),
    r"/crawl/": ("/crawl/demo-20260105T031245Z", "/crawl/demo-20260105T031245Z.json", "/crawl/..", "/crawl/%00.json"),
    r"/changes/": (
        "/changes/demo", "/changes/demo.json?kind=edited&since=2026-01-01&column=demo/policy", "/changes/..%2f..%2fetc",
        "/changes/demo?kind=%27%20or%201--&column=%27%00/x&since=9999-99-99&page=-1", "/changes/%00",
        "/changes/demo?page=99999999999999999999&since=0001-01-01&kind=" + "a" * 5_000,
    ),
    r"/change/": (
        "/change/demo-edited", "/change/demo-edited.json", "/change/demo-backdated", "/change/..%2f..%2fetc",
        "/change/%00", "/change/demo-edited.json%00",
    ),
    r"/sheet/": ("/sheet/demo/2018", "/sheet/demo/2018.json", "/sheet/demo/1999", "/sheet/..%2f..%2fetc/2018"),
    r"/across": (
        "/across", "/across.json", "/across/2018?order=%27%20or%201--", "/across/2018.json?order=share", "/across/0000",
        "/across/2018?order=" + "a" * 5_000, "/across/..%2f..%2fetc",
    ),
    r"/checklist/": ("/checklist/demo", "/checklist/demo.json", "/checklist/..%2f..%2fetc"),
    r"/diff/": (
        "/diff/demo/2017/2018", "/diff/demo/2018/2017.json", "/diff/demo/2017/2018.csv", "/diff/demo/1999/9999",
        "/diff/..%2f..%2fetc/2017/2018", "/diff/crawls/demo-20260105T031245Z/demo-20260105T031245Z",
        "/diff/crawls/..%2f..%2fetc/x.json", "/diff/crawls/%27%20or%201--/x", "/diff/crawls/x/" + "a" * 5_000,
    ),
    r"/coverage/": ("/coverage/demo", "/coverage/demo.json", "/coverage/..%2f..%2fetc"),
    r"/series/": ("/series/demo", "/series/demo.json", "/series/..%2f..%2fetc", "/series/%00"),
    r"/timeliness/": (
        "/timeliness/demo", "/timeliness/demo.json?year=2018", "/timeliness/demo?year=%27%20or%201--",
        "/timeliness/..%2f..%2fetc", "/timeliness/%00", "/timeliness/demo?year=" + "9" * 5_000,
    ),
    r"/twins/": (
        "/twins/demo", "/twins/demo.json?year=2018", "/twins/demo?year=%27%20or%201--", "/twins/..%2f..%2fetc",
        "/twins/%00", "/twins/demo?year=" + "9" * 5_000,
    ),
    r"/years/": ("/years/demo", "/years/demo.json", "/years/..%2f..%2fetc"),
    r"/year/": ("/year/demo/2018", "/year/demo/2018.json", "/year/demo/9999", "/year/demo/%2e%2e"),
    r"/download$": ("/download", "/download?x=1"),
    r"/snapshots(?P<format>": ("/snapshots", "/snapshots.json"),
    r"/snapshots/(?P<name>": (
        "/snapshots/{snapshot}", "/snapshots/{snapshot}.db", "/snapshots/index.json", "/snapshots/checked",
        "/snapshots/..%2farchive.db", "/snapshots/%2e%2e/archive.db", "/snapshots/../archive.db", "/snapshots/x.db",
        "/snapshots/{snapshot}-inspect.json", "/snapshots/%00.db",
        *(f"/snapshots/{{snapshot}}{path}" for path in (
            "/", f"/report/{REPORT}", f"/report/{REPORT}.json", "/document/{document}", "/public", "/public.db",
            "/public.json?sql=select+*+from+frontier", "/public/frontier.json", "/archive.db", "/_internal.json",
            "/-/databases.json", "/-/versions.json", "/-/metadata.json", "/download", "/download/documents.csv",
            "/download/frontier.csv", "/snapshots", "/snapshots/{snapshot}/", "/-/static/../app.py",
            "/%2e%2e/archive.db", "/../index.json", "/public.json?sql=select+file+from+pragma_database_list",
        )),
    ),
    r"/download/": (
        "/download/documents.csv", "/download/documents.json", "/download/datapackage.json", "/download/frontier.csv",
        "/download/withheld.json", "/download/sqlite_master.csv", "/download/documents_fts_data.json",
        "/download/query/reports_and_verdicts.csv", "/download/query/nothing.json", "/download/evidence.csv",
        "/download/evidence.csv?sql=select+*+from+frontier", "/download/evidence.json?sql=select+1",
        "/download/..%2farchive.csv", "/download/%00.csv", "/download/documents.csv%0d%0aSet-Cookie:x",
    ),
    r"/-/(databases|": tuple(
        f"/-/{page}{form}"
        for page in ("databases", "threads", "versions", "plugins", "config", "actor", "auth-token", "create-token",
                     "logout", "permissions", "messages", "allow-debug", "patterns")
        for form in ("", ".json")
    ),
    r"/(\.(?P<format>": ("/.json", "/.jsono"),
    r"/favicon.ico": ("/favicon.ico",),
    r"/-/static/": (
        "/-/static/app.css", "/-/static/../app.py", "/-/static/%2e%2e/app.py", "/-/static/..%2f..%2f..%2fetc%2fpasswd",
        "/-/static//etc/passwd", "/-/static/%00", "/-/static/....//app.py",
    ),
    r"/-/static-plugins/gongkai/": (
        "/-/static-plugins/gongkai/gongkai.css", "/-/static-plugins/gongkai/../views.py",
        "/-/static-plugins/gongkai/%2e%2e/views.py", "/-/static-plugins/gongkai/%2e%2e%2f%2e%2e%2fserve.py",
        "/-/static-plugins/datasette_nothing/x", "/-/static-plugins/gongkai//etc/passwd",
    ),
    r"/:memory:": ("/:memory:", "/:memory:/x"),
    r"/-/metadata": ("/-/metadata", "/-/metadata.json"),
    r"/-/versions": (), r"/-/plugins": (), r"/-/config": (), r"/-/threads": (), r"/-/databases": (), r"/-/actor": (),
    r"/-/auth-token": (), r"/-/logout": (), r"/-/permissions": (), r"/-/messages": (), r"/-/allow-debug": (),
    r"/-/patterns": (),
    r"/-/settings": ("/-/settings", "/-/settings.json"),
    r"/(?P<database>[^\/\.]+)\.db": (
        "/public.db", "/archive.db", "/_internal.db", "/_memory.db", "/..%2farchive.db", "/~2E~2E~2Farchive.db",
    ),
    r"/(?P<database>[^\/\.]+)(\.": (
        "/public", "/public.json", "/public.csv?sql=select+1", "/public.blob", "/archive",
        "/_internal", "/_internal.json",
        "/_memory", "/_memory.json?sql=select+1", "/%5fmemory?sql=select+1", "/~5Finternal", "//public", "/public/",
        "/reports_and_verdicts", "/public/reports_and_verdicts", "/%00", "/..%2f..%2fetc%2fpasswd", "/.git/config",
    ),
    r"/(?P<database>[^\/\.]+)/(?P<table>[^\/\.]+)": tuple(
        f"/public/{table}{form}"
        for table in (*sorted(custody_tables()), "sqlite_master", "sqlite_stat1", "documents", "runs", "crawls",
                      "captures", "imports", "unread", "masked", "file_readings", "documents_fts", "documents_fts_data",
                      "-")
        for form in ("", ".json?_shape=array", ".csv?_stream=on")
    ),
    r"/(?P<database>[^\/\.]+)/(?P<table>[^/]+?)/(?P<pks>": (
        "/public/documents/{document}", "/public/documents/{document}.json", "/public/documents/{document}.blob",
        "/public/frontier/1", "/public/documents/-/insert", "/public/documents/%00",
        "/_internal/tables/public,documents",
    ),
}  # fmt: skip
# The thread that Datasette keeps for writing in memory is ended by SystemExit.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

SLOW = "with recursive c(x) as (select 1 union all select x + 1 from c) select sum(x) from c"
#: Questions in SQL, each with what must not follow.
QUESTIONS = [
    "select * from pragma_database_list", "select file from pragma_database_list('main')",
    "select * from pragma_module_list", "select * from pragma_compile_options", "pragma database_list",
    "select * from frontier", "select * from main.frontier", "select * from temp.sqlite_master",
    "attach 'archive.db' as a", "attach 'file:archive.db?mode=ro' as a", "detach main", "vacuum into '/tmp/stolen.db'",
    "select load_extension('x')", "select writefile('x', 'y')", "select readfile('/etc/passwd')", "select edit('x')",
    "select fts3_tokenizer('simple')", "pragma writable_schema = 1", "pragma temp_store_directory = '/'",
    "select 1; delete from documents", "with a as (select 1) delete from documents", "explain select 1",
    "create table x(y)", "replace into documents(id) values (1)", "select zeroblob(1000000000)",
    "select printf('%.*c', 2000000000, 'x')", "select format('%2000000000d', 1)",
    "select zeroblob(30000000) from documents a, documents b", "select title_key(hex(zeroblob(20000)))",
    "select escape_fts(hex(zeroblob(20000)))", "select 'a' like '" + "%a" * 3000 + "'",
    "select count(*) from documents a, documents b, documents c, documents d, documents e, documents f",
    SLOW,
    "select group_concat(hex(zeroblob(100000))) from documents a, documents b, documents c",
]  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An answer as it goes over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(site: Datasette, target: str) -> Told:
    """Ask the application with the path as it is, which HTTP clients tidy. Whatever it raises is a failure."""
    path, _, query = target.partition("?")
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"gongkai.invalid")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def once() -> None:
        await site.invoke_startup()
        await site.app()(scope, receive, send)

    asyncio.run(once())
    headers = {bytes(name).decode().lower(): bytes(value).decode() for name, value in sent[0]["headers"]}
    return Told(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose custody holds what is nowhere else, and its public.db."""
    folder = tmp_path_factory.mktemp("hostile-visitors")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    for table in custody_tables() - {"_sqlite_migrations"}:
        columns = [column for column in db.table(table).columns if column.type == "TEXT"]
        db.table(table).insert({column.name: f"{CUSTODY}-{table}" for column in columns})
    db.close()
    build(folder / "archive.db", folder / "public.db")
    add_replay(folder / "public.db")
    take_snapshot(folder, now=datetime(2026, 11, 26, tzinfo=UTC), software="gongkai test")
    (folder / "secret.txt").write_text(CUSTODY)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Datasette]:
    patch = pytest.MonkeyPatch()
    patch.setenv("GONGKAI_CONTACT", ENVIRONMENT)
    site = datasette(folder / "public.db")
    site.sql_time_limit_ms = 100
    yield site
    patch.undo()


@pytest.fixture(scope="module")
def document(site: Datasette) -> str:
    found = re.search(rb"d[0-9a-f]{16}", ask(site, "/public/documents.json?_size=1").body)
    assert found is not None
    return found[0].decode()


def of_the_machine(folder: Path) -> dict[str, bytes]:
    """What no answer may hold. A version as it stands in a sentence: "0.65" may be a number of the archive."""
    return {
        "custody": CUSTODY.encode(),
        "environment": ENVIRONMENT.encode(),
        "folder": str(folder).encode(),
        "interpreter": sys.prefix.encode(),
        "Python": platform.python_version().encode(),
        "Datasette": f"v{version('datasette')}".encode(),
        "Datasette alone": f'"{version("datasette")}"'.encode(),
        "passwd": b"root:",
        "traceback": b"Traceback",
    }


def betrayed(told: Told, folder: Path) -> list[str]:
    whole = told.body + repr(told.headers).encode()
    return [name for name, said in of_the_machine(folder).items() if said in whole]


@pytest.fixture(scope="module")
def targets(document: str, folder: Path) -> list[str]:
    (snapshot,) = read_catalogue(folder / FOLDER)
    with closing(sqlite3.connect(folder / "public.db")) as db:
        (capture,) = db.execute("select capture from replays").fetchone()
    known = {"{replay}": tilde_encode(capture), "{document}": document, "{snapshot}": snapshot.name}
    asked = [target for group in ROUTES.values() for target in group]
    for placeholder, name in known.items():
        asked = [target.replace(placeholder, name) for target in asked]
    return asked


def test_every_route_is_walked(site: Datasette) -> None:
    patterns = [getattr(route, "pattern", route) for route, _ in site._routes()]
    beginnings = sorted(ROUTES, key=len, reverse=True)
    assert [pattern for pattern in patterns if not any(pattern.startswith(each) for each in beginnings)] == []


def test_no_route_shows_anything_but_public_db(site: Datasette, folder: Path, targets: list[str]) -> None:
    told = {target: ask(site, target) for target in targets}
    assert {target: found for target, each in told.items() if (found := betrayed(each, folder))} == {}
    assert [target for target, each in told.items() if each.status >= 500] == []


def test_no_question_in_sql_shows_anything_but_public_db(site: Datasette, folder: Path) -> None:
    asked = [f"/public.json?{urlencode({'sql': sql})}" for sql in QUESTIONS]
    asked += [f"/public{form}?{urlencode({'sql': sql})}" for sql in (*QUESTIONS[:3], SLOW) for form in (".csv", "")]
    told = {target: ask(site, target) for target in asked}
    assert {target: found for target, each in told.items() if (found := betrayed(each, folder))} == {}
    assert [target for target, each in told.items() if each.status >= 500] == []


@pytest.mark.parametrize("table", sorted(custody_tables()))
def test_a_table_of_custody_is_not_there(site: Datasette, table: str) -> None:
    assert ask(site, f"/public/{table}.json").status == 404


@pytest.mark.parametrize("database", ["archive", "_internal", "_memory", "main", "temp"])
def test_no_other_database_is_there(site: Datasette, database: str) -> None:
    assert ask(site, f"/{database}.json?sql=select+1").status in (403, 404)


def test_the_place_of_the_file_is_told_to_nobody(site: Datasette) -> None:
    told = ask(site, "/public.json?_shape=arrayfirst&sql=select+file+from+pragma_database_list+where+name='main'")
    assert told.body == b"[null]"


def test_the_file_that_is_offered_is_the_published_one(site: Datasette, folder: Path) -> None:
    assert ask(site, "/public.db").body == (folder / "public.db").read_bytes()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/public", "/public/documents", "/public/documents/-/insert", "/-/nothing"])
def test_nothing_is_written_by_any_method(site: Datasette, folder: Path, method: str, path: str) -> None:
    before = (folder / "public.db").read_bytes()
    answer = asyncio.run(site.client.request(method, path, data={"sql": "delete from documents"}))
    assert answer.status_code == 405
    assert (folder / "public.db").read_bytes() == before


# The shell


def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(site: Datasette, targets: list[str]) -> None:
    asked = [*targets, "/public.json?sql=nonsense", f"/public?{'&'.join('a=1' for _ in range(99))}"]
    wanted = {"content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"}
    lacking = {target: lacks for target in asked if (lacks := wanted - set(ask(site, target).headers))}
    assert lacking == {}


def test_no_redirect_leads_off_the_site(site: Datasette) -> None:
    hostile = [
        "//evil.invalid/%41",
        "/%5cevil.invalid/",
        "//evil.invalid/",
        "/public/%0d%0aSet-Cookie:x",
        "/:memory:evil",
    ]
    led = [ask(site, target).headers.get("location", "/") for target in hostile]
    assert [place for place in led if not re.fullmatch(r"/(?:[^/\\\r\n].*)?", place)] == []


def test_a_failure_of_the_program_says_nothing_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(str(folder))

    monkeypatch.setattr("archive.publish.plugin.views.portals", broken)
    told = ask(datasette(folder / "public.db"), "/")
    assert told.status == 500
    assert betrayed(told, folder) == []
    assert "content-security-policy" in told.headers


def test_a_wrong_question_costs_no_more_than_a_right_one(site: Datasette, capfd: pytest.CaptureFixture[str]) -> None:
    """Left to itself Datasette prints all variables of the program for each."""
    for _ in range(3):
        ask(site, "/public/documents?_sort=nothing")
    printed = capfd.readouterr()
    assert "locals" not in printed.out + printed.err


def test_one_request_asks_no_more_than_so_many_things(site: Datasette) -> None:
    facets = "&".join(f"_facet=c{number}" for number in range(MOST_PARAMETERS + 1))
    assert ask(site, f"/public/documents?{facets}").status == 400


# A flood


def slow_application(waiting: asyncio.Event) -> Callable:
    async def application(scope: dict, receive: Callable, send: Callable) -> None:
        if scope["query_string"]:
            await waiting.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application


async def refuse(scope: dict, receive: Callable, send: Callable, key: str) -> None:
    await send({"type": "http.response.start", "status": failure(key).status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def through(gate: Gate, path: str, query: bytes = b"") -> int:
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    await gate({"type": "http", "path": path, "query_string": query}, lambda: None, send)
    return sent[0]["status"]


def test_a_flood_of_slow_queries_leaves_the_first_page_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.publish.plugin.gate.PATIENCE", 0.2)

    async def flooded() -> tuple[int, list[int]]:
        waiting = asyncio.Event()
        gate = Gate(slow_application(waiting), refuse)
        flood = [asyncio.create_task(through(gate, "/public", b"sql=select+1")) for _ in range(50)]
        await asyncio.sleep(0)
        first_page = await asyncio.wait_for(through(gate, "/"), 1)
        await asyncio.wait(flood, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.1)
        waiting.set()
        return first_page, sorted(await asyncio.gather(*flood))

    first_page, flood = asyncio.run(flooded())
    assert first_page == 200
    assert flood == [200] * QUERIES + [503] * (50 - QUERIES)


@pytest.mark.parametrize("path", ["/~70ublic", "/x", "/"])
def test_no_spelling_of_the_path_leads_round_the_gate(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.publish.plugin.gate.PATIENCE", 0.01)

    async def flooded() -> list[int]:
        waiting = asyncio.Event()
        gate = Gate(slow_application(waiting), refuse)
        flood = [asyncio.create_task(through(gate, path, b"sql=select+1")) for _ in range(QUERIES + 1)]
        await asyncio.wait(flood, return_when=asyncio.FIRST_COMPLETED)
        waiting.set()
        return sorted(await asyncio.gather(*flood))

    assert asyncio.run(flooded()) == [200] * QUERIES + [503]


# CSV


FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    '=HYPERLINK("http://x")',
    "=a,b",
    "-",
    "+86 24 1",
]
PLAIN = [
    "",
    "1",
    "-5",
    "+1.5e3",
    "-0.5",
    "a=b",
    "a,b",
    'say "=1"',
    "2018-03-05",
    "http://x/?a=1",
    "党政要闻",
    "第1号，-2",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_of_csv_is_no_formula(site: Datasette, cell: str) -> None:
    told = ask(site, "/public.csv?" + urlencode({"sql": "select :cell as c, 1 as n", "cell": cell}))
    assert list(csv.reader(io.StringIO(told.body.decode(), newline=""))) == [["c", "n"], [f"'{cell}", "1"]]


@pytest.mark.parametrize("cell", PLAIN)
def test_any_other_cell_of_csv_stays_as_it_is(site: Datasette, cell: str) -> None:
    told = ask(site, "/public.csv?" + urlencode({"sql": "select :cell as c, 1 as n", "cell": cell}))
    assert list(csv.reader(io.StringIO(told.body.decode(), newline=""))) == [["c", "n"], [cell, "1"]]


def test_a_name_of_a_column_is_no_formula_either(site: Datasette) -> None:
    told = ask(site, "/public.csv?" + urlencode({"sql": 'select 1 as "=cmd()", -2.5 as n'}))
    assert told.body == b"'=cmd(),n\r\n1,-2.5\r\n"


def test_json_has_every_text_as_it_is(site: Datasette) -> None:
    told = ask(site, "/public.json?" + urlencode({"sql": "select '=1+1' as c", "_shape": "arrayfirst"}))
    assert told.body == b'["=1+1"]'


def test_rows_with_breaks_and_quotes_within_are_taken_whole() -> None:
    rows = [["a\r\n=1", 'x "=1", y', "=1\n=2"], ['="1"', "-1", ""]]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    found = list(csv.reader(io.StringIO(harmless(out.getvalue()), newline="")))
    assert found == [["a\r\n=1", 'x "=1", y', "'=1\n=2"], ['\'="1"', "-1", ""]]


# Scripts


def test_no_script_of_a_title_ends_a_script_of_datasettes(site: Datasette) -> None:
    """On its query page Datasette writes the SQL into a script."""
    told = ask(site, "/public?" + urlencode({"sql": "select '</script><script>alert(1)</script>'"}))
    assert b"<script>alert(1)" not in told.body
    assert HOSTILE.encode() not in ask(site, "/public/documents").body


def test_a_connection_of_datasette_keeps_to_its_limits(site: Datasette) -> None:
    async def limit() -> int:
        return await site.get_database("public").execute_fn(lambda conn: conn.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED))

    assert asyncio.run(limit()) == 0
