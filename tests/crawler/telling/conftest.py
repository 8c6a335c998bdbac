"""An archive that is told of, a receiver of webhooks and one of mail."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from told_receivers import Desk, HookServer, MailServer, hook_file
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
def mail_server() -> Iterator[Callable[..., tuple[MailServer, Controller]]]:
    running: list[Controller] = []

    def start(port: int = 0, **options: object) -> tuple[MailServer, Controller]:
        handler = MailServer()
        controller = Controller(
            handler, hostname="127.0.0.1", port=port, authenticator=handler.authenticate, ready_timeout=20, **options
        )
        controller.start()
        running.append(controller)
        return handler, controller

    yield start
    for controller in running:
        if controller.server is not None:
            controller.stop()
