"""public.db as it stands: what is sent is made from the file that is there then, whatever is swapped in meanwhile.

Sending takes minutes. What is withheld in them is in a new file, and must be neither told nor written into a digest.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from archive.clock import Clock
from archive.publish.news.crawls import crawls_told, has_changes
from archive.publish.news.places import Places
from archive.publish.public_file import is_at, open_all
from crawler.telling.content import Sources
from crawler.telling.files import digests_of
from crawler.telling.settings import TellFile


class Published:
    """What messages are made from (``sources``), of the public.db that stood there when it was last looked for.

    Raises archive.publish.one_file.NotPublicError and PublicDatabaseMissingError, sqlite3.Error and OSError.
    """

    def __init__(self, archive: Path, said: TellFile, clock: Clock) -> None:
        self._archive, self._said, self._clock = archive, said, clock
        self._stat: os.stat_result | None = None
        self.sources = self._read()

    def renew(self) -> bool:
        """Read the file that stands there now; return whether it is another one."""
        path = self._archive / "public.db"
        if is_at(path, self._stat) if self._stat else not has_changes(path):
            return False
        self.close()
        self.sources = self._read()
        return True

    def close(self) -> None:
        """Close the file."""
        if self.sources.public is not None:
            self.sources.public.close()

    def _read(self) -> Sources:
        public = self._open()
        crawls, places = crawls_told(self._archive), Places(self._said.site)
        digests = digests_of(self._archive, self._said, public, crawls, self._clock()) if public else {}
        return Sources(public, {crawl.id: crawl for crawl in crawls}, digests, places)

    def _open(self) -> sqlite3.Connection | None:
        """None where nothing was published, or by a program that knew of no changes."""
        path, self._stat = self._archive / "public.db", None
        if not has_changes(path):
            return None
        self._stat, (public,) = open_all(path, 1)
        return public
