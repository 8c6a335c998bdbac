"""The canonical dump: every derived fact of an archive as sorted lines, to compare two archives.

Left out, because they differ between two ways to the same facts: times of our own (when a crawl, a
run or an import took place, when a document was first and last seen), ids of records and places in WARC files,
row numbers, SQL that names a crawl by its id, what is superseded, and what only lives while a crawl is open.
Kept: everything that was read and found, and which capture's content (its entity digest) it was read from.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

#: Of a difference, so many facts are shown from each side, and so many characters of each.
EXAMPLES, EXAMPLE = 3, 300
#: What is observed beside reports is compared of portals that were verified: a rebuild verifies, a crawl does not.
_VERIFIED = "(select r.portal from findings f join reports r on r.id = f.report)"
_SERIES = f"(select id from series where portal in {_VERIFIED})"
#: Table → the query that gives its facts. Crawls are named by their order within their portal.
QUERIES = {
    "portals": "select * from portals",
    "columns": 'select * from "columns"',
    "column_metrics": "select * from column_metrics",
    "channels": "select * from channels",
    "crawls": "select n.place, w.portal, w.source, w.verdict, w.reason, w.accepted, w.reader_version, "
    "w.portal_file_sha256, w.web_archive, w.past_at, w.past_within from crawls w join numbered n on n.id = w.id",
    "coverage": 'select n.place, v."column", v.state, v.url, v.list_pages, v.entries, v.documents_fetched, v.failed, '
    "v.carried, v.list_read, v.binding, v.stated_items, v.note from coverage v join numbered n on n.id = v.crawl",
    # A page that was asked for again after a kill is one capture.
    "captures": "select distinct n.place, c.url, c.method, c.status, c.mime, c.entity_digest, c.size, c.kind, "
    "c.etag, c.last_modified, c.archived_at, c.web_archive "
    "from captures c join numbered n on n.id = c.crawl",
    "documents": "select d.id, d.portal, d.url, d.state, d.channel, d.title, d.title_key, d.published_on, "
    "d.published_on_origin, d.published_on_other, d.published_on_printed, d.date_conflict, d.issuer, d.source, "
    'd.index_number, d.document_number, d.characters, d.content_digest, d."import", c.entity_digest '
    "from documents d left join captures c on c.id = d.capture",
    "document_urls": "select * from document_urls",
    "document_versions": "select distinct n.place, v.document, v.entity_digest, v.content_digest, v.reader_version, "
    "v.state, v.title, v.published_on, v.published_on_origin, v.published_on_other, v.published_on_printed, "
    "v.date_conflict, v.issuer, v.source, v.index_number, v.document_number, v.breadcrumb, v.family, v.written_on, "
    "v.validity, v.category, v.keywords, v.image_only, v.pages, v.cut, v.characters, t.text, t.layout "
    "from document_versions v join numbered n on n.id = v.crawl left join document_texts t on t.version = v.id",
    "file_readings": "select n.place, v.document, v.entity_digest, f.kind, f.parts, f.converter, f.converter_version, "
    "f.unread from file_readings f join document_versions v on v.id = f.version join numbered n on n.id = v.crawl",
    "file_parts": 'select n.place, v.document, v.entity_digest, p.number, p.name, p.start, p."end" '
    "from file_parts p join document_versions v on v.id = p.version join numbered n on n.id = v.crawl",
    "listings": 'select n.place, l."column", l.position, l.page_number, l.title, l.listed_on, '
    "l.listed_on_printed, l.url, l.document, l.state, l.page_url from listings l join numbered n on n.id = l.crawl",
    "certificates": "select n.place, t.origin, t.sha256, t.problems, t.subject, t.issuer, t.not_before, t.not_after "
    "from certificates t join numbered n on n.id = t.crawl",
    "imports": "select id, portal, channel, file_name, file_sha256, rows, from_date, to_date, stated_from, stated_to "
    "from imports",
    "imported_archives": "select n.place, i.form, i.file_name, i.file_sha256, i.origin, i.imported_by, i.records, "
    "i.left_aside, i.reasons, i.own, i.signature, i.key from imported_archives i join numbered n on n.id = i.crawl",
    "reports": "select id, portal, document, year, title, published_on, cut, kind, copy_of "
    "from reports where current = 1",
    "claims": "select c.* from claims c join reports r on r.id = c.report and r.current = 1",
    "identities": "select i.* from identities i join reports r on r.id = i.report and r.current = 1",
    "year_notes": "select * from year_notes",
    "report_sources": "select * from report_sources",
    "figure_sources": "select * from figure_sources",
    "decisions": "select portal, number, report, quote, occurrence, claim_metric, decision, value, unit, qualifier, "
    "metric, scope, reason, decided_by, decided_on, claim, read_value, read_unit, state, why_unattached, file_sha256 "
    "from decisions where current = 1",
    "remarks": "select portal, number, report, quote, occurrence, claim_metric, rule, relation, kind, text, said_by, "
    "said_on, source, url, language, outcome, verdict, claim, identity, state, why_unattached, file_sha256 "
    "from remarks where current = 1",
    "purged": "select url, entity_digest, block_sha256, characters, ordered, purged_on from purged",
    "withheld": "select pattern, portal, reason, withheld_by, withheld_on, why_lifted, lifted_by, lifted_on "
    "from withheld",
    "findings": "select f.report, f.claim, f.identity, n.place, f.measure, f.reported, f.observed, f.difference, "
    "f.listed_now, f.undated, f.reposts, f.before_report, f.verdict, f.verdict_rule, f.note "
    "from findings f left join numbered n on n.id = f.as_of where f.current = 1",
    "crawl_checks": 'select n.place, k.number, k."check", k."column", k.measured, k.bound, k.passed, k.note '
    "from crawl_checks k join numbered n on n.id = k.crawl",
    "changes": 'select h.id, n.place, p.place as previous_place, h.kind, h.document, h."column", h.url, h.title, '
    "h.before, h.after, h.part, h.days, l.place as lacked_by_place, h.repost_of, h.documents "
    "from changes h join numbered n on n.id = h.crawl left join numbered p on p.id = h.previous "
    "left join numbered l on l.id = h.lacked_by",
    "inspections": "select * from inspections",
    "timeliness": "select t.document, t.portal, n.place, t.year, t.kind, t.written_on, t.published_on, "
    "t.working_days, t.published_on_other, t.other_days, t.lacked_on, t.at_least "
    f"from timeliness t left join numbered n on n.id = t.as_of where t.portal in {_VERIFIED}",
    "twins": "select t.document, t.portal, n.place, t.year, t.kind, t.twin, t.similarity, t.days_apart "
    f"from twins t left join numbered n on n.id = t.as_of where t.portal in {_VERIFIED}",
    "subtotals": "select f.claim, n.place, s.number, s.key, s.subject, s.documents, s.amount, s.counted "
    "from subtotals s join findings f on f.id = s.finding and f.current = 1 left join numbered n on n.id = f.as_of",
    "past_documents": "select n.place, p.document, p.portal, p.url, p.state, p.title, p.published_on, p.archived_at, "
    "p.listed_at, c.entity_digest from past_documents p join numbered n on n.id = p.crawl "
    "left join captures c on c.id = p.capture",
    "contemporary": "select f.claim, n.place, k.observed, k.before_report, k.first_at, k.last_at, k.missing, "
    "k.verdict, k.verdict_rule, k.note from contemporary k join findings f on f.id = k.finding and f.current = 1 "
    "join numbered n on n.id = k.crawl",
    "checklist": "select n.place, k.duty, k.number, k.state, k.documents, k.newest_on, k.newest, k.undated, k.columns, "
    f"k.note from checklist k join numbered n on n.id = k.as_of where k.current = 1 and k.portal in {_VERIFIED}",
    "promises": 'select n.place, p.number, p.source, p.document, p.quote, p.start, p."end", p.state, p.documents, '
    "p.newest_on, p.newest, p.undated, p.every, p.columns, p.note "
    f"from promises p join numbered n on n.id = p.as_of where p.current = 1 and p.portal in {_VERIFIED}",
    "series": "select s.id, s.portal, n.place, s.sort, s.prefix, s.kind, s.year, s.spelling, s.owner, s.first, s.last, "
    "s.published, s.missing, s.share, s.issued, s.cited, s.twice, s.outliers, s.reason, s.unread "
    f"from series s left join numbered n on n.id = s.as_of where s.portal in {_VERIFIED}",
    "series_numbers": f"select * from series_numbers where series in {_SERIES}",
    "series_gaps": f"select * from series_gaps where series in {_SERIES}",
    "cited_numbers": f"select * from cited_numbers where series in {_SERIES}",
    "unread": 'select n.place, u.url, u.purpose, u."column", u.reason, u.answered '
    "from unread u join numbered n on n.id = u.crawl",
    "document_parts": "select n.place, p.document, p.number, p.url, p.entity_digest "
    "from document_parts p join numbered n on n.id = p.crawl",
    "attachments": "select n.place, a.document, a.url, a.name, a.role, a.mime, a.size, a.entity_digest, a.file "
    "from attachments a join numbered n on n.id = a.crawl",
}
_NUMBERED = """
with numbered as (
    select id, portal || ' ' || row_number() over (partition by portal order by started_at, id) as place from crawls
)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts of one table that only one of two archives has: how many, and the first few of them."""

    table: str
    only_before: int
    only_now: int
    examples: tuple[str, ...]


def canonical_dump(db: Database) -> Iterator[str]:
    """Lines ``table JSON`` of every derived fact, sorted; equal for two archives of the same facts."""
    for table in QUERIES:
        yield from sorted(f"{table} {line}" for line in _lines(db, table))


def differences(before: Database, now: Database) -> list[Difference]:
    """What two archives do not have in common, table by table; nothing where their dumps are equal."""
    return [found for table in QUERIES if (found := _difference(table, before, now))]


def _difference(table: str, before: Database, now: Database) -> Difference | None:
    """Compared by digest, so that the texts of a large archive are never held together."""
    surplus = Counter(_digest(line) for line in _lines(before, table))
    surplus.subtract(Counter(_digest(line) for line in _lines(now, table)))
    gone = sum(count for count in surplus.values() if count > 0)
    new = -sum(count for count in surplus.values() if count < 0)
    if not (gone or new):
        return None
    examples = [*_examples("-", before, table, surplus, 1), *_examples("+", now, table, surplus, -1)]
    return Difference(table, gone, new, tuple(examples))


def _examples(sign: str, db: Database, table: str, surplus: Counter[bytes], side: int) -> Iterator[str]:
    found = (f"{sign} {line[:EXAMPLE]}" for line in _lines(db, table) if surplus[_digest(line)] * side > 0)
    return islice(found, EXAMPLES)


def _digest(line: str) -> bytes:
    return hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=16).digest()


def _lines(db: Database, table: str) -> Iterator[str]:
    for row in db.query(_NUMBERED + QUERIES[table]):
        yield json.dumps(row, ensure_ascii=False, sort_keys=True)
