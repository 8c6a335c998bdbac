"""The container file, as far as it can be read without building it (docs/scheduling.md says that no build was run)."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from deploy_tools import DEPLOY


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Instruction and arguments of each line."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    return re.findall(r"^([A-Z]+) (.*)$", text, re.MULTILINE)


def test_everything_that_the_installer_takes_is_copied_and_there(steps: list[tuple[str, str]]) -> None:
    copied = {name for what, said in steps if what == "COPY" and "--from" not in said for name in said.split()[:-1]}
    script = (DEPLOY / "install.sh").read_text(encoding="utf-8")
    (taken,) = re.findall(r"for name in (archive crawler .*); do cp", script)
    assert copied == {*taken.split(), "requirements.lock", "deploy"}
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_whoever_builds_is_handed_what_is_copied_and_nothing_else(steps: list[tuple[str, str]]) -> None:
    copied = {name for what, said in steps if what == "COPY" and "--from" not in said for name in said.split()[:-1]}
    lines = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == copied


def test_the_job_runs_as_nobody_special(steps: list[tuple[str, str]]) -> None:
    last = dict(steps)
    assert last["USER"] == "10001:10001"
    assert last["ENTRYPOINT"] == '["/opt/gongkai/bin/gongkai-job"]'
