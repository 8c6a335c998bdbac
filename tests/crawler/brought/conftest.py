"""What imports of archives are tested with: an empty archive, the small site's portal file, and a short way in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import SiteServer, gongkai
from small_site import PORTAL, answers, small_site
from sqlite_utils import Database

from archive.foreign.limits import LIMITS, Limits
from archive.store import open_archive
from crawler.brought.bring import BroughtArchive, Said, bring_archive
from crawler.portal import Portal, load_portal_file

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Bring = Callable[..., BroughtArchive]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    path = tmp_path_factory.mktemp("portal") / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return load_portal_file(path)


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """An archive with one live crawl of the small site, its portal file, and the address it was crawled at."""
    folder = tmp_path_factory.mktemp("origin")
    portal = folder / "small.yml"
    portal.write_text(PORTAL, encoding="utf-8")
    server = SiteServer(answers(small_site()))
    try:
        result = gongkai("crawl", portal, "--archive", folder / "a", "--host", server.address)
        assert result.returncode == 0, result.stderr
    finally:
        server.close()
    return folder / "a", portal, server.address


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive.db with nothing in it, to be copied: its tables are made once."""
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    with closing(open_archive(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    return path


@pytest.fixture
def archive(tmp_path: Path, empty: Path) -> Path:
    (tmp_path / "archive").mkdir()
    shutil.copy(empty, tmp_path / "archive" / "archive.db")
    return tmp_path / "archive"


@pytest.fixture
def db(archive: Path) -> Iterator[Database]:
    with closing(open_archive(archive / "archive.db")) as db:
        yield db


@pytest.fixture
def bring(db: Database, archive: Path, portal: Portal) -> Bring:
    def bring(*files: Path, limits: Limits = LIMITS, at: datetime = NOW, of: Portal = portal) -> BroughtArchive:
        said = Said("the library of X", "someone@example.org")
        return bring_archive(db, archive, of, files, said, clock=lambda: at, limits=limits)

    return bring
