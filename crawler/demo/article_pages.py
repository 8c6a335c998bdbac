"""Pages and files of documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from crawler.demo import truth
from crawler.demo.attachments import CONTENT_TYPES, attachment
from crawler.demo.frame import Frame
from crawler.demo.meta import article_tags, site_tags
from crawler.demo.model import Document, Entry, Page
from crawler.demo.official_tables import official_table
from crawler.demo.truth import Column


@dataclass(frozen=True, slots=True)
class ArticlePages:
    """Makes what a document's addresses answer with."""

    frame: Frame
    listings: Mapping[str, Sequence[Entry]]

    def document(self, document: Document) -> Iterator[tuple[str, Page]]:
        """The page or file of a document, and its attachments; nothing for one on another host."""
        if document.form == "file":
            yield document.url, _file("pdf", document.title, document)
        elif document.form == "soft_404":
            yield document.url, self._gone(document)
        elif document.form != "external":
            yield document.url, self._article(document)
        for file in document.attachments:
            yield file.path, _file(file.format, file.name, document)

    def _gone(self, document: Document) -> Page:
        # A soft 404: an error text under status 200.
        home = self.frame.skin.link(document.url, self.frame.home)
        content = f'<div class="error"><p>很抱歉，您访问的页面不存在或已被删除！</p><a href="{home}">返回首页</a></div>'
        column = self.frame.column(document.columns[0])
        return self.frame.page(document.url, "页面不存在", content, site_tags(self.frame.names), column)

    def _article(self, document: Document) -> Page:
        column = self.frame.column(document.columns[0])
        before, after = self._neighbours(document, column)
        content = self.frame.skin.fill(
            "article",
            breadcrumb=self.frame.breadcrumb(document.url, column, of_article=True),
            title=escape(document.title),
            facts=self._facts(document),
            catalogue=self._catalogue(document) if self._is_catalogued(document) else "",
            body=self._body(document),
            attachments=self._attachments(document),
            neighbours=self.frame.skin.fill("neighbours", before=before, after=after),
        )
        tags = article_tags(self.frame.names, column, document)
        return self.frame.page(document.url, document.title, content, tags, column)

    def _facts(self, document: Document) -> str:
        if document.printed == "meta":
            return ""
        skin = self.frame.skin
        date = skin.fill("date", day=skin.page_date(document)) if document.published_on else ""
        date += skin.fill("written", day=document.written_on.isoformat()) if document.written_on else ""
        return skin.fill("facts", date=date, source=escape(document.source))

    def _is_catalogued(self, document: Document) -> bool:
        return self.frame.column(document.columns[0]).catalogue

    def _catalogue(self, document: Document) -> str:
        """What a government information catalogue says of an entry."""
        return self.frame.skin.fill(
            "catalogue",
            index_number=document.index_number,
            issuer=document.issuer or self.frame.names.title,
            document_number=document.document_number,
        )

    def _body(self, document: Document) -> str:
        if document.report_year is None:
            listed = [_list_of_persons()] if document.persons else []
            numbered = () if self._is_catalogued(document) else (document.document_number,)
            texts = (text for text in (*numbered, *document.paragraphs) if text)
            return "\n".join([*map(self._paragraph, texts), *listed])
        report = truth.report(document.report_year)
        parts = (
            official_table(report, part.table) if part.table else self._paragraph(part.text) for part in report.body
        )
        return "\n".join(parts)

    def _paragraph(self, text: str) -> str:
        return self.frame.skin.fill("paragraph", text=escape(text, quote=False))

    def _attachments(self, document: Document) -> str:
        skin = self.frame.skin
        files = [
            skin.fill("attachment", url=skin.link(document.url, file.path), title=escape(file.name), format=file.format)
            for file in document.attachments
        ]
        return skin.fill("attachments", files="".join(files)) if files else ""

    def _neighbours(self, document: Document, column: Column) -> tuple[str, str]:
        entries = self.listings[column.key]
        place = next((index for index, entry in enumerate(entries) if entry.document == document.number), None)
        if place is None:  # a page that its list no longer shows
            return self._neighbour(document.url, None), self._neighbour(document.url, None)
        before = entries[place - 1] if place else None
        after = entries[place + 1] if place + 1 < len(entries) else None
        return self._neighbour(document.url, before), self._neighbour(document.url, after)

    def _neighbour(self, path: str, entry: Entry | None) -> str:
        if entry is None:
            return "没有了"
        return f'<a href="{escape(self.frame.skin.link(path, entry.url))}">{escape(entry.title)}</a>'


def _file(format: str, title: str, document: Document) -> Page:
    prose = (*document.paragraphs, *(truth.persons().lines if document.persons else ()))
    return Page(attachment(format, title, prose), CONTENT_TYPES[format])


def _list_of_persons() -> str:
    persons = truth.persons()
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in (persons.head, *persons.rows))
    return f"<p>{persons.title}</p>\n<table>" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
