"""What the demo's server does beyond handing out pages."""

from __future__ import annotations

import socket

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
