"""Processes of tests, which end with what is looked at of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def started(command: Sequence[str], **how: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that is killed when the block ends, if it still runs then; ``how``: as for ``subprocess.Popen``.

    ``with subprocess.Popen(…)`` waits for the process, also where the block raises: a server is waited for for ever.
    """
    with subprocess.Popen(command, **how) as process:
        try:
            yield process
        finally:
            process.kill()
