"""What a response is: a page of the site, or something a server says instead of one."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from crawler.reading.dom import visible_text
from crawler.reading.page import Page
from crawler.reading.text import key
from crawler.reading.vocabulary import vocabulary

_SHORT = 300  # characters: a page that says more is content, whatever words it uses
_TINY = 60
_SHELL_BYTES = 3000
_REFRESH = re.compile(r"^\s*(\d{1,3})\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)
_JUMP = re.compile(r"(?:location(?:\.href)?\s{0,3}=|location\.(?:replace|assign)\()\s{0,3}[\"']([^\"']{1,300})[\"']")
_ROBOT_REFUSALS = frozenset({412, 521})


def page_kind(page: Page, status: int = 200) -> str:
    """ "page", or what stands in its place: soft_404, challenge, login, no_hits, redirect, script_shell, empty.

    "soft_404" is a 200 that says the page is not there, or sends to the home page at once; "challenge"
    a gate's script or refusal; "redirect" a page that only sends elsewhere; "script_shell" one that is
    nothing until scripts ran.
    """
    shown = key(visible_text(page.root))
    title = key(next((element.text or "" for element in page.root.iter("title")), ""))
    if status in _ROBOT_REFUSALS or _is_challenge(page, shown, title):
        return "challenge"
    if _is_missing(shown, title):
        return "soft_404"
    if _is_login(page, shown, title):
        return "login"
    if _says(shown, "no_hits") and len(shown) < _SHORT:
        return "no_hits"
    if len(shown) < _TINY:
        return _nearly_empty(page, shown)
    return "page"


def redirect_target(page: Page) -> str:
    """Where a page sends its reader by META refresh, or by a script when it is small; '' when it does not."""
    for tag in page.root.iter("meta"):
        if (tag.get("http-equiv") or "").lower() == "refresh" and (match := _REFRESH.match(tag.get("content") or "")):
            return page.absolute(match[2]) if int(match[1]) <= 30 else ""
    match = _JUMP.search(page.text) if len(page.text) < _SHELL_BYTES else None
    return page.absolute(match[1]) if match else ""


def _says(shown: str, kind: str) -> bool:
    return any(key(text) in shown for text in vocabulary("kinds")[kind]["texts"])


def _is_challenge(page: Page, shown: str, title: str) -> bool:
    """A gate's words on a page that says little, or its script on a page that says nothing."""
    if len(shown) < _SHORT and (_says(shown, "challenge") or _says(title, "challenge")):
        return True
    if len(shown) >= _TINY:
        return False
    return any(mark in page.text for mark in vocabulary("kinds")["challenge"]["sources"])


def _is_missing(shown: str, title: str) -> bool:
    missing = vocabulary("kinds")["soft_404"]
    if title in {key(str(word)) for word in missing["titles"]} and len(shown) < 4 * _SHORT:
        return True
    if _says(title, "soft_404"):
        return True
    return len(shown) < _SHORT and (_says(shown, "soft_404") or shown in ("404", "error"))


def _is_login(page: Page, shown: str, title: str) -> bool:
    """A password field and the words of a login on a page that says little else."""
    asks = any((field.get("type") or "").lower() == "password" for field in page.root.iter("input"))
    return len(shown) < _SHORT and _says(shown + title, "login") and (asks or len(shown) < _TINY)


def _nearly_empty(page: Page, shown: str) -> str:
    """What a page is that shows nearly nothing."""
    if target := redirect_target(page):
        return "soft_404" if _is_home(target) and not _is_home(page.url) else "redirect"
    if _has_content(page.root):
        return "page"
    if next(page.root.iter("script"), None) is not None:
        return "challenge" if len(page.text) < _SHELL_BYTES and "cookie" in page.text else "script_shell"
    return "page" if shown else "empty"


def _has_content(root: etree._Element) -> bool:
    """Whether a page without text shows pictures, frames or links."""
    return any(next(root.iter(tag), None) is not None for tag in ("img", "iframe", "frame", "embed", "object", "video"))


def _is_home(url: str) -> bool:
    return urlsplit(url).path.lower() in ("", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jsp")
