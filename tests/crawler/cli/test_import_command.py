"""`gongkai import`: only for a channel that is counted, and it says what it counted."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from conftest import gongkai
from made_files import workbook
from small_site import PORTAL as SMALL
from strangers_warc import small_warc

from archive.lock import archive_lock

PORTAL = """
portal: sample
title: {{zh: 样本区, en: Sample district}}
authority: [样本区]
columns: [{{key: news, title: 要闻}}]
channels:
  own_site: {{title: {{zh: 网站, en: site}}, kind: site}}
{channels}
"""
IMPORTED = "  wechat: {title: {zh: 微信, en: WeChat}, kind: import}"
EXPORT = "title,date,url\n一则,2018-01-02,https://mp.invalid/1\n二则,2018-02-03,https://mp.invalid/2\n"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(EXPORT + EXPORT.splitlines()[1] + "\n", encoding="utf-8")
    return path


def portal(folder: Path, channels: str) -> Path:
    path = folder / "sample.yml"
    path.write_text(PORTAL.format(channels=channels), encoding="utf-8")
    return path


def test_items_and_repeated_rows_are_said(tmp_path: Path, export: Path) -> None:
    result = gongkai("import", "wechat", portal(tmp_path, IMPORTED), export, "--archive", tmp_path / "a")
    assert result.returncode == 0, result.stderr
    assert "2 items, 1 repeated" in result.stdout
    with closing(sqlite3.connect(tmp_path / "a" / "archive.db")) as db:
        assert db.execute("select count(*) from documents").fetchone() == (2,)


@pytest.mark.parametrize("channels", ["", IMPORTED.replace("import", "offline"), IMPORTED.replace("wechat", "weibo")])
def test_a_channel_that_would_never_be_counted_is_refused(tmp_path: Path, export: Path, channels: str) -> None:
    result = gongkai("import", "wechat", portal(tmp_path, channels), export, "--archive", tmp_path / "a")
    assert result.returncode == 2
    assert "sample: channels.wechat: " in result.stderr
    assert "    kind: import\n" in result.stderr
    assert not (tmp_path / "a").exists()


def test_the_summary_says_what_was_counted_and_what_comes_next(tmp_path: Path, export: Path) -> None:
    declared = portal(tmp_path, IMPORTED)
    result = gongkai("import", "wechat", declared, export, "--archive", tmp_path / "a")
    assert "2018-01-02 to 2018-02-03 (2018: 2)" in result.stdout
    assert "0 characters in all; 2 items give no length" in result.stdout
    assert hashlib.sha256(export.read_bytes()).hexdigest() in result.stdout
    assert result.stdout.endswith(f"next: gongkai verify {declared}\n")


def test_a_gazette_is_imported_as_a_workbook_and_told_in_json(tmp_path: Path) -> None:
    path = tmp_path / "公报.xlsx"
    rows = [
        ["标题", "日期", "期号", "页码"],
        ["甲", date(2018, 1, 2), "第1期", 3],
        ["乙", date(2018, 2, 2), "第2期", 9],
    ]
    path.write_bytes(workbook(lambda book: [book.active.append(row) for row in rows]))
    channel = IMPORTED.replace("wechat", "gazette")
    result = gongkai("import", "gazette", portal(tmp_path, channel), path, "--json", "--archive", tmp_path / "a")
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert (said["items"], said["new"], said["form"], said["unused"]) == (2, 2, "xlsx", ["页码"])


def test_what_a_file_calls_its_columns_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("title,date,url,\x1b[2J注\n题,2018-01-02,,\n", encoding="utf-8")
    result = gongkai("import", "wechat", portal(tmp_path, IMPORTED), path, "--archive", tmp_path / "a")
    assert "[2J注" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_slip_in_the_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("title,date,url\n题,\x1b[2J2018,\n", encoding="utf-8")
    result = gongkai("import", "wechat", portal(tmp_path, IMPORTED), path, "--archive", tmp_path / "a")
    assert result.returncode == 2
    assert "export.csv: line 2" in result.stderr
    assert "\x1b" not in result.stderr


def test_an_archive_that_is_being_written_is_left_alone(tmp_path: Path, export: Path) -> None:
    with archive_lock(tmp_path / "a"):
        result = gongkai("import", "wechat", portal(tmp_path, IMPORTED), export, "--archive", tmp_path / "a")
    assert result.returncode == 7
    assert str(tmp_path / "a") in result.stderr
    assert not (tmp_path / "a" / "archive.db").exists()


SAID = ("--origin", "the library", "--by", "someone@example.org")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_an_archive_is_imported_and_said_to_be(small, tmp_path):
    warc = small_warc().write(tmp_path / "库.warc.gz")
    result = gongkai("import", "warc", small, warc, "--archive", tmp_path / "a", *SAID)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("库.warc.gz: records of others; crawl small-import-")
    assert "13 captures of 2019-03-31 to 2019-03-31, 8 documents listed" in lines
    digest = hashlib.sha256(warc.read_bytes()).hexdigest()
    assert f"origin: the library; SHA-256 {digest}" in lines
    again = gongkai("import", "wacz", small, warc, "--archive", tmp_path / "a", *SAID, "--json")
    assert json.loads(again.stdout)["known_before"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("warc", "small", "x.warc", "--by", "y"), "--origin"),
        (("warc", "small", "x.warc", "--origin", "x"), "--by"),
        (("warc", "small", "x.warc", "--origin", " \n", "--by", "y"), "--origin"),
        (("warc", "small", "x.warc", *SAID, "--from", "2018-01-01", "--to", "2018-12-31"), "--from and --to"),
        (("wechat", "small", "x.csv", "y.csv"), "one FILE"),
        (("wechat", "small", "x.csv", "--origin", "x"), "--origin"),
        (("warc", "small", "x.warc", *SAID), "neither a WARC"),
    ],
)
def test_what_an_archive_needs_is_asked_for(small, tmp_path, monkeypatch, arguments, said):
    monkeypatch.delenv("GONGKAI_CONTACT", raising=False)
    (tmp_path / "x.warc").write_bytes(b"<html>")
    given = [
        small if each == "small" else tmp_path / each if "." in each and "@" not in each else each for each in arguments
    ]
    result = gongkai("import", *given, "--archive", tmp_path / "a")
    assert (result.returncode, said in result.stderr) == (2, True), result.stderr
