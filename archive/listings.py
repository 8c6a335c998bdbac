"""The entries of lists as rows: what one says is kept once, and of each crawl where it stood.

A list is mostly as it was the night before: an entry whose words, dates and address are the same is a row of four small
numbers (``listing_places``), on a page of a crawl (``listing_pages``). The view ``listings`` shows all of it together,
a row for each entry of each list of each crawl; no two rows of it have the same crawl, column and address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

_CRAWL = "select id from listing_crawls where crawl = ?"
_ADD_CRAWL = "insert into listing_crawls (crawl) values (:crawl)"
_PAGE = """
select id from listing_pages
where crawl = :number and "column" = :column and page_number = :page_number
    and (page_url, capture) is (:page_url, :capture)
"""
_ADD_PAGE = """
insert into listing_pages (crawl, "column", page_number, page_url, capture)
values (:number, :column, :page_number, :page_url, :capture)
"""
#: Of what was ever said of an address in a column, what is the same or stands in this crawl: which of both, and where.
_KNOWN = """
select e.id, (e.title, e.listed_on, e.listed_on_printed, e.state)
        is (:title, :listed_on, :listed_on_printed, :state),
    l.page, (p.page_number, l.position) > (:page_number, :position)
from listing_entries e left join listing_places l on l.entry = e.id and l.crawl = :number
left join listing_pages p on p.id = l.page
where e.document is :document and e."column" = :column and e.url is :url
    and (l.page is not null or (e.title, e.listed_on, e.listed_on_printed, e.state)
        is (:title, :listed_on, :listed_on_printed, :state))
"""
_ADD_ENTRY = """
insert into listing_entries ("column", title, listed_on, listed_on_printed, url, document, state)
values (:column, :title, :listed_on, :listed_on_printed, :url, :document, :state)
"""
_ADD_PLACE = "insert into listing_places (page, entry, crawl, position) values (?, ?, ?, ?)"
_FORGET = """
delete from listing_entries where id = ? and not exists (select 1 from listing_places where entry = listing_entries.id)
"""
#: What a row of ``listings`` holds, and what is in it where nothing is said.
_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("crawl", "column", "position", "title", "listed_on", "listed_on_printed", "url", "document")),
    **dict.fromkeys(("state", "page_url", "capture")),
    "page_number": 1,
}


def add_listings(db: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write entries, given as rows of ``listings``; what a row does not say is null, and its page the first.

    An entry on several pages of a list is kept where it stands first, in whatever order they come: within a crawl an
    address is of one document. All of it in one transaction. Raises sqlite3.Error.
    """
    with db.atomic():
        _add(db, rows)


def _add(db: Database, rows: Iterable[Mapping[str, Any]]) -> None:
    numbers: dict[str, int] = {}
    pages: dict[tuple[Any, ...], int] = {}
    for given in rows:
        row = {**_EMPTY, **given}
        if row["crawl"] not in numbers:
            numbers[row["crawl"]] = _number(db, row["crawl"])
        row["number"] = numbers[row["crawl"]]
        entry = _entry(db, row)
        if entry is None:
            continue
        key = tuple(row[name] for name in ("number", "column", "page_number", "page_url", "capture"))
        if key not in pages:
            pages[key] = _page(db, row)
        db.conn.execute(_ADD_PLACE, [pages[key], entry, row["number"], row["position"]])


def _number(db: Database, crawl: str) -> int:
    """The small number of a crawl, given when its first entry is written."""
    known = db.conn.execute(_CRAWL, [crawl]).fetchone()
    return int(known[0]) if known else _added(db, _ADD_CRAWL, {"crawl": crawl})


def _page(db: Database, row: Mapping[str, Any]) -> int:
    known = db.conn.execute(_PAGE, row).fetchone()
    return int(known[0]) if known else _added(db, _ADD_PAGE, row)


def _added(db: Database, sql: str, row: Mapping[str, Any]) -> int:
    """The id of the row that this writes."""
    return int(db.conn.execute(sql, row).lastrowid or 0)


def _entry(db: Database, row: Mapping[str, Any]) -> int | None:
    """The id of what the entry says; None where the crawl has the address in this column and no later in its list.

    Where the crawl has it later, it stands nowhere any more.
    """
    same = None
    for entry, is_same, page, is_later in db.conn.execute(_KNOWN, row).fetchall():
        if is_same:
            same = int(entry)
        if page is None:
            continue
        if not is_later:
            return None
        db.conn.execute("delete from listing_places where page = ? and entry = ?", [page, entry])
        if not is_same:
            db.conn.execute(_FORGET, [entry])
    return _added(db, _ADD_ENTRY, row) if same is None else same


_MOVED = """
create temp table moved_entries as
select distinct e.id as entry, s.value as document
from json_each(:same) s cross join listing_entries e on e.document = s.key
where :crawl is null or exists (select 1 from listing_places l join listing_crawls c on c.id = l.crawl
    where l.entry = e.id and c.crawl = :crawl)
"""
#: Every list of a site may name one document under addresses of its own: an entry is looked for by its address too.
_KEPT = (
    """
    create temp table kept_entries as select id, document, "column", url from listing_entries
    where document in (select document from temp.moved_entries)
    """,
    'create index temp.kept_entry on kept_entries (document, "column", url)',
)
_SAYS_THE_SAME = """
temp.kept_entries n join listing_entries k on k.id = n.id
    and (k.title, k.listed_on, k.listed_on_printed, k.state) is (e.title, e.listed_on, e.listed_on_printed, e.state)
where n.document = m.document and n."column" = e."column" and n.url is e.url
"""
_ADD_MOVED = f"""
insert into listing_entries ("column", title, listed_on, listed_on_printed, url, document, state)
select distinct e."column", e.title, e.listed_on, e.listed_on_printed, e.url, m.document, e.state
from temp.moved_entries m join listing_entries e on e.id = m.entry
where not exists (select 1 from {_SAYS_THE_SAME})
returning id, document, "column", url
"""
_MOVE = f"""
update listing_places set entry = (
    select (select k.id from {_SAYS_THE_SAME})
    from temp.moved_entries m join listing_entries e on e.id = m.entry where m.entry = listing_places.entry)
where entry in (select entry from temp.moved_entries)
    and (:crawl is null or crawl = (select id from listing_crawls where crawl = :crawl))
"""
_FORGET_MOVED = """
delete from listing_entries where id in (select entry from temp.moved_entries)
    and not exists (select 1 from listing_places where entry = listing_entries.id)
"""


def join_listings(db: Database, same: Mapping[str, str], crawl: str | None = None) -> None:
    """Give the entries of each id of ``same`` to the document it is: those of one crawl, or of all.

    All of it in one transaction. Raises sqlite3.Error.
    """
    with db.atomic():
        db.execute(_MOVED, {"same": json.dumps(dict(same)), "crawl": crawl})
        db.execute("create unique index temp.moved_entry on moved_entries (entry)")
        for statement in _KEPT:
            db.execute(statement)
        added = db.execute(_ADD_MOVED).fetchall()
        db.conn.executemany("insert into temp.kept_entries values (?, ?, ?, ?)", added)
        db.execute(_MOVE, {"crawl": crawl})
        db.execute(_FORGET_MOVED)
        db.execute("drop table temp.kept_entries")
        db.execute("drop table temp.moved_entries")
