"""Where the scheduler is, and how it is spoken with.

Dask sends pickles: whoever reaches a scheduler runs programs on it, on its workers, and on whoever asks it. So one on
another machine is asked over TLS, where each shows a certificate of one authority, unless a person says otherwise.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import SpreadError

if TYPE_CHECKING:
    from distributed import Client

#: The files of --dask-tls, in PEM.
CA, CERTIFICATE, KEY = "ca.pem", "cert.pem", "key.pem"
LEASE = 60.0
_CONNECT_SECONDS = 20
_MISSING = "Dask is not installed here; install it with `pip install gongkai[dask]`"


@dataclass(frozen=True, slots=True)
class Spread:
    """A scheduler's ``address``; ``tls``: the folder of the files of TLS. ``lease``: seconds after which a crawl that
    does not hear that it is wanted ends, and its portal is begun elsewhere.
    """

    address: str
    tls: Path | None = None
    lease: float = LEASE


def spread_over(address: str, tls: Path | None, lease: float, *, unencrypted: bool) -> Spread:
    """The scheduler at ``address`` (host:port, tls://host:port). Raises SpreadError where it may not be asked so."""
    scheme, _, rest = address.rpartition("://")
    scheme = scheme or ("tls" if tls else "tcp")
    parts = _parts(f"{scheme}://{rest}")
    if scheme not in ("tcp", "tls"):
        raise SpreadError(f"--dask {address}: the address of a scheduler is host:port, tcp://… or tls://…")
    if (scheme == "tls") != (tls is not None):
        wanted = f"name the folder of {CA}, {CERTIFICATE} and {KEY} with --dask-tls" if not tls else "is tls://…"
        raise SpreadError(f"--dask {address}: a scheduler that speaks TLS {wanted}")
    if scheme == "tcp" and not unencrypted and not _is_loopback(parts[0]):
        raise SpreadError(
            f"--dask {address}: whoever reaches this scheduler runs programs on every worker; give it TLS "
            "(--dask-tls, docs/many-portals.md), or say --dask-unencrypted"
        )
    for name in (CA, CERTIFICATE, KEY) if tls else ():
        if not (tls and (tls / name).is_file()):
            raise SpreadError(f"--dask-tls {tls}: {name} is not there")
    return Spread(f"{scheme}://{rest}", tls, lease)


def _parts(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise SpreadError(f"--dask {address}: name host and port of the scheduler, as in 192.0.2.1:8786")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def connected(spread: Spread) -> Iterator[Client]:
    """Speak with the scheduler. Raises SpreadError where Dask is not installed, or nobody answers."""
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise SpreadError(_MISSING) from error
    security = None
    if spread.tls:
        cert, key, ca = (str(spread.tls / name) for name in (CERTIFICATE, KEY, CA))
        security = Security(require_encryption=True, tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
    try:
        client = Client(spread.address, security=security, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise SpreadError(f"--dask {spread.address}: no scheduler answers there: {error}") from error
    with client:
        yield client
