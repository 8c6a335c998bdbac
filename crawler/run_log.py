"""The log of a run: one file of JSON lines, to which the job and the crawls it starts write (docs/scheduling.md).

A line has ``time`` (UTC), ``level``, ``portal``, ``crawl``, ``event`` and ``fields``. What Scrapy and other modules log
is the event ``log``, with logger and message as fields. The file is custody, as the archive is.
"""

from __future__ import annotations

import json
import logging
import os
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from crawler.printable import json_text

FOLDER = "logs"
#: Log files that are kept, the new one among them.
KEPT = 90
#: Of one line's message and trace, and of one file: strangers' words go in, and nobody reads more.
MAX_TEXT, MAX_BYTES = 20_000, 64_000_000


@dataclass(slots=True)
class _Subject:
    portal: str = ""
    crawl: str = ""


#: What the process is at work on. A crawl is one process, and the job does one portal after the other.
_SUBJECT = _Subject()
_OPEN: list[_JsonLines] = []


def about(portal: str = "", crawl: str = "") -> None:
    """Say which portal and crawl the lines from now on are about."""
    _SUBJECT.portal, _SUBJECT.crawl = portal, crawl


def note(event: str, level: str = "info", **fields: Any) -> None:
    """Write an event of ours with its fields, which are JSON values; nothing where there is no log."""
    if _OPEN:
        _OPEN[-1].write(_line(time.time(), level, event, fields))


def relay(path: Path, portal: str) -> str:
    """Append the lines of another log, of one ``portal``'s crawl elsewhere, to ours; return the last reason it names.

    Raises OSError.
    """
    reason = ""
    for said in read_log(path):
        fields = {str(key)[:100]: value for key, value in said["fields"].items()}
        reason = _clipped(str(fields.get("reason", reason)))
        if _OPEN:
            words = {key: str(said.get(key, ""))[:200] for key in ("time", "level", "crawl", "event")}
            _OPEN[-1].write({**words, "portal": portal, "fields": fields})
    return reason


def new_log(archive: Path, kept: int = KEPT) -> Path:
    """Make the file of a run that begins, and delete the oldest but ``kept``. Raises OSError."""
    folder = archive / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"run-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}.jsonl"
    path.touch(mode=0o600, exist_ok=False)
    others = [old for old in logs(archive) if old != path]  # the new one stays, whatever the clock said before
    for old in others[: max(len(others) - (max(kept, 1) - 1), 0)]:
        old.unlink(missing_ok=True)
    return path


def logs(archive: Path) -> list[Path]:
    """The log files of an archive, the oldest first."""
    return sorted((archive / FOLDER).glob("run-*.jsonl"))


@contextmanager
def logging_to(path: Path | None) -> Iterator[None]:
    """While the block runs, whatever this process logs is appended to the file too. Raises OSError."""
    if path is None:
        yield
        return
    handler = _JsonLines(path)
    root, level = logging.getLogger(), logging.getLogger().level
    _OPEN.append(handler)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    except Exception as error:
        from crawler.problems import problem_of  # as in crawler.cli.exits: who lists logs does not wait for it

        problem = problem_of(error)
        if problem is None:
            note("fault", "error", reason=_clipped(repr(error)), trace=_clipped(traceback.format_exc()))
        else:
            note("stopped", "error", reason=problem.message, code=problem.code)
        raise
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        _OPEN.remove(handler)
        handler.end()


class _JsonLines(logging.Handler):
    """Writes each record as one line, in one write to the end of the file: processes may share it."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record. A disk that takes no line stops no crawl: the WARC says it is full.

        Where this is the only handler, warnings go to stderr as well, where they would go without it.
        """
        if logging.lastResort and logging.getLogger().handlers == [self] and record.levelno >= logging.WARNING:
            logging.lastResort.handle(record)
        self.write(line(record))

    def write(self, said: Mapping[str, Any]) -> None:
        """Append a line; nothing where the disk takes none, or the file is as large as one may be."""
        with suppress(OSError):
            if os.fstat(self._file).st_size < MAX_BYTES:
                os.write(self._file, (json_text(said) + "\n").encode())

    def end(self) -> None:
        """Close the file. Not in ``close``: whoever sets up logging, as Scrapy does, closes every handler there is."""
        os.close(self._file)


def line(record: logging.LogRecord) -> dict[str, Any]:
    """What the log says of a record of Python's logging."""
    fields = {"logger": record.name, "message": _clipped(record.getMessage())}
    if record.exc_info and record.exc_info[0]:
        fields["trace"] = _clipped("".join(traceback.format_exception(*record.exc_info)))
    return _line(record.created, record.levelname.lower(), "log", fields)


def _line(at: float, level: str, event: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "time": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level,
        "portal": _SUBJECT.portal,
        "crawl": _SUBJECT.crawl,
        "event": event,
        "fields": dict(fields),
    }


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}… ({len(text)} characters)"


def read_log(path: Path, since: int = 0) -> Iterator[dict[str, Any]]:
    """The lines of a log from byte ``since`` on; one that a full disk cut is left out. Raises OSError."""
    with path.open("rb") as file:
        file.seek(since)
        for text in file:
            try:
                said = json.loads(text)
            except ValueError:
                continue
            if isinstance(said, dict) and isinstance(said.get("fields"), dict):
                yield said
