"""What comes next, made by a process ahead of its need: of one series of things after another.

The process is forked as in ``archive.forked``. What it has not made, or could not, is made where it is needed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeAlias, TypeVar

from archive.forked import Worker, fork

Made = TypeVar("Made")
#: Begins to make the things of a series.
Series: TypeAlias = "Callable[[], Iterator[Made]]"


class Ahead(Generic[Made]):
    """One process that makes the things of each series in turn, until ``most`` bytes of them wait to be taken.

    Nothing is made ahead where no process can be forked. To be closed; the process also ends when this one does.
    """

    def __init__(self, series: Iterable[Series[Made]], most: int) -> None:
        self._worker: Worker | None = None
        with suppress(OSError):
            self._worker = fork(_Stock(series, most).serve)

    def close(self) -> None:
        """End the process."""
        if self._worker:
            self._worker.close()

    def take(self) -> Iterator[Made]:
        """What was made of the series whose turn it is, from its first thing on; the process goes on with the next."""
        made: deque[bytes] = deque()
        if self._worker:
            try:
                self._worker.pipe.send_bytes(b"take")
                while each := self._worker.pipe.recv_bytes():
                    made.append(each)
            except (EOFError, OSError):  # it was ended, or is stuck: what came before is whole
                self._worker.end()
        return _loaded(made)


def _loaded(made: deque[bytes]) -> Iterator[Made]:
    while made:
        yield ForkingPickler.loads(made.popleft())


class _Stock(Generic[Made]):
    """In the fork: what is made and not taken, of each series that was begun."""

    def __init__(self, series: Iterable[Series[Made]], most: int) -> None:
        self._series = deque(series)
        self._most = most
        self._at_work: Iterator[Made] | None = None  # on the last of those that were begun
        self._made: deque[list[bytes]] = deque()
        self._bytes = 0

    def serve(self, pipe: Connection) -> None:
        """Make one thing after another, and hand over what is asked for."""
        while True:
            if pipe.poll(0 if self._make() else None):
                pipe.recv_bytes()
                for each in self._hand_over():
                    pipe.send_bytes(each)
                pipe.send_bytes(b"")

    def _make(self) -> bool:
        """Make one more thing; False where there is nothing to do until something is taken."""
        if self._bytes >= self._most:
            return False
        if self._at_work is None:
            if not self._series:
                return False
            self._at_work = self._series.popleft()()
            self._made.append([])
        try:
            made = bytes(ForkingPickler.dumps(next(self._at_work)))
        except Exception:  # noqa: BLE001 - its end, or the boundary of a process: raised where it is made again
            self._at_work = None
        else:
            self._made[-1].append(made)
            self._bytes += len(made)
        return True

    def _hand_over(self) -> list[bytes]:
        """What is made of the first series that is not taken; nothing where that was not begun."""
        if not self._made:
            if self._series:
                self._series.popleft()
            return []
        made = self._made.popleft()
        if not self._made:
            self._at_work = None
        self._bytes -= sum(map(len, made))
        return made
