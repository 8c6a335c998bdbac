"""``serve``: a real process, a free port, and an end when asked."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from published_sample import REPORT

from archive.publish.address import AddressUnavailableError
from archive.publish.serve import serve

PROGRAM = """
import sys
from pathlib import Path
from archive.publish.serve import serve
serve(Path(sys.argv[1]), base_url=sys.argv[2], announce=lambda address: print(address, flush=True))
"""


@pytest.fixture(params=["/", "/gongkai/"])
def server(request: pytest.FixtureRequest, public_db: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-c", PROGRAM, str(public_db), request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()


def test_the_announced_address_answers(server: tuple[subprocess.Popen[str], str]) -> None:
    _, address = server
    assert httpx.get(f"{address}report/{REPORT}", timeout=30).status_code == 200


def test_an_interrupt_ends_it_without_a_traceback(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    httpx.get(address, timeout=30)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_an_error(public_db: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(AddressUnavailableError, match="in use"):
        serve(public_db, port=taken.getsockname()[1])
