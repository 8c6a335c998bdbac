"""A document page → title, date, source, numbers, breadcrumb, body, attachments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from archive.records import Body, DocumentReading
from crawler.reading.attachments import read_attachments
from crawler.reading.body import Block, read_blocks, write_body
from crawler.reading.breadcrumb import read_breadcrumb
from crawler.reading.container import find_container
from crawler.reading.dates import find_day
from crawler.reading.families import family_of
from crawler.reading.keywords import CLOSING, closing_keywords, meta_keywords
from crawler.reading.metadata import are_fields, bare_number, is_empty_value, labelled, meta_field, meta_values
from crawler.reading.outline import Line
from crawler.reading.page import Page
from crawler.reading.parts import next_part
from crawler.reading.pictures import read_pictures
from crawler.reading.prose import Prose
from crawler.reading.published import read_published
from crawler.reading.text import is_longer, key
from crawler.reading.titles import WINDOW, TitleSources, read_title, title_parts
from crawler.reading.visits import is_of_visit
from crawler.reading.widgets import ends_body, is_head_line, is_widget

_LONGEST_HEAD = 8  # blocks that title and fields may take inside the body's own container
_LONGEST_TITLE = 150  # characters: a longer line, or one that ends a sentence, is the body already
_MOST_FIELDS = 40  # cells of a table of fields
_OPENING = 6
_MOST_COMPOSED = 4  # characters that NFKC makes one of, at most
_NEAR = 30  # lines above the body that are asked for fields first


@dataclass(frozen=True, slots=True)
class _Article:
    """A page divided into what stands above its body, the body, and what stands after it."""

    container: etree._Element
    above: tuple[Line, ...]
    blocks: tuple[Block, ...]
    below: tuple[Line, ...]

    @property
    def outside(self) -> list[Line]:
        """The lines outside the body, the nearest above it first: those are the article's own."""
        return [*self.above[-_NEAR:], *self.above[:-_NEAR], *self.below]

    @property
    def opening(self) -> list[str]:
        """The body's first lines, up to its first table."""
        first = self.blocks[:_OPENING]
        table = next((place for place, block in enumerate(first) if not isinstance(block, str)), _OPENING)
        return [block for block in first[:table] if isinstance(block, str)]


def read_document(page: Page) -> DocumentReading:
    """What a document page shows, read from META tags, labels and its layout.

    Fields follow 政府网站发展指引 (国办发〔2017〕47号) and the catalogue entry of 政府信息公开目录;
    what the page does not show is '' or None. A body of pictures alone is an empty Body, and ``images`` are they;
    text that a page shows twice, for two widths of screen, is read once.
    """
    meta = meta_values(page.root)
    article = _divide(page)
    breadcrumb = read_breadcrumb(page)
    title, at = read_title(_title_sources(page, meta, article, breadcrumb))
    head = article.above[-WINDOW:] if at is None else article.above[at + 1 :]
    published = read_published(page, meta, head, article.outside)
    fields = labelled(article.outside)
    body = _body(article.blocks)
    images = read_pictures(page, article.container) if _says_nothing_but(body.text, title) else ()
    return DocumentReading(
        title=title,
        published_on=published.on,
        published_on_origin=published.origin,
        date_conflict=published.other is not None,
        source=_field(fields, "source") or _meta_source(meta),
        issuer=_field(fields, "issuer"),
        index_number=_field(fields, "index_number"),
        document_number=_field(fields, "document_number") or bare_number(article.above[-WINDOW:], article.opening),
        breadcrumb=breadcrumb,
        body=body,
        attachments=read_attachments(page, _anchors_from(page.root, article.container)),
        published_on_other=published.other,
        published_on_printed=published.printed,
        family=family_of(page).name,
        written_on=next((day.on for _, value in fields["written_on"] if (day := find_day(value, page.zone))), None),
        validity=_field(fields, "validity"),
        category=_field(fields, "category"),
        keywords=_keywords(page, fields, meta, breadcrumb, f"{title}\n{body.text}", article.blocks),
        image_only=bool(images),
        images=images,
        next_part=next_part(page),
    )


def _divide(page: Page) -> _Article:
    """The page's parts; title and fields inside the body's own container belong to what is above."""
    container = find_container(page.root, Prose(page.outline))
    above, inside, below = page.outline.divided(container)
    blocks = read_blocks(page.outline, container)
    cut, lines = _head_length(blocks)
    return _Article(container, (*above, *islice(inside, lines)), tuple(blocks[cut:]), tuple(below))


def _title_sources(page: Page, meta: dict[str, str], article: _Article, breadcrumb: Sequence[str]) -> TitleSources:
    columns = {key(name) for name in (*breadcrumb, meta_field(meta, "site"), meta_field(meta, "column"))}
    return TitleSources(meta_field(meta, "title"), page.title, article.above, frozenset(columns), article.opening)


def _keywords(
    page: Page,
    fields: dict[str, list[tuple[int, str]]],
    meta: dict[str, str],
    breadcrumb: Sequence[str],
    text: str,
    blocks: Sequence[Block],
) -> str:
    closing = [block for block in blocks[-CLOSING:] if isinstance(block, str)]
    labelled_ones = _field(fields, "keywords") or closing_keywords(closing)
    value = meta_field(meta, "keywords")
    if labelled_ones or not value:
        return labelled_ones
    names = (*breadcrumb, meta_field(meta, "site"), meta_field(meta, "column"), *title_parts(page.title)[1:])
    return meta_keywords(value, {key(name) for name in names}, text)


def _field(fields: dict[str, list[tuple[int, str]]], name: str) -> str:
    return fields[name][0][1] if fields[name] else ""


def _meta_source(meta: dict[str, str]) -> str:
    value = meta_field(meta, "source")
    return "" if is_empty_value(value) else value


def _head_length(blocks: Sequence[Block]) -> tuple[int, int]:
    """How many first blocks of a container, and lines, are the article's head: all up to its last of fields or buttons.

    The entry of a catalogue (索引号, 文号) may be a table there: each of its cells is a line.
    """
    last, lines = (0, 0), 0
    for number, block in enumerate(blocks[:_LONGEST_HEAD], 1):
        cells = [block] if isinstance(block, str) else [cell.text for cell in block if cell.text]
        if len(cells) > _MOST_FIELDS or any("。" in cell or len(cell) > _LONGEST_TITLE for cell in cells):
            break
        is_entry = not isinstance(block, str) and are_fields(cells)
        if not (isinstance(block, str) or is_entry):
            break
        lines += len(cells)
        if is_entry or is_head_line(cells[0]) or is_widget(cells[0]):
            last = number, lines
    return last


def _body(blocks: Sequence[Block]) -> Body:
    """The body without widgets, without what is of a visit, and without what follows its end."""
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        if isinstance(block, str):
            if ends_body(block) and _no_prose(blocks[number + 1 :]):
                break
            if is_widget(block) or is_of_visit(block):
                continue
        kept.append(block)
    return write_body(kept)


def _says_nothing_but(text: str, title: str) -> bool:
    """Whether a text is empty or the title once more; one that is far too long for that is not compared."""
    return not is_longer(text, _MOST_COMPOSED * len(key(title))) and key(text) in ("", key(title))


def _no_prose(blocks: Sequence[Block]) -> bool:
    """Whether nothing of weight follows."""
    return all(isinstance(block, str) and len(block) < 120 for block in blocks)


def _anchors_from(root: etree._Element, container: etree._Element) -> Iterator[etree._Element]:
    """Anchors in the body and after it."""
    reached = False
    for element in root.iter("a", container.tag):
        reached = reached or element is container
        if reached and element.tag == "a":
            yield element
