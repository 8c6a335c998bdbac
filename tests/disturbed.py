"""Crawls of the demo's own site that are disturbed, and what is left of them."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import zlib
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conftest import gongkai
from small_site import rows
from sqlite_utils import Database

from archive.dump import canonical_dump
from crawler.demo.server import Access, running
from crawler.demo.site import SKINS, Site, build

PORTAL = "demo"


def drawn(*names: object) -> random.Random:
    """Chance of this run for one purpose: the seed of the run and the name decide, whichever process asks."""
    return random.Random(f"{os.environ['GONGKAI_SEED']} {names}")


def demo_site() -> Site:
    """The demo of a drawn seed and skin, without the 503 that goes away when it is asked for again.

    Whoever is killed while such an answer is on its way never sees it: no two crawls would be equal.
    """
    chance = drawn("demo")
    return replace(build(chance.randrange(10**6), chance.choice(SKINS)), faults=())


def paths(log: list[Access]) -> list[str]:
    """What the own site was asked for, in order; robots.txt aside, which every run reads."""
    return [access.path for access in log if access.host == "own" and access.path != "/robots.txt"]


def crawl(archive: Path, host: str, *options: str) -> subprocess.CompletedProcess[str]:
    """One run that nobody disturbs."""
    return gongkai("crawl", PORTAL, "--archive", archive, "--host", host, *options)


def complete(archive: Path, host: str, *options: str) -> None:
    """A run that has to end well."""
    result = crawl(archive, host, *options)
    assert result.returncode == 0, result.stderr


def start(archive: Path, host: str, *options: str) -> subprocess.Popen[bytes]:
    """A run of which nobody hears."""
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", PORTAL, "--archive", str(archive), "--host", host]
    return subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(process: subprocess.Popen[bytes], log: list[Access], requests: int) -> None:
    """Return when the server has been asked so often, or the run has ended by itself."""
    deadline = time.monotonic() + 120
    while len(log) < requests and process.poll() is None:
        assert time.monotonic() < deadline, f"{len(log)} requests after two minutes"
        time.sleep(0.001)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill -9; return whether there was somebody to kill."""
    ended = process.poll() is not None
    process.kill()
    process.wait()
    return not ended


def kill_after(process: subprocess.Popen[bytes], log: list[Access], requests: int, seconds: float = 0) -> bool:
    """Kill -9 some time after the server has been asked so often; return whether there was somebody to kill."""
    wait_for(process, log, requests)
    time.sleep(seconds)
    return kill(process)


def dump(archive: Path) -> list[str]:
    """The canonical dump of an archive."""
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


#: What `verify` makes of the facts.
DERIVED = (
    *("reports", "claims", "decisions", "remarks", "identities", "year_notes", "report_sources", "figure_sources"),
    *("measures", "findings", "subtotals", "checklist", "promises", "timeliness", "twins", "contemporary"),
    *("series", "series_numbers", "series_gaps", "cited_numbers"),
)


def current(archive: Path) -> set[str]:
    """What holds now, by the canonical dump: what the newest crawl saw, and every fact that is no one crawl's.

    Which crawl it was is left out, and so is the crawl in which a version of a document was seen first.
    """
    count = rows(archive, f"select count(*) from crawls where portal = '{PORTAL}'")[0][0]
    facts = set()
    for line in dump(archive):
        table, _, text = line.partition(" ")
        row = json.loads(text)
        place = row.pop("place", None)
        if table not in DERIVED and (place in (None, f"{PORTAL} {count}") or table == "document_versions"):
            facts.add(f"{table} {json.dumps(row, ensure_ascii=False, sort_keys=True)}")
    return facts


def facts(archive: Path, *tables: str) -> list[str]:
    """The lines of the canonical dump of some tables."""
    return [line for line in dump(archive) if line.partition(" ")[0] in tables]


def asked_again(log: list[Access], calm: list[str]) -> Counter[str]:
    """What was asked for more often than in a crawl that nobody disturbed."""
    return Counter(paths(log)) - Counter(calm)


def check(archive: Path) -> list[dict[str, Any]]:
    """What `gongkai check` names."""
    result = gongkai("check", "--archive", archive, "--json")
    assert result.returncode in (0, 1), result.stderr
    problems: list[dict[str, Any]] = json.loads(result.stdout)["problems"]
    return problems


@dataclass(frozen=True)
class Calm:
    """A site, the archive of its first undisturbed crawl, and what that asked for in order."""

    site: Site
    archive: Path
    asked: list[str]


def undisturbed(archive: Path) -> Calm:
    """Build the site and crawl it once."""
    site = demo_site()
    with running(site) as addresses:
        complete(archive, addresses.own)
        return Calm(site, archive, paths(addresses.log))


def free_port() -> int:
    """A port for a server that goes and comes back: free with the next one, and given to no client meanwhile.

    Systems give clients ports from 32768 on (IANA: from 49152 on).
    """
    chance = random.SystemRandom()
    for _ in range(100):
        port = chance.randrange(20_000, 30_000)
        with socket.socket() as one, socket.socket() as next_one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            next_one.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("no two free ports beside each other")


def read_whole(warc: Path) -> int:
    """How many answers of the site's pages stand whole in a WARC file that may be torn: gzip members with an end."""
    rest, count = warc.read_bytes(), 0
    while rest:
        member = zlib.decompressobj(wbits=31)
        head = member.decompress(rest).partition(b"\r\n\r\n")[0]
        if not member.eof:
            break
        count += any(kind in head for kind in (b": response\r", b": revisit\r")) and b"/robots.txt" not in head
        rest = member.unused_data
    return count


def unsealed(archive: Path) -> Path:
    """The one WARC file that a killed run left open."""
    (path,) = (archive / "warc").glob("*.open")
    return path


def cut(path: Path, length: int) -> None:
    """Lose the end of a file, as when the power goes before it was on disk."""
    with path.open("r+b") as file:
        file.truncate(length)


def roll_back(archive: Path, earlier: Path) -> None:
    """Put an earlier archive.db in place of the one there is."""
    for path in archive.glob("archive.db*"):
        path.unlink()
    shutil.copy(earlier, archive / "archive.db")


def copy_database(archive: Path, target: Path) -> Path:
    """A copy of archive.db as it stands, whoever is writing it."""
    with closing(sqlite3.connect(archive / "archive.db")) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target
