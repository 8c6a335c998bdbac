"""What each ready-made query of metadata.yml must answer on an archive of the demo, from its truth and plan alone.

Plain Python over the documents that were drawn and the findings that are expected; it knows nothing of SQL, of archive/
or of reading. What became different is of another truth, that of the demo's year: see year_queries.py.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin

from demo_oracle import Item, Oracle

from crawler.demo.cases import broken_off
from crawler.demo.model import Document, Host
from crawler.demo.skin import load_skin
from crawler.demo.truth import Column, ExpectedFinding, expected_findings, report, report_years, site
from crawler.demo.truth.series import expected_series
from crawler.demo.truth.timeliness import expected_timeliness
from crawler.demo.truth.twins import expected_twins

OWN, CITY = "demo", "demo-city"
#: Verdicts of cells whose metric the truth leaves open: there may be more of them.
SILENT = {"unobservable", "not_assessable"}
#: Whom pages of a catalogue name as their issuer.
ISSUER = "松山新区管理委员会"
Row = Mapping[str, object]
Seen = tuple[object, ...]


@dataclass(frozen=True)
class Expected:
    """A query as it is asked, and its rows as ``seen`` shows them; it returns None of a row that is not judged."""

    query: str
    rows: Counter[Seen]
    seen: Callable[[Row], Seen | None]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """A document of one of the sites as its lists and its page show it."""

    portal: str
    document: Document
    item: Item
    url: str
    issuer: str
    index_number: str
    document_number: str

    @property
    def year(self) -> str:
        """Of the date that counts; empty where there is none."""
        return str(self.item.year or "")

    @property
    def day(self) -> str | None:
        """The date that counts."""
        return self.document.published_on.isoformat() if self.document.published_on else None

    @property
    def columns(self) -> tuple[str, ...]:
        """Where it is listed, as portal/key."""
        return tuple(f"{self.portal}/{key}" for key in self.item.columns)

    @property
    def other(self) -> date | None:
        """The other date of a page that prints two."""
        day, meta = self.document.published_on, self.document.meta_on
        return meta if self.item.state == "page" and day and meta != day else None


class Known:
    """What an archive of one case must hold. ``seed`` draws what is asked for."""

    def __init__(self, oracle: Oracle, seed: str) -> None:
        self.oracle, self.case, self.random = oracle, oracle.case, random.Random(seed)
        hosts = [(OWN, oracle.site.own, oracle.channels["own_site"])]
        if self.case.city:
            hosts.append((CITY, oracle.site.city, oracle.of_city))
        self.documents = [one for portal, host, items in hosts for one in self._listed(portal, host, items)]
        self.columns = {f"{OWN}/{one.key}": one for one in site("own_site").columns}
        if self.case.city:
            self.columns |= {f"{CITY}/{one.key}": one for one in site("city_site").columns}

    def _listed(self, portal: str, host: Host, items: Sequence[Item]) -> Iterator[Listed]:
        plan = {one.key: one for one in site("own_site" if portal == OWN else "city_site").columns}
        documents = {str(one.number): one for one in host.documents}
        for item in items:
            one, url = documents[item.identity], urljoin(host.base, documents[item.identity].url)
            if item.state != "page":
                yield Listed(portal, one, item, url, "", "", "")
            elif plan[one.columns[0]].catalogue:
                issuer = one.issuer or ISSUER
                yield Listed(portal, one, item, url, issuer, one.index_number, one.document_number)
            else:  # a line above the text, which may stand in brackets
                yield Listed(portal, one, item, url, one.source, "", one.document_number.strip("（）"))

    def of_column(self, key: str) -> list[Listed]:
        """The documents that a column lists."""
        return [one for one in self.documents if key in one.columns]

    def findings(self) -> Iterator[tuple[str, ExpectedFinding]]:
        """Every expected finding after the id of its report; what may also be said of open cells is left out."""
        for year in report_years():
            for one in expected_findings(year, self.oracle.wechat, self.case.key):
                if one.verdict not in SILENT:
                    yield f"{OWN}-{year}", one

    def observed(self, key: str, one: ExpectedFinding) -> float | None:
        """What must be found for a claim; where a column was not read whole, the draw decides."""
        return self.oracle.observed(one.key, int(key[-4:])) if one.verdict == "incomplete" else one.observed


def _fields(*names: str) -> Callable[[Row], Seen]:
    return lambda row: tuple(row[name] for name in names)


def _spoken(*names: str) -> Callable[[Row], Seen | None]:
    """The same of rows whose verdict says something."""
    return lambda row: None if row["verdict"] in SILENT else tuple(row[name] for name in names)


def _reports_and_verdicts(known: Known) -> Iterator[Expected]:
    tally = Counter((key, one.verdict) for key, one in known.findings())
    rows = Counter((key, report(int(key[-4:])).title, verdict, items) for (key, verdict), items in tally.items())
    yield Expected("reports_and_verdicts", rows, _spoken("report", "title", "verdict", "items"))


def _findings_of_a_report(known: Known) -> Iterator[Expected]:
    drawn, one = known.random.choice(list(known.findings()))
    for values in ({}, {"report": drawn}, {"report": drawn, "verdict": one.verdict}, {"report": "demo-2016"}):
        rows = Counter(
            (key, *_finding(known, key, one))
            for key, one in known.findings()
            if values.get("report", key) == key and values.get("verdict", one.verdict) == one.verdict
        )
        yield Expected("findings_of_a_report", rows, _finding_shown, values)


def _finding(known: Known, key: str, one: ExpectedFinding) -> Seen:
    if one.kind == "existence":
        return one.key.partition(":")[0], one.verdict, None, None
    said = one.key.partition(" (")[0] if one.kind == "identity" else one.key
    return said, one.verdict, one.reported, known.observed(key, one)


def _finding_shown(row: Row) -> Seen | None:
    """As above: of a named document its kind, for quotes may be cut differently; of an identity its rule."""
    if row["verdict"] in SILENT:
        return None
    metric, said = str(row["metric"] or ""), str(row["said"]).partition(" (")[0]
    kind = metric.partition(":")[0]
    if kind in ("document", "list", "budget"):
        return row["report"], kind, row["verdict"], None, None
    return row["report"], metric or said, row["verdict"], row["reported"], row["observed"]


def _broken_identities(known: Known) -> Iterator[Expected]:
    rows = Counter(
        (key, one.key.partition(" (")[0], one.observed, one.reported)
        for key, one in known.findings()
        if one.verdict == "broken"
    )
    yield Expected("broken_identities", rows, lambda row: (row["report"], str(row["rule"]).partition(" (")[0],
        row["sum"], row["total"]))  # fmt: skip


def _claims_with_fewer_found(known: Known) -> Iterator[Expected]:
    rows = Counter(
        (key, one.key, one.reported, one.observed, (one.observed or 0) - (one.reported or 0))
        for key, one in known.findings()
        if one.verdict == "fewer_found"
    )
    yield Expected("claims_with_fewer_found", rows, _fields("report", "metric", "reported", "observed", "difference"))


def _named_documents(known: Known) -> Iterator[Expected]:
    said = [(key, one) for key, one in known.findings() if one.verdict in ("not_found", "found_later")]
    rows = Counter(
        (key, _bare(one.quote), one.verdict, report(int(key[-4:])).published_on.isoformat()) for key, one in said
    )
    yield Expected(
        "named_documents_missing_or_late",
        rows,
        lambda row: (row["report"], _bare(str(row["quote"])), row["verdict"], row["report_published_on"]),
    )


def _bare(quote: str) -> str:
    return quote.strip("《》")


def _reported_and_found(known: Known) -> Iterator[Expected]:
    metrics = {one.key for _, one in known.findings() if one.kind == "count"}
    for metric in ("", "proactive_website", known.random.choice(sorted(metrics))):
        found = [
            (year, one)
            for year in report_years()
            for one in expected_findings(year, known.oracle.wechat, known.case.key)
            if one.key == (metric or "proactive_total")
        ]
        rows = Counter((year, one.reported, known.observed(str(year), one), one.verdict) for year, one in found)
        yield Expected(
            "reported_and_found_by_year", rows, _fields("year", "reported", "observed", "verdict"),
            {"metric": metric},
        )  # fmt: skip


def _documents_by_year(known: Known) -> Iterator[Expected]:
    seen = _fields("portal", "year", "documents", "pages", "files", "off_site", "not_fetched")
    states = ("page", "file", "external", "unfetched")
    for portal in ("", OWN, CITY, "no"):
        years: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in known.documents:
            if portal in ("", one.portal):
                years[one.portal, one.year].append(one.item.state)
        rows = Counter((*key, len(of), *map(of.count, states)) for key, of in years.items())
        yield Expected("documents_by_year", rows, seen, {"portal": portal})


def _documents_by_channel(known: Known) -> Iterator[Expected]:
    counts: Counter[Seen] = Counter()
    for channel, items in known.oracle.channels.items():
        counts.update((OWN, channel, str(item.year or "")) for item in items)
    counts.update((CITY, "own_site", one.year) for one in known.documents if one.portal == CITY)
    rows = Counter((*key, documents) for key, documents in counts.items())
    yield Expected("documents_by_channel_and_year", rows, _fields("portal", "channel", "year", "documents"))


def _documents_by_column(known: Known) -> Iterator[Expected]:
    rows = Counter(
        (key.partition("/")[0], column.title, year or None, documents)
        for key, column in known.columns.items()
        for year, documents in Counter(one.year for one in known.of_column(key)).items()
    )
    seen = _fields("portal", "column_title", "year", "documents")
    yield Expected("documents_by_column_and_year", rows, seen)


def _documents_of_a_column(known: Known) -> Iterator[Expected]:
    drawn = known.random.choice([key for key in known.columns if known.of_column(key)])
    year = known.random.choice(known.of_column(drawn)).year or "undated"
    for values in (
        {},
        {"column": drawn},
        {"column": drawn, "year": year},
        {"year": "undated"},
        {"column": "demo/no"},
    ):
        rows = Counter(
            (key, one.day, one.item.title, one.issuer, one.index_number, one.document_number, one.item.state, one.url)
            for key in known.columns
            for one in known.of_column(key)
            if values.get("column", key) == key and values.get("year", one.year or "undated") == (one.year or "undated")
        )
        numbers = ("index_number", "document_number")
        seen = _fields("column", "published_on", "title", "issuer", *numbers, "state", "url")
        yield Expected("documents_of_a_column", rows, seen, values)


def _documents_by_issuer(known: Known) -> Iterator[Expected]:
    seen = _fields("issuer", "documents", "portals", "first_published_on", "last_published_on")
    year = known.random.choice([one.year for one in known.documents if one.year])
    for values in ({}, {"portal": OWN}, {"year": year}, {"portal": OWN, "year": year}):
        issuers: dict[str, list[Listed]] = defaultdict(list)
        for one in known.documents:
            if values.get("portal", one.portal) == one.portal and values.get("year", one.year) == one.year:
                issuers[one.issuer].append(one)
        rows = Counter(_issued(issuer, of) for issuer, of in issuers.items())
        yield Expected("documents_by_issuer", rows, seen, values)


def _issued(issuer: str, of: Sequence[Listed]) -> Seen:
    days = [one.day for one in of if one.day]
    portals = {one.portal for one in of}
    return issuer, len(of), len(portals), min(days, default=None), max(days, default=None)


def _undated_documents(known: Known) -> Iterator[Expected]:
    rows = Counter((one.portal, one.item.title, one.url) for one in known.documents if not one.year)
    yield Expected("undated_documents", rows, _fields("portal", "title", "url"))


def _dates_that_disagree(known: Known) -> Iterator[Expected]:
    rows = Counter(
        (one.day, one.other.isoformat(), int(str(one.other.year) != one.year), one.item.title, one.url)
        for one in known.documents
        if one.other
    )
    seen = _fields("published_on", "published_on_other", "other_year", "title", "url")
    yield Expected("dates_that_disagree", rows, seen)


def _reposted_documents(known: Known) -> Iterator[Expected]:
    groups: dict[Seen, list[Listed]] = defaultdict(list)
    for one in sorted(known.documents, key=lambda one: (one.day is None, one.day)):
        # A page's title is no part of its text.
        if text := one.item.text[one.item.state == "page" :]:
            groups[one.portal, text].append(one)
    rows = Counter(
        (of[0].portal, len(of), of[0].item.title, min(_days(of)), max(_days(of)))
        for of in groups.values()
        if len(of) > 1
    )
    seen = _fields("portal", "copies", "title", "first_published_on", "last_published_on")
    yield Expected("reposted_documents", rows, seen)


def _days(of: Sequence[Listed]) -> list[str]:
    return [one.day for one in of if one.day]


def _index_numbers(known: Known) -> Iterator[Expected]:
    rows: Counter[Seen] = Counter()
    for key in known.columns:
        pages = [one for one in known.of_column(key) if one.item.state == "page"]
        indexed = sum(one.index_number != "" for one in pages)
        numbered = sum(one.document_number != "" for one in pages)
        if pages:
            rows[key, len(pages), indexed, numbered, len(pages) - indexed] += 1
    seen = _fields("column", "pages", "with_index_number", "with_document_number", "without_index_number")
    yield Expected("index_numbers_by_column", rows, seen)


def _pages_without_number(known: Known) -> Iterator[Expected]:
    pages = {key: [one for one in known.of_column(key) if one.item.state == "page"] for key in known.columns}
    wanting = [
        (key, one.item.title, one.url)
        for key, of in pages.items()
        if any(other.index_number for other in of)
        for one in of
        if not one.index_number
    ]
    for column in ("", known.random.choice(list(known.columns))):
        rows = Counter(row for row in wanting if column in ("", row[0]))
        yield Expected("pages_without_index_number", rows, _fields("column", "title", "url"), {"column": column})


def _unread(known: Known) -> Iterator[Expected]:
    """Of documents exactly; of lists that some of the pages that cannot be had were asked for, and of each list one."""
    rows: Counter[Seen] = Counter()
    for one in known.documents:
        if one.document.form == "soft_404":
            rows["document", "soft_404", 1, one.url] += 1
        elif one.item.closed:
            rows["document", "disallowed by robots.txt", 0, one.url] += 1
    base, lists = known.oracle.site.own.base, _closed_lists(known)
    rows.update(("list", of) for of in set(lists.values()))
    yield Expected("unread_addresses", rows, lambda row: _unread_shown(row, base, lists))


def _closed_lists(known: Known) -> dict[str, str]:
    """By path the column of every list page that cannot be had."""
    skin, own = load_skin(known.oracle.site.skin), {one.key: one for one in site("own_site").columns}
    paths = {skin.column_path(own[key]): key for key in known.case.disallowed}
    for key in known.case.truncated:
        column: Column = own[key]
        paths |= dict.fromkeys(broken_off(skin, column, len(known.oracle.site.own.listings[key])), key)
    return paths


def _unread_shown(row: Row, base: str, lists: Mapping[str, str]) -> Seen | None:
    if row["purpose"] == "list":
        return "list", lists.get(str(row["url"]).replace(base, "/", 1), row["url"])
    return row["purpose"], row["reason"], row["answered"], row["url"]


def _coverage_of_last_crawl(known: Known) -> Iterator[Expected]:
    rows = Counter(
        (key.partition("/")[0], column.title, _state(known, key), _entries(known, key))
        for key, column in known.columns.items()
    )
    yield Expected("coverage_of_last_crawl", rows, _fields("portal", "column_title", "state", "entries"))


def _state(known: Known, key: str) -> str:
    portal, _, name = key.partition("/")
    if portal == OWN and name in known.case.disallowed:
        return "disallowed"
    closed = any(one.item.closed for one in known.of_column(key))
    return "incomplete" if closed or (portal == OWN and name in known.case.truncated) else "complete"


def _entries(known: Known, key: str) -> int:
    return len(known.of_column(key))


def _coverage_by_crawl(known: Known) -> Iterator[Expected]:
    """The last crawl of each portal; one before it, where there is one, had the same columns."""
    crawls = [OWN, *([CITY] if known.case.city else [])]
    for portal in ("", *crawls):
        rows = Counter(_covered(known, one) for one in crawls if portal in ("", one))
        if known.case.late and portal in ("", OWN):
            rows[_covered(known, OWN, late=True)] += 1
        seen = _fields("portal", "accepted", "columns", "complete", "disallowed", "entries", "failed")
        yield Expected("coverage_by_crawl", rows, seen, {"portal": portal})


def _covered(known: Known, portal: str, *, late: bool = False) -> Seen:
    """``late``: before the documents that are late were there."""
    keys = [key for key in known.columns if key.partition("/")[0] == portal]
    states = [_state(known, key) for key in keys]
    entries = sum(not (late and one.item.late) for key in keys for one in known.of_column(key))
    failed = sum(one.item.closed for key in keys for one in known.of_column(key))
    return portal, 1, len(keys), states.count("complete"), states.count("disallowed"), entries, failed


def _series_with_missing_numbers(known: Known) -> Iterator[Expected]:
    if not _is_whole(known):
        return
    rows = Counter(
        (one.sort, one.prefix, one.year, one.first, one.last, one.published, len(one.missing), one.issued, one.missing)
        for one in expected_series()
        if one.missing
    )
    yield Expected("series_with_missing_numbers", rows, _series_shown)


def _is_whole(known: Known) -> bool:
    """Whether every list of the own site was read to its end: the truth of series speaks of no other case."""
    return not (known.case.truncated or known.case.disallowed)


def _series_shown(row: Row) -> Seen:
    spans = [list(map(int, span.split("–"))) for span in str(row["not_found"]).split("、")]
    missing = tuple(number for span in spans for number in range(span[0], span[-1] + 1))
    names = ("sort", "prefix", "year", "first", "last", "published", "missing", "issued")
    return *(row[name] for name in names), missing


def _numbers_cited(known: Known) -> Iterator[Expected]:
    if not _is_whole(known):
        return
    rows = Counter((f"{one.prefix}〔{one.year}〕{serial}号",) for one in expected_series() for serial in one.cited)
    yield Expected("numbers_cited_and_not_found", rows, _fields("number"))


def _late_by_column(known: Known) -> Iterator[Expected]:
    if not _is_whole(known):
        return
    for portal in ("", OWN):
        rows = Counter(
            (f"{OWN}/{one.column}", one.year, one.same_day + one.within + one.over, one.over)
            for one in expected_timeliness()
            if one.column
        )
        seen = _fields("column", "year", "compared", "over_limit")
        yield Expected("late_documents_by_column", rows, seen, {"portal": portal})


def _counted_twice(known: Known) -> Iterator[Expected]:
    """The truth of twins speaks of the own site alone."""
    if not _is_whole(known):
        return
    documents = Counter(one.year for one in known.documents if one.portal == OWN and one.year)
    twice = Counter(str(one.year) for one in expected_twins() if one.kind == "same")
    rows = Counter((year, number, twice[year]) for year, number in documents.items())
    seen = _fields("year", "documents", "counted_twice")
    yield Expected("counted_twice_by_year", rows, lambda row: seen(row) if row["portal"] == OWN else None)
    yield Expected("counted_twice_by_year", rows, seen, {"portal": OWN})


EXPECTED: dict[str, Callable[[Known], Iterator[Expected]]] = {
    "reports_and_verdicts": _reports_and_verdicts,
    "findings_of_a_report": _findings_of_a_report,
    "broken_identities": _broken_identities,
    "claims_with_fewer_found": _claims_with_fewer_found,
    "named_documents_missing_or_late": _named_documents,
    "reported_and_found_by_year": _reported_and_found,
    "documents_by_year": _documents_by_year,
    "documents_by_channel_and_year": _documents_by_channel,
    "documents_by_column_and_year": _documents_by_column,
    "documents_of_a_column": _documents_of_a_column,
    "documents_by_issuer": _documents_by_issuer,
    "undated_documents": _undated_documents,
    "dates_that_disagree": _dates_that_disagree,
    "reposted_documents": _reposted_documents,
    "index_numbers_by_column": _index_numbers,
    "pages_without_index_number": _pages_without_number,
    "unread_addresses": _unread,
    "coverage_of_last_crawl": _coverage_of_last_crawl,
    "coverage_by_crawl": _coverage_by_crawl,
    "series_with_missing_numbers": _series_with_missing_numbers,
    "numbers_cited_and_not_found": _numbers_cited,
    "late_documents_by_column": _late_by_column,
    "counted_twice_by_year": _counted_twice,
}
