"""public.db served by Datasette's own command: the database that it opened gives way to one that knows keyed views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.publish.keyed_database import KeyedDatabase
from archive.publish.plugin.rows import DATABASE
from archive.publish.unchanging import UnchangingDatabase

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


def with_keys(datasette: Datasette) -> None:
    """Rows of keyed views have their addresses under Datasette's own command too. Before anything is asked of it."""
    found = datasette.databases.get(DATABASE)
    if found is None or not found.path or isinstance(found, KeyedDatabase):
        return
    own = KeyedDatabase(datasette, found.path) if found.is_mutable else UnchangingDatabase(datasette, found.path)
    own.name, own.route = found.name, found.route
    datasette.databases = {**datasette.databases, DATABASE: own}
