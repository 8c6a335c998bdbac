"""Instants become days in the portal's zone; dates without a zone stay as they are printed."""

from __future__ import annotations

import json
import os
import random
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from archive.records import DocumentRead, Request
from crawler import walk
from crawler.portal import Portal
from crawler.reading import parse_page, read_document, read_list
from crawler.reading.dates import Day, find_date, find_day, without_dates
from crawler.reading.extract import extract
from crawler.reading.instants import PORTAL_ZONE

URL = "http://www.example.gov.cn/a.html"
OLD_YEAR, NEW_YEAR = date(2018, 12, 31), date(2019, 1, 1)
PROSE = "".join(
    f"<p>第{number}条 本办法所称政府信息，是指行政机关在履行职责过程中制作的信息。</p>" for number in range(8)
)


@pytest.mark.parametrize(
    "printed",
    [
        "2018-12-31T17:30:00Z",
        "2018-12-31t17:30:00z",
        "2018-12-31T17:30Z",
        "2018-12-31T17:30:00.123456Z",
        "2018-12-31T17:30:00+00:00",
        "2018-12-31T12:30:00-0500",
        "2018-12-31T12:30-05:00",
        "2018-12-31 12:30:00-05",
        "2018-12-31 17:30:00 +0000",
        "2018-12-31 17:30 UTC",
        "2018/12/31 17:30:00 GMT",
        "2018年12月31日 17:30:00 (UTC)",
        "20181231T173000Z",
        "Mon, 31 Dec 2018 17:30:00 GMT",
        "31 Dec 2018 17:30:00 +0000",
        "Mon, 31 Dec 2018 12:30:00 EST",
        "Mon Dec 31 17:30:00 UTC 2018",
        "Mon Dec 31 2018 17:30:00 GMT+0000 (Coordinated Universal Time)",
        "Mon Dec 31 2018 09:30:00 GMT-8",
    ],
)
def test_an_instant_is_the_day_it_is_in_the_portals_zone(printed: str) -> None:
    assert find_day(printed, PORTAL_ZONE) == Day(NEW_YEAR, printed=OLD_YEAR)


@pytest.mark.parametrize(
    "printed",
    [
        "2018-12-31",
        "2018-12-31 17:30:00",
        "2018-12-31T17:30:00",
        "2018-12-31T17:30:00+08:00",
        "2018-12-31 17:30:00.0",
        "2018-12-31 17:30:00 +0800",
        "2018年12月31日17:30 北京时间",
        "Mon Dec 31 17:30:00 CST 2018",
        "Mon, 31 Dec 2018 17:30:00 +0800",
        "2018-12-31 17:30 来源",
    ],
)
def test_a_date_without_a_zone_or_in_the_portals_own_stays_as_printed(printed: str) -> None:
    assert find_day(printed, PORTAL_ZONE) == Day(OLD_YEAR)


@pytest.mark.parametrize(
    "printed",
    [
        "2018-12-31 09:00-05:00",  # a span of hours
        "2018-12-31 09:00:00-05:00:00",
        "2018-12-31 17:30 -05 人",
        "2018-12-31 17:30:00 - 2019-01-02 09:00:00",
        "2018-12-31 17:30:00-2019-01-02",
        "2018-12-31T17:30:00-23:00",
        "2018-12-31T17:30:00-05:75",
        "2018-12-31T25:30:00Z",
        "2018-12-31T17:60:00Z",
        "2018-12-31 17:30:00 XYZ",
        "2018-12-31 17:30:00 Zone",
    ],
)
def test_what_only_looks_like_a_zone_moves_no_date(printed: str) -> None:
    assert find_day(printed, PORTAL_ZONE) == Day(OLD_YEAR)


def test_the_first_date_of_a_text_is_moved_by_no_zone_behind_a_later_one() -> None:
    assert find_day("2018-12-31，2018-12-30 17:30:00 UTC", PORTAL_ZONE) == Day(OLD_YEAR)


def test_a_portal_of_another_zone_has_its_own_days() -> None:
    assert find_day("2018-12-31T17:30:00Z", UTC) == Day(OLD_YEAR)
    assert find_day("2019-01-01T01:30:00+08:00", ZoneInfo("UTC")) == Day(OLD_YEAR, printed=NEW_YEAR)


@pytest.mark.parametrize(
    "text",
    [
        "31 Dec 2018",
        "31 December 2018, 17 h",
        "Mon Dec 32 17:30:00 UTC 2018",
        "Monday, 17:30:00 UTC 2018",
        "30 \u017fep 2018 17:30:00 GMT",  # a long s, which in upper case is S
    ],
)
def test_names_of_months_are_read_only_in_whole_instants(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize("instant", ["2018-12-31T17:30:00+08:00", "Mon, 31 Dec 2018 17:30:00 GMT", "2018-12-31 17:30"])
def test_what_a_line_says_beside_an_instant_holds_nothing_of_it(instant: str) -> None:
    assert without_dates(f"通知 {instant} 发布").split() == ["通知", "发布"]


def test_any_instant_printed_in_any_zone_is_the_day_that_astimezone_gives() -> None:
    chance = random.Random(os.environ["GONGKAI_SEED"])
    zones = [ZoneInfo(name) for name in chance.sample(sorted(available_timezones()), 60)]
    for _ in range(600):
        instant = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(seconds=chance.randrange(2_000_000_000))
        there, here = chance.choice(zones), chance.choice(zones)
        shown = instant.astimezone(there)
        offset = shown.utcoffset()
        if offset is None or offset.total_seconds() % 60:
            continue  # of no form that is printed
        wanted = Day(instant.astimezone(here).date(), shown.date())
        if wanted.on == wanted.printed:
            wanted = Day(wanted.on)
        for printed in (shown.isoformat(), shown.strftime("%Y-%m-%d %H:%M:%S %z"), format_datetime(shown)):
            assert find_day(printed, here) == wanted, (printed, here)


def article(head: str = "", shown: str = "") -> str:
    body = f"<h1>关于办法的通知</h1>{shown}<div>{PROSE}</div>"
    return f"<html><head><title>通知</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("markup", "origin"),
    [
        (article(head='<meta name="PubDate" content="2018-12-31T17:30:00Z">'), "meta"),
        (article(head='<meta name="PubDate" content="Mon, 31 Dec 2018 17:30:00 GMT">'), "meta"),
        (article(shown="<p>发布日期：2018-12-31 17:30:00 UTC</p>"), "visible"),
        (article(shown="<p>2018-12-31T17:30:00Z</p>"), "visible"),
        (article(shown='<p><time datetime="2018-12-31T17:30:00Z">昨天</time></p>'), "visible"),
        (article(shown='<p>日期：<time datetime="2018-12-31T17:30:00Z">2018-12-31</time></p>'), "visible"),
        (
            article(head='<script type="application/ld+json">{"datePublished": "2018-12-31T17:30:00Z"}</script>'),
            "script",
        ),
    ],
)
def test_an_article_is_dated_in_the_portals_zone_wherever_its_instant_stands(markup: str, origin: str) -> None:
    reading = read_document(parse_page(markup.encode(), URL))
    assert (reading.published_on, reading.published_on_printed) == (NEW_YEAR, OLD_YEAR)
    assert (reading.published_on_origin, reading.date_conflict) == (origin, False)


def test_one_instant_in_two_zones_is_no_conflict_of_dates() -> None:
    meta = '<meta name="PubDate" content="2018-12-31T17:30:00Z">'
    reading = read_document(parse_page(article(meta, "<p>发布日期：2019-01-01 01:30</p>").encode(), URL))
    assert (reading.published_on, reading.published_on_other, reading.published_on_printed) == (NEW_YEAR, None, None)


def test_a_time_element_beside_an_article_dates_it_not() -> None:
    clock = '<div class="foot"><time datetime="2018-12-31T17:30:00Z">今天</time></div>'
    reading = read_document(parse_page(article().replace("</body>", clock + "</body>").encode(), URL))
    assert reading.published_on is None


def test_the_date_of_writing_is_a_day_in_the_portals_zone_too() -> None:
    shown = "<p>成文日期：2018-12-31T17:30:00Z</p>"
    assert read_document(parse_page(article(shown=shown).encode(), URL)).written_on == NEW_YEAR


ROWS = [("关于印发办法的通知", "2018-12-31T17:30:00Z"), ("关于公布名单的通知", "Mon, 31 Dec 2018 08:00:00 GMT")]
DAYS = [(NEW_YEAR, OLD_YEAR), (OLD_YEAR, None)]


def days(content: bytes, zone: ZoneInfo | None = None) -> list[tuple[date | None, date | None]]:
    page = parse_page(content, URL) if zone is None else parse_page(content, URL, zone=zone)
    return [(item.listed_on, item.listed_on_printed) for item in read_list(page).items]


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="/art/{n}.html">{title}</a><span>{instant}</span></li>',
        '<li><a href="/art/{n}.html">{title}</a><time datetime="{instant}">刚才</time></li>',
        '<span>{instant}</span><p><a href="/art/{n}.html">{title}</a></p>',
    ],
)
def test_entries_of_a_list_are_dated_in_the_portals_zone(row: str) -> None:
    rows = "".join(row.format(n=n, title=title, instant=instant) for n, (title, instant) in enumerate(ROWS))
    assert days(f"<html><body><ul>{rows}</ul></body></html>".encode()) == DAYS


def test_rows_of_json_are_dated_in_the_portals_zone_printed_or_in_seconds() -> None:
    dates = [instant for _, instant in ROWS] + [1546277400, "1546277400000"]  # both 2018-12-31T17:30:00Z
    rows = [{"title": f"关于事项{n}的通知", "url": f"/{n}.html", "publishDate": said} for n, said in enumerate(dates)]
    content = json.dumps({"data": {"rows": rows, "total": 4}}).encode()
    assert days(content) == [*DAYS, (NEW_YEAR, None), (NEW_YEAR, None)]
    assert {on for on, _ in days(content, ZoneInfo("UTC"))} == {OLD_YEAR}


def test_extract_shows_both_days() -> None:
    shown = extract(article('<meta name="PubDate" content="2018-12-31T17:30:00Z">').encode(), URL)
    assert (shown.published_on, shown.published_on_printed) == ("2019-01-01", "2018-12-31")


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", NEW_YEAR), ("Asia/Dubai", OLD_YEAR)])
def test_a_crawl_reads_instants_in_the_zone_of_its_portal_file(zone: str, day: date) -> None:
    titled = {"title": {"zh": "站", "en": "site"}}
    declared = {"portal": "s", "authority": ["站"], "base": "http://s.invalid/", "zone": zone, **titled}
    columns, channels = [{"key": "news", "title": "要闻"}], {"own_site": {"kind": "site", **titled}}
    portal = Portal.model_validate({**declared, "columns": columns, "channels": channels})
    content = article('<meta name="PubDate" content="2018-12-31T17:30:00Z">').encode()
    request = Request("http://s.invalid/a.html", "document")
    (read,) = walk.step(portal, walk.Exchange(request, 200, content, "text/html")).records
    assert isinstance(read, DocumentRead)
    assert read.reading.published_on == day
