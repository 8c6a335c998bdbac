"""Replays kept in public.db: made while it is built, those of the build before taken over where nothing changed.

A build makes no more than a limited number anew; the rest comes with the next ones. So publishing takes no longer for
them, however large the archive is, and what is asked for first is there first.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from archive.encoding import decode
from archive.publish.masking import has_any_in_bytes
from archive.publish.replay.choosing import STYLE_SHEET, Source, page_sources, resource_sources
from archive.publish.replay.cleaning import CannotReplayError, clean
from archive.publish.replay.covering import UnexpectedMarkupError, cover
from archive.publish.replay.forgetting import addresses_of, forgotten, is_forgotten
from archive.publish.replay.records import Entity, entity_of
from archive.publish.replay.replays import Replay, packed
from archive.publish.replay.rules import data, limit
from archive.publish.replay.styles import clean_sheet
from archive.withheld_rows import Fitted

TABLES = """
create table replays (
    capture text primary key, document text, key text, url text, entity_digest text, state text, scan integer,
    masked integer, rules text, pictures text, sheets text, page blob
);
create table replay_resources (
    capture text primary key, document text, url text, captured_at text, type text, sha256 text, size integer,
    content blob
);
"""
_INDEXES = """
create index idx_replays_document on replays (document);
create index idx_replays_url on replays (url, entity_digest);
create index idx_replay_resources_url on replay_resources (url);
create index idx_replay_resources_sha256 on replay_resources (sha256);
"""
_MASKED = "insert or replace into masked values ('replays', ?, 'page', ?, ?)"
SHOWN, _UNREADABLE = "shown", "unreadable"


def keep_replays(
    archive: sqlite3.Connection,
    public: sqlite3.Connection,
    warc: Path,
    older: Path,
    withheld: Fitted,
) -> None:
    """Fill the tables of ``public``. ``older`` is the public.db of the build before, which need not be there.

    To be called once the rows of withheld documents are emptied. Without the folder ``warc`` there are none.
    """
    if warc.is_dir():
        with closing(_Older(older)) as before:
            public.executemany(
                f"insert or ignore into replays values ({', '.join('?' * len(Replay._fields))})",
                _replays(
                    page_sources(archive, withheld.captures), warc, before, addresses_of(public, withheld.documents)
                ),
            )
        _keep_resources(archive, public, warc, withheld.captures)
        _note_masked(public)
    public.executescript(_INDEXES)


class _Older:
    """Replays of the build before, by their keys, behind which may stand what they lack of what is withheld."""

    def __init__(self, path: Path) -> None:
        self._keys: frozenset[str] = frozenset()
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) if path.is_file() else None
        if self._connection is not None:
            with suppress(sqlite3.DatabaseError):  # of an older format, or damaged: all are made anew
                self._keys = frozenset(
                    key for (key,) in self._connection.execute("select substr(key, 1, 64) from replays")
                )

    def get(self, key: str, capture: str) -> Replay | None:
        """The replay, or None."""
        if self._connection is None or key not in self._keys:
            return None
        fields = ", ".join(Replay._fields)
        with suppress(sqlite3.DatabaseError, TypeError):
            row = self._connection.execute(f"select {fields} from replays where capture = ?", [capture]).fetchone()
            return Replay(*row)
        return None

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()


def _replays(sources: Iterable[Source], warc: Path, before: _Older, withheld: Set[str]) -> Iterator[Replay]:
    left, unread, room = limit("made_at_once"), limit("made_bytes_at_once"), limit("page_bytes")
    for source in islice(sources, limit("pages")):
        key = source.key
        replay = before.get(key, source.capture)
        if replay is None or replay.state == _UNREADABLE or not is_forgotten(replay, key, withheld):
            if left <= 0 or unread <= 0:
                continue
            entity = entity_of(warc, source)
            if entity is not None:  # a record that is not there costs nothing; it may be back with the next build
                left, unread = left - 1, unread - _effort(entity.content)
            replay = _made(source, key, entity)
        # Of which document it is may be another by now: two became one.
        replay = forgotten(replay._replace(document=source.document), withheld)
        room -= len(replay.page)
        if room < 0:
            return
        yield replay._replace(url=source.public_url)


def _effort(content: bytes) -> int:
    """What cleaning a page costs, in bytes of a page as they mostly are: parsing may take the square of its tags."""
    return int(len(content) + content.count(b"<") ** 2 / 200)


def _made(source: Source, key: str, entity: Entity | None) -> Replay:
    empty = Replay(
        source.capture, source.document, key, source.url, source.entity_digest, _UNREADABLE, source.scan, 0,
        "{}", "[]", "[]", b"",
    )  # fmt: skip
    if entity is None:
        return empty
    try:
        cleaned = clean(decode(entity.content, entity.content_type)[0], source.url)
        html, covered = cover(cleaned.html)
    except CannotReplayError as error:
        return empty._replace(state=str(error))
    except UnexpectedMarkupError:
        return empty
    counts = {rule: covered.get(rule, 0) + cleaned.covered.get(rule, 0) for rule in covered | cleaned.covered}
    return empty._replace(
        state=SHOWN,
        masked=sum(counts.values()),
        rules=json.dumps(counts),
        pictures=json.dumps(cleaned.pictures, ensure_ascii=False),
        sheets=json.dumps(cleaned.sheets, ensure_ascii=False),
        page=packed({"html": html, "styles": cleaned.styles, "links": cleaned.links}),
    )


def _note_masked(public: sqlite3.Connection) -> None:
    rows = public.execute("select capture, rules from replays where masked > 0").fetchall()
    counted = ((capture, rule, numbers) for capture, rules in rows for rule, numbers in json.loads(rules).items())
    public.executemany(_MASKED, counted)


def _keep_resources(
    archive: sqlite3.Connection, public: sqlite3.Connection, warc: Path, withheld: Mapping[str, object]
) -> None:
    """Pictures of pages in which nothing is masked, and that are no scans; style sheets of all."""
    room = limit("all_pictures_bytes")
    sources = resource_sources(archive, json.dumps(sorted(_wanted(public))), withheld)
    for source in islice(sources, limit("pictures")):
        content = _resource(source, entity_of(warc, source))
        room -= len(content)
        if not content or room < 0:
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        row = (source.capture, source.document, source.url, source.captured_at, source.mime, sha256)
        public.execute(
            "insert or ignore into replay_resources values (?, ?, ?, ?, ?, ?, ?, ?)", (*row, len(content), content)
        )


def _wanted(public: sqlite3.Connection) -> set[str]:
    wanted: set[str] = set()
    for is_whole, pictures, sheets in public.execute("select masked = 0 and scan = 0, pictures, sheets from replays"):
        wanted.update(json.loads(sheets))
        if is_whole:
            wanted.update(json.loads(pictures))
    return wanted - {""}


def _resource(source: Source, entity: Entity | None) -> bytes:
    """What is served of it; nothing where it is not what it says, is too large, or holds a number of a person."""
    if entity is None:
        return b""
    if source.mime == STYLE_SHEET:
        return clean_sheet(decode(entity.content, entity.content_type)[0]).encode("utf-8", "replace")
    begins = any(entity.content.startswith(bytes.fromhex(each)) for each in data()["pictures"][source.mime])
    if not begins or len(entity.content) > limit("picture_bytes"):
        return b""
    return b"" if has_any_in_bytes(entity.content) else entity.content
