"""What an archive of the demo says of timeliness and twins, in the shape of the demo's truth."""

from __future__ import annotations

from sqlite_utils import Database

from archive.timeliness.figures import Distribution, timeliness_of
from archive.twins.figures import twins_of
from crawler.demo.model import Site
from crawler.demo.truth.timeliness import ExpectedTimeliness
from crawler.demo.truth.twins import expected_twins

PORTAL = "demo"
Twin = tuple[str, int, frozenset[str]]
_KINDS = ("same_day", "within", "over", "published_first", "conflict", "outside", "out_of_calendar")


def timeliness_found(db: Database) -> set[ExpectedTimeliness]:
    """The figures of every year, of all and by column."""
    years = timeliness_of(db, PORTAL)
    return {_as_expected(one) for year in years for one in (year.whole, *year.columns)}


def _as_expected(one: Distribution) -> ExpectedTimeliness:
    assert one.group.year is not None
    column = one.group.column.removeprefix(f"{PORTAL}/") if one.group.column else None
    return ExpectedTimeliness(one.group.year, column, *(one.counts[kind] for kind in _KINDS), one.median, one.p90)


def twins_found(db: Database) -> list[Twin]:
    """Kind, year and both titles of every document with a counterpart, sorted."""
    found = (row for year in twins_of(db, PORTAL) for row in year.rows if row["twin"])
    return sorted(((r["kind"], r["year"], frozenset({r["title"], r["twin_title"]})) for r in found), key=str)


def twins_wanted(site: Site) -> list[Twin]:
    """The same as twins.yml has it; the repost is called what its original is."""
    (repost,) = (document for document in site.own.documents if document.repost_of)
    wanted = ((t.kind, t.year, frozenset({t.title or repost.title, t.of or repost.title})) for t in expected_twins())
    return sorted(wanted, key=str)
