"""Recording at the wire: Scrapy's Twisted download handler, whose connections keep the bytes they carry.

Scrapy and Twisted re-case, merge and unframe before anything above them can look; only the client protocol
sees what was sent and received. This module stands on their private names: a test pins both versions.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import ResponseDataLossError
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import ISSLTransport
from twisted.internet.tcp import Connection as TcpConnection
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from archive.clock import Clock, system_clock
from crawler.capture.recording import MAX_HEADER_BYTES, Recording
from crawler.capture.tls import TLS_MODE, TlsPolicy, observe
from crawler.fence import networks_allowed
from crawler.fenced import FencedAgent

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as WireRequest
    from twisted.web.client import Agent, HTTPConnectionPool
    from twisted.web.iweb import IPolicyForHTTPS, IResponse

#: The setting that holds the clock of a crawl.
CLOCK = "GONGKAI_CLOCK"
#: Where the recording of a request's last download stands in its ``meta``.
RECORDING = "recording"

#: Signal: a host showed a certificate that it had not shown in this run; argument ``certificate``.
certificate_shown = object()


class AnswerTooLongError(Exception):
    """The header section, or the framed body, is longer than we take."""


class ExcessError(Exception):
    """More came than the answer by its own framing has: what it frames is likely cut."""


class _Tee:
    """A transport that notes what is written to it, and sends it at once where it can.

    Twisted would wait for the next turn of the event loop, and have the kernel tell it first that there is room.
    """

    def __init__(self, transport: Any, recording: Recording) -> None:
        self._transport = transport
        self._recording = recording

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._recording.send(data)
        rest = data[_sent_at_once(self._transport, data) :]
        if rest:
            self._transport.write(rest)

    def writeSequence(self, parts: list[bytes]) -> None:  # noqa: N802 (Twisted's name)
        self.write(b"".join(parts))


def _sent_at_once(transport: Any, data: bytes) -> int:
    """How many bytes a TCP connection on which nothing waits took; none under TLS. A lost one is noticed by Twisted."""
    if not isinstance(transport, TcpConnection) or transport.TLS or not transport.connected:
        return 0
    if transport.dataBuffer or transport._tempDataBuffer:
        return 0
    sent = transport.writeSomeData(data)
    return sent if isinstance(sent, int) else 0


class WireProtocol(_LenientHTTP11ClientProtocol):
    """A client connection that records one exchange after another, each in its own recording."""

    recording: Recording | None = None
    _peer = ""

    def request(self, request: WireRequest) -> Deferred[IResponse]:
        """Send a request; its bytes and those that answer it go to the present recording."""
        recording = self.recording
        if recording is not None:
            transport: Any = self.transport
            self._peer = self._peer or str(transport.getPeer().host)
            recording.address = self._peer
            if ISSLTransport.providedBy(transport):
                recording.observe = partial(observe, transport.getHandle())
            write = request.writeTo
            request.writeTo = lambda wire: write(_Tee(wire, recording))  # type: ignore[method-assign,no-untyped-call]
        answer = super().request(request)
        parser: Any = self._parser
        parser.MAX_LENGTH = MAX_HEADER_BYTES  # the limit below counts the whole header section
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's name)
        recording = self.recording
        if recording is None or self._parser is None:
            super().dataReceived(data)  # type: ignore[no-untyped-call]  # unasked: Twisted closes the connection
            return
        recording.receive(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._is_too_long(recording):
            error = AnswerTooLongError(f"{len(recording.received)} bytes and no end")
            self.transport.abortConnection()  # type: ignore[union-attr]
            self._disconnectParser(Failure(error))  # type: ignore[no-untyped-call]

    def _is_too_long(self, recording: Recording) -> bool:
        if self._parser is None or recording.closed:
            return False
        size = len(recording.received)
        in_head = self._parser.state in (STATUS, HEADER)
        return (in_head and size > MAX_HEADER_BYTES) or (recording.limit > 0 and size > recording.limit)

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 (Twisted's name)
        """The answer is whole. What follows it is no part of it, and the connection then carries no other."""
        if self.recording is not None and self._parser is not None:  # else only the connection's end made it end
            self.recording.finish(rest)
            self.recording = None
        if self._currentRequest is not None and (rest or not self._stays_open()):
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]  # noqa: N802 (Twisted's name)
        """A lost connection breaks off an answer that the connection's end was to end; under TLS many never close."""
        if self.recording is not None and not ISSLTransport.providedBy(self.transport):
            self.recording.broken_off = not reason.check(ConnectionDone)  # type: ignore[no-untyped-call]
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def _stays_open(self) -> bool:
        """Whether the server keeps the connection (RFC 9112 section 9.3); Twisted looks for one spelling only."""
        parser: Any = self._parser
        if parser is None:
            return False
        values = parser.connHeaders.getRawHeaders(b"Connection", ())
        options = {option.strip().lower() for value in values for option in value.split(b",")}
        return b"close" not in options and (parser.response.version[1:] >= (1, 1) or b"keep-alive" in options)


class _WireFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> WireProtocol:  # noqa: N802 (Twisted's name)
        return WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _RecordedPool:
    """The handler's pool: a connection it gives out writes to the recording that was present when it was asked for."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        self._pool = pool
        self.recording: Recording | None = None
        self.persistent = pool.persistent

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 (Twisted's name)
        recording = self.recording

        def attach(connection: WireProtocol) -> WireProtocol:
            connection.recording = recording
            return connection

        connection: Deferred[Any] = self._pool.getConnection(key, endpoint)
        return connection.addCallback(attach)


class WireDownloadHandler(HTTP11DownloadHandler):
    """Downloads as Scrapy does; ``request.meta["recording"]`` then holds the bytes, whether it failed or not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _WireFactory
        # A second attempt is a second exchange: Scrapy makes it, after the delay, and it is recorded.
        self._pool.retryAutomatically = False
        self._recorded = _RecordedPool(self._pool)
        self._agents: dict[float, Agent] = {}
        self._contextFactory: IPolicyForHTTPS = TlsPolicy(crawler.settings.get(TLS_MODE, "modern"))  # type: ignore[assignment]
        self._allowed = networks_allowed()
        self._clock: Clock = crawler.settings.get(CLOCK, system_clock)
        self._shown: set[tuple[str, str]] = set()

    async def download_request(self, request: Request) -> Response:
        """Return the response; raises Scrapy's download errors."""
        recording = Recording(
            request.url.partition("#")[0], request.method, self._limit(request), started_at=self._clock()
        )
        request.meta[RECORDING] = recording
        try:
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(self._agent(recording).download_request(request))
        finally:
            recording.close()
            self._introduce(recording)
        if recording.broken_off and not recording.complete:
            raise ResponseDataLossError(f"{request.url}: the connection was lost inside the answer")
        # A robots.txt that is cut is obeyed as far as it goes; one that fails closes everything.
        if recording.excess.strip() and "walk" in request.meta:
            recording.complete = False
            raise ExcessError(f"{len(recording.excess)} bytes came after the end that the answer's header gives it")
        return response

    def _introduce(self, recording: Recording) -> None:
        """A certificate is recorded whole once, with the first exchange that shows it, and told to whoever listens."""
        certificate = recording.certificate
        if certificate is None or (certificate.origin, certificate.field) in self._shown:
            return
        self._shown.add((certificate.origin, certificate.field))
        recording.introduces = True
        self._crawler.signals.send_catch_log(signal=certificate_shown, certificate=certificate)

    def _limit(self, request: Request) -> int:
        """Framing may double a body, not multiply it: a chunk can announce one byte and a kilobyte of extension."""
        maxsize = int(request.meta.get("download_maxsize", self._default_maxsize))
        return 2 * maxsize + MAX_HEADER_BYTES if maxsize else 0

    def _agent(self, recording: Recording) -> FencedAgent:
        self._recorded.recording = recording  # what it asks the pool for it asks for before anything else does
        return FencedAgent(
            agents=self._agents,
            allowed=self._allowed,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._recorded,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
