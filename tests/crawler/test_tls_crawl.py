"""Crawls under TLS: old servers where the portal file says so, and bad certificates as facts."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from capture_run import Written, written
from conftest import gongkai
from small_site import PORTAL, article, list_page, page, rows
from tls_certificates import DAY, NOW, Issued, issue
from wire_server import Script, WireServer, said

Start = Callable[[Issued, ssl.TLSVersion], WireServer]


def html(text: str) -> Script:
    body = text.encode()
    return Script([said(f"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: {len(body)}", body)])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers of a small site that show a certificate and speak nothing newer than a version of TLS."""
    entries = [(f"/a/{number}.html", f"第{number}篇工作动态信息", f"2018-03-0{number}") for number in range(1, 5)]
    site = {"/": page("<p>欢迎访问</p>"), "/news/": list_page(*entries[:2]), "/notices/": list_page(*entries[2:])}
    scripts = {path: html(text) for path, text in site.items()}
    scripts |= {path: html(article(title, day)) for path, title, day in entries}
    scripts["/robots.txt"] = Script([said("HTTP/1.1 404 No\nContent-Length: 0")])
    servers: list[WireServer] = []

    def begin(certificate: Issued, newest: ssl.TLSVersion) -> WireServer:
        servers.append(WireServer(scripts, context=certificate.context(tmp_path, newest)))
        return servers[-1]

    yield begin
    for server in servers:
        server.close()


def crawl(folder: Path, server: WireServer, tls: str = "") -> subprocess.CompletedProcess[str]:
    path = folder / "small.yml"
    path.write_text(PORTAL + (f"tls: {tls}\n" if tls else ""), encoding="utf-8")
    return gongkai("crawl", path, "--archive", folder / "a", "--host", server.address + "/", "--json")


def kept(folder: Path, kind: str) -> list[Written]:
    return [record for record in written(folder / "a" / "warc") if record.kind == kind]


@pytest.fixture
def old(start: Start) -> WireServer:
    """A server that speaks nothing newer than TLS 1.0, with a key of 1,024 bits."""
    with pytest.warns(DeprecationWarning):
        return start(issue(bits=1024), ssl.TLSVersion.TLSv1)


def test_an_old_server_is_crawled_where_the_portal_file_says_legacy(old: WireServer, tmp_path: Path) -> None:
    done = crawl(tmp_path, old, "legacy")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"]["key"] == "ok"
    assert {record.fields["WARC-Protocol"] for record in kept(tmp_path, "response")} == {"tls/1"}


def test_the_mode_stands_in_the_record_and_in_the_archive(old: WireServer, tmp_path: Path) -> None:
    crawl(tmp_path, old, "legacy")
    assert b"\r\ntls: legacy: TLS 1.0 and later" in kept(tmp_path, "warcinfo")[0].block
    assert rows(tmp_path / "a", "select tls from portals") == [("legacy",)]


def test_an_old_server_is_a_loud_failure_where_it_does_not(old: WireServer, tmp_path: Path) -> None:
    done = crawl(tmp_path, old)
    assert done.returncode == 5
    assert "protocol" in json.loads(done.stdout)["verdict"]["reason"]
    assert kept(tmp_path, "response") == []


def test_a_bad_certificate_is_said_and_stands_in_the_archive(start: Start, tmp_path: Path) -> None:
    certificate = issue("elsewhere.example", begins=NOW - 3 * DAY, ends=NOW - DAY)
    server = start(certificate, ssl.TLSVersion.TLSv1_3)
    done = crawl(tmp_path, server)
    assert json.loads(done.stdout)["verdict"]["key"] == "ok"
    said_once = f"certificate of {server.address}/ not verified: expired, self-signed, wrong host"
    assert done.stderr.count(said_once) == 1
    found = rows(tmp_path / "a", "select origin, problems, subject, not_after from certificates")
    ends = certificate.certificate.not_valid_after_utc.isoformat()
    assert found == [(server.address + "/", "expired, self-signed, wrong host", "CN=elsewhere.example", ends)]


def test_a_sound_certificate_is_no_problem(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = issue("authority of this test", authority=True)
    (tmp_path / "roots.pem").write_bytes(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "roots.pem"))
    done = crawl(tmp_path, start(issue(issuer=authority), ssl.TLSVersion.TLSv1_3))
    assert "certificate" not in done.stderr
    assert rows(tmp_path / "a", "select problems from certificates") == [("",)]


def test_check_finds_nothing_wrong_with_a_crawl_under_tls(start: Start, tmp_path: Path) -> None:
    crawl(tmp_path, start(issue(), ssl.TLSVersion.TLSv1_3))
    done = gongkai("check", "--archive", tmp_path / "a")
    assert done.returncode == 0, done.stdout + done.stderr
