"""The tables of public.db: those of the archive without what stays with the operator."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from archive import schema
from archive.listings import COLUMN_DOCUMENTS
from archive.publish.publication import custody_columns, custody_tables, made_of

#: A view in the archive. Here each row has an address, may be masked or emptied, and is found by what it says.
_LISTINGS = f"""
drop view column_documents;
drop view listings;
create table listings (
    crawl TEXT references crawls (id),
    "column" TEXT references "columns" (id),
    position INTEGER,
    title TEXT,
    listed_on TEXT,
    url TEXT,
    document TEXT,
    state TEXT,
    page_url TEXT,
    capture TEXT,
    page_number INTEGER not null default 1,
    listed_on_printed TEXT,
    primary key (crawl, "column", url)
);
create index idx_listings_document_column_crawl on listings (document, "column", crawl);
create {COLUMN_DOCUMENTS};
"""


def create_tables(public: sqlite3.Connection) -> None:
    """Make the published tables, with the indexes and views of the archive, in an empty database."""
    schema.upgrade(Database(public))
    public.executescript(_LISTINGS)
    for table in custody_tables().union(*made_of().values()):
        public.execute(f'drop table if exists "{table}"')
    for table, column in sorted(custody_columns()):
        public.execute(f'alter table "{table}" drop column "{column}"')
