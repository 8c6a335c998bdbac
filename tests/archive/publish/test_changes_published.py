"""Changes in public.db: masked as all else, empty where a document is withheld, and shown by the masked texts."""

from __future__ import annotations

import sqlite3

import pytest
from handmade_watch import BASE, TEXT, Item, Watched
from sqlite_utils import Database

from archive.changes.shown import Wanted, changes_of, difference
from archive.publish.build import build

MOBILE, OTHER = "13800138000", "13800139000"
NOTICE = Item("a.html", "公租房分配公告", "2020-05-01", f"补贴标准每户300元，联系电话{MOBILE}。\n{TEXT}")
LOTTERY = Item("b.html", "摇号结果公示", "2020-05-02", f"共摇出二十户。\n{TEXT}")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Two documents retitled and edited; the second is withheld."""
    folder = tmp_path_factory.mktemp("changes")
    watched = Watched()
    watched.crawl("2020-06-02 16:30", [NOTICE, LOTTERY])
    text = NOTICE.text.replace("300", "260").replace(MOBILE, OTHER)
    notice = NOTICE.but(title=f"公租房分配公告（咨询{OTHER}）", text=text)
    lottery = LOTTERY.but(title="摇号结果更正", text=LOTTERY.text.replace("二十", "十八"))
    watched.crawl("2020-06-03 16:30", [notice, lottery])
    watched.db.table("withheld").insert({"number": 1, "pattern": BASE + "b.html", "portal": "", "reason": "个人信息"})
    watched.db.conn.commit()
    with sqlite3.connect(folder / "archive.db") as copy:
        watched.db.conn.backup(copy)
    build(folder / "archive.db", folder / "public.db")
    return Database(folder / "public.db")


def test_every_change_is_published(public: Database) -> None:
    kinds = sorted(row["kind"] for row in changes_of(public, Wanted()))
    assert kinds == ["edited", "edited", "retitled", "retitled"]


def test_numbers_of_persons_are_covered_in_titles_before_and_after(public: Database) -> None:
    (row,) = public.query("select * from changes where kind = 'retitled' and url like '%a.html'")
    assert (row["before"], row["after"]) == (NOTICE.title, "公租房分配公告（咨询138********）")
    assert OTHER not in "".join(public.conn.iterdump())


def test_the_difference_of_a_masked_text_shows_what_may_be_shown(public: Database) -> None:
    (row,) = public.query("select * from changes where kind = 'edited' and url like '%a.html'")
    (paragraph,) = difference(public, row["before_version"], row["after_version"]) or ()
    assert [(piece.kind, piece.text) for piece in paragraph.pieces if piece.kind != "same"] == [
        ("removed", "300"),
        ("added", "260"),
    ]


def test_changes_of_a_withheld_document_say_that_there_are_some_and_not_what(public: Database) -> None:
    rows = list(public.query("select * from changes where url like '%b.html' order by kind"))
    assert [row["kind"] for row in rows] == ["edited", "retitled"]
    assert not any(row[field] for row in rows for field in ("title", "before", "after"))
    assert difference(public, rows[0]["before_version"], rows[0]["after_version"]) is None
    assert "十八" not in "".join(public.conn.iterdump())
