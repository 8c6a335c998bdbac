"""The published site over HTTP: the report page and its evidence, search, masking, and what is closed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import html
from published_sample import CLAIMS, CRAWL, HOSTILE, IDENTITIES, PLANTED, PORTAL, REPORT, SELF_EVIDENT

from archive.publish.serve import PublicDatabaseMissingError, datasette

Get = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def twin(get: Get) -> dict:
    return json.loads(get(f"/report/{REPORT}.json").text)


@pytest.fixture(scope="module")
def page(get: Get) -> html.HtmlElement:
    return html.fromstring(get(f"/report/{REPORT}").text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def document_ids(get: Get) -> dict[str, str]:
    rows = get("/public/documents.json?_shape=array&_size=100").json()
    return {row["title"]: row["id"] for row in rows}


# The report page


def test_the_page_says_what_it_checks_and_on_what_evidence(page: html.HtmlElement) -> None:
    text = words(page)
    for fact in (
        "松山新区2018年度政府信息公开工作报告",
        "Songshan New District Management Committee (demo)",
        "http://songshan.demo.invalid/reports/2019-03-01.html",
        "2026-01-05 03:13:00 UTC",
        "2026-01-05 03:20:00 UTC",
        "sha256:" + "ab" * 32,
        "gongkai 0.1.0",
    ):
        assert fact in text


def test_every_claim_has_its_place_and_the_words_of_the_report(page: html.HtmlElement) -> None:
    quotes = [words(element) for element in page.xpath("//article[starts-with(@id, 'claim-')]//q")]
    assert quotes == [claim[0] for claim in CLAIMS]


def test_the_tally_counts_every_claim_and_identity_once(twin: dict) -> None:
    assert sum(twin["tally"].values()) == len(CLAIMS) + len(IDENTITIES)


def test_a_difference_is_shown_where_the_two_were_compared(page: html.HtmlElement) -> None:
    figures = [words(element) for element in page.xpath("//article[@id='claim-7']//dl[@class='figures']//dd")]
    assert figures == ["12 份", "10", "−2"]


def test_a_lower_bound_is_shown_as_one_and_without_a_difference(page: html.HtmlElement) -> None:
    figures = [words(element) for element in page.xpath("//article[@id='claim-1']//dl[@class='figures']//dd")]
    assert figures == ["1072 条", "≥ 28", "—"]


def test_notes_are_sentences_in_both_languages(page: html.HtmlElement) -> None:
    note = words(page.xpath("//article[@id='claim-1']//ul[@class='notes']")[0])
    assert "微信公众号" in note
    assert "lower bound" in note


def test_a_broken_identity_shows_both_sides(page: html.HtmlElement) -> None:
    assert "482 + 194 + 372 = 1048 ≠ 1072" in words(page.get_element_by_id("identity-1"))


def test_an_identity_that_asks_for_no_equality_shows_no_difference(page: html.HtmlElement) -> None:
    figures = [words(element) for element in page.xpath("//article[@id='identity-3']//dl[@class='figures']//dd")]
    assert figures == ["527 + 120 + 782 + 54 = 1483 ≥ 1072", "1483", "1072", "—"]


def test_a_negative_number_is_shown_with_its_bound(page: html.HtmlElement) -> None:
    assert "-3 = -3 < 0" in words(page.get_element_by_id("identity-4")).replace("−", "-")


def test_numbers_that_are_not_negative_are_said_once_and_not_counted(page: html.HtmlElement, twin: dict) -> None:
    assert len(page.xpath("//article[starts-with(@id, 'identity-')]")) == len(IDENTITIES)
    assert f"{len(SELF_EVIDENT)} further cells" in words(page)
    assert len(twin["identities"]) == len(IDENTITIES)


def test_the_first_page_counts_what_the_report_page_counts(get: Get, twin: dict) -> None:
    badges = html.fromstring(get("/").text).xpath(
        f"//li[.//a[contains(@href, '/report/{REPORT}')]]/ul[@class='tally']/li"
    )
    counted = sum(int(number) for badge in badges for number in badge.xpath(".//strong/text()"))
    assert counted == sum(twin["tally"].values())


def test_a_quote_is_shown_in_its_sentence(page: html.HtmlElement) -> None:
    context = words(page.xpath("//article[@id='claim-2']//p[@class='context']")[0])
    assert context == "截至年底，新区主动公开政府信息1072条，其中党政要闻482条、基层动态194条、办事服务372条。"


def test_every_claim_leads_to_its_place_in_the_text_and_back(page: html.HtmlElement) -> None:
    for number in range(1, len(CLAIMS) + 1):
        assert page.xpath(f"//article[@id='claim-{number}']//a[@href='#text-{number}']")
        assert len(page.xpath(f"//*[@id='text-{number}']")) == 1
        assert page.xpath(f"//section[@class='text']//a[@href='#claim-{number}']")


def test_the_marked_words_are_the_quotes(page: html.HtmlElement) -> None:
    marked = [words(element) for element in page.xpath("//div[@class='body']//mark")]
    assert marked == list(dict.fromkeys(claim[0] for claim in CLAIMS))


def test_every_link_within_the_page_has_its_target(page: html.HtmlElement) -> None:
    targets = {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")}
    assert targets - set(page.xpath("//@id")) == set()


def test_no_id_stands_twice(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_table_of_the_report_is_a_table(page: html.HtmlElement) -> None:
    cells = [words(cell) for cell in page.xpath("//div[@class='body']//td")]
    assert cells == ["项目", "本年", "受理申请总数", "45"]


@pytest.mark.parametrize("claim", [1, 5, 7, 8])
def test_the_rows_behind_a_number_are_as_many_as_it_says(twin: dict, get: Get, claim: int) -> None:
    finding = twin["claims"][claim - 1]
    as_json, as_csv = (get(finding["links"][kind], follow_redirects=True) for kind in ("json", "csv"))
    assert len(as_json.json()) == finding["observed"]
    assert len(list(csv.DictReader(io.StringIO(as_csv.text)))) == finding["observed"]


def test_the_page_links_exactly_the_query_it_shows(page: html.HtmlElement, get: Get, twin: dict) -> None:
    finding = page.get_element_by_id("claim-7")
    (link,) = {href for href in finding.xpath(".//a/@href") if href.startswith("/rows/") and href.endswith(CRAWL)}
    assert finding.xpath(".//pre/code")[0].text_content() == twin["claims"][6]["sql"]
    to = get(link).headers["location"]
    assert parse_qs(urlsplit(to).query)["sql"] == [twin["claims"][6]["sql"]]
    assert twin["claims"][6]["sql"] in unescape(get(to).text)


def test_the_rows_behind_a_number_say_of_which_claim_they_are(get: Get) -> None:
    shown = html.fromstring(get(f"/rows/{REPORT}.7@{CRAWL}", follow_redirects=True).text)
    (link,) = shown.xpath(f"//a[@href='/report/{REPORT}#claim-7']")
    assert link.text_content() == CLAIMS[6][0]


def test_rows_that_a_visitor_asks_for_are_of_no_claim(get: Get) -> None:
    shown = html.fromstring(get("/public?sql=select+id+from+documents").text)
    assert shown.xpath("//main//a[contains(@href, '/report/')]") == []


def test_a_page_of_a_report_carries_the_sql_of_a_number_once(get: Get) -> None:
    assert "sql=" not in get(f"/report/{REPORT}").text


@pytest.mark.parametrize("path", ["/rows/x", f"/rows/{REPORT}.7@{CRAWL}/99", f"/rows/{REPORT}.2@{CRAWL}.csv"])
def test_where_no_sql_is_stored_there_are_no_rows_to_lead_to(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_a_row_that_was_counted_leads_to_its_document_and_its_capture(twin: dict, get: Get) -> None:
    rows = html.fromstring(get(twin["claims"][6]["links"]["page"], follow_redirects=True).text)
    document = rows.xpath("//a[starts-with(@href, '/document/')]/@href")[0]
    shown = html.fromstring(get(document).text)
    capture = shown.xpath("//a[starts-with(@href, '/public/captures/')]/@href")[0]
    assert get(capture).status_code == 200


@pytest.mark.parametrize(
    ("language", "numbers"), [("zh", "报告 12 份，存档 10，"), ("en", "reported 12 份, found 10, ")]
)
def test_a_citation_says_what_was_checked_where_and_on_what_evidence(twin: dict, language: str, numbers: str) -> None:
    citation = twin["claims"][6]["citation"][language]
    title = "松山新区2018年度政府信息公开工作报告"
    evidence = (
        "http://songshan.demo.invalid/reports/2019-03-01.html",
        "2026-01-05 03:13:00 UTC",
        "sha256:" + "ab" * 32,
    )
    for part in (title, *evidence, "公开政府文件12份", numbers, CRAWL, "gongkai 0.1.0", f"/report/{REPORT}#claim-7"):
        assert part in citation


def test_the_twin_holds_what_the_page_holds(twin: dict) -> None:
    said = [(claim["quote"], claim["value"], claim["observed"], claim["verdict"]) for claim in twin["claims"]]
    assert said == [(claim[0], claim[4], claim[8], claim[7]) for claim in CLAIMS]


def test_identities_of_the_twin_carry_both_sides(twin: dict) -> None:
    sides = [(tuple(entry["parts"]), entry["total"], entry["holds"]) for entry in twin["identities"]]
    assert sides == [(parts, total, holds) for _, parts, total, holds, _ in IDENTITIES]


def test_an_unknown_report_is_not_found(get: Get) -> None:
    assert get("/report/demo-1999").status_code == 404


# Other pages


def test_the_first_page_leads_to_the_report(get: Get) -> None:
    assert f'href="/report/{REPORT}"' in get("/").text


def test_an_empty_archive_has_a_first_page(tmp_path: Path, get: Get) -> None:
    import asyncio

    from sqlite_utils import Database

    from archive import schema
    from archive.publish.build import build

    db = Database(tmp_path / "archive.db")
    schema.upgrade(db)
    db.close()
    build(tmp_path / "archive.db", tmp_path / "public.db")
    assert asyncio.run(datasette(tmp_path / "public.db").client.get("/")).status_code == 200


def test_the_document_page_names_fields_origins_captures_and_listings(get: Get) -> None:
    text = words(html.fromstring(get(f"/document/{document_ids(get)['锦政发〔2018〕13号']}").text))
    for fact in ("2018-06-04", "metadata of the page", "松山新区管委会", "demo-20260105.warc.gz @ 1024", "要闻"):
        assert fact in text


def test_the_document_page_says_what_kind_of_text_it_is_and_its_further_fields(get: Get) -> None:
    text = words(html.fromstring(get(f"/document/{document_ids(get)['锦政发〔2018〕13号']}").text))
    for fact in ("2019-02-26", "现行有效", "综合政务", "公开 年报", "joined from 2 pages", "the text is not whole"):
        assert fact in text


def test_a_document_leads_to_its_columns_its_crawls_and_its_original(get: Get) -> None:
    page = html.fromstring(get(f"/document/{document_ids(get)['锦政发〔2018〕13号']}").text)
    links = page.xpath("//section[@aria-labelledby='table-1']//td/a/@href")
    assert {link.split("/")[1] for link in links} >= {"column", "crawl"}
    (original,) = page.xpath("//section[@aria-labelledby='fields']//td/a")
    assert original.get("href") == original.text
    assert {"nofollow", "noreferrer"} <= set(original.get("rel").split())


def test_which_headers_of_a_capture_are_published_is_said(get: Get) -> None:
    text = words(html.fromstring(get(f"/document/{document_ids(get)['锦政发〔2018〕13号']}").text))
    assert "Of the response headers, status and type are published" in text


def test_documents_are_not_indexed_by_search_engines(get: Get) -> None:
    document = document_ids(get)["锦政发〔2018〕13号"]
    assert get(f"/document/{document}").headers["x-robots-tag"] == "noindex"


def test_the_document_of_a_report_leads_to_its_check(get: Get, twin: dict) -> None:
    assert f'href="/report/{REPORT}"' in get(f"/document/{twin['report']['document']}").text


# Hostile words


@pytest.mark.parametrize(
    "path", ["/", f"/report/{REPORT}", "/public/documents", "/public/listings", "/public/findings"]
)
def test_no_script_of_theirs_stands_in_a_page(get: Get, path: str) -> None:
    assert "<script>alert" not in get(path).text


def test_a_hostile_title_is_shown_as_text(get: Get) -> None:
    answer = get(f"/document/{document_ids(get)[HOSTILE]}")
    assert words(html.fromstring(answer.text).find(".//h1")) == HOSTILE


@pytest.mark.parametrize("path", ["/", f"/report/{REPORT}"])
def test_our_pages_carry_no_script_and_forbid_any(get: Get, path: str) -> None:
    answer = get(path)
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/public", "/public/documents.json", "/-/static/app.css", "/nowhere"])
def test_every_answer_carries_security_headers(get: Get, path: str) -> None:
    headers = get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


# Search


@pytest.mark.parametrize(
    ("query", "count"), [("就业", 10), ("业", 13), ("业就", 0), ("解读", 15), ('"', 0), ("通知 创业", 10)]
)
def test_datasettes_own_search_finds_words_of_any_length(get: Get, query: str, count: int) -> None:
    found = get("/public/documents.json", params={"_search": query, "_shape": "array", "_size": "100"})
    assert len(found.json()) == count


def test_a_search_within_titles_leaves_the_texts_out(get: Get) -> None:
    found = get("/public/documents.json", params={"_search_title": "业", "_shape": "array", "_size": "100"})
    assert len(found.json()) == 10


# People's data


@pytest.mark.parametrize("number", PLANTED)
def test_a_planted_number_is_in_no_answer(get: Get, twin: dict, number: str) -> None:
    documents = document_ids(get).values()
    paths = [
        "/",
        f"/report/{REPORT}",
        f"/report/{REPORT}.json",
        "/public/documents.csv?_stream=on",
        "/public/documents.json?_shape=array",
        "/public/document_texts.csv?_stream=on",
        "/public/document_texts",
        "/public.json?sql=select+text||layout+from+document_texts&_shape=array",
        "/public.csv?sql=select+*+from+documents+join+listings+on+document%3Did",
        "/public/documents?_search=来电",
        *(f"/document/{document}{form}" for document in documents for form in ("", ".json")),
    ]
    assert [path for path in paths if number in get(path).text] == []


@pytest.mark.parametrize("secret", PLANTED)
def test_a_search_for_a_planted_number_finds_nothing(get: Get, secret: str) -> None:
    assert get("/public/documents.json", params={"_search": secret, "_shape": "array"}).json() == []


def test_a_masked_document_says_so(get: Get) -> None:
    document = document_ids(get)[HOSTILE]
    assert "masked by this site" in get(f"/document/{document}").text


def test_a_document_without_a_mask_says_nothing_of_one(get: Get) -> None:
    document = document_ids(get)["锦政发〔2018〕13号"]
    assert "masked by this site" not in get(f"/document/{document}").text


# What is closed


@pytest.mark.parametrize(
    "path", ["/-/databases.json", "/-/threads", "/-/permissions", "/-/auth-token", "/-/messages", "/_internal"]
)
def test_pages_that_show_the_machine_are_closed(get: Get, path: str) -> None:
    assert get(path).status_code in (403, 404)


def test_no_answer_names_a_folder_of_the_machine(get: Get, public_db: Path) -> None:
    paths = ("/-/metadata.json", "/-/settings.json", "/-/plugins.json", "/-/versions.json", "/.json", "/public.json")
    assert [path for path in paths if str(public_db.parent) in get(path).text] == []


@pytest.mark.parametrize(
    "sql", ["delete from documents", "attach 'x' as y", "pragma writable_schema = 1", "vacuum into 'x'"]
)
def test_sql_that_is_no_question_is_refused(get: Get, sql: str) -> None:
    assert get("/public.json", params={"sql": sql}).status_code == 400


# Serving


def test_pages_stand_under_a_base_url(public_db: Path) -> None:
    import asyncio

    site = datasette(public_db, base_url="/gongkai/")
    answer = asyncio.run(site.client.get(f"/report/{REPORT}"))
    links = [link for link in html.fromstring(answer.text).xpath("//@href") if urlsplit(link).path and link[0] == "/"]
    assert answer.status_code == 200
    assert [link for link in links if not link.startswith("/gongkai/")] == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublicDatabaseMissingError, match=r"public\.db"):
        datasette(tmp_path / "public.db")


def test_a_real_server_serves_the_same_page(address: str, get: Get) -> None:
    over_http = httpx.get(f"{address}/report/{REPORT}.json").json()
    assert over_http["tally"] == get(f"/report/{REPORT}.json").json()["tally"]
    assert over_http["page"] == f"{address}/report/{REPORT}"


def test_the_portal_is_named_in_both_languages(twin: dict) -> None:
    assert twin["report"]["portal"] == PORTAL
    assert twin["portal"]["en"].startswith("Songshan")
