"""What a response is: a page of the site, or something a server says instead of one.

A challenge closes the host for the run and a soft 404 loses a document, so neither is told by
words alone: an article may speak of 安全验证 or 页面不存在.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from crawler.reading.dates import find_date, without_dates
from crawler.reading.metadata import meta_field, meta_values
from crawler.reading.page import Page
from crawler.reading.text import is_longer, key
from crawler.reading.vocabulary import vocabulary, words
from crawler.reading.widgets import is_head_line

_SHORT = 300  # characters: a page that says more is content, whatever words it uses
_LONG = 4 * _SHORT - 1  # beyond it not even a title such as 404 counts
_TINY = 60
_BESIDE = 40  # characters a gate says beside its words
_LONGEST_LINE = 120  # characters of a line that says what the page is not
_LEAST_PROSE = 20  # characters that with a link make a page of few words, not a shell that is loading
_SHELL_BYTES = 3000
_REFRESH = re.compile(r"^\s*(\d{1,3})\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)
_JUMP = re.compile(r"(?:location(?:\.href)?\s{0,3}=|location\.(?:replace|assign)\()\s{0,3}[\"']([^\"']{1,300})[\"']")
_TITLE_PARTS = re.compile(r"[-_|｜—–]+")
_CLAUSE = re.compile(r"[,，。!！:：;；?？~]+")
_EXCLAMATION = 4  # characters
_MOST_FIELDS = 20  # of a form
_IDLE = re.compile(r"[\W_]+")
_ROBOT_REFUSALS = frozenset({412, 521})


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page shows: its visible lines, all of them as one key, its title's key."""

    lines: tuple[str, ...]
    text: str
    title: str


def page_kind(page: Page, status: int = 200) -> str:
    """ "page", or what stands in its place: soft_404, challenge, login, no_hits, redirect, script_shell, empty.

    "soft_404" is a 200 that says the page is not there, or sends to the home page at once; "challenge"
    a gate's script or refusal; "redirect" a page that only sends elsewhere; "script_shell" one that is
    nothing until scripts ran.
    """
    if status in _ROBOT_REFUSALS:
        return "challenge"
    text, title = page.outline.text(page.root), key(page.title)
    if is_longer(text, _LONG):
        return "soft_404" if _title_says(title, "soft_404", "texts") else "page"
    shown = _read(text, title)
    if _is_challenge(page, shown):
        return "challenge"
    if _is_missing(page, shown):
        return "soft_404"
    if _is_login(page, shown):
        return "login"
    if _line_says(shown, "no_hits") and (len(shown.text) < _SHORT or not _is_article(page, shown)):
        return "no_hits"
    return _nearly_empty(page, shown.text) if len(shown.text) < _TINY else "page"


def redirect_target(page: Page) -> str:
    """Where a page sends its reader by META refresh, or by a script when it is small and shows no picture; else ''."""
    for tag in page.root.iter("meta"):
        if (tag.get("http-equiv") or "").lower() == "refresh" and (match := _REFRESH.match(tag.get("content") or "")):
            return page.absolute(match[2]) if int(match[1]) <= 30 else ""
    match = _JUMP.search(page.text) if len(page.text) < _SHELL_BYTES and not _has_content(page.root) else None
    return page.absolute(match[1]) if match else ""


def _read(text: str, title: str) -> _Shown:
    lines = tuple(line for piece in text.split("\n") if (line := " ".join(piece.split())))
    return _Shown(lines, key("".join(lines)), title)


@cache
def _keys(kind: str, *names: str) -> tuple[str, ...]:
    """The keys of lists of kinds.yml, longest first."""
    said = {key(str(text)) for name in names for text in vocabulary("kinds")[kind][name]}
    return tuple(sorted(said, key=len, reverse=True))


@cache
def _fillers() -> tuple[str, ...]:
    return tuple(map(key, words("kinds", "fillers")))


def _says(text: str, kind: str, *names: str) -> bool:
    return _any_of(kind, *names).search(text) is not None


@cache
def _any_of(kind: str, *names: str) -> re.Pattern[str]:
    """The words of lists of kinds.yml, or the fillers (kind ''), the longest first."""
    said = _keys(kind, *names) if kind else sorted(_fillers(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, said)))


def _says_only(text: str, kind: str, *names: str) -> bool:
    """Whether nothing is left of a text without the words of a kind, fillers and marks."""
    if not _says(text, kind, *names):
        return False
    return not _IDLE.sub("", _any_of("").sub(" ", _any_of(kind, *names).sub(" ", text)))


def _title_says(title: str, kind: str, *names: str) -> bool:
    """Whether a title, or its part before or behind the site's name, says nothing but the words of a kind."""
    if not _says(title, kind, *names):
        return False
    return _says_only(title, kind, *names) or any(_says_only(p, kind, *names) for p in _TITLE_PARTS.split(title[:200]))


def _line_says(shown: _Shown, kind: str) -> bool:
    """Whether a line of its own begins with the words of a kind, after an apology at most."""
    return _says(shown.text, kind, "texts") and any(
        _begins(clause, kind) for line in shown.lines if len(line) <= _LONGEST_LINE for clause in _openings(line)
    )


def _openings(line: str) -> list[str]:
    """The first clause of a line, and the second behind a mere exclamation (哎呀，页面走丢了)."""
    clauses = [clause for clause in _CLAUSE.split(key(line)) if clause]
    return clauses[: 2 if clauses and len(clauses[0]) <= _EXCLAMATION else 1]


def _begins(clause: str, kind: str) -> bool:
    for word in ("", *_fillers()):
        if clause.startswith(word) and clause[len(word) :].lstrip("-·").startswith(_keys(kind, "texts")):
            return True
    return False


def _is_challenge(page: Page, shown: _Shown) -> bool:
    """A gate's words that are all a page says or stand beside its script, or its script on a page that says nothing."""
    if len(shown.text) >= _SHORT:
        return False
    if len(shown.text) < _TINY and _shows_gate(page):
        return True
    if _title_says(shown.title, "challenge", "texts", "words") or _says_only(shown.text, "challenge", "texts", "words"):
        return True
    if any(text in shown.text and len(shown.text) - len(text) <= _BESIDE for text in _keys("challenge", "texts")):
        return True
    if _says(shown.text, "challenge", "texts") and _says(shown.text, "challenge", "companions"):
        return not _is_article(page, shown)
    if not _says(shown.text + shown.title, "challenge", "texts", "words"):
        return False
    return _shows_gate(page) or (len(page.text) < _SHELL_BYTES and any(map(page.text.__contains__, _marks("scripts"))))


def _shows_gate(page: Page) -> bool:
    """Whether the page's source is a known gate's."""
    return any(map(page.text.__contains__, _marks("sources")))


@cache
def _marks(name: str) -> tuple[str, ...]:
    return tuple(vocabulary("kinds")["challenge"][name])


def _is_missing(page: Page, shown: _Shown) -> bool:
    """A title that says nothing but 404, or a short page that is no article and has a line that begins so."""
    if _title_says(shown.title, "soft_404", "texts", "titles"):
        return True
    if len(shown.text) >= _SHORT or _is_article(page, shown):
        return False
    return shown.text in ("404", "error") or _line_says(shown, "soft_404")


def _is_login(page: Page, shown: _Shown) -> bool:
    """A password field and the words of a login on a page that says little else, or those words alone."""
    if len(shown.text) >= _SHORT or _is_article(page, shown):
        return False
    if any((field.get("type") or "").lower() == "password" for field in page.root.iter("input")):
        return _says(shown.text + shown.title + _buttons(page), "login", "texts", "form")
    return len(shown.text) < _TINY and (_line_says(shown, "login") or _title_says(shown.title, "login", "texts"))


def _buttons(page: Page) -> str:
    """What the form's fields and buttons are called, as one key."""
    fields = islice(page.root.iter("input", "button"), _MOST_FIELDS)
    return key("".join(f"{field.get('value') or field.get('placeholder') or ''}{field.text or ''}" for field in fields))


def _is_article(page: Page, shown: _Shown) -> bool:
    """Whether a page has what an article has: META of one, the fields of its head, a line that is its date."""
    meta = meta_values(page.root)
    if meta_field(meta, "title") or meta_field(meta, "published_on"):
        return True
    return any(
        is_head_line(line) or (find_date(line) and not _IDLE.sub("", without_dates(line))) for line in shown.lines
    )


def _nearly_empty(page: Page, shown: str) -> str:
    """What a page is that shows nearly nothing."""
    if target := redirect_target(page):
        return "soft_404" if is_home(target) and not is_home(page.url) else "redirect"
    if _has_content(page.root) or (len(shown) >= _LEAST_PROSE and next(page.root.iter("a"), None) is not None):
        return "page"
    if next(page.root.iter("script"), None) is not None:
        return "challenge" if len(page.text) < _SHELL_BYTES and "cookie" in page.text else "script_shell"
    return "page" if shown else "empty"


def _has_content(root: etree._Element) -> bool:
    """Whether a page without text shows pictures or frames."""
    return any(next(root.iter(tag), None) is not None for tag in ("img", "iframe", "frame", "embed", "object", "video"))


def is_home(url: str) -> bool:
    """Whether an address is that of a site's home page."""
    return urlsplit(url).path.lower() in ("", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jsp")
