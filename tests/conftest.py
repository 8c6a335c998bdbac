"""Fixtures that more than one part of the suite uses."""

from __future__ import annotations

import gc
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from forked import run_forked
from hypothesis import Phase, settings
from pytest_timeout import Settings

ROOT = Path(__file__).resolve().parent.parent


# A machine that is busy elsewhere makes no property false.
settings.register_profile("gongkai", deadline=None)
# Whether a changed rule is noticed must not depend on chance; the smallest example is of no interest.
settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, max_examples=20, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("gongkai")


# The seed of this run is drawn once, before any conftest below asks for it; workers inherit it.
os.environ.setdefault("GONGKAI_SEED", str(random.SystemRandom().randrange(10**9)))


def pytest_configure(config: pytest.Config) -> None:
    """A tool that is missing skips, or fails where all are promised."""
    pytest.importorskip = import_or_skip  # a module is a tool like any other


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes are called by what they are for: a file made while tests are collected says when it was made.

    xdist runs nothing where two workers, a second apart, collect tests of different names.
    """
    return argname if isinstance(val, bytes) and len(val) > _LONGEST_NAME else None


#: What pytest-timeout was told for a test.
_TIME: pytest.StashKey[Settings] = pytest.StashKey()


def pytest_timeout_set_timer(item: pytest.Item, settings: Settings) -> None:
    """Remember it; pytest-timeout's own hook does the work."""
    item.stash[_TIME] = settings


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """A test that failed has its time anew: pytest-timeout took it away, for a debugger, and what is torn down then
    could take for ever.
    """
    if settings := node.stash.get(_TIME, None):
        node.ihook.pytest_timeout_set_timer(item=node, settings=settings)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays: looking through it for garbage, again and again, takes a fifth of the collection."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


#: Bytes that a test's name may hold.
_LONGEST_NAME = 40

#: Files whose tests take longest, each in one piece: begun last, they would keep one worker busy after the others.
LONGEST = ("test_acceptance.py", "test_fuzz.py", "test_fuzz_brought_files.py", "test_year_of_nights.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, all others in their order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to go on where groups are asked for and not made: each would be set up in every worker."""
    if getattr(session.config.option, "loadgroup", False):
        loose = [
            item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        if loose:
            raise pytest.UsageError(f"pytest-xdist makes no group of {loose[0]}: see pytest in pyproject.toml")


def pytest_report_header(config: pytest.Config) -> str:
    """Print the seed, so that a failure can be repeated."""
    return f"GONGKAI_SEED={os.environ['GONGKAI_SEED']} (drawn for this run; set it to repeat)"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the seed beside what failed: -q shows no header."""
    if terminalreporter.stats.keys() & {"failed", "error"}:
        terminalreporter.write_line(f"GONGKAI_SEED={os.environ['GONGKAI_SEED']} repeats this run")


def skip_or_fail(reason: str) -> None:
    """Skip, naming the tool that is missing; fail instead where GONGKAI_REQUIRE=all promises that it is there."""
    if os.environ.get("GONGKAI_REQUIRE") == "all":
        pytest.fail(f"{reason} (GONGKAI_REQUIRE=all)")
    pytest.skip(reason)


def import_or_skip(name: str, *_: object, **__: object) -> ModuleType:
    """Return a module; skip or fail as for any tool where it cannot be imported. Stands for pytest.importorskip."""
    try:
        return import_module(name)
    except ImportError as error:
        skip_or_fail(f"{name} cannot be imported: {error}")
        raise


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages, sites and labelled reports: GONGKAI_CORPUS, or ../shared/corpus.

    A plain clone does not bring it, so that its absence skips always; a GONGKAI_CORPUS that is wrong fails.
    """
    given = os.environ.get("GONGKAI_CORPUS")
    folder = Path(given) if given else ROOT.parent / "shared" / "corpus"
    if given and not folder.is_dir():
        pytest.fail(f"GONGKAI_CORPUS={given} is no folder")
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}; set GONGKAI_CORPUS")
    return folder


@dataclass
class Answer:
    """What the test server says to one request."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class QuietServer(ThreadingHTTPServer):
    """Says nothing of clients that are killed while it answers them."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Expected: tests kill what asks."""


class SiteServer:
    """A real HTTP server on loopback whose answers a test writes down; it keeps a log of what it was asked."""

    def __init__(self, pages: Mapping[str, Answer | Sequence[Answer]], port: int = 0) -> None:
        self.pages = {path: list(a) if isinstance(a, Sequence) else [a] for path, a in pages.items()}
        self.log: list[tuple[float, str, str]] = []  # time, path, user agent
        self.conditions: list[tuple[str, str]] = []  # path, If-None-Match, of requests that have one
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                server.log.append((time.monotonic(), self.path, self.headers.get("User-Agent", "")))
                answer = server.answer(self.path)
                tag = self.headers.get("If-None-Match", "")
                if tag:
                    server.conditions.append((self.path, tag))
                if tag and tag == answer.headers.get("ETag"):
                    answer = Answer("", 304, {"ETag": tag})
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
                    self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                """Answered as a GET of the path is."""
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.do_GET()

            def log_message(self, *arguments: object) -> None:
                """Quiet: the log above is what tests read."""

        self._server = QuietServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> Answer:
        """The next answer for a path: the last one stays."""
        answers = self.pages.get(path)
        if answers is None:
            return Answer("not here", 404)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def asked(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for _, path, _ in self.log]

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Callable[[Mapping[str, Answer | Sequence[Answer]]], SiteServer]]:
    """Start test servers; they are closed after the test."""
    servers: list[SiteServer] = []

    def start(pages: Mapping[str, Answer | Sequence[Answer]]) -> SiteServer:
        servers.append(SiteServer(pages))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def gongkai(*arguments: object, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the real program in a process of its own; in an environment of its own, it is started anew."""
    env = {**os.environ, "COLUMNS": "200", **(environment or {})}
    if environment is None:
        return run_forked([*map(str, arguments)], env, timeout=300)
    command = [sys.executable, "-m", "crawler.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=300)


class SmallDisk:
    """A file system of its own in memory, to be filled up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mounted = False

    def resize(self, kilobytes: int) -> None:
        """Make it of this size; what it holds stays. Skips where nothing may be mounted."""
        how = ["-o", f"{'remount,' * self._mounted}size={kilobytes}k", "none", str(self.folder)]
        mounted = subprocess.run(["mount", "-t", "tmpfs", *how], capture_output=True, check=False)
        if mounted.returncode:
            pytest.skip(f"no small file system can be mounted here: {mounted.stderr.decode().strip()}")
        self._mounted = True

    def close(self) -> None:
        """Give it back."""
        if self._mounted:
            subprocess.run(["umount", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A file system, of no size yet. Needs the right to mount, which is no tool: skips always."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a full disk needs root and mount, for a small file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    disk = SmallDisk(folder)
    yield disk
    disk.close()


@pytest.fixture
def small_disk(disk: SmallDisk) -> Path:
    """A file system of two and a half megabytes."""
    disk.resize(2560)
    return disk.folder
