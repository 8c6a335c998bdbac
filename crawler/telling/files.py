"""What is told without sending: feeds and digests as files beside public.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from archive.clock import Clock, system_clock
from archive.lock import ArchiveInUseError
from archive.publish.news.crawls import CrawlTold, crawls_told, has_changes
from archive.publish.news.digest_files import digests, write_digests
from archive.publish.news.feeds import write_feeds
from archive.publish.news.places import Places
from crawler.telling.settings import TellFile, read_tell_file

LOCK = ".tell.lock"
_LOCK_SECONDS = 30


def rewrite_files(archive: Path, clock: Clock = system_clock) -> list[Path]:
    """Write the feeds and digests that tell.yml asks for after public.db was built anew; return those that changed.

    For what was withheld, purged or read anew: nobody is sent anything. Raises crawler.errors.TellFileError,
    archive.lock.ArchiveInUseError, sqlite3.Error and OSError.
    """
    said = read_tell_file(archive, None)
    if said is None or not has_changes(archive / "public.db"):
        return []
    with telling_lock(archive), closing(open_public(archive)) as public:
        texts = digests_of(archive, said, public, crawls_told(archive), clock())
        return write_files(archive, said, texts)


def digests_of(
    archive: Path, said: TellFile, public: sqlite3.Connection, crawls: Sequence[CrawlTold], now: datetime
) -> Mapping[str, str]:
    """The digests by week; none where tell.yml does not ask for them."""
    return digests(public, crawls, archive, Places(said.site), now) if said.digest else {}


def write_files(archive: Path, said: TellFile, texts: Mapping[str, str]) -> list[Path]:
    """Write the feeds of public.db, where tell.yml asks for them, and digests; return those that changed."""
    is_asked = said.feeds and has_changes(archive / "public.db")
    written = write_feeds(archive / "public.db", archive, Places(said.site)) if is_asked else []
    return [*written, *write_digests(archive, texts)]


def open_public(archive: Path) -> sqlite3.Connection:
    """public.db of the archive, to be read. Raises sqlite3.OperationalError where there is none."""
    return sqlite3.connect(f"{(archive / 'public.db').resolve().as_uri()}?mode=ro", uri=True)


@contextmanager
def telling_lock(archive: Path) -> Iterator[None]:
    """Hold the outbox and the files; a crawl may go on meanwhile. Raises ArchiveInUseError where another one tells."""
    lock = FileLock(archive / LOCK)
    try:
        lock.acquire(timeout=_LOCK_SECONDS)
    except Timeout as error:
        raise ArchiveInUseError(f"{archive}: another `gongkai tell` is sending; it tells the rest") from error
    try:
        yield
    finally:
        lock.release()
