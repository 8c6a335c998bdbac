"""Failures as facts: what kind a failed exchange is, in words that the record, the crawl and a rebuild share."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.capture.record import read_warc_fields, warc_fields

MAX_WORDS = 300

#: Of these nobody can say whether it is the page, the host or our network.
NO_ANSWER = ("address", "dns", "refused", "tls", "timeout", "disconnect", "unreachable")
#: WARC-Truncated (section 5.13) by kind.
_TRUNCATED = {"timeout": "time", "length": "length", "disconnect": "disconnect"}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an exchange failed. ``error`` is what the walk is told; ``kind`` is for counting."""

    kind: str
    error: str

    @property
    def truncated(self) -> str:
        """The reason that WARC-Truncated gives for an answer that ended so."""
        return _TRUNCATED.get(self.kind, "unspecified")

    def block(self) -> bytes:
        """The failure as application/warc-fields."""
        return warc_fields({"error": self.error, "kind": self.kind})


def read_failure(block: bytes) -> Failure:
    """The failure that such a block tells of."""
    said = read_warc_fields(block)
    return Failure(said.get("kind", ""), said.get("error", ""))


def describe(error: BaseException) -> str:
    """Class and message of an error on one line, at most MAX_WORDS characters of message."""
    words = " ".join(str(error).split())[:MAX_WORDS]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
