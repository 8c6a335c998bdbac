"""What the archive holds of documents that may carry numbers, and of texts that may name them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from sqlite_utils import Database

from archive.archived import last_crawl
from archive.series.build import Bearer
from archive.standing import Standing

_Of = TypeVar("_Of")
_HEAD = 640  # characters at the beginning of a file
#: A number that a title names has a year in brackets.
_BRACKET = re.compile(r"[〔[［﹝(（【〖]")
_FIELDS = "d.id, coalesce(d.title, ''), coalesce(d.title_key, ''), coalesce(d.issuer, '')"
#: Documents of the portal's own site: fields, head where they are files, version. An index gives their row ids, in
#: whose order rows are read faster.
_OWN = f"""
select {_FIELDS}, coalesce(d.index_number, ''), coalesce(d.document_number, ''), d.published_on,
    case when d.state = 'file' then
        coalesce((select substr(t.text, 1, {_HEAD}) from document_texts t where t.version = d.version), '') end,
    d.version
from documents d where d.rowid in (select rowid from documents where portal = ? and "import" is null)
"""
#: Others that a list or an attachment says to be numbered.
_OTHERS = f"""
select {_FIELDS}, '', '', d.published_on, null from documents d where d.id in (select value from json_each(?))
"""
#: A title's own number ends it, up to brackets and stops.
_LISTED = """
select distinct l.document, l.title from listings l
where l.crawl = ? and l.document is not null and substr(l.title, -3) glob '*[号號]*'
"""
#: Names of files in any accepted crawl: a file that is no more attached was published all the same.
_ATTACHED = """
select distinct a.document, a.name from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
where w.portal = ? and (instr(a.name, '号') or instr(a.name, '號'))
"""
#: Texts by their versions; all of them, for Python finds 号 in them faster than SQLite.
_TEXTS = """
select t.version, t.text from json_each(?) v cross join document_texts t on t.version = v.value where t.text <> ''
"""
#: Texts of the files that documents attach, as they were read last.
_FILES = f"""
select a.document, t.text
from (select distinct a.document, a.file from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
      where w.portal = ? and a.role = 'attachment') a
join sightings s on s.document = a.file and s.crawl = {last_crawl("a.file")}
join document_texts t on t.version = s.version where t.text <> ''
"""


class Documents:
    """The documents of a portal, read once: first what numbers they carry, then what numbers their texts name."""

    def __init__(self, db: Database, standing: Standing) -> None:
        self._db, self._portal = db, standing.portal
        self._listed = _by_document(db.execute(_LISTED, [standing.as_of]))
        self._attached = _by_document(db.execute(_ATTACHED, [standing.portal]))
        self._titles: list[tuple[str, str]] = []  # with ids, that may name a number
        self._versions: dict[int, str] = {}  # whose texts may name one, with ids

    def bearers(self) -> Iterator[Bearer]:
        """Those of the portal's own site that may carry a number, and others that its lists and attachments show."""
        left = self._listed.keys() | self._attached.keys()
        for row in self._db.execute(_OWN, [self._portal]):
            identity, title, title_key, issuer, index_number, document_number, day, head, version = row
            if version is not None:
                self._versions[version] = identity
            says_number = "号" in title or "號" in title
            if says_number and _BRACKET.search(title):
                self._titles.append((identity, title))
            if identity in left:
                left.remove(identity)
                yield self._shown(row[:8])
            elif index_number or document_number or head is not None or (says_number and _ends_in_number(title)):
                yield Bearer(identity, title, title_key, issuer, index_number, document_number, day, head)
        for row in self._db.execute(_OTHERS, [json.dumps(sorted(left))]):
            yield self._shown(row)

    def _shown(self, row: tuple[Any, ...]) -> Bearer:
        identity = row[0]
        return Bearer(*row)._replace(
            listed_as=self._listed.get(identity, ()), attachments=self._attached.get(identity, ())
        )

    def texts(self, words: Collection[str]) -> Iterator[tuple[str, str]]:
        """Ids with those of their titles, texts and files' texts that hold one of ``words`` and 号.

        Of the documents that ``bearers`` has gone through.
        """
        yield from _with_words(self._titles, words)
        in_their_order = json.dumps(sorted(self._versions))  # in which they lie on disk
        for version, text in _with_words(self._db.execute(_TEXTS, [in_their_order]), words):
            yield self._versions[version], text
        yield from _with_words(self._db.execute(_FILES, [self._portal]), words)


def _with_words(texts: Iterable[tuple[_Of, str]], words: Collection[str]) -> Iterator[tuple[_Of, str]]:
    for of, text in texts:
        if ("号" in text or "號" in text) and any(word in text for word in words):
            yield of, text


def _ends_in_number(title: str) -> bool:
    ending = title[-3:]
    return "号" in ending or "號" in ending


def _by_document(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for document, words in sorted(rows):
        found[document].append(words)
    return {document: tuple(words) for document, words in found.items()}


#: The view column_documents reads the lists of all portals.
_IN_COLUMN = """
select distinct l.document from crawls w join listings l on l.crawl = w.id and l."column" = ?
where w.portal = ? and w.accepted = 1 and l.document is not null
"""


def documents_of(db: Database, portal: str, columns: Iterable[str]) -> dict[str, set[str]]:
    """For each of a portal's ``columns`` the documents that stand in it, or stood in any accepted crawl."""
    return {column: {document for (document,) in db.execute(_IN_COLUMN, [column, portal])} for column in columns}
