"""Which snapshots the pages of this version can be shown over."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish.snapshots.formats import is_of_this_format


def test_what_was_just_built_is_of_this_format(public_db: Path) -> None:
    assert is_of_this_format(public_db)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("drop view channel_documents", id="a view"),
        pytest.param("drop table titles_fts", id="a search index"),
        pytest.param("drop table pairs_fts", id="that of pairs"),
        pytest.param("update documents set published_on = '1999-01-01' where rowid = 5", id="documents by their dates"),
    ],
)
def test_one_that_lacks_what_a_page_reads_is_not(public_db: Path, tmp_path: Path, change: str) -> None:
    path = tmp_path / "older.db"
    shutil.copyfile(public_db, path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(change)
    assert not is_of_this_format(path)
