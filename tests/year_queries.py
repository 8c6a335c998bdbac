"""What the ready-made queries about changes must answer on an archive of the demo's year, from its truth alone."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from demo_queries import Expected, Row, Seen
from told_changes import expected, night_of

from crawler.demo.expected import ExpectedRow, expected_rows
from crawler.demo.model import Site
from crawler.demo.truth.watch import expected_changes, missing_at, named_documents, nights

Sites = Mapping[str, Site]  # by the night's key
_VANISHED = {"removed": "removed", "delisted": "delisted", "restored": ""}


def _recent_changes(sites: Sites) -> Iterator[Expected]:
    rows = Counter[Seen](
        (one.night, one.kind, one.column, one.title, one.before, one.after, one.days, one.part, one.count)
        for one in expected(sites)
    )
    yield Expected("recent_changes", rows, _change_shown)


def _change_shown(row: Row) -> Seen:
    said = (row["column_title"], row["title"] or "", row["before"], row["after"], row["days"], row["part"] or "")
    return night_of(str(row["seen_at"])), row["kind"], *said, row["documents"]


def _changes_by_month(sites: Sites) -> Iterator[Expected]:
    told = list(expected(sites))
    drawn = random.Random(os.environ["GONGKAI_SEED"]).choice(told).kind
    for values in ({}, {"kind": drawn}, {"portal": "demo"}, {"portal": "no"}):
        counts = Counter(
            (one.night[:7], one.kind)
            for one in told
            if values.get("kind", one.kind) == one.kind and values.get("portal", "demo") == "demo"
        )
        rows = Counter[Seen](("demo", *key, changes) for key, changes in counts.items())
        seen = lambda row: (row["portal"], row["month"], row["kind"], row["changes"])  # noqa: E731
        yield Expected("changes_by_month", rows, seen, values)


def _vanished_documents(sites: Sites) -> Iterator[Expected]:
    """What is gone, off its list or missing when the year ends."""
    gone: dict[str, tuple[str, str]] = {}
    for change in expected_changes():
        if change.kind in _VANISHED:
            gone[change.document] = _VANISHED[change.kind], change.missing_since or change.night
    gone |= {one.document: ("missing", one.since) for one in missing_at(nights()[-1])}
    titles = {key: one.title for key, one in named_documents().items()}
    rows = Counter[Seen]((state, since, titles[key]) for key, (state, since) in gone.items() if state)
    yield Expected("vanished_documents", rows, lambda row: (row["state"], night_of(str(row["since"])), row["title"]))


def _backdated_documents(sites: Sites) -> Iterator[Expected]:
    lacked_by = {change.night: change.lacked_by for change in expected_changes() if change.kind == "backdated"}
    rows = Counter[Seen](
        (one.days, one.column, one.title, lacked_by[one.night], one.night)
        for one in expected(sites)
        if one.kind == "backdated"
    )
    yield Expected("backdated_documents", rows, _backdated_shown)


def _backdated_shown(row: Row) -> Seen:
    lacking, first = night_of(str(row["not_there_at"])), night_of(str(row["first_seen_at"]))
    return row["days"], row["column_title"], row["title"], lacking, first


def _edited_documents(sites: Sites) -> Iterator[Expected]:
    edits = [row for row in expected_rows(sites) if row.kind in ("edited", "retitled", "redated")]
    rows = Counter[Seen]((one.night, one.kind, one.title, *_sides(one)) for one in edits)
    texts = [(str(one.before), str(one.after)) for one in edits if one.kind == "edited" and one.before]
    yield Expected("edited_documents", rows, lambda row: _edit_shown(row, texts))


def _sides(one: ExpectedRow) -> Seen:
    return (one.before, one.after) if one.kind == "edited" else (str(one.before), str(one.after))


def _edit_shown(row: Row, texts: Sequence[tuple[str, str]]) -> Seen:
    """Of an edit the paragraphs that differ, by the whole texts beside each other."""
    said: Seen = row["before"], row["after"]
    if row["kind"] == "edited":
        before, after = str(row["text_before"]), str(row["text_after"])
        said = next((pair for pair in texts if pair[0] in before and pair[1] in after), (None, None))
    return night_of(str(row["seen_at"])), row["kind"], row["title"], *said


EXPECTED_OF_CHANGES: dict[str, Callable[[Sites], Iterator[Expected]]] = {
    "recent_changes": _recent_changes,
    "changes_by_month": _changes_by_month,
    "vanished_documents": _vanished_documents,
    "backdated_documents": _backdated_documents,
    "edited_documents": _edited_documents,
}
