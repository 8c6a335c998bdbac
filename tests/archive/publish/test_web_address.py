"""Where an address that a stranger wrote may lead."""

from __future__ import annotations

import pytest

from archive.publish.web_address import web_address


@pytest.mark.parametrize(
    "written",
    ["http://x.invalid/a.html", "https://x.invalid:8080/a?b=1&c=%E4%B8%9A#d", "http://x.invalid/~a/(1)';b@c,$+!*"],
)
def test_a_right_address_stays_as_it_is(written: str) -> None:
    assert web_address(written) == written


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://x.invalid/公开 a", "http://x.invalid/%E5%85%AC%E5%BC%80%20a"),
        ('http://x.invalid/"><script>', "http://x.invalid/%22%3E%3Cscript%3E"),
        ("http://x.invalid/\u202egnp.exe", "http://x.invalid/%E2%80%AEgnp.exe"),
        ("http://x.invalid/[a]#b#c%zz", "http://x.invalid/%5Ba%5D#b%23c%25zz"),
    ],
)
def test_what_no_address_may_hold_is_percent_encoded(written: str, address: str) -> None:
    assert web_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        *("", "javascript:alert(1)", "data:text/html,x", "//x.invalid/", "/a", "http:", "http:///a", "http://["),
        *("http://x.invalid:port/", " http://x.invalid/", "java\nscript:alert(1)", "ftp://x.invalid/"),
    ],
)
def test_what_is_no_address_of_the_web_leads_nowhere(written: str) -> None:
    assert web_address(written) == ""
