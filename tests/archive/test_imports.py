"""A channel's export is imported whole or not at all, once however often it is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.imports import ImportFileError, import_channel
from archive.schema import upgrade

EXPORT = "title,date,url,length\n松山要闻一则,2018-01-02,https://mp.invalid/1,300\n松山要闻二则,2018-02-03,https://mp.invalid/2,450\n"


@pytest.fixture
def db() -> Database:
    database = Database(memory=True)
    upgrade(database)
    return database


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_row_becomes_an_imported_document(db: Database, tmp_path: Path) -> None:
    result = import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    assert (result.rows, result.known_before) == (2, False)
    documents = [
        (row["title"], row["published_on"], row["characters"], row["channel"], row["state"], row["import"])
        for row in db.query("select * from documents order by published_on")
    ]
    assert documents == [
        ("松山要闻一则", "2018-01-02", 300, "wechat", "imported", result.id),
        ("松山要闻二则", "2018-02-03", 450, "wechat", "imported", result.id),
    ]
    (imported,) = db.query("select * from imports")
    assert (imported["from_date"], imported["to_date"], imported["file_name"]) == (
        "2018-01-02",
        "2018-02-03",
        "export.csv",
    )


def test_the_same_bytes_again_change_nothing(db: Database, tmp_path: Path) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    assert import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT)).known_before
    assert (db.table("documents").count, db.table("imports").count) == (2, 1)


def test_a_longer_export_adds_only_what_is_new(db: Database, tmp_path: Path) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    import_channel(
        db, "songshan", "wechat", write(tmp_path, EXPORT + "松山要闻三则,2018-03-04,https://mp.invalid/3,9\n")
    )
    assert db.table("documents").count == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("title,url\nx,y\n", "line 1: no column date"),
        (EXPORT + "无日期,2018-13-01,https://mp.invalid/4,1\n", "line 4: "),
        (EXPORT + ",2018-03-01,https://mp.invalid/4,1\n", "line 4: no title"),
        (EXPORT + "长度,2018-03-01,https://mp.invalid/4,many\n", "line 4: "),
        ("title,date,url\n", "no row"),
        ("标题".encode("gbk"), "not UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_whole(db: Database, tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(ImportFileError, match=r"export\.csv") as refusal:
        import_channel(db, "songshan", "wechat", write(tmp_path, content))
    assert reason in str(refusal.value)
    assert (db.table("documents").count, db.table("imports").count) == (0, 0)
