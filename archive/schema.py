"""Tables, indexes and views of archive.db, as migrations.

A migration is added, never changed: an archive of any earlier version must open.
Every table and column is described in ``metadata.yml``; a test compares the two.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from sqlite_utils import Database, Migrations

from archive.sources import STANDING, STANDING_SQL

migrations = Migrations("gongkai")

#: Changes with any reader whose rows would differ; stands in every crawl and every derived row.
READER_VERSION = 9


@migrations()
def m0001_portals_and_crawls(db: Database) -> None:
    """What is crawled, and each pass over it."""
    db.table("portals").create(
        {"id": str, "title_zh": str, "title_en": str, "authority": str, "base": str, "zone": str, "file_sha256": str},
        pk="id",
    )
    db.table("columns").create(
        {
            "id": str,  # portal/key
            "portal": str,
            "key": str,
            "title": str,
            "url": str,
            "channel": str,
            "reports": int,  # its entries may be yearly reports
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id")],
    )
    db.table("column_metrics").create({"column": str, "metric": str}, pk=("column", "metric"))
    db.table("channels").create(
        {
            "portal": str,
            "key": str,
            "title_zh": str,
            "title_en": str,
            "kind": str,  # site, import, offline
            "site": str,  # the portal whose documents show this channel, for kind site
            "source": str,  # only documents of this source or issuer, where the site carries others too
        },
        pk=("portal", "key"),
    )
    db.table("crawls").create(
        {
            "id": str,
            "portal": str,
            "source": str,  # live, web archive, import
            "started_at": str,
            "closed_at": str,
            "verdict": str,  # open, ok, degraded, suspect, blocked, interrupted, failed
            "reason": str,
            "accepted": int,
            "reader_version": int,
            "portal_file_sha256": str,
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id")],
    )
    db.table("runs").create(
        {
            "id": str,
            "crawl": str,
            "started_at": str,
            "ended_at": str,
            "requests": int,
            "software": str,
        },
        pk="id",
        foreign_keys=[("crawl", "crawls", "id")],
    )
    db.table("coverage").create(
        {
            "crawl": str,
            "column": str,
            "state": str,  # complete, incomplete, disallowed, not_found
            "url": str,
            "list_pages": int,
            "entries": int,
            "documents_fetched": int,
            "failed": int,
            "stated_items": int,
            "note": str,
        },
        pk=("crawl", "column"),
        foreign_keys=[("crawl", "crawls", "id"), ("column", "columns", "id")],
    )
    db.table("captures").create(
        {
            "id": str,  # the WARC record id of the response
            "crawl": str,
            "url": str,
            "fetched_url": str,
            "method": str,
            "captured_at": str,
            "status": int,
            "mime": str,
            "entity_digest": str,
            "size": int,
            "warc_file": str,
            "warc_offset": int,
            "warc_length": int,
            "kind": str,  # page, file, challenge, soft_404, error
        },
        pk="id",
        foreign_keys=[("crawl", "crawls", "id")],
    )
    db.table("captures").create_index(["url", "captured_at"])
    db.table("captures").create_index(["crawl", "kind"])


@migrations()
def m0002_documents(db: Database) -> None:
    """Documents, what they looked like, and where they were listed."""
    db.table("documents").create(
        {
            "id": str,
            "portal": str,
            "url": str,
            "state": str,  # page, file, external, unfetched, imported
            "channel": str,  # own_site, or the channel an import shows
            "title": str,
            "title_key": str,  # the title folded for comparison
            "published_on": str,
            "published_on_origin": str,
            "published_on_other": str,
            "date_conflict": int,
            "issuer": str,
            "source": str,
            "index_number": str,
            "document_number": str,
            "characters": int,
            "content_digest": str,
            "version": int,
            "capture": str,
            "first_seen": str,
            "last_seen": str,
            "import": str,
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id"), ("capture", "captures", "id")],
    )
    for index in (["portal", "published_on"], ["title_key"], ["content_digest"], ["issuer"], ["source"]):
        db.table("documents").create_index(index)
    db.table("document_urls").create(
        {"url": str, "portal": str, "document": str},
        pk=("portal", "url"),
        foreign_keys=[("document", "documents", "id")],
    )
    db.table("document_versions").create(
        {
            "id": int,
            "document": str,
            "crawl": str,
            "capture": str,
            "entity_digest": str,
            "content_digest": str,
            "reader_version": int,
            "state": str,
            "title": str,
            "published_on": str,
            "published_on_origin": str,
            "published_on_other": str,
            "date_conflict": int,
            "issuer": str,
            "source": str,
            "index_number": str,
            "document_number": str,
            "breadcrumb": str,
            "family": str,
        },
        pk="id",
        foreign_keys=[("crawl", "crawls", "id"), ("capture", "captures", "id")],
    )
    db.table("document_versions").create_index(["document", "crawl"])
    # Text stands apart, so that lists of documents stay narrow.
    db.table("document_texts").create({"version": int, "text": str, "layout": str}, pk="version")
    db.table("listings").create(
        {
            "crawl": str,
            "column": str,
            "position": int,
            "title": str,
            "listed_on": str,
            "url": str,
            "document": str,
            "state": str,  # page, file, external, unlinked: where the entry leads, as far as its address shows
            "page_url": str,
            "capture": str,
        },
        pk=("crawl", "column", "url"),
        foreign_keys=[("crawl", "crawls", "id"), ("column", "columns", "id")],
    )
    db.table("listings").create_index(["document"])
    db.table("attachments").create(
        {
            "document": str,
            "crawl": str,
            "url": str,
            "name": str,
            "capture": str,
            "mime": str,
            "size": int,
            "entity_digest": str,
        },
        pk=("crawl", "document", "url"),
        foreign_keys=[("crawl", "crawls", "id")],
    )
    db.table("attachments").create_index(["document"])
    db.table("imports").create(
        {
            "id": str,
            "portal": str,
            "channel": str,
            "file_name": str,
            "file_sha256": str,
            "imported_at": str,
            "rows": int,
            "from_date": str,
            "to_date": str,
        },
        pk="id",
    )


@migrations()
def m0003_reports_and_findings(db: Database) -> None:
    """Reports, what they claim, and what the archive says of it."""
    db.table("reports").create(
        {
            "id": str,  # portal-year, with the document's id where a year has several
            "portal": str,
            "document": str,
            "version": int,
            "year": int,
            "title": str,
            "published_on": str,
            "reader_version": int,
            "current": int,
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id"), ("document", "documents", "id")],
    )
    db.table("claims").create(
        {
            "id": str,  # report.number, stable while the report's text is
            "report": str,
            "number": int,
            "kind": str,
            "quote": str,
            "start": int,
            "end": int,
            "value": float,
            "unit": str,
            "qualifier": str,
            "rounding": float,
            "metric": str,
            "subject": str,
            "scope": str,
            "channel": str,
            "column": str,
            "section": str,
            "implicit_zero": int,
        },
        pk="id",
        foreign_keys=[("report", "reports", "id")],
    )
    db.table("claims").create_index(["report", "number"])
    db.table("claims").create_index(["metric"])
    db.table("identities").create(
        {
            "id": str,
            "report": str,
            "number": int,
            "rule": str,
            "relation": str,
            "parts": str,  # JSON list
            "sum": float,
            "total": float,
            "holds": int,
            "claims": str,  # JSON list of claim ids
            "cells": str,  # JSON list of places
            "note": str,
        },
        pk="id",
        foreign_keys=[("report", "reports", "id")],
    )
    db.table("measures").create({"key": str, "title_zh": str, "title_en": str, "unit_class": str, "sql": str}, pk="key")
    db.table("findings").create(
        {
            "id": str,
            "report": str,
            "claim": str,
            "identity": str,
            "as_of": str,  # crawl
            "as_of_date": str,
            "measure": str,
            "reported": float,
            "observed": float,
            "difference": float,
            "listed_now": int,
            "undated": int,
            "reposts": int,
            "before_report": int,
            "verdict": str,
            "note": str,  # note keys, JSON list of objects
            "sql": str,  # returns the rows behind `observed`
            "current": int,
        },
        pk="id",
        foreign_keys=[("report", "reports", "id"), ("claim", "claims", "id"), ("identity", "identities", "id")],
    )
    db.table("findings").create_index(["report", "verdict"])


@migrations()
def m0004_views(db: Database) -> None:
    """What measures count over."""
    # A channel shows the documents of a site (its own portal's, or another's of one source), or of an import.
    db.create_view(
        "channel_documents",
        """
        select c.portal, c.key as channel, d.id as document, d.title, d.title_key, d.published_on,
               d.published_on_other, d.date_conflict, d.state, d.url, d.content_digest, d.first_seen, d.characters
        from channels c join documents d on c.kind = 'site' and d.portal = c.site and d."import" is null
             and (c.source = '' or d.source = c.source or d.issuer = c.source)
        union all
        select c.portal, c.key, d.id, d.title, d.title_key, d.published_on,
               d.published_on_other, d.date_conflict, d.state, d.url, d.content_digest, d.first_seen, d.characters
        from channels c join documents d on c.kind = 'import' and d.portal = c.portal and d.channel = c.key
             and d."import" is not null
        """,
    )
    # Which document stands, or stood, in which column in any accepted crawl.
    db.create_view(
        "column_documents",
        """
        select distinct l."column", l.document
        from listings l join crawls w on w.id = l.crawl and w.accepted = 1
        """,
    )


@migrations()
def m0005_frontier_and_sightings(db: Database) -> None:
    """What a crawl still has to ask, and what its coverage rests on, so that it survives its process."""
    db.table("frontier").create({"crawl": str, "identity": str, "request": str, "done": int}, pk=("crawl", "identity"))
    db.table("crawl_events").create({"id": int, "crawl": str, "kind": str, "data": str}, pk="id")
    db.table("crawl_events").create_index(["crawl"])
    # Which version of a document a crawl saw: a version is written once, however often it is seen.
    db.table("sightings").create(
        {"crawl": str, "document": str, "version": int, "capture": str},
        pk=("crawl", "document"),
        foreign_keys=[("crawl", "crawls", "id"), ("version", "document_versions", "id"), ("capture", "captures", "id")],
    )
    db.table("sightings").create_index(["document"])
    # Archives from before this table: each version was written by the crawl that saw it.
    db.execute(
        "insert or replace into sightings (crawl, document, version, capture) "
        "select crawl, document, id, capture from document_versions order by id"
    )
    db.table("reports").add_column("cut", int, not_null_default=0)
    db.table("claims").add_column("period", str)
    db.table("imports").add_column("stated_from", str)
    db.table("imports").add_column("stated_to", str)
    # An entry repeated on several pages of a list (a pinned one) stands where it stood first.
    db.table("listings").add_column("page_number", int, not_null_default=1)


@migrations()
def m0006_revisits(db: Database) -> None:
    """Of captures that were kept as revisits: the record that holds what came."""
    db.table("captures").add_column("revisit_of", str)


@migrations()
def m0007_tls_and_certificates(db: Database) -> None:
    """How a portal's site is spoken with, and which certificates its hosts showed."""
    db.table("portals").add_column("tls", str, not_null_default="modern")
    db.table("certificates").create(
        {
            "id": str,
            "crawl": str,
            "origin": str,
            "sha256": str,
            "problems": str,  # why it does not verify; empty where it does
            "subject": str,
            "issuer": str,
            "not_before": str,
            "not_after": str,
            "roots": str,
        },
        pk="id",
        foreign_keys=[("crawl", "crawls", "id")],
    )
    db.table("certificates").create_index(["crawl"])


@migrations()
def m0008_fields_pictures_and_parts(db: Database) -> None:
    """Further fields of documents, bodies that are pictures, and documents shown over several pages."""
    versions = db.table("document_versions")
    for name in ("written_on", "validity", "category", "keywords"):
        versions.add_column(name, str)
    versions.add_column("image_only", int, not_null_default=0)
    versions.add_column("pages", int, not_null_default=1)
    versions.add_column("cut", int, not_null_default=0)  # a further page of it was not read
    db.table("attachments").add_column("role", str, not_null_default="attachment")  # attachment, image
    db.table("document_parts").create(
        {"crawl": str, "document": str, "number": int, "url": str, "capture": str, "entity_digest": str},
        pk=("crawl", "document", "number"),
        foreign_keys=[("crawl", "crawls", "id"), ("capture", "captures", "id")],
    )
    db.table("document_parts").create_index(["document"])
    # The text of each page, until the crawl closes and they are one.
    db.table("part_texts").create(
        {"crawl": str, "document": str, "number": int, "text": str, "layout": str}, pk=("crawl", "document", "number")
    )


@migrations()
def m0009_files(db: Database) -> None:
    """How files were read, page by page; their text stands with that of all versions, in document_texts."""
    db.table("file_readings").create(
        {
            "version": int,
            "kind": str,  # pdf, docx, xlsx, …: told by its first bytes
            "parts": int,
            "converter": str,
            "converter_version": str,
            "unread": str,  # what of it is unread, and why; empty: nothing
        },
        pk="version",
        foreign_keys=[("version", "document_versions", "id")],
    )
    db.table("file_parts").create(
        {"version": int, "number": int, "name": str, "start": int, "end": int},
        pk=("version", "number"),
        foreign_keys=[("version", "document_versions", "id")],
    )
    # Under which id the versions of an attachment stand; empty in archives from before, until they are rebuilt.
    db.table("attachments").add_column("file", str)


@migrations()
def m0010_levels_and_reasons(db: Database) -> None:
    """What a broken identity means, and why one that is neither broken nor holds cannot be judged."""
    db.table("identities").add_column("level", str, not_null_default="fail")
    db.table("identities").add_column("reason", str, not_null_default="")


@migrations()
def m0011_decisions(db: Database) -> None:
    """What people decided of claims as they were read: confirmed, dismissed or corrected."""
    db.table("decisions").create(
        {
            "id": str,  # portal and a digest of what was decided
            "portal": str,
            "number": int,  # of the entry in its file
            "report": str,
            "quote": str,
            "occurrence": int,
            "claim_metric": str,  # tells claims of the same words apart
            "decision": str,  # confirm, dismiss, correct
            "value": float,  # this and the next four: what is right instead; null: as read
            "unit": str,
            "qualifier": str,
            "metric": str,
            "scope": str,
            "reason": str,
            "decided_by": str,
            "decided_on": str,
            "claim": str,
            "read_value": float,
            "read_unit": str,
            "state": str,  # attached, unattached
            "why_unattached": str,
            "file_sha256": str,
            "current": int,
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id"), ("claim", "claims", "id")],
    )
    db.table("decisions").create_index(["report", "claim"])
    db.table("decisions").create_index(["portal", "state"])


@migrations()
def m0012_year_notes(db: Database) -> None:
    """What a report shows beside the one of the year before."""
    db.table("year_notes").create(
        {
            "id": str,
            "report": str,
            "previous": str,  # the report it is set beside; empty for what it shows by itself
            "number": int,
            "kind": str,
            "subject": str,
            "previous_value": float,
            "value": float,
            "unit": str,
            "previous_claim": str,
            "claim": str,
        },
        pk="id",
        foreign_keys=[("report", "reports", "id")],
    )
    db.table("year_notes").create_index(["report"])


@migrations()
def m0013_relations_between_years(db: Database) -> None:
    """Of an identity between two years, the report of the year before; null inside one report."""
    db.table("identities").add_column("previous", str)


@migrations()
def m0014_printed_days(db: Database) -> None:
    """The day as an instant prints it in its own zone, where the portal's zone has another."""
    db.table("documents").add_column("published_on_printed", str)
    db.table("document_versions").add_column("published_on_printed", str)
    db.table("listings").add_column("listed_on_printed", str)


@migrations()
def m0015_indexes_of_verification(db: Database) -> None:
    """What a report can be about, and titles alone, found without reading every document."""
    db.execute(
        "create index if not exists idx_documents_other_date on documents (portal, published_on_other) "
        "where published_on_other <> ''"
    )
    db.execute(
        "create index if not exists idx_documents_imported on documents (portal, channel, published_on) "
        'where "import" is not null'
    )
    db.execute(
        'create index if not exists idx_documents_titles on documents (portal, title_key) where "import" is null'
    )


@migrations()
def m0016_subtotals_and_unread(db: Database) -> None:
    """What a finding's number is made of, and what stands beside it; what a crawl asked for in vain."""
    db.table("subtotals").create(
        {
            "finding": str,
            "number": int,
            "key": str,
            "subject": str,  # the channel, for key channel
            "documents": int,  # null: the channel was not observed
            "amount": float,  # in the claim's unit
            "counted": int,  # 1: part of findings.observed; 0: beside it
            "sql": str,  # returns the rows
        },
        pk=("finding", "number"),
        foreign_keys=[("finding", "findings", "id")],
    )
    db.table("findings").add_column("verdict_rule", str)  # of archive/verdicts.py; null in findings from before
    db.table("unread").create(
        {"crawl": str, "url": str, "purpose": str, "column": str, "reason": str, "answered": int},
        pk=("crawl", "url"),
        foreign_keys=[("crawl", "crawls", "id")],
    )
    db.table("unread").create_index(["url"])
    db.execute(
        "create index if not exists idx_documents_printed_day on documents (portal, published_on_printed) "
        "where published_on_printed <> ''"
    )
    db.execute("drop view channel_documents")
    db.create_view(
        "channel_documents",
        """
        select c.portal, c.key as channel, d.id as document, d.title, d.title_key, d.published_on,
               d.published_on_other, d.published_on_printed, d.date_conflict, d.state, d.url, d.content_digest,
               d.first_seen, d.characters
        from channels c join documents d on c.kind = 'site' and d.portal = c.site and d."import" is null
             and (c.source = '' or d.source = c.source or d.issuer = c.source)
        union all
        select c.portal, c.key, d.id, d.title, d.title_key, d.published_on,
               d.published_on_other, d.published_on_printed, d.date_conflict, d.state, d.url, d.content_digest,
               d.first_seen, d.characters
        from channels c join documents d on c.kind = 'import' and d.portal = c.portal and d.channel = c.key
             and d."import" is not null
        """,
    )


@migrations()
def m0017_second_sources(db: Database) -> None:
    """What else gives the figures of a report: copies, the annex, the website's report, the next year's."""
    reports = db.table("reports")
    reports.add_column("kind", str, not_null_default="report")  # report, website, annex
    reports.add_column("copy_of", str)  # the report this document shows once more; null for all others
    # Of an identity between a report and a second source: the source, and the claim there.
    db.table("identities").add_column("source", str)
    db.table("identities").add_column("source_claim", str)
    db.table("report_sources").create(
        {
            "report": str,
            "source": str,  # the report that gives the figures too
            "kind": str,  # copy, parent_copy, annex, website, next_year
            "agree": int,
            "differ": int,
            "undecided": int,
            "only_report": int,
            "only_source": int,
        },
        pk=("report", "source"),
        foreign_keys=[("report", "reports", "id"), ("source", "reports", "id")],
    )
    db.table("figure_sources").create(
        {
            "id": str,  # report.f number
            "report": str,
            "number": int,
            "metric": str,
            "kind": str,  # text, table, or a kind of report_sources
            "source": str,
            "claim": str,
            "value": float,
            "unit": str,
            "scope": str,
            "qualifier": str,
            "period": str,
            "quote": str,
        },
        pk="id",
        foreign_keys=[("report", "reports", "id"), ("claim", "claims", "id")],
    )
    db.table("figure_sources").create_index(["report", "number"])


@migrations()
def m0018_places_of_documents(db: Database) -> None:
    """In which columns of which crawls a document stands, read from the index alone."""
    db.table("listings").create_index(["document", "column", "crawl"], if_not_exists=True)
    db.execute("drop index if exists idx_listings_document")


@migrations()
def m0019_remarks(db: Database) -> None:
    """What people noted on findings, and what the authority replied."""
    db.table("remarks").create(
        {
            "id": str,  # portal and a digest of what was said of what
            "portal": str,
            "number": int,  # of the remark in its file
            "report": str,
            "quote": str,
            "occurrence": int,
            "claim_metric": str,  # tells claims of the same words apart
            "rule": str,  # of the identity it is about; null for a claim
            "relation": str,
            "kind": str,  # note, reply
            "text": str,
            "said_by": str,
            "said_on": str,
            "source": str,
            "url": str,
            "language": str,
            "outcome": str,  # confirmed, disputed, none
            "verdict": str,  # that is confirmed or disputed
            "claim": str,
            "identity": str,
            "state": str,  # attached, unattached
            "why_unattached": str,
            "file_sha256": str,
            "current": int,
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id"), ("claim", "claims", "id"), ("identity", "identities", "id")],
    )
    db.table("remarks").create_index(["report", "state"])
    db.table("remarks").create_index(["claim"])
    db.table("remarks").create_index(["identity"])
    # From a finding, also a superseded one of an earlier crawl, to what was said of it.
    db.create_view(
        "finding_remarks",
        """
        select f.id as finding, f.report, f.verdict, f.current, r.id as remark, r.kind, r.text, r.said_by, r.said_on,
               r.source, r.url, r.language, r.outcome, r.verdict as outcome_verdict
        from remarks r join findings f on f.report = r.report and (f.claim = r.claim or f.identity = r.identity)
        where r.current = 1
        """,
    )


@migrations()
def m0020_withheld(db: Database) -> None:
    """What the operator keeps and does not serve, as ``withheld.yml`` in the archive's folder says."""
    db.table("withheld").create(
        {
            "number": int,  # of the entry in the file
            "pattern": str,  # a canonical URL; * stands for any characters, ? for one
            "portal": str,  # empty: all portals
            "reason": str,
            "withheld_by": str,
            "withheld_on": str,
            "why_lifted": str,
            "lifted_by": str,
            "lifted_on": str,  # null: in force
        },
        pk="number",
    )


@migrations()
def m0021_purged(db: Database) -> None:
    """Captures whose bytes were deleted after an order, as the register in ``purged/`` says."""
    db.table("purged").create(
        {
            "record": str,
            "number": int,  # of the order
            "url": str,
            "entity_digest": str,  # of what is gone
            "block_sha256": str,
            "characters": int,  # of its document
            "ordered": str,  # the order, in its words
            "purged_on": str,
            "warc_file": str,
            "warc_offset": int,
        },
        pk="record",
        foreign_keys=[("record", "captures", "id")],
    )


@migrations()
def m0022_watch(db: Database) -> None:
    """What became different between two accepted crawls, since when documents are gone, what each crawl was checked
    for, and what an incremental crawl did not ask for again.
    """
    db.table("changes").create(
        {
            "id": str,  # portal and a digest of what changed
            "portal": str,
            "crawl": str,  # the accepted crawl that shows it
            "previous": str,  # the accepted crawl it is set beside
            "seen_at": str,  # when that crawl began
            "kind": str,  # added, removed, delisted, moved, retitled, redated, edited, restored, backdated, burst
            "document": str,  # null for a burst
            "column": str,
            "url": str,  # of the document; of the file, where that was edited
            "title": str,  # of the document as it was last seen
            "before": str,  # a title, a date or an address; of a burst the first date
            "after": str,
            "before_version": int,  # of the two texts or files that differ
            "after_version": int,
            "part": str,  # of an edit: text, attachment
            "days": int,  # of backdated: so many at least it came late
            "lacked_by": str,  # of backdated: the last accepted crawl that lacked it
            "missing_since": str,  # of removed: when it was first found to be gone
            "repost_of": str,  # of added and backdated: the document whose title and text it has
            "documents": int,  # of a burst
        },
        pk="id",
        foreign_keys=[("crawl", "crawls", "id"), ("portal", "portals", "id")],
    )
    db.table("changes").create_index(["portal", "seen_at"])
    db.table("changes").create_index(["document"])
    db.table("changes").create_index(["crawl", "kind"])
    documents = db.table("documents")
    documents.add_column("missing_since", str)  # off its list and gone, as one accepted crawl saw it
    documents.add_column("gone_since", str)  # removed: two saw it; the instant of the first
    documents.add_column("delisted_since", str)  # off its list, and its page answers
    db.table("crawl_checks").create(
        {
            "crawl": str,
            "number": int,
            "check": str,
            "column": str,  # null: of the whole crawl
            "measured": float,
            "bound": float,
            "passed": int,
            "note": str,
        },
        pk=("crawl", "number"),
        foreign_keys=[("crawl", "crawls", "id")],
    )
    captures = db.table("captures")
    captures.add_column("etag", str)  # by which a later crawl asks whether it changed (RFC 9110, 8.8)
    captures.add_column("last_modified", str)
    coverage = db.table("coverage")
    coverage.add_column("carried", int, not_null_default=0)  # entries known from before and not asked for
    # Only lists of one binding are compared, and only one read to its end lacks anything.
    coverage.add_column("list_read", int, not_null_default=0)  # to its end, whatever became of its entries
    coverage.add_column("binding", str, not_null_default="")  # digest of what declares the column; empty: unknown
    db.execute("update coverage set list_read = 1 where state = 'complete'")
    db.execute("create index if not exists idx_attachments_file on attachments (file)")


@migrations()
def m0023_series(db: Database) -> None:
    """Series of document and index numbers: what is there, what is missing, what texts name."""
    db.table("series").create(
        {
            "id": str,  # portal and a digest of sort, prefix and year
            "portal": str,
            "as_of": str,  # crawl
            "as_of_date": str,
            "sort": str,  # document, index
            "prefix": str,
            "kind": str,  # of archive/series/numbers.yml: 发, 函, …
            "year": int,  # null where its numbers are written without one
            "spelling": str,  # of its numbers, # for the serial: 锦松管发〔2018〕#号, AB-2018-####
            "owner": str,  # own, outside, unknown
            "first": int,
            "last": int,
            "published": int,
            "missing": int,  # this and the next two are null where nothing is said of them: reason
            "share": float,
            "issued": int,  # at least
            "cited": int,  # named in texts and not there
            "twice": int,
            "outliers": int,
            "reason": str,  # empty: assessed
            "unread": str,  # of reason coverage: the columns, JSON list
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id")],
    )
    db.table("series").create_index(["portal", "year"])
    db.table("series_numbers").create(
        {
            "series": str,
            "serial": int,
            "document": str,
            "number": str,
            "origin": str,  # field, title, listing, head, attachment
            "outlier": int,
        },
        pk=("series", "serial", "document"),
        foreign_keys=[("series", "series", "id"), ("document", "documents", "id")],
    )
    db.table("series_gaps").create(
        {
            "series": str,
            "first": int,
            "last": int,
            "numbers": int,
            "first_number": str,
            "last_number": str,
            "after_date": str,  # of the document of the number before, and of the one behind
            "before_date": str,
        },
        pk=("series", "first"),
        foreign_keys=[("series", "series", "id")],
    )
    db.table("cited_numbers").create(
        {
            "series": str,
            "serial": int,
            "document": str,  # that names it
            "number": str,
            "found": int,
            "quote": str,
        },
        pk=("series", "serial", "document"),
        foreign_keys=[("series", "series", "id"), ("document", "documents", "id")],
    )
    db.table("cited_numbers").create_index(["document"])


@migrations()
def m0024_timeliness_and_twins(db: Database) -> None:
    """How long documents took from writing to publication, which have the text of another, and days to look at."""
    db.table("inspections").create(
        {"portal": str, "number": int, "day": str, "title_zh": str, "title_en": str, "source": str},
        pk=("portal", "number"),
    )
    db.table("timeliness").create(
        {
            "document": str,
            "portal": str,
            "as_of": str,  # crawl
            "year": int,  # of publication; null: no date
            "kind": str,  # of archive/timeliness/rules.yml
            "written_on": str,
            "published_on": str,
            "working_days": int,  # from writing to publication; null: cannot be counted
            "published_on_other": str,  # where dates of publication disagree
            "other_days": int,
            "lacked_on": str,  # the last day on which the archive looked for it in vain, later than its date
            "at_least": int,  # working days from writing to that day
        },
        pk="document",
        foreign_keys=[("document", "documents", "id"), ("as_of", "crawls", "id")],
    )
    db.table("timeliness").create_index(["portal", "year", "kind"])
    db.table("twins").create(
        {
            "document": str,
            "portal": str,
            "as_of": str,  # crawl
            "year": int,  # of publication; null: no date
            "kind": str,  # of archive/twins/rules.yml
            "twin": str,  # the document before it; null for kind short
            "similarity": float,  # share of pieces that both have, 0 to 1
            "days_apart": int,  # from the twin's date of publication
        },
        pk="document",
        foreign_keys=[("document", "documents", "id"), ("twin", "documents", "id"), ("as_of", "crawls", "id")],
    )
    db.table("twins").create_index(["portal", "year", "kind"])
    db.table("twins").create_index(["twin"])
    # In custody: by what texts are compared; each is computed once.
    db.table("text_signatures").create({"content_digest": str, "scheme": str, "signature": bytes}, pk="content_digest")


@migrations()
def m0025_checklist(db: Database) -> None:
    """What the law asks to be published, and what the archive shows of it."""
    db.table("checklist").create(
        {
            "as_of": str,  # the accepted crawl on whose day it is judged
            "duty": str,  # key of duties.yml
            "portal": str,
            "number": int,  # order in which they are listed
            "title_zh": str,
            "title_en": str,
            "act": str,
            "article": str,
            "state": str,  # fresh, there, stale, dead, empty, not_found, not_assessable
            "documents": int,
            "newest_on": str,
            "newest": str,  # document
            "undated": int,
            "every": int,  # days after which something new is due; null where no rhythm is asked
            "columns": str,  # JSON: titles of the columns for it
            "note": str,  # JSON: why the state is said, as keys of duties.yml with their values
            "sql": str,  # returns the documents
            "current": int,
        },
        pk=("as_of", "duty"),
        foreign_keys=[("as_of", "crawls", "id"), ("portal", "portals", "id")],
    )
    db.table("checklist").create_index(["portal", "current"])


@migrations()
def m0026_promises(db: Database) -> None:
    """What an authority's own guide and catalogue say is disclosed, and what the archive shows of it."""
    db.table("promises").create(
        {
            "as_of": str,  # the accepted crawl on whose day it is judged
            "number": int,  # order in which they are listed
            "portal": str,
            "source": str,  # guide or catalogue
            "document": str,  # the document, or file of it, that says so
            "version": int,  # of it
            "quote": str,  # its words, text[start:end] of that version
            "start": int,
            "end": int,
            "state": str,  # as in checklist
            "documents": int,
            "newest_on": str,
            "newest": str,  # document
            "undated": int,
            "every": int,  # days after which something new is due; null where no rhythm is asked
            "columns": str,  # JSON: titles of the columns that show it
            "note": str,  # JSON: why the state is said, as keys of duties.yml with their values
            "sql": str,  # returns the documents
            "current": int,
        },
        pk=("as_of", "number"),
        foreign_keys=[("as_of", "crawls", "id"), ("portal", "portals", "id"), ("document", "documents", "id")],
    )
    db.table("promises").create_index(["portal", "current"])


@migrations()
def m0027_past(db: Database) -> None:
    """What web archives showed of a portal at earlier times, and what that says of findings."""
    crawls = db.table("crawls")
    crawls.add_column("web_archive", str)  # its name; null for a crawl of the site itself
    crawls.add_column("past_at", str)  # the instant that was asked for
    crawls.add_column("past_within", int)  # days before and after it that count as near
    captures = db.table("captures")
    captures.add_column("archived_at", str)  # Memento-Datetime (RFC 7089), of an answer that a web archive replayed
    captures.add_column("web_archive", str)
    db.table("past_documents").create(
        {
            "crawl": str,
            "document": str,  # the id it has in documents, or would have
            "portal": str,
            "url": str,
            "state": str,  # page, file, external, unfetched
            "title": str,
            "published_on": str,
            "archived_at": str,  # of its own page or file; null where the web archive has none
            "listed_at": str,  # of the first list page that names it
            "capture": str,
            "version": int,
        },
        pk=("crawl", "document"),
        foreign_keys=[("crawl", "crawls", "id"), ("portal", "portals", "id")],
    )
    db.table("past_documents").create_index(["document"])
    db.table("contemporary").create(
        {
            "finding": str,
            "crawl": str,
            "observed": float,
            "before_report": int,  # of those, captured by the end of the day on which the report was published
            "first_at": str,  # archived_at of the earliest and the latest list page that shows one
            "last_at": str,
            "missing": int,  # addresses of these columns that the web archive does not have near that time
            "verdict": str,
            "verdict_rule": str,
            "note": str,  # JSON, as that of findings
            "sql": str,  # returns the documents
        },
        pk=("finding", "crawl"),
        foreign_keys=[("finding", "findings", "id"), ("crawl", "crawls", "id")],
    )


@migrations()
def m0028_imported_archives(db: Database) -> None:
    """WARC and WACZ files of others, each with the crawl that its records became; and which crawls say what is now."""
    db.table("imported_archives").create(
        {
            "id": str,  # portal and a digest of the files
            "portal": str,
            "crawl": str,
            "form": str,  # warc, wacz
            "file_name": str,  # as they were called, several with a comma between
            "file_sha256": str,  # of the file; of several, of their digests in order
            "origin": str,
            "imported_by": str,
            "imported_at": str,
            "records": int,  # that were taken
            "left_aside": int,  # that were not: see reasons
            "reasons": str,  # JSON: reason → records
            "first_at": str,  # of the captures taken
            "last_at": str,
            "own": int,  # 1: a crawl of this program, all of it as its manifest says
            "signature": str,  # none, sound, wrong, unchecked
            "key": str,  # fingerprint of the key that the signature is by
        },
        pk="id",
        foreign_keys=[("portal", "portals", "id"), ("crawl", "crawls", "id")],
    )
    db.table("imported_archives").create_index(["crawl"])
    db.create_view(STANDING, STANDING_SQL)


@migrations()
def m0029_indexes_of_a_night(db: Database) -> None:
    """What a portal's night asks for, found without reading what other portals have."""
    for table, columns in (
        ("crawls", ["portal", "closed_at"]),
        ("columns", ["portal"]),
        ("runs", ["crawl"]),
        ("imports", ["portal"]),
        ("reports", ["portal", "year"]),
        ("identities", ["report"]),
        ("findings", ["claim"]),
        ("remarks", ["portal"]),
        ("contemporary", ["crawl"]),
        ("decisions", ["claim"]),
        ("document_urls", ["document"]),
    ):
        db.table(table).create_index(columns, if_not_exists=True)
    # The pages of all portals show what is current; findings of every night before stand beside it.
    db.execute(
        "create index if not exists idx_findings_current on findings (report, verdict, identity) where current = 1"
    )
    # Few crawls are others' archives: which portals have one is asked for each sub-total.
    db.execute(
        "create index if not exists idx_crawls_brought on crawls (portal) where accepted = 1 and source <> 'live'"
    )


@migrations()
def m0030_listings_once(db: Database) -> None:
    """What an entry of a list says is written once, and of each crawl only where it stood: a list is mostly as it was.

    ``listings`` reads as before: a row for each entry of each list of each crawl.
    """
    for statement in _LISTINGS_ONCE:
        db.execute(statement)


#: Entries are told apart by all that they say; a crawl, of which there is an entry's place each, by a small number.
_LISTINGS_ONCE = (
    "create table listing_crawls (id INTEGER primary key, crawl TEXT not null unique references crawls (id))",
    """
    create table listing_pages (
        id INTEGER primary key,
        crawl INTEGER not null references listing_crawls (id),
        "column" TEXT not null references "columns" (id),
        page_number INTEGER not null default 1,
        page_url TEXT,
        capture TEXT
    )
    """,
    'create index idx_listing_pages_crawl_column on listing_pages (crawl, "column", page_number)',
    """
    create table listing_entries (
        id INTEGER primary key,
        "column" TEXT not null references "columns" (id),
        title TEXT,
        listed_on TEXT,
        listed_on_printed TEXT,
        url TEXT,
        document TEXT,
        state TEXT
    )
    """,
    'create index idx_listing_entries_document_column on listing_entries (document, "column")',
    'create index idx_listing_entries_column_document on listing_entries ("column", document)',
    # The crawl is that of the page: of a document that stood in a thousand crawls, one is asked for.
    """
    create table listing_places (
        page INTEGER not null references listing_pages (id),
        entry INTEGER not null references listing_entries (id),
        crawl INTEGER not null references listing_crawls (id),
        position INTEGER,
        primary key (page, entry)
    ) without rowid
    """,
    "insert into listing_crawls (crawl) select distinct crawl from listings order by crawl",
    """
    insert into listing_pages (crawl, "column", page_number, page_url, capture)
    select distinct c.id, l."column", l.page_number, l.page_url, l.capture
    from listings l join listing_crawls c on c.crawl = l.crawl order by 1, 2, 3
    """,
    """
    insert into listing_entries ("column", title, listed_on, listed_on_printed, url, document, state)
    select distinct "column", title, listed_on, listed_on_printed, url, document, state from listings
    order by document, "column"
    """,
    # One document may stand under many addresses, and of old every page of a list was the first.
    'create index pages_sought on listing_pages (crawl, "column", page_number, capture)',
    'create index entries_sought on listing_entries (document, "column", url)',
    """
    insert into listing_places (page, entry, crawl, position)
    select p.id, e.id, c.id, l.position
    from listings l cross join listing_crawls c on c.crawl = l.crawl
    cross join listing_pages p on p.crawl = c.id and p."column" = l."column" and p.page_number = l.page_number
        and p.capture is l.capture and p.page_url is l.page_url
    cross join listing_entries e on e.document is l.document and e."column" = l."column" and e.url is l.url
        and (e.title, e.listed_on, e.listed_on_printed, e.state)
            is (l.title, l.listed_on, l.listed_on_printed, l.state)
    order by 1, 2
    """,
    "drop index pages_sought",
    "drop index entries_sought",
    "create unique index idx_listing_places_entry_crawl on listing_places (entry, crawl)",
    "drop table listings",
    # By a crawl's pages or by a document's entries: which way is short depends on what is asked, so that it is left to
    # SQLite; that a page and its entries are of one column is said for it.
    """
    create view listings as
    select c.crawl, p."column", l.position, e.title, e.listed_on, e.url, e.document, e.state, p.page_url, p.capture,
        p.page_number, e.listed_on_printed
    from listing_entries e join listing_places l on l.entry = e.id
    join listing_pages p on p.id = l.page and p.crawl = l.crawl and p."column" = e."column"
    join listing_crawls c on c.id = l.crawl
    """,
    "drop view column_documents",
    # As before, of what is said once: one accepted crawl that saw it is enough.
    """
    create view column_documents as
    select distinct e."column", e.document from listing_entries e where exists (
        select 1 from listing_places l cross join listing_crawls n on n.id = l.crawl
        cross join crawls w on w.id = n.crawl and w.accepted = 1 where l.entry = e.id)
    """,
)


@migrations()
def m0031_listings_by_their_pages(db: Database) -> None:
    """``listings`` without the column of entries: that of their page is the same. SQLite took every page of a crawl
    for a question of its own to all entries of the column.
    """
    db.execute("drop view listings")
    db.execute(_LISTINGS)


@migrations()
def m0032_characters_of_versions(db: Database) -> None:
    """How long the text of each version is: to measure it again took a quarter of the closing of a crawl."""
    db.execute("alter table document_versions add column characters integer")
    db.execute(
        "update document_versions set characters = nullif(length(t.text), 0) from document_texts t "
        "where t.version = document_versions.id"
    )


_LISTINGS = """
create view listings as
select c.crawl, p."column", l.position, e.title, e.listed_on, e.url, e.document, e.state, p.page_url, p.capture,
    p.page_number, e.listed_on_printed
from listing_entries e join listing_places l on l.entry = e.id
join listing_pages p on p.id = l.page and p.crawl = l.crawl
join listing_crawls c on c.id = l.crawl
"""


def upgrade(db: Database) -> None:
    """Bring ``db`` to the newest format; does nothing where it already has it."""
    if _holds_something(db):
        _migrate(db)
        return
    statements = _newest()
    with db.atomic():
        for statement in () if _holds_something(db) else statements:  # another process may have been quicker
            db.execute(statement)
    migrations.apply(db)


def _migrate(db: Database) -> None:
    """Apply what is missing; where another process was quicker, what it left."""
    missing = len(migrations.pending(db))
    while True:
        try:
            migrations.apply(db)
        except sqlite3.Error:
            before, missing = missing, len(migrations.pending(db))
            if missing >= before:
                raise
        else:
            return


def _holds_something(db: Database) -> bool:
    return bool(db.execute("select exists (select 1 from sqlite_schema)").fetchone()[0])


@cache
def _newest() -> tuple[str, ...]:
    """What makes a database of the newest format: migrating an empty one takes as long as a portal's quiet night."""
    with closing(sqlite3.connect(":memory:")) as empty:
        migrations.apply(Database(empty))
        return tuple(empty.iterdump())[1:-1]  # without its own transaction
