"""Run by a test in a process of its own: the real program, whose second process is looked at.

The last line on stdout is JSON: how many answers were handed over, and the ids of the processes that were forked. With
KILL_AFTER=N the second process is ended by SIGKILL when so many were handed over.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from archive import forked
from crawler.cli.main import main
from crawler.second import SecondProcess

handed: list[str] = []
processes: list[int] = []
fork, hand, KILL_AFTER = forked.fork, SecondProcess.hand, int(os.environ.get("KILL_AFTER", "0"))


def watched_fork(serve: Callable[[Connection], None]) -> forked.Worker:
    worker = fork(serve)
    processes.append(worker.process)
    if told := os.environ.get("TELL"):
        with open(told, "w", encoding="ascii") as file:  # noqa: PTH123
            file.write(str(worker.process))
    return worker


def watched_hand(second: SecondProcess, asked: Any, *more: Any) -> None:
    hand(second, asked, *more)
    handed.append(asked.url)
    if len(handed) == KILL_AFTER:
        os.kill(processes[0], signal.SIGKILL)


@atexit.register
def tell() -> None:
    sys.stdout.write(json.dumps({"handed": len(handed), "processes": processes}) + "\n")


forked.fork = watched_fork
SecondProcess.hand = watched_hand  # type: ignore[method-assign]
main()
