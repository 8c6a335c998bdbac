"""Three nights of the demo as pywb serves them: what a watcher kept of them, less what is taken out of the index."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import skip_or_fail
from started import started


@contextmanager
def served_by_pywb(folder: Path, warc: Path, without: Collection[str] = ()) -> Iterator[str]:
    """pywb, run in ``folder``, over the WARC files and indexes in ``warc``; the address of the collection.

    ``without``: addresses that its index does not have.
    """
    command = os.environ.get("GONGKAI_PYWB")
    if not command:
        skip_or_fail("no pywb: install it in an environment of its own and name its wayback command in GONGKAI_PYWB")
    collection = folder / "collections" / "past"
    shutil.copytree(warc, collection / "archive")
    (collection / "indexes").mkdir()
    lines = [line for path in warc.glob("*.cdxj") for line in path.read_text().splitlines(keepends=True)]
    kept = [line for line in lines if not any(f'"url": "{url}"' in line for url in without)]
    assert len(lines) - len(kept) >= len(without)
    (collection / "indexes" / "index.cdxj").write_text("".join(sorted(kept)))
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with started([str(command), "-p", str(port), "--bind", "127.0.0.1"], cwd=folder, **quiet):
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/past/"


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("pywb did not start")
