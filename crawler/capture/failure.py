"""Failures as facts: what kind a failed exchange is, in words that the record, the crawl and a rebuild share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web._newclient import ParseError
from twisted.web.http import _DataLoss, _MalformedChunkedDataError

from crawler.browser.rendering import RenderingError
from crawler.capture.record import read_warc_fields, warc_fields
from crawler.capture.wire import AnswerTooLongError, ExcessError
from crawler.fence import AddressRefusedError

MAX_WORDS = 300

#: The first kind whose class stands anywhere among the causes. A broken framing also loses data, so it comes first.
_KINDS: tuple[tuple[str, tuple[type[BaseException], ...]], ...] = (
    ("browser", (RenderingError,)),
    ("address", (AddressRefusedError,)),
    ("dns", (CannotResolveHostError,)),
    ("refused", (DownloadConnectionRefusedError,)),
    ("tls", (SSL.Error, CertificateError, VerificationError)),
    ("timeout", (DownloadTimeoutError,)),
    ("length", (AnswerTooLongError, DownloadCancelledError)),
    ("malformed", (ExcessError, ParseError, _MalformedChunkedDataError, ValueError, KeyError)),
    ("disconnect", (ResponseDataLossError, _DataLoss, ConnectionClosed)),
    ("unreachable", (ConnectError, OSError)),
)
#: What ends a download. Anything else that is raised where one is awaited is a mistake of ours.
FAILURES: tuple[type[BaseException], ...] = (DownloadFailedError, *(each for _, classes in _KINDS for each in classes))
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


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """The error and what it was raised from; Twisted wraps causes in ``reasons``."""
    yield error
    if depth < 6:
        reasons = [reason.value for reason in getattr(error, "reasons", ()) if hasattr(reason, "value")]
        for cause in (*reasons, error.__cause__):
            if isinstance(cause, BaseException):
                yield from _causes(cause, depth + 1)


def failure_of(error: BaseException) -> Failure:
    """Return what an error of a download was."""
    causes = list(_causes(error))
    kinds = (kind for kind, classes in _KINDS if any(isinstance(cause, classes) for cause in causes))
    return Failure(next(kinds, "other"), describe(error))
