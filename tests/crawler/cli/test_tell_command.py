"""`gongkai tell` sends, shows, or prints the digest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import gongkai
from told_receivers import ENVIRONMENT, HookServer, hook_file
from told_sample import MOBILE, make_told

from archive.publish.build import build
from crawler.telling import outbox


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    make_told(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    return folder


@pytest.fixture
def archive(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(told, tmp_path / "archive"))


def test_it_sends_and_says_how_many(archive: Path) -> None:
    hooks = HookServer()
    hooks.start()
    (archive / "tell.yml").write_text(hook_file(hooks.port))
    result = gongkai("tell", "--archive", archive, "--json", environment=ENVIRONMENT)
    hooks.stop()
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["sent"] == len(hooks.received) > 0


def test_a_receiver_that_takes_nothing_is_said_and_gives_exit_code_5(archive: Path) -> None:
    hooks = HookServer()
    hooks.start()
    hooks.stop()
    (archive / "tell.yml").write_text(hook_file(hooks.port))
    result = gongkai("tell", "--archive", archive, environment=ENVIRONMENT)
    assert result.returncode == 5
    assert "webhook room: ConnectionRefusedError" in result.stderr


def test_a_dry_run_shows_every_message_and_changes_nothing(archive: Path) -> None:
    (archive / "tell.yml").write_text(hook_file(9) + "feeds: true\ndigest: true\n")
    before = sorted(path.name for path in archive.iterdir())
    result = gongkai("tell", "--archive", archive, "--dry-run", environment=ENVIRONMENT)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("POST http://127.0.0.1:9/gongkai\nwebhook-id: msg_") == 3
    assert MOBILE not in result.stdout
    assert sorted(path.name for path in archive.iterdir()) == before
    assert outbox.FILE not in before


def test_the_digest_is_printed_without_a_file_that_asks_for_it(archive: Path) -> None:
    result = gongkai("tell", "--archive", archive, "--digest", "--week", "2026-W02")
    assert result.stdout.startswith("# 2026-W02: 2026-01-05")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 9, "tell.yml: not there"),
        (("--digest", "--week", "soon"), 2, "'soon' is no week"),
        (("--week", "2026-W02"), 2, "--week goes with --digest"),
    ],
)
def test_what_cannot_be_told_is_said(archive: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = gongkai("tell", "--archive", archive, *arguments)
    assert (result.returncode, said in result.stderr) == (code, True)


def test_a_wrong_file_is_usage(archive: Path) -> None:
    (archive / "tell.yml").write_text("feeds: true")
    result = gongkai("tell", "--archive", archive)
    assert (result.returncode, "feeds need the site" in result.stderr) == (2, True)
