"""The GitHub workflow: what it may do, and what leaves custody by it."""

from __future__ import annotations

import json
import re
import subprocess
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


@pytest.mark.parametrize("script", ["install.sh", "gongkai-job.sh"])
def test_shellcheck_finds_nothing(script: str) -> None:
    said = subprocess.run([tool("shellcheck"), DEPLOY / script], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")
