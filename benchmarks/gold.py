"""Labelled pages: what a person says a page shows, and the page's bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

CORPUS = Path(os.environ.get("GONGKAI_CORPUS") or Path(__file__).resolve().parent.parent.parent / "shared" / "corpus")
#: Where a page stands whose address nobody knows.
NOWHERE = "http://www.example.gov.cn/a/b/c/index.html"
#: Labels of lists; every other page with a title is a document.
LISTS = ("list", "directory")


@dataclass(frozen=True, slots=True)
class LabelledEntry:
    """One entry of a list: its full title, its absolute address ('' for one that only a script opens), its date."""

    title: str
    url: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Labelled:
    """One page with its labels; ``status`` says whether the saved page is as its server sent it."""

    id: str
    kind: str
    status: str
    url: str
    content: bytes
    row: dict[str, Any]

    @property
    def is_list(self) -> bool:
        """Whether the page is labelled as a column's list."""
        return self.kind in LISTS

    @property
    def entries(self) -> list[LabelledEntry]:
        """The labelled entries of a list, in order."""
        return [
            LabelledEntry(item["title"], self.absolute(item["href"]), item["date"])
            for item in self.row.get("items", ())
        ]

    def absolute(self, href: str | None) -> str:
        """An address of the page as its own links have it; '' for none, and for a script's."""
        if not href or href.lower().startswith(("javascript:", "#")):
            return ""
        return urljoin(self.url, href)


def read_gold(folder: Path) -> Iterator[Labelled]:
    """The labelled pages of a folder with gold.jsonl in it.

    A mirror's address says nothing of the page it was made from, and is not given to any reader.
    """
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        url = row.get("url") or ""
        known = url if url.startswith("http") else NOWHERE
        content = (folder / row["file"]).read_bytes()
        yield Labelled(row["id"], row["kind"], row.get("status") or "captured", known, content, row)
