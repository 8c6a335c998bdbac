"""Checks of a crawl: whether what it read can be believed, by the bounds of its portal file (docs/checks.md). Pure.

Each compares one number with one bound; a crawl that fails one is suspect, and nothing of it becomes current.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from archive.crawl_numbers import Before, ColumnBefore, CrawlNumbers, Numbers
from crawler.bounds import AtLeast, AtMost, Bounds, Days, Entries, rules
from crawler.check import Check, Question
from crawler.coverage import Coverage
from crawler.list_coverage import CAPS
from crawler.portal import Portal

#: So many reasons are named why entries could not be read.
MAX_REASONS = 3


def judge(
    portal: Portal, coverage: Sequence[Coverage], now: CrawlNumbers, before: Before, day: date
) -> tuple[Check, ...]:
    """Return every check of a crawl begun on ``day``, of what it read ``now`` and what was accepted ``before``.

    A column that robots.txt closes is not checked: nothing of it was asked for, and coverage says so.
    """
    rows = [row for row in coverage if row.state != "disallowed"]
    moved = {column.key: column.checks for column in portal.columns}
    checks: list[Check] = []
    for row in rows:
        numbers, earlier = now.columns.get(row.column, Numbers()), before.columns.get(row.column)
        checks += _column(row, Bounds(portal.checks, moved[row.column], day), numbers, earlier)
    checks += _whole(rows, Bounds(portal.checks, None, day), now, before)
    return tuple(checks)


def _column(row: Coverage, bounds: Bounds, now: Numbers, earlier: ColumnBefore | None) -> Iterator[Check]:
    key = row.column
    yield from _entries(row, bounds.of("entries", Entries))
    yield from _stated(row, bounds.of("stated", AtLeast))
    yield from _kept(Question("kept", key), bounds.of("kept", AtLeast), row.entries, earlier)
    if unread := bounds.own("unread", AtMost):
        yield from _unread(Question("unread", key), unread, now)
    titled = bounds.own("titled", AtLeast) or _as_before(bounds, "titled", earlier)
    yield from _share(Question("titled", key), titled, now.titled, now.pages, "pages read have a title")
    dated = bounds.own("dated", AtLeast) or _as_before(bounds, "dated", earlier)
    yield from _share(Question("dated", key), dated, now.dated, now.documents, "documents read have a date")
    yield from _newest(Question("newest", key), bounds.own("newest", Days), now.newest, bounds.day)


def _whole(rows: Sequence[Coverage], bounds: Bounds, now: CrawlNumbers, before: Before) -> Iterator[Check]:
    known = [(row.entries, before.columns[row.column]) for row in rows if row.column in before.columns]
    if known:
        together = ColumnBefore(sum(column.entries for _, column in known))
        entries = sum(entries for entries, _ in known)
        yield from _kept(Question("kept"), bounds.of("kept", AtLeast), entries, together)
    yield from _unread(Question("unread"), bounds.of("unread", AtMost), now.whole)
    yield from _challenges(now)
    titled, dated, read = bounds.of("titled", AtLeast), bounds.of("dated", AtLeast), now.whole
    yield from _share(Question("titled"), titled, read.titled, read.pages, "pages read have a title")
    yield from _share(Question("dated"), dated, read.dated, read.documents, "documents read have a date")
    yield from _family(bounds.of("family", AtLeast), read.families, before)
    yield from _newest(Question("newest"), bounds.own("newest", Days), read.newest, bounds.day)


def _entries(row: Coverage, bound: Entries) -> Iterator[Check]:
    """Zero entries are never ok: the one place that says so."""
    note = f"{row.entries} entries" if row.entries else "no entries were read"
    if row.state == "not_found":
        note = f"the column was not found: {row.note}"
    yield Question("entries_min", row.column).at_least(row.entries, bound.min, note, bound.reason)
    if bound.max is not None:
        yield Question("entries_max", row.column).at_most(row.entries, bound.max, note, bound.reason)


def _stated(row: Coverage, bound: AtLeast) -> Iterator[Check]:
    """Of a list that gave less than the site states, though every page asked for came, pages were overlooked.

    One that broke off is known to be short, and coverage says so; what a site publishes no pages of, nobody can read.
    """
    question, stated = Question("stated", row.column), row.stated_items or 0
    note = f"{row.entries} of the {stated} entries that the site states were read"
    if stated < question.least:
        return
    if row.entries < stated and row.broken_off:
        yield question.undecided(f"{note}: the list broke off")
    elif row.entries < stated and row.list_pages in CAPS:
        yield question.undecided(f"{note}: it publishes {row.list_pages} pages of the list and no more")
    else:
        yield question.at_least(row.entries / stated, bound.min, note, bound.reason)


def _kept(question: Question, bound: AtLeast, entries: int, earlier: ColumnBefore | None) -> Iterator[Check]:
    if earlier is None:
        yield question.undecided("nothing to compare with: no accepted crawl shows it")
    elif earlier.entries >= question.least:
        note = f"{entries} entries, {earlier.entries} when last accepted"
        yield question.at_least(entries / earlier.entries, bound.min, note, bound.reason)


def _unread(question: Question, bound: AtMost, now: Numbers) -> Iterator[Check]:
    if now.asked >= question.least:
        note = f"{now.unread} of {now.asked} entries could not be read{_reasons(now.reasons)}"
        yield question.at_most(now.unread / now.asked, bound.max, note, bound.reason)


def _reasons(reasons: Counter[str]) -> str:
    most = sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))[:MAX_REASONS]
    return ": " + ", ".join(f"{reason} ({count} times)" for reason, count in most) if most else ""


def _challenges(now: CrawlNumbers) -> Iterator[Check]:
    """One is too many, and no file can allow any: they say that we are not wanted."""
    if now.captures:
        note = f"{now.challenges} of {now.captures} answers are challenge pages"
        yield Question("challenges").at_most(now.challenges / now.captures, 0, note, "a challenge page is a refusal")


def _share(question: Question, bound: AtLeast | None, having: int, of: int, what: str) -> Iterator[Check]:
    if bound is not None and of >= question.least:
        yield question.at_least(having / of, bound.min, f"{having} of {of} {what}", bound.reason)


def _as_before(bounds: Bounds, name: str, earlier: ColumnBefore | None) -> AtLeast | None:
    """Half of the share that a column had; None where it had too few to say, or nothing is expected of any.

    A column may truly have no dates; one that had them and has none any more is not read rightly.
    """
    if earlier is None or not bounds.of(name, AtLeast).min:
        return None
    having, of = (earlier.titled, earlier.pages) if name == "titled" else (earlier.dated, earlier.documents)
    if of < Question(name).least:
        return None
    share = rules()["against_before"] * having / of
    return AtLeast(min=share, reason=f"when it was last accepted, {having / of:.0%} had one")


def _family(bound: AtLeast, now: Counter[str], before: Before) -> Iterator[Check]:
    """Pages of a system that the portal did not have before are a redesign, whatever else they show."""
    question, pages, earlier = Question("family"), now.total(), before.families.total()
    if not earlier:
        yield question.undecided("nothing to compare with: no accepted crawl read pages")
    elif min(pages, earlier) >= question.least:
        seen = {*_common(before.families), *_common(before.families_read)}
        as_before = sum(count for family, count in now.items() if family in seen)
        note = f"{as_before} of {pages} pages are of {' or '.join(sorted(seen))}, as before"
        yield question.at_least(as_before / pages, bound.min, note, bound.reason)


def _common(families: Counter[str]) -> set[str]:
    """Some pages show no mark of their system: a family of few of them is not one that the portal has."""
    return {family for family, pages in families.items() if pages >= rules()["family_share"] * families.total()}


def _newest(question: Question, bound: Days | None, newest: date | None, day: date) -> Iterator[Check]:
    if bound is None:
        return
    if newest is None:
        yield question.unmeasured(bound.max, "no entry has a date", bound.reason)
        return
    days = max(0, (day - newest).days)
    yield question.at_most(days, bound.max, f"the newest date is {newest}, {days} days ago", bound.reason)
