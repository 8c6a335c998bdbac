"""News as Atom feeds (RFC 4287), old entries in archive documents (RFC 5005, section 4).

Entries are numbered from the oldest. A hundred of them make an archive document, which stays as it is; the feed that
is subscribed to has those since the archive document before the last, so that nothing is lost to a reader who comes
by rarely, and a night with thousands of changes makes no feed of thousands. All text is plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from archive.labels import Label
from archive.publish.news.places import Places, official
from archive.publish.news.rows import News
from archive.publish.news.words import feed_title, headline, kind_label, sentences

MEDIA_TYPE = "application/atom+xml"
#: Entries of an archive document, and how many of those documents are kept up.
ENTRIES, MOST_ARCHIVES = 100, 50
_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_NAMES: Any = {None: _ATOM, "fh": _HISTORY}  # its stubs know of no name for the first
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: Ids are tags (RFC 4151). A site may move, and an archive has copies: what is never given twice is the id of a crawl.
#: No name of a host goes into them, for none is ours; ``.invalid`` is nobody's (RFC 2606).
_TAG = "tag:gongkai.invalid,2026:"
#: Of a feed whose portal has no news yet.
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Feed:
    """Which feed, of which portal. ``kind`` is empty for all kinds; ``first_crawl`` names the archive in its id.

    ``first_seen`` is the instant of that crawl, given as updated while there is no entry.
    """

    portal: str
    title: Label
    kind: str
    first_crawl: str
    first_seen: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a feed: ``number`` of the archive document (None: what is subscribed to), which entries it has, and
    the archive documents before and after it.
    """

    number: int | None
    offset: int
    limit: int
    previous: int | None
    next: int | None = None


def parts_of(total: int) -> tuple[Part, ...]:
    """The pieces of a feed of ``total`` entries, what is subscribed to first, then the archive documents, newest first.

    Entries older than those of ``MOST_ARCHIVES`` documents stand in the table of changes alone.
    """
    whole = total // ENTRIES
    oldest = max(whole - MOST_ARCHIVES, 0) + 1
    start = max(whole - 1, 0) * ENTRIES
    current = Part(None, start, total - start, whole - 1 if whole > oldest else None)
    archived = (
        Part(n, (n - 1) * ENTRIES, ENTRIES, n - 1 if n > oldest else None, n + 1 if n < whole else None)
        for n in range(whole, oldest - 1, -1)
    )
    return (current, *archived)


def render(feed: Feed, part: Part, news: Sequence[News], places: Places) -> bytes:
    """The document, UTF-8, its entries the newest first. The same news give the same bytes."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    root.set(_LANGUAGE, "zh-Hans")
    title = feed_title(feed.title, feed.kind)
    _add(root, "id", f"{_TAG}{feed.first_crawl}:{feed.portal}{f':{feed.kind}' if feed.kind else ''}")
    _add(root, "title", f"{title.zh} · {title.en}")
    _add(root, "updated", max((each.seen_at for each in news), default=feed.first_seen) or _NEVER)
    _add(_add(root, "author"), "name", "gongkai")
    _add(root, "generator", "gongkai")
    _feed_links(root, feed, part, places)
    for each in reversed(news):
        _entry(root, each, places)
    rendered: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return rendered


def _feed_links(root: etree._Element, feed: Feed, part: Part, places: Places) -> None:
    links = [("self", places.feed(feed.portal, feed.kind, part.number), MEDIA_TYPE)]
    links.append(("alternate", places.changes(feed.portal), "text/html"))
    if part.number is not None:
        etree.SubElement(root, f"{{{_HISTORY}}}archive")
        links.append(("current", places.feed(feed.portal, feed.kind), MEDIA_TYPE))
    for relation, number in (("prev-archive", part.previous), ("next-archive", part.next)):
        if number is not None:
            links.append((relation, places.feed(feed.portal, feed.kind, number), MEDIA_TYPE))
    for relation, address, kind in links:
        _link(root, relation, address, kind)


def _entry(root: etree._Element, news: News, places: Places) -> None:
    entry = _add(root, "entry")
    said, kind = headline(news), kind_label(news.kind)
    _add(entry, "id", f"{_TAG}{news.crawl}:{news.id}")
    _add(entry, "title", f"{kind.zh} {said.en}")
    _add(entry, "updated", news.seen_at or _NEVER)
    _add(entry, "published", news.seen_at or _NEVER)
    category = _add(entry, "category")
    category.set("term", news.kind)
    category.set("label", f"{kind.zh} {kind.en}")
    _link(entry, "alternate", places.page(news), "text/html")
    _link(entry, "related", places.document(news), "text/html")
    _link(entry, "via", official(news), "")
    both = [(said.zh, said.en), *((each.zh, each.en) for each in sentences(news))]
    _add(entry, "summary", "\n".join([*(zh for zh, _ in both), *(en for _, en in both)]))


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        element.text = text
    return element


def _link(parent: etree._Element, relation: str, address: str, kind: str) -> None:
    if not address:
        return
    link = _add(parent, "link")
    link.set("rel", relation)
    link.set("href", address)
    if kind:
        link.set("type", kind)
