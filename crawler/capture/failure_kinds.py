"""What kind of failure an exception of a download is: the classes of Scrapy, Twisted and OpenSSL that stand for it."""

from __future__ import annotations

from collections.abc import Iterator

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
from crawler.capture.failure import Failure, describe
from crawler.capture.wire import AnswerTooLongError, ExcessError
from crawler.fence import AddressRefusedError

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
