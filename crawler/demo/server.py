"""Serves the two demo sites on loopback, each on its own port, from a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from crawler.demo.answers import Access, Answers
from crawler.demo.model import Fault, Site

__all__ = ["Access", "Addresses", "DemoServerError", "Fault", "running"]

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the two sites answer (http://127.0.0.1:PORT/), and what was asked of them so far."""

    own: str
    city: str
    log: list[Access] = field(default_factory=list, repr=False)


class DemoServerError(Exception):
    """The demo's server could not start: the port is taken, or no loopback address is free."""


@contextmanager
def running(
    site: Site,
    port: int = 0,
    *,
    faults: Sequence[Fault] = (),
    truncate: Collection[str] = (),
    down: Collection[str] = (),
) -> Iterator[Addresses]:
    """Serve ``site`` until the block ends: the own site on ``port``, the city's on the next; 0 takes free ones.

    ``faults`` come on top of the site's own ones. Bodies of the paths in ``truncate`` break off half way.
    A host in ``down`` (own, city) has an address that refuses connections. Raises DemoServerError.
    """
    sockets = _bind(port)
    own, city = (f"http://{_LOOPBACK}:{one.getsockname()[1]}/" for one in sockets)
    addresses = Addresses(own, city)
    hosts = (("own", site.own), ("city", site.city))
    served = [
        (Answers(name, host, addresses.log, (*site.faults, *faults), truncate).application(), one)
        for (name, host), one in zip(hosts, sockets, strict=True)
        if name not in down
    ]
    thread = _ServingThread(served)
    thread.start()
    try:
        thread.wait_until_ready()
        yield addresses
    finally:
        thread.stop()
        for one in sockets:
            one.close()


def _bind(port: int) -> tuple[socket.socket, socket.socket]:
    # Bound and not yet listening: a host that is down refuses, and nobody else gets its port.
    sockets = (socket.socket(), socket.socket())
    try:
        for place, one in enumerate(sockets):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((_LOOPBACK, port + place if port else 0))
    except OSError as error:
        for one in sockets:
            one.close()
        raise DemoServerError(f"demo: no address {_LOOPBACK} port {port or 'any'}: {error.strerror}") from error
    return sockets


class _ServingThread(threading.Thread):
    """Runs the event loop that serves some applications, each on a bound socket."""

    def __init__(self, served: Sequence[tuple[web.Application, socket.socket]]) -> None:
        super().__init__(name="demo-server", daemon=True)
        self._served = served
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    def run(self) -> None:
        """Serve until stopped; called by start()."""
        asyncio.set_event_loop(self._loop)
        runners = self._loop.run_until_complete(self._start_all())
        self._ready.set()
        self._loop.run_forever()
        for runner in runners:
            self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _start_all(self) -> list[web.AppRunner]:
        runners = []
        for application, bound in self._served:
            runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.SockSite(runner, bound).start()
            runners.append(runner)
        return runners

    def wait_until_ready(self) -> None:
        """Return when every application answers; DemoServerError after ten seconds."""
        if not self._ready.wait(10):
            raise DemoServerError("demo: the server did not start within ten seconds")

    def stop(self) -> None:
        """End the loop and wait for the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join(10)
