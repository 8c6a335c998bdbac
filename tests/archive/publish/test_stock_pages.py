"""Datasette's own pages under our templates: what they say, in which language, and where their links and forms lead."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from datasette.app import Datasette
from lxml import html
from published_sample import CRAWL, HOSTILE, OWN_SITE

from archive.publish.metadata import read_metadata
from archive.publish.plugin.described import both_languages
from archive.publish.plugin.stock_pages import filter_words, grouped, table_groups

Get = Callable[..., httpx.Response]
METADATA = read_metadata()["databases"]["public"]
HAN = re.compile("[\u4e00-\u9fff]")
PAGES = (
    *("/public", "/public/documents?_facet=state&_sort=title", f"/public/crawls/{CRAWL}", "/public?sql=select+1"),
    *("/public/reports_and_verdicts", "/public?sql=drop", "/nowhere", "/-/settings", "/-/metadata"),
)


def tree(answer: httpx.Response) -> html.HtmlElement:
    return html.fromstring(answer.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def lines_of_metadata() -> list[str]:
    tables, queries = METADATA["tables"].values(), METADATA["queries"].values()
    lines = [each[key] for each in (*tables, *queries) for key in ("title", "description")]
    return [METADATA["description"], *lines, *(line for each in tables for line in each["columns"].values())]


def test_every_line_of_metadata_parts_into_its_two_languages() -> None:
    """An English sentence may name a Chinese word or two."""
    labels = [both_languages(line) for line in lines_of_metadata()]
    assert [label for label in labels if not HAN.search(label.zh)] == []
    assert [label for label in labels if HAN.match(label.en) or not re.search("[a-zA-Z]{2}", label.en)] == []
    assert [label for label in labels if re.search("[\u4e00-\u9fff]{3}|[。；]", label.en)] == []


def test_every_table_and_view_stands_in_one_group() -> None:
    names = [name for group in table_groups() for name in group.tables]
    assert sorted(names) == sorted(METADATA["tables"])


def test_a_table_that_stands_in_no_group_is_listed_all_the_same() -> None:
    assert [group.tables for group in grouped(["of_tomorrow", "claims"])] == [("claims",), ("of_tomorrow",)]


def test_every_condition_of_datasette_has_a_name() -> None:
    from datasette.filters import Filters

    assert {key for key, _, _ in Filters([]).lookups()} <= set(filter_words())


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_a_script_or_an_inline_style(get: Get, path: str) -> None:
    answer = get(path)
    page = tree(answer)
    assert page.xpath("//script | //style | //@style | //@onclick") == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert page.get("lang") == "zh-Hans"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_english_has_no_chinese_of_ours(get: Get, path: str) -> None:
    page = tree(get(f"{path}{'&' if '?' in path else '?'}_lang=en"))
    titles = page.xpath("//h1 | //h2 | //h3 | //th | //label | //button | //caption | //summary | //option")
    assert [words(each) for each in titles if HAN.search(words(each))] == []


def test_the_page_of_all_data_says_what_each_table_holds(get: Get) -> None:
    page = tree(get("/public?_lang=zh"))
    (line,) = page.xpath("//tr[.//code = 'findings']")
    assert words(line).startswith(METADATA["tables"]["findings"]["title"].partition(" · ")[0])
    assert line.xpath(".//td[@class='figure']/text()") == ["19"]
    queries = page.xpath("//section[@aria-labelledby='queries']//a/text()")
    assert queries == [query["title"].partition(" · ")[0] for query in METADATA["queries"].values()]


def test_a_heading_of_a_column_says_what_it_means_and_sorts_by_it(get: Get) -> None:
    page = tree(get("/public/claims?_lang=zh&_sort=value"))
    (heading,) = page.xpath("//th[a = 'value']")
    assert heading.get("aria-sort") == "ascending"
    assert both_languages(METADATA["tables"]["claims"]["columns"]["value"]).zh in words(heading)
    (link,) = heading.xpath("a/@href")
    assert "_sort_desc=value" in link
    (largest,) = tree(get(link)).xpath("//table/tbody/tr[1]/td[text() = '350000']")
    assert largest.get("class") == "figure"


def submitted(get: Get, page: html.HtmlElement, number: int, **values: str) -> httpx.Response:
    form = page.forms[number]
    return get(form.action, params=[*(dict(form.form_values()) | values).items()], follow_redirects=True)


def test_a_condition_is_added_by_a_form_and_removed_by_a_link(get: Get) -> None:
    page = tree(get("/public/documents?_facet=state&portal=demo"))
    narrowed = submitted(
        get, page, 0, _filter_column="title", _filter_op="contains", _filter_value="解读", _sort="title"
    )
    assert parse_qs(narrowed.url.query.decode()).items() >= {"portal": ["demo"], "title__contains": ["解读"]}.items()
    found = tree(narrowed)
    assert words(found.get_element_by_id("rows")).startswith("14 行")
    (link,) = found.xpath("//ul[@class='conditions']/li[code = 'title']/a/@href")
    assert words(tree(get(link)).get_element_by_id("rows")).startswith("30 行")


@pytest.mark.parametrize(
    ("asked", "said"), [("_search", "检索 业 去掉 业"), ("_search_title", "检索 title 业 去掉 业")]
)
def test_a_search_is_listed_and_can_be_taken_away(get: Get, asked: str, said: str) -> None:
    page = tree(get("/public/documents", params={asked: "业", "_size": "5", "_lang": "zh"}))
    (line,) = page.xpath("//ul[@class='conditions']/li")
    assert words(line) == said
    (link,) = line.xpath("a/@href")
    assert parse_qs(urlsplit(link).query) == {"_size": ["5"], "_lang": ["zh"]}


def test_rows_are_counted_by_a_column_that_a_form_names(get: Get) -> None:
    page = tree(get("/public/documents?portal=demo"))
    counted = tree(submitted(get, page, 1, _facet="channel"))
    (group,) = counted.xpath("//div[@class='facets']/section")
    assert [words(each) for each in group.xpath(".//li")] == ["own_site 30"]


def test_the_csv_of_a_table_has_every_row_that_the_conditions_leave(get: Get) -> None:
    page = tree(get("/public/documents?title__contains=解读&_size=5&_next=&_sort=title"))
    (second,) = page.xpath("//a[@rel='next']/@href")
    (link,) = tree(get(second.removeprefix("http://localhost"))).xpath("//a[starts-with(., 'CSV')]/@href")
    rows = list(csv.DictReader(io.StringIO(get(link).text)))
    assert len(rows) == 14


def test_a_row_says_what_each_column_means_and_what_refers_to_it(get: Get) -> None:
    page = tree(get(f"/public/crawls/{CRAWL}?_lang=zh"))
    (verdict,) = page.xpath("//table[contains(@class, 'fields')]//tr[th/code = 'verdict']")
    assert both_languages(METADATA["tables"]["crawls"]["columns"]["verdict"]).zh in words(verdict)
    assert words(verdict.find("td")) == "ok"
    (portal,) = page.xpath("//tr[th/code = 'portal']//a[@class='out']/@href")
    assert portal == "/public/portals/demo"
    referring = [words(each) for each in page.xpath("//section[@aria-labelledby='referring']//li")]
    assert "覆盖 crawl 4 行" in referring


def test_a_row_is_cited_with_its_crawl_and_the_data_it_is_of(get: Get, site: Datasette) -> None:
    digest = site.inspect_data["public"]["hash"]
    cited = words(tree(get(f"/public/crawls/{CRAWL}")).xpath("//p[contains(@class, 'cite')]")[0])
    assert f"依据采集 {CRAWL}" in cited
    assert f"as of {CRAWL}" in cited
    assert digest in cited
    assert cited.endswith(f"http://localhost/public/crawls/{CRAWL}")


def test_a_row_is_cited_by_its_key_as_it_is(get: Get) -> None:
    cited = words(tree(get("/public/claims/demo-2018~2E7")).xpath("//p[contains(@class, 'cite')]")[0])
    assert "claims demo-2018.7" in cited
    assert cited.endswith("http://localhost/public/claims/demo-2018~2E7")


def test_a_query_shows_its_parameters_its_rows_and_how_long_it_took(get: Get) -> None:
    page = tree(get("/public", params={"sql": "select :a as one, '<b>' as two", "a": '"x"', "_lang": "zh"}))
    (value,) = page.xpath("//input[@id = //label[code = ':a']/@for]/@value")
    assert value == '"x"'
    assert [words(each) for each in page.xpath("//table//td")] == ['"x"', "<b>"]
    assert re.search(r"用时 [\d.]+ 毫秒", words(page))


def downloads(page: html.HtmlElement) -> list[str]:
    return [str(each) for each in page.xpath("//section[@aria-labelledby='rows']/p[@class='links']/a/@href")]


def test_the_downloads_of_a_ready_made_query_are_whole(get: Get) -> None:
    paths = downloads(tree(get("/public/reports_and_verdicts")))
    assert paths == ["/download/query/reports_and_verdicts.csv", "/download/query/reports_and_verdicts.json"]


def test_the_downloads_of_the_sql_behind_a_number_are_whole(get: Get) -> None:
    paths = downloads(tree(get("/public", params={"sql": OWN_SITE})))
    assert [urlsplit(path).path for path in paths] == ["/download/evidence.csv", "/download/evidence.json"]
    assert len(get(paths[1]).json()) == 28


def test_the_downloads_of_any_other_sql_are_datasettes(get: Get) -> None:
    paths = downloads(tree(get("/public?sql=select+1")))
    assert [urlsplit(path).path for path in paths] == ["/public.csv", "/public.json"]


def test_sql_that_is_wrong_can_be_put_right(get: Get) -> None:
    answer = get("/public", params={"sql": f"select '{HOSTILE}"})
    page = tree(answer)
    assert answer.status_code == 400
    assert page.get_element_by_id("sql").value == f"select '{HOSTILE}"
    assert words(page.xpath("//p[@role='alert']")[0])


@pytest.mark.parametrize("sql", ["delete from documents", HOSTILE])
def test_what_is_no_select_is_refused_with_what_was_asked(get: Get, sql: str) -> None:
    answer = get("/public", params={"sql": sql})
    assert answer.status_code == 400
    assert tree(answer).get_element_by_id("sql").value == sql
    assert "<script" not in answer.text


def test_a_query_that_takes_too_long_is_told_so_with_what_was_asked(get: Get) -> None:
    sql = "with recursive c(x) as (select 1 union all select x + 1 from c) select sum(x) from c"
    answer = get("/public", params={"sql": sql, "_timelimit": "5", "_lang": "en"})
    page = tree(answer)
    assert answer.status_code == 400
    assert "took too long" in words(page.find(".//h1"))
    assert page.get_element_by_id("sql").value == sql


def test_errors_of_json_stay_json(get: Get) -> None:
    answer = get("/public.json?sql=delete+from+documents")
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


def test_a_page_that_is_not_there_links_home(get: Get) -> None:
    answer = get("/nowhere")
    assert answer.status_code == 404
    assert "/" in tree(answer).xpath("//main//a/@href")


def test_internal_tables_are_listed_only_where_asked_for(get: Get) -> None:
    shown, hidden = (tree(get(path)).xpath("//table//code/text()") for path in ("/public?_show_hidden=1", "/public"))
    assert set(shown) > set(hidden)
    assert not [name for name in hidden if name.startswith("documents_fts")]
