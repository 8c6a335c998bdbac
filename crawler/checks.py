"""Checks of a crawl: whether what it read can be believed, by the bounds of its portal file (docs/checks.md). Pure.

Each compares one number with one bound; a crawl that fails one is suspect, and nothing of it becomes current.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.crawl_numbers import Before, ColumnBefore, CrawlNumbers, Numbers
from crawler.bounds import AtLeast, AtMost, Bounds, Days, Entries
from crawler.check import Check, Question
from crawler.coverage import Coverage
from crawler.portal import Portal

#: So many reasons are named why entries could not be read.
MAX_REASONS = 3


def judge(
    portal: Portal, coverage: Sequence[Coverage], now: CrawlNumbers, before: Before, day: date
) -> tuple[Check, ...]:
    """Return every check of a crawl begun on ``day``, of what it read ``now`` and what was accepted ``before``.

    A column that robots.txt closes is not checked: nothing of it was asked for, and coverage says so.
    """
    moved = {column.key: column.checks for column in portal.columns}
    columns = [
        _Column(
            row,
            Bounds(portal.checks, moved[row.column], day, portal.check_rules),
            now.columns.get(row.column, Numbers()),
            now.once.get(row.column, Numbers()),
            before.columns.get(row.column),
        )
        for row in coverage
        if row.state != "disallowed"
    ]
    checks = [check for column in columns for check in _of_column(column)]
    return (*checks, *_of_all(columns, Bounds(portal.checks, None, day, portal.check_rules), now, before))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as this crawl read it, and as it was when last accepted; None before that."""

    coverage: Coverage
    bounds: Bounds
    now: Numbers
    once: Numbers
    before: ColumnBefore | None

    @property
    def key(self) -> str:
        return self.coverage.column

    def question(self, check: str) -> Question:
        return _question(check, self.bounds, self.key)


def _question(check: str, bounds: Bounds, column: str | None = None) -> Question:
    return Question(check, column, bounds.least(check))


def _of_column(column: _Column) -> Iterator[Check]:
    row, bounds, now, asked = column.coverage, column.bounds, column.now, column.question
    yield from _entries(row, bounds.of("entries", Entries))
    yield from _stated(asked("stated"), bounds.of("stated", AtLeast), row)
    if row.entries:
        yield from _kept(asked("kept"), bounds.of("kept", AtLeast), row.entries, column.before)
    yield from _unread(asked("unread"), bounds.own("unread", AtMost), now)
    yield from _titled(asked("titled"), bounds.own("titled", AtLeast) or _as_before(column, "titled"), now)
    yield from _dated(asked("dated"), bounds.own("dated", AtLeast) or _as_before(column, "dated"), now)
    yield from _newest(asked("newest"), bounds.own("newest", Days), now.newest, bounds.day)


def _of_all(columns: Sequence[_Column], bounds: Bounds, now: CrawlNumbers, before: Before) -> Iterator[Check]:
    """The columns together; one that has a bound of its own is left to that."""
    known = [(column, column.before) for column in columns if column.before and not column.bounds.own("kept", AtLeast)]
    if known:
        entries, earlier = sum(column.coverage.entries for column, _ in known), sum(left.entries for _, left in known)
        yield from _kept(_question("kept", bounds), bounds.of("kept", AtLeast), entries, ColumnBefore(earlier))
    others = [column for column in columns if not column.bounds.own("unread", AtMost)]
    yield from _unread(_question("unread", bounds), bounds.of("unread", AtMost), _together(others))
    yield from _challenges(now)
    for name, check in (("titled", _titled), ("dated", _dated)):
        bound = bounds.of(name, AtLeast)
        others = [column for column in columns if not _is_apart(column, name, bound)]
        yield from check(_question(name, bounds), bound, _together(others))
    yield from _family(bounds, columns, before)
    read = _together(columns)
    yield from _newest(_question("newest", bounds), bounds.own("newest", Days), read.newest, bounds.day)


def _together(columns: Iterable[_Column]) -> Numbers:
    return sum((column.once for column in columns), Numbers())


def _is_apart(column: _Column, name: str, bound: AtLeast) -> bool:
    """Whether a column is held to a bound of its own, or to what it had, which was less than the whole must have."""
    shown = _shown_before(column, name)
    return column.bounds.own(name, AtLeast) is not None or (shown is not None and shown < bound.min)


def _entries(row: Coverage, bound: Entries) -> Iterator[Check]:
    """Zero entries are never ok: the one place that says so."""
    note = f"{row.entries} entries"
    if not row.entries:
        note = f"{'the column was not found' if row.state == 'not_found' else 'no entries were read'}: {row.note}"
    yield Question("entries_min", row.column).at_least(row.entries, bound.min, note, bound.reason)
    if bound.max is not None:
        yield Question("entries_max", row.column).at_most(row.entries, bound.max, note, bound.reason)


def _stated(question: Question, bound: AtLeast, row: Coverage) -> Iterator[Check]:
    """Of a list that gave less than the site states, though every page asked for came, pages were overlooked.

    One that broke off is known to be short, and coverage says so; what a site publishes no pages of, nobody can read.
    """
    stated = row.stated_items or 0
    note = f"{row.entries} of the {stated} entries that the site states were read"
    if stated < question.least:
        return
    if row.entries < stated and row.broken_off:
        yield question.undecided(f"{note}: the list broke off")
    elif row.entries < stated and row.capped:
        yield question.undecided(f"{note}: it publishes no more pages of the list")
    else:
        yield question.at_least(row.entries / stated, bound.min, note, bound.reason)


def _kept(question: Question, bound: AtLeast, entries: int, earlier: ColumnBefore | None) -> Iterator[Check]:
    if earlier is None:
        yield question.undecided("nothing to compare with: no accepted crawl shows it")
    elif earlier.entries >= question.least:
        note = f"{entries} entries, {earlier.entries} when last accepted"
        yield question.at_least(entries / earlier.entries, bound.min, note, bound.reason)


def _unread(question: Question, bound: AtMost | None, now: Numbers) -> Iterator[Check]:
    """Entries that were not asked for are known, and count as read; a handful that are not decides nothing."""
    entries = now.asked + now.carried
    if not bound or not now.asked or entries < question.least:
        return
    note = f"{now.unread} of {entries} entries could not be read{_reasons(now.reasons)}"
    if now.unread < question.least and now.unread > bound.max * entries:
        yield question.undecided(f"{note}: too few to tell by")
    else:
        yield question.at_most(now.unread / entries, bound.max, note, bound.reason)


def _reasons(reasons: Counter[str]) -> str:
    most = sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))[:MAX_REASONS]
    return ": " + ", ".join(f"{reason} ({count} times)" for reason, count in most) if most else ""


def _challenges(now: CrawlNumbers) -> Iterator[Check]:
    """One is too many, and no file can allow any: they say that we are not wanted."""
    if now.answered:
        note = f"{now.challenges} of {now.answered} addresses answered with a challenge page"
        yield Question("challenges").at_most(now.challenges / now.answered, 0, note, "a challenge page is a refusal")


def _titled(question: Question, bound: AtLeast | None, now: Numbers) -> Iterator[Check]:
    if bound and now.pages >= question.least:
        note = f"{now.titled} of {now.pages} pages read have a title"
        yield question.at_least(now.titled / now.pages, bound.min, note, bound.reason)


def _dated(question: Question, bound: AtLeast | None, now: Numbers) -> Iterator[Check]:
    if bound and now.documents >= question.least:
        note = f"{now.dated} of {now.documents} documents read have a date"
        yield question.at_least(now.dated / now.documents, bound.min, note, bound.reason)


def _as_before(column: _Column, name: str) -> AtLeast | None:
    """Half of the share that a column had; None where it had too few to say, or nothing is expected of any.

    A column may truly have no dates; one that had them and has none any more is not read rightly.
    """
    shown, now = _shown_before(column, name), column.now.pages if name == "titled" else column.now.documents
    # Of one that had few, as many must have been read as would show them.
    if not shown or not column.bounds.of(name, AtLeast).min or shown * now < column.bounds.least(name):
        return None
    share = column.bounds.rules.against_before * shown
    return AtLeast(min=share, reason=f"when it was last accepted, {shown:.0%} had one")


def _shown_before(column: _Column, name: str) -> float | None:
    """The share of titles or dates that a column had when last accepted; None where it had too few to say."""
    left = column.before or ColumnBefore(0)
    having, of = (left.titled, left.pages) if name == "titled" else (left.dated, left.documents)
    return having / of if of >= column.bounds.least(name) else None


def _family(bounds: Bounds, columns: Sequence[_Column], before: Before) -> Iterator[Check]:
    """Pages of a system that the portal did not have before are a redesign, whatever else they show."""
    question, bound, rare = _question("family", bounds), bounds.of("family", AtLeast), bounds.rules.family_share
    earlier = before.families.total()
    if not earlier:
        yield question.undecided("nothing to compare with: no accepted crawl read pages")
        return
    seen = _common(before.families, rare) | _common(before.families_read, rare)
    as_before = others = 0
    for column in columns:
        own = seen | _common(before.column_families.get(column.key, Counter()), rare)
        as_before += sum(count for family, count in column.once.families.items() if family in own)
        changed = column.once.families - column.once.same_families
        others += sum(count for family, count in changed.items() if family not in own)
    pages = as_before + others
    if min(pages, earlier) >= question.least:
        note = f"{as_before} of {pages} pages are of {' or '.join(sorted(seen))}, as before"
        yield question.at_least(as_before / pages, bound.min, note, bound.reason)


def _common(families: Counter[str], share: float) -> set[str]:
    """Some pages show no mark of their system: a family of few of them is not one that the portal has."""
    return {family for family, pages in families.items() if pages >= share * families.total()}


def _newest(question: Question, bound: Days | None, newest: date | None, day: date) -> Iterator[Check]:
    if bound is None:
        return
    if newest is None:
        yield question.unmeasured(bound.max, "no entry has a date", bound.reason)
        return
    days = max(0, (day - newest).days)
    yield question.at_most(days, bound.max, f"the newest date is {newest}, {days} days ago", bound.reason)
