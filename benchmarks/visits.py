"""What visitors of the published site wait for: 100,000 documents, each kind of page alone, then many at once.

    make bench-site [SITE='--documents 20000 --seconds 60 --rate 50']

The archive is the one of `make bench-public`; its public.db is made once and kept. Two server processes serve it. Each
kind of page is asked for in turn of one of them; then the mix is asked for at a steady rate of both, whether answers
come or not, as visitors do.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

import click
import httpx
from rich.console import Console
from rich.table import Table

from archive.publish.build import build as build_public
from archive.publish.search import escape_query
from benchmarks.large_archive import PORTAL, YEAR
from benchmarks.measure import ROOT, folder_option, python
from benchmarks.public import draw_words
from benchmarks.published_archive import build

#: Milliseconds that half of the answers may take, for 100,000 documents on two cores.
LIMITS = {"report": 30, "table with three facets": 40, "ranked search": 30, "GROUP BY year": 15}
SERVERS, SHARE = 2, 0.04
_BY_YEAR = "select substr(published_on, 1, 4) as year, count(*) as documents from documents group by 1"
_RANKED = "select rowid from documents_fts where documents_fts match ? order by rank limit 20"


@dataclass(frozen=True, slots=True)
class Waited:
    """How long answers took (milliseconds), how many were none, and the server's CPU for each (milliseconds)."""

    milliseconds: tuple[float, ...]
    errors: int
    cpu: float = 0.0

    @property
    def median(self) -> float:
        """Half of the answers took no longer."""
        return median(self.milliseconds)

    @property
    def slow(self) -> float:
        """Nineteen in twenty took no longer."""
        return quantiles(self.milliseconds, n=20)[-1] if len(self.milliseconds) > 1 else self.milliseconds[0]


@dataclass(frozen=True, slots=True)
class Server:
    """A server process."""

    address: str
    process: int

    def cpu(self) -> float:
        """Seconds of CPU it has taken; 0 where the system does not say (proc(5), stat)."""
        try:
            said = Path(f"/proc/{self.process}/stat").read_text()
        except FileNotFoundError:
            return 0.0
        after_name = said.rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def paths(words: Sequence[str]) -> dict[str, list[str]]:
    """What is asked for, by the kind of page."""
    by_year = f"/public.json?_shape=array&sql={quote(_BY_YEAR)}"
    return {
        "home": ["/"],
        "report": [f"/report/{PORTAL}-{YEAR}"],
        "table with three facets": ["/public/documents?_facet=portal&_facet=source&_facet=issuer"],
        "ranked search": [f"/search?q={quote(word)}" for word in words],
        "search ranked by BM25": [f"/search?q={quote(word)}&order=frequent" for word in words],
        "search within a column": [f"/search?q={quote(word)}&column={PORTAL}/c{n}" for n, word in enumerate(words)],
        "GROUP BY year": [by_year],
        "column": [f"/column/{PORTAL}/c{number}?year={YEAR}" for number in range(4)],
        "years": [f"/years/{PORTAL}"],
        "year": [f"/year/{PORTAL}/{YEAR - number}" for number in range(4)],
        "crawl": [f"/crawl/{PORTAL}@2019-05-10"],
        "coverage": [f"/coverage/{PORTAL}"],
    }


def mix(asked: Mapping[str, Sequence[str]]) -> list[str]:
    """Every kind of page as often as any other."""
    return [those[turn % len(those)] for turn in range(max(map(len, asked.values()))) for those in asked.values()]


def promises(waited: Mapping[str, Waited], documents: int) -> Iterator[str]:
    """A line for each limit that was measured; it is stated for 100,000 documents and grows with them."""
    for kind, limit in LIMITS.items():
        allowed, took = limit * max(documents / 100_000, 1), waited[kind].median
        yield f"{kind}: {took:.1f} ms (limit {allowed:g} ms) {'holds' if took <= allowed else 'missed'}"


def words_in(public: Path, share: float, number: int) -> list[str]:
    """Words of one and two characters that stand in about ``share`` of the documents, the nearest first."""
    with closing(sqlite3.connect(public)) as db:
        wanted = db.execute("select count(*) from documents").fetchone()[0] * share
        drawn = {word for word in draw_words(db, 1_600) if len(word) <= 2}
        counted = {word: _count(db, word) for word in sorted(drawn)}
    return sorted(counted, key=lambda word: abs(counted[word] - wanted))[:number]


def _count(db: sqlite3.Connection, word: str) -> int:
    sql = "select count(*) from documents_fts where documents_fts match ?"
    return int(db.execute(sql, [escape_query(word)]).fetchone()[0])


def queries(public: Path, words: Sequence[str]) -> dict[str, Waited]:
    """The two queries alone, without a server: CPU time."""
    with closing(sqlite3.connect(f"{public.resolve().as_uri()}?immutable=1", uri=True)) as db:
        ranked = [_cpu(db, _RANKED, [escape_query(word)]) for word in words for _ in range(3)]
        by_year = [_cpu(db, _BY_YEAR, []) for _ in range(20)]
    return {"ranked by BM25": Waited(tuple(ranked), 0), "GROUP BY year": Waited(tuple(by_year), 0)}


def _cpu(db: sqlite3.Connection, sql: str, parameters: list[str]) -> float:
    started = time.process_time()
    db.execute(sql, parameters).fetchall()
    return (time.process_time() - started) * 1_000


@contextmanager
def served(public: Path) -> Iterator[Server]:
    """A server process of its own while the block runs."""
    command = python("benchmarks.public_step", "serve", str(public))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield Server(process.stdout.readline().strip().rstrip("/"), process.pid)
        finally:
            process.terminate()


def in_turn(server: Server, asked: Mapping[str, list[str]], times: int) -> dict[str, Waited]:
    """Each kind of page so many times, one request after the other, the first of each path not counted."""
    with httpx.Client(base_url=server.address, timeout=30) as client:
        return {kind: _one_kind(client, server, those, times) for kind, those in asked.items()}


def _one_kind(client: httpx.Client, server: Server, those: Sequence[str], times: int) -> Waited:
    for path in those:
        client.get(path)
    before = server.cpu()
    answers = [_timed(client, those[number % len(those)]) for number in range(times)]
    cpu = (server.cpu() - before) / times * 1_000
    return Waited(tuple(took for took, _ in answers), sum(not is_right for _, is_right in answers), cpu)


def _timed(client: httpx.Client, path: str) -> tuple[float, bool]:
    started = time.perf_counter()
    answer = client.get(path)
    return (time.perf_counter() - started) * 1_000, answer.status_code == 200


async def at_once(addresses: Sequence[str], asked: Sequence[str], rate: float, seconds: float) -> Waited:
    """The paths in turn at so many requests a second, of the servers in turn; each is sent when its time has come."""
    started = time.perf_counter()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    async with httpx.AsyncClient(timeout=30, limits=limits) as client:

        async def one(number: int) -> tuple[float, bool]:
            due = started + number / rate
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            address = addresses[number % len(addresses)]
            try:
                answer = await client.get(address + asked[number // len(addresses) % len(asked)])
            except httpx.HTTPError:
                return (time.perf_counter() - due) * 1_000, False
            return (time.perf_counter() - due) * 1_000, answer.status_code == 200

        answers = await asyncio.gather(*[one(number) for number in range(int(rate * seconds))])
    return Waited(tuple(took for took, _ in answers), sum(not is_right for _, is_right in answers))


def _public(folder: Path, documents: int, told: Console) -> Path:
    archive, public = folder / f"public-{documents}.db", folder / f"site-{documents}.db"
    if not archive.exists():
        build(archive, documents)
    if not public.exists() or public.stat().st_mtime < archive.stat().st_mtime:
        build_public(archive, public)
        told.print(f"made {public.name}: {public.stat().st_size / 1e6:,.0f} MB", highlight=False)
    return public


@click.command()
@click.option("--documents", default=100_000, show_default=True, type=click.IntRange(500), help="How many documents.")
@click.option("--times", default=25, show_default=True, type=click.IntRange(3), help="Requests of each kind of page.")
@click.option("--rate", default=50.0, show_default=True, type=click.FloatRange(1), help="Requests a second of the mix.")
@click.option(
    "--seconds", default=20.0, show_default=True, type=click.FloatRange(1), help="How long the mix is asked for."
)
@folder_option
def main(documents: int, times: int, rate: float, seconds: float, folder: Path) -> None:
    """Measure the published site. docs/benchmarks.md says how to read it."""
    console, told = Console(), Console(stderr=True)
    folder.mkdir(parents=True, exist_ok=True)
    public = _public(folder, documents, told)
    words = words_in(public, SHARE, 8)
    asked = paths(words)
    with ExitStack() as servers:
        both = [servers.enter_context(served(public)) for _ in range(SERVERS)]
        waited = in_turn(both[0], asked, times)
        mixed = asyncio.run(at_once([server.address for server in both], mix(asked), rate, seconds))
    table = Table("page", "median ms", "19 of 20 within ms", "CPU ms", "errors")
    for kind, one in waited.items():
        table.add_row(kind, f"{one.median:.1f}", f"{one.slow:.1f}", f"{one.cpu:.1f}", str(one.errors))
    console.print(table)
    for line in promises(waited, documents):
        console.print(line, highlight=False)
    for kind, one in queries(public, words).items():
        console.print(f"{kind}, the query alone: {one.median:.1f} ms of CPU", highlight=False)
    console.print(
        f"the mix, {rate:g} requests a second of {SERVERS} processes for {seconds:g} s: {mixed.errors} errors of "
        f"{len(mixed.milliseconds)}, median {mixed.median:.0f} ms, 19 of 20 within {mixed.slow:.0f} ms",
        highlight=False,
    )


if __name__ == "__main__":
    main()
