"""An excerpt of the archive: what one report can be about, so that its claims are counted over that alone.

Measures are SQL over public tables and views, and a finding keeps that SQL. While an excerpt stands, temporary tables
and views of the same names hide those of the archive from this connection: the very same SQL gives the same rows from
a tenth of the documents. Documents are numbered in it, in the order of their ids, for numbers are joined faster than
texts; ``identity`` is the id. It holds all documents that are undated or have any date in the report year, which is all
that a count or its sub-totals ask about, and for each every place where an accepted crawl found it listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from archive.standing import Standing

_CACHE = 131_072  # kilobytes of it are kept in memory at most

# Each part finds its documents by an index of its own; one condition of all would read every document.
_DOCUMENTS = """
insert into temp.documents ({names}, id, identity)
with sites as (
  select value as site from json_each(:sites)
), chosen as (
  select d.rowid as place from sites cross join main.documents d
  on d.portal = site and d.published_on between :from_date and :to_date
  union
  select d.rowid from sites cross join main.documents d on d.portal = site and d.published_on = ''
  union
  select d.rowid from sites cross join main.documents d on d.portal = site and d.published_on is null
  union
  select d.rowid from sites cross join main.documents d
  on d.portal = site and d.published_on_other <> '' and d.published_on_other between :from_date and :to_date
  union
  select d.rowid from sites cross join main.documents d
  on d.portal = site and d.published_on_printed <> '' and d.published_on_printed between :from_date and :to_date
)
select {names}, null, d.id from chosen join main.documents d on d.rowid = place order by d.id
"""

#: The view where ``listings`` is a table.
_COLUMN_DOCUMENTS = """
CREATE VIEW column_documents as
select distinct l."column", l.document from listings l join crawls w on w.id = l.crawl and w.accepted = 1
"""

# An archive of a hundred crawls lists a document a hundred times. What is asked is whether a document ever stood in a
# column, and whether it stands there now: the newest accepted crawl that found it there, a live one
# before any other, answers both.
_LISTINGS = """
create temp table listings as
with accepted as materialized (
  select w.id, n.id as number, row_number() over (order by w.source = 'live', w.closed_at, w.id) as place
  from main.crawls w join main.listing_crawls n on n.crawl = w.id where w.accepted = 1
)
select w.id as crawl, e."column", d.id as document, max(w.place) as newest
from temp.documents d
cross join main.listing_entries e on e.document = d.identity
cross join main.listing_places l on l.entry = e.id
cross join accepted w on w.number = l.crawl
group by d.id, e."column"
"""

# Of the addresses of documents those are asked for that a crawl asked in vain.
_URLS = """
create temp table document_urls as
with unread as materialized (
  select a.url, a.portal, a.document from main.portals p cross join (select distinct url from main.unread) u
  cross join main.document_urls a on a.portal = p.id and a.url = u.url
)
select a.url, a.portal, d.id as document from temp.documents d cross join unread a on a.document = d.identity
"""

_INDEXES = (
    'create index temp.excerpt_columns on listings (crawl, "column", document)',
    'create index temp.excerpt_listed on listings (document, crawl, "column")',
)

# What measures and conditions name.
_NAMES = (
    *("portal", "url", "state", "channel", "title", "title_key", "published_on", "published_on_other"),
    *("published_on_printed", "date_conflict", "issuer", "source", "characters", "content_digest", "first_seen"),
    '"import"',
)


@contextmanager
def excerpt(db: Database, standing: Standing, year: int | None) -> Iterator[None]:
    """While the block runs, documents and listings are those that a report of ``year`` can be about.

    Other tables are as they are. Without a year nothing can be counted, and nothing is hidden.
    """
    if not year:
        yield
        return
    sites = {standing.portal} | {channel.site for channel in standing.channels if channel.kind == "site"}
    values = {"sites": json.dumps(sorted(sites)), "from_date": f"{year:04}-01-01", "to_date": f"{year:04}-12-31"}
    # The views of the archive see its own tables only: the same text is a view of the temporary ones. The view
    # ``listings`` is hidden by a table, and so is what another has of the tables behind it.
    views = dict(db.execute("select name, sql from main.sqlite_master where type = 'view' and name <> 'listings'"))
    views["column_documents"] = _COLUMN_DOCUMENTS
    try:
        db.execute(f"pragma temp.cache_size = -{_CACHE}")
        names = ", ".join(_NAMES)
        db.execute(f"create temp table documents (id integer primary key, identity text, {names})")
        db.execute(_DOCUMENTS.format(names=names), values)
        db.execute(_LISTINGS)
        db.execute(_URLS)
        for index in _INDEXES:
            db.execute(index)
        for sql in views.values():
            db.execute(sql.replace("CREATE VIEW", "CREATE TEMP VIEW", 1))
        db.execute("pragma automatic_index = off")  # SQLite would make one of its own for each count
        yield
    finally:
        db.execute("pragma automatic_index = on")
        for view in views:
            db.execute(f'drop view if exists temp."{view}"')
        for table in ("document_urls", "listings", "documents"):
            db.execute(f"drop table if exists temp.{table}")
