"""A timestamp authority (RFC 3161) of our own: certificates and answers by openssl, served over HTTP on loopback."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

POLICY = "1.2.3.4.1"
_CONFIGURATION = f"""
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = ours
[ours]
serial = serial
crypto_device = builtin
signer_cert = leaf.pem
signer_key = leaf.key
signer_digest = sha256
default_policy = {POLICY}
digests = sha256
tsa_name = yes
"""
_EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


@dataclass
class Authority:
    """The authority's folder; what it answers can be changed, and what it was asked is kept."""

    folder: Path
    status: int = 200
    media_type: str = "application/timestamp-reply"
    #: In place of its own answer.
    answer: bytes | None = None
    #: Files whose certificates go along, in this order.
    along: tuple[str, ...] = ()
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def certificates(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def timestamp(self, request: bytes) -> bytes:
        (self.folder / "request.tsq").write_bytes(request)
        along = b"".join((self.folder / name).read_bytes() for name in self.along)
        (self.folder / "along.pem").write_bytes(along)
        more = ["-chain", "along.pem"] if along else []
        self._openssl(
            "ts", "-reply", *more, "-config", "configuration", "-queryfile", "request.tsq", "-out", "answer.tsr"
        )
        return (self.folder / "answer.tsr").read_bytes()

    def make(self) -> Authority:
        self.folder.mkdir()
        (self.folder / "configuration").write_text(_CONFIGURATION, encoding="utf-8")
        (self.folder / "serial").write_text("01\n", encoding="ascii")
        own = ["-config", "configuration"]
        root = [
            "-extensions",
            "root",
            *_EC,
            "-keyout",
            "root.key",
            "-out",
            "root.pem",
            "-subj",
            "/CN=Root",
            "-days",
            "9",
        ]
        self._openssl("req", "-x509", *own, *root)
        self._openssl("req", "-new", *own, *_EC, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=Authority")
        signed_by = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "9"]
        extensions = ["-extfile", "configuration", "-extensions", "leaf"]
        self._openssl("x509", "-req", "-in", "leaf.csr", "-out", "leaf.pem", *signed_by, *extensions)
        return self

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The address at which the authority answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append({name.lower(): value for name, value in self.headers.items()})
            answer = authority.timestamp(request) if authority.answer is None else authority.answer
            self.send_response(authority.status)
            self.send_header("Content-Type", authority.media_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Nobody reads along."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
