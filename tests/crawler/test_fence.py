"""Where the names of a stranger's hosts may lead: the internet, and the portal's own number; checked at the moment of
connecting. No traffic: a reactor in memory, and a resolver of our own.
"""

from __future__ import annotations

import pytest
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock

from crawler.errors import NoAddressError
from crawler.fence import AddressRefusedError, check_connection, networks_allowed
from crawler.fenced import FencedEndpoint

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1::1", "223.5.5.5", "64:ff9b::5db8:d822"])
def test_a_name_may_lead_to_the_internet(address: str) -> None:
    check_connection("www.example.gov.cn", address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "240.0.0.1",
        "255.255.255.255", "224.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "168.63.129.16", "fec0::1", "64:ff9b:1::a00:1", "::10.0.0.1",
        "::ffff:0:10.0.0.1", "3fff::1",
    ],
)  # fmt: skip
def test_a_name_may_not_lead_elsewhere(address: str) -> None:
    with pytest.raises(AddressRefusedError, match=r"www\.example\.gov\.cn leads to"):
        check_connection("www.example.gov.cn", address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("::1", "::1"),
        ("192.168.1.20", "192.168.1.20"),
        ("fd12::5", "fd12::5"),
    ],
)
def test_a_portal_that_is_named_by_its_number_is_asked_there(host: str, address: str) -> None:
    check_connection(host, address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.2"),
        ("localhost", "10.0.0.1"),
        ("localhost.", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0"),
        ("169.254.169.254", "169.254.169.254"),
        ("100.100.100.200", "100.100.100.200"),
        ("fd00:ec2::254", "fd00:ec2::254"),
    ],
)
def test_no_other_spelling_leads_to_a_number_and_some_numbers_are_never_asked(host: str, address: str) -> None:
    with pytest.raises(AddressRefusedError):
        check_connection(host, address)


def test_the_operator_may_allow_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_NETWORKS", "10.1.0.0/16, fd12::/64")
    check_connection("intranet.example.gov.cn", "10.1.2.3", networks_allowed())
    with pytest.raises(AddressRefusedError):
        check_connection("intranet.example.gov.cn", "10.2.2.3", networks_allowed())


def test_networks_that_are_none_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_NETWORKS", "10.1.0.0/33")
    with pytest.raises(NoAddressError, match=r"GONGKAI_NETWORKS: .*10\.1\.0\.0/33"):
        networks_allowed()


class Names:
    """A resolver that gives one list of addresses after another, the last one again and again."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver, host, portNumber=0, *more, **options):  # noqa: N802, N803 (Twisted's names)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        receiver.resolutionBegan(None)
        for address in answer:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()


def connect(reactor: MemoryReactorClock, host: str) -> list[Exception]:
    failed: list[Exception] = []
    FencedEndpoint(reactor, host, 80).connect(Factory()).addErrback(lambda failure: failed.append(failure.value))
    return failed


def test_a_name_that_leads_to_a_private_address_is_not_connected_to() -> None:
    reactor = MemoryReactorClock()
    reactor.nameResolver = Names(["10.0.0.1", "::1"])
    (error,) = connect(reactor, "www.example.gov.cn")
    assert isinstance(error, AddressRefusedError)
    assert "leads to 10.0.0.1" in str(error)
    assert reactor.tcpClients == []


def test_of_several_addresses_only_the_public_ones_are_connected_to() -> None:
    reactor = MemoryReactorClock()
    reactor.nameResolver = Names(["127.0.0.1", PUBLIC])
    assert connect(reactor, "www.example.gov.cn") == []
    reactor.advance(60)
    assert {host for host, *_ in reactor.tcpClients} == {PUBLIC}


def test_a_name_that_leads_elsewhere_at_the_next_look_up_is_refused_then() -> None:
    """DNS rebinding: what is checked is the address of this connection, not one that was seen before."""
    reactor = MemoryReactorClock()
    reactor.nameResolver = Names([PUBLIC], ["169.254.169.254"])
    assert connect(reactor, "www.example.gov.cn") == []
    (error,) = connect(reactor, "www.example.gov.cn")
    assert isinstance(error, AddressRefusedError)
    assert [host for host, *_ in reactor.tcpClients] == [PUBLIC]


def test_a_name_that_leads_nowhere_is_no_refusal() -> None:
    reactor = MemoryReactorClock()
    reactor.nameResolver = Names([])
    (error,) = connect(reactor, "www.example.gov.cn")
    assert "no results for hostname lookup" in str(error)
