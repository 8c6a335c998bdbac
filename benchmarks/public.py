"""What building public.db costs: 100,000 documents within a minute, unchanged texts not masked again.

    make bench-public [PUBLIC='--documents 20000 --runs 3 --nights 60']

The archive is made once and kept. Three builds, each in a process of its own: the first, the same once more, and one
after every hundredth document was edited. Then the search index: its size and time, and whether words of one to four
characters find exactly the texts they stand in; and the page of the database with and without the inspect file.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

import click
from rich.console import Console
from rich.table import Table

from archive.publish.build import MASKED_BEFORE
from archive.publish.inspect_file import inspect_path
from archive.publish.search import escape_query, spaced
from archive.publish.search_index import NAMES
from archive.reports.folding import to_simplified
from benchmarks.measure import Usage, folder_option, python, run
from benchmarks.published_archive import build, change

LIMIT = 60.0  # seconds for 100,000 documents
_PER = 20_000  # documents for which the index is stated
_SHARE = 0.01
_WORDS = 20


@dataclass(frozen=True, slots=True)
class Built:
    """A build: what it took, of that CPU seconds for the index, and bytes of public.db."""

    usage: Usage
    index: float
    size: int


@dataclass(frozen=True, slots=True)
class Searched:
    """Words looked for, how many found exactly the texts they stand in, milliseconds of a query (median)."""

    words: int
    exact: int
    milliseconds: float


def built(archive: Path, public: Path) -> Built:
    """Build once."""
    usage, said = run(python("benchmarks.public_step", "build", str(archive), str(public)))
    return Built(usage, json.loads(said)["index"], public.stat().st_size)


def promise(first: Built, documents: int) -> str:
    """The line that says whether the limit holds: by the clock, for two processes share the work."""
    limit = LIMIT * documents / 100_000
    word = "holds" if first.usage.wall <= limit else "missed"
    return f"public.db: {documents:,} documents: {first.usage.wall:.1f} s (limit {limit:g} s) {word}"


def index_size(public: Path) -> int:
    """Bytes of the search indexes."""
    with closing(sqlite3.connect(public)) as db:
        sizes = (f"select sum(length(block)) from {name}_data" for name in NAMES)
        return sum(int(db.execute(sql).fetchone()[0] or 0) for sql in sizes)


def searched(public: Path, number: int = _WORDS) -> Searched:
    """Look for words drawn from the texts, and compare with a plain search through every text."""
    with closing(sqlite3.connect(public)) as db:
        words = draw_words(db, number)
        expected: dict[str, set[int]] = {word: set() for word in words}
        for rowid, text in db.execute(
            'select d.rowid, t."text" from documents d join document_texts t using (version)'
        ):
            plain = to_simplified(text)
            for word in words:
                if word in plain:
                    expected[word].add(rowid)
        took, exact = [], 0
        for word in words:
            started = time.perf_counter()
            rows = db.execute(
                "select rowid from documents_fts where documents_fts match ?", [f'"text" : {escape_query(word)}']
            ).fetchall()
            took.append((time.perf_counter() - started) * 1_000)
            exact += {rowid for (rowid,) in rows} == expected[word]
    return Searched(len(words), exact, median(took))


def draw_words(db: sqlite3.Connection, number: int) -> list[str]:
    """As many words as asked for, of one to four characters, none of them punctuation."""
    random = Random(_WORDS)
    texts = [to_simplified(text) for (text,) in db.execute('select "text" from document_texts limit 1000')]
    words: list[str] = []
    while len(words) < number:
        text, length = random.choice(texts), 1 + len(words) % 4
        start = random.randrange(len(text) - length)
        if len(spaced(text[start : start + length]).split()) == length and text[start : start + length].isalpha():
            words.append(text[start : start + length])
    return words


def pages(public: Path) -> tuple[dict[str, float], dict[str, float]]:
    """The page of the database with the inspect file and without."""
    command = python("benchmarks.public_step", "page", str(public))
    with_it = json.loads(run(command)[1])
    aside = inspect_path(public).rename(public.with_name("aside.json"))
    try:
        return with_it, json.loads(run(command)[1])
    finally:
        aside.rename(inspect_path(public))


def _three_builds(folder: Path, documents: int, nights: int, told: Console) -> dict[str, Built]:
    name = f"public-{documents}" + (f"-{nights}" if nights else "")
    archive, edited, public = folder / f"{name}.db", folder / "edited.db", folder / "public.db"
    if not archive.exists():
        build(archive, documents, nights)
        told.print(f"made {archive.name}: {archive.stat().st_size / 1e6:,.0f} MB", highlight=False)
    for path in (folder / MASKED_BEFORE, public):
        path.unlink(missing_ok=True)
    builds = {"first": built(archive, public), "nothing changed": built(archive, public)}
    shutil.copyfile(archive, edited)
    try:
        change(edited, _SHARE)
        return builds | {f"{_SHARE:.0%} changed": built(edited, public)}
    finally:
        edited.unlink()


@click.command()
@click.option("--documents", default=100_000, show_default=True, type=click.IntRange(500), help="How many documents.")
@click.option("--runs", default=1, show_default=True, type=click.IntRange(1), help="How often everything is built.")
@click.option("--nights", default=0, show_default=True, type=click.IntRange(0), help="How often lists are seen again.")
@folder_option
def main(documents: int, runs: int, nights: int, folder: Path) -> None:
    """Measure the building of public.db. docs/benchmarks.md says how to read it."""
    console, told = Console(), Console(stderr=True)
    folder.mkdir(parents=True, exist_ok=True)
    series = [_three_builds(folder, documents, nights, told) for _ in range(runs)]
    middle = {name: sorted((one[name] for one in series), key=lambda b: b.usage.cpu)[runs // 2] for name in series[0]}
    table = Table("build", "seconds", "CPU seconds", "of it index", "peak MB", "public.db MB")
    for name, one in middle.items():
        used = one.usage
        table.add_row(
            *(name, f"{used.wall:.1f}", f"{used.cpu:.1f}", f"{one.index:.1f}"),
            *(f"{used.peak / 1e6:.0f}", f"{one.size / 1e6:,.0f}"),
        )
    console.print(table)
    console.print(promise(middle["first"], documents), highlight=False)
    _tell_search(console, folder / "public.db", middle["first"], documents)
    with_it, without = pages(folder / "public.db")
    console.print(
        f"page of the database: with the inspect file first {with_it['first']:.0f} ms, then {with_it['then']:.0f} ms; "
        f"without first {without['first']:.0f} ms, then {without['then']:.0f} ms",
        highlight=False,
    )


def _tell_search(console: Console, public: Path, first: Built, documents: int) -> None:
    found, share = searched(public), _PER / documents
    size, seconds = index_size(public) * share / 1e6, first.index * share
    console.print(
        f"search index for {_PER:,} documents: {size:.0f} MB, {seconds:.1f} CPU s; "
        f"{found.exact} of {found.words} words exact, {found.milliseconds:.1f} ms a query",
        highlight=False,
    )


if __name__ == "__main__":
    main()
