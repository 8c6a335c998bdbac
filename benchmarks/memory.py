"""How much memory a process and all that it started hold at their peak, shared pages counted once (Linux)."""

from __future__ import annotations

import threading
from pathlib import Path

_EVERY = 0.2  # seconds: reading it walks the page tables, which costs milliseconds
_PROC = Path("/proc")


class PeakMemory:
    """Watches a process tree from a thread until it is told to stop.

    Only trees of several processes are looked at: of a single one the kernel itself keeps the peak, exactly.
    """

    def __init__(self, pid: int) -> None:
        self.bytes = 0  # 0 while there was never more than one process
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """End the watch; return the peak in bytes, 0 where there was never more than one process."""
        self._ended.set()
        self._thread.join()
        return self.bytes

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            tree = _tree(self._pid)
            if len(tree) > 1:
                self.bytes = max(self.bytes, sum(map(_proportional, tree)))


def _tree(pid: int) -> list[int]:
    """A process and its descendants, as far as they are still there."""
    try:
        children = [path.read_text().split() for path in (_PROC / str(pid) / "task").glob("*/children")]
    except OSError:
        return []
    return [pid, *(found for child in children for number in child for found in _tree(int(number)))]


def _proportional(pid: int) -> int:
    """The PSS in bytes: what the process holds alone, and its share of what it holds with others."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
