"""The GitHub workflow: what it may do, and what leaves custody by it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from deploy_tools import DEPLOY, WORKFLOW, actionlint, tool


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return read


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    assert actionlint(WORKFLOW, tmp_path) == []


def test_actionlint_would_find_a_mistake(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOW.read_text(encoding="utf-8").replace("steps.job.outputs", "steps.jub.outputs"), "utf-8")
    assert [found["kind"] for found in actionlint(wrong, tmp_path)] == ["expression"]


def test_zizmor_finds_nothing_in_its_strictest_mood() -> None:
    command = [tool("zizmor"), "--offline", "--no-config", "--persona", "pedantic", "--format", "json", str(WORKFLOW)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert json.loads(said.stdout) == []


def test_every_action_is_pinned_by_the_hash_of_a_commit(workflow: dict[Any, Any]) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert len(used) >= 5
    assert [name for name in used if not re.fullmatch(r"[a-z]+/[a-z-]+@[0-9a-f]{40}", name)] == []


def test_only_the_job_that_never_sees_custody_may_write(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "run": {"contents": "read"},
        "publish": {"contents": "write"},
    }
    assert "RESTIC" not in json.dumps(workflow["jobs"]["publish"])


def test_nothing_but_public_db_and_its_inspect_file_is_handed_over(workflow: dict[Any, Any]) -> None:
    script = next(step["run"] for step in steps(workflow) if step.get("id") == "public")
    assert re.findall(r"cp (.*) public/\n", script) == ['"$ARCHIVE/public.db" "$ARCHIVE/public-inspect.json"']
    handed = [step["with"]["path"] for step in steps(workflow) if "upload-artifact" in step.get("uses", "")]
    assert handed == ["public"]


def test_custody_is_put_away_before_anything_is_published(workflow: dict[Any, Any]) -> None:
    names = [step["name"] for step in workflow["jobs"]["run"]["steps"]]
    assert names.index("Put custody away") < names.index("Hand it over")


def test_no_script_takes_words_of_others_as_code(workflow: dict[Any, Any]) -> None:
    assert [step["name"] for step in steps(workflow) if "${{" in step.get("run", "")] == []


# Custody away and back

#: Stands for restic where it is not installed: as tar does, it keeps a path as it was given, a whole one without its
#: first slash, and restores it below the target.
_RESTIC = """#!/bin/sh
set -e
command=$1
for last in "$@"; do :; done
case $command in
  init) ;;
  snapshots) if [ -e "$RESTIC_REPOSITORY" ]; then echo '[{}]'; else echo null; fi ;;
  backup) shift; while [ "${1#-}" != "$1" ]; do [ "$1" != --tag ] || shift; shift; done
    tar -cf "$RESTIC_REPOSITORY" "$@" ;;
  restore) mkdir -p "$last" && tar -xf "$RESTIC_REPOSITORY" -C "$last" ;;
esac
"""


@dataclass(frozen=True)
class Runner:
    """Runs steps of the job, each machine anew, in the checkout of a repository of any name."""

    folder: Path
    scripts: dict[str, str]

    def run(self, script: str, place: Path, archive: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.pathsep.join((str(self.folder / "bin"), os.environ["PATH"])),
            "HOME": str(self.folder),
            "RESTIC_REPOSITORY": str(self.folder / "repository"),
            "RESTIC_PASSWORD": "of a test",
            "GITHUB_WORKSPACE": str(place),
            "ARCHIVE": str(archive),
        }
        command = ["bash", "-e", "-c", script]
        return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)

    def step(self, name: str, repository: str) -> subprocess.CompletedProcess[str]:
        """A step in the checkout of a repository; the installer has made an empty archive there."""
        workspace = self.folder / "work" / repository
        archive = workspace / "custody"
        archive.mkdir(parents=True, exist_ok=True)
        return self.run(self.scripts[name], workspace, archive)

    def fetched(self, repository: str) -> list[str]:
        """The files of the archive after the step that fetches it."""
        said = self.step("Fetch custody", repository)
        assert said.returncode == 0, said.stderr
        archive = self.folder / "work" / repository / "custody"
        return sorted(str(path.relative_to(archive)) for path in archive.rglob("*") if path.is_file())


@pytest.fixture
def runner(workflow: dict[Any, Any], tmp_path: Path) -> Runner:
    (tmp_path / "bin").mkdir()
    if shutil.which("restic") is None:
        (tmp_path / "bin" / "restic").write_text(_RESTIC, encoding="utf-8")
        (tmp_path / "bin" / "restic").chmod(0o755)
    steps_run = {step["name"]: step["run"] for step in workflow["jobs"]["run"]["steps"] if "run" in step}
    made = Runner(tmp_path, steps_run)
    made.run("restic init", tmp_path)
    return made


FILES = ["archive.db", "spreading/shard/archive.db"]


def make_archive(folder: Path) -> None:
    """An archive, and inside it a shard that a worker brought: that has an archive.db too."""
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def test_the_first_night_finds_nothing_to_fetch(runner: Runner) -> None:
    assert runner.fetched("watch") == []


def test_what_one_night_puts_away_the_next_fetches_whatever_the_repository_is_called_then(runner: Runner) -> None:
    make_archive(runner.folder / "work" / "watch" / "custody")
    assert runner.step("Put custody away", "watch").returncode == 0
    assert runner.fetched("renamed") == FILES


def test_a_night_that_found_nothing_keeps_the_next_one_from_nothing(runner: Runner) -> None:
    """Its archive has a log and no archive.db."""
    log = runner.folder / "work" / "watch" / "custody" / "logs" / "messages.txt"
    log.parent.mkdir(parents=True)
    log.write_text("a portal file is wrong", encoding="utf-8")
    assert runner.step("Put custody away", "watch").returncode == 0
    assert runner.fetched("watch") == ["logs/messages.txt"]


@pytest.mark.parametrize("path", ["custody", "$PWD/custody", "my archive", "$PWD/my archive"])
def test_an_archive_that_was_made_at_home_is_fetched(runner: Runner, path: str) -> None:
    home = runner.folder / "home" / "me"
    make_archive(home / Path(path).name)
    assert runner.run(f'restic backup --tag gongkai "{path}"', home).returncode == 0
    assert runner.fetched("watch") == FILES


@pytest.mark.parametrize("folders", [("one", "two"), ("none",)])
def test_where_it_is_not_told_which_folder_is_custody_the_night_ends(runner: Runner, folders: tuple[str, ...]) -> None:
    home = runner.folder / "home"
    for folder in folders:
        (home / folder).mkdir(parents=True)
        (home / folder / ("archive.db" if len(folders) > 1 else "notes.txt")).touch()
    kept = runner.folder / "work" / "watch" / "custody" / "kept"
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert runner.run(f"restic backup --tag gongkai {' '.join(folders)}", home).returncode == 0
    said = runner.step("Fetch custody", "watch")
    assert said.returncode == 1
    assert "holds no archive, or several" in said.stderr
    assert kept.exists()


@pytest.mark.parametrize("script", ["install.sh", "gongkai-job.sh"])
def test_shellcheck_finds_nothing(script: str) -> None:
    said = subprocess.run([tool("shellcheck"), DEPLOY / script], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")
