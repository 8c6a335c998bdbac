"""public.db as Datasette's database: one file, whatever is swapped into its place later."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from datasette.database import Database

from archive.publish.public_file import NotPublicError, connect
from archive.publish.unchanging import UnchangingDatabase

if TYPE_CHECKING:
    from datasette.app import Datasette


class NoneSpareError(Exception):
    """Every connection that is kept for downloads is in use."""


class OneFile(UnchangingDatabase):
    """A database whose connections all read the file that stood at its path when it was opened.

    Datasette opens a connection in each of its threads when that thread has its first query; were the file replaced in
    between, one page would read two files. Here they are opened at once.
    """

    def __init__(
        self,
        datasette: Datasette,
        path: Path,
        stat: os.stat_result,
        connections: list[sqlite3.Connection],
        spare: int = 0,
    ) -> None:
        """The first ``spare`` connections are for downloads, the others one for each of Datasette's threads."""
        super().__init__(datasette, str(path))
        #: Other words for another file.
        self.state = f"{stat.st_ino} {stat.st_mtime_ns} {stat.st_size}"
        self._all_file_connections = list(connections)
        self.spare, self._unused = list(connections[:spare]), list(connections[spare:])

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """The next of the connections; there is one for each thread."""
        if write:
            raise NotPublicError(f"{self.path}: what is published is never written to")
        return self._unused.pop()


@contextmanager
def apart(database: Database) -> Iterator[sqlite3.Connection]:
    """A connection that no other query uses while the block runs, to the file that ``database`` reads.

    Raises :class:`NoneSpareError` where all that there are for this are in use.
    """
    if not isinstance(database, OneFile):  # of a Datasette that is not ours: its file is not swapped
        with closing(connect(Path(database.path))) as connection:
            yield connection
        return
    if not database.spare:
        raise NoneSpareError
    connection = database.spare.pop()
    try:
        yield connection
    finally:
        database.spare.append(connection)
