"""The tables of public.db: those of the archive without what stays with the operator."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from archive import schema
from archive.publish.publication import custody_columns, custody_tables


def create_tables(public: sqlite3.Connection) -> None:
    """Make the published tables, with the indexes and views of the archive, in an empty database."""
    schema.upgrade(Database(public))
    for table in custody_tables():
        public.execute(f'drop table if exists "{table}"')
    for table, column in sorted(custody_columns()):
        public.execute(f'alter table "{table}" drop column "{column}"')
