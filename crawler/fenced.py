"""Connections that are made only where ``crawler.fence`` allows it: Twisted's endpoint, asked at the last moment.

The check stands between the answer of the resolver and the connection, so that what was checked is what is connected
to, at every connection anew. Like ``crawler.capture.wire`` it stands on private names of Scrapy and Twisted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import _ScrapyAgent
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure
from twisted.web.client import _StandardEndpointFactory
from twisted.web.error import SchemeNotSupported

from crawler.fence import AddressRefusedError, Network, check_connection

if TYPE_CHECKING:
    from scrapy import Request
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IProtocol, IProtocolFactory
    from twisted.web.client import URI, Agent


_HEADERS = "_gongkai_headers"


class _Receiver:
    """Hands on the addresses that may be connected to, and keeps the first refusal."""

    def __init__(self, receiver: Any, host: str, allowed: Iterable[Network]) -> None:
        self._receiver = receiver
        self._host = host
        self._allowed = allowed
        self.refusal: AddressRefusedError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._receiver, name)  # began, complete: as they come

    def addressResolved(self, address: Any) -> None:  # noqa: N802 (Twisted's name)
        try:
            check_connection(self._host, address.host, self._allowed)
        except AddressRefusedError as error:
            self.refusal = self.refusal or error
        else:
            self._receiver.addressResolved(address)


class _Resolver:
    """A resolver whose answers are checked."""

    def __init__(self, resolver: Any, allowed: Iterable[Network]) -> None:
        self._resolver = resolver
        self._allowed = allowed
        self.refusal: Callable[[], AddressRefusedError | None] = lambda: None

    def resolveHostName(self, receiver: Any, host: str, *more: Any, **options: Any) -> Any:  # noqa: N802 (Twisted's name)
        checked = _Receiver(receiver, host, self._allowed)
        self.refusal = lambda: checked.refusal
        return self._resolver.resolveHostName(checked, host, *more, **options)


class FencedEndpoint(HostnameEndpoint):
    """Connects to those addresses of a host that may be; fails with AddressRefusedError where there are others only."""

    def __init__(self, *arguments: Any, allowed: Iterable[Network] = (), **options: Any) -> None:
        self._allowed = tuple(allowed)
        super().__init__(*arguments, **options)

    def _getNameResolverAndMaybeWarn(self, reactor: object) -> Any:  # noqa: N802 (Twisted's name)
        self._fence = _Resolver(super()._getNameResolverAndMaybeWarn(reactor), self._allowed)
        return self._fence

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:  # noqa: N803 (Twisted's name)
        """As HostnameEndpoint, behind the fence."""
        return super().connect(protocolFactory).addErrback(self._why)

    def _why(self, failure: Failure) -> Failure:
        """The refusal in the place of "no such host", where it is the reason."""
        refusal = self._fence.refusal()
        return Failure(refusal) if refusal and failure.check(DNSLookupError) else failure  # type: ignore[no-untyped-call]


class _Endpoint:
    """An endpoint that is made when a connection is: one that stays open is asked for nothing but its next answer."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def connect(self, protocolFactory: IProtocolFactory) -> Deferred[IProtocol]:  # noqa: N803 (Twisted's name)
        connected: Deferred[IProtocol] = self._make().connect(protocolFactory)
        return connected


class _Endpoints(_StandardEndpointFactory):
    """Twisted's own, with endpoints behind the fence."""

    allowed: tuple[Network, ...] = ()

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802 (Twisted's name)
        if uri.scheme not in (b"http", b"https"):
            raise SchemeNotSupported(f"Unsupported scheme: {uri.scheme!r}")
        return _Endpoint(lambda: self._endpoint(uri))

    def _endpoint(self, uri: URI) -> Any:
        options: dict[str, Any] = {"bindAddress": self._bindAddress, "allowed": self.allowed}
        if self._connectTimeout is not None:
            options["timeout"] = self._connectTimeout
        endpoint: Any = FencedEndpoint(self._reactor, uri.host.decode("ascii"), uri.port, **options)
        if uri.scheme == b"http":
            return endpoint
        return wrapClientTLS(self._policyForHTTPS.creatorForNetloc(uri.host, uri.port), endpoint)


class FencedAgent(_ScrapyAgent):
    """Scrapy's agent, whose connections are made behind the fence. It knows no proxy, and one address to bind to."""

    def __init__(self, *, allowed: tuple[Network, ...], agents: dict[float, Agent], **options: Any) -> None:
        super().__init__(**options)
        self._allowed = allowed
        self._agents = agents

    @staticmethod
    def _headers_from_twisted_response(response: Any) -> Any:
        """As Scrapy does, once for each answer: it asks for them when they come, and when the body has come."""
        headers = vars(response).get(_HEADERS)
        if headers is None:
            headers = _ScrapyAgent._headers_from_twisted_response(response)
            vars(response)[_HEADERS] = headers
        return headers

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        """Twisted's agent for a time limit; one serves all requests."""
        if timeout not in self._agents:
            self._agents[timeout] = self._made(request, timeout)
        return self._agents[timeout]

    def _made(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        own = agent._endpointFactory
        fenced = _Endpoints(own._reactor, own._policyForHTTPS, own._connectTimeout, own._bindAddress)  # type: ignore[no-untyped-call]
        fenced.allowed = self._allowed
        agent._endpointFactory = fenced
        return agent
