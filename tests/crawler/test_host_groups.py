"""Which portals are crawled one after the other because they share a host."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_site import PORTAL

from crawler.host_groups import host_groups


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Portal files by name; the addresses of each are given in its name's place below."""
    hosts = {
        "east": "['http://www.east.invalid/', 'https://city.invalid/east/']",
        "west": "['http://west.invalid:8080/']",
        "city": "['https://CITY.invalid/']",
        "port": "['http://west.invalid:8081/']",
        "near": "['http://127.0.0.1:9001/']",
        "next": "['http://127.0.0.1:9002/']",
    }
    found = {}
    for name, addresses in hosts.items():
        path = tmp_path / f"{name}.yml"
        text = PORTAL.replace("portal: small", f"portal: {name}").replace("base: http://small", f"base: http://{name}")
        path.write_text(text.replace("politeness:", f"hosts: {addresses}\npoliteness:"), encoding="utf-8")
        found[name] = str(path)
    (tmp_path / "broken.yml").write_text("portal: [", encoding="utf-8")
    return found | {"broken": str(tmp_path / "broken.yml")}


def groups(files: dict[str, str], *names: str, hosts: dict[str, str] | None = None) -> list[list[str]]:
    found = host_groups([files[name] for name in names], hosts or {})
    return [[Path(name).stem for name in group] for group in found]


def test_hosts_are_told_apart_by_name_whatever_the_case_and_the_port(files: dict[str, str]) -> None:
    assert groups(files, "east", "west", "city", "port") == [["east", "city"], ["west", "port"]]


def test_ports_of_this_machine_are_servers_of_their_own(files: dict[str, str]) -> None:
    assert groups(files, "near", "next") == [["near"], ["next"]]


def test_an_address_given_for_the_run_counts_too(files: dict[str, str]) -> None:
    assert groups(files, "west", "near", hosts={"near": "http://west.invalid/"}) == [["west", "near"]]


def test_one_portal_can_bring_two_hosts_together(files: dict[str, str]) -> None:
    assert groups(files, "city", "west", "east", hosts={"east": "http://west.invalid/"}) == [["city", "west", "east"]]


def test_a_file_that_cannot_be_read_waits_for_nobody(files: dict[str, str]) -> None:
    assert groups(files, "broken", "east") == [["broken"], ["east"]]


def test_portals_of_one_base_that_are_asked_elsewhere_share_nothing(files: dict[str, str], tmp_path: Path) -> None:
    for name in ("near", "next"):
        path = Path(files[name])
        path.write_text(path.read_text(encoding="utf-8").replace(f"{name}.invalid", "same.invalid"), encoding="utf-8")
    assert groups(files, "near", "next") == [["near"], ["next"]]
