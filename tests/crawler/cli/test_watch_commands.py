"""`gongkai timeliness` and `gongkai twins`: what they tell of an archive, for people, as JSON and as CSV."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from handmade_archive import PORTAL, Archive

from archive.observe import observe
from archive.store import content_digest
from crawler.cli.timeliness import timeliness
from crawler.cli.twins import twins
from crawler.exit_codes import NOTHING_READ

TEXT = "各单位要把责任落实到人，对照要求逐项办理，并在规定时间内反馈结果。" * 4
COMMANDS = (timeliness, twins)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents of one text, written on 5 March 2018: published the next day, and 21 working days later."""
    made = Archive()
    column = made.column("policy")
    crawl = made.crawl()
    for number, (day, title) in enumerate((("2018-03-06", "值班安排"), ("2018-04-03", "=1+1\x1b[31m通知")), 1):
        own = made.document(
            day, title=title, columns=[column], crawl=crawl, version=number, content_digest=content_digest(TEXT)
        )
        made.db.table("document_versions").insert({"id": number, "document": own, "written_on": "2018-03-05"})
        made.db.table("document_texts").insert({"version": number, "text": TEXT, "layout": ""})
    observe(made.db, PORTAL)
    folder = tmp_path_factory.mktemp("archive")
    made.db.conn.commit()
    made.db.conn.backup(sqlite3.connect(folder / "archive.db"))
    return folder


def told(command: click.Command, archive: Path, *options: str) -> Result:
    result = CliRunner().invoke(command, [PORTAL, "--archive", str(archive), *options])
    assert result.exit_code == 0, result.output
    return result


def test_a_year_is_told_by_column_with_median_and_share(archive: Path) -> None:
    lines = told(timeliness, archive).stdout.splitlines()
    whole = next(line for line in lines if "全部" in line)
    assert [cell.strip() for cell in whole.split("│")[1:-1]] == ["全部 all", "1", "1", "2 / 2", "11", "21", "50%"]


def test_a_copy_is_told_with_the_one_before_it(archive: Path) -> None:
    output = told(twins, archive).stdout
    assert "全文相同" in output
    assert "← 2018-03-06 值班安排" in output


def test_numbers_stand_in_json_with_their_sql(archive: Path) -> None:
    late = json.loads(told(timeliness, archive, "--json").stdout)["years"][0]["whole"]
    copies = json.loads(told(twins, archive, "--json", "--year", "2018").stdout)["years"][0]["whole"]
    db = sqlite3.connect(archive / "archive.db")
    assert len(db.execute(late["sql"]["over"]).fetchall()) == late["values"]["over"] == 1
    assert len(db.execute(copies["sql"]["same"]).fetchall()) == copies["values"]["counted_twice"] == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_has_no_formula_and_nothing_that_steers_a_terminal(command: click.Command, archive: Path) -> None:
    output = told(command, archive, "--csv").stdout
    titles = [row["title"] for row in csv.DictReader(output.splitlines())]
    assert any(title.startswith("'=1+1") for title in titles)
    assert "\x1b" not in output


@pytest.mark.parametrize("command", COMMANDS)
def test_what_nothing_is_known_of_is_said_with_an_exit_code(command: click.Command, archive: Path) -> None:
    result = CliRunner().invoke(command, ["nowhere", "--archive", str(archive)])
    assert result.exit_code == NOTHING_READ
    assert "nowhere" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_without_an_archive_or_in_an_older_one_there_is_nothing_to_read(command: click.Command, tmp_path: Path) -> None:
    assert CliRunner().invoke(command, [PORTAL, "--archive", str(tmp_path)]).exit_code == NOTHING_READ
    sqlite3.connect(tmp_path / "archive.db").execute("create table portals (id text)")
    result = CliRunner().invoke(command, [PORTAL, "--archive", str(tmp_path)])
    assert (result.exit_code, "older format" in result.output) == (NOTHING_READ, True)
