"""An attempt at a portal on one worker, as the coordinator sees it: begun with what it has to know, brought over whole.

What comes back is a stranger's: names are those of a shard's files of this portal, and lengths are bounded.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from archive.shards import CRAWL, MAX_MANIFEST_BYTES, MAX_WARC_BYTES
from crawler.run_log import MAX_BYTES
from crawler.spread import worker
from crawler.spread.task import LOG, Ended, Task

if TYPE_CHECKING:
    from distributed import Client, Future

_T = TypeVar("_T")
#: Files that a crawl leaves at most: a WARC file is closed at a gigabyte, and has an index.
MOST_FILES = 2000
#: Whoever is there answers what is asked beside crawls within so many seconds.
ANSWER_SECONDS = 45.0


class ShardError(Exception):
    """What a worker handed over is no shard of the crawl that it was given."""


class LostError(Exception):
    """What Dask or a worker raised, its repr as message; ``is_silent`` where it was an OSError, as a time-out is."""

    def __init__(self, error: Exception) -> None:
        super().__init__(repr(error))
        self.is_silent = isinstance(error, OSError)


def asked(function: Callable[..., _T], *given: object) -> _T:
    """What a function gives that asks Dask or a worker. Raises LostError, whatever they raise."""
    try:
        return function(*given)
    except Exception as error:
        raise LostError(error) from error


@dataclass(frozen=True, slots=True)
class Attempt:
    """A task on the worker at ``address``. ``sent`` are the names of the files that it was given."""

    client: Client
    address: str
    task: Task
    sent: frozenset[str]
    future: Future[str]

    def bring(self, folder: Path) -> Ended:
        """Write the shard of an attempt that ended into ``folder``, and delete it there; return what became of it.

        Raises ShardError, OSError, and whatever the worker or Dask raise.
        """
        try:
            # Where the worker is killed just now, the scheduler waits for it to do the task again.
            ended = Ended.of_json(self.future.result(timeout=ANSWER_SECONDS))
        except ValueError as error:
            raise ShardError(str(error)) from error
        files = {name: size for name, size in ended.files if name not in self.sent}
        if len(files) > MOST_FILES:
            raise ShardError(f"{len(files)} files are more than a crawl leaves")
        for name, size in files.items():
            self._check(name, size)
        if LOG not in files:  # done again by a worker that came back, where Dask had cleared the attempt's folder
            raise ShardError("it brought nothing, not even a log")
        for name, size in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                for piece in self._pieces(name, size):
                    file.write(piece)
        self.remove()
        return ended

    def remove(self) -> None:
        """Delete what the worker has of it."""
        _call(self.client, self.address, worker.remove, self.task.attempt)

    def _check(self, name: str, size: int) -> None:
        folder, _, plain = name.rpartition("/")
        most = {"warc": MAX_WARC_BYTES, "crawls": MAX_MANIFEST_BYTES, "": MAX_BYTES if name == LOG else -1}
        match = CRAWL.match(plain)
        is_its = name == LOG or (match is not None and match["portal"] == self.task.portal)
        if not is_its or not 0 <= size <= most.get(folder, -1):
            raise ShardError(f"{name!r} of {size} bytes is no file of a crawl of {self.task.portal}")

    def _pieces(self, name: str, size: int) -> Iterator[bytes]:
        offset = 0
        while offset < size:
            piece = _call(self.client, self.address, worker.piece, self.task.attempt, name, offset)
            if not isinstance(piece, bytes) or not 0 < len(piece) <= size - offset:
                raise ShardError(f"{name!r} is not as long as was said")
            offset += len(piece)
            yield piece


def begin(client: Client, address: str, task: Task, files: Mapping[str, Path]) -> Attempt:
    """Send the files by their names there, and give the worker the task. Raises OSError, and whatever Dask raises."""
    for name, path in files.items():
        with path.open("rb") as file:
            offset = 0
            while (content := file.read(worker.PIECE)) or not offset:
                _call(client, address, worker.put, task.attempt, name, offset, content)
                offset += len(content)
                if not content:
                    break
    future = client.submit(
        worker.crawl, task.to_json(), key=task.attempt, workers=[address], allow_other_workers=False, pure=False
    )
    return Attempt(client, address, task, frozenset(files), future)


def about(client: Client, address: str) -> dict[str, Any]:
    """What a worker says of itself. Raises whatever Dask raises, ImportError where gongkai is not installed there."""
    said = _call(client, address, worker.about)
    return dict(json.loads(json.dumps(said)))


def _call(client: Client, address: str, function: Callable[..., Any], *given: object) -> Any:
    """What a function gives that is called on a worker. Raises TimeoutError where that hangs, and what Dask raises."""
    answer: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def call() -> None:
        try:
            answer.put((client.run(function, *given, workers=[address])[address], None))
        except Exception as error:  # noqa: BLE001  # raised below, where somebody waits for it
            answer.put((None, error))

    threading.Thread(target=call, daemon=True).start()
    try:
        value, error = answer.get(timeout=ANSWER_SECONDS)
    except queue.Empty as empty:
        raise TimeoutError(f"{address} did not answer for {ANSWER_SECONDS:.0f} s") from empty
    if error is not None:
        raise error
    return value
