"""`gongkai diff ARCHIVE ARCHIVE`: two archives of a portal beside each other, told line by line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from archive.diff.archives.compare import (
    DIFFERENT,
    NO_TEXT,
    ONLY_ONE,
    ONLY_OTHER,
    SAME,
    AddressLine,
    ArchivesDiff,
    DocumentLine,
    Totals,
)
from archive.diff.archives.sides import Bytes, common_portal
from archive.diff.words import archives_label
from archive.publish.harmless_csv import harmless
from crawler.cli.existing import reading
from crawler.cli.output import clean, say
from crawler.printable import json_text, printable

#: On a terminal so many lines of each kind are shown.
_SHOWN = 20
_HEADS = (
    *("kind", "url", "state", "how", "paragraphs", "one_first_at", "one_last_at", "one_captures", "one_digests"),
    *("other_first_at", "other_last_at", "other_captures", "other_digests", "one_title", "other_title"),
    *("one_published_on", "other_published_on", "differs", "why", "why_at"),
)


def are_archives(names: Sequence[str]) -> bool:
    """Whether these are folders with an archive in them."""
    return all((Path(name) / "archive.db").is_file() for name in names)


def show_archives_diff(one: Path, other: Path, portal: str | None, *, as_json: bool, as_table: bool) -> None:
    """Print the comparison. Raises archive.diff.errors.DiffError."""
    with ExitStack() as open_:
        first, second = (open_.enter_context(reading(path)) for path in (one, other))
        found = ArchivesDiff(first, second, common_portal(first, second, portal))
        if as_json:
            _json(found, one, other)
        elif as_table:
            _csv(found)
        else:
            _terminal(found, one, other)


def _json(found: ArchivesDiff, one: Path, other: Path) -> None:
    """One object, written as it becomes known: a line for each address and document, the totals last."""
    said = {"kind": "archives", "portal": found.portal, "archives": [str(one), str(other)]}
    head = ", ".join(f"{json_text(key)}: {json_text(value)}" for key, value in said.items())
    click.echo(f"{{{head},")
    _json_lines("addresses", map(asdict, found.addresses()))
    _json_lines("documents", map(asdict, found.documents()))
    click.echo(f"{json_text('totals')}: {json_text(found.totals.said())}}}")


def _json_lines(name: str, lines: Iterable[Mapping[str, Any]]) -> None:
    click.echo(f"{json_text(name)}: [", nl=False)
    for number, line in enumerate(lines):
        click.echo(f"{',' if number else ''}\n{json_text(line)}", nl=False)
    click.echo("],")


def _csv(found: ArchivesDiff) -> None:
    for rows in _chunks(found):
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        click.echo(harmless(text.getvalue()), nl=False)


def _chunks(found: ArchivesDiff) -> Iterator[list[Sequence[str]]]:
    yield [_HEADS]
    rows = _rows(found)
    while chunk := list(islice(rows, 500)):
        yield chunk


def _rows(found: ArchivesDiff) -> Iterator[Sequence[str]]:
    for address in found.addresses():
        yield _address_row(address)
    for document in found.documents():
        yield _document_row(document)


def _address_row(line: AddressLine) -> Sequence[str]:
    paragraphs = "" if line.paragraphs is None else str(line.paragraphs)
    cells = ["address", line.url, line.state, line.how, paragraphs, *_side(line.one), *_side(line.other)]
    return [printable(cell) for cell in (*cells, *[""] * (len(_HEADS) - len(cells)))]


def _side(seen: Sequence[Bytes]) -> tuple[str, str, str, str]:
    """First and last time, captures, digests in the order in which they were first seen."""
    if not seen:
        return "", "", "0", ""
    captures = sum(each.captures for each in seen)
    first, last = min(each.first_at for each in seen), max(each.last_at for each in seen)
    return first, last, str(captures), " ".join(each.digest for each in seen)


def _document_row(line: DocumentLine) -> Sequence[str]:
    cells = ["document", line.url, line.state, *[""] * 10]
    cells += [line.title, line.other_title, line.published_on, line.other_published_on]
    return [printable(cell) for cell in (*cells, " ".join(line.differs), line.why, line.why_at)]


def _terminal(found: ArchivesDiff, one: Path, other: Path) -> None:
    shown: dict[str, list[str]] = {DIFFERENT: [], ONLY_ONE: [], ONLY_OTHER: []}
    for address in found.addresses():
        if address.state == DIFFERENT and address.how != NO_TEXT and len(shown[DIFFERENT]) < _SHOWN:
            shown[DIFFERENT].append(_different(address))
    for document in found.documents():
        if document.state in (ONLY_ONE, ONLY_OTHER) and len(shown[document.state]) < _SHOWN:
            shown[document.state].append(_only(document))
    say(clean(f"{found.portal}: one {one}, other {other}"))
    say(_totals_table(found.totals))
    for state, name in (
        (DIFFERENT, "bytes_differ"),
        (ONLY_ONE, "documents_only_one"),
        (ONLY_OTHER, "documents_only_other"),
    ):
        if shown[state]:
            say(clean(f"{_both(name)}:"))
            for text in shown[state]:
                say(clean(f"  {text}"))
    say(clean("all of it: --json, --csv"))


def _different(line: AddressLine) -> str:
    how = archives_label(line.how).en
    counted = f", {line.paragraphs} paragraphs" if line.paragraphs else ""
    return f"{line.url}: {how}{counted}; one {_span(line.one)}, other {_span(line.other)}"


def _span(seen: Sequence[Bytes]) -> str:
    first, last = min(each.first_at for each in seen)[:16], max(each.last_at for each in seen)[:16]
    return first if first == last else f"{first} to {last}"


def _only(line: DocumentLine) -> str:
    title = line.title or line.other_title
    at = f" ({line.why_at[:10]})" if line.why_at else ""
    return f"{title} {line.published_on or line.other_published_on} {line.url}: {archives_label(line.why).en}{at}"


def _totals_table(totals: Totals) -> Table:
    table = Table("", "", title=_both("totals"))
    parts: Iterable[tuple[str, Counter[str], tuple[str, ...]]] = (
        ("addresses", totals.addresses, (SAME, DIFFERENT, ONLY_ONE, ONLY_OTHER)),
        ("how", totals.how, tuple(sorted(totals.how))),
        ("documents", totals.documents, (SAME, DIFFERENT, ONLY_ONE, ONLY_OTHER)),
        ("differs", totals.differs, tuple(sorted(totals.differs))),
        ("why_not_in_other", totals.why_not_in_other, tuple(sorted(totals.why_not_in_other))),
        ("why_not_in_one", totals.why_not_in_one, tuple(sorted(totals.why_not_in_one))),
    )
    for part, counted, keys in parts:
        for key in keys:
            table.add_row(clean(f"{_both(part)} · {_both(key)}"), f"{counted[key]:,}")
    return table


def _both(key: str) -> str:
    label = archives_label(key)
    return f"{label.zh} {label.en}"
