"""The titles of one portal's own site, all folded at once, so that any number of names is looked up quickly.

What carries a name is said by the SQL of its search (``archive.existence``); here the same words are prepared in
Python, for attachments, for similar titles, and to find the few documents over which that SQL has to run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from archive.existence import Search, is_similar, most_similar, replace_words, search_for
from archive.folding import title_key
from archive.standing import Standing

_BREAK = "\n"  # stands in no key and in no word that is replaced


class Titles:
    """Titles of documents and names of attachments that accepted crawls saw; read when first asked for."""

    def __init__(self, db: Database, standing: Standing) -> None:
        self._db = db
        self._standing = standing

    def search_for(self, claim: Mapping[str, Any]) -> Search:
        """How the name of ``claim`` is searched for."""
        return search_for(self._standing, claim, self.attached)

    def attached(self, key: str) -> list[str]:
        """URLs of the attachments whose names carry the name of this key."""
        return sorted({url for (url, _), words in self._attachments if key in words}) if key else []

    def carrying(self, key: str) -> list[int]:
        """Row ids of the documents whose titles carry the name of this key."""
        rows, words = self._documents
        return [row for row, title in zip(rows, words, strict=True) if key in title] if key else []

    def similar(self, key: str) -> tuple[str, ...]:
        """Titles and attachment names that are similar to the name of this key, the shortest first; not all."""
        rows, words = self._documents
        near = json.dumps([rows[place] for place in _similar(key, words)])
        sql = "select distinct title from main.documents where rowid in (select value from json_each(?))"
        titles = {row["title"] for row in self._db.query(sql, [near])}
        names = self._attachments
        titles |= {names[place][0][1] for place in _similar(key, [attached[1] for attached in names])}
        return most_similar(titles)

    @cached_property
    def _documents(self) -> tuple[list[int], list[str]]:
        """Row ids and folded titles, in one order."""
        sql = "select rowid, title_key from main.documents where portal = ? and \"import\" is null and title_key <> ''"
        rows = self._db.execute(sql, [self._standing.portal]).fetchall()
        return [row[0] for row in rows], self._words([row[1] for row in rows])

    @cached_property
    def _attachments(self) -> list[tuple[tuple[str, str], str]]:
        """URL and name of every attachment, and the name folded."""
        sql = (
            "select distinct a.url, coalesce(a.name, '') from main.attachments a "
            "where a.crawl in (select id from main.crawls where portal = ? and accepted = 1)"
        )
        named = self._db.execute(sql, [self._standing.portal]).fetchall()
        return list(zip(named, self._words([title_key(name) for _, name in named]), strict=True))

    def _words(self, keys: list[str]) -> list[str]:
        """Keys of titles with words for one thing made one: replaced in all of them at once."""
        return replace_words(_BREAK.join(keys), self._standing.authority).split(_BREAK) if keys else []


def _similar(key: str, words: list[str]) -> Iterable[int]:
    """Places of the titles that are similar to the name of this key."""
    places: Iterable[int] = range(len(words)) if key else ()
    for letter in sorted(set(key)):  # a title without one of its letters is not looked at further
        places = [place for place in places if letter in words[place]]
    return [place for place in places if is_similar(words[place], key)]
