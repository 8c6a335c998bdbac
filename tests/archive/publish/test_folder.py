"""`gongkai publish`: a folder that serves what is public, in a container or by Datasette alone, without custody."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette
from datasette.utils import temporary_docker_directory
from packaging.requirements import Requirement
from published_sample import PLANTED, REPORT
from sqlite_utils import Database
from started import started

from archive.publish.build import build
from archive.publish.folder.wheel import write_wheel
from archive.publish.folder.write import write_folder
from archive.publish.public_file import NotPublicError
from archive.publish.publication import custody_tables
from archive.publish.snapshots.catalogue import read_catalogue
from archive.publish.snapshots.files import hold, withdraw
from archive.publish.snapshots.take import take_snapshot
from archive.publish.whole_folder import TargetExistsError

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "archive" / "publish" / "folder" / "requirements.lock"
NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
#: What stands in custody alone: in rows, in files, and in names of files.
CUSTODY = "custody-alone-5c1e"


@pytest.fixture(scope="module")
def archive(archive_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole archive: every kind of file that is custody, with a snapshot."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copyfile(archive_db, folder / "archive.db")
    db = Database(folder / "archive.db")
    for table in custody_tables() - {"_sqlite_migrations", "withheld"}:
        columns = [column.name for column in db.table(table).columns if column.type == "TEXT"]
        db.table(table).insert(dict.fromkeys(columns, CUSTODY))
    db.close()
    for name in ("warc/a.warc.gz", "warc/a.cdxj", "a.wacz", "crawls/a.json", "imports/a.csv", "purged/00001.json"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CUSTODY)
    (folder / "withheld.yml").write_text(f"# {CUSTODY}\n")
    build(folder / "archive.db", folder / "public.db")
    take_snapshot(folder, now=NOW, software="gongkai test")
    return folder


@pytest.fixture(scope="module")
def folder(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published") / "site"
    write_folder(archive, target, licence="CC-BY-4.0")
    return target


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and every file in a wheel."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                yield from ((name, wheel.read(name)) for name in wheel.namelist())


def test_exactly_what_serves_is_in_it(folder: Path) -> None:
    named = [re.sub(r"[0-9a-f]{12}", "…", path.relative_to(folder).as_posix()) for path in sorted(folder.rglob("*.*"))]
    assert named == [
        "inspect-data.json",
        "metadata.yml",
        next(name for name in named if name.startswith("plugins/gongkai-")),
        "public-inspect.json",
        "public.db",
        "requirements.txt",
        "settings.json",
        "snapshots/index.json",
        "snapshots/public-2026-11-26-…-inspect.json",
        "snapshots/public-2026-11-26-….db",
    ]
    assert {path.name for path in folder.iterdir() if not path.suffix} == {"Containerfile", "plugins", "snapshots"}


def test_nothing_of_custody_is_in_any_file(folder: Path, archive: Path) -> None:
    forbidden = (CUSTODY.encode(), str(archive).encode())
    assert [name for name, body in contents(folder) if any(words in body for words in forbidden)] == []


def test_no_planted_number_is_in_a_database_or_beside_it(folder: Path) -> None:
    named = [(name, number) for name, body in contents(folder) for number in PLANTED if number.encode() in body]
    assert named == []


def test_no_database_in_it_has_a_table_of_custody(folder: Path) -> None:
    databases = list(folder.rglob("*.db"))
    for path in databases:
        with closing(sqlite3.connect(path)) as db:
            tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
        assert tables & custody_tables() == set()
    assert len(databases) == 2


def test_an_archive_that_stands_in_the_place_of_public_db_is_not_published(archive: Path, tmp_path: Path) -> None:
    shutil.copyfile(archive / "archive.db", tmp_path / "public.db")
    with pytest.raises(NotPublicError):
        write_folder(tmp_path, tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["public.db"]


def test_a_folder_that_is_there_is_not_written_into(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(TargetExistsError):
        write_folder(archive, tmp_path)


def test_a_snapshot_that_is_withdrawn_goes_along_in_name_alone(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive"
    shutil.copytree(archive, copy)
    name = json.loads((copy / "snapshots" / "index.json").read_text())["snapshots"][0]["name"]
    withdraw(copy / "snapshots", name, on="2026-12-24", why="x")
    write_folder(copy, tmp_path / "site")
    assert [path.name for path in (tmp_path / "site" / "snapshots").iterdir()] == ["index.json"]


def test_a_snapshot_that_is_held_back_goes_along_in_name_alone(archive: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(archive, tmp_path / "archive"))
    hold(copy / "snapshots", read_catalogue(copy / "snapshots")[0])
    write_folder(copy, tmp_path / "site")
    assert [path.name for path in (tmp_path / "site" / "snapshots").iterdir()] == ["index.json"]


def test_without_snapshots_there_are_none(archive: Path, tmp_path: Path) -> None:
    write_folder(archive, tmp_path / "site", with_snapshots=False)
    assert not (tmp_path / "site" / "snapshots").exists()


# Serving it


def test_datasette_serves_it_as_it_is_with_the_same_shell(folder: Path) -> None:
    site = Datasette(config_dir=folder)

    async def ask() -> list[httpx.Response]:
        paths = (
            "/",
            f"/report/{REPORT}",
            "/public/documents.json",
            "/public/listings?_sort=title",
            "/download/portals.csv",
            "/-/databases",
            "/_memory",
        )
        return [await site.client.get(path) for path in paths]

    told = asyncio.run(ask())
    assert [each.status_code for each in told] == [200, 200, 200, 200, 200, 404, 404]
    row = re.search(r'href="(/public/listings/[^"]+)"', told[3].text)
    assert row and asyncio.run(site.client.get(row[1])).status_code == 200
    assert all("content-security-policy" in each.headers for each in told)
    assert "CC-BY-4.0" in asyncio.run(site.client.get("/public")).text
    assert not site.get_database("public").is_mutable


def test_its_own_server_answers_and_ends_when_asked(folder: Path) -> None:
    command = [sys.executable, "-m", "archive.publish", str(folder), "--base-url", "/gongkai/"]
    with started(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        snapshot = httpx.get(f"{address}snapshots.json", timeout=30).json()["snapshots"][0]
        told = [httpx.get(each, timeout=30) for each in (f"{address}report/{REPORT}", snapshot["site"])]
        sites = (address, snapshot["site"])
        packages = [httpx.get(f"{site}download/datapackage.json", timeout=30).json() for site in sites]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert [each.status_code for each in told] == [200, 200]
    assert [package.get("licenses") for package in packages] == [[{"name": "CC-BY-4.0"}]] * 2


def test_a_copy_has_the_digest_that_its_inspect_file_says(folder: Path, tmp_path: Path) -> None:
    from archive.publish.newest import Served
    from archive.publish.plugin.shelf import known_digest

    copy = tmp_path / "site"
    shutil.copytree(folder, copy, copy_function=shutil.copyfile)  # each file gets another time
    said = json.loads((folder / "inspect-data.json").read_text())["public"]["hash"]
    assert known_digest(Served(copy / "public.db", "/", is_fixed=True).datasette) == said


def test_datasette_publish_takes_the_plugin_along(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (wheel,) = (path.relative_to(folder).as_posix() for path in folder.glob("plugins/*.whl"))
    with (
        (folder / "metadata.yml").open() as metadata,
        temporary_docker_directory(
            ["public.db"], "site", metadata, "", None, None, "plugins", [], [wheel], False, None, "secret"
        ) as docker,
    ):
        assert (Path(docker) / wheel).is_file()
        assert wheel in (Path(docker) / "Dockerfile").read_text()


# The wheel, and what it needs


def test_pip_installs_the_wheel_with_the_plugin_and_without_the_crawler(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*command, "--target", str(tmp_path / "installed"), str(wheel)], check=True, timeout=120)
    installed = tmp_path / "installed"
    assert sorted(path.name.partition("-")[0] for path in installed.iterdir()) == ["archive", "gongkai"]
    (points,) = installed.glob("gongkai-*.dist-info/entry_points.txt")
    assert points.read_text() == "[datasette]\ngongkai = archive.publish.plugin\n"
    assert (installed / "archive/publish/plugin/templates/gongkai_base.html").is_file()


def test_the_same_installation_gives_the_same_wheel(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert write_wheel(tmp_path).read_bytes() == write_wheel(tmp_path / "again").read_bytes()


def blocks(lock: Path) -> dict[str, str]:
    """Each package of a lock with its version and hashes."""
    found = re.split(r"(?m)^(?=[a-z0-9])", lock.read_text("utf-8"))
    return {each.partition("==")[0]: each.strip() for each in found if "==" in each}


def test_what_is_locked_for_serving_is_locked_for_all() -> None:
    everything = blocks(ROOT / "requirements.lock")
    assert [name for name, block in blocks(LOCK).items() if block != everything.get(name)] == []


def test_every_locked_package_has_a_hash() -> None:
    assert [name for name, block in blocks(LOCK).items() if "--hash=sha256:" not in block] == []


def test_everything_that_serving_imports_is_locked(folder: Path) -> None:
    # Of an extra for crawling, which Datasette's units would take into use: no page of ours asks for them.
    program = (
        "import asyncio, json, sys; sys.modules['dask'] = None; from pathlib import Path\n"
        "from archive.publish.serve import datasette\n"
        f"site = datasette(Path({str(folder / 'public.db')!r}))\n"
        f"assert asyncio.run(site.client.get('/report/{REPORT}')).status_code == 200\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name, module in sys.modules.items() if module})))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    known = packages_distributions()
    imported = {normal(each) for name in json.loads(said.stdout) for each in known.get(name, [])}
    # What Datasette and httpx use where it happens to be installed.
    optional = {"rich", "pygments", "brotli", "babel", "markdown-it-py", "mdurl", "gongkai", "zstandard", "h2"}
    assert imported - optional - blocks(LOCK).keys() == set()


def test_what_the_locked_packages_need_is_locked() -> None:
    needed = {
        normal(requirement.name)
        for name in blocks(LOCK)
        for requirement in map(Requirement, requires(name) or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    assert needed - blocks(LOCK).keys() == set()


def normal(name: str) -> str:
    """As a lock writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
