"""What the withholdings of an archive fit: documents and files by their ids, captures by theirs."""

from __future__ import annotations

import fnmatch
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from archive.withholding import Withholding

#: Each address with its portal and the document or file that it is of; null for one that is a capture's alone.
_ADDRESSES = """
select url, portal, document from document_urls
union select url, portal, id from documents
union select p.url, d.portal, p.document from document_parts p join documents d on d.id = p.document
union select a.url, d.portal, coalesce(a.file, '') from attachments a join documents d on d.id = a.document
union select url, portal, document from past_documents
union select p.url, d.portal, p.document from document_parts p join past_documents d on d.document = p.document
union select a.url, d.portal, coalesce(a.file, '') from attachments a join past_documents d on d.document = a.document
union select c.url, w.portal, '' from captures c join crawls w on w.id = c.crawl
"""
_FILES = "select distinct document, file from attachments where coalesce(file, '') <> ''"
#: Records that hold what a withheld document or file shows.
_CAPTURES = """
with ids as (select value as id from json_each(:ids)), urls as (select value as url from json_each(:urls))
select id, url from captures where url in (select url from urls)
union select c.id, v.document from document_versions v join captures c on c.id = v.capture where v.document in ids
union select c.id, s.document from sightings s join captures c on c.id = s.capture where s.document in ids
union select c.id, p.document from document_parts p join captures c on c.id = p.capture where p.document in ids
union select c.id, a.document from attachments a join captures c on c.id = a.capture where a.document in ids
"""
_IN_FORCE = "select pattern, portal, reason, withheld_on from withheld where lifted_on is null order by number"
Connection = Database | sqlite3.Connection


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why something is not served, and since which day (ISO 8601)."""

    reason: str
    withheld_on: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """What withholdings fit. ``documents`` has the ids of documents, and of files attached to them."""

    documents: Mapping[str, Withheld]
    captures: Mapping[str, Withheld]


def withheld_documents(db: Connection) -> Mapping[str, Withheld]:
    """What is withheld now by the table ``withheld``: ids of documents and of files attached to them."""
    return fitted(db).documents


def withheld_captures(db: Connection) -> Mapping[str, Withheld]:
    """Captures whose records hold what is withheld now: their bytes are not to be replayed or handed on."""
    return fitted(db).captures


def fitted(db: Connection) -> Fitted:
    """What the table ``withheld`` of an archive of the newest format withholds now."""
    return fit(db, in_force(db))


def in_force(db: Connection) -> list[tuple[str, str, Withheld]]:
    """The entries of the table ``withheld`` that are not lifted: pattern, portal, why."""
    return [(pattern, portal, Withheld(reason, day)) for pattern, portal, reason, day in db.execute(_IN_FORCE)]


def fits(db: Connection, entry: Withholding) -> Fitted:
    """What one entry fits, in force or not."""
    return fit(db, [(entry.pattern, entry.portal, Withheld(entry.said.reason, entry.said.on.isoformat()))])


def fit(db: Connection, entries: Iterable[tuple[str, str, Withheld]]) -> Fitted:
    """What (pattern, portal, why) fit; of what several fit, the first says why. A document takes its files along."""
    wanted = list(entries)
    if not wanted:
        return Fitted({}, {})
    addresses = _Addresses(db)
    documents: dict[str, Withheld] = {}
    urls: dict[str, Withheld] = {}
    for pattern, portal, why in wanted:
        for url, document in addresses.fitting(pattern, portal):
            urls.setdefault(url, why)
            if document:
                documents.setdefault(document, why)
    for document, file in db.execute(_FILES).fetchall():
        if document in documents:
            documents.setdefault(file, documents[document])
    return Fitted(documents, _captures(db, documents, urls))


def _captures(db: Connection, documents: Mapping[str, Withheld], urls: Mapping[str, Withheld]) -> dict[str, Withheld]:
    asked = {"ids": json.dumps(list(documents)), "urls": json.dumps(list(urls))}
    return {row: urls.get(of) or documents[of] for row, of in db.execute(_CAPTURES, asked).fetchall()}


class _Addresses:
    """Every canonical address of the archive, with its portal and what stands there."""

    def __init__(self, db: Connection) -> None:
        self._owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for url, portal, document in db.execute(_ADDRESSES).fetchall():
            if url:
                self._owners[url].add((portal, document or ""))

    def fitting(self, pattern: str, portal: str) -> Iterator[tuple[str, str]]:
        """Addresses that a pattern fits, of one portal or of all, each with a document there, or nothing."""
        for url in sorted(self._urls(pattern)):
            yield from ((url, document) for of, document in sorted(self._owners[url]) if portal in ("", of))

    def _urls(self, pattern: str) -> Iterable[str]:
        """An address of the archive is itself alone, though it may hold a question mark."""
        if pattern in self._owners:
            return (pattern,)
        fitting = _expression(pattern)
        return (url for url in self._owners if fitting.match(url))


def _expression(pattern: str) -> re.Pattern[str]:
    """``*`` stands for any characters, ``?`` for one; everything else, brackets too, for itself."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))
