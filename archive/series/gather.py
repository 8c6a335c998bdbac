"""What the archive holds of documents that may carry numbers, and of texts that may name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlite_utils import Database

from archive.series.build import Bearer
from archive.standing import Standing

_HEAD = 640  # characters at the beginning of a file
_SAYS_NUMBER = "(instr({0}, '号') or instr({0}, '號'))"
#: A title's own number ends it, up to brackets and stops.
_ENDS_IN_NUMBER = "(instr(substr({0}, -3), '号') or instr(substr({0}, -3), '號'))"
#: A number that a title names has a year in brackets.
_HAS_BRACKET = "(" + " or ".join(f"instr({{0}}, '{sign}')" for sign in "〔[［﹝(（【〖") + ")"
#: Documents of the portal's own site that may carry a number.
_BEARERS = f"""
select d.id, coalesce(d.title, ''), coalesce(d.title_key, ''), coalesce(d.issuer, ''),
    coalesce(d.index_number, ''), coalesce(d.document_number, ''),
    iif(d.state = 'file', (select substr(t.text, 1, {_HEAD}) from document_texts t where t.version = d.version), ''),
    d.published_on
from documents d
where d.portal = ? and d."import" is null
and (d.index_number <> '' or d.document_number <> '' or d.state = 'file' or {_ENDS_IN_NUMBER.format("d.title")})
"""
_LISTED = f"""
select distinct l.document, l.title from listings l
where l.crawl = ? and l.document is not null and {_ENDS_IN_NUMBER.format("l.title")}
"""
#: Names of files in any accepted crawl: a file that is no more attached was published all the same.
_ATTACHED = f"""
select distinct a.document, a.name from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
where w.portal = ? and {_SAYS_NUMBER.format("a.name")}
"""
_NAMED = """
select id, coalesce(title, ''), coalesce(title_key, ''), coalesce(issuer, ''), '', '', '', published_on
from documents where id = ?
"""
#: Texts of documents, then of the files that they attach, as they were read last.
_TEXTS = f"""
select d.id, t.text from documents d join document_texts t on t.version = d.version
where d.portal = ? and d."import" is null and {_SAYS_NUMBER.format("t.text")}
"""
_FILES = f"""
select a.document, t.text
from (select distinct a.document, a.file from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
      where w.portal = ? and a.role = 'attachment') a
join document_texts t on t.version = (select max(v.id) from document_versions v where v.document = a.file)
where {_SAYS_NUMBER.format("t.text")}
"""
_TITLES = f"""
select id, title from documents
where portal = ? and "import" is null and {_HAS_BRACKET.format("title")} and {_SAYS_NUMBER.format("title")}
"""


def bearers(db: Database, standing: Standing) -> Iterator[Bearer]:
    """Every document that may carry a number, in the order of ids."""
    portal = standing.portal
    listed = _by_document(db.execute(_LISTED, [standing.as_of]))
    attached = _by_document(db.execute(_ATTACHED, [portal]))
    rows = {row[0]: row for row in db.execute(_BEARERS, [portal])}
    for document in (listed.keys() | attached.keys()) - rows.keys():
        for row in db.execute(_NAMED, [document]):
            rows[document] = row
    for document in sorted(rows):
        identity, title, title_key, issuer, index_number, document_number, head, day = rows[document]
        yield Bearer(
            id=identity,
            title=title,
            title_key=title_key,
            issuer=issuer,
            index_number=index_number,
            document_number=document_number,
            listed_as=tuple(listed.get(document, ())),
            attachments=tuple(attached.get(document, ())),
            head=head or "",
            published_on=day,
        )


def _by_document(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for document, words in sorted(rows):
        found[document].append(words)
    return found


def texts(db: Database, portal: str, words: Collection[str]) -> Iterator[tuple[str, str]]:
    """Documents with those of their titles, texts and files' texts that hold one of ``words`` and 号."""
    for query in (_TITLES, _TEXTS, _FILES):
        for document, text in db.execute(query, [portal]):
            for word in words:
                if word in text:
                    yield document, text
                    break


def documents_of(db: Database, columns: Iterable[str]) -> dict[str, set[str]]:
    """For each of ``columns`` the documents that stand in it, or stood in any accepted crawl."""
    sql = 'select document from column_documents where "column" = ? and document is not null'
    return {column: {document for (document,) in db.execute(sql, [column])} for column in columns}
