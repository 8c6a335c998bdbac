"""Which crawls are wanted, written to the scheduler again and again: workers end those that are not, or that nobody
wants any more because the coordinator is gone.
"""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from crawler.spread.worker import BEATS_A_LEASE

if TYPE_CHECKING:
    from distributed import Client

_WANTED, _STOP = "wanted", "stop"
#: What Dask's client raises where the scheduler is gone: it has no attribute of that name then, too.
_LOST = (OSError, RuntimeError, AttributeError)


class Wanted:
    """The attempts of one archive's job that are wanted, from ``with`` on until its end."""

    def __init__(self, client: Client, archive: Path, lease: float) -> None:
        self.job = hashlib.sha256(f"{socket.gethostname()}\n{archive.resolve()}".encode()).hexdigest()[:16]
        self._client, self._lease = client, lease
        self._attempts: dict[str, str] = {}
        self._beat = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beats, daemon=True)

    @property
    def settles(self) -> float:
        """Seconds after which a crawl that is not wanted any more has ended, wherever it is."""
        return self._lease * (1 + 2 / BEATS_A_LEASE)

    def __enter__(self) -> Wanted:
        """Begin; where the job before this one was killed, its crawls are not wanted, and have to end first."""
        before = self._client.get_metadata(["gongkai", self.job], default=None)
        self._write()
        if before and before.get("attempts"):
            time.sleep(max(self.settles, float(before.get("settles", 0))))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if kind is None and not self._attempts:  # else whoever comes next waits for crawls that may be at work
            with suppress(*_LOST):
                self._client.set_metadata(["gongkai", self.job], None)

    def add(self, attempt: str) -> None:
        """From now on it is wanted."""
        with self._lock:
            self._attempts[attempt] = _WANTED
        self._write()

    def drop(self, attempt: str) -> None:
        """It is not any more."""
        with self._lock:
            self._attempts.pop(attempt, None)
        self._write()

    def stop(self) -> None:
        """All that are wanted are to end soon, with what they have."""
        with self._lock:
            self._attempts = dict.fromkeys(self._attempts, _STOP)
        self._write()

    def _beats(self) -> None:
        while not self._over.wait(self._lease / BEATS_A_LEASE):
            self._write()

    def _write(self) -> None:
        with self._lock:
            self._beat += 1
            said = {"beat": self._beat, "settles": self.settles, "attempts": dict(self._attempts)}
            with suppress(*_LOST):  # no scheduler just now: whoever looks for workers finds none
                self._client.set_metadata(["gongkai", self.job], said)
