"""Serves the two demo sites on loopback, each on its own port, from a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

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
    _served: _ServingThread | None = field(default=None, repr=False)

    def show(self, site: Site, at: datetime | None = None) -> None:
        """Answer as ``site`` from now on, at the same addresses; a host that refused connections takes them again.

        ``at``: the time that the Date header says, and since when pages that differ from those before are modified.
        Returns when no request is answered as before. Raises DemoServerError.
        """
        assert self._served is not None
        self._served.show(site, at)


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
    own, city = (one.getsockname()[1] for one in sockets)
    log: list[Access] = []
    hosts = (("own", site.own, own), ("city", site.city, city))
    listeners = {
        name: _Listener(Answers(name, host, log, (*site.faults, *faults), truncate), number)
        for name, host, number in hosts
        if name not in down
    }
    thread = _ServingThread(listeners)
    thread.start()
    try:
        thread.wait_until_ready()
        yield Addresses(f"http://{_LOOPBACK}:{own}/", f"http://{_LOOPBACK}:{city}/", log, thread)
    finally:
        thread.stop()
        for one in sockets:
            one.close()


def _bind(port: int) -> tuple[socket.socket, socket.socket]:
    # Bound and never listening: a host that is down refuses, and nobody else gets its port.
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


class _Listener:
    """Takes the connections of one host while it is up."""

    def __init__(self, answers: Answers, port: int) -> None:
        self.answers = answers
        self._port = port
        self._runner: web.AppRunner | None = None
        answers.on_exhausted = self._refuse
        self._stopping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take connections; nothing happens to a listener that does."""
        if self._stopping is not None:
            await self._stopping
            self._stopping = None
        if self._runner is None:
            self._runner = web.AppRunner(self.answers.application(), access_log=None, shutdown_timeout=0.1)
            await self._runner.setup()
            await web.SockSite(self._runner, self._bound()).start()

    async def stop(self) -> None:
        """Close all connections and refuse others."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def _refuse(self) -> None:
        if self._stopping is None:
            self._stopping = asyncio.get_running_loop().create_task(self.stop())

    def _bound(self) -> socket.socket:
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((_LOOPBACK, self._port))
        return one


class _ServingThread(threading.Thread):
    """Runs the event loop in which some hosts take connections."""

    def __init__(self, listeners: Mapping[str, _Listener]) -> None:
        super().__init__(name="demo-server", daemon=True)
        self._listeners = listeners
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()

    def run(self) -> None:
        """Serve until stopped; called by start()."""
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start_all())
        self._ready.set()
        self._loop.run_forever()
        for listener in self._listeners.values():
            self._loop.run_until_complete(listener.stop())
        self._loop.close()

    async def _start_all(self) -> None:
        for listener in self._listeners.values():
            await listener.start()

    async def _show(self, site: Site, at: datetime | None) -> None:
        for name, host in (("own", site.own), ("city", site.city)):
            if name in self._listeners:
                self._listeners[name].answers.show(host, site.faults, at)
                await self._listeners[name].start()

    def show(self, site: Site, at: datetime | None) -> None:
        """Have all hosts answer as those of ``site``; DemoServerError after ten seconds."""
        shown = asyncio.run_coroutine_threadsafe(self._show(site, at), self._loop)
        try:
            shown.result(10)
        except TimeoutError as error:
            raise DemoServerError("demo: the server did not change within ten seconds") from error

    def wait_until_ready(self) -> None:
        """Return when every application answers; DemoServerError after ten seconds."""
        if not self._ready.wait(10):
            raise DemoServerError("demo: the server did not start within ten seconds")

    def stop(self) -> None:
        """End the loop and wait for the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join(10)
