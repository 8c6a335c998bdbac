"""Canonical URLs are the base plus path and query, whatever address was really used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import AddressBook, is_loopback

BOOK = AddressBook(
    "http://site.invalid/", ("http://127.0.0.1:8000/", "https://old.invalid:8443/", "http://site.invalid/")
)


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("http://127.0.0.1:8000/a/b?x=1&a=2#top", "http://site.invalid/a/b?x=1&a=2"),
        ("https://old.invalid:8443/a", "http://site.invalid/a"),
        ("http://SITE.invalid:80/a", "http://site.invalid/a"),
        ("/rooted", "http://site.invalid/rooted"),
        ("http://site.invalid", "http://site.invalid/"),
        ("http://site.invalid/政府", "http://site.invalid/%E6%94%BF%E5%BA%9C"),
        ("https://site.invalid/a", "http://site.invalid/a"),
        # A visitor's session is another with every visit, and no part of the address.
        ("http://127.0.0.1:8000/a;jsessionid=0A1B?x=1", "http://site.invalid/a?x=1"),
        ("http://site.invalid/a?PHPSESSID=0A1B", "http://site.invalid/a"),
        ("http://site.invalid/a?PHPSESSID=0A1B&x=1", "http://site.invalid/a?x=1"),
        ("http://site.invalid/a?x=1&phpsessid=0A1B#top", "http://site.invalid/a?x=1"),
        ("http://site.invalid/a?sid=7&x=PHPSESSID", "http://site.invalid/a?sid=7&x=PHPSESSID"),
        ("http://127.0.0.1:8001/a", None),
        ("http://elsewhere.invalid/a", None),
        ("javascript:alert(1)", None),
        ("mailto:a@b", None),
        ("http://[broken", None),
        ("http://site.invalid/" + "a" * 70_000, None),
    ],
)
def test_addresses_map_to_the_canonical_url(address: str, canonical: str | None) -> None:
    assert BOOK.canonical(address) == canonical


def test_a_mirror_under_a_path_maps_both_ways() -> None:
    book = AddressBook("http://site.invalid/", ("http://mirror.invalid/copies/site/", "http://site.invalid/"))
    assert book.canonical("http://mirror.invalid/copies/site/a/b") == "http://site.invalid/a/b"
    assert book.fetch_address("http://site.invalid/a/b?c=d") == "http://mirror.invalid/copies/site/a/b?c=d"
    assert book.canonical("http://mirror.invalid/other/a/b") is None


def test_what_lies_beside_a_base_with_a_path_is_off_the_portal() -> None:
    book = AddressBook("http://site.invalid/songshan/", ("http://site.invalid/songshan/",))
    assert book.canonical("http://site.invalid/songshan/a") == "http://site.invalid/songshan/a"
    assert book.canonical("http://site.invalid/other/a") is None


@given(st.text(alphabet="abc/._-%?=&09政", max_size=40))
def test_canonical_urls_survive_the_way_to_the_host_and_back(path: str) -> None:
    canonical = BOOK.canonical("http://site.invalid/" + path.lstrip("/"))
    assert canonical is not None
    assert BOOK.canonical(BOOK.fetch_address(canonical)) == canonical


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1/", True),
        ("http://127.9.9.9:80/", True),
        ("http://[::1]:8000/", True),
        ("http://localhost/", True),
        ("http://localhost.example.org/", False),
        ("http://10.0.0.1/", False),
        ("http://example.org/?127.0.0.1", False),
    ],
)
def test_loopback_is_this_machine_alone(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback
