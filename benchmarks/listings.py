"""What a night of lists takes that are nearly as they were: bytes of archive.db and CPU, through the store alone, and
the same of public.db, which is built after every night.

    make bench-listings [LISTINGS='--nights 100 --entries 2000']

Twenty columns, twenty entries to a page. Each night has one new entry on top of every list, so that all below it stand
one place further down; all else is as it was.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import click
from sqlite_utils import Database

from archive.crawls import open_crawl
from archive.publish.build import build
from archive.records import Listed, Listing
from archive.store import Store, open_archive
from benchmarks.measure import folder_option

PORTAL, COLUMNS, PAGE = "bench", 20, 20
_WORDS = [chr(code) for code in range(0x4E00, 0x5E00)]
_FIRST = date(2010, 1, 1)
_BASE = "http://bench.example.invalid/zwgk/xxgk"


@dataclass(frozen=True, slots=True)
class Night:
    """What one night took: how many entries its lists have, bytes of archive.db in use, and seconds of CPU.

    ``public_bytes`` are those that public.db has more than the night before, ``public_cpu`` what building it took.
    """

    entries: int
    bytes: int
    cpu: float
    public_bytes: int
    public_cpu: float


class _Lists:
    """The lists of a site, the newest entry first."""

    def __init__(self, entries: int) -> None:
        self._random, self._made = Random(PORTAL), 0
        self.columns = [[self._entry(column) for _ in range(entries // COLUMNS)] for column in range(COLUMNS)]

    def _entry(self, column: int) -> Listing:
        self._made += 1
        day = _FIRST + timedelta(days=self._made % 3_650)
        title = f"关于{''.join(self._random.choices(_WORDS, k=24))}的通知"
        return Listing(title, f"{_BASE}/c{column:02}/{day.year}/t{self._made:011}.html", day, 0)

    def grow(self) -> None:
        """One new entry on top of every list."""
        for column, entries in enumerate(self.columns):
            entries.insert(0, self._entry(column))

    def pages(self) -> Iterator[list[Listed]]:
        """The entries of one list page after the other, as the walk gives them."""
        for column, entries in enumerate(self.columns):
            for first in range(0, len(entries), PAGE):
                number, capture = first // PAGE + 1, f"urn:uuid:{self._random.getrandbits(128):032x}0000"
                url = f"{_BASE}/c{column:02}/index_{number}.html"
                yield [
                    Listed(
                        f"c{column:02}",
                        Listing(entry.title, entry.url, entry.listed_on, place),
                        entry.url,
                        "page",
                        url,
                        capture,
                        number,
                    )
                    for place, entry in enumerate(entries[first : first + PAGE], first)
                ]


def measure(path: Path, entries: int, nights: int) -> list[Night]:
    """What each night took, in a new archive at ``path``."""
    for old in (path, path.with_name("public.db")):
        old.unlink(missing_ok=True)
    lists, found = _Lists(entries), []
    with closing(open_archive(path)) as db:
        db.table("portals").insert({"id": PORTAL})
        for number in range(nights):
            if number:
                lists.grow()
            found.append(_night(db, lists, f"{PORTAL}-{number:08}T031245000Z", path))
    return found


def _night(db: Database, lists: _Lists, crawl: str, path: Path) -> Night:
    open_crawl(db, PORTAL, crawl, "")
    before, pages = _in_use(db), list(lists.pages())
    store = Store(db, PORTAL, crawl)
    began = time.process_time()
    for page in pages:
        store.take(page, (), None)
    store.flush()
    cpu = time.process_time() - began
    public = path.with_name("public.db")
    published, began = public.stat().st_size if public.exists() else 0, time.process_time()
    build(path, public)
    public_cpu = time.process_time() - began
    return Night(sum(map(len, pages)), _in_use(db) - before, cpu, public.stat().st_size - published, public_cpu)


def _in_use(db: Database) -> int:
    count, free, size = (
        db.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((count - free) * size)


@click.command()
@click.option("--entries", default=10_000, show_default=True, type=click.IntRange(COLUMNS), help="Of the first night.")
@click.option("--nights", default=12, show_default=True, type=click.IntRange(2), help="How many nights.")
@folder_option
def main(entries: int, nights: int, folder: Path) -> None:
    """Measure nights of lists. docs/growth.md has the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    first, *later = measure(folder / "listings.db", entries, nights)
    click.echo(f"first night: {first.bytes / first.entries:.0f} bytes an entry, {first.cpu:.3f} s of CPU")
    size = sum(night.bytes for night in later) / sum(night.entries for night in later)
    cpu = sorted(night.cpu for night in later)
    click.echo(f"later nights: {size:.1f} bytes an entry, {cpu[len(cpu) // 2]:.3f} s of CPU (median)")
    size = sum(night.public_bytes for night in later) / sum(night.entries for night in later)
    click.echo(
        f"public.db: {first.public_bytes / first.entries:.0f} bytes an entry of the first night, "
        f"built in {first.public_cpu:.2f} s of CPU; {size:.1f} of a later one, "
        f"built in {later[-1].public_cpu:.2f} after the last"
    )


if __name__ == "__main__":
    main()
