"""A portal that means ill: whatever its pages, answers and names lead to, its own hosts alone are asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from conftest import ROOT, Answer, SiteServer, gongkai
from small_site import PORTAL, answers, article, list_page, page, rows, small_site

from archive.records import Request
from crawler import walk
from crawler.discovery.look import look
from crawler.discovery.site import read_site
from crawler.discovery.survey import Survey
from crawler.drive import delay_at
from crawler.errors import NoContactError, PortalFileError
from crawler.fetch import check_contact
from crawler.portal import Portal, load_portal_file
from crawler.reading import parse_page
from crawler.urls import AddressBook

GOOD = yaml.safe_load(PORTAL)
StartSite = Callable[[Mapping[str, Any]], SiteServer]
#: Every way to spell this machine, its neighbours, a cloud's secrets, a file, other ports and other protocols.
ELSEWHERE = [
    *("http://127.0.0.1/x", "http://127.0.0.1:6379/x", "http://localhost/x", "http://localhost./x", "http://[::1]/x"),
    *("http://[::ffff:127.0.0.1]/x", "http://2130706433/x", "http://0x7f000001/x", "http://0177.0.0.1/x"),
    *("http://127.1/x", "http://0.0.0.0/x", "http://10.0.0.1/x", "http://172.16.0.1/x", "http://192.168.1.1/x"),
    *("http://169.254.169.254/latest/", "http://100.100.100.200/latest/", "http://[fd00:ec2::254]/latest/"),
    *("http://metadata.google.internal/x", "http://small.invalid:8080/x", "http://small.invalid:22/x"),
    *("https://small.invalid:8443/x", "//small.invalid:9200/x", "http://small.invalid@127.0.0.1/x"),
    *("http://127.0.0.1#@small.invalid/x", "http://small.invalid.evil.invalid/x", "http://127.0.0.1\\@small.invalid/x"),
    *("http:\\\\127.0.0.1\\x", "//127.0.0.1/x", "\\\\127.0.0.1\\x", "/\\127.0.0.1/x", "file:///etc/passwd"),
    *("ftp://small.invalid/x", "data:text/html,x", "gopher://127.0.0.1:70/x", "jar:http://small.invalid/"),
    *("dict://127.0.0.1:11211/x", "javascript:location='http://127.0.0.1'", "http://small.invalid\x00.127.0.0.1/x"),
    *("http://①②⑦.⓪.⓪.①/x", "http://127。0。0。1/x", "h\tttp://127.0.0.1/x", " http://127.0.0.1/x"),
]
OWN = ["http://small.invalid/b/", *(f"http://small.invalid/a/{number}.pdf" for number in range(3))]


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return path


@pytest.fixture
def portal(portal_file: Path) -> Portal:
    return load_portal_file(portal_file)


def page_of(kind: str, urls: list[str]) -> tuple[str, str]:
    """What a page of this kind is asked for, and the page, which leads to all these addresses."""

    def links(markup: str) -> str:
        return "".join(f"<p>{markup.format(url=url, number=number)}</p>" for number, url in enumerate(urls))

    entries = links('<li><a href="{url}">关于第{number}号事项的通知</a><span>2018-03-01</span></li>')
    body = f"<h1>题</h1><p>正文</p><div class='content'>{links('<a href={url}>附件{number}.pdf</a>')}</div>"
    return {
        "menu": ("navigation", links('<a href="{url}">党政要闻</a><a href="{url}">网站地图</a>')),
        "entries": ("list", f'<div class="list"><ul>{entries}</ul></div>'),
        "attachments": ("document", body),
        "pictures": ("document", body + f"<div class='content'>{links('<img src={url}>')}</div>"),
        "frames": ("document", body + links('<iframe src="{url}"></iframe><embed src="{url}">')),
        "parts": ("document", body + links("<a href={url}>下一页</a>")),
        "posts": ("list", entries + links('<form method="post" action="{url}"><input name="page" value="2"></form>')),
    }[kind]


KINDS = ("menu", "entries", "attachments", "pictures", "frames", "parts", "posts")


def asked_by(portal: Portal, request: Request, content: str, **more: Any) -> list[str]:
    exchange = walk.Exchange(request, more.pop("status", 200), content.encode(), "text/html; charset=utf-8", **more)
    return [AddressBook.of(portal).fetch_address(each.url) for each in walk.step(portal, exchange).requests]


def off(addresses: list[str]) -> list[str]:
    return [each for each in addresses if (urlsplit(each).scheme, urlsplit(each).netloc) != ("http", "small.invalid")]


def asked_by_page(portal: Portal, kind: str, urls: list[str]) -> list[str]:
    purpose, body = page_of(kind, urls)
    request = Request("http://small.invalid/here/", purpose, column="news" if purpose == "list" else None)
    return asked_by(portal, request, body if kind == "menu" else page(body))  # whose own menu is found first


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_page_leads_to_elsewhere_is_not_asked(portal: Portal, kind: str) -> None:
    assert off(asked_by_page(portal, kind, ELSEWHERE)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_leads_to_on_the_portal_is(portal: Portal, kind: str) -> None:
    assert set(OWN) & set(asked_by_page(portal, kind, OWN))


@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.parametrize("purpose", ["navigation", "list", "document", "file"])
def test_a_redirect_elsewhere_is_not_followed(portal: Portal, url: str, purpose: str) -> None:
    request = Request("http://small.invalid/here/", purpose, column="news" if purpose == "list" else None)
    assert off(asked_by(portal, request, "", status=302, location=url)) == []
    refresh = f'<html><head><meta http-equiv="refresh" content="0;url={url}"></head><body></body></html>'
    assert off(asked_by(portal, request, refresh)) == []


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_base_elsewhere_moves_no_link_of_the_page_off_the_portal(portal: Portal, url: str) -> None:
    content = page(page_of("entries", ELSEWHERE)[1]).replace("<head>", f'<head><base href="{url}">')
    content = content.replace("<ul>", '<ul><li><a href="a/1.html">关于一号事项的通知</a><span>2018-03-01</span></li>')
    request = Request("http://small.invalid/here/", "list", column="news")
    assert off(asked_by(portal, request, content)) == []


def survey_of(exchange: walk.Exchange) -> list[str]:
    """Where a discovery would ask, once its home page gave this."""
    book = AddressBook("http://small.invalid/", ("http://small.invalid/",))
    survey = Survey(book, "http://small.invalid/")
    assert survey.following() is not None
    survey.take(look(exchange))
    return [survey.book.fetch_address(lead.url) for lead in iter(survey.following, None)]


@pytest.mark.parametrize(
    "url", [*ELSEWHERE, "http://small.invalid:99999/", "http://[", "http://user:pw@small.invalid/x"]
)
def test_a_discovery_looks_nowhere_else(url: str) -> None:
    home = Request("http://small.invalid/", "navigation")
    assert off(survey_of(walk.Exchange(home, 302, b"", "text/html", url))) == []
    menu = f'<base href="{url}"><a href="{url}">政府信息公开</a><a href="{url}">网站地图</a>'
    assert off(survey_of(walk.Exchange(home, 200, page(menu).encode(), "text/html"))) == []


@pytest.mark.parametrize("url", [*ELSEWHERE, "http://user:pw@small.invalid/x", "http://www.small.invalid:x/"])
def test_what_a_discovery_takes_for_another_name_of_the_site_is_an_address(url: str) -> None:
    home = parse_page(page(f'<a href="{url}">政府信息公开</a>' * 9).encode(), "http://small.invalid/")
    aliases = read_site(home, "http://127.0.0.1:8000/").aliases + read_site(home, "http://small.invalid/").aliases
    assert all(Portal.model_validate(GOOD | {"hosts": [alias]}).hosts == (alias,) for alias in aliases)


def test_a_column_of_a_portal_file_lies_on_the_portals_hosts(portal: Portal) -> None:
    for url in ELSEWHERE:
        columns = tuple(column.model_copy(update={"url": url}) for column in portal.columns[:1])
        started = walk.start(portal.model_copy(update={"columns": columns}))
        assert off([AddressBook.of(portal).fetch_address(each.url) for each in started.requests]) == []


@pytest.mark.parametrize("broken", ["\r\nX-Injected: 1", "\r\n\r\nGET /secret HTTP/1.1", "\n", "\x00", "\t"])
def test_no_address_breaks_out_of_its_line(portal: Portal, broken: str) -> None:
    address = AddressBook.of(portal).canonical(f"http://small.invalid/a{broken}b")
    assert address is None or not any(sign in address for sign in "\r\n\x00\t ")


@pytest.mark.parametrize("contact", ["a@b.invalid\r\nX-Injected: 1", "a\nb", "a\x1b[31m"])
def test_a_contact_is_one_line(contact: str) -> None:
    with pytest.raises(NoContactError, match="one line"):
        check_contact("http://127.0.0.1/", contact)


# What a portal file may do: slow things down


@pytest.mark.parametrize(
    ("address", "wanted", "seconds"),
    [
        ("http://www.example.gov.cn/", 0.0, 2.0),
        ("http://www.example.gov.cn/", 1.9, 2.0),
        ("http://www.example.gov.cn/", 5.0, 5.0),
        ("http://10.0.0.1/", 0.0, 2.0),
        ("http://127.0.0.1.example.org/", 0.0, 2.0),
        ("http://127.0.0.1:8000/", 0.0, 0.0),
    ],
)
def test_a_portal_file_hurries_nothing_but_loopback(address: str, wanted: float, seconds: float) -> None:
    assert delay_at(address, wanted) == seconds


@pytest.mark.parametrize(
    "wish",
    [
        "robots: ignore", "obey_robots: false", "user_agent: Mozilla/5.0", "headers: {Cookie: x}", "proxy: http://x/",
        "politeness: {robots: false}", "politeness: {concurrency: 9}", "politeness: {retries: 99}", "tls: none",
        "politeness: {delay: -1}", "politeness: {delay: .nan}", "politeness: {delay: 1e9}", "politeness: {budget: 0}",
        "cookies: {a: b}", "pattern: '(a+)+$'", "sql: drop table documents", "script: rm -rf /",
    ],
)  # fmt: skip
def test_a_portal_file_can_ask_for_nothing_else(tmp_path: Path, wish: str) -> None:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL.replace("politeness: {delay: 0}\n", "") + wish + "\n", encoding="utf-8")
    with pytest.raises(PortalFileError):
        load_portal_file(path)


LAUGHS = "a: &a [ha, ha]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(12)
)
MERGED = "a: &a {ha: 1}\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} {{<<: [{', '.join([f'*{chr(97 + n)}'] * 9)}]}}\n" for n in range(12)
)


@pytest.mark.parametrize(
    "more",
    [LAUGHS, MERGED, "a: &a [*a]\n", "note: !!python/object/apply:os.system [id]\n", "note: " + "1:" * 60_000 + "1\n",
     "note: 0x" + "f" * 5000 + "\n", "note: !!timestamp never\n", "note: !!int ''\n", "note: " + "[" * 3000 + "\n",
     "columns: [" + "{key: a, title: b}, " * 501 + "]\n"],
    ids=["laughs", "merged", "itself", "object", "sexagesimal", "hexadecimal", "timestamp", "int", "deep", "columns"],
)  # fmt: skip
def test_a_portal_file_that_stands_for_more_than_it_says_is_refused(tmp_path: Path, more: str) -> None:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL + more, encoding="utf-8")
    with pytest.raises(PortalFileError, match=r"small\.yml") as refused:
        load_portal_file(path)
    assert len(str(refused.value)) < 2000


@pytest.mark.parametrize("key", ["../x", "..", "a/b", "a\\b", "/etc/x", "a\x00b", "A", "", "-a", "x" * 99])
def test_a_portals_key_is_no_path(tmp_path: Path, key: str) -> None:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL.replace("portal: small", f"portal: {json.dumps(key)}"), encoding="utf-8")
    with pytest.raises(PortalFileError):
        load_portal_file(path)


# Whole crawls


def test_a_crawl_asks_no_neighbour_and_says_where_it_was_sent(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    victim = site({"/x": Answer("secret")})
    port = urlsplit(victim.address).port
    pages = answers(small_site())
    pages["/a/0.html"] = Answer("", 302, {"Location": f"{victim.address}x"})
    pages["/a/1.html"] = Answer("", 302, {"Location": f"http://localhost:{port}/x"})
    pages["/a/2.html"] = Answer(
        article("附件在别处的通知", "2018-03-03").replace(
            "</h1>", f'</h1><img src="{victim.address}x"><a href="{victim.address}x.pdf">附件.pdf</a>'
        )
    )
    pages["/notices/"] = Answer(
        list_page(
            ("/a/4.html", "区政府会议之五", "2018-03-05"), (f"http://2130706433:{port}/x", "外面的通知", "2018-03-06")
        )
    )
    gongkai("crawl", portal_file, "--archive", tmp_path / "a", "--host", site(pages).address)
    assert victim.log == []
    unread = dict(rows(tmp_path / "a", "select url, reason from unread"))
    assert unread["http://small.invalid/a/0.html"] == f"redirected off the site to '{victim.address}x'"
    assert unread["http://small.invalid/a/1.html"] == f"redirected off the site to 'http://localhost:{port}/x'"


RESOLVED = """
import sys
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import succeed
CachingThreadedResolver.getHostByName = lambda self, name, timeout=(): succeed("127.0.0.1")
from crawler.cli.main import main
main()
"""


def resolved(*arguments: object, networks: str = "") -> subprocess.CompletedProcess[str]:
    """The real program, on a network where every name leads to this machine."""
    command = [sys.executable, "-c", RESOLVED, *map(str, arguments)]
    env = {**os.environ, "GONGKAI_NETWORKS": networks, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=120)


def test_a_portal_whose_name_leads_to_this_machine_is_not_asked(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server = site(answers(small_site()))
    host = f"http://www.small.invalid:{urlsplit(server.address).port}/"
    options = ("--archive", tmp_path / "a", "--host", host, "--contact", "a@b.invalid", "--json")
    result = resolved("crawl", portal_file, *options)
    assert server.log == []
    assert result.returncode == 5
    assert "www.small.invalid leads to 127.0.0.1" in json.loads(result.stdout)["verdict"]["reason"]
    ((reason,),) = rows(tmp_path / "a", "select reason from unread")
    assert "www.small.invalid leads to 127.0.0.1" in reason


def test_a_page_that_is_read_alone_is_fetched_behind_the_same_fence(site: StartSite) -> None:
    server = site(answers(small_site()))
    address = f"http://www.small.invalid:{urlsplit(server.address).port}/"
    result = resolved("extract", address, "--contact", "a@b.invalid")
    assert server.log == []
    assert "leads to 127.0.0.1" in result.stderr


@pytest.mark.heavy
def test_the_operator_may_allow_the_network_of_a_portal(site: StartSite) -> None:
    server = site(answers(small_site()))
    address = f"http://www.small.invalid:{urlsplit(server.address).port}/"
    resolved("extract", address, "--contact", "a@b.invalid", networks="127.0.0.0/8")
    assert server.asked() == ["/robots.txt", "/"]


@pytest.mark.heavy
def test_a_discovery_does_not_move_to_another_service_of_the_host(site: StartSite) -> None:
    victim = site({"/": Answer(page("<p>secret</p>"))})
    server = site({"/": Answer("", 302, {"Location": victim.address})})
    gongkai("discover", server.address)
    assert victim.log == []
    assert server.asked()[-1] == "/"


def test_the_log_of_a_whole_crawl_shows_one_polite_agent_that_stops_when_refused(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    rules = "User-agent: *\nCrawl-delay: 0.3\nDisallow: /news/index_1.html\nDisallow: /a/1.html\n"
    pages["/robots.txt"] = Answer(rules, headers={"Content-Type": "text/plain"})
    pages |= {f"/a/{number}.html": Answer("no", 403) for number in (2, 4, 5, 6)}
    server = site(pages)
    result = gongkai("crawl", portal_file, "--archive", tmp_path / "a", "--host", server.address)
    asked = server.asked()
    refused = [place for place, path in enumerate(asked) if path in {f"/a/{number}.html" for number in (2, 4, 5, 6)}]
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(server.log[1:])]  # the first told us the delay
    assert result.returncode == 4
    assert len(refused) == 3
    assert asked[refused[-1] + 1 :] == []
    assert {"/news/index_1.html", "/a/1.html"} & set(asked) == set()
    assert min(gaps) >= 0.24, f"asked after {min(gaps):.3f} s"  # arrivals waver a little round the moments of asking
    assert len({agent for _, _, agent in server.log}) == 1
    assert len(asked) == len(set(asked))


def test_a_host_that_asks_to_wait_for_hours_is_not_asked_again_in_the_run(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages["/news/"] = Answer("busy", 503, {"Retry-After": "7200"})
    server = site(pages)
    result = gongkai("crawl", portal_file, "--archive", tmp_path / "a", "--host", server.address, "--json")
    assert server.asked()[-1] == "/news/"
    assert result.returncode == 6
    assert "asks to wait" in json.loads(result.stdout)["verdict"]["reason"]


def test_a_host_that_asks_for_hours_between_requests_is_closed(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 7200\n", headers={"Content-Type": "text/plain"})
    server = site(pages)
    gongkai("crawl", portal_file, "--archive", tmp_path / "a", "--host", server.address)
    assert server.asked() == ["/robots.txt"]
    assert dict(rows(tmp_path / "a", "select url, reason from unread")) == {
        "http://small.invalid/": "disallowed by robots.txt"
    }
