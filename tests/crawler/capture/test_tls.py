"""Exchanges under TLS: the same bytes, how they were protected, and what the server's certificate is worth."""

from __future__ import annotations

import gzip
import hashlib
import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from capture_run import Run, fetch, warcio_check
from tls_certificates import DAY, NOW, Issued, issue
from wire_server import Script, WireServer, said

from crawler.capture.certificate import read_certificate
from crawler.capture.failure import read_failure

PAGE = "<html><body><p>一、概述</p></body></html>".encode()
ZIPPED = gzip.compress(PAGE, mtime=0)
BIG = bytes(range(256)) * 4096
SCRIPTS = {
    "/plain": Script([said(f"HTTP/1.1 200 OK\nserver: A\nSERVER: B\nContent-Length: {len(PAGE)}", PAGE)]),
    "/chunked": Script(
        [
            said("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: gzip", b"%X;a=b\r\n" % len(ZIPPED)),
            ZIPPED,
            b"\r\n0\r\n\r\n",
        ]
    ),
    "/big": Script([said(f"HTTP/1.1 200 OK\nContent-Length: {len(BIG)}", BIG)]),
    "/until-close": Script([said("HTTP/1.1 200 OK", PAGE)], "close"),
}


@pytest.fixture(scope="module")
def authority() -> Issued:
    return issue("authority of this test", authority=True)


@dataclass
class Served:
    """Servers by name, each with its certificate, and one run that asked them all."""

    servers: dict[str, WireServer] = field(default_factory=dict)
    shown: dict[str, Issued] = field(default_factory=dict)
    run: Run = field(init=False)

    def url(self, name: str, path: str = "/plain") -> str:
        return self.servers[name].address + path

    def add(self, name: str, certificate: Issued, folder: Path, newest: ssl.TLSVersion) -> None:
        self.shown[name] = certificate
        self.servers[name] = WireServer(dict(SCRIPTS), context=certificate.context(folder, newest))


#: What is wrong with the certificate of each server; nothing with that of ``sound``.
WRONG = {
    "sound": (),
    "expired": ("expired",),
    "self-signed": ("self-signed",),
    "stranger": ("wrong host",),
    "nameless": ("wrong host",),
    "orphan": ("unknown issuer",),
    "unborn": ("not yet valid",),
    "everything": ("expired", "self-signed", "wrong host"),
}


def certificates(authority: Issued) -> dict[str, Issued]:
    return {
        "sound": issue(issuer=authority),
        "expired": issue(issuer=authority, begins=NOW - 3 * DAY, ends=NOW - DAY),
        "self-signed": issue(),
        "stranger": issue("elsewhere.example", authority),
        "nameless": issue(issuer=authority, named=False),
        "orphan": issue(issuer=issue("nobody's authority", authority=True)),
        "unborn": issue(issuer=authority, begins=NOW + DAY, ends=NOW + 3 * DAY),
        "everything": issue("elsewhere.example", begins=NOW - 3 * DAY, ends=NOW - DAY),
    }


@pytest.fixture(scope="module")
def served(authority: Issued, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("tls")
    (folder / "roots.pem").write_bytes(authority.pem)
    found = Served()
    for name, certificate in certificates(authority).items():
        found.add(name, certificate, folder, ssl.TLSVersion.TLSv1_3)
    requests = [{"url": found.url("sound", path), "identity": path} for path in SCRIPTS]
    requests += [{"url": found.url(name), "identity": name} for name in WRONG if name != "sound"]
    requests.append({"url": found.url("expired", "/chunked")})
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SSL_CERT_FILE", str(folder / "roots.pem"))
        found.run = fetch(folder / "warc", requests)
    yield found
    for server in found.servers.values():
        server.close()


@pytest.mark.parametrize("path", SCRIPTS)
@pytest.mark.parametrize("kind", ["request", "response"])
def test_what_is_recorded_is_the_plain_text_that_the_server_saw(served: Served, path: str, kind: str) -> None:
    (spoken,) = served.servers["sound"].spoken[path]
    expected = spoken.request if kind == "request" else spoken.answer
    assert served.run.one(served.url("sound", path), kind).block == expected


def test_a_record_says_how_it_was_protected(served: Served) -> None:
    fields = served.run.one(served.url("sound"), "response").fields
    assert fields["WARC-Protocol"] == "tls/1.3"
    assert fields["WARC-Cipher-Suite"].startswith("TLS_")
    assert fields["WARC-IP-Address"] == "127.0.0.1"


@pytest.mark.parametrize("name", WRONG)
def test_a_page_is_read_whatever_its_certificate_is(served: Served, name: str) -> None:
    assert served.run.results[served.url(name)]["status"] == 200


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("kind", ["request", "response"])
def test_every_record_names_the_certificate_and_why_it_does_not_verify(served: Served, name: str, kind: str) -> None:
    fingerprint = hashlib.sha256(served.shown[name].der).hexdigest()
    verdict = f"not verified: {', '.join(WRONG[name])}" if WRONG[name] else "verified"
    record = served.run.one(served.url(name), kind)
    assert record.fields["Gongkai-Certificate"] == f"sha256:{fingerprint}; {verdict}"


@pytest.mark.parametrize("name", WRONG)
def test_the_chain_that_was_shown_is_recorded_whole(served: Served, name: str) -> None:
    record = served.run.one(served.url(name), "metadata")
    certificate = read_certificate(record.block)
    assert certificate is not None
    assert (certificate.chain, certificate.problems) == ((served.shown[name].der,), WRONG[name])
    assert certificate.roots == "SSL_CERT_FILE roots.pem"
    response = served.run.one(served.url(name), "response")
    assert record.fields["WARC-Concurrent-To"] == response.fields["WARC-Record-ID"]


def test_a_certificate_is_recorded_once_however_often_it_is_shown(served: Served) -> None:
    told = [read_certificate(record.block) for record in served.run.records if record.kind == "metadata"]
    assert len(told) == len(WRONG)


def test_warcio_accepts_the_file(served: Served) -> None:
    (path,) = served.run.folder.glob("*.warc.gz")
    done = warcio_check(path)
    assert done.returncode == 0, done.stdout


OLD = {"TLSv1": "tls/1", "TLSv1_1": "tls/1.1"}


@pytest.fixture(scope="module", params=["modern", "legacy"])
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Served]]:
    """Servers that speak nothing newer than TLS 1.0 and 1.1, with keys of 1,024 bits, asked in one mode."""
    folder = tmp_path_factory.mktemp("old")
    found = Served()
    with pytest.warns(DeprecationWarning):
        for name in OLD:
            found.add(name, issue(bits=1024), folder, ssl.TLSVersion[name])
    requests = [{"url": found.url(name), "identity": name} for name in OLD]
    found.run = fetch(folder / "warc", requests, settings={"TLS_MODE": request.param})
    yield request.param, found
    for server in found.servers.values():
        server.close()


@pytest.mark.parametrize("name", OLD)
def test_an_old_server_is_read_in_legacy_mode_only(old: tuple[str, Served], name: str) -> None:
    mode, found = old
    result = found.run.results[found.url(name)]
    if mode == "legacy":
        assert result["status"] == 200
        assert found.run.one(found.url(name), "response").fields["WARC-Protocol"] == OLD[name]
    else:
        assert "error" in result


@pytest.mark.parametrize("name", OLD)
def test_a_handshake_that_fails_is_a_failure_of_tls(old: tuple[str, Served], name: str) -> None:
    mode, found = old
    kinds = [read_failure(record.block).kind for record in found.run.of(found.url(name), "metadata")]
    assert kinds == (["tls"] if mode == "modern" else [""])


@pytest.mark.parametrize("name", OLD)
def test_what_was_never_sent_is_not_recorded_as_sent(old: tuple[str, Served], name: str) -> None:
    mode, found = old
    assert len(found.run.of(found.url(name), "request")) == (mode == "legacy")
