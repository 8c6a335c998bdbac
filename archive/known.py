"""What the archive knows of a portal before a crawl of it begins: entries as lists showed them, documents and files
as they were read, and when each was asked for. All of it from accepted live crawls that one reader read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from archive.schema import READER_VERSION
from archive.store import document_id


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list said of an address: its title and its date."""

    title: str
    listed_on: str | None


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address of a list that was read, or whose server said that nothing is there.

    ``checked_at`` is when the crawl began that asked for it last, ``whole_at`` the same of its last answer that was
    no 304, or of that of one of its ``files`` if it was earlier; empty where nobody knows. ``left_at``: it is off its
    lists since then; of such a one any answer but a 304 counts as whole, and its files are not asked for. Instants in
    UTC, a day in the portal's zone.
    """

    url: str
    document: str
    published_on: str | None
    entity_digest: str  # empty: nothing was there
    checked_at: str
    whole_at: str
    files: tuple[str, ...] = ()
    left_at: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a crawl starts from. ``base`` is the newest accepted crawl, empty where there is none.

    ``entries`` are those that each column had when its list was last read to the end, by column key and address;
    ``comparable`` the columns that the portal file finds as the newest crawl of them did; ``files`` those that
    documents attach, with the instant of their last whole answer, or of the last that nothing is there; ``missing``
    are those of documents that one crawl found to be gone, ``off`` those of documents that left their lists and are
    not known to be gone.
    """

    base: str = ""
    base_at: str = ""
    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    comparable: frozenset[str] = frozenset()
    addresses: Mapping[str, KnownAddress] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    tagged: frozenset[str] = frozenset()  # of the files, those that can be asked for on a condition
    missing: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    off: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)  # by every address that is known

    def same_document(self, url: str) -> str:
        """By what two addresses are told to be of one document: its id, or else the address."""
        return self.documents.get(url, url)


NOTHING = Known()
_LIVE = "w.portal = ? and w.source = 'live' and w.accepted = 1"
_ACCEPTED = f"{_LIVE} and w.reader_version = ?"


def known(db: Database, portal: str, bindings: Mapping[str, str]) -> Known:
    """What is known of a portal now: nothing where another reader read the newest accepted crawl, for then the rows of
    today are another's. A crawl that was not accepted is as if it had not been.

    ``bindings`` say how the portal file finds each column, as ``archive.crawls.Declaration`` does.
    """
    base = _base(db, portal)
    if base is None:
        return NOTHING
    entries = dict(_entries(db, portal))
    documents = dict(db.execute("select url, document from document_urls where portal = ?", [portal]).fetchall())
    whole = dict(db.execute(_WHOLE, [portal]).fetchall())
    attachments = db.execute(_FILES, [portal]).fetchall()
    gone = dict(db.execute(_GONE, [portal, READER_VERSION]).fetchall())
    files = {url: max(whole[file], gone.get(url, "")) for url, file in attachments if file in whole}
    validated = {file for (file,) in db.execute(_TAGGED, [portal, READER_VERSION]).fetchall()}
    tagged = frozenset(url for url, file in attachments if file in validated)
    attached = {
        document: tuple(url for url in json.loads(urls) if url in files)
        for document, urls in db.execute(_ATTACHED, [portal]).fetchall()
    }
    absent = list(_absent(db, portal, base[0], bindings))
    missing = {key: entry for key, entry, _, is_missing in absent if is_missing}
    off = {key: entry for key, entry, _, is_missing in absent if not is_missing and key not in entries}
    left = {key[1]: left_at for key, _, left_at, _ in absent if key in off}
    wanted = {url for _, url in entries} | left.keys()
    addresses = {row.url: row for row in _addresses(db, portal, wanted, documents, whole, attached, files, left, gone)}
    lacking = {document for (document,) in db.execute(_LACKING, [base[0]]).fetchall()}
    addresses = {url: row for url, row in addresses.items() if row.document not in lacking}
    found = dict(db.execute(_BINDINGS, [portal]).fetchall())
    comparable = frozenset(
        column.removeprefix(f"{portal}/") for column, said in found.items() if bindings.get(column) == said
    )
    return Known(*base, entries, comparable, addresses, files, tagged, missing, off, documents)


def _base(db: Database, portal: str) -> tuple[str, str] | None:
    row = db.execute(
        "select id, started_at, reader_version from crawls where portal = ? and source = 'live' and accepted = 1 "
        "order by closed_at desc, id desc limit 1",
        [portal],
    ).fetchone()
    return (row[0], row[1]) if row and row[2] == READER_VERSION else None


#: Of each column the last accepted crawl that read its list to the end, and what those after it saw of it, as far as
#: they found it where the newest did. Some lists never are (publishing caps): of them the last forty.
_ENTRIES = f"""
with newest as (
    select w.id, w.closed_at from crawls w where {_ACCEPTED}
    order by w.closed_at desc, w.id desc limit 40
), accepted as (
    select w.id, w.closed_at, v."column", v.list_read, v.binding from newest w join coverage v on v.crawl = w.id
), bound as (
    select "column", binding, max(closed_at) from accepted group by "column"
), since as (
    select "column", max(closed_at) as closed_at from accepted join bound using ("column", binding)
    where list_read = 1 group by "column"
)
select l."column", l.url, l.title, l.listed_on
from accepted a join bound b on b."column" = a."column" and b.binding = a.binding
left join since s on s."column" = a."column"
join listings l on l.crawl = a.id and l."column" = a."column"
where l.state in ('page', 'file') and a.closed_at >= coalesce(s.closed_at, '')
order by a.closed_at
"""


def _entries(db: Database, portal: str) -> Iterator[tuple[tuple[str, str], Entry]]:
    """Entries as they were listed last, the newest crawl's after those of earlier ones."""
    for column, url, title, listed_on in db.execute(_ENTRIES, [portal, READER_VERSION]).fetchall():
        yield (column.removeprefix(f"{portal}/"), url), Entry(title, listed_on)


#: How each column was found last.
_BINDINGS = f"""
select v."column", v.binding from coverage v join crawls w on w.id = v.crawl
where {_LIVE} order by w.closed_at, w.id
"""
#: When each document or file last came whole, whatever reader read it: bytes have none.
_WHOLE = f"""
select s.document, max(w.started_at) from sightings s join crawls w on w.id = s.crawl
join captures c on c.id = s.capture
where {_LIVE} and c.status <> 304 group by s.document
"""
#: What came with a validator (RFC 9110, 8.8).
_TAGGED = f"""
select distinct s.document from sightings s join crawls w on w.id = s.crawl join captures c on c.id = s.capture
where {_ACCEPTED} and coalesce(c.etag, c.last_modified) is not null
"""
_CHECKED = f"""
select s.document, max(w.started_at) from sightings s join crawls w on w.id = s.crawl
where {_ACCEPTED} group by s.document
"""
#: The files of a document, as the last accepted crawl that read it saw them.
_ATTACHED = """
with last as (
    select s.document, max(w.closed_at || w.id) as newest
    from sightings s join crawls w on w.id = s.crawl where w.portal = ? and w.source = 'live' and w.accepted = 1
    group by s.document
)
select a.document, json_group_array(a.url) from last
join attachments a on a.document = last.document join crawls w on w.id = a.crawl
where w.closed_at || w.id = last.newest group by a.document
"""
_FILES = "select distinct a.url, a.file from attachments a join crawls w on w.id = a.crawl where w.portal = ?"
#: What was gone when it was asked for last, by the server's own answer.
_GONE = f"""
select u.url, max(w.started_at) from unread u join crawls w on w.id = u.crawl
where {_ACCEPTED} and u.answered = 1 and u.purpose in ('document', 'file') group by u.url
"""
#: Of each document its date, by its list where it was never read; and the digest of what was read, null where nothing
#: was, or not whole.
_READ = """
select d.id, d.published_on, iif(v.id is null, null, coalesce(v.entity_digest, ''))
from documents d left join document_versions v on v.id = d.version and v.cut = 0 where d.portal = ?
"""
#: Files that did not come when they were asked for last: their documents are asked again at once.
_LACKING = """
select a.document from attachments a join unread u on u.crawl = a.crawl and u.url = a.url
where u.crawl = ? and u.purpose = 'file' and u.answered = 0
"""
#: Not listed by the newest accepted crawl and not sure to be removed: where they were listed last, and how that column
#: was found; since when they are off their lists; and whether they were missing when they were asked for.
_ABSENT = """
with last as (
    select d.id, d.missing_since, d.delisted_since, max(w.closed_at || w.id) as newest
    from documents d join listings l on l.document = d.id
    join crawls w on w.id = l.crawl and w.accepted = 1 and w.source = 'live'
    where d.portal = :portal and d.gone_since is null
        and d.last_seen < (select closed_at from crawls where id = :base)
    group by d.id
)
select l."column", l.url, l.title, l.listed_on, coalesce(last.delisted_since, w.closed_at),
    last.missing_since is not null, v.binding
from last join listings l on l.document = last.id join crawls w on w.id = l.crawl
join coverage v on v.crawl = l.crawl and v."column" = l."column"
where w.closed_at || w.id = last.newest and l.state in ('page', 'file')
"""


def _absent(
    db: Database, portal: str, base: str, bindings: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], Entry, str, bool]]:
    """Entries of documents that may be gone, since when, and whether they were missing once.

    Only of columns that are found where they were: nothing can be said of others.
    """
    rows = db.execute(_ABSENT, {"portal": portal, "base": base}).fetchall()
    for column, url, title, listed_on, left_at, is_missing, binding in rows:
        if bindings.get(column) == binding:
            yield (column.removeprefix(f"{portal}/"), url), Entry(title, listed_on), left_at, bool(is_missing)


#: When an address last answered anything but that nothing changed.
_ANSWERED = f"""
select c.url, max(w.started_at) from captures c join crawls w on w.id = c.crawl
where {_LIVE} and c.status <> 304
    and c.url in (select value from json_each(?)) group by c.url
"""


def _addresses(
    db: Database,
    portal: str,
    wanted: set[str],
    documents: Mapping[str, str],
    whole: Mapping[str, str],
    attached: Mapping[str, tuple[str, ...]],
    files: Mapping[str, str],
    left: Mapping[str, str],
    gone: Mapping[str, str],
) -> Iterator[KnownAddress]:
    """Every address of the lists, or that left them, of which it is known what is there."""
    checked = dict(db.execute(_CHECKED, [portal, READER_VERSION]).fetchall())
    read = {row[0]: row[1:] for row in db.execute(_READ, [portal]).fetchall()}
    answered = dict(db.execute(_ANSWERED, [portal, json.dumps(sorted(left))]).fetchall())
    for url in wanted:
        document = documents.get(url) or document_id(portal, url)
        published_on, digest = read.get(document, (None, None))
        seen = checked.get(document, "") if digest is not None else ""
        if not (seen or url in gone or url in answered):
            continue
        own = attached.get(document, ()) if url not in left else ()
        last = max(gone.get(url, ""), answered.get(url, ""))
        last_whole = max(whole.get(document, ""), last)
        oldest = min([last_whole, *(files[file] for file in own)])
        is_gone = gone.get(url, "") > seen
        digest = "" if is_gone or digest is None else digest
        yield KnownAddress(url, document, published_on or None, digest, max(seen, last), oldest, own, left.get(url, ""))
