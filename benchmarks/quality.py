"""What share of labelled real pages is read right, beside public extractors; every miss with both sides.

    make bench-reading [PAGES='FOLDER …']

A folder holds pages and gold.jsonl (see the corpus); without one, the corpus's own. Titles and texts are compared
without white space and in NFKC. Body F1 is over pairs of neighbouring characters, as a multiset: order counts nearly
as much as in an alignment, and a page with a menu too many loses as much as it adds. «First and last»: the labelled
first and last 60 characters of the body both stand in the text. A list is perfect where its entries are the labelled
ones, in order, each with title, address and date. Paging is right where page 2 is the labelled address, or a request
with the labelled method, and where a last page names no further one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lxml import etree
from rich.console import Console
from rich.table import Table

from archive.records import ListReading
from benchmarks.extractors import EXTRACTORS, Extracted, extract
from benchmarks.gold import CORPUS, Labelled, read_gold
from crawler.reading import parse_page, read_list
from crawler.reading.text import key

_SHOWN = 90  # characters of each side of a miss


@dataclass(frozen=True, slots=True)
class Score:
    """How right one extractor was on one page: 0.0 to 1.0 for each thing, None where it is not asked."""

    page: str
    status: str
    title: float | None = None
    date: float | None = None
    body: float | None = None
    ends: float | None = None
    list: float | None = None
    paging: float | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """Something read otherwise than labelled."""

    page: str
    what: str
    got: str
    want: str
    why: str = ""


def likeness(text: str, expected: str) -> float:
    """F1 over pairs of neighbouring characters; 1.0 where both are empty."""
    got, want = _pairs(text), _pairs(expected)
    if not got and not want:
        return 1.0
    return 2 * (got & want).total() / (got.total() + want.total())


def _pairs(text: str) -> Counter[tuple[str, str]]:
    said = key(text)
    return Counter(pairwise(said)) if len(said) > 1 else Counter([(said, "")] if said else [])


def score_document(page: Labelled, found: Extracted) -> Score:
    """One extractor's answer against the labels of an article."""
    row = page.row
    text = None if found.text is None else key(found.text)
    ends = text is not None and key(row["first_60"]) in text and key(row["last_60"]) in text
    return Score(
        page.id,
        page.status,
        None if found.title is None else float(key(found.title) == key(row["title"])),
        None if found.date is None else float(found.date == (row["pub_date"] or "")),
        None if found.text is None else likeness(found.text, row["body"]),
        None if text is None else float(ends),
    )


def document_misses(page: Labelled, found: Extracted) -> Iterator[Miss]:
    """What our reader got wrong on an article."""
    score, row = score_document(page, found), page.row
    if score.title != 1.0:
        yield Miss(page.id, "title", found.title or "", row["title"], _why(page, row["title"]))
    if score.date != 1.0:
        yield Miss(page.id, "date", found.date or "", row["pub_date"] or "none")
    text = key(found.text or "")
    for name, got in (("first_60", text[:60]), ("last_60", text[-60:])):
        if key(row[name]) not in text:
            yield Miss(page.id, name, got, key(row[name]), _why(page, row[name]))
    if score.ends == 1.0 and score.body is not None and score.body < 0.97:
        yield Miss(page.id, f"body F1 {score.body:.3f}", f"{len(text)} characters", f"{len(key(row['body']))}")


def _why(page: Labelled, wanted: str) -> str:
    """Where the page itself has what was not read."""
    parsed = parse_page(page.content, page.url)
    if key(wanted) in key(parsed.outline.text(parsed.root)):
        return "the page shows it elsewhere"
    if key(wanted) in key(etree.tostring(parsed.root, method="text", encoding="unicode")):
        return "it is in the source, and the page never shows it"
    return "the page has it nowhere in one piece"


def list_misses(page: Labelled, reading: ListReading) -> Iterator[Miss]:
    """The first entry read otherwise than labelled, or a wrong number of them."""
    for place, (item, entry) in enumerate(zip(reading.items, page.entries, strict=False)):
        got = (key(item.title), item.url, str(item.listed_on or ""))
        want = (key(entry.title), entry.url, entry.date or "")
        if got != want:
            yield Miss(page.id, f"entry {place}", " ".join(got), " ".join(want))
            break
    if len(reading.items) != page.row["item_count"]:
        yield Miss(page.id, "entries", str(len(reading.items)), str(page.row["item_count"]))


def paging_misses(page: Labelled, reading: ListReading) -> Iterator[Miss]:
    """Page 2, and what the page states of the whole list."""
    request = page.row.get("next_request")
    if page.row["page2_url"] and reading.next_page != page.absolute(page.row["page2_url"]):
        yield Miss(page.id, "page 2", reading.next_page or "none", page.absolute(page.row["page2_url"]))
    elif request and _request(reading) != (request["method"], page.absolute(request["url"])):
        yield Miss(page.id, "page 2", str(_request(reading)), f"{request['method']} {request['url']}")
    for name in ("total_pages", "total_items"):
        if page.row.get(name) is not None and getattr(reading, name) != page.row[name]:
            yield Miss(page.id, name, str(getattr(reading, name)), str(page.row[name]))


def _request(reading: ListReading) -> tuple[str, str] | None:
    following = reading.next_request
    return (following.method, following.url) if following else None


def measure(pages: Sequence[Labelled]) -> tuple[dict[str, list[Score]], list[Miss]]:
    """The scores of every extractor, and what ours missed."""
    scores: dict[str, list[Score]] = {name: [] for name in EXTRACTORS}
    misses: list[Miss] = []
    for page in pages:
        if page.is_list:
            reading = read_list(parse_page(page.content, page.url))
            wrong, lost = list(list_misses(page, reading)), list(paging_misses(page, reading))
            misses += wrong + lost
            perfect = Score(page.id, page.status, list=float(not wrong), paging=float(not lost))
            scores["gongkai"].append(perfect)
        elif page.kind == "detail":
            for name in EXTRACTORS:
                scores[name].append(score_document(page, extract(name, page)))
            misses += document_misses(page, extract("gongkai", page))
    return scores, misses


COLUMNS: dict[str, Callable[[Score], float | None]] = {
    "title": lambda score: score.title,
    "date": lambda score: score.date,
    "body F1": lambda score: score.body,
    "first and last": lambda score: score.ends,
    "list": lambda score: score.list,
    "paging": lambda score: score.paging,
}


def table(scores: dict[str, list[Score]], status: str) -> Table:
    """Means over the pages of one status, or of all."""
    shown = Table(title=f"read right: {status} pages")
    for heading in ("", *COLUMNS):
        shown.add_column(heading, justify="right" if heading else "left")
    for name, found in scores.items():
        asked = [score for score in found if status in ("all", score.status)]
        cells = []
        for of in COLUMNS.values():
            values = [value for score in asked if (value := of(score)) is not None]
            cells.append(f"{sum(values) / len(values):.3f} of {len(values)}" if values else "-")
        shown.add_row(name, *cells)
    return shown


def main(folders: Sequence[str]) -> int:
    """Print the tables and the misses; 2 where a folder has no labels."""
    console = Console(width=120)
    for folder in [Path(name) for name in folders] or [CORPUS / "pages"]:
        if not (folder / "gold.jsonl").is_file():
            sys.stderr.write(f"no gold.jsonl in {folder}; set GONGKAI_CORPUS or name a folder\n")
            return 2
        scores, misses = measure(list(read_gold(folder)))
        statuses = sorted({score.status for score in scores["gongkai"]})
        for status in ["all", *statuses] if len(statuses) > 1 else ["all"]:
            console.print(table(scores, status))
        console.print(f"{len(misses)} misses", highlight=False)
        for miss in misses:
            why = f" ({miss.why})" if miss.why else ""
            sides = f"  got  {miss.got[:_SHOWN]}\n  want {miss.want[:_SHOWN]}"
            console.print(f"{miss.page} {miss.what}{why}:\n{sides}", markup=False, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
