"""What of that which a guide or catalogue names the archive shows, on the day of a crawl.

Judged as what the law asks for is (``archive.checklist``): nothing is said against an authority where a column that
could show otherwise was not fetched completely, where an entry without a date could be the newest, or where a title is
so near that a person has to look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.checklist import Shown, judged, shown_by
from archive.duties import Duty
from archive.duties import Source as Law
from archive.existence import Search, attachments, near, search_for
from archive.guides.matching import columns_of, duty_of, title_words
from archive.guides.read import Promised
from archive.guides.rules import rules
from archive.guides.sources import Source, source_label, sources
from archive.labels import Label
from archive.measures import quote
from archive.standing import Column, Standing, parse_date

#: The own site's documents that show what is named, and are not known to be removed. They are few of many: each way in
#: which one is found gives its id from an index, and no other row is read.
_ROWS = """\
with shown as (
{shown}
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = {portal} and d."import" is null and d.gone_since is null
order by d.published_on, d.id"""
#: The inner one needs nothing but the index of titles.
_TITLED = """\
select id as document from documents where rowid in (
  select rowid from documents where portal = {portal} and "import" is null and ({titled}))"""
_ATTACHED = """\
select a.document
from crawls w
join attachments a on a.crawl = w.id and ({named})
where w.portal = {portal} and w.accepted = 1"""
_LISTED = """\
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each({columns}))
where w.portal = {portal} and w.accepted = 1"""
_NAMED_FILES = """
select distinct a.document, a.name from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
where w.portal = ? and a.name <> ''
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something a guide or catalogue names, its state on a day, and the SQL of the documents that show it."""

    source: Source
    promised: Promised
    state: str
    shown: Shown
    columns: tuple[str, ...]
    every: int | None
    notes: tuple[Mapping[str, Any], ...]
    sql: str


def promises(db: Database, standing: Standing, day: date | None = None) -> tuple[Promise, ...]:
    """What guide and catalogue of a portal name, judged on ``day``, which is that of its newest accepted crawl.

    What both name is said once, by the guide. Empty where neither is in the archive or no crawl was accepted.
    """
    as_of = day or parse_date(standing.as_of_date)
    if as_of is None:
        return ()
    judge = _Judge(db, standing, as_of)
    return tuple(judge.judged(source, each) for source, each in _once(sources(db, standing)))


def _once(found: Sequence[Source]) -> Iterator[tuple[Source, Promised]]:
    seen: set[str] = set()
    for source in found:
        for each in source.promised:
            if each.key not in seen and len(seen) < int(rules()["most"]):
                seen.add(each.key)
                yield source, each


@dataclass(frozen=True, slots=True)
class _Ways:
    """The SQL of each way in which documents that show a name are found, its values as literals; empty for none."""

    named: str = ""
    listed: str = ""
    titled: str = ""
    attached: str = ""

    def rows(self, portal: str) -> str:
        """The SQL of the documents."""
        ways = (
            f"select document from (\n{each}\n)"
            for each in (self.named, self.listed, self.titled, self.attached)
            if each
        )
        return _ROWS.format(portal=quote(portal), shown="\nunion\n".join(ways) or "select '' as document")


class _Judge:
    """Asks the archive of one portal for one name after the other."""

    def __init__(self, db: Database, standing: Standing, day: date) -> None:
        self._db, self._standing, self._day = db, standing, day
        self._own = [column for column in standing.columns if column.portal == standing.portal]
        self._attached = attachments(db, standing.portal)
        named = db.execute(_NAMED_FILES, [standing.portal])
        self._files: tuple[tuple[str, str], ...] = tuple(named.fetchall())

    def judged(self, source: Source, promised: Promised) -> Promise:
        standing = self._standing
        claim = {"metric": f"document:{promised.quote}", "subject": promised.quote, "quote": promised.quote}
        search = search_for(standing, claim, self._attached)
        columns = columns_of(promised.quote, self._own, standing.authority)
        words = title_words(promised.quote, standing.authority)
        ways = self._ways(search, columns, words)
        duty = _as_duty(promised, standing.authority)
        found, counted = self._found(ways, words)
        shown = shown_by(self._db, duty, counted.rows(standing.portal), standing)
        state, notes = judged(duty, shown, columns, self._own, self._day)
        if state == "not_found":
            state, notes = self._looked_nearer(search, found, promised) or (state, notes)
        titles = tuple(column.title for column in columns)
        return Promise(source, promised, state, shown, titles, duty.every, notes, ways.rows(standing.portal))

    def _looked_nearer(
        self, search: Search, named: Set[str], promised: Promised
    ) -> tuple[str, tuple[Mapping[str, Any], ...]] | None:
        """What is more to be said of a name not found: it is too short to look for, was removed, or others are near."""
        if not search.searchable and not title_words(promised.quote, self._standing.authority):
            return "not_assessable", ({"key": "short_name"},)
        if named:
            return "not_found", ({"key": "removed", "documents": len(named)},)
        is_long = search.searchable and len(search.key) >= int(rules()["near_from"])
        similar = near(self._db, self._standing, search, self._attached).similar if is_long else ()
        return ("not_assessable", ({"key": "similar", "titles": len(similar)},)) if similar else None

    def _ways(self, search: Search, columns: Sequence[Column], words: Sequence[str]) -> _Ways:
        portal, ids = quote(self._standing.portal), json.dumps([column.id for column in columns])
        titled, named = (
            " or ".join(f"instr({of}, {quote(word)}) > 0" for word in words) for of in ("title_key", "a.name")
        )
        return _Ways(
            search.sql if search.searchable else "",
            _LISTED.format(columns=quote(ids), portal=portal) if columns else "",
            _TITLED.format(titled=titled, portal=portal) if words else "",
            _ATTACHED.format(named=named, portal=portal) if words else "",
        )

    def _found(self, ways: _Ways, words: Sequence[str]) -> tuple[Set[str], _Ways]:
        """The documents that carry the name, and ways that find what ``ways`` do without looking through all again."""
        named = {row["document"] for row in self._db.query(ways.named)} if ways.named else set()
        attached = (
            {document for document, name in self._files if any(word in name for word in words)} if words else set()
        )
        return named, replace(ways, named=_these(named), attached=_these(attached))


def _these(documents: Set[str]) -> str:
    ids = quote(json.dumps(sorted(documents)))
    return f"select value as document from json_each({ids})" if documents else ""


def _as_duty(promised: Promised, authority: tuple[str, ...]) -> Duty:
    """What is named, with the guide's own rhythm or that of the law; its documents may stand in any column."""
    law = duty_of(promised.quote, authority)
    every = promised.every or (law.every if law else None)
    title = Label(promised.quote, promised.quote)
    act = law.law if law else Law(title)
    return Duty(promised.key, title, act, (), (promised.key,), every, renewed=law.renewed if law else None)


def store_promises(db: Database, standing: Standing) -> None:
    """Write what guide and catalogue name as of the newest accepted crawl; that of an earlier one is not current."""
    write_promises(db, standing, promises_observed(db, standing))


def promises_observed(db: Database, standing: Standing) -> list[dict[str, Any]]:
    """What guide and catalogue name as of the newest accepted crawl, as rows; nothing is written."""
    return [_row(standing, number, each) for number, each in enumerate(promises(db, standing), 1)]


def write_promises(db: Database, standing: Standing, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows of a portal's newest accepted crawl; those of an earlier one are not current."""
    db.execute("update promises set current = 0 where portal = ?", [standing.portal])
    db.execute("delete from promises where as_of = ?", [standing.as_of])
    db.table("promises").insert_all(rows, pk=("as_of", "number"))


def _row(standing: Standing, number: int, each: Promise) -> dict[str, Any]:
    promised, shown = each.promised, each.shown
    return {
        "as_of": standing.as_of,
        "number": number,
        "portal": standing.portal,
        "source": each.source.kind,
        "document": each.source.document,
        "version": each.source.version,
        "quote": promised.quote,
        "start": promised.start,
        "end": promised.end,
        "state": each.state,
        "documents": shown.documents,
        "newest_on": str(shown.newest_on) if shown.newest_on else None,
        "newest": shown.newest,
        "undated": shown.undated,
        "every": each.every,
        "columns": json.dumps(each.columns, ensure_ascii=False),
        "note": json.dumps(each.notes, ensure_ascii=False),
        "sql": each.sql,
        "current": 1,
    }


def promise_rows(db: Database, portal: str | None = None) -> Iterator[dict[str, Any]]:
    """The current rows of the table ``promises``, of one portal or of all."""
    return db.query(
        "select * from promises where current = 1 and (? is null or portal = ?) order by portal, number",
        [portal, portal],
    )


__all__ = [
    "Promise",
    "promise_rows",
    "promises",
    "promises_observed",
    "source_label",
    "store_promises",
    "write_promises",
]
