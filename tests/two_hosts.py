"""Two network namespaces as two hosts, joined by a cable, each with the same sites on its own loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from conftest import ROOT, SiteServer, skip_or_fail
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from small_site import answers, small_site

FIRST_PORT = 21000
#: The names of hosts, with the process that made them.
_NAME = re.compile(r"gongkai-(\d+)-[ab]")


@dataclass
class Host:
    """A network namespace at an address, and what runs in it."""

    name: str
    address: str
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *command: object, **given: object) -> subprocess.Popen[str]:
        """Start Python there with these arguments; `ip netns exec` becomes it."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), "COLUMNS": "200"}
        process: subprocess.Popen[str] = subprocess.Popen(
            ["ip", "netns", "exec", self.name, sys.executable, *map(str, command)],
            **{"env": environment, "text": True, "stderr": subprocess.DEVNULL, **given},  # type: ignore[call-overload]
        )
        self.started.append(process)
        return process

    def commands(self) -> dict[int, str]:
        """What runs there, by its process."""
        said = {}
        for pid in self.processes():
            with suppress(OSError):  # it ended just now
                said[pid] = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        return {pid: command for pid, command in said.items() if command}  # one that ended has none

    def processes(self) -> list[int]:
        """What runs there."""
        said = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, check=True)
        return [int(each) for each in said.stdout.split()]


def two_hosts() -> tuple[Host, Host]:
    """Make them. Skips without root, which is no tool."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    if shutil.which("ip") is None:
        skip_or_fail("ip (iproute2) is not installed")
    take_down_left()
    names = [f"gongkai-{os.getpid()}-{side}" for side in "ab"]
    hosts = Host(names[0], "10.213.77.1"), Host(names[1], "10.213.77.2")
    made = subprocess.run(["ip", "netns", "add", names[0]], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no network namespace can be made here: {made.stderr.strip()}")
    _ip("netns", "add", names[1])
    _ip("link", "add", "cable", "netns", names[0], "type", "veth", "peer", "name", "cable", "netns", names[1])
    for host in hosts:
        _ip("-n", host.name, "address", "add", f"{host.address}/24", "dev", "cable")
        for device in ("lo", "cable"):
            _ip("-n", host.name, "link", "set", device, "up")
    return hosts


def take_down(hosts: Sequence[Host]) -> None:
    """End what runs there, and take them away."""
    for host in hosts:
        for process in host.processes():
            os.kill(process, signal.SIGKILL)
        for started in host.started:
            started.wait()
        _ip("netns", "delete", host.name)


def take_down_left() -> None:
    """Take away the hosts of test runs that were killed: those whose process is no more."""
    said = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    for line in said.splitlines():
        match = _NAME.fullmatch(line.split()[0])
        if match and not Path("/proc", match[1]).exists():
            with suppress(subprocess.CalledProcessError, ProcessLookupError):  # another run takes it away just now
                take_down([Host(match[0], "")])


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def write_certificates(folder: Path, addresses: Sequence[str]) -> None:
    """An authority, and a certificate of it for these addresses, as --dask-tls takes them."""
    folder.mkdir()
    authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address)) for address in addresses])
    for name, key, ending in (("ca", authority, x509.BasicConstraints(True, None)), ("cert", own, names)):
        builder = x509.CertificateBuilder().issuer_name(issuer).public_key(key.public_key())
        subject = issuer if name == "ca" else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "machine")])
        began = datetime.now(UTC) - timedelta(hours=1)
        builder = builder.subject_name(subject).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(began).not_valid_after(began + timedelta(days=1))
        certificate = builder.add_extension(ending, critical=name == "ca").sign(authority, hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(own.private_bytes(*plain))


def _serve(count: int, log: Path) -> None:
    """Serve the small site on so many ports until told to stop; then write who asked for what."""
    pages = answers(small_site())
    pages["/robots.txt"].body = "User-agent: *\nCrawl-delay: 0.2\n"
    servers = [SiteServer(pages, FIRST_PORT + number) for number in range(count)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    print("ready", flush=True)
    try:
        while True:
            time.sleep(60)
    finally:
        log.write_text(json.dumps([[(at, path) for at, path, _ in server.log] for server in servers]))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), Path(sys.argv[2]))
