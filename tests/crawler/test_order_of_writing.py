"""A row is committed only when the record it leads to is safe from a loss of power."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from conftest import SiteServer, skip_or_fail
from small_site import PORTAL, answers, article, list_page, small_site

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def large_site() -> dict[str, Any]:
    """More entries than go into one batch of rows."""
    pages = small_site()
    entries = [(f"/b/{n}.html", f"关于第{n}项工作安排的通知", "2018-05-01") for n in range(160)]
    pages["/notices/"] = list_page(*entries)
    pages.update({url: article(title, day) for url, title, day in entries})
    return answers(pages)


def test_no_row_is_committed_before_its_record_is_synced(
    site: Callable[[Mapping[str, Any]], SiteServer], tmp_path: Path
) -> None:
    if not Path("/proc/self/fd").is_dir():
        skip_or_fail("no /proc: which file a descriptor is cannot be seen")
    portal = tmp_path / "small.yml"
    portal.write_text(PORTAL, encoding="utf-8")
    command = [sys.executable, HERE / "watched.py", "crawl", portal, "--archive", tmp_path / "a"]
    said = subprocess.run(
        [*map(str, command), "--host", site(large_site()).address],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert said.returncode == 0, said.stderr
    batches = [json.loads(line) for line in said.stdout.splitlines() if line.startswith('{"end"')]
    assert len(batches) > 1
    assert [batch for batch in batches if batch["end"] > batch["safe"]] == []
