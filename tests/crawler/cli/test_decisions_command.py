"""Decisions on the way through: the file beside the portal's, `run`, `verify`, `decisions`, `claims`, rebuild."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SiteServer, gongkai
from small_site import PORTAL, answers, article, list_page, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump
from crawler.cli.main import main
from crawler.portal import built_in_portals

TITLE = "小站管委会2018年政府信息公开工作年度报告"
REPORTS = '  - {key: reports, title: 年度报告, url: "http://small.invalid/reports/", reports: true}\n'
QUOTE = "主动公开政府信息300条"
DECISIONS = """decisions:
  - report: small-2018
    quote: 主动公开政府信息300条
    decision: correct
    corrected: {value: 8}
    reason: 网页多写了两位
    by: 核对人
    date: 2026-03-02
"""
GONE = """  - report: small-2018
    quote: 主动公开政府信息999条
    decision: dismiss
    reason: 早先的版本
    by: 核对人
    date: 2026-03-02
"""
REMARKS = """remarks:
  - report: small-2018
    quote: 主动公开政府信息300条
    reply: |
      其中二百九十二条登在公报上，
      网页只列八条。
    by: 小站管委会
    date: 2026-03-20
    source: 小管函〔2026〕8号
  - report: small-2018
    quote: 主动公开政府信息999条
    note: 早先的版本
    by: 核对人
    date: 2026-03-02
"""
FILE = DECISIONS + GONE + REMARKS


def with_report() -> dict[str, object]:
    pages = small_site()
    pages["/reports/"] = list_page(("/r/2018.html", TITLE, "2019-01-20"))
    text = f"全年{QUOTE}，收到政府信息公开申请12件。"
    pages["/r/2018.html"] = article(TITLE, "2019-01-20").replace("<p>小站", f"<p>{text}</p><p>小站", 1)
    return answers(pages)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a portal file, its decisions, and the archive that `run` made with them."""
    folder = tmp_path_factory.mktemp("decided")
    (folder / "small.yml").write_text(PORTAL.replace("channels:", f"{REPORTS}channels:"), encoding="utf-8")
    (folder / "small.decisions.yml").write_text(FILE, encoding="utf-8")
    server = SiteServer(with_report())
    result = gongkai("run", folder / "small.yml", "--archive", folder / "a", "--host", server.address)
    server.close()
    assert result.returncode == 0, result.stderr
    assert "decision 2 (核对人, 2026-03-02) is unattached" in result.stderr
    return folder


@pytest.fixture
def folder(crawled: Path) -> Path:
    """The same, its file of decisions as it was."""
    (crawled / "small.decisions.yml").write_text(FILE, encoding="utf-8")
    return crawled


def run(command: str, folder: Path, *options: str) -> Result:
    arguments = [command, str(folder / "small.yml"), "--archive", str(folder / "a"), *options]
    return CliRunner().invoke(main, arguments)


def finding(folder: Path) -> dict[str, object]:
    (report,) = json.loads(run("verify", folder, "--json").stdout)
    (found,) = [row for row in report["findings"] if row["quote"].endswith(QUOTE)]
    return found


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


def test_verify_says_who_corrected_what(folder):
    found = finding(folder)
    assert (found["reported"], found["decision"]["by"], found["decision"]["read_value"]) == (8, "核对人", 300)
    assert "[correct, read as 300 条: 核对人, 2026-03-02: 网页多写了两位]" in run("verify", folder).stdout.replace(
        "│\n│", ""
    )


def test_an_unattached_decision_is_named_and_strict_about(folder):
    result = run("verify", folder, "--strict")
    assert (result.exit_code, "does not have these words" in result.stderr) == (1, True)


def test_decisions_are_listed_with_those_that_are_attached_to_nothing(folder):
    run("verify", folder)
    result = run("decisions", folder, "--json", "--strict")
    attached, left = json.loads(result.stdout)["decisions"]
    assert (attached["state"], attached["value"], attached["read_value"]) == ("attached", 8, 300)
    assert (left["state"], result.exit_code) == ("unattached", 1)
    assert "unattached" in run("decisions", folder).stdout


def test_remarks_are_listed_with_those_that_fit_nothing(folder):
    run("verify", folder)
    reply, left = json.loads(run("decisions", folder, "--json").stdout)["remarks"]
    assert (reply["kind"], reply["claim"], reply["said_by"]) == ("reply", "small-2018.1", "小站管委会")
    assert (left["claim"], left["text"], left["state"]) == (None, "早先的版本", "unattached")


def test_verify_shows_the_whole_reply_beside_the_finding(folder):
    (reply,) = finding(folder)["remarks"]
    assert reply["text"] == "其中二百九十二条登在公报上，\n网页只列八条。"
    assert "小站管委会, 2026-03-20, 小管函〔2026〕8号" in run("verify", folder).stdout.replace("│\n│", "")


def test_verify_names_a_remark_that_fits_nothing(folder):
    result = run("verify", folder)
    assert "note, remark 2 (核对人, 2026-03-02) is unattached" in result.stderr


def test_a_remark_alone_that_fits_nothing_is_something_to_be_strict_about(folder):
    (folder / "small.decisions.yml").write_text(REMARKS, encoding="utf-8")
    assert run("verify", folder, "--strict").exit_code == 1
    assert run("decisions", folder, "--strict").exit_code == 1


def test_a_file_that_was_changed_since_is_said_to_be_newer(folder):
    run("verify", folder)
    assert "is newer" not in run("decisions", folder).stderr
    (folder / "small.decisions.yml").write_text(REMARKS, encoding="utf-8")
    assert "is newer" in run("decisions", folder).stderr


@pytest.mark.parametrize("command", ["verify", "decisions"])
def test_a_wrong_file_is_refused_before_anything_is_done(folder, command):
    (folder / "small.decisions.yml").write_text(DECISIONS.replace("by: 核对人", "by: ''"), encoding="utf-8")
    before = dump(folder / "a")
    result = run(command, folder)
    assert (result.exit_code, "small.decisions.yml: entry 1: by: must be words" in result.stderr) == (2, True)
    assert dump(folder / "a") == before


def test_without_the_file_the_archive_keeps_to_what_it_used_last(folder):
    run("verify", folder)
    (folder / "small.decisions.yml").unlink()
    assert finding(folder)["reported"] == 8


def test_an_empty_list_takes_all_decisions_back(folder):
    (folder / "small.decisions.yml").write_text("decisions: []\n", encoding="utf-8")
    assert (finding(folder)["reported"], finding(folder)["decision"]) == (300, None)


def test_claims_of_the_archived_report_show_the_decision(folder):
    run("verify", folder)
    result = CliRunner().invoke(main, ["claims", "small-2018", "--archive", str(folder / "a"), "--json"])
    (claim,) = [claim for claim in json.loads(result.stdout)["claims"] if claim["quote"].endswith(QUOTE)]
    assert (claim["value"], claim["occurrence"], claim["decision"]["value"]) == (300, 1, 8)
    assert claim["decision"]["decided_by"] == "核对人"


def test_claims_of_the_archived_report_show_the_reply_in_json_table_and_page(folder):
    run("verify", folder)
    command = ["claims", "small-2018", "--archive", str(folder / "a")]
    shown = [CliRunner().invoke(main, [*command, "--json"]).stdout, CliRunner().invoke(main, command).stdout]
    CliRunner().invoke(main, [*command, "--html", str(folder / "claims.html")])
    for text in (*shown, (folder / "claims.html").read_text(encoding="utf-8")):
        assert "小管函〔2026〕8号" in text


def test_a_rebuild_has_the_decisions_of_the_record_alone(folder):
    run("verify", folder)
    before = dump(folder / "a")
    assert [sum(line.startswith(f"{table} ") for line in before) for table in ("decisions", "remarks")] == [2, 2]
    (folder / "a" / "archive.db").unlink()
    (folder / "small.decisions.yml").unlink()
    result = CliRunner().invoke(main, ["rebuild", "--archive", str(folder / "a")])
    assert result.exit_code == 0, result.stderr
    assert dump(folder / "a") == before


def test_a_file_of_decisions_is_no_portal(tmp_path, monkeypatch):
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "here.yml").write_text("")
    (tmp_path / "portals" / "here.decisions.yml").write_text("")
    monkeypatch.setattr("crawler.portal.resources.files", lambda _: tmp_path)
    assert list(built_in_portals()) == ["here"]
