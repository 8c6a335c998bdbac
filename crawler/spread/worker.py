"""What Dask runs on a worker. Each attempt at a portal has a folder of its own in the worker's scratch space, which
Dask clears when a worker begins there after one that was killed.

``crawl`` is a task. The others are called beside tasks (``Client.run``), so that they wait for no crawl to end.
"""

from __future__ import annotations

import multiprocessing
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.metadata import version
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import get_client, get_worker

from archive.schema import READER_VERSION
from crawler.crawl_process import FORKED
from crawler.exit_codes import INTERRUPTED
from crawler.spread import child
from crawler.spread.task import LOG, Ended, Task

if TYPE_CHECKING:
    from distributed import Worker

#: The coordinator writes to the scheduler whose crawls are wanted so often, and workers look, in parts of a lease.
BEATS_A_LEASE = 5
_FOLDER = "gongkai"
_ATTEMPT = re.compile(r"[a-z0-9_-]{1,120}")
#: Bytes that are sent at a time.
PIECE = 4_000_000


class CrawlKilledError(Exception):
    """Something ended the process of a crawl that was wanted: the message names the signal."""


def about() -> dict[str, Any]:
    """What a coordinator has to know of a worker before it gives it work."""
    return {
        "version": version("gongkai"),
        "reader": READER_VERSION,
        "may_fork": not multiprocessing.current_process().daemon,
    }


def put(attempt: str, name: str, offset: int, content: bytes, dask_worker: Worker) -> None:
    """Write a piece of a file of an attempt that is to begin. Raises OSError."""
    path = _folder(dask_worker, attempt) / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(content)
    except OSError:  # it is begun elsewhere
        remove(attempt, dask_worker)
        raise


def piece(attempt: str, name: str, offset: int, dask_worker: Worker) -> bytes:
    """A piece of a file of an attempt that ended. Raises OSError."""
    with (_folder(dask_worker, attempt) / name).open("rb") as file:
        file.seek(offset)
        return file.read(PIECE)


def remove(attempt: str, dask_worker: Worker) -> None:
    """Delete the folder of an attempt that was brought over, or is given up."""
    shutil.rmtree(_folder(dask_worker, attempt), ignore_errors=True)


def crawl(said: str) -> str:
    """Crawl as a ``Task`` says, in a process of its own that ends when it is not wanted any more; return ``Ended``.

    Where nobody is to take what it made, its folder is deleted. Raises CrawlKilledError, OSError.
    """
    task = Task.of_json(said)
    folder = _folder(get_worker(), task.attempt)
    try:
        ended = _crawled(folder, task)
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if ended is None:
        shutil.rmtree(folder, ignore_errors=True)
        return Ended(INTERRUPTED, 0, ()).to_json()
    return ended.to_json()


def _crawled(folder: Path, task: Task) -> Ended | None:
    """What became of a crawl; None where it was not wanted any more. Its process has ended, whatever is raised."""
    ours, theirs = multiprocessing.Pipe()
    process = FORKED.Process(target=child.crawl, args=(folder, task, theirs))
    process.start()
    theirs.close()
    try:
        with ours:
            is_wanted = _attend(process, ours, task)
    finally:
        process.kill()
        process.join()
    if not is_wanted:
        return None
    if process.exitcode is None or process.exitcode < 0:
        raise CrawlKilledError(f"the process of its crawl was ended by signal {-(process.exitcode or 0)}")
    return Ended(process.exitcode, _requests(folder / "archive.db"), tuple(_files(folder)))


def _attend(process: BaseProcess, pipe: Connection, task: Task) -> bool:
    """Tell a crawl that it is wanted for as long as that is known, until it ends; return whether it still was."""
    client = get_client()
    before, is_stopped = None, False
    while process.is_alive():
        now = client.get_metadata(["gongkai", task.job], default=None) or {}
        said = dict(now.get("attempts") or {}).get(task.attempt)
        if said is None:
            process.kill()
            return False
        with suppress(OSError):  # it ends just now
            if now.get("beat") != before:
                pipe.send_bytes(child.WANTED)
            if said == "stop" and not is_stopped:
                pipe.send_bytes(child.STOP)
                is_stopped = True
        before = now.get("beat")
        process.join(task.lease / BEATS_A_LEASE)
    return True


def _requests(path: Path) -> int:
    """How many requests the crawl made; 0 where it came to none."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        sql = "select requests from runs where requests is not null order by rowid desc limit 1"
        return int((db.execute(sql).fetchone() or [0])[0])
    return 0


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    """The files of the shard, and the log of its crawl."""
    for path in (*sorted(folder.glob("warc/*")), *sorted(folder.glob("crawls/*")), folder / LOG):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.stat().st_size


def _folder(worker: Worker, attempt: str) -> Path:
    if not _ATTEMPT.fullmatch(attempt):
        raise ValueError(f"{attempt!r} names no attempt")
    return Path(worker.local_directory) / _FOLDER / attempt
