"""`gongkai demo`: what it serves, brings and hands on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from started import started

from crawler.demo import command

ASK = "import sys; from crawler.demo.command import demo; demo()"


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Stands in for the job: notes what it was given and looks at the sites while they are served."""
    seen: dict[str, Any] = {}

    def run_portals(portals: tuple[str, ...], **given: Any) -> int:
        seen.update(given, portals=list(portals))
        seen["answers"] = {name: httpx.get(address, timeout=30).status_code for name, address in given["hosts"].items()}
        seen["rows"] = [path.read_text(encoding="utf-8").count("\n") for _, _, path in given["imports"]]
        return 5

    monkeypatch.setattr(command, "run_portals", run_portals)
    return seen


def _demo(*arguments: str) -> int:
    return CliRunner().invoke(command.demo, arguments).exit_code


def test_the_citys_site_is_crawled_before_the_own_one(job: dict[str, Any], tmp_path: Path) -> None:
    _demo("--archive", str(tmp_path))
    assert job["portals"] == ["demo-city", "demo"]


def test_both_sites_answer_while_the_job_runs(job: dict[str, Any], tmp_path: Path) -> None:
    _demo("--archive", str(tmp_path))
    assert job["answers"] == {"demo-city": 200, "demo": 200}


def test_the_export_is_brought_as_the_wechat_channel(job: dict[str, Any], tmp_path: Path) -> None:
    _demo("--archive", str(tmp_path))
    assert [(portal, channel) for portal, channel, _ in job["imports"]] == [("demo", "wechat")]
    assert job["rows"] == [783]


def test_another_seed_or_skin_gets_a_folder_of_its_own(
    job: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = []
    for arguments in ((), ("--seed", "7"), ("--skin", "trs")):
        _demo(*arguments)
        folders.append(job["archive"])
    assert len(set(folders)) == 3


def test_no_serve_is_handed_on(job: dict[str, Any], tmp_path: Path) -> None:
    _demo("--archive", str(tmp_path), "--no-serve")
    assert job["serve"] is False


def test_the_jobs_exit_code_is_the_commands(job: dict[str, Any], tmp_path: Path) -> None:
    assert _demo("--archive", str(tmp_path)) == 5


def test_a_skin_nobody_made_is_a_wrong_use(job: dict[str, Any]) -> None:
    assert _demo("--skin", "shiny") == 2


def test_every_option_is_explained_in_the_help() -> None:
    text = CliRunner().invoke(command.demo, ["--help"]).output
    for name in ("--seed", "--skin", "--archive", "--port", "--no-serve", "--site-only", "Examples:"):
        assert name in text


def test_site_only_prints_both_addresses_and_serves_until_interrupted() -> None:
    arguments = [sys.executable, "-c", ASK, "--site-only", "--seed", "5"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    with started(arguments, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        addresses = [process.stdout.readline().split()[-1] for _ in range(2)]
        answers = [httpx.get(address, timeout=30).status_code for address in addresses]
        process.send_signal(signal.SIGINT)
        process.wait(20)
    assert (answers, process.returncode) == ([200, 200], 0)
