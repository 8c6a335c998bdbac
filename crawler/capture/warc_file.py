"""What a crawl writes to: exchanges are composed, compressed and written, each before anybody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.clock import Clock, system_clock
from archive.earlier import Condition, Earlier
from archive.http_message import Answer
from crawler.browser.rendering import Rendering
from crawler.capture.compose import Exchange, compose_answer, compose_failure, compose_rendering
from crawler.capture.failure import Failure
from crawler.capture.record import Record, new_record_id
from crawler.capture.recording import Recording
from crawler.capture.warc import GIGABYTE, Packed, Place, WarcWriter, pack


@dataclass(frozen=True, slots=True)
class Archived:
    """An exchange whose records have been written. ``id`` and ``place`` are those of its answer, else of its failure.

    ``answer`` is None where no whole header came; ``refers_to`` is the record that a revisit stands for.
    """

    id: str
    place: Place
    answer: Answer | None
    refers_to: str = ""


class WarcFile:
    """The WARC of a crawl: a series of files, of which one is open. Goes on after the files that are already there.

    ``info`` becomes the warcinfo of every file. Raises OSError where the folder cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        crawl: str,
        info: dict[str, str],
        max_bytes: int = GIGABYTE,
        clock: Clock = system_clock,
    ) -> None:
        self._folder = folder
        self.clock = clock
        self._writer = WarcWriter(folder, crawl, info, max_bytes, clock)

    @property
    def folder(self) -> Path:
        """Where the files of all crawls stand."""
        return self._folder

    @property
    def path(self) -> Path:
        """The file that is written now, or was last."""
        return self._writer.path

    def answer(
        self,
        recording: Recording,
        identity: str = "",
        earlier: Earlier | None = None,
        condition: Condition | None = None,
    ) -> Archived:
        """Write an answered exchange, as a revisit where ``earlier`` holds the same entity and payload, or where it is
        a 304 to ``condition``. Raises OSError: nothing is kept of it.
        """
        return self._keep(compose_answer(recording, identity, earlier, self._folder, condition))

    def failure(self, recording: Recording, failure: Failure, identity: str = "") -> Archived:
        """Write a failed exchange with whatever came of it. Raises OSError."""
        return self._keep(compose_failure(recording, identity, failure))

    def failed(self, url: str, method: str, failure: Failure, identity: str) -> Archived:
        """Write a failure of which nothing went over the wire. Raises OSError."""
        return self.failure(Recording(url, method, started_at=self.clock()), failure, identity)

    def _keep(self, exchange: Exchange) -> Archived:
        answer = exchange.answer
        place = self.put(pack(exchange.records, answer.head if answer else None))
        return Archived(exchange.records[0].id, place, answer, exchange.refers_to)

    def put(self, packed: Packed) -> Place:
        """Write records that belong together; return the place of the first. Raises OSError: none is kept."""
        return self._writer.put(packed)[0]

    def rendering(self, rendering: Rendering, identity: str) -> tuple[Record, Place]:
        """Write the record of a rendered document. Raises OSError."""
        record = compose_rendering(rendering, identity, self.clock())
        return record, self.put(pack([record]))

    def resource(self, url: str, content_type: str, content: bytes) -> Place:
        """Write a resource record (section 6.4), such as the portal file; return its place. Raises OSError."""
        record = Record("resource", new_record_id(), self.clock(), content_type, content, url)
        return self.put(pack([record]))

    def merkle(self) -> dict[str, object] | None:
        """What the crawl's manifest says of its records; None where an earlier run wrote some of them."""
        return self._writer.merkle()

    def sync(self) -> None:
        """Make everything written so far survive a power loss. Raises OSError."""
        self._writer.sync()

    def close(self) -> None:
        """Seal the file with its index. Raises OSError."""
        self._writer.close()
