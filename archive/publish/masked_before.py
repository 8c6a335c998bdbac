"""Long texts that the build before masked: unchanged ones are not masked again.

Kept beside archive.db, in custody, and never published. A text is known by its SHA-256, so that nothing depends on
ids, on the order of rows or on the older public.db; what is remembered holds for one state of the rules and of the
code that applies them. Each build writes the file anew, with what it met. A file that is missing, damaged or of
other rules costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.publish import masking
from archive.publish.masking import Masked
from archive.publish.publication import Treatment

LONG = 200  # characters; masking what is shorter costs no more than looking it up
_TABLES = """
create table rules (digest text);
create table masked (digest blob primary key, text text, counts text) without rowid;
"""
Value = tuple[str, str]  # the name of its treatment, and the value
Kept = tuple[str | None, str]  # the value as published, None where it is the same, and the counts as JSON


class MaskedBefore:
    """A context in which long values are masked once and remembered for the build after; ``path`` is the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unfinished = path.with_name(path.name + ".new")
        self._old = _opened(path)
        #: Long values of the rows that are copied next, with their digests and what they become.
        self.ready: Mapping[Value, tuple[bytes, Kept]] = {}

    def __enter__(self) -> Self:
        self._unfinished.unlink(missing_ok=True)
        self._new = sqlite3.connect(self._unfinished)
        self._new.execute("pragma journal_mode = off")  # a failed build leaves none
        self._new.execute("pragma synchronous = off")  # a file torn by a power cut is one that is damaged
        self._new.executescript(_TABLES)
        self._new.execute("insert into rules values (?)", [masking.rules_digest()])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._new.commit()
        self._new.close()
        if self._old is not None:
            self._old.close()
        if kind is None:
            self._unfinished.replace(self._path)
        self._unfinished.unlink(missing_ok=True)

    def remembering(self, name: str, treatment: Treatment) -> Treatment:
        """The treatment called ``name``, which depends on the value alone, with its results for long values kept."""

        def remembered(value: str) -> Masked:
            return self._masked(name, value, treatment) if is_remembered(name, value) else treatment(value)

        return remembered

    def known(self, value: Value) -> tuple[bytes, Kept | None]:
        """The digest of a long value, and what the build before made of it."""
        digest = _digest(*value)
        return digest, self._known(digest)

    def _masked(self, name: str, value: str, treatment: Treatment) -> Masked:
        if (ready := self.ready.get((name, value))) is not None:
            digest, kept = ready
        else:
            digest, found = self.known((name, value))
            kept = found or kept_of(treatment, value)
        self._new.execute("insert or ignore into masked values (?, ?, ?)", [digest, *kept])
        text, counts = kept
        return Masked(value) if text is None else Masked(text, json.loads(counts))

    def _known(self, digest: bytes) -> Kept | None:
        if self._old is None:
            return None
        try:
            row: Kept | None = self._old.execute(
                "select text, counts from masked where digest = ?", [digest]
            ).fetchone()
        except sqlite3.DatabaseError:  # damaged: all that is left is masked anew
            self._old.close()
            self._old = None
            return None
        return row


def is_remembered(name: str, value: object) -> bool:
    """Whether a value with the treatment of that name is one of those that take longer to mask than to look up."""
    return isinstance(value, str) and len(value) >= LONG and not (name == "layout" and masking.has_no_tables(value))


def _digest(name: str, value: str) -> bytes:
    return hashlib.sha256(f"{name}\n{value}".encode("utf-8", "surrogatepass")).digest()


def kept_of(treatment: Treatment, value: str) -> Kept:
    """What is remembered of a value."""
    result = treatment(value)
    return (None, "") if result.text == value else (result.text, json.dumps(dict(result.counts)))


def _opened(path: Path) -> sqlite3.Connection | None:
    """The file of the build before, where it is whole enough to be read and of the rules as they are now."""
    if not path.is_file():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    with suppress(sqlite3.DatabaseError):
        if connection.execute("select digest from rules").fetchall() == [(masking.rules_digest(),)]:
            return connection
    with closing(connection):
        return None
