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
