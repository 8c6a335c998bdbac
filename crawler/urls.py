"""Canonical URLs, and the addresses they are really fetched at."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from crawler.portal import Portal
from crawler.reading.page import without_fragment
from crawler.reading.sessions import without_session

#: Longer than any server takes: what it says of a long one is a fact, and ours to ask for. Beyond it is no address.
MAX_URL_LENGTH = 64 * 1024
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[\w.-]{1,253}|[0-9a-f:.]{2,45}")  # letters of any script: names are international
_NAME = r"[A-Za-z0-9_~-][A-Za-z0-9_~.-]*"  # no segment that begins with a dot: nothing to normalise
_PLAIN_HOST = re.compile(rf"https?://[A-Za-z0-9.:-]+/(?:{_NAME}/)*")
_PLAIN_PATH = re.compile(rf"(?:{_NAME}/)*(?:{_NAME})?(?:\?[A-Za-z0-9_=&.-]+)?")


def is_loopback(url: str) -> bool:
    """True where the host is this machine: 127.0.0.0/8, ::1 or localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(url: str) -> str:
    """Host, and port where it is not the scheme's own: http and https of one host are one site."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, 80, 443) else str(parts.port)
    return f"{(parts.hostname or '').lower()}:{port}"


def site_of(url: str) -> str:
    """Scheme, host and port of an address of the web, with a slash behind; '' for anything else, or with a user name.

    Written anew from its parts: what one parser takes for a user name is the host to another.
    """
    try:
        parts = urlsplit(url)
        port = "" if parts.port in (None, 0, _PORTS.get(parts.scheme)) else f":{parts.port}"
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}/"


@lru_cache(maxsize=64)
def _plain_hosts(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """The hosts whose addresses need no taking apart: those with nothing to normalise, the first of their origin."""
    first = {_origin(host): host for host in reversed(hosts)}
    return tuple(host for host in first.values() if _PLAIN_HOST.fullmatch(host))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer is from: a web archive and the time at which it was made there; neither where it came live."""

    archived_at: datetime | None = None
    web_archive: str = ""


LIVE = Origin()


@dataclass(frozen=True)
class AddressBook:
    """Maps the addresses really used to canonical URLs under the portal's base, and back.

    The first of ``hosts`` is fetched from; every host, and the base itself, is recognised.
    """

    base: str
    hosts: tuple[str, ...]

    @classmethod
    def of(cls, portal: Portal) -> AddressBook:
        """The address book of a portal that has a base."""
        return cls(portal.base, (*portal.hosts, portal.base))

    def canonical(self, url: str) -> str | None:
        """Return the canonical URL, or None where ``url`` lies off the portal's hosts or is no address."""
        try:
            url = without_session(url)
            if plain := self._plain(url):
                return plain
            absolute = urljoin(self.base, url.strip())
            if len(absolute) > MAX_URL_LENGTH or urlsplit(absolute).scheme not in ("http", "https"):
                return None
            origin = _origin(absolute)
            for host in self.hosts:
                if origin == _origin(host) and (urlsplit(absolute).path or "/").startswith(urlsplit(host).path):
                    return self._under_base(absolute, urlsplit(host).path)
        except ValueError:
            return None
        return None

    def _plain(self, url: str) -> str:
        """As canonical, for the plain addresses most pages have; '' for any other."""
        if not _PLAIN_HOST.fullmatch(self.base) or len(url) > MAX_URL_LENGTH:
            return ""
        for host in _plain_hosts(self.hosts):
            if url.startswith(host) and _PLAIN_PATH.fullmatch(url, len(host)):
                return self.base + url[len(host) :]
        return ""

    def _under_base(self, url: str, prefix: str) -> str:
        parts = urlsplit(safe_url_string(url))
        path = parts.path or "/"
        path = path[len(prefix) - 1 :]
        base = urlsplit(self.base)
        whole = urlunsplit((base.scheme, base.netloc, base.path.rstrip("/") + path, parts.query, parts.fragment))
        return without_fragment(whole)

    def origin(self, url: str, get: Callable[[str], str]) -> Origin:
        """Where the answer of an address is from, by the fields of its header that ``get`` gives."""
        return LIVE

    def fetch_address(self, canonical: str) -> str:
        """Return where a canonical URL is fetched: the first host, with the same path and query."""
        if canonical.startswith(self.base) and self.hosts[0] in _plain_hosts(self.hosts):
            is_plain = _PLAIN_HOST.fullmatch(self.base) and _PLAIN_PATH.fullmatch(canonical, len(self.base))
            if is_plain:  # both end with a slash: nothing need be taken apart
                return self.hosts[0] + canonical[len(self.base) :]
        base, host, parts = urlsplit(self.base), urlsplit(self.hosts[0]), urlsplit(canonical)
        path = parts.path[len(base.path.rstrip("/")) :]
        return urlunsplit((host.scheme, host.netloc, host.path.rstrip("/") + path, parts.query, ""))
