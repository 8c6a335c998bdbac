"""Timestamps: whole, of the signature that they stand beside, by an authority whose certificates are there, in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.fixity.kept import Kept
from archive.fixity.manifests import Stored
from archive.fixity.problems import Problem
from archive.signing.queue import read_queue
from archive.signing.signatures import SIGNATURE, TIMESTAMP, signature_path, timestamp_path
from archive.signing.timestamps import (
    MAX_ANSWER_BYTES,
    TimestampError,
    certificates_path,
    read_certificates,
    time_of,
)

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

#: By so much two sound clocks may differ.
_CLOCKS = timedelta(minutes=2)


class _WrongError(Exception):
    """A timestamp that is no evidence; of one that was named already, ``problem`` is None."""

    def __init__(self, problem: Problem | None) -> None:
        super().__init__()
        self.problem = problem


class TimestampCheck:
    """The check of the timestamps of an archive, one signature after the other."""

    def __init__(self, archive: Path, kept: Kept) -> None:
        self._archive = archive
        self._kept = kept
        self._certificates: dict[str, tuple[Certificate, ...]] = {}
        self._waiting = read_queue(archive).keys()

    def waiting(self, crawl: str) -> tuple[str, ...]:
        """Authorities that are still to be asked for a timestamp of a crawl."""
        return tuple(sorted(authority for each, authority in self._waiting if each == crawl))

    def of(self, manifest: Stored, pledge: Mapping[str, Any], times: dict[str, datetime]) -> Iterator[Problem]:
        """What is wrong with a signature's timestamps; the times of those that are sound are added to ``times``."""
        for authority in self._authorities(manifest, pledge):
            try:
                time = self._time(manifest, authority)
            except _WrongError as wrong:
                if wrong.problem:
                    yield wrong.problem
            else:
                if time:
                    times[authority] = time

    def _authorities(self, manifest: Stored, pledge: Mapping[str, Any]) -> list[str]:
        """The authorities whose timestamps are there, are listed, or were promised."""
        head = f"{manifest.name}{SIGNATURE}."
        there = [self._kept.name(path) for path in self._archive.glob(f"{escape(head)}*{TIMESTAMP}")]
        named = {name for name in (*there, *self._kept.listed) if name.startswith(head) and name.endswith(TIMESTAMP)}
        return sorted({name[len(head) : -len(TIMESTAMP)] for name in named} | set(pledge.get("authorities", ())))

    def _time(self, manifest: Stored, authority: str) -> datetime | None:
        """When an authority saw a signature; None where it is still to be asked. Raises _WrongError."""
        own = self._archive / manifest.name
        path = timestamp_path(own, authority)
        where = self._kept.name(path)
        if not path.is_file():
            if (own.stem, authority) in self._waiting and where not in self._kept.listed:
                return None
            detail = f"{authority} was to timestamp it, or did, and that is not there"
            raise _WrongError(Problem(where, "missing_timestamp", detail))
        if where in self._kept.altered:
            raise _WrongError(Problem(where, "altered_timestamp", "its bytes are not those that the authority sent"))
        with path.open("rb") as file:
            answer = file.read(MAX_ANSWER_BYTES + 1)
        try:
            time = time_of(answer, signature_path(own).read_bytes(), self._trusted(authority))
        except TimestampError as error:
            raise _WrongError(Problem(where, error.what, str(error))) from error
        self._check_order(where, time, manifest)
        return time

    def _check_order(self, where: str, time: datetime, manifest: Stored) -> None:
        said = str(manifest.content.get("closed_at"))
        closed = _instant(said)
        if closed and time < closed - _CLOCKS:
            detail = f"the authority saw it at {time:%Y-%m-%dT%H:%M:%SZ}, and the crawl closed at {said}"
            raise _WrongError(Problem(where, "timestamp_too_early", detail))

    def _trusted(self, authority: str) -> tuple[Certificate, ...]:
        """The certificates of an authority. Raises _WrongError where there are none: that is said once."""
        path = certificates_path(self._archive, authority)
        where = self._kept.name(path)
        if where not in self._certificates:
            self._certificates[where] = _read(path)
        if self._certificates[where] and where not in self._kept.altered:
            return self._certificates[where]
        if where in self._kept.named:
            raise _WrongError(None)
        why = "its bytes are not those that it was kept with" if path.exists() else "it is not there"
        detail = f"{why}; timestamps of {authority} cannot be verified"
        raise _WrongError(Problem(where, "altered_authority", detail))


def _read(path: Path) -> tuple[Certificate, ...]:
    try:
        return tuple(read_certificates(path))
    except (OSError, ValueError):
        return ()


def _instant(said: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(said)
    except ValueError:
        return None
    return time if time.tzinfo else None
