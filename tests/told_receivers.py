"""Receivers of webhooks and mail, real servers on loopback, and an archive whose clock a test turns."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

from archive.publish.build import build
from crawler.telling.tell import RunFailure, Told, tell

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
PASSWORD = "correct horse"
ENVIRONMENT = {"HOOK_SECRET": SECRET, "SMTP_PASSWORD": PASSWORD}
SITE = "https://watch.example.org/gongkai/"


@dataclass
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HookServer:
    """Takes webhooks, or answers as a test says; ``port`` stays while it is down."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    port: int = 0
    context: ssl.SSLContext | None = None
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hooks.received.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                status, headers = hooks.answers.pop(0) if hooks.answers else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        if self.context:
            self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.received]


def free_port() -> int:
    """A port that nobody listens on; aiosmtpd wants to be told one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass
class MailServer:
    """Takes mail, or refuses it as a test says."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    logins: list[bytes] = field(default_factory=list)
    _controller: Controller | None = None

    def start(self, **options: object) -> None:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self.authenticate, ready_timeout=20, **options
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(  # noqa: N802
        self, _server: object, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.unknown:
            return f"550 <{address.upper()}> is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"

    def authenticate(self, _server: object, _session: object, _envelope: object, _way: str, said: object) -> AuthResult:
        self.logins.append(said.password)
        return AuthResult(success=said.password == PASSWORD.encode(), handled=False)


@dataclass
class Desk:
    """The archive's folder, and a clock that a test turns."""

    archive: Path
    now: datetime = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)

    def says(self, text: str) -> None:
        (self.archive / "tell.yml").write_text(text)

    def tell(self, *failures: RunFailure, later: timedelta = timedelta()) -> Told:
        self.now += later
        return tell(self.archive, failures, environment=ENVIRONMENT, clock=lambda: self.now)

    def publish(self) -> None:
        build(self.archive / "archive.db", self.archive / "public.db")


def hook_file(port: int, more: str = "") -> str:
    where = f"http://127.0.0.1:{port}/gongkai"
    return f"site: {SITE}\nwebhooks:\n- {{name: room, url: '{where}', secret_from: HOOK_SECRET{more}}}\n"


def mail_file(port: int, more: str = "") -> str:
    return (
        f"site: {SITE}\nmails:\n- {{name: desk, host: 127.0.0.1, port: {port}, security: none, from: g@example.org, "
        f"to: [a@example.org, b@example.org]{more}}}\n"
    )
