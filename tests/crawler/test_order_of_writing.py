"""A row is committed only when the record it leads to is safe from a loss of power, a manifest written only when its
rows are.
"""

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


def watched_crawl(pages: Mapping[str, Any], site: Callable[..., SiteServer], folder: Path) -> list[dict[str, Any]]:
    """What a crawl in a process of its own says of its writing."""
    if not Path("/proc/self/fd").is_dir():
        skip_or_fail("no /proc: which file a descriptor is cannot be seen")
    portal = folder / "small.yml"
    portal.write_text(PORTAL, encoding="utf-8")
    command = [sys.executable, HERE / "watched.py", "crawl", portal, "--archive", folder / "a"]
    said = subprocess.run(
        [*map(str, command), "--host", site(pages).address],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LEFT_IN": str(folder)},
    )
    assert said.returncode == 0, said.stderr
    return [json.loads(line) for line in said.stdout.splitlines() if line.startswith('{"')]


def test_no_row_is_committed_before_its_record_is_synced(
    site: Callable[[Mapping[str, Any]], SiteServer], tmp_path: Path
) -> None:
    batches = [said for said in watched_crawl(large_site(), site, tmp_path) if "end" in said]
    assert len(batches) > 1
    assert [batch for batch in batches if batch["end"] > batch["safe"]] == []


def test_no_manifest_is_written_before_the_closing_of_its_crawl_is_synced(
    site: Callable[[Mapping[str, Any]], SiteServer], tmp_path: Path
) -> None:
    """What a loss of power leaves would say otherwise than the manifest, for good: the crawl would be open there."""
    said = watched_crawl(answers(small_site()), site, tmp_path)
    assert [each["verdict"] for each in said if "manifest" in each] == ["ok"]
