"""The workers of a scheduler: which are there, which can crawl, which has a thread to spare."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from archive.schema import READER_VERSION
from crawler.run_log import note
from crawler.spread import remote

if TYPE_CHECKING:
    from distributed import Client


class Workers:
    """What the scheduler says of its workers, and what they say of themselves when they are first seen."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.present: dict[str, int] = {}  # threads by address
        self._unfit: dict[str, str] = {}  # why, by address; empty for one that can crawl

    @property
    def fit(self) -> list[str]:
        """Addresses of those that can crawl."""
        return [address for address in self.present if not self._unfit[address]]

    def look(self) -> None:
        """Ask the scheduler who is there: nobody, where it does not answer."""
        try:
            found = dict(remote.asked(self._client.nthreads))  # not scheduler_info: Client shortens that meanwhile
        except remote.LostError as error:
            if self.present:
                note("scheduler_lost", "warning", why=str(error)[:300])
            found = {}
        self.present = {str(address): int(threads) for address, threads in found.items()}
        for address in self.present.keys() - self._unfit.keys():
            self._unfit[address] = why = self._why_not(address)
            if why:
                note("worker_refused", "warning", worker=address, why=why)
        self._unfit = {address: why for address, why in self._unfit.items() if address in self.present}

    def distrust(self, address: str) -> None:
        """Give a worker nothing more: it did not answer."""
        self._unfit[address] = "it did not answer"

    def spare(self, busy: Sequence[str], tried: Collection[str]) -> str | None:
        """The worker with most threads to spare, rather one that was not tried; ``busy`` has one for each crawl."""
        spare = {address: self.present[address] - busy.count(address) for address in self.fit}
        free = [address for address, threads in spare.items() if threads > 0]
        return max(free, key=lambda address: (address not in tried, spare[address]), default=None)

    def said(self) -> str:
        """Why those that are there cannot crawl, in words to follow others; empty where none is there."""
        return "".join(f"; {address}: {why}" for address, why in sorted(self._unfit.items()) if why)

    def _why_not(self, address: str) -> str:
        try:
            said = remote.asked(remote.about, self._client, address)
        except remote.LostError as error:  # no gongkai there, another Python
            return f"gongkai does not answer there: {error}"[:300]
        return _mismatch(said)


def _mismatch(said: dict[str, Any]) -> str:
    ours = {"version": version("gongkai"), "reader": READER_VERSION}
    if any(said.get(key) != value for key, value in ours.items()):
        return f"it has gongkai {said.get('version')}, reader {said.get('reader')}; here are {ours}"
    return "" if said.get("may_fork") else "it may start no process: start it with --no-nanny"
