"""What a page is, told from the page and, where it is known, its address: one reading of every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from archive.records import DocumentReading, ListReading
from archive.reports.folding import to_simplified
from crawler.reading.beside import says_nothing_here
from crawler.reading.breadcrumb import begins_with_label
from crawler.reading.documents import read_document
from crawler.reading.kinds import is_home, page_kind
from crawler.reading.links import picture_name
from crawler.reading.lists import read_list
from crawler.reading.metadata import meta_field, meta_values
from crawler.reading.page import Page
from crawler.reading.prose import is_aside
from crawler.reading.text import key
from crawler.reading.titles import without_site
from crawler.reading.vocabulary import vocabulary, words

_MUCH_TEXT = 400  # characters: what is said at such length is an article, wherever it stands
_LEAST_TEXT = 60  # characters of a body under which a page without a date is no document
_MANY_COLUMNS = 3  # columns with a link 更多 of their own: a home page, or a column's with others under it
_MARKS = "[]【】()+>»·…"
_LONGEST_HEAD = 20
_MOST_LINKS = 5000
_MOST_PIECES = 4  # of a link's name
_LEAST_HEADS = 3  # of a catalogue's fields
_LEAST_PARTS = 3  # of the 专栏
_LONGEST_TITLE = 20


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as what it is. ``title`` is the document's, the column's or the site's.

    ``document`` and ``listing`` are there where the page is one: a directory is a list, a home page neither.
    """

    kind: str
    family: str
    title: str
    breadcrumb: tuple[str, ...] = ()
    document: DocumentReading | None = None
    listing: ListReading | None = None


def read_page(page: Page, status: int = 200) -> PageReading:
    """The page's kind with what it shows as such: document, list, directory, home, other, or what ``page_kind`` says.

    A page that has the marks of several is what most of it is: an article with links beside it is a document, a
    column that shows a single article too.
    """
    kind = page_kind(page, status)
    if kind != "page":
        return PageReading(kind, "generic", without_site(page.title))
    listing, document = read_list(page), read_document(page)
    kind = _kind(page, listing, document)
    if kind == "document":
        return PageReading(kind, document.family, document.title, document.breadcrumb, document)
    title = _column_title(page, listing, document) if kind != "home" else _site_title(page)
    listed = listing if kind in ("list", "directory") else None
    return PageReading(kind, listing.family, title, document.breadcrumb, listing=listed)


def _kind(page: Page, listing: ListReading, document: DocumentReading) -> str:
    meta = meta_values(page.root)
    is_article = not _turns(listing) and (bool(meta_field(meta, "title")) or _has_neighbours(page))
    if listing.items and not is_article:
        if not document.breadcrumb and not _turns(listing) and _is_front(page):
            return "home"
        return "directory" if _is_directory(page) else "list"
    dated = bool(document.published_on or meta_field(meta, "title"))
    if not dated and (is_home(page.url) or (not document.breadcrumb and _is_front(page))):
        return "home"
    if not dated and len(document.body.text) < _MUCH_TEXT and _is_directory(page):
        return "directory"
    if not (dated or is_article) and (_turns(listing) or listing.more or _is_empty_column(page)):
        return "directory" if _is_directory(page) else "list"
    return "document" if _is_document(page, document, dated=dated or is_article) else "other"


def _turns(listing: ListReading) -> bool:
    """Whether the page states, or leads to, further pages of a list."""
    return bool(listing.next_page or listing.total_pages or listing.total_items)


def _is_document(page: Page, document: DocumentReading, *, dated: bool) -> bool:
    """Whether a page without a list has what a document has; without a date, text of its own or pictures alone."""
    if dated and (document.body.text or document.images or document.attachments):
        return True
    return document.image_only or _own_length(page, document.body.text) >= _LEAST_TEXT


def _own_length(page: Page, text: str) -> int:
    """How many characters of a text stand on lines that are no links, no breadcrumb and no foot."""
    linked = {line.text for line in page.outline.lines() if line.is_link}
    return sum(len(line) for line in text.split("\n") if line not in linked and not _is_frame(line))


def _is_frame(line: str) -> bool:
    return begins_with_label(line) or is_aside(to_simplified(line), words("regions", "foot_text"))


def _has_neighbours(page: Page) -> bool:
    """Whether a page leads to the article before or after it, as no list does."""
    return any(key(line.text[:_LONGEST_HEAD]).lstrip(_MARKS).startswith(_neighbours()) for line in page.outline.lines())


@cache
def _neighbours() -> tuple[str, ...]:
    return tuple(_keys("neighbours"))


def _is_front(page: Page) -> bool:
    """Whether a page of lists is a front page: at the home page's address, or with many columns' 更多."""
    if is_home(page.url):
        return True
    anchors = islice(page.root.iter("a"), _MOST_LINKS)
    more = (page.absolute(anchor.get("href")) for anchor in anchors if _says_more(anchor))
    return len({url for url in more if url}) >= _MANY_COLUMNS


def _says_more(anchor: etree._Element) -> bool:
    name = "".join(map(str, islice(anchor.itertext(), _MOST_PIECES)))[:_LONGEST_HEAD].strip()
    return key(name or anchor.get("title") or picture_name(anchor)).strip(_MARKS) in _keys("more")


@cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(map(key, words("classify", name)))


def _is_directory(page: Page) -> bool:
    """Whether a list is a 政府信息公开目录: by its address, its system, its title, or what stands around the list."""
    path = urlsplit(page.url).path.lower()
    if any(mark in path for mark in words("classify", "directory_paths")):
        return True
    if any(mark.encode() in page.lower for mark in words("classify", "directory_sources")):
        return True
    titles = key(meta_field(meta_values(page.root), "column") + page.title)
    return any(name in titles for name in _keys("directory_titles")) or _has_directory_heads(page)


def _has_directory_heads(page: Page) -> bool:
    """Whether the page names the fields of catalogue entries in a table's head, or is laid out as the 专栏 of 2019."""
    lines = [(key(line.text), line) for line in page.outline.lines() if len(line.text) <= _LONGEST_HEAD]
    short = {name for name, _ in lines}
    groups = (map(key, group) for group in vocabulary("classify")["directory_heads"])
    if sum(not short.isdisjoint(group) for group in groups) >= _LEAST_HEADS:
        return True
    headed = any(name in _keys("platform_headings") and not line.is_link for name, line in lines)
    return headed and len(_keys("platform_parts") & short) >= _LEAST_PARTS


def _is_empty_column(page: Page) -> bool:
    return any(says_nothing_here(line.text) for line in page.outline.lines())


def _column_title(page: Page, listing: ListReading, document: DocumentReading) -> str:
    """The column's name: the breadcrumb's last, META ColumnName, a heading, or <title> without the site."""
    if len(document.breadcrumb) >= 2:
        return document.breadcrumb[-1]
    if named := meta_field(meta_values(page.root), "column"):
        return named
    entries = {key(item.title) for item in listing.items}
    if len(document.title) <= _LONGEST_TITLE and key(document.title) not in entries:
        return document.title
    return without_site(page.title)


def _site_title(page: Page) -> str:
    return meta_field(meta_values(page.root), "site") or page.title
