"""How many documents of each year every column listed: counted once, when public.db is built."""

from __future__ import annotations

import sqlite3

#: ``listed_now``: in the portal's newest accepted crawl. A document without a date has the year ''.
_TABLE = """
create table column_years (
    "column" text, year text, documents integer, listed_now integer, primary key ("column", year)
)
"""
_COUNTED = """
with newest as (
    select id, max(closed_at || id) from standing_crawls group by portal
), listed as (
    select distinct p."column", e.document from newest n cross join listing_crawls c on c.crawl = n.id
    cross join listing_pages p on p.crawl = c.id cross join listing_places l on l.page = p.id
    cross join listing_entries e on e.id = l.entry
)
insert into column_years
select c."column", coalesce(substr(d.published_on, 1, 4), ''), count(*), count(l.document)
from column_documents c join documents d on d.id = c.document
left join listed l on l."column" = c."column" and l.document = c.document
group by 1, 2
"""


def count_column_years(public: sqlite3.Connection) -> None:
    """Make the table and fill it. To be called on a whole copy; what is withheld is counted with the rest."""
    public.execute(_TABLE)
    public.execute(_COUNTED)
