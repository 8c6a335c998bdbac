"""public.db as a file that is read: connections to one and the same file, which was built to be published."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive.publish.publication import custody_tables
from archive.publish.snapshots.formats import has_this_format

_ATTEMPTS = 20


class PublicDatabaseMissingError(Exception):
    """There is no public.db to serve."""


class NotPublicError(Exception):
    """The file is not one that was built to be published."""


class OlderFormatError(NotPublicError):
    """The file was built by an older version: pages of this one read what it lacks."""


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
            connections = [connect(path) for _ in range(number)]
            stat = os.fstat(file.fileno())
            if is_at(path, stat):
                return stat, connections
    except (FileNotFoundError, IsADirectoryError, sqlite3.OperationalError) as error:
        message = f"{path}: no such file; `gongkai run` or `gongkai demo` makes it"
        raise PublicDatabaseMissingError(message) from error
    _close(connections)
    return None


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a file that is never written to while it is open."""
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
