"""One document under several addresses: when a crawl closes as accepted, what redirects showed to be one becomes one.

An entry that leads by redirects to a page that is a document itself is that document. The captures say where each
entry was really read; ``document_urls`` keeps what was found, so that later crawls know it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from sqlite_utils import Database

from archive.folding import title_key
from archive.store import document_id

#: So many entries of different titles never lead to one document.
MANY = 3
#: Tables whose rows belong to a document and a crawl, each with at most one row for what its key names.
_OF_CRAWL = ("sightings", "attachments", "document_parts")
_OF_DOCUMENT = ("document_versions", "listings", "reports")
_READ_AT = """
select l.url, c.url as read_at, min(l.title) as listed, v.title as shown
from listings l join sightings s on s.crawl = l.crawl and s.document = l.document
join captures c on c.id = s.capture join document_versions v on v.id = s.version
where l.crawl = ? and l.state in ('page', 'file') group by l.url order by l.url
"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An address of a list and where it was read; ``is_titled`` where list and page give one title."""

    url: str
    read_at: str
    title: str
    is_titled: bool


def unite(db: Database, portal: str, crawl: str) -> None:
    """Make one document of every set of addresses that lead to one page; part of the closing of an accepted crawl.

    The document keeps the id it is known by, the one first seen where several are; else that of its first address.
    In whatever order the answers came, the result is the same.
    """
    listed = {url for (url,) in db.execute("select distinct url from listings where crawl = ?", [crawl]).fetchall()}
    known = dict(db.execute("select url, document from document_urls where portal = ?", [portal]).fetchall())
    entries = [
        _Entry(row["url"], row["read_at"], row["listed"], _agree(row["listed"], row["shown"]))
        for row in db.query(_READ_AT, [crawl])
    ]
    moved = [entry for entry in entries if entry.read_at != entry.url]
    crowded = _crowded(moved)
    same = [
        (entry.url, entry.read_at)
        for entry in moved
        if (entry.is_titled and entry.read_at in listed | known.keys())
        or (entry.read_at in listed and entry.read_at not in crowded)
    ]
    sighted = {one for (one,) in db.execute("select document from sightings where crawl = ?", [crawl]).fetchall()}
    own = {url: document_id(portal, url) for url in known}
    # Those of documents that left their lists were asked for too.
    renamed = (url for url in known if known[url] != own[url] and (url in listed or own[url] in sighted))
    for addresses in _sets(same, renamed):
        _unite(db, portal, crawl, addresses, known, {entry.url: entry.read_at for entry in entries})
    _remember(db, portal, crawl, moved, listed | known.keys())


def _crowded(moved: Iterable[_Entry]) -> set[str]:
    """Pages that many entries of other titles lead to: what a site shows in place of them, and none of them."""
    strangers: dict[str, set[str]] = {}
    for entry in moved:
        if not entry.is_titled:
            strangers.setdefault(entry.read_at, set()).add(title_key(entry.title))
    return {address for address, titles in strangers.items() if len(titles) >= MANY}


def _agree(listed: str, shown: str) -> bool:
    """Whether a list and a page give one title: a page of errors that many entries lead to has none of theirs."""
    one, other = title_key(listed), title_key(shown)
    return bool(one and other) and (one in other or other in one)


def _sets(pairs: Iterable[tuple[str, str]], alone: Iterable[str]) -> Iterator[list[str]]:
    """The sets of addresses that pairs connect, each sorted."""
    leader: dict[str, str] = {url: url for url in alone}

    def find(url: str) -> str:
        while leader.setdefault(url, url) != url:
            leader[url] = leader[leader[url]]
            url = leader[url]
        return url

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        leader[second] = first
    members: dict[str, list[str]] = {}
    for url in sorted(leader):
        members.setdefault(find(url), []).append(url)
    yield from members.values()


def _unite(
    db: Database, portal: str, crawl: str, addresses: list[str], known: Mapping[str, str], read_at: Mapping[str, str]
) -> None:
    own = {url: document_id(portal, url) for url in addresses}
    ids = {known[url] for url in addresses if url in known}
    gone = ids | set(own.values())
    keep = _first_seen(db, ids) if ids else own[addresses[0]]
    gone.discard(keep)
    if not gone:
        return
    _keep_one_reading(db, crawl, [own[url] for url in sorted(addresses, key=lambda url: read_at.get(url) != url)])
    for document in sorted(gone):
        _point(db, document, keep)
    _forget_equal_version(db, crawl, keep)
    rows = ({"url": url, "portal": portal, "document": keep} for url in addresses)
    db.table("document_urls").insert_all(rows, pk=("portal", "url"), replace=True)


def _first_seen(db: Database, ids: Iterable[str]) -> str:
    wanted = sorted(ids)
    sql = "select id from documents where id in (select value from json_each(?)) order by first_seen, id limit 1"
    row = db.execute(sql, [json.dumps(wanted)]).fetchone()
    return str(row[0]) if row else wanted[0]


def _keep_one_reading(db: Database, crawl: str, documents: list[str]) -> None:
    """Of several readings of one page in this crawl the first in the order of ``documents``; the captures all stay."""
    sql = "select document, version from sightings where crawl = ? and document in (select value from json_each(?))"
    versions = dict(db.execute(sql, [crawl, json.dumps(documents)]).fetchall())
    for document in [document for document in documents if document in versions][1:]:
        for table in _OF_CRAWL:
            db.execute(f'delete from "{table}" where crawl = ? and document = ?', [crawl, document])
        _delete_unseen(db, crawl, versions[document])


def _delete_unseen(db: Database, crawl: str, version: int) -> None:
    """Drop a version of this crawl that no crawl sees any more."""
    unseen = "id = ? and crawl = ? and not exists (select 1 from sightings where version = document_versions.id)"
    if db.execute(f"delete from document_versions where {unseen}", [version, crawl]).rowcount:
        db.execute("delete from document_texts where version = ?", [version])


def _point(db: Database, document: str, keep: str) -> None:
    """Give every row of a document to the one it is."""
    for table in _OF_DOCUMENT:
        db.execute(f'update "{table}" set document = ? where document = ?', [keep, document])
    for table in _OF_CRAWL:
        db.execute(f'update or ignore "{table}" set document = ? where document = ?', [keep, document])
        db.execute(f'delete from "{table}" where document = ?', [document])
    db.execute("update document_urls set document = ? where document = ?", [keep, document])
    db.execute(
        "update documents set first_seen = min(first_seen, "
        "coalesce((select first_seen from documents where id = ?1), first_seen)) where id = ?2",
        [document, keep],
    )
    db.execute("delete from documents where id = ?", [document])


def _forget_equal_version(db: Database, crawl: str, document: str) -> None:
    """A version of this crawl that equals the one before it, read under another address, is that one seen again."""
    rows = db.execute(
        "select id, crawl, entity_digest, content_digest, reader_version from document_versions "
        "where document = ? order by id desc limit 2",
        [document],
    ).fetchall()
    if len(rows) == 2 and rows[0][1] == crawl and rows[0][2:] == rows[1][2:]:
        db.execute("update sightings set version = ? where version = ?", [rows[1][0], rows[0][0]])
        _delete_unseen(db, crawl, rows[0][0])


def _remember(db: Database, portal: str, crawl: str, moved: Iterable[_Entry], taken: Set[str]) -> None:
    """Where a page stands that no list names, and one entry alone leads to, is another address of its document."""
    leading: dict[str, list[_Entry]] = {}
    for entry in moved:
        leading.setdefault(entry.read_at, []).append(entry)
    for address, entries in leading.items():
        if len(entries) == 1 and entries[0].is_titled and address not in taken:
            sql = "select document from listings where crawl = ? and url = ?"
            (document,) = db.execute(sql, [crawl, entries[0].url]).fetchone()
            db.table("document_urls").insert({"url": address, "portal": portal, "document": document}, ignore=True)
