"""What a report's page offers beyond its numbers: run again, relations in the text, citing, reviews, other years."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from checked_report import HOSTILE_TITLE, checked_archive, in_latin_letters
from datasette.app import Datasette
from lxml import html
from published_sample import CLAIMS, CRAWL, IDENTITIES, REPORT

from archive.publish import plugin
from archive.publish.build import build
from archive.publish.plugin import report
from archive.publish.plugin.language import CHINESE, ENGLISH
from archive.publish.serve import datasette
from archive.publish.unchanging import Kept

Ask = Callable[[str], httpx.Response]
_HAN = re.compile(r"[\u3400-\u9fff]")


def served(folder: Path) -> Datasette:
    build(folder / "archive.db", folder / "public.db")
    return datasette(folder / "public.db")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    folder = tmp_path_factory.mktemp("checked")
    checked_archive(folder / "archive.db")
    return served(folder)


@pytest.fixture(scope="module")
def ask(checked: Datasette) -> Ask:
    return lambda path: asyncio.run(checked.client.get(path))


@pytest.fixture(scope="module")
def page(ask: Ask) -> html.HtmlElement:
    return html.fromstring(ask(f"/report/{REPORT}").text)


@pytest.fixture(scope="module")
def twin(ask: Ask) -> dict:
    return ask(f"/report/{REPORT}.json").json()


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def again(ask: Ask, number: str) -> dict:
    return ask(f"/rerun/{REPORT}.{number}@{CRAWL}.json").json()


# Run again


@pytest.mark.parametrize("number", ["1", "7", "8"])
def test_a_number_that_its_sql_still_gives_agrees(ask: Ask, number: str) -> None:
    found = again(ask, number)
    assert (found["state"], found["agrees"], found["now"]) == ("agrees", True, CLAIMS[int(number) - 1][8])


def test_a_number_that_its_sql_does_not_give_stands_beside_what_it_gives(ask: Ask) -> None:
    shown = words(html.fromstring(ask(f"/rerun/{REPORT}.5@{CRAWL}?_lang=en").text).find(".//main"))
    assert "does not agree with the stored number" in shown
    assert re.search(r"Stored ?29 ?Computed now ?28", shown)


def test_the_number_of_a_measure_of_characters_is_their_sum(ask: Ask) -> None:
    rows = ask("/public.json?sql=select+characters+from+documents+where+published_on+like+'2018%25'&_shape=arrays")
    assert again(ask, "6")["now"] == sum(row[0] for row in rows.json()["rows"])


def test_a_sub_total_is_run_again_too(ask: Ask, twin: dict) -> None:
    (part,) = twin["claims"][6]["subtotals"]
    assert ask(part["links"]["rerun"] + ".json").json()["agrees"] is True
    assert ask(f"/rerun/{REPORT}.7@{CRAWL}/4").status_code == 404


def test_a_query_that_takes_too_long_says_so_and_is_not_kept(
    checked: Datasette, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "sql_time_limit_ms", 50)
    answer = ask(f"/rerun/{REPORT}.9@{CRAWL}")
    assert (answer.status_code, "etag" in answer.headers) == (503, False)
    assert "was interrupted" in answer.text


def test_a_query_that_no_longer_fits_the_tables_says_so(ask: Ask) -> None:
    assert (again(ask, "10")["state"], again(ask, "10")["agrees"]) == ("failed", None)


def test_a_finding_without_sql_says_that_there_is_nothing_to_compute(ask: Ask) -> None:
    assert again(ask, "2")["state"] == "nothing"


def test_no_sql_of_a_visitor_is_run(ask: Ask) -> None:
    path = f"/rerun/{REPORT}.7@{CRAWL}.json"
    assert ask(f"{path}?sql=select+99").json() | {"address": ""} == ask(path).json() | {"address": ""}


@pytest.mark.parametrize("path", ["/rerun/demo-2018.99@x", f"/rerun/{REPORT}.i1@{CRAWL}/1", "/rerun/select"])
def test_what_is_not_stored_is_not_run(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404


def test_every_stored_query_can_be_run_again_and_leads_back(ask: Ask, page: html.HtmlElement, twin: dict) -> None:
    for claim in twin["claims"]:
        links = page.xpath(f"//article[@id='claim-{claim['number']}']//p[@class='links']/a/@href")
        assert (claim["links"].get("rerun") in links) == bool(claim["sql"])
    shown = html.fromstring(ask(twin["claims"][6]["links"]["rerun"]).text)
    assert shown.xpath(f"//a[@href='/report/{REPORT}#claim-7']")
    assert shown.xpath("//pre/code")[0].text_content() == twin["claims"][6]["sql"]
    assert shown.xpath("//a/@href[starts-with(., '/public?sql=')]")


def test_where_visitors_may_run_no_sql_the_query_page_is_not_linked(
    checked: Datasette, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(checked._settings, "default_allow_sql", False)
    monkeypatch.setattr(checked, "_permissions", Kept())  # what is asked once for a site
    shown = html.fromstring(ask(f"/rerun/{REPORT}.7@{CRAWL}").text)
    assert shown.xpath("//a/@href[starts-with(., '/public?sql=')]") == []
    assert shown.xpath("//a/@href[starts-with(., '/download/evidence.csv')]")


def test_both_sides_of_an_identity_are_read_again_from_its_cells(ask: Ask) -> None:
    found = again(ask, "i7")
    assert (found["agrees"], found["equation"]) == (True, "3 + 1 + 0 + 2 = 6 ≠ 7")
    assert [operand["now"] for operand in found["sides"]["left"]] == [3, 1, 0, 2]
    (total,) = found["sides"]["right"]
    assert total["place"]["link"] == f"/report/{REPORT}#cell-t4.review.total"


def test_both_sides_of_an_identity_are_read_again_from_its_claims(ask: Ask) -> None:
    sides = again(ask, "i1")["sides"]
    assert [(operand["place"]["name"], operand["now"]) for operand in [*sides["left"], *sides["right"]]] == [
        ("2", 482), ("3", 194), ("4", 372), ("1", 1072),
    ]  # fmt: skip


def test_an_identity_whose_claim_says_another_number_now_does_not_agree(tmp_path: Path) -> None:
    from sqlite_utils import Database

    checked_archive(tmp_path / "archive.db")
    Database(tmp_path / "archive.db")["claims"].update(f"{REPORT}.3", {"value": 195})
    found = asyncio.run(served(tmp_path).client.get(f"/rerun/{REPORT}.i1@{CRAWL}.json")).json()
    assert (found["agrees"], found["stored"], found["now"]) == (False, 1048, 1049)


def test_a_finding_of_a_report_that_was_read_anew_leads_to_what_is_read_now(tmp_path: Path) -> None:
    from sqlite_utils import Database

    checked_archive(tmp_path / "archive.db")
    db = Database(tmp_path / "archive.db")
    old, claim = f"{REPORT}~1.3", {"number": 7, "kind": "count", "quote": "公开政府文件11份", "value": 11}
    db["reports"].insert(dict(db["reports"].get(REPORT)) | {"id": old, "version": -1, "current": 0})
    db["claims"].insert(claim | {"id": f"{old}.7", "report": old})
    finding = dict(db["findings"].get(f"{REPORT}.7@{CRAWL}")) | {"id": f"{old}.7@{CRAWL}", "report": old, "current": 0}
    db["findings"].insert(finding | {"claim": f"{old}.7"})
    page = html.fromstring(asyncio.run(served(tmp_path).client.get(f"/rerun/{old}.7@{CRAWL}")).text)
    assert "an earlier finding" in words(page)
    assert page.xpath(f"//a[@href='/report/{REPORT}']")


# Relations in the text


def test_an_identity_leads_to_its_cells_and_they_lead_back(page: html.HtmlElement) -> None:
    places = page.xpath("//article[@id='identity-7']//div[@class='parts']//a/@href")
    assert [place.rpartition(".")[2] for place in places] == ["maintain", "correct", "other", "unfinished", "total"]
    for place in places:
        (cell,) = page.xpath("//td[@id=$id]", id=place[1:])
        assert "#identity-7" in cell.xpath(".//a/@href")


def test_an_identity_leads_to_its_claims_and_their_words_lead_back(page: html.HtmlElement) -> None:
    for number in (1, 2, 3, 4):
        assert page.xpath(f"//article[@id='identity-1']//a[@href='#claim-{number}']")
        assert page.xpath(f"//article[@id='claim-{number}']//a[@href='#identity-1']")
        assert page.xpath(f"//div[@class='body']//a[@href='#claim-{number}']/following-sibling::a[@href='#identity-1']")


def test_a_claim_that_stands_in_a_cell_leads_to_the_relations_of_the_cell(page: html.HtmlElement) -> None:
    assert page.xpath("//article[@id='claim-14']//a[@href='#identity-7']")
    assert len(page.xpath("//td[@id='cell-t4.review.total']//a[@href='#identity-7']")) == 1


def test_claims_of_the_same_words_are_each_reachable(page: html.HtmlElement) -> None:
    assert page.xpath("//*[@id='text-12']") and page.xpath("//*[@id='text-13']")
    assert page.xpath("//div[@class='body']//a[@href='#claim-12']") and page.xpath("//a[@href='#claim-13']")


def test_every_link_within_the_page_has_one_target(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} - set(ids) == set()
    assert len(ids) == len(set(ids))


# Citing


def test_every_finding_shows_its_permalink_as_text(page: html.HtmlElement, twin: dict) -> None:
    shown = [words(line) for line in page.xpath("//article/p[@class='permalink']")]
    assert shown == [entry["links"]["permalink"] for entry in [*twin["claims"], *twin["identities"]]]
    assert shown[0].endswith(f"/report/{REPORT}#claim-1")


@pytest.mark.parametrize(("language", "lines"), [("zh", ["zh-Hans"]), ("en", ["en"]), ("both", ["zh-Hans", "en"])])
def test_a_citation_stands_in_the_languages_that_are_shown(ask: Ask, language: str, lines: list[str]) -> None:
    shown = html.fromstring(ask(f"/report/{REPORT}?_lang={language}").text)
    assert shown.xpath("//article[@id='claim-7']//p[@class='cite']/@lang") == lines


def test_the_day_of_reading_is_cited_and_a_page_of_yesterday_is_not_valid_today(
    checked: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(day: int) -> tuple[str, str]:
        for module in (plugin, report):
            monkeypatch.setattr(module, "today", lambda: f"2026-05-0{day}")
        answer = asyncio.run(checked.client.get(f"/report/{REPORT}.json"))
        return answer.json()["citation"]["en"][-11:], answer.headers["etag"]

    (first, first_tag), (second, second_tag) = told(1), told(2)
    assert (first, second) == ("2026-05-01.", "2026-05-02.")
    assert first_tag != second_tag


def test_a_reference_manager_gets_the_report_and_its_check(ask: Ask) -> None:
    report, check = ask(f"/report/{REPORT}.csl.json").json()
    assert (report["type"], report["title"], report["issued"]) == (
        "report",
        HOSTILE_TITLE,
        {"date-parts": [[2019, 3, 1]]},
    )
    assert report["author"] == [{"literal": "松山新区管理委员会（演示）"}]
    assert (check["type"], check["URL"]) == ("webpage", f"http://localhost/report/{REPORT}")
    assert CRAWL in check["note"]


def entries(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Entries of BibTeX with their fields, as a reader of balanced braces takes them; fails where they are not."""
    for kind, key, body in re.findall(r"@(\w+)\{([^,]+),\n(.*?)\n\}\n", text, re.S):
        fields = {}
        for line in body.splitlines():
            name, value = re.fullmatch(r"  (\w+) = \{(.*)\},", line).groups()
            bare = re.sub(r"\\.", "", value)
            assert bare.count("{") == bare.count("}")
            assert not re.search(r"[%#$&_^~]", bare) or name == "url"
            fields[name] = value
        yield f"{kind} {key}", fields


def test_bibtex_holds_hostile_titles_within_their_braces(ask: Ask) -> None:
    found = dict(entries(ask(f"/report/{REPORT}.bib").text))
    assert list(found) == [f"techreport {REPORT}", f"misc {REPORT}-check"]
    title = found[f"techreport {REPORT}"]["title"]
    assert title == r"{2018年</script><script>alert(1)</script> 报告\textbackslash{}\{\}\%}"


def test_the_findings_are_a_table_for_spreadsheets(ask: Ask) -> None:
    answer = ask(f"/report/{REPORT}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.content.count(b"\xef\xbb\xbf") == 1
    assert [row["kind"] for row in rows].count("identity") == len(IDENTITIES) + 1
    row = next(row for row in rows if row["quote"] == "公开政府文件12份")
    assert (row["reported"], row["observed"], row["verdict"]) == ("12.0", "10.0", "fewer_found")
    assert row["permalink"].endswith("#claim-7")
    assert row["rerun"] == f"http://localhost/rerun/{REPORT}.7@{CRAWL}"


# Reviews for search engines


def test_a_finding_is_a_review_only_where_a_person_confirmed_it(page: html.HtmlElement) -> None:
    (script,) = page.xpath("//script")
    (review,) = json.loads(script.text)
    assert script.get("type") == "application/ld+json"
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", "公开政府文件12份")
    assert review["url"].endswith(f"/report/{REPORT}#claim-7")
    assert (review["author"]["name"], review["datePublished"]) == ("核对人", "2026-03-02")
    assert "fewer" in review["reviewRating"]["alternateName"]


def test_no_title_ends_the_script_of_reviews(ask: Ask, page: html.HtmlElement) -> None:
    text = ask(f"/report/{REPORT}").text
    (review,) = json.loads(page.xpath("//script")[0].text)
    assert review["itemReviewed"]["appearance"]["name"] == HOSTILE_TITLE
    assert text.count("<script") == 1
    assert "\u2028" not in text[text.index("<script") : text.index("</script>")]


# Other years


def test_the_same_figure_of_every_year_stands_side_by_side(page: html.HtmlElement, twin: dict) -> None:
    rows = page.xpath("//section[@aria-labelledby='over-years']//tbody/tr")
    assert [[words(cell)[:2].strip() for cell in row.xpath("./td")] for row in rows] == [["9", "12", "15"]]
    assert rows[0].xpath("./td/a/@href")[0] == "/report/demo-2017#claim-1"
    (line,) = twin["metric_years"]
    assert {year: figure["value"] for year, figure in line["years"].items()} == {"2017": 9, "2018": 12, "2019": 15}


def test_three_years_are_drawn(page: html.HtmlElement) -> None:
    bars = page.xpath("//section[@aria-labelledby='over-years']//*[local-name()='svg']/*[local-name()='rect']")
    assert len(bars) == 3


# Languages


def our_words(page: html.HtmlElement) -> str:
    """What the page says and how it names things to who does not see it."""
    main = page.find(".//main")
    return " ".join([main.text_content(), *main.xpath(".//@aria-label | .//@title")])


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """The same archive with a letter for every Han character: what is left of these on a page is ours."""
    folder = tmp_path_factory.mktemp("latin")
    checked_archive(folder / "archive.db", "2018")
    in_latin_letters(folder / "archive.db")
    return served(folder)


@pytest.mark.parametrize("path", [f"/report/{REPORT}", f"/rerun/{REPORT}.7@{CRAWL}", f"/rerun/{REPORT}.i1@{CRAWL}"])
def test_in_english_no_chinese_word_of_ours_is_left(latin: Datasette, path: str) -> None:
    answer = asyncio.run(latin.client.get(f"{path}?_lang={ENGLISH}"))
    found = our_words(html.fromstring(answer.text))
    assert answer.status_code == 200
    assert [found[max(each.start() - 20, 0) : each.end() + 20] for each in _HAN.finditer(found)] == []


@pytest.mark.parametrize("path", [f"/report/{REPORT}", f"/rerun/{REPORT}.7@{CRAWL}", f"/rerun/{REPORT}.i1@{CRAWL}"])
def test_in_chinese_no_english_word_of_ours_is_left(ask: Ask, path: str) -> None:
    page = html.fromstring(ask(f"{path}?_lang={CHINESE}").text)
    for element in page.xpath("//main//*[self::code or self::pre or self::h1 or @class='body' or @class='cite']"):
        element.drop_tree()
    left = re.sub(rf"https?://\S+|{CRAWL}|alert\S+|script|t4(\.\w+)+", " ", our_words(page))
    names = {"JSON", "CSV", "CSL-JSON", "BibTeX", "Zotero", "UTC", "gongkai", "SQL", "demo"}
    assert set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", left)) - names == set()
    assert page.xpath("//main//*[@lang='en']") == []
