"""Which addresses of the network may be connected to: those of the internet, and the portal's own where it is named
by number.

A portal is a stranger's: its name may lead to the operator's own network, today or at the next look-up (DNS
rebinding), and so to whatever answers there without asking who calls. What its pages link is kept to its own hosts
already (``crawler.urls``); this is about where a host's name leads.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from crawler.errors import NoAddressError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: The operator's own word, never a portal file's: networks to which names may lead all the same, parted by commas.
VARIABLE = "GONGKAI_NETWORKS"
#: Private networks (RFC 1918, RFC 4193) and this machine: asked where the portal's address is itself a number in them.
OWN = tuple(
    ip_network(own) for own in ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
#: Where cloud providers tell a machine its secrets; their other such addresses are link-local or shared.
METADATA = tuple(ip_network(closed) for closed in ("192.0.0.0/24", "168.63.129.16", "fd00:ec2::254"))
#: Networks of IPv6 that some versions of Python take for the internet: site-local (RFC 3879), local NAT64 (RFC 8215),
#: IPv4 written in it as it is no more (RFC 4291, RFC 2765), documentation (RFC 9637).
_NO_INTERNET = tuple(
    ip_network(closed) for closed in ("fec0::/10", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96", "3fff::/20")
)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052


class AddressRefusedError(Exception):
    """A host's name, or number, leads to an address that is not connected to."""


def networks_allowed() -> tuple[Network, ...]:
    """The networks that the operator allows besides. Raises NoAddressError for what is no network."""
    said = [word.strip() for word in os.environ.get(VARIABLE, "").split(",") if word.strip()]
    try:
        return tuple(ip_network(word) for word in said)
    except ValueError as error:
        raise NoAddressError(f"{VARIABLE}: {error}; write networks as in 10.1.0.0/16, parted by commas") from error


def check_connection(host: str, address: str, allowed: Iterable[Network] = ()) -> None:
    """Raise AddressRefusedError where a connection to ``address``, to which ``host`` leads, is not to be made."""
    target = _plain(ip_address(address.partition("%")[0]))
    if _is_of(target, allowed):
        return
    is_open = target.is_global and not target.is_multicast and not _is_of(target, _NO_INTERNET)
    if (is_open or _is_named(host, target)) and not _is_of(target, METADATA):
        return
    raise AddressRefusedError(
        f"{host} leads to {address}, which is no address of the internet; an operator who means it "
        f"gives the number with --host, or its network in {VARIABLE}"
    )


def is_own(host: str) -> bool:
    """Whether a host is named as this machine, or as a number of a private network."""
    try:
        return host == "localhost" or _is_of(_plain(ip_address(host)), OWN)
    except ValueError:
        return False


def _is_named(host: str, target: Address) -> bool:
    """Whether the host is this very number, or localhost, on this machine or a private network."""
    if host == "localhost":
        return target.is_loopback
    try:
        return _plain(ip_address(host)) == target and _is_of(target, OWN)
    except ValueError:
        return False


def _is_of(target: Address, networks: Iterable[Network]) -> bool:
    return any(target.version == network.version and target in network for network in networks)


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64), or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
