"""Reads files in a process of its own, which can neither take the machine's memory nor its time.

A library that meets a damaged or hostile file may loop, recurse, or ask for all memory; no count can foresee all of
it. The process lives on from file to file, and is replaced when a limit ended it.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from archive.layout import body_of
from archive.own_process import start_module
from archive.records import FilePart, FileReading
from crawler.reading.files.base import UnreadError

#: Seconds of CPU for any file, and one more for so many bytes. Only a file that is made to needs them: others take a
#: sixth of it at most (docs/files.md).
LEAST_SECONDS, BYTES_A_SECOND, MOST_SECONDS = 2, 8_000, 120
#: A process that waits (a machine under load, memory on disk) may take so many times its CPU.
PATIENCE = 20
START_SECONDS = 120
READY = b"ready"


def cpu_seconds(size: int) -> int:
    """The CPU time that reading a file of ``size`` bytes may take."""
    return min(LEAST_SECONDS + size // BYTES_A_SECOND, MOST_SECONDS)


def too_much(kind: str) -> str:
    """Said of a file that met a limit of the process: which one it was depends on the machine."""
    return f"not a readable {kind}: reading it takes too much time or memory"


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection

    def ask(self, kind: str, content: bytes) -> dict[str, Any] | None:
        """The answer; None where the process ended before it gave one, or does not give one in time."""
        try:
            self.pipe.send_bytes(kind.encode())
            self.pipe.send_bytes(content)
            if not self.pipe.poll(cpu_seconds(len(content)) * PATIENCE):
                return None
            answer: dict[str, Any] = json.loads(self.pipe.recv_bytes())
            return answer
        except (EOFError, OSError):
            return None

    def is_ready(self) -> bool:
        """Whether it has started, with every library it needs."""
        try:
            return self.pipe.poll(START_SECONDS) and self.pipe.recv_bytes() == READY
        except (EOFError, OSError):
            return False

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.wait()


_lock = Lock()
_worker: _Worker | None = None


def read_confined(kind: str, content: bytes) -> FileReading:
    """What a file of this kind says. UnreadError where it cannot be read, or not within the limits.

    OSError where the process does not start: that is no fact about the file.
    """
    global _worker
    with _lock:
        worker = _worker = _worker or _start()
        answer = worker.ask(kind, content)
        if answer is None:
            worker.end()
            _worker = None
    if answer is None:
        raise UnreadError(too_much(kind))
    if "unreadable" in answer:
        raise UnreadError(answer["unreadable"])
    return _reading(kind, answer)


def _reading(kind: str, answer: dict[str, Any]) -> FileReading:
    return FileReading(
        kind,
        body_of(answer["text"], answer["layout"]),
        tuple(FilePart(*part) for part in answer["parts"]),
        answer["converter"],
        answer["version"],
        answer["unread"],
    )


def _start() -> _Worker:
    # Ctrl-C is for the crawl, which ends it.
    worker = _Worker(*start_module("crawler.reading.files.worker", new_session=True))
    if not worker.is_ready():
        worker.end()
        raise OSError("the process that reads files does not start: is the program installed whole?")
    return worker


def _leave() -> None:
    """In a fork: the process is that of the program, and whatever is read here needs one of its own."""
    global _lock, _worker
    if _worker is not None:
        _worker.pipe.close()
    _lock, _worker = Lock(), None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave)


@atexit.register
def _end() -> None:
    if _worker is not None:
        _worker.end()
