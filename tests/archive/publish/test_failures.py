"""Where there is nothing to show: a page that says so and where to go on, JSON or a line of text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from asgi_server import serving
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request
from lxml import html

from archive.publish import plugin
from archive.publish.plugin import views
from archive.publish.plugin.failures import answered, failed, refusal

Get = Callable[..., httpx.Response]
#: What a visitor types, in our own form of conditions or in the address, and Datasette trips over.
UNREAD = (
    "/public/documents?title__in=[转发]关于放假的通知",
    "/public/documents?title__notin=[2018]8号",
    '/public/documents?title__in=[{"a":1}]',
    "/public/documents?_where=title='a';",
    "/public/column_documents?_next=abc",
    "/public/channel_documents?_next=99999999999999999999",
    "/public/documents?characters__in=[99999999999999999999]",
    f"/public/documents?title__in={'[' * 3_000}",
    "/public/documents?_facet={",
    '/public/documents?_facet={"column":1}',
    "/public/documents?_through=abc",
    "/public/documents?_through={}",
    "/public/documents?_timelimit=abc",
    "/public?sql=select+1&_timelimit=abc",
    "/public/findings_of_a_report?_timelimit=abc",
    "/public/documents.json?_json_infinity=x&_nl=on",
)
NOTHING = {
    "/nothing": 404,
    "/report/nothing": 404,
    "/document/d0000000000000000": 404,
    "/column/demo/nothing": 404,
    "/change/nothing": 404,
    "/snapshots/nothing": 404,
    "/-/databases": 404,
    "/public/nothing": 404,
    "/_internal": 403,
    "/public/documents?_sort=nothing": 400,
    "/public/documents?_size=x": 400,
    "/public/documents?_where=title=:nothing": 400,
    "/public/listings/one,two": 404,
    "/public/listing_places/1": 404,
}


def request_for(path: str) -> Request:
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "csrftoken": str}
    return Request(scope, None)


@pytest.mark.parametrize("path", NOTHING)
def test_a_page_says_that_nothing_is_there_and_leads_on(get: Get, path: str) -> None:
    told = get(path)
    page = html.fromstring(told.text)
    assert told.status_code == NOTHING[path]
    assert len(page.xpath("//main//h1")) == 1
    assert page.xpath("//main//form/@action") == ["/search"]
    assert page.xpath("//main//a/@href")[0] == "/"


@pytest.mark.parametrize(("language", "heading"), [("zh", "没有这份报告"), ("en", "There is no such report")])
def test_it_is_said_in_the_language_that_is_chosen(site: Datasette, language: str, heading: str) -> None:
    with serving(site.app()) as address:
        told = httpx.get(f"{address}/report/nothing?_lang={language}")
    assert html.fromstring(told.text).xpath("string(//h1)") == heading


def test_what_is_wrong_with_a_question_is_said(get: Get) -> None:
    assert "Cannot sort table by nothing" in get("/public/documents?_sort=nothing").text


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # Datasette's own, where it trips
@pytest.mark.parametrize("path", UNREAD, ids=lambda path: path[:60])
def test_what_datasette_trips_over_is_the_question_and_no_failure_of_the_program(
    get: Get, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = get(path)
    assert told.status_code == 400
    assert "Traceback" not in capsys.readouterr().err
    assert "JSONDecodeError" not in told.text


def test_the_form_of_conditions_leads_to_what_to_do(get: Get) -> None:
    asked = {"_filter_column": "title", "_filter_op": "in", "_filter_value": "[转发]关于放假的通知"}
    told = get(f"/public/documents?{urlencode(asked)}", follow_redirects=True)
    assert told.status_code == 400
    assert '["[2018]8号"]' in html.fromstring(told.text).text_content()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_files_of_such_a_question_say_so_too(get: Get, kind: str) -> None:
    told = get(f"/public/documents.{kind}?title__in=[a")
    assert told.status_code == 400
    assert "cannot be understood" in told.text


@pytest.mark.parametrize("exception", [ValueError("a secret"), KeyError("a secret"), AttributeError("a secret")])
def test_a_failure_of_ours_on_a_page_of_datasettes_is_told_to_the_log(
    site: Datasette, get: Get, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], exception: Exception
) -> None:
    def broken(*_: object) -> None:
        raise exception

    monkeypatch.setitem(site.jinja_env.globals, "filter_word", broken)  # in a template
    in_template = get("/public/documents?title=a")
    assert (in_template.status_code, "a secret" in capsys.readouterr().err) == (500, True)
    monkeypatch.undo()
    monkeypatch.setattr(plugin, "given", broken)  # in a hook
    in_hook = get("/public/documents?title=a")
    assert (in_hook.status_code, "a secret" in capsys.readouterr().err) == (500, True)


def test_a_failure_of_a_page_of_ours_is_told_to_the_log(
    get: Get, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr(views, "document_view", broken)
    told = get("/document/d0000000000000000?version=1")
    assert (told.status_code, "a secret" in told.text) == (500, False)
    assert "a secret" in capsys.readouterr().err


def test_a_failure_of_datasette_that_no_one_asked_for_is_told_to_the_log(
    get: Get, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("datasette.views.table.Filters", None)
    assert get("/public/documents").status_code == 500
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["/report/nothing.json", "/download/nothing.json", "/public/nothing?_format=json"])
def test_a_program_is_told_in_json(get: Get, path: str) -> None:
    told = get(path).json()
    assert (told["ok"], told["status"]) == (False, 404)


@pytest.mark.parametrize("path", ["/download/nothing.csv", "/snapshots/nothing.db", "/feeds/nothing.atom"])
def test_who_asks_for_a_file_is_told_in_a_line(get: Get, path: str) -> None:
    told = get(path)
    assert (told.status_code, told.headers["content-type"].split(";")[0]) == (404, "text/plain")


@pytest.mark.parametrize(
    ("exception", "status"),
    [(RuntimeError("/a/secret/place"), 500), (QueryInterrupted("slow", "select secret", {}), 400)],
    ids=["failure", "timeout"],
)
def test_of_what_the_program_failed_at_nothing_is_said(site: Datasette, exception: Exception, status: int) -> None:
    told = asyncio.run(failed(site, request_for("/"), exception))
    assert (told.status, "secret" in told.body) == (status, False)


@pytest.mark.parametrize(("key", "seconds"), [("busy", "5"), ("unready", "60")])
def test_who_is_sent_away_is_told_when_to_come_back(site: Datasette, key: str, seconds: str) -> None:
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(refusal(site)(dict(request_for("/public").scope), None, send, key))
    assert sent[0]["status"] == 503
    assert dict(sent[0]["headers"])[b"retry-after"].decode() == seconds


def test_what_a_visitor_wrote_is_shown_as_text(site: Datasette) -> None:
    told = asyncio.run(answered(site, request_for("/public"), "asked", "near <script>"))
    assert "near &lt;script&gt;" in told.body
