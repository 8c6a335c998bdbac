"""An archive that is told of, a receiver of webhooks and one of mail."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from told_receivers import Desk, HookServer, MailServer, free_port, hook_file
from told_sample import make_told

from archive.publish.build import build


@pytest.fixture(scope="session")
def told_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    make_told(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    return folder


@pytest.fixture
def desk(told_folder: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(told_folder, tmp_path / "archive")))


@pytest.fixture
def hooks() -> Iterator[HookServer]:
    server = HookServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def hooked(desk: Desk, hooks: HookServer) -> Desk:
    """The archive whose news goes to the webhook."""
    desk.says(hook_file(hooks.port))
    return desk


@pytest.fixture
def mail_server() -> Iterator[Callable[..., MailServer]]:
    """Start servers for mail; they are stopped after the test."""
    running: list[MailServer] = []

    def start(port: int = 0, **options: object) -> MailServer:
        running.append(MailServer(port or free_port()))
        running[-1].start(**options)
        return running[-1]

    yield start
    for server in running:
        server.stop()
