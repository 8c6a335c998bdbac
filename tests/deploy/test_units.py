"""The systemd units and the crontab line, as systemd itself reads them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from deploy_tools import DEPLOY, filled, tool

SERVICES = ["gongkai-system.service", "gongkai-user.service"]
#: Systemd's own measure of what a service could reach, times ten: below 20 it calls it OK.
MOST_EXPOSED = {"gongkai-system.service": 20, "gongkai-user.service": 70}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A service with the program it starts, under the name it is installed as."""
    prefix = tmp_path / "prefix"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin" / "gongkai-job").write_text("#!/bin/sh\n", encoding="utf-8")
    (prefix / "bin" / "gongkai-job").chmod(0o755)
    for name, template in (("gongkai.service", request.param), ("gongkai.timer", "gongkai.timer")):
        text = filled(DEPLOY / "systemd" / template, prefix, tmp_path / "archive")
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "template").write_text(request.param, encoding="utf-8")
    return tmp_path / "gongkai.service"


def analyze(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [tool("systemd-analyze"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_systemd_finds_nothing_wrong_with_service_and_timer(service: Path) -> None:
    said = analyze("verify", service, service.with_name("gongkai.timer"))
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_a_service_can_reach_no_more_than_it_needs(service: Path) -> None:
    most = MOST_EXPOSED[(service.parent / "template").read_text(encoding="utf-8")]
    said = analyze("security", "--offline=true", f"--threshold={most}", service)
    assert said.returncode == 0, said.stdout[-500:] + said.stderr


def test_the_timer_means_every_night_where_the_portals_stand() -> None:
    text = (DEPLOY / "systemd" / "gongkai.timer").read_text(encoding="utf-8")
    (when,) = re.findall(r"^OnCalendar=(.*)$", text, re.MULTILINE)
    for name, value in (("HOUR", "02"), ("MINUTE", "00"), ("ZONE", "Asia/Shanghai")):
        when = when.replace(f"@{name}@", value)
    said = analyze("calendar", "--iterations=2", "--base-time=2026-01-01 00:00:00 UTC", when)
    assert re.findall(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", said.stdout) == [
        "2026-01-01 18:00:00",
        "2026-01-02 18:00:00",
    ]


def test_a_night_that_was_missed_is_made_up_for_and_not_all_ask_at_one_minute() -> None:
    timer = (DEPLOY / "systemd" / "gongkai.timer").read_text(encoding="utf-8")
    assert "Persistent=true\n" in timer
    assert "RandomizedDelaySec=30min\n" in timer


def test_the_crontab_line_is_one_that_cron_reads() -> None:
    lines = filled(DEPLOY / "crontab", Path("/opt/gongkai"), Path("/srv/a")).splitlines()
    (line,) = (line for line in lines if not line.startswith("#"))
    assert re.fullmatch(r"[0-5]?\d [0-2]?\d \* \* \* /opt/gongkai/bin/gongkai-job", line.replace("00 02", "0 2"))
