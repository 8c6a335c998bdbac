"""A handmade site with a guide that names things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handmade_archive import Archive

from archive.layout import layout_of
from archive.records import Body, Paragraph


class GuideSite:
    """A site with a guide that names ``items``, and columns with documents of some days."""

    def __init__(self, *items: str, columns: Iterable[str] = ("要闻",), state: str = "complete") -> None:
        self.archive = Archive()
        self.columns = {title: self.archive.column(f"c{n}", title=title) for n, title in enumerate(columns)}
        self.crawl = self.archive.crawl(states=dict.fromkeys(self.columns.values(), state))
        self.versions = 0
        if items:
            lines = ("一、公开范围", *(f"（一）{item}；" for item in items))
            self.guide = self.text("新区管委会政府信息公开指南", *lines)

    def text(self, title: str, *lines: str, published_on: str = "2019-06-01", **fields: Any) -> str:
        """A document with a text, in no column; its id."""
        self.versions += 1
        made = {"version": self.versions, **fields}
        document: str = self.archive.document(published_on, title=title, crawl=self.crawl, **made)
        paragraphs: list[Paragraph] = []
        for line in lines:
            start = paragraphs[-1].end + 1 if paragraphs else 0
            paragraphs.append(Paragraph(start, start + len(line)))
        body = Body("\n".join(lines), tuple(paragraphs))
        self.archive.db.table("document_versions").insert({"id": self.versions, "document": document})
        row = {"version": self.versions, "text": body.text, "layout": layout_of(body)}
        self.archive.db.table("document_texts").insert(row)
        return document

    def listed(self, column: str, *days: str | None, **fields: Any) -> None:
        """Documents of these days in a column."""
        for day in days:
            self.archive.document(day, columns=[self.columns[column]], crawl=self.crawl, **fields)
