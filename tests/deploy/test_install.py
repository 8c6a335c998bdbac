"""The installer: in an empty folder, again, twice at once; and the job that cron starts."""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from deploy_tools import DEPLOY, install

from crawler.demo.server import running
from crawler.demo.site import build
from crawler.portal import built_in_portals

pytestmark = pytest.mark.xdist_group("install")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--prefix", "/a b"), "may hold letters"),
        (("--prefix", "relative"), "a whole path"),
        (("--archive", "/x'; id;'"), "may hold letters"),
        (("--at", "25:00"), "an hour and a minute"),
        (("--zone", "Asia/Shanghai|id"), "time zone"),
        (("--schedule", "weekly"), "systemd, cron or none"),
        (("--contact", "a'b"), "may not hold quotes"),
        (("--extras", "dask;id"), "parted by commas"),
        (("--extras", "dask,gpl"), "there is no gpl"),
        (("--contact",), "needs a value"),
        (("--port",), "unknown option"),
    ],
)
def test_what_cannot_stand_in_a_unit_or_a_script_is_refused(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = install(*arguments, home=tmp_path)
    assert (result.returncode, said in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_second_install_at_once_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    with (tmp_path / "p" / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = install("--prefix", tmp_path / "p", home=tmp_path)
    assert (result.returncode, "another install is at work" in result.stderr) == (7, True)


def test_every_option_of_the_installer_is_documented() -> None:
    options = set(re.findall(r"^  (--[a-z]+) ", (DEPLOY / "install.sh").read_text(encoding="utf-8"), re.MULTILINE))
    documented = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
    assert len(options) >= 9
    assert {option for option in options if f"`{option}" not in documented} == set()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which gongkai was installed for cron, with a crontab of its own."""
    home = tmp_path_factory.mktemp("home")
    result = install_for_cron(home)
    assert result.returncode == 0, result.stderr
    return home


def install_for_cron(home: Path) -> subprocess.CompletedProcess[str]:
    """The program crontab of the machine is not touched: one in a folder of ours keeps its table in a file."""
    fake = home / "fake"
    fake.mkdir(exist_ok=True)
    table = fake / "table"
    (fake / "crontab").write_text(
        f'#!/bin/sh\ncase $1 in\n-l) [ -e {table} ] || {{ echo "no crontab for me" >&2; exit 1; }}; cat {table} ;;\n'
        f"-) cat >{table}.new; mv {table}.new {table} ;;\nesac\n",
        encoding="utf-8",
    )
    (fake / "crontab").chmod(0o755)
    path = f"{fake}:/usr/bin:/bin"
    command = ["sh", str(DEPLOY / "install.sh"), "--python", sys.executable, "--schedule", "cron", "--extras", "dask"]
    environment = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
    environment |= {"HOME": str(home), "PATH": path}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=900)


@pytest.mark.heavy
def test_an_empty_folder_is_enough_and_again_changes_nothing(installed: Path) -> None:
    prefix = installed / ".local/share/gongkai"
    before = {path: path.lstat().st_mtime_ns for path in prefix.glob("*/*") if not path.is_symlink()}
    (prefix / "job.env").write_text("GONGKAI_CONTACT='you@example.org'\n", encoding="utf-8")
    before[prefix / "job.env"] = (prefix / "job.env").stat().st_mtime_ns
    again = install_for_cron(installed)
    assert (again.returncode, "written:" in again.stdout, "attention" in again.stderr) == (0, False, False)
    assert {path: path.lstat().st_mtime_ns for path in before} == before
    assert (prefix / "archive").stat().st_mode & 0o077 == 0
    assert (prefix / "job.env").stat().st_mode & 0o077 == 0


@pytest.mark.heavy
def test_an_extra_is_installed_with_its_command_and_is_part_of_the_release(installed: Path) -> None:
    release = (installed / ".local/share/gongkai/current").resolve()
    said = subprocess.run([release / "bin/dask", "worker", "--help"], capture_output=True, text=True, check=True)
    assert "--no-nanny" in said.stdout
    locked = (DEPLOY / "extras" / "dask.lock").read_text(encoding="utf-8")
    (distributed,) = re.findall(r"^distributed==(\S+)", locked, re.MULTILINE)
    assert len([*release.glob(f"lib/python3.*/site-packages/distributed-{distributed}.dist-info")]) == 1


@pytest.mark.heavy
def test_the_crontab_has_one_line_whatever_else_stands_in_it(installed: Path) -> None:
    table = installed / "fake" / "table"
    prefix = installed / ".local/share/gongkai"
    others = f"5 4 * * * backup\n0 1 * * * other # gongkai: {prefix}-2\n"
    table.write_text(others + table.read_text(encoding="utf-8"), encoding="utf-8")
    assert install_for_cron(installed).returncode == 0
    assert table.read_text(encoding="utf-8") == (f"{others}00 02 * * * {prefix}/bin/gongkai-job # gongkai: {prefix}\n")


@pytest.mark.heavy
def test_a_torn_install_is_made_anew(installed: Path) -> None:
    prefix = installed / ".local/share/gongkai"
    release = (prefix / "current").resolve()
    (release / ".complete").unlink()
    (release / "bin" / "gongkai").unlink()
    assert install_for_cron(installed).returncode == 0
    version = subprocess.run([prefix / "bin/gongkai", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("gongkai, version")


@pytest.mark.heavy
def test_the_line_of_the_crontab_runs_in_the_environment_that_cron_gives(installed: Path) -> None:
    prefix = installed / ".local/share/gongkai"
    line = (installed / "fake" / "table").read_text(encoding="utf-8").splitlines()[-1]
    command = line.split(maxsplit=5)[5]
    text = built_in_portals()["demo-city"].read_text(encoding="utf-8")
    with running(build(11)) as addresses:
        text = re.sub(r"^hosts: .*$", f"hosts: ['{addresses.city}']", text, flags=re.MULTILINE)
        (prefix / "archive/portals/demo-city.yml").write_text(text, encoding="utf-8")
        clean = {"HOME": str(installed), "LOGNAME": "me", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
        result = subprocess.run(
            ["/bin/sh", "-c", command], cwd=installed, env=clean, capture_output=True, text=True, check=False
        )
    assert result.returncode == 0, result.stderr
    assert "public.db was built" in result.stdout
    assert (prefix / "archive/public.db").stat().st_mode & 0o077 == 0
    (log,) = (prefix / "archive/logs").glob("run-*.jsonl")
    last = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    assert (last["event"], last["fields"]["code"]) == ("run_ended", 0)
