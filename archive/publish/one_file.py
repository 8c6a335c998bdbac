"""public.db as Datasette's database: one file, whatever is swapped into its place later."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from datasette.database import Database

from archive.publish.publication import custody_tables
from archive.publish.snapshots.formats import has_this_format
from archive.publish.unchanging import UnchangingDatabase

if TYPE_CHECKING:
    from datasette.app import Datasette

_ATTEMPTS = 20


class PublicDatabaseMissingError(Exception):
    """There is no public.db to serve."""


class NotPublicError(Exception):
    """The file is not one that was built to be published."""


class OlderFormatError(NotPublicError):
    """The file was built by an older version: pages of this one read what it lacks."""


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
        with closing(_connect(Path(database.path))) as connection:
            yield connection
        return
    if not database.spare:
        raise NoneSpareError
    connection = database.spare.pop()
    try:
        yield connection
    finally:
        database.spare.append(connection)


def open_all(path: Path, number: int, *, of_any_format: bool = True) -> tuple[os.stat_result, list[sqlite3.Connection]]:
    """So many connections to the file at ``path``, all to the same one, and its stat.

    As long as one of them is open no other file has its inode. Raises :class:`PublicDatabaseMissingError`,
    :class:`NotPublicError` and, unless it may be ``of_any_format``, :class:`OlderFormatError`.
    """
    for _ in range(_ATTEMPTS):
        opened = _open(path, number)
        if opened is not None:
            try:
                _check_public(path, opened[1][0])
                if not of_any_format:
                    _check_format(path, opened[1][0])
            except (NotPublicError, sqlite3.DatabaseError):
                _close(opened[1])
                raise
            return opened
    raise PublicDatabaseMissingError(f"{path}: replaced again and again while it was opened")


def is_at(path: Path, stat: os.stat_result) -> bool:
    """Whether the file that has ``stat``, and is open, is the one at ``path``."""
    try:
        return os.path.samestat(path.stat(), stat)
    except FileNotFoundError:
        return False


def _open(path: Path, number: int) -> tuple[os.stat_result, list[sqlite3.Connection]] | None:
    """None where the file was replaced meanwhile."""
    try:
        with path.open("rb") as file:  # held, so that its inode is not given to another file
            connections = [_connect(path) for _ in range(number)]
            stat = os.fstat(file.fileno())
            if is_at(path, stat):
                return stat, connections
    except (FileNotFoundError, IsADirectoryError, sqlite3.OperationalError) as error:
        message = f"{path}: no such file; `gongkai run` or `gongkai demo` makes it"
        raise PublicDatabaseMissingError(message) from error
    _close(connections)
    return None


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, check_same_thread=False)


def _close(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()


def _check_public(path: Path, connection: sqlite3.Connection) -> None:
    try:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise NotPublicError(f"{path}: cannot be read: {error}; `gongkai run` builds it again") from error
    private = sorted(tables & custody_tables())
    if private:
        raise NotPublicError(
            f"{path}: this is no public.db: it has what stays with the operator ({', '.join(private)}); "
            "serve the public.db that `gongkai run` makes of it"
        )


def _check_format(path: Path, connection: sqlite3.Connection) -> None:
    if not has_this_format(connection):
        raise OlderFormatError(
            f"{path}: built by an older version of gongkai, which lacks what pages of this one show; "
            "`gongkai verify PORTAL` or `gongkai rebuild` builds it again"
        )
