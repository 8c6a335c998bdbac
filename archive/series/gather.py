"""What the archive holds of documents that may carry numbers, and of texts that may name them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlite_utils import Database

from archive.archived import last_crawl
from archive.series.build import Bearer
from archive.standing import Standing

_HEAD = 640  # characters at the beginning of a file
_SAYS_NUMBER = "(instr({0}, '号') or instr({0}, '號'))"
#: A title's own number ends it, up to brackets and stops.
_ENDS_IN_NUMBER = "(instr(substr({0}, -3), '号') or instr(substr({0}, -3), '號'))"
#: A number that a title names has a year in brackets.
_HAS_BRACKET = "(" + " or ".join(f"instr({{0}}, '{sign}')" for sign in "〔[［﹝(（【〖") + ")"
#: Documents of the portal's own site. An index gives their row ids, in whose order rows and texts are read faster.
_OWN = 'd.rowid in (select rowid from documents where portal = ? and "import" is null)'
#: Those of them that may carry a number.
_BEARERS = f"""
select d.id, coalesce(d.title, ''), coalesce(d.title_key, ''), coalesce(d.issuer, ''),
    coalesce(d.index_number, ''), coalesce(d.document_number, ''),
    iif(d.state = 'file', (select substr(t.text, 1, {_HEAD}) from document_texts t where t.version = d.version), ''),
    d.published_on
from documents d
where {_OWN}
and (d.index_number <> '' or d.document_number <> '' or d.state = 'file' or {_ENDS_IN_NUMBER.format("d.title")})
"""
_LISTED = f"""
select distinct l.document, l.title from listings l
where l.rowid in (select rowid from listings where crawl = ?)
and l.document is not null and {_ENDS_IN_NUMBER.format("l.title")}
"""
#: Names of files in any accepted crawl: a file that is no more attached was published all the same.
_ATTACHED = f"""
select distinct a.document, a.name from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
where w.portal = ? and {_SAYS_NUMBER.format("a.name")}
"""
_NAMED = """
select id, coalesce(title, ''), coalesce(title_key, ''), coalesce(issuer, ''), '', '', '', published_on
from documents where id in (select value from json_each(?))
"""
_NAMES_IN_TITLE = f"({_SAYS_NUMBER.format('d.title')} and {_HAS_BRACKET.format('d.title')})"
#: Titles and texts of documents, as they were read last; all texts, for Python finds 号 in them faster than SQLite.
_TEXTS = f"""
select d.id, iif({_NAMES_IN_TITLE}, d.title, ''), coalesce(t.text, '')
from documents d left join document_texts t on t.version = d.version where {_OWN}
"""
#: Texts of the files that documents attach, as they were read last.
_FILES = f"""
select a.document, t.text
from (select distinct a.document, a.file from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
      where w.portal = ? and a.role = 'attachment') a
join sightings s on s.document = a.file and s.crawl = {last_crawl("a.file")}
join document_texts t on t.version = s.version
"""


def bearers(db: Database, standing: Standing) -> Iterator[Bearer]:
    """Every document that may carry a number, in the order of ids."""
    portal = standing.portal
    listed = _by_document(db.execute(_LISTED, [standing.as_of]))
    attached = _by_document(db.execute(_ATTACHED, [portal]))
    rows = {row[0]: row for row in db.execute(_BEARERS, [portal])}
    named = json.dumps(sorted((listed.keys() | attached.keys()) - rows.keys()))
    rows |= {row[0]: row for row in db.execute(_NAMED, [named])}
    for document in sorted(rows):
        identity, title, title_key, issuer, index, number, head, day = rows[document]
        listings, names = tuple(listed.get(document, ())), tuple(attached.get(document, ()))
        yield Bearer(identity, title, title_key, issuer, index, number, listings, names, head or "", day)


def _by_document(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for document, words in sorted(rows):
        found[document].append(words)
    return found


def texts(db: Database, portal: str, words: Collection[str]) -> Iterator[tuple[str, str]]:
    """Documents with those of their titles, texts and files' texts that hold one of ``words`` and 号."""
    for query in (_TEXTS, _FILES):
        for document, *found in db.execute(query, [portal]):
            for text in found:
                if ("号" in text or "號" in text) and any(word in text for word in words):
                    yield document, text


#: The view column_documents reads the lists of all portals.
_IN_COLUMN = """
select distinct l.document from crawls w join listings l on l.crawl = w.id and l."column" = ?
where w.portal = ? and w.accepted = 1 and l.document is not null
"""


def documents_of(db: Database, portal: str, columns: Iterable[str]) -> dict[str, set[str]]:
    """For each of a portal's ``columns`` the documents that stand in it, or stood in any accepted crawl."""
    return {column: {document for (document,) in db.execute(_IN_COLUMN, [column, portal])} for column in columns}
