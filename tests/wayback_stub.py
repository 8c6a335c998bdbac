"""A web archive on loopback that answers in archive.org's forms: CDX server, raw replay, TimeMap, TimeGate.

What it holds a test writes down: for each address its captures.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass(frozen=True)
class Held:
    """A capture that the archive holds: its time (14 digits), and what the site answered."""

    timestamp: str
    body: str = ""
    status: int = 200
    location: str = ""
    revisit: bool = False  # its line in the index says nothing of status and type
    listed_at: str = ""  # its line names another time, from which replay leads to this one


@dataclass
class Wayback:
    """What it holds, and how it answers. ``page`` is how many lines one answer of the index has."""

    held: Mapping[str, Sequence[Held]]
    page: int = 1_000_000
    text: bool = False  # the index answers in text, whatever is asked
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # answered first, one by one
    no_prefix: bool = False  # the index of a whole site is refused
    refuse_after: int = 0  # answers, after which everything is refused (429); 0: never
    robots: str = ""
    rewritten: bool = False  # replay without Memento-Datetime, as of a page of the archive's own
    log: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)  # Accept-Datetime of what the TimeGate was asked
    address: str = ""

    def lines(self) -> list[tuple[str, ...]]:
        """The index, in its order."""
        rows = []
        for url, captures in self.held.items():
            for one in captures:
                mime, status = ("warc/revisit", "-") if one.revisit else ("text/html", str(one.status))
                rows.append((key(url), one.listed_at or one.timestamp, url, mime, status, "X" * 32, "1000"))
        return sorted(rows)


def key(url: str) -> str:
    """The sort key of an address of example hosts, as archive.org has it."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){(parts.path.rstrip('/') or '/').lower()}{query}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wayback: Wayback

    def do_GET(self) -> None:
        held = self.wayback
        held.log.append(self.path)
        if self.path == "/robots.txt":
            self._say(200, held.robots.encode(), {"Content-Type": "text/plain"})
        elif held.refuse_after and len(held.log) > held.refuse_after:
            self._say(429, b"", {})
        elif held.refusals:
            status, headers = held.refusals.pop(0)
            self._say(status, b"<html>later</html>", headers)
        elif self.path.startswith("/cdx/search/cdx?"):
            self._index({name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()})
        elif self.path.startswith("/web/timemap/link/"):
            self._time_map(self.path.removeprefix("/web/timemap/link/"))
        elif found := re.fullmatch(r"/web/([0-9]{14})id_/(.+)", self.path):
            self._replay(found[1], found[2])
        elif self.path.startswith("/web/http"):
            self._time_gate(self.path.removeprefix("/web/"))
        else:
            self._say(404, b"<html>not in the archive</html>", {})

    def _index(self, asked: dict[str, str]) -> None:
        held = self.wayback
        is_prefix = asked.get("matchType") == "prefix"
        if is_prefix and held.no_prefix:
            self._say(403, b"<html>blocked</html>", {})
            return
        wanted = key(asked["url"])
        rows = [
            row
            for row in held.lines()
            if (row[0].startswith(wanted) if is_prefix else row[0] == wanted)
            and asked.get("from", "0") <= row[1] <= asked.get("to", "9")
        ]
        if asked.get("sort") == "closest":
            rows.sort(key=lambda row: abs(_instant(row[1]) - _instant(asked["closest"])))
        rest = [row for row in rows if " ".join(row[:2]) > asked.get("resumeKey", "")]
        page = rest[: min(held.page, int(asked.get("limit", "1000000")))]
        resume = " ".join(page[-1][:2]) if len(page) < len(rest) and asked.get("showResumeKey") else ""
        if held.text:
            lines = [" ".join(row) for row in page] + (["", resume.replace(" ", "+")] if resume else [])
            self._say(200, "".join(f"{line}\n" for line in lines).encode(), {"Content-Type": "text/plain"})
            return
        table: list[Any] = [FIELDS, *page] if page else []
        table += [[], [resume.replace(" ", "+")]] if resume else []
        self._say(200 if page else 404, json.dumps(table).encode(), {"Content-Type": "application/json"})

    def _captures(self, url: str) -> list[tuple[Held, str]]:
        same = [(one, address) for address, captures in self.wayback.held.items() for one in captures]
        return [(one, address) for one, address in same if key(address) == key(url)]

    def _replay(self, timestamp: str, url: str) -> None:
        captures = self._captures(url)
        if not captures:
            self._say(404, b"<html>The archive has not archived that URL</html>", {})
            return
        one, address = min(captures, key=lambda pair: abs(_instant(pair[0].timestamp) - _instant(timestamp)))
        if one.timestamp != timestamp:
            self._say(302, b"", {"Location": f"{self.wayback.address}web/{one.timestamp}id_/{address}"})
            return
        own = {"Content-Type": "text/html; charset=utf-8", "Server": "Apache"}
        own |= {"Location": one.location} if one.location else {}
        headers = {f"X-Archive-Orig-{name}": value for name, value in own.items()}
        headers["Content-Type"] = own["Content-Type"]
        if one.location:
            headers["Location"] = f"{self.wayback.address}web/{one.timestamp}id_/{one.location}"
        if not self.wayback.rewritten:
            headers["Memento-Datetime"] = _http(one.timestamp)
            headers["Link"] = f'<{address}>; rel="original"'
        self._say(one.status, one.body.encode(), headers)

    def _time_map(self, url: str) -> None:
        captures = self._captures(url)
        if not captures:
            self._say(404, b"", {})
            return
        links = [f'<{url}>; rel="original"']
        links += [
            f'<{self.wayback.address}web/{one.timestamp}/{address}>; rel="memento"; datetime="{_http(one.timestamp)}"'
            for one, address in captures
        ]
        self._say(200, ",\n".join(links).encode(), {"Content-Type": "application/link-format"})

    def _time_gate(self, url: str) -> None:
        accepted = self.headers.get("Accept-Datetime", "")
        self.wayback.accepted.append(accepted)
        captures = self._captures(url)
        if not captures:
            self._say(404, b"", {"Vary": "accept-datetime"})
            return
        wanted = parsedate_to_datetime(accepted).timestamp()
        one, address = min(captures, key=lambda pair: abs(_instant(pair[0].timestamp) - wanted))
        place = f"{self.wayback.address}web/{one.timestamp}/{address}"
        self._say(302, b"", {"Location": place, "Vary": "accept-datetime"})

    def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Quiet: the log above is what tests read."""


def _instant(timestamp: str) -> float:
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()


def _http(timestamp: str) -> str:
    return format_datetime(datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)


@contextmanager
def serving(wayback: Wayback) -> Iterator[Wayback]:
    """The archive, answering until the block ends."""
    handler = type("Handler", (_Handler,), {"wayback": wayback})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    wayback.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield wayback
    finally:
        server.shutdown()
        server.server_close()


def archive_file(folder: Path, wayback: Wayback, *ways: str) -> Path:
    """A YAML file that names the archive by the given ways to list captures: cdx, timemap, timegate."""
    own = {"cdx": "cdx/search/cdx", "timemap": "web/timemap/link/", "timegate": "web/"}
    lines = ["name: stub", "title: {zh: 桩, en: stub}", "delay: 0"]
    lines += [f'replay: "{wayback.address}web/{{timestamp}}id_/{{url}}"']
    lines += [f'{way}: "{wayback.address}{own[way]}"' for way in ways or ("cdx",)]
    path = folder / "stub.yml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
