"""What a home page says of its site: name, identification code, operator, and the other hosts it answers at."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.reading import Page
from crawler.reading.links import read_links
from crawler.reading.metadata import meta_values
from crawler.reading.vocabulary import vocabulary, words
from crawler.urls import is_loopback, site_of

_TITLE_PARTS = re.compile(r"\s*[-_|｜—–·>»]+\s*")
_LONGEST_NAME = 40
_NUMERIC = re.compile(r"[\d.]+|.*:.*")
_LEAST_LINKS = 5
_MOST_ALIASES = 10


@dataclass(frozen=True, slots=True)
class Site:
    """A site by its home page; an empty string is what the page does not say."""

    name: str
    site_id: str  # 网站标识码
    operator: str  # 主办单位
    aliases: tuple[str, ...]  # origins at which the same site answers


def read_site(page: Page, base: str) -> Site:
    """Read what the home page of ``base`` says of its site (META of 政府网站发展指引 first, then title and foot)."""
    meta = meta_values(page.root)
    name = _meta(meta, "site") or _title(page)
    site_id = _meta(meta, "site_id")
    found = re.search(r"(?:网站)?标识码\s{0,3}[:：]?\s{0,3}(\w{8,14})", page.text)
    return Site(name, site_id or (found[1] if found else ""), _operator(page), _aliases(page, base))


def authority_of(name: str) -> str:
    """The authority whose site has this name: 某市财政局门户网站 gives 某市财政局."""
    for word in words("columns", "site_words"):
        if name.endswith(word) and len(name) > len(word) + 1:
            return name.removesuffix(word)
    return name


def _meta(meta: dict[str, str], field: str) -> str:
    said = next((meta[name] for name in vocabulary("columns")["meta"][field] if name in meta), "")
    return said[:_LONGEST_NAME]


def _title(page: Page) -> str:
    """The name in <title>: its first part that is no greeting."""
    greeting = re.compile("^" + vocabulary("columns")["greeting"])
    parts = [greeting.sub("", part).strip() for part in _TITLE_PARTS.split(page.title[:200])]
    return next((part for part in parts if len(part) >= 2), "")[:_LONGEST_NAME]


def _operator(page: Page) -> str:
    """The name behind 主办单位 in the foot; its last mention."""
    labels = "|".join(map(re.escape, words("columns", "operators")))
    pattern = re.compile(rf"(?:{labels})\s{{0,3}}[:：]\s{{0,3}}([\u4e00-\u9fff（）()]{{4,30}})")
    found = [match[1] for line in page.outline.lines()[-60:] for match in pattern.finditer(line.text[:300])]
    return found[-1] if found else ""


def _aliases(page: Page, base: str) -> tuple[str, ...]:
    """Origins that links of the home page use for this site: with www and without, and of a site reached by number
    the name that most of its menu's links have."""
    own = urlsplit(base)
    linked = [site_of(link.url) for link in read_links(page)]
    origins = Counter(origin for origin in linked if origin and urlsplit(origin).netloc != own.netloc)
    names = {(own.hostname or "").removeprefix("www.")}
    found = [origin for origin in origins if (urlsplit(origin).hostname or "").removeprefix("www.") in names]
    inside = sum(1 for origin in linked if urlsplit(origin).netloc == own.netloc)
    if (is_loopback(base) or _NUMERIC.fullmatch(own.hostname or "")) and origins:
        origin, count = origins.most_common(1)[0]
        if count >= _LEAST_LINKS and count > inside:
            found.append(origin)
    return tuple(dict.fromkeys(found))[:_MOST_ALIASES]
