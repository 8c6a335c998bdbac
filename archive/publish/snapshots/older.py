"""A public.db of before format 31, in which ``listings`` is a table: what is withheld is emptied in its rows."""

from __future__ import annotations

import sqlite3

_IS_TABLE = "select 1 from main.sqlite_master where name = 'listings' and type = 'table'"
_COLUMNS = "select name from pragma_table_info('listings', 'main')"
_NEEDED = {"title", "document", "capture"}
#: What is looked for and emptied by entry and by list page now, of the rows that have it.
_AS_NOW = """
create temp view listing_entries as select rowid as id, title, document from main.listings;
create temp view listing_pages as select rowid as id, capture from main.listings;
create temp trigger empty_listing instead of update of title on listing_entries begin
    update listings set title = new.title where rowid = old.id;
end;
"""


def as_of_now(public: sqlite3.Connection) -> None:
    """While the connection is open, entries and pages of lists are views of that table; else nothing is done."""
    if public.execute(_IS_TABLE).fetchone() and {name for (name,) in public.execute(_COLUMNS)} >= _NEEDED:
        public.executescript(_AS_NOW)
