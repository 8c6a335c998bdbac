"""A file that was brought is kept in the form it came in, and gives the same documents when archive.db is rebuilt."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from made_files import workbook
from sqlite_utils import Database

from archive.dump import canonical_dump
from archive.kept_imports import kept_imports
from archive.schema import upgrade
from crawler.errors import PortalFileError
from crawler.imports import bring, check_channel
from crawler.portal import Portal, load_portal_file
from crawler.rebuild import rebuild

PORTAL = """
portal: sample
title: {zh: 样本区, en: Sample district}
authority: [样本区]
columns: [{key: news, title: 要闻}]
channels:
  own_site: {title: {zh: 网站, en: site}, kind: site}
"""
IMPORTED = "  wechat: {title: {zh: 微信, en: WeChat}, kind: import}\n"
HEAD = ["标题", "日期", "链接", "期号", "字数"]
CONTENTS = {
    "csv": "标题;日期;链接;期号;字数\n甲;2018/1/2;https://mp.invalid/1;第1期;350字\n".encode("gbk"),
    "jsonl": json.dumps({"标题": "乙", "日期": "2018-02-03 08:05", "链接": "https://mp.invalid/2"}).encode(),
    "xlsx": workbook(
        lambda book: [
            book.active.append(HEAD),
            book.active.append(["丙", datetime(2018, 3, 4), "https://mp.invalid/3", "第3期", 1200]),
        ]
    ),
}


def portal(folder: Path, channels: str = IMPORTED) -> Portal:
    path = folder / "sample.yml"
    path.write_text(PORTAL + channels, encoding="utf-8")
    return load_portal_file(path)


def empty() -> Database:
    db = Database(memory=True)
    upgrade(db)
    return db


def test_files_of_every_form_are_kept_and_give_the_same_archive_again(tmp_path: Path) -> None:
    db, archive = empty(), tmp_path / "a"
    for form, content in CONTENTS.items():
        (tmp_path / f"brought.{form}.bak").write_bytes(content)
        bring(db, archive, portal(tmp_path), "wechat", tmp_path / f"brought.{form}.bak")
    assert {kept.path.suffix: kept.path.read_bytes() for kept in kept_imports(archive)} == {
        f".{form}": content for form, content in CONTENTS.items()
    }
    again = empty()
    rebuild(archive, again, lambda _: None)
    assert list(canonical_dump(again)) == list(canonical_dump(db))
    rows = again.query("select title, published_on, source, characters from documents order by published_on")
    assert [tuple(row.values()) for row in rows] == [
        ("甲", "2018-01-02", "第1期", 350),
        ("乙", "2018-02-03", None, None),
        ("丙", "2018-03-04", "第3期", 1200),
    ]


def test_days_stated_of_a_file_that_does_not_keep_to_them_are_no_reason_to_lose_it(tmp_path: Path) -> None:
    """Files were once taken that would be refused today."""
    db, archive = empty(), tmp_path / "a"
    (tmp_path / "export.csv").write_bytes(CONTENTS["csv"])
    bring(db, archive, portal(tmp_path), "wechat", tmp_path / "export.csv")
    (said,) = (archive / "imports").glob("*.json")
    year = {"stated_from": "2019-01-01", "stated_to": "2019-12-31"}
    said.write_text(json.dumps(json.loads(said.read_bytes()) | year), encoding="utf-8")
    again = empty()
    rebuild(archive, again, lambda _: None)
    ((title,),) = again.execute("select title from documents")
    ((stated,),) = again.execute("select stated_from from imports")
    assert (title, stated) == ("甲", "2019-01-01")


def test_what_was_stated_is_kept_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "export.xlsx").write_bytes(CONTENTS["xlsx"])
    stated = (date(2018, 1, 1), date(2018, 12, 31))
    bring(empty(), tmp_path / "a", portal(tmp_path), "wechat", tmp_path / "export.xlsx", stated)
    (kept,) = kept_imports(tmp_path / "a")
    row = kept.read().row
    assert (row["file_name"], row["stated_from"], row["stated_to"]) == ("export.xlsx", "2018-01-01", "2018-12-31")


@pytest.mark.parametrize("channels", ["", IMPORTED.replace("import", "offline")])
def test_the_yaml_that_a_refusal_prints_makes_the_channel_one_of_kind_import(tmp_path: Path, channels: str) -> None:
    with pytest.raises(PortalFileError) as refusal:
        check_channel(portal(tmp_path, channels), "wechat")
    _, _, declaration = str(refusal.value).partition("channels:\n")
    check_channel(portal(tmp_path, declaration + "\n"), "wechat")
