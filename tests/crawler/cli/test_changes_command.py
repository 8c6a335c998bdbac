"""`gongkai changes`: what it tells of an archive, filtered, for people and as JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade_watch import File, Item, Watched

from archive.changes.words import kind_label, kinds
from crawler.cli.changes import changes

SUBSIDY = Item("c.html", "冬季取暖补贴发放公告", "2020-05-20", "每户每年补贴300元，分两次发放。\n申请由社区受理。")
BUDGET = Item("d.html", "预算公开说明", "2020-02-18", "见附件。", files=(File("f.pdf", content="支出三亿一千万元。"),))
RESULT = Item("b.html", "中标结果公示", "2020-05-12", "中标价为四百一十二万元。")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One night's worth of every other kind: edited twice, removed and backdated."""
    watched = Watched()
    watched.crawl("2020-06-02 16:30", [SUBSIDY, BUDGET, RESULT])
    watched.crawl("2020-06-03 16:30", [SUBSIDY, BUDGET], gone=["b.html"])
    lower = SUBSIDY.but(text=SUBSIDY.text.replace("300", "260"))
    more = BUDGET.but(files=(File("f.pdf", content="支出三亿三千万元。"),))
    late = Item("e.html", "环评\x1b[31m批复", "2020-03-16", "同意。")
    watched.crawl("2020-06-04 16:30", [lower, more, late], gone=["b.html"])
    folder = tmp_path_factory.mktemp("archive")
    watched.db.conn.backup(sqlite3.connect(folder / "archive.db"))
    return folder


def told(archive: Path, *options: str) -> Result:
    result = CliRunner().invoke(changes, ["--archive", str(archive), *options])
    assert result.exit_code == 0, result.output
    return result


def rows(archive: Path, *options: str) -> Sequence[dict[str, object]]:
    found: Sequence[dict[str, object]] = json.loads(told(archive, "--json", *options).stdout)
    return found


def test_an_edit_is_shown_with_the_words_that_were_changed(archive: Path) -> None:
    output = told(archive).stdout
    assert "每户每年补贴[-300-]{+260+}元，分两次发放。" in output
    assert "申请由社区受理" not in output


def test_an_edited_file_is_named_and_its_text_compared(archive: Path) -> None:
    output = told(archive, "--kind", "edited").stdout
    assert "http://here.invalid/f.pdf" in output
    assert "支出三亿[-一-]{+三+}千万元。" in output


def test_what_was_removed_says_since_when(archive: Path) -> None:
    assert "gone since 2020-06-03 16:30" in told(archive, "--kind", "removed").stdout


def test_nothing_of_a_title_steers_the_terminal(archive: Path) -> None:
    output = told(archive, "--kind", "backdated").stdout
    assert "\x1b" not in output
    assert "dated 80 days or more too early" in output


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["backdated", "edited", "edited", "removed"]),
        (("--kind", "removed", "--kind", "backdated"), ["backdated", "removed"]),
        (("--since", "2020-06-04"), ["backdated", "edited", "edited", "removed"]),
        (("--since", "2020-06-05"), []),
        (("--portal", "elsewhere"), []),
    ],
)
def test_filters_keep_what_is_wanted(archive: Path, options: tuple[str, ...], expected: list[str]) -> None:
    assert sorted(str(row["kind"]) for row in rows(archive, *options)) == expected


def test_json_has_the_difference_piece_by_piece(archive: Path) -> None:
    (row,) = [row for row in rows(archive, "--kind", "edited") if row["part"] == "text"]
    assert row["difference"] == [
        [
            {"kind": "same", "text": "每户每年补贴"},
            {"kind": "removed", "text": "300"},
            {"kind": "added", "text": "260"},
            {"kind": "same", "text": "元，分两次发放。"},
        ]
    ]


def test_an_archive_without_changes_says_so(archive: Path) -> None:
    assert "nothing became different" in told(archive, "--portal", "elsewhere").stderr


def test_every_kind_has_a_name_in_both_languages() -> None:
    assert all(kind_label(kind).zh and kind_label(kind).en for kind in kinds())
