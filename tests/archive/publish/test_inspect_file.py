"""public-inspect.json: used where it is of the public.db beside it, and never otherwise."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.publish.inspect_file import inspect_path
from archive.publish.serve import datasette

SAID_ONLY_THERE = 987_654
#: Builds, and is killed as by `kill -9` at one of its renames.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from archive.publish.build import build
left = int(sys.argv[3])
replace = Path.replace
def counted(path, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
Path.replace = counted
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def shown(public_db: Path) -> int:
    """How many documents Datasette's page of the database says there are."""
    answer = asyncio.run(datasette(public_db).client.get("/public.json"))
    (count,) = [table["count"] for table in answer.json()["tables"] if table["name"] == "documents"]
    return int(count)


def documents(public_db: Path) -> int:
    with closing(sqlite3.connect(public_db)) as db:
        return int(db.execute("select count(*) from documents").fetchone()[0])


@pytest.fixture
def own(public_db: Path, tmp_path: Path) -> Path:
    """A copy whose inspect file says a number that is nowhere else."""
    path = tmp_path / "public.db"
    for source in (public_db, inspect_path(public_db)):
        shutil.copy2(source, path.with_name(source.name))
    said = json.loads(inspect_path(path).read_text())
    said["public"]["tables"]["documents"]["count"] = SAID_ONLY_THERE
    inspect_path(path).write_text(json.dumps(said))
    return path


def test_it_says_what_datasette_inspect_says(public_db: Path) -> None:
    command = [sys.executable, "-m", "datasette", "inspect", str(public_db)]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["public"]
    ours: dict[str, Any] = json.loads(inspect_path(public_db).read_text())["public"]
    tables = {name: {"count": table["count"]} for name, table in theirs["tables"].items()}
    assert ours["tables"] == tables
    assert (ours["hash"], ours["size"]) == (theirs["hash"], theirs["size"])
    assert ours["hash"] == hashlib.sha256(public_db.read_bytes()).hexdigest()


def test_what_it_says_is_not_counted_again(own: Path) -> None:
    assert shown(own) == SAID_ONLY_THERE


def test_one_of_another_size_is_not_used(own: Path) -> None:
    said = json.loads(inspect_path(own).read_text())
    said["public"]["size"] += 4096
    inspect_path(own).write_text(json.dumps(said))
    assert shown(own) == documents(own)


def test_one_of_a_file_that_was_changed_since_is_not_used(own: Path) -> None:
    os.utime(own)
    assert shown(own) == documents(own)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"public": 1}', '{"public": {"tables": []}}', "\ud800"])
def test_one_that_is_damaged_is_not_used(own: Path, damage: str) -> None:
    inspect_path(own).write_bytes(damage.encode("utf-8", "surrogatepass"))
    assert shown(own) == documents(own)


@pytest.mark.parametrize("renames", range(3))
def test_whenever_a_build_is_killed_what_is_served_is_whole(
    archive_db: Path, own: Path, tmp_path: Path, renames: int
) -> None:
    archive = tmp_path / "custody.db"
    shutil.copyfile(archive_db, archive)
    killed = subprocess.run([sys.executable, "-c", PROGRAM, str(archive), str(own), str(renames)], check=False)
    assert killed.returncode == -signal.SIGKILL
    is_new = own.stat().st_mtime_ns != json.loads(inspect_path(own).read_text())["public"]["changed_ns"]
    assert shown(own) == (documents(own) if is_new else SAID_ONLY_THERE)
    assert is_new == (renames == 2)  # masked texts, public.db, and then its inspect file
