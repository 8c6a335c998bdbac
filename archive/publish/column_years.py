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
), own as (
    select l."column", l.document, max(l.crawl in (select id from newest)) as listed_now
    from listings l join crawls w on w.id = l.crawl and w.accepted = 1 group by l."column", l.document
)
insert into column_years
select own."column", coalesce(substr(d.published_on, 1, 4), ''), count(*), sum(own.listed_now)
from own join documents d on d.id = own.document group by 1, 2
"""


def count_column_years(public: sqlite3.Connection) -> None:
    """Make the table and fill it. To be called on a whole copy; what is withheld is counted with the rest."""
    public.execute(_TABLE)
    public.execute(_COUNTED)
