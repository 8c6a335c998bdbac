"""Rebuild: archive.db again from the record alone: WARC, manifests, imported files, decisions.

The walk that drove each crawl is driven by a plain loop over its WARC, with the network closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

from sqlite_utils import Database

from archive import crawls
from archive.contemporary import store_contemporary
from archive.decision_store import apply_decisions
from archive.decisions import DecisionFileError
from archive.forked import cores
from archive.holdings import holdings, portal_of
from archive.imports import ImportFileError, import_file
from archive.kept_archives import FOLDER, KeptArchive, kept_archives
from archive.kept_decisions import kept_decisions
from archive.kept_imports import KeptImport, kept_imports
from archive.manifest import decode
from archive.observe import observe
from archive.observe_all import observe_all
from archive.purge_orders import Order, PurgedRecord, PurgeRegisterError, purged_records, read_orders
from archive.purged_rows import write_purged
from archive.report_store import read_reports
from archive.sources import WEB_ARCHIVE, Source
from archive.twins.rows import forget_signatures
from archive.twins.signatures import signed
from archive.verify import verify
from archive.warc_reader import TornRecordError
from archive.withholding import apply_withholdings
from crawler.begin import source_of
from crawler.brought.take import imported_records, take
from crawler.coverage import ACCEPTED
from crawler.errors import RecordError
from crawler.first_look import look_over_crawl
from crawler.look_ahead import Looked, Lookout, Next, warm_up
from crawler.over import ENDED, finish
from crawler.read_ahead import Beforehand
from crawler.replay import CrawlRecords


@dataclass(frozen=True, slots=True)
class RebuiltCrawl:
    """A crawl as it was rebuilt. ``verdict_then`` is what its manifest says; empty where it was never closed.

    ``base`` is the accepted crawl that it rests on now, ``base_then`` the one that its plan names; both may be empty.
    """

    crawl: str
    captures: int
    verdict: str
    verdict_then: str
    base: str = ""
    base_then: str = ""

    @property
    def note(self) -> str:
        """What a person has to know of a crawl whose plan rests on what is not accepted any more, or is not the newest
        that is; else empty.

        What it carried is known from that crawl: where that is not there, entries that nobody asked for are missing.
        """
        if not self.base_then or self.base == self.base_then:
            return ""
        now = f"the newest accepted crawl is now {self.base}" if self.base else "no crawl before it is accepted now"
        return (
            f"{self.crawl} was planned on what {self.base_then} left, but {now}: what it did not ask for may be "
            "missing, and it may be judged otherwise for that"
        )


@dataclass(frozen=True, slots=True)
class KeptCrawl:
    """A crawl in the record; ``manifest`` is empty for one that was never closed."""

    crawl: str
    manifest: dict[str, Any]

    @property
    def at(self) -> str:
        """When it closed, in UTC; after everything else where it never did."""
        return str(self.manifest.get("closed_at") or "9999")

    @property
    def verdict(self) -> str:
        """What its manifest says; empty where it was never closed."""
        return str(self.manifest.get("verdict", ""))

    @property
    def is_live(self) -> bool:
        """Whether its site answered it, as its manifest says."""
        return self.manifest.get("source") != WEB_ARCHIVE

    @property
    def portal(self) -> str:
        """The key of its portal, as its id says it."""
        return portal_of(self.crawl)


Event: TypeAlias = KeptCrawl | KeptImport | KeptArchive


def rebuild(archive: Path, db: Database, report: Callable[[RebuiltCrawl], None]) -> None:
    """Rebuild an archive into an empty database, in the order in which its facts once became current.

    Raises RecordError where the record does not hold what it must.
    """
    replay(archive, db, history(archive), report)


def replay(
    archive: Path,
    db: Database,
    events: Iterable[Event],
    report: Callable[[RebuiltCrawl], None],
    touched: Callable[[], Iterable[str]] = tuple,
) -> None:
    """Take crawls and imports of the record into a database that has none of them, each portal's in their order.

    ``touched``, asked once they are taken, gives portals to be verified and observed beside those of accepted crawls.
    Raises RecordError where the record does not hold what it must.
    """
    events = list(events)
    orders = _orders(archive)
    register = purged_records(orders)
    replayed = _Replay(archive, db, orders, register)
    with closing(Lookout(archive / "warc", _next(db, events), register)) as lookout:
        for event in events:
            if isinstance(event, KeptImport):
                _import(db, event)
            elif isinstance(event, KeptArchive):
                report(replayed.brought(event))
            else:
                report(replayed.crawl(event, lookout.take(event.crawl)))
    forget_signatures(db)
    also = list(touched())
    for portal in dict.fromkeys([*replayed.unverified, *also]):
        _verify(archive, db, portal)
    observe_all(db, sorted(replayed.accepted.union(also)))
    for portal in sorted(replayed.accepted):
        store_contemporary(db, portal)
    _withhold(archive, db)


def check_imports(archive: Path, before: Database) -> None:
    """Raise RecordError where archive.db holds an import whose file was not kept."""
    brought = {each.id for each in kept_archives(archive)}
    for id, name in before.execute("select id, file_name from imported_archives").fetchall():
        if id not in brought:
            raise RecordError(f"the import {id}: what was said of it is not in {FOLDER}; bring its file ({name}) again")
    kept = {each.id for each in kept_imports(archive)}
    for row in before.query("select id, file_name from imports"):
        if row["id"] not in kept:
            raise RecordError(
                f"the import {row['id']} was made before imports were kept; bring its file ({row['file_name']}) again "
                "with `gongkai import`, then rebuild"
            )


def _orders(archive: Path) -> tuple[Order, ...]:
    try:
        return read_orders(archive)
    except PurgeRegisterError as error:
        raise RecordError(f"what was purged cannot be read again: {error}") from error


def _withhold(archive: Path, db: Database) -> None:
    try:
        apply_withholdings(db, archive)
    except DecisionFileError as error:
        raise RecordError(f"what is withheld cannot be read again: {error}") from error


def history(archive: Path) -> list[Event]:
    """Crawls and imports, the earliest first; crawls that were never closed come last."""
    instants: list[tuple[str, str, Event]] = []
    brought = list(_archives(archive))
    instants += [(kept.imported_at, kept.id, kept) for kept in brought]
    for kept in _crawls(archive, {each.crawl for each in brought}):
        instants.append((kept.at, kept.crawl, kept))
    for listed in kept_imports(archive):
        instants.append((listed.imported_at, listed.id, listed))
    return [event for *_, event in sorted(instants, key=lambda instant: instant[:2])]


def _archives(archive: Path) -> Iterator[KeptArchive]:
    try:
        yield from kept_archives(archive)
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"what was said of an import in {FOLDER} cannot be read again: {error}") from error


def _crawls(archive: Path, imported: Collection[str]) -> Iterator[KeptCrawl]:
    """The live crawls of the record."""
    manifests = {path.stem: path for path in (archive / "crawls").glob("*.json")}
    for crawl in {*manifests, *(holding.crawl for holding in holdings(archive))} - {*imported}:
        manifest = decode(manifests[crawl].read_bytes()) if crawl in manifests else {}
        if manifest is None:
            raise RecordError(f"{manifests[crawl]} is no manifest; `gongkai check` says what is wrong with it")
        yield KeptCrawl(crawl, manifest)


def _decide(archive: Path, db: Database, portal: str) -> None:
    try:
        apply_decisions(db, portal, kept_decisions(archive, portal))
    except DecisionFileError as error:
        raise RecordError(f"the decisions on {portal} cannot be read again: {error}") from error


def _import(db: Database, kept: KeptImport) -> None:
    try:
        import_file(db, kept.read())
    except (ImportFileError, OSError) as error:
        raise RecordError(f"the import {kept.id} cannot be read again: {error}") from error


def _next(db: Database, events: Sequence[Event]) -> list[Next]:
    """Crawls to be looked at before their turn: all but the first, whose turn it is. Texts of a portal's first accepted
    crawl of its site are new.
    """
    crawls = [event for event in events if isinstance(event, KeptCrawl)]
    known = {portal for (portal,) in db.execute("select portal from crawls where accepted = 1 and source = 'live'")}
    accepted = [each for each in crawls if each.verdict in ACCEPTED and each.is_live and each.portal not in known]
    first = {crawl.portal: crawl for crawl in reversed(accepted)}
    return [Next(each.crawl, signed if first.get(each.portal) is each else None) for each in crawls[1:]]


@dataclass
class _Replay:
    """Takes crawls of the record, and verifies a portal's before its next: that began after the run that did."""

    archive: Path
    db: Database
    orders: tuple[Order, ...]
    register: Mapping[str, PurgedRecord]
    unverified: list[str] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)

    def crawl(self, kept: KeptCrawl, looked: Looked) -> RebuiltCrawl:
        """Take a crawl, of which something may be read already."""
        records = looked.records or _records(self.archive, kept.crawl, self.register, looked.busy)
        portal = records.portal.portal if records.portal else kept.portal
        self._before(portal, records)
        rebuilt = _crawl(self.db, portal, kept, records, looked)
        if rebuilt.verdict in ACCEPTED and records.view is None:
            self._after(portal)
        return rebuilt

    def brought(self, kept: KeptArchive) -> RebuiltCrawl:
        """Take the records of an import again."""
        try:
            records = imported_records(self.archive, kept, self.register)
        except TornRecordError as error:
            raise RecordError(f"{error}; `gongkai check` names what is damaged") from error
        self._before(kept.portal, records)
        take(self.db, kept, records)
        sql = "select verdict, accepted from crawls where id = ?"
        verdict, is_accepted = self.db.execute(sql, [kept.crawl]).fetchone()
        if is_accepted:
            self._after(kept.portal)
        captures = self.db.table("captures").count_where("crawl = ?", [kept.crawl])
        return RebuiltCrawl(kept.crawl, captures, verdict, verdict)

    def _before(self, portal: str, records: CrawlRecords) -> None:
        if portal in self.unverified:
            for each in dict.fromkeys(self.unverified):
                _verify(self.archive, self.db, each)
                observe(self.db, each, is_passing=True)
            self.unverified.clear()
        write_purged(self.db, self.orders, {record.id for record in records.purged})

    def _after(self, portal: str) -> None:
        self.unverified.append(portal)
        self.accepted.add(portal)


def _records(archive: Path, crawl: str, register: Mapping[str, PurgedRecord], busy: int) -> CrawlRecords:
    meanwhile = partial(warm_up, Next(crawl, signed))
    try:
        return look_over_crawl(archive / "warc", crawl, register, cores() - 1 - busy, meanwhile)
    except TornRecordError as error:
        raise RecordError(f"{error}; `gongkai check` names what is damaged") from error


def _crawl(db: Database, portal: str, kept: KeptCrawl, records: CrawlRecords, looked: Looked) -> RebuiltCrawl:
    said = kept.manifest
    file_sha256 = records.portal.file_sha256 if records.portal else str(said.get("portal_file_sha256", ""))
    started_at = said.get("started_at") or (records.software[0].since if records.software else "")
    crawls.open_crawl(db, portal, kept.crawl, file_sha256, started_at, _source(records, kept))
    runs = {software.run or uuid4().hex: software for software in reversed(records.software)}
    db.table("runs").insert_all(
        {"id": run, "crawl": kept.crawl, "started_at": software.since, "software": software.software}
        for run, software in runs.items()
    )
    verdict_then = kept.verdict
    over = {"interrupted": str(said.get("reason")), "": ENDED}.get(verdict_then, "")
    try:
        beforehand = Beforehand(signed if verdict_then in ACCEPTED else None, looked.given, looked.busy)
        closed_at = str(said.get("closed_at", ""))
        base = finish(db, kept.crawl, records, over, closed_at, passing=True, beforehand=beforehand)
    except TornRecordError as error:
        raise RecordError(f"{error}; `gongkai check` names what is damaged") from error
    (verdict,) = db.execute("select verdict from crawls where id = ?", [kept.crawl]).fetchone()
    captures = db.table("captures").count_where("crawl = ?", [kept.crawl])
    base_then = records.plan.base if records.plan and records.portal else ""
    return RebuiltCrawl(kept.crawl, captures, verdict, verdict_then, base, base_then)


def _source(records: CrawlRecords, kept: KeptCrawl) -> Source:
    """Where a crawl is from: as its records say it, or its manifest where it ended before the first of them."""
    if records.view is None and not kept.is_live:
        said = kept.manifest
        return Source(WEB_ARCHIVE, said.get("web_archive"), said.get("past_at"), said.get("past_within"))
    return source_of(records.view)


def _verify(archive: Path, db: Database, portal: str) -> None:
    read_reports(db, portal)
    _decide(archive, db, portal)
    verify(db, portal)
