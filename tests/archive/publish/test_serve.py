"""``serve``: a real process, a free port, and an end when asked."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from published_sample import REPORT
from started import started

from archive.publish.address import AddressUnavailableError, listen
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
    with started(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


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


def test_an_answer_is_sent_without_waiting_for_the_packet_before_to_be_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()[:2]):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


SLOW = "with recursive c(x) as (select 1 union all select x + 1 from c) select sum(x) from c"


@pytest.mark.heavy
def test_the_first_page_is_answered_during_a_flood_of_slow_queries(server: tuple[subprocess.Popen[str], str]) -> None:
    _, address = server

    def first_page() -> float:
        began = time.monotonic()
        assert httpx.get(address, timeout=60).status_code == 200
        return time.monotonic() - began

    def slow_query(_: int) -> int:
        return httpx.get(f"{address}public.json", params={"sql": SLOW}, timeout=120).status_code

    with ThreadPoolExecutor(40) as pool:
        flood = pool.map(slow_query, range(40))
        time.sleep(1)
        waited = [first_page() for _ in range(3)]
        told = Counter(flood)
    assert max(waited) < 10, f"the first page took {waited} s"  # unguarded, forty such queries take twenty seconds
    assert set(told) == {400, 503}
