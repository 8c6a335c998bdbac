"""One document under several addresses: when a crawl closes as accepted, what redirects showed to be one becomes one.

An entry that leads by redirects to a page that is a document itself is that document; so is a document that left its
list and leads to one that is on it. The captures say where each was really read; ``document_urls`` keeps what was
found, so that later crawls know it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from sqlite_utils import Database

from archive.folding import title_key
from archive.same import forget_reading, join_documents
from archive.store import document_id

#: So many entries of different titles never lead to one document.
MANY = 3
_LED_ON = """
select l.url, c.url as read_at, min(l.title) as listed, v.title as shown, 1 as is_listed
from listings l join sightings s on s.crawl = l.crawl and s.document = l.document
join captures c on c.id = s.capture join document_versions v on v.id = s.version
where l.crawl = ? and l.state in ('page', 'file') and c.url <> l.url group by l.url order by l.url
"""
#: Documents that no list of the crawl names and that it asked for all the same.
_ASKED_BESIDES = """
select s.document as id, c.url as read_at, coalesce(nullif(v.title, ''), l.title, '') as shown -- files have no title
from sightings s join captures c on c.id = s.capture join document_versions v on v.id = s.version
left join (select url, min(title) as title from listings where crawl = ?1 group by url) l on l.url = c.url
where s.crawl = ?1 and s.document not in (select document from listings where crawl = ?1)
"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An address and where it was read; ``is_titled`` where its title is known and the page gives the same."""

    url: str
    read_at: str
    title: str
    is_titled: bool
    is_listed: bool


def unite(db: Database, portal: str, crawl: str) -> None:
    """Make one document of every set of addresses that lead to one page; part of the closing of an accepted crawl.

    The document keeps the id it is known by, the one first seen where several are; else that of its first address.
    In whatever order the answers came, the result is the same.
    """
    sql = "select distinct url, document from listings where crawl = ?"
    listed: dict[str, str] = dict(db.execute(sql, [crawl]).fetchall())
    known = dict(db.execute("select url, document from document_urls where portal = ?", [portal]).fetchall())
    own = {document_id(portal, url): url for url in known} | {id_: url for url, id_ in listed.items()}
    besides = list(_asked_besides(db, crawl, own, known))
    moved = [*_led_on(db, crawl), *(entry for entry in besides if entry.is_titled)]
    crowded = _crowded(moved)
    pairs = [
        (entry.url, entry.read_at)
        for entry in moved
        if (entry.is_titled and entry.read_at in listed | known.keys())
        or (entry.is_listed and entry.read_at in listed and entry.read_at not in crowded)
    ]
    same = _one_by_one(db, portal, list(_sets(pairs)), known)
    renamed = {id_: known[url] for id_, url in own.items() if url in known and known[url] != id_}
    led_on = {entry.url for entry in moved}
    aliases = {id_: same.get(keep, keep) for id_, keep in renamed.items()}
    join_documents(db, crawl, aliases | same, lambda id_: (own.get(id_, "") in led_on, own.get(id_, "")))
    _remember(db, portal, crawl, [entry for entry in moved if entry.is_listed], listed.keys() | known.keys())
    ids = {url: id_ for id_, url in own.items()}
    for entry in besides:
        if not entry.is_titled:  # led to a page of another title: the list, a notice; that says nothing of it
            keep = str(known[entry.url])
            for document in (ids[entry.url], keep, same.get(keep, keep)):
                forget_reading(db, crawl, document)


def rename(db: Database, portal: str, crawl: str) -> None:
    """Give what a crawl shows of known addresses to the documents that they are known as, and join nothing else.

    For a crawl that shows no newest state: what its redirects say makes no two documents one.
    """
    listed = db.execute("select distinct url, document from listings where crawl = ?", [crawl]).fetchall()
    known = dict(db.execute("select url, document from document_urls where portal = ?", [portal]).fetchall())
    own = {id_: url for url, id_ in listed}
    renamed = {id_: known[url] for id_, url in own.items() if url in known and known[url] != id_}
    join_documents(db, crawl, renamed, lambda id_: (False, own.get(id_, "")))


def _led_on(db: Database, crawl: str) -> Iterator[_Entry]:
    for row in db.query(_LED_ON, [crawl]):
        yield _Entry(row["url"], row["read_at"], row["listed"], _agree(row["listed"], row["shown"]), is_listed=True)


def _asked_besides(db: Database, crawl: str, own: Mapping[str, str], known: Mapping[str, str]) -> Iterator[_Entry]:
    for row in list(db.query(_ASKED_BESIDES, [crawl])):
        url = own.get(row["id"], "")
        if url in known and row["read_at"] != url:
            found = db.execute("select title from documents where id = ?", [known[url]]).fetchone()
            title = found[0] if found else ""
            yield _Entry(url, row["read_at"], title, _agree(title, row["shown"]), is_listed=False)


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


def _sets(pairs: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """The sets of addresses that pairs connect, each sorted."""
    leader: dict[str, str] = {}

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


def _one_by_one(db: Database, portal: str, sets: list[list[str]], known: Mapping[str, str]) -> dict[str, str]:
    """For each id of these sets that is another document: which; their addresses are written as that one's."""
    same: dict[str, str] = {}
    seen = _first_seen(db, {known[url] for addresses in sets for url in addresses if url in known})
    rows: list[dict[str, str]] = []
    for addresses in sets:
        ids = {known[url] for url in addresses if url in known}
        own = [document_id(portal, url) for url in addresses]
        keep = min(ids, key=lambda id_: (seen.get(id_, "~"), id_)) if ids else own[0]
        same |= {id_: keep for id_ in {*ids, *own} if id_ != keep}
        rows += [{"url": url, "portal": portal, "document": keep} for url in addresses]
    db.table("document_urls").insert_all(rows, pk=("portal", "url"), replace=True)
    return same


def _first_seen(db: Database, ids: Set[str]) -> dict[str, str]:
    sql = "select id, first_seen from documents where id in (select value from json_each(?))"
    return dict(db.execute(sql, [json.dumps(sorted(ids))]).fetchall())


def _remember(db: Database, portal: str, crawl: str, moved: Iterable[_Entry], taken: Set[str]) -> None:
    """Where a page stands that no list names, and one entry alone leads to, is another address of its document."""
    leading: dict[str, list[_Entry]] = {}
    for entry in moved:
        leading.setdefault(entry.read_at, []).append(entry)
    if not leading:
        return
    documents = dict(db.execute("select url, document from listings where crawl = ?", [crawl]).fetchall())
    for address, entries in leading.items():
        if len(entries) == 1 and entries[0].is_titled and address not in taken:
            row = {"url": address, "portal": portal, "document": documents[entries[0].url]}
            db.table("document_urls").insert(row, ignore=True)
