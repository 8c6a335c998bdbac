"""A module of ours as a process of its own, at the other end of a pipe."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection


def start_module(module: str, *, new_session: bool = False) -> tuple[subprocess.Popen[bytes], Connection]:
    """Run ``module`` with our own interpreter; its argument is the descriptor of its end of the pipe. Raises OSError.

    Return the process and our end: when that is closed, or we are killed, the process reads an end of file. In a
    session of its own it is not reached by Ctrl-C.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=new_session,
        )
    return process, Connection(ours.detach())
