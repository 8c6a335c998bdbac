"""`gongkai serve`: an address that cannot be had, or a file that is not to be served, is one clear message."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import gongkai
from published_sample import make_archive

from archive.publish.address import AddressUnavailableError, listen
from archive.publish.build import build
from crawler.cli.serve import serve


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    make_archive(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    return folder / "public.db"


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    shutil.copyfile(built, tmp_path / "public.db")
    return tmp_path


def test_a_public_db_of_an_older_version_is_refused_with_what_builds_it_again(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        db.execute("drop table titles_fts")
    result = gongkai("serve", "--archive", archive)
    assert result.returncode == 2
    assert "built by an older version" in result.stderr
    assert "gongkai rebuild" in result.stderr


def test_an_archive_in_the_place_of_public_db_is_not_served(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        db.execute("create table frontier (crawl text)")
    result = gongkai("serve", "--archive", archive)
    assert result.returncode == 2
    assert "stays with the operator (frontier)" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_taken_port_is_named(archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = gongkai("serve", "--archive", archive, "--port", port)
    assert result.returncode == 2
    assert f"127.0.0.1:{port}" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "name.invalid", "a" * 70, "::ffff:192.0.2.1"])
def test_an_address_of_another_machine_is_named(archive: Path, host: str) -> None:
    result = gongkai("serve", "--archive", archive, "--host", host)
    assert result.returncode == 2
    assert f"cannot listen on {host}" in result.stderr.replace("[", "").replace("]", "")


@pytest.mark.parametrize("command", [("serve",), ("run", "demo")], ids=" ".join)
@pytest.mark.parametrize("port", ["99999", "65536", "-1", "http"])
def test_a_number_that_is_no_port_is_a_wrong_use(command: tuple[str, ...], port: str) -> None:
    result = gongkai(*command, "--port", port)
    assert result.returncode == 2
    assert "--port" in result.stderr


def test_a_port_without_the_right_to_it_does_not_speak_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refused)
    with pytest.raises(AddressUnavailableError, match=r"^cannot listen on 127\.0\.0\.1:80: Permission denied$"):
        listen("127.0.0.1", 80)


@pytest.mark.parametrize("prefix", ["gongkai", "/gongkai", "//evil.invalid/", "/../", "/a b/", "/<x>/"])
def test_a_prefix_that_is_none_is_a_wrong_use(archive: Path, prefix: str) -> None:
    result = CliRunner().invoke(serve, ["--archive", str(archive), "--base-url", prefix])
    assert result.exit_code == 2
    assert "--base-url" in result.output
