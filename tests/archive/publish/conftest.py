"""The sample archive, built once and served as a real Datasette."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from asgi_server import serving
from datasette.app import Datasette
from published_sample import make_archive

from archive.publish.build import build
from archive.publish.serve import datasette

Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def archive_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("custody") / "archive.db"
    make_archive(path)
    return path


@pytest.fixture(scope="session")
def public_db(archive_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "public.db"
    build(archive_db, path)
    return path


@pytest.fixture(scope="session")
def site(public_db: Path) -> Datasette:
    return datasette(public_db)


@pytest.fixture(scope="session")
def get(site: Datasette) -> Get:
    """Ask the application itself, over ASGI."""

    def ask(path: str, **options: object) -> httpx.Response:
        return asyncio.run(site.client.get(path, **options))

    return ask


@pytest.fixture(scope="session")
def address(site: Datasette) -> Iterator[str]:
    """The sample over real HTTP on a free port."""
    with serving(site.app()) as address:
        yield address
