"""ReplayWeb.page in a real Chromium: what it shows of a WACZ file, and what its engine says of the signature.

It is AGPL and stays in a folder of its own, for tests alone: GONGKAI_REPLAYWEB names where npm installed it
(tests/replayweb).
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from conftest import skip_or_fail

_PAGE = b"<!doctype html><meta charset=utf-8><script src=ui.js></script><replay-app-main></replay-app-main>"
_TYPES = {".js": "text/javascript", ".wacz": "application/wacz"}
#: Digests are compared where the service worker is told to (wabac.js, swmain.ts), and loads the file itself.
_OPTIONS = {"embed": "replay-with-info", "noWebWorker": "1", "swName": "sw.js?useHashCheck=1&rest="}
_VERIFICATION = """async () => {
  const asked = request => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result); request.onerror = () => bad(request.error);
  });
  const names = (await indexedDB.databases()).map(database => database.name).filter(name => name.startsWith('db:'));
  const database = await asked(indexedDB.open(names[0]));
  const rows = await asked(database.transaction('verification').objectStore('verification').getAll());
  database.close();
  return Object.fromEntries(rows.map(row => [row.id.replace(/^default/, ''), row.matched]));
}"""


@dataclass(frozen=True)
class Shown:
    """The page that is replayed, the receipt beside it (a text), what the engine verified (by name: whether it
    matched), and addresses outside of the test's own server that were asked for.
    """

    page: str
    receipt: str
    verified: dict[str, bool | None]
    outside: list[str]

    @property
    def counts(self) -> tuple[int, int]:
        """How many hashes the receipt calls verified, and how many invalid."""
        match = re.search(r"(\d+) hashes\s+verified(?:,\s+(\d+)\s+invalid)?", self.receipt)
        assert match, self.receipt
        return int(match[1]), int(match[2] or 0)


def replay_web() -> Path:
    """The npm package's folder; skips or fails without."""
    folder = Path(os.environ.get("GONGKAI_REPLAYWEB", "")) / "node_modules" / "replaywebpage"
    if not (folder / "sw.js").is_file():
        skip_or_fail("GONGKAI_REPLAYWEB names no folder with the npm package replaywebpage")
    return folder


def shown(browser: Any, wacz: Path, url: str) -> Shown:
    """Open a page of a WACZ file."""
    context = browser.new_context()
    try:
        with _serving(replay_web(), wacz) as address:
            page = context.new_page()
            outside: list[str] = []
            context.on("request", lambda asked: None if asked.url.startswith(address) else outside.append(asked.url))
            options = urlencode({"source": f"{address}x.wacz", **_OPTIONS})
            page.goto(f"{address}?{options}#{urlencode({'url': url})}")
            receipt = page.locator("rwp-embed-receipt p.show-hash")
            receipt.filter(has_text="sha256:").wait_for(state="attached", timeout=60_000)
            replayed = page.frame_locator("iframe").first.locator("body")
            replayed.wait_for(timeout=60_000)
            said = page.locator("rwp-embed-receipt").evaluate("element => element.textContent")
            text = replayed.inner_text()
            return Shown(text, " ".join(said.split()), page.evaluate(_VERIFICATION), outside)
    finally:
        context.close()


@contextmanager
def _serving(program: Path, wacz: Path) -> Iterator[str]:
    """Serve the program and one file, parts of which can be asked for (RFC 9110, section 14)."""
    files = {"/ui.js": program / "ui.js", "/sw.js": program / "sw.js", "/x.wacz": wacz}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            content = _PAGE if path == "/" else files[path].read_bytes() if path in files else b""
            part, place = _part(content, self.headers.get("Range", ""))
            self.send_response(206 if place else 200 if content else 404)
            self.send_header("Content-Type", _TYPES.get(Path(path).suffix, "text/html; charset=utf-8"))
            self.send_header("Content-Length", str(len(part)))
            self.send_header("Accept-Ranges", "bytes")
            if place:
                self.send_header("Content-Range", place)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(part)

        def log_message(self, *arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _part(content: bytes, asked: str) -> tuple[bytes, str]:
    """The part of a Range header, and what Content-Range says of it; all, and nothing, where none is asked for."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", asked)
    if not match:
        return content, ""
    whole = len(content)
    start = int(match[1]) if match[1] else max(0, whole - int(match[2]))
    end = min(int(match[2]) + 1, whole) if match[1] and match[2] else whole
    return content[start:end], f"bytes {start}-{end - 1}/{whole}"
