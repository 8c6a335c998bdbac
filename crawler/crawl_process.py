"""A crawl in a process of its own: Scrapy's reactor runs once in a process, and a crawl that fails fails alone.

Several may run beside each other, each waited for in a thread of its own.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

from crawler.exit_codes import FAULT, INTERRUPTED

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: With which a process ends that Python did not end: `crawl` has no use of its own for it.
_UNCAUGHT = 1


@dataclass(slots=True)
class Stopping:
    """While the block runs, a signal to stop lets the crawls at work end as ones that go on next time.

    A second one reaches the crawls too, and ends them at once; where none is at work it is an interrupt as ever.
    """

    asked: bool = False
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _before: tuple[object, ...] = ()

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            self._before = tuple(signal.signal(number, self._signalled) for number in _SIGNALS)
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in zip(_SIGNALS, self._before, strict=False):
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        children = [*self._children]
        if not children and self.asked:
            raise KeyboardInterrupt
        self.asked = True
        for child in children:
            child.terminate()

    def crawl(self, arguments: Sequence[str]) -> int:
        """Run `gongkai crawl` with arguments, and return its exit code; FAULT where it came to an end of its own.

        In a session of its own, so that a signal to a terminal's or a service's processes reaches it once, by us.
        """
        command = [sys.executable, "-m", "crawler.cli.main", "crawl", *arguments]
        with subprocess.Popen(command, stdout=sys.stderr, start_new_session=True) as child:
            self._children.append(child)
            if self.asked:
                child.terminate()
            try:
                code = child.wait()
            finally:
                self._children.remove(child)
        if code < 0:  # names the signal that ended it
            return INTERRUPTED
        return FAULT if code == _UNCAUGHT else code
