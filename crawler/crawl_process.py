"""A crawl in a process of its own: Scrapy's reactor runs once in a process, and a crawl that fails fails alone.

Several may run beside each other. These are forked from a process that has imported everything: starting Python and
importing Scrapy takes longer than most nights of a portal do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from crawler.exit_codes import FAULT, INTERRUPTED

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: With which a process ends that Python did not end: `crawl` has no use of its own for it.
_UNCAUGHT = 1
#: What multiprocessing says where the process that forks was ended before its child.
_UNKNOWN = 255
#: What is run in the process of a crawl; the command line sits on top, and nothing here imports it.
_COMMANDS = "crawler.cli.main"
#: What a crawl imports, and nothing that starts a reactor.
_PRELOAD = (
    *("crawler.cli.crawl", "crawler.spiders.portal", "crawler.politeness", "scrapy.core.scheduler"),
    *("scrapy.core.downloader.handlers.http11", "scrapy.core.scraper", "scrapy.crawler"),
    *("scrapy.extensions.corestats", "scrapy.extensions.closespider"),
)
#: Processes that are forked from one that has imported all this.
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload([*_PRELOAD])


class _Child(Protocol):
    def terminate(self) -> None: ...


@dataclass(slots=True)
class Stopping:
    """While the block runs, a signal to stop lets the crawls at work end as ones that go on next time.

    A second one reaches the crawls too, and ends them at once; where none is at work it is an interrupt as ever.
    """

    asked: bool = False
    _children: list[_Child] = field(default_factory=list)
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
        command = [sys.executable, "-m", _COMMANDS, "crawl", *arguments]
        with subprocess.Popen(command, stdout=sys.stderr, start_new_session=True) as child, self._holding(child):
            code = child.wait()
        return self._code(code)

    def start(self, arguments: Sequence[str]) -> BaseProcess:
        """Begin `gongkai crawl` with arguments beside others; ``ended`` has to be told when its sentinel is ready."""
        child = FORKED.Process(target=_crawl, args=([*arguments],))
        child.start()
        self._children.append(child)
        if self.asked:
            child.terminate()
        return child

    def ended(self, child: BaseProcess) -> int:
        """The exit code of a crawl that was begun with ``start``, as ``crawl`` has it."""
        child.join()
        self._children.remove(child)
        code = child.exitcode
        return FAULT if code is None else self._code(code)

    @contextmanager
    def _holding(self, child: _Child) -> Iterator[None]:
        self._children.append(child)
        try:
            if self.asked:
                child.terminate()
            yield
        finally:
            self._children.remove(child)

    def _code(self, code: int) -> int:
        if code < 0:  # names the signal that ended it
            return INTERRUPTED
        if code in (_UNCAUGHT, _UNKNOWN):
            return INTERRUPTED if code == _UNKNOWN and self.asked else FAULT
        return code


def _crawl(arguments: list[str]) -> None:
    """In the process of a crawl: what is said goes to stderr, and signals reach it by us alone, as in ``Stopping``."""
    os.setsid()
    os.dup2(2, 1)
    sys.argv = ["gongkai", "crawl", *arguments]
    import_module(_COMMANDS).main(["crawl", *arguments], prog_name="gongkai")
