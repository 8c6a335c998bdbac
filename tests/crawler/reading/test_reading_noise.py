"""What differs from visit to visit is no part of a document: counters, when the page was made, sessions, tags."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from crawler.demo import truth
from crawler.demo.hosting import own_host
from crawler.demo.model import VISITS, Host
from crawler.demo.noise import noisy_skin, with_sessions
from crawler.demo.site import ALL_SKINS, build_small
from crawler.demo.skin import load_skin
from crawler.reading import parse_page, read_document, read_list
from crawler.reading.page import Page
from crawler.reading.prose import Prose

AT = datetime(2020, 6, 4, 16, 30, tzinfo=UTC)
ORIGIN = "http://site.invalid"
HEAD = "<html><body><table><tr><td><h1>关于停水的通知</h1>"
TEXT = "<p>因管道检修，本周六全天停水。</p><p>请提前做好储水准备，恢复时间另行通知。</p>"


def page(counter: str = "", foot: str = "") -> bytes:
    """A short article in a layout whose tables say nothing of where its body is."""
    facts = f"<p>发布日期：2019-05-20　【信息来源：办公室{counter}】</p>"
    files = "<p>附件下载：<a href='/f/1.doc'>登记表</a></p>"
    tail = f"</td></tr></table>{foot}</body></html>"
    return f"{HEAD}{facts}<table><tr><td>{TEXT}</td></tr></table>{files}{tail}".encode()


@pytest.mark.parametrize(
    ("counter", "foot"),
    [
        ("　浏览次数：7", ""),
        ("　浏览次数：123456789", "<div>您是第123456789位访客，欢迎访问</div>"),
        ("", "<p>页面生成时间：2020-06-05 00:30:00</p>"),
        ("", "<p>本页生成时间：2020年6月5日 00:30:00，用时 0.0123 秒</p>"),
    ],
)
def test_a_short_article_is_read_the_same_whatever_counts_its_visitors(counter: str, foot: str) -> None:
    assert read_document(parse_page(page(counter, foot), ORIGIN)) == read_document(parse_page(page(), ORIGIN))


def facts_with(counter: str, text: str = TEXT) -> Page:
    """An article with a counter between two of its fields, and with nothing that says where its body is."""
    facts = f"<tr><td>来源：办公室{counter}　日期：2019-05-20</td></tr>"
    files = "<tr><td><p>附件下载：<a href='/f/1.doc'>登记表</a></p></td></tr>"
    return parse_page(f"<table>{facts}<tr><td>{text}</td></tr>{files}</table>".encode(), ORIGIN)


@pytest.mark.parametrize(
    "counter",
    [
        "　浏览次数：@",
        "　浏览次数：@次",
        " | 阅读量: @ 人次",
        "　浏览次数：[@]",
        "　【浏览次数：@】",
        "　（浏览：@）",
        "　浏览：@ 次",
        "　访问：@",
        "　浏览次数 @",
        "　浏览@次",
        "　已有@人浏览",
    ],
)
def test_a_counter_between_fields_leaves_them_and_their_weight_as_they_are(counter: str) -> None:
    calm = facts_with("")
    for number in ("7", "20417", "1,234,567"):
        page_ = facts_with(counter.replace("@", number))
        assert read_document(page_) == read_document(calm)
        assert weight(page_) == weight(calm)


@pytest.mark.parametrize(
    "counter", ["　访问量：<b>@</b>", "　浏览次数：<span>@</span> 次", "<i>您是第<b>@</b>位访客</i>"]
)
def test_a_number_of_visitors_in_an_element_of_its_own_weighs_nothing(counter: str) -> None:
    weights = {weight(facts_with(counter.replace("@", number))) for number in ("", "7", "20417", "1,234,567")}
    assert len(weights) == 1


def weight(read: Page) -> float:
    """How much prose a page holds."""
    return Prose(read.outline).weight(read.root)


def test_where_a_body_ends_does_not_depend_on_a_counter_however_long_the_body_is() -> None:
    ends = set()
    for length in range(90, 130):
        text = f"<p>{'停水期间请提前储水' * 20:.{length}}。</p>"
        calm = read_document(facts_with("", text))
        assert read_document(facts_with("　浏览次数：20417", text)) == calm, length
        assert (
            read_document(facts_with("　浏览次数：<b>123456789</b>次", text)).body
            == read_document(facts_with("　浏览次数：<b></b>次", text)).body
        ), length
        ends.add(calm.body.text.endswith("登记表"))
    assert ends == {True, False}  # the lengths are those at which it changes


@pytest.mark.parametrize(
    "line",
    [
        "浏览次数：12",
        "今日访问：7　累计访问：1,234,567",
        "网站总访问量：<b>20417</b>",
        "您是第<b>20417</b>位访客，欢迎",
        "页面生成时间：2020-06-05 00:30:00",
    ],
)
def test_a_line_of_the_visit_within_a_body_is_no_text_of_it(line: str) -> None:
    text = TEXT * 8
    calm = read_document(parse_page(f"<div id=zoom>{text}</div>".encode(), ORIGIN)).body
    assert read_document(parse_page(f"<div id=zoom>{text}<p>{line}</p></div>".encode(), ORIGIN)).body == calm


@pytest.mark.parametrize(
    "line",
    [
        "全年网站访问量：45万",
        "图书馆开展阅读10次，参加300人。",
        "先后访问3次，人均阅读：12本",
        "扩展阅读：10部新书",
        "12",
    ],
)
def test_a_line_that_speaks_of_visits_is_text(line: str) -> None:
    body = read_document(parse_page(f"<div id=zoom>{TEXT * 8}<p>{line}</p></div>".encode(), ORIGIN)).body
    assert body.text.endswith(f"\n{line}")


def test_the_time_when_a_page_was_made_is_not_when_its_document_was_written() -> None:
    made = page(foot="<p>页面生成时间：2020-06-05 00:30:00</p>")
    assert read_document(parse_page(made, ORIGIN)).written_on is None
    written = page(counter="　生成日期：2019-05-18")
    assert str(read_document(parse_page(written, ORIGIN)).written_on) == "2019-05-18"


def read_all(host: Host, noise: str, paths: list[str]) -> Iterator[Any]:
    for path in paths:
        shown = with_sessions(path, host.pages[path], (noise,), AT)
        read = parse_page(shown.body.replace(VISITS, b"20417"), ORIGIN + path, shown.content_type)
        yield path, read_document(read), read_list(read)


@pytest.mark.parametrize("skin", ALL_SKINS)
def test_noise_changes_nothing_that_is_read_of_any_family(skin: str) -> None:
    chance = Random(f"{os.environ['GONGKAI_SEED']} {skin}")
    site = build_small(chance.randrange(10**6), skin)
    plan = truth.site("own_site").only(site.own.listings)
    hosts = {
        noise: own_host(noisy_skin(load_skin(skin), (noise,), AT), plan, site.own.documents, site.own.listings)
        for noise in ("", "counters", "generated", "sessions", "session_queries")
    }
    pages = sorted(path for path, shown in hosts[""].pages.items() if shown.content_type.startswith("text/html"))
    paths = chance.sample(pages, 12)
    calm = list(read_all(hosts[""], "", paths))
    for noise, host in hosts.items():
        assert list(read_all(host, noise, paths)) == calm, noise
