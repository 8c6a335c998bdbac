"""What the demo's server does beyond handing out pages."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from crawler.demo.server import DemoServerError, running
from crawler.demo.site import Fault, Site


def test_a_known_etag_is_answered_with_304(any_site: Site) -> None:
    with running(any_site) as addresses:
        etag = httpx.get(addresses.own).headers["etag"]
        assert httpx.get(addresses.own, headers={"If-None-Match": etag}).status_code == 304


def test_an_etag_of_other_bytes_is_answered_with_the_page(any_site: Site) -> None:
    with running(any_site) as addresses:
        assert httpx.get(addresses.own, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_page_not_modified_since_is_answered_with_304(any_site: Site) -> None:
    with running(any_site) as addresses:
        since = httpx.get(addresses.own).headers["last-modified"]
        assert httpx.get(addresses.own, headers={"If-Modified-Since": since}).status_code == 304


def test_robots_txt_closes_a_path_that_pages_link_and_asks_for_a_small_delay(any_site: Site) -> None:
    with running(any_site) as addresses:
        rules = httpx.get(f"{addresses.own}robots.txt").text
        home = httpx.get(addresses.own).text
    assert "Disallow: /inner/" in rules and "Crawl-delay: 0.005" in rules
    assert 'href="/inner/oa"' in home


def test_an_address_nobody_made_is_404(any_site: Site) -> None:
    with running(any_site) as addresses:
        assert httpx.get(f"{addresses.own}nothing/here").status_code == 404


def test_the_log_says_who_asked_for_what_and_what_came(any_site: Site) -> None:
    with running(any_site) as addresses:
        httpx.get(f"{addresses.city}robots.txt?a=1", headers={"User-Agent": "somebody"})
    entry = addresses.log[0]
    assert (entry.host, entry.method, entry.path, entry.user_agent, entry.status) == (
        "city", "GET", "/robots.txt?a=1", "somebody", 404,
    )  # fmt: skip


def test_a_fault_lasts_as_often_as_it_says(any_site: Site) -> None:
    with running(any_site, faults=[Fault("/", 500, times=2)]) as addresses:
        assert [httpx.get(addresses.own).status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_of_one_host_leaves_the_other_alone(any_site: Site) -> None:
    with running(any_site, faults=[Fault("/", 403, times=9, host="city")]) as addresses:
        assert (httpx.get(addresses.own).status_code, httpx.get(addresses.city).status_code) == (200, 403)


def test_a_truncated_body_ends_before_its_length(any_site: Site) -> None:
    with running(any_site, truncate=["/"]) as addresses, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(addresses.own)


def test_a_host_that_is_down_refuses_connections(any_site: Site) -> None:
    with running(any_site, down=["own"]) as addresses:
        with pytest.raises(httpx.ConnectError):
            httpx.get(addresses.own)
        assert httpx.get(addresses.city).status_code == 200


def test_a_port_that_is_taken_is_named(any_site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DemoServerError, match=str(port)), running(any_site, port):
            pass


def test_faults_begin_anew_with_every_server(any_site: Site) -> None:
    fault = any_site.faults[0]
    answers = []
    for _ in range(2):
        with running(any_site) as addresses:
            answers.append(httpx.get(addresses.own.rstrip("/") + fault.path).status_code)
    assert answers == [503, 503]


def _with(site: Site, path: str, **what: object) -> Site:
    """``site`` with another page at ``path``."""
    page = replace(site.own.pages[path], **what)
    return replace(site, own=replace(site.own, pages={**site.own.pages, path: page}))


@pytest.mark.parametrize(
    ("kept", "conditions"),
    [(("etag",), {"If-None-Match"}), (("modified",), {"If-Modified-Since"}), ((), set())],
)
def test_a_page_is_answered_with_304_by_the_validators_that_it_has(
    kept: tuple[str, ...], conditions: set[str], any_site: Site
) -> None:
    with running(any_site) as addresses:
        whole = httpx.get(addresses.own).headers
        known = {"If-None-Match": whole["etag"], "If-Modified-Since": whole["last-modified"]}
        addresses.show(_with(any_site, "/", validators=kept))
        answers = {name: httpx.get(addresses.own, headers={name: value}).status_code for name, value in known.items()}
    assert {name for name, status in answers.items() if status == 304} == conditions


def test_a_page_of_other_bytes_is_modified_when_it_is_first_shown(any_site: Site) -> None:
    first, second = datetime(2020, 7, 1, tzinfo=UTC), datetime(2020, 8, 1, tzinfo=UTC)
    changed = _with(any_site, "/", body=b"<html><body>new</body></html>")
    with running(any_site) as addresses:
        known = httpx.get(addresses.own).headers["last-modified"]
        said = []
        for site, at in ((any_site, first), (changed, first), (changed, second)):
            addresses.show(site, at)
            said.append(httpx.get(addresses.own).headers["last-modified"])
        status = httpx.get(addresses.own, headers={"If-Modified-Since": known}).status_code
    assert said == [known, "Wed, 01 Jul 2020 00:00:00 GMT", "Wed, 01 Jul 2020 00:00:00 GMT"]
    assert status == 200


def test_another_site_is_shown_at_the_same_address(any_site: Site) -> None:
    with running(any_site) as addresses:
        addresses.show(_with(any_site, "/", body=b"<html><body>new</body></html>"))
        assert httpx.get(addresses.own).text == "<html><body>new</body></html>"
    assert [one.status for one in addresses.log] == [200]


def test_a_page_that_moved_says_where_it_is(any_site: Site) -> None:
    with running(_with(any_site, "/inner/oa", status=301, location="/", body=b"")) as addresses:
        answer = httpx.get(f"{addresses.own}inner/oa")
    assert (answer.status_code, answer.headers["location"]) == (301, "/")


def test_the_log_says_the_headers_that_were_sent_and_the_bytes_that_came(any_site: Site) -> None:
    with running(any_site) as addresses:
        answer = httpx.get(addresses.own)
        httpx.get(addresses.own, headers={"If-None-Match": answer.headers["etag"]})
    assert [(one.status, one.size) for one in addresses.log] == [(200, len(answer.content)), (304, 0)]
    assert addresses.log[1].headers["If-None-Match"] == answer.headers["etag"]
