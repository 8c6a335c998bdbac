"""An article that is shown over several pages: which page holds the next part of it.

Told by addresses: t2018_1.html goes on in t2018_1_1.html or t2018_1_2.html, view.jsp?id=1 in view.jsp?id=1&page=2.
A link 下一页 alone may lead to the next article, or turn a list beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.reading.page import Page
from crawler.reading.paging_calls import read_call
from crawler.reading.source_marks import PAGER_CALL
from crawler.reading.text import key, tidy, without_marks
from crawler.reading.vocabulary import word_set, words

_NUMBERED = re.compile(r"(?P<base>.{1,200}?)(?P<mark>[_-])(?P<number>\d{1,3})")
_PLAIN = re.compile(
    r"https?://(?P<host>[A-Za-z0-9.:-]+)(?P<path>/[A-Za-z0-9_%~./-]*)(?:\?(?P<query>[A-Za-z0-9_=&%.-]*))?"
)
_MARKS = ("_", "-")
_SECOND = (1, 2)  # page 2 of an article is _1 where counting begins at 0, else _2
_MOST_FIELDS = 20
_LONGEST_NAME = 12
_MOST_LINKS = 500
_MOST_PIECES = 4  # of a link's name
_EDGES = "[]【】()（）<>《》«»第页 "


@dataclass(frozen=True, slots=True)
class _Address:
    """An address in the pieces that number the parts of an article."""

    folder: str  # with scheme and host
    stem: str
    extension: str  # with its dot
    query: tuple[tuple[str, str], ...]


def next_part(page: Page) -> str:
    """The URL of the page with the article's next part; '' when this one ends it."""
    here = _address(page.url)
    if here is None:
        return ""
    called = _called(page)
    if called and begins_parts(page.url, called):
        return called
    links = list(islice(_links(page, here), _MOST_LINKS)) if _is_hinted(page, here) else []
    turning = [url for url in (called, *(url for url, name in links if _turns(name))) if url]
    if begun := next((url for url in turning if begins_parts(page.url, url)), ""):
        return begun
    following = next((url for url in turning if _is_next_number(here, url)), "")
    return following if following and _names_first(here, called, links) else ""


def _called(page: Page) -> str:
    """The page that the pager's script leads to; '' when there is none."""
    call = read_call(page.text, page.lower) if PAGER_CALL in page.marks else None
    return page.absolute(call.next_name() or "") if call else ""


def begins_parts(first: str, following: str) -> bool:
    """Whether ``following`` is the address of a second part, where the first part stands at ``first``."""
    here, there = _address(first), _address(following)
    if here is None or there is None or (here.folder, here.extension) != (there.folder, there.extension):
        return False
    if here.query != there.query:
        return here.stem == there.stem and _asks_for_second(here, there)
    return any(there.stem == f"{here.stem}{mark}{number}" for mark in _MARKS for number in _SECOND)


def _address(url: str) -> _Address | None:
    """The address in its pieces; None where no article can stand."""
    try:
        host, path, asked = _split(url)
        query = tuple(parse_qsl(asked, keep_blank_values=True, max_num_fields=_MOST_FIELDS)) if asked else ()
    except ValueError:
        return None
    folder, _, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    if not stem or stem.lower() in word_set("paging", "part_never"):
        return None
    return _Address(f"{host}{folder}", stem, extension, query)


def _split(url: str) -> tuple[str, str, str]:
    """Host, path and query as urlsplit parts them, which need not be asked for a plain one. Raises ValueError."""
    if plain := _PLAIN.fullmatch(url):
        return plain["host"], plain["path"], plain["query"] or ""
    parts = urlsplit(url)
    return parts.netloc, parts.path, parts.query


def _is_hinted(page: Page, here: _Address) -> bool:
    """Whether the page's source names an address that may be a next part's: most articles need no closer look."""
    names = [f"{here.stem}{mark}" for mark in _MARKS]
    if numbered := _NUMBERED.fullmatch(here.stem):
        names.append(f"{numbered['base']}{numbered['mark']}{int(numbered['number']) + 1}")
    names += [f"{name}=" for name in word_set("paging", "part_fields") if here.query]
    marks = (name.lower().encode() for name in names)
    return any(page.shows(mark) if mark.isascii() else mark in page.lower for mark in marks)


def _is_next_number(here: _Address, url: str) -> bool:
    """Whether this page is itself a numbered part and ``url`` the one after it."""
    there = _address(url)
    if there is None or (there.folder, there.extension) != (here.folder, here.extension):
        return False
    if there.query != here.query:
        return there.stem == here.stem and _asked(there) == _asked(here) + 1 > 2
    ours, theirs = _NUMBERED.fullmatch(here.stem), _NUMBERED.fullmatch(there.stem)
    if not ours or not theirs or ours.group("base", "mark") != theirs.group("base", "mark"):
        return False
    return int(theirs["number"]) == int(ours["number"]) + 1


def _names_first(here: _Address, called: str, links: Sequence[tuple[str, str]]) -> bool:
    """Whether a page names its article's first page: content_8 and content_9 alone are two articles."""
    numbered = _NUMBERED.fullmatch(here.stem)
    if not numbered or _asked(here) > 1:
        return _asked(here) > 1
    first = numbered["base"]
    if called.rpartition("/")[2].startswith(f"{first}{numbered['mark']}"):
        return True
    known = (_address(url) for url, _ in links)
    return any(there and (there.folder, there.stem) == (here.folder, first) for there in known)


def _asks_for_second(here: _Address, there: _Address) -> bool:
    return _asked(there) == 2 and _asked(here) == 1 and _rest(there) == _rest(here)


def _asked(address: _Address) -> int:
    """The number of the page that the query asks for; 1 when it does not say."""
    value = next((value for name, value in address.query if name.lower() in word_set("paging", "part_fields")), "")
    return int(value) if value.isdecimal() and len(value) <= 3 else 1


def _rest(address: _Address) -> str:
    """The query without the number of the page."""
    fields = word_set("paging", "part_fields")
    return urlencode([(name, value) for name, value in address.query if name.lower() not in fields])


def _links(page: Page, here: _Address) -> Iterator[tuple[str, str]]:
    """Address and name of every link that may lead to a page of this article."""
    numbered = _NUMBERED.fullmatch(here.stem)
    stem = numbered["base"] if numbered else here.stem
    for anchor in page.root.iter("a"):
        href = anchor.get("href") or ""
        if (stem in href or href.startswith("?")) and (url := page.absolute(href)):
            yield url, tidy("".join(map(str, islice(anchor.itertext(), _MOST_PIECES)))[:_LONGEST_NAME])


def _turns(name: str) -> bool:
    """Whether a link's name turns pages: 下一页, [2], 第2页."""
    return name.strip(_EDGES).isdecimal() or (without_marks(name) or key(name)) in _next_names()


@cache
def _next_names() -> frozenset[str]:
    return frozenset(key(word) for word in words("paging", "next"))
