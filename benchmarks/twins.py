"""What finding twins costs: 100,000 documents within a minute, the texts that are known not signed again.

    make bench-twins [TWINS='--documents 20000']

An archive of made texts, about 1,000 characters each, with twins planted: copies, copies with a few words changed,
and families of one form with other figures. Three passes: the first; the same once more; and one after every hundredth
document was edited. The first two must name what was planted, as many of each kind and nothing else; else there is no
figure.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlite_utils import Database

from archive.standing import read_standing
from archive.store import content_digest, open_archive
from archive.twins.rows import sign_texts, store_twins
from benchmarks.measure import BenchError

LIMIT = 60.0  # seconds for 100,000 documents
_PORTAL = "large"
_CHARACTERS = [chr(code) for code in range(0x4E00, 0x5A00)]
_FREQUENCY = list(accumulate(1 / (rank + 20) for rank in range(len(_CHARACTERS))))  # as Zipf has it
_SENTENCES, _PAGE = 20_000, 25
#: Of a hundred documents so many are copies, nearly copies, and of a form; a form has this many documents.
_COPIES, _NEAR, _FORMS, _FAMILY = 5, 5, 10, 200


@dataclass(frozen=True, slots=True)
class Pass:
    """Seconds by the clock and of CPU, texts signed, and what was found by kind."""

    seconds: float
    cpu: float
    signed: int
    found: dict[str, int]


class _Texts:
    """Texts of sentences, drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._sentences = [self._sentence() for _ in range(_SENTENCES)]
        self._plain: list[str] = []

    def _sentence(self) -> str:
        letters = self._random.randrange(25, 55)
        return "".join(self._random.choices(_CHARACTERS, cum_weights=_FREQUENCY, k=letters)) + "。"

    def plain(self) -> str:
        """A text of its own."""
        return "".join(self._random.sample(self._sentences, _PAGE))

    def texts(self, documents: int) -> Iterator[tuple[str, str]]:
        """The kind and text of each document, in the order of time; what has a twin comes after it."""
        form = ""
        for number in range(documents):
            place = number % 100
            if place < _FORMS and number >= 100:
                if not form or self._random.random() < 1 / _FAMILY:
                    form, kind = self.plain(), ""
                else:
                    kind = "form"
                yield kind, f"{form}全年支出{number + 100000}万元。"
            elif place < _FORMS + _COPIES and self._plain:
                yield "same", self._random.choice(self._plain)
            elif place < _FORMS + _COPIES + _NEAR and self._plain:
                one = self._plain.pop(self._random.randrange(len(self._plain)))
                middle = len(one) // 2
                yield "near", one[:middle] + "另行通知" + one[middle:]
            else:
                self._plain.append(self.plain())
                yield "", self._plain[-1]


def build(db: Database, documents: int, seed: int = 1) -> dict[str, int]:
    """Fill an archive; return how many documents of each kind must be found."""
    db.table("portals").insert({"id": _PORTAL, "zone": "Asia/Shanghai"})
    db.table("crawls").insert({"id": "c", "portal": _PORTAL, "accepted": 1, "closed_at": "2020-01-01T00:00:00Z"})
    planted: dict[str, int] = {}
    rows: list[tuple[Any, ...]] = []
    texts: list[tuple[int, str]] = []
    for number, (kind, text) in enumerate(_Texts(seed).texts(documents), 1):
        planted[kind] = planted.get(kind, 0) + 1
        rows.append(
            (f"d{number:07}", _PORTAL, "通知", f"2018-{number * 12 // (documents + 1) + 1:02}-01", number, text)
        )
        texts.append((number, text))
    db.conn.executemany(
        "insert into documents (id, portal, title, published_on, version, content_digest) values (?, ?, ?, ?, ?, ?)",
        ((*row[:5], content_digest(row[5])) for row in rows),
    )
    db.conn.executemany("insert into document_texts (version, text, layout) values (?, ?, '')", texts)
    db.conn.commit()
    return {kind: count for kind, count in planted.items() if kind}


def edit(db: Database, step: int) -> int:
    """Give every so many-th document another text; return how many."""
    drawn = _Texts(2)
    edited = db.execute("select version from documents where version % ? = 0", [step]).fetchall()
    for (version,) in edited:
        text = drawn.plain()
        db.execute("update document_texts set text = ? where version = ?", [text, version])
        db.execute("update documents set content_digest = ? where version = ?", [content_digest(text), version])
    db.conn.commit()
    return len(edited)


def measured(db: Database) -> Pass:
    """One pass as a run makes it."""
    started, cpu = time.perf_counter(), time.process_time()
    with db.atomic():
        signed = sign_texts(db, _PORTAL)
        store_twins(db, read_standing(db, _PORTAL))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    kinds = db.execute("select kind, count(*) from twins group by kind").fetchall()
    return Pass(seconds, cpu, signed, dict(kinds))


def check(one: Pass, planted: dict[str, int]) -> Pass:
    """The pass, where it found as many of each kind as were planted. Raises BenchError where it did not."""
    if one.found != planted:
        raise BenchError(f"planted were {planted}, found {one.found}")
    return one


def promise(first: Pass, documents: int) -> str:
    """The line that says whether the limit holds, by the clock."""
    limit = LIMIT * documents / 100_000
    word = "holds" if first.seconds <= limit else "missed"
    return f"twins: {documents:,} documents: {first.seconds:.1f} s, {first.cpu:.1f} s of CPU (limit {limit:g} s) {word}"


@click.command()
@click.option("--documents", default=100_000, show_default=True, type=click.IntRange(1000), help="How many documents.")
def main(documents: int) -> None:
    """Measure the search for twins. docs/twins.md says how to read it."""
    console = Console()
    with TemporaryDirectory() as folder, closing(open_archive(Path(folder) / "archive.db")) as db:
        planted = build(db, documents)
        first = check(measured(db), planted)
        again = check(measured(db), planted)
        edit(db, 100)
        later = measured(db)
    table = Table(
        "pass", "seconds", "CPU seconds", "texts signed", "found", title=f"{documents:,} documents, planted {planted}"
    )
    for name, one in {"first": first, "nothing new": again, "one in a hundred edited": later}.items():
        table.add_row(name, f"{one.seconds:.1f}", f"{one.cpu:.1f}", f"{one.signed:,}", str(one.found))
    console.print(table)
    console.print(promise(first, documents), highlight=False)


if __name__ == "__main__":
    main()
