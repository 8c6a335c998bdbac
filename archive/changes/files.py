"""Files that documents attach: other bytes at an address, another file under a name, one more or one less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.changes.change import Change
from archive.changes.scope import Scope

#: Files of which this crawl saw another version than the last accepted crawl that saw any.
_OTHER_BYTES = """
with seen as (
    select s.document as file, s.version as after, coalesce(
        (select p.version from sightings p where p.crawl = :previous and p.document = s.document),
        (select p.version from sightings p join crawls c on c.id = p.crawl and c.accepted = 1 and c.source = 'live'
            where p.document = s.document and c.id <> :crawl order by c.closed_at desc, c.id desc limit 1)) as before
    from sightings s where s.crawl = :crawl
        and not exists (select 1 from documents d where d.id = s.document and d.state = 'page')
)
select e.file, e.before, e.after from seen e
join document_versions v on v.id = e.after join document_versions w on w.id = e.before
where e.before <> e.after and v.entity_digest <> w.entity_digest
"""
#: Documents that attach files, of which this crawl saw another version than the one before, read by the same reader.
_OTHER_PAGES = """
select distinct s.document, s.version, d.version from sightings s join documents d on d.id = s.document
join document_versions v on v.id = s.version join document_versions w on w.id = d.version
where s.crawl = ? and s.version <> d.version and v.reader_version = w.reader_version
    and exists (select 1 from attachments a where a.document = d.id)
"""
_ATTACHED = """
select a.url, a.name, v.entity_digest, v.id from attachments a left join document_versions v on v.id = coalesce(
    (select s.version from sightings s where s.crawl = a.crawl and s.document = a.file),
    (select s.version from sightings s join crawls c on c.id = s.crawl and c.accepted = 1 and c.source = 'live'
        where s.document = a.file and c.id <> :crawl order by c.closed_at desc, c.id desc limit 1))
where a.crawl = :at and a.document = :document order by a.url
"""


@dataclass(frozen=True, slots=True)
class _File:
    url: str
    name: str
    digest: str | None
    version: int | None


def file_edits(scope: Scope) -> Iterator[Change]:
    """Documents of which a file was edited. Where only its bytes changed and not its text, it is said all the same."""
    others = {
        file: (before, after)
        for file, before, after in scope.db.execute(
            _OTHER_BYTES, {"crawl": scope.crawl, "previous": scope.previous.id}
        ).fetchall()
    }
    told: set[tuple[str, str]] = set()
    for file, (before, after) in sorted(others.items()):
        for document, url in _attaching(scope, file):
            told.add((document, url))
            yield _edited(document, url, before, after)
    for document, *_ in scope.db.execute(_OTHER_PAGES, [scope.crawl]).fetchall():
        for change in _exchanged(document, _files_before(scope, document), _files(scope, document, scope.crawl)):
            if (document, change.url) not in told:
                yield change


def _edited(document: str, url: str, before: int | None, after: int | None) -> Change:
    return Change("edited", document, url=url, part="attachment", before_version=before, after_version=after)


def _attaching(scope: Scope, file: str) -> list[tuple[str, str]]:
    """Documents that are known and attach a file."""
    sql = (
        "select distinct a.document, a.url from attachments a join documents d on d.id = a.document "
        "where a.file = ? order by a.document, a.url"
    )
    return scope.db.execute(sql, [file]).fetchall()


def _files(scope: Scope, document: str, crawl: str) -> dict[str, _File]:
    """The files that a crawl found attached, by address, as it saw them, or the last accepted crawl that did."""
    rows = scope.db.execute(_ATTACHED, {"at": crawl, "document": document, "crawl": scope.crawl}).fetchall()
    return {row[0]: _File(*row) for row in rows}


def _files_before(scope: Scope, document: str) -> dict[str, _File]:
    """Its files as the last accepted crawl that read it found them."""
    sql = (
        "select c.id from sightings s join crawls c on c.id = s.crawl and c.accepted = 1 and c.source = 'live' "
        "where s.document = ? and c.id <> ? order by c.closed_at desc, c.id desc limit 1"
    )
    found = scope.db.execute(sql, [document, scope.crawl]).fetchone()
    return _files(scope, document, found[0]) if found else {}


def _exchanged(document: str, before: Mapping[str, _File], after: Mapping[str, _File]) -> Iterator[Change]:
    """Files under other addresses. The same bytes are the same file, and one of the same name stands in its place."""
    gone, new = _only_in(before, after), _only_in(after, before)
    if any(not file.digest for file in (*gone, *new)):  # one that did not come may be any of the others
        return
    names = [Counter(file.name for file in files) for files in (gone, new)]
    by_name = {file.name: file for file in gone if names[0][file.name] == names[1][file.name] == 1}
    for file in new:
        known = by_name.pop(file.name, None)
        yield _edited(document, file.url, known.version if known else None, file.version)
    for file in gone:
        if file.name not in names[1]:
            yield _edited(document, file.url, file.version, None)


def _only_in(files: Mapping[str, _File], others: Mapping[str, _File]) -> list[_File]:
    digests = {other.digest for other in others.values() if other.digest}
    return [file for url, file in files.items() if url not in others and file.digest not in digests]
