"""Writes NNNN.sql: an archive of format NNNN with real rows in every table, to be opened by every later version.

    python tests/archive/formats/write.py ARCHIVE NUMBER…

ARCHIVE is a folder in which the newest format has the demo; where it is empty, that is made: the demo with one document
of two pages and every field, and a report published twice with one figure changed; crawled with the decisions and
remarks of ``demo.decisions.yml``, its export imported, verified, crawled anew with a paragraph more in that document,
and a third crawl of it killed, whose frontier and texts of pages stand there still. The demo speaks no TLS and purges
nothing: a row of ``certificates``, one of ``purged``, one of ``imported_archives`` and those of a crawl from a web
archive are put in by hand. The first NUMBER migrations are applied to an empty database, and as much of a few rows goes
in as that format has columns for. A format is written once, when its migration is committed, and never again. Run it
with PYTHONPATH=. from the project's folder.

The archives of 0010 to 0018 were made by the program as it was when that format was the newest; none was when 0011 was,
which is of the archive of 0012.
"""

from __future__ import annotations

import posixpath
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from sqlite_utils import Database

from archive.certificates import CertificateRow, add_certificate
from archive.schema import migrations
from archive.store import document_id
from crawler.demo.model import Document, Page, Site
from crawler.demo.server import running
from crawler.demo.site import build

HERE = Path(__file__).resolve().parent
DECISIONS = HERE / "demo.decisions.yml"
#: How many rows of a table are enough, where nothing refers to them.
FEW = 3
FIRST_PAGE = "select id from documents where portal = 'demo' and state = 'page' order by id limit 1"
LISTED = "entry in (select id from listing_entries where document in kept_documents)"
#: Of what has no rowids; ``listings`` is a view since format 30.
ORDERS = {"listings": 'crawl, "column", url', "listing_places": "page, entry"}
#: What the rows of a table have to do with what is kept (``SELECTION``); the other tables give their first rows.
KEPT = {
    "portals": "true",
    "columns": "portal = 'demo'",
    "column_metrics": "\"column\" like 'demo/%'",
    "channels": "portal = 'demo'",
    "crawls": "portal = 'demo'",
    "runs": "crawl in (select id from crawls where portal = 'demo')",
    "changes": "document in kept_documents",
    "crawl_checks": "number <= 3 and crawl in (select id from crawls where portal = 'demo')",
    "coverage": "crawl in (select id from crawls where portal = 'demo')",
    "unread": "crawl in (select id from crawls where portal = 'demo')",
    "captures": "id in (select capture from documents where id in kept_documents) "
    "or id in (select l.capture from listings l where l.document in kept_documents) "
    "or id in (select p.capture from document_parts p where p.document in kept_documents) "
    "or id in (select s.capture from sightings s where s.document in kept_documents)",
    "documents": "id in kept_documents",
    "document_urls": "document in kept_documents",
    "document_versions": "document in kept_documents",
    "document_texts": "version in (select id from document_versions where document in kept_documents)",
    "file_readings": "version in (select id from document_versions where document in kept_documents)",
    "file_parts": "version in (select id from document_versions where document in kept_documents)",
    "listings": "document in kept_documents",
    "listing_crawls": f"id in (select crawl from listing_places where {LISTED})",
    "listing_pages": f"id in (select page from listing_places where {LISTED})",
    "listing_entries": "document in kept_documents",
    "listing_places": LISTED,
    "attachments": "document in kept_documents",
    "document_parts": "document in kept_documents",
    "part_texts": "document in kept_documents",
    "sightings": "document in kept_documents",
    "imported_archives": "portal = 'demo'",
    "reports": "id in kept_reports",
    "claims": "id in kept_claims",
    "identities": "id in kept_identities",
    "findings": "id in kept_findings",
    "subtotals": "number <= 3 and finding in kept_findings",
    "decisions": "portal = 'demo'",
    "remarks": "portal = 'demo'",
    "year_notes": "report in kept_reports and coalesce(previous, report) in kept_reports "
    "and (claim is null or claim in kept_claims) and (previous_claim is null or previous_claim in kept_claims)",
    "report_sources": "report in kept_reports and source in kept_reports",
    "withheld": "true",
    "purged": "true",
    "figure_sources": "report in kept_reports and claim in kept_claims",
    "series": "id in kept_series",
    "series_numbers": "series in kept_series and document in kept_documents",
    "series_gaps": "series in kept_series",
    "cited_numbers": "series in kept_series and document in kept_documents",
    "inspections": "portal = 'demo'",
    "timeliness": "document in kept_documents",
    "twins": "document in kept_documents and coalesce(twin, document) in kept_documents",
    "checklist": "portal = 'demo' and number <= 6",
    "promises": "portal = 'demo' and number <= 6 and document in kept_documents",
    "past_documents": "portal = 'demo'",
    "contemporary": "finding in kept_findings",
}
#: The yearly reports of two years and a copy, a page with attachments, a page without, an entry that leads elsewhere,
#: an imported item; of each report a few claims and identities, with what a second source says otherwise.
SELECTION = """
create temp table kept_documents as
select id from (select document as id from reports where portal = 'demo' and year <= 2018)
union select id from (select document as id from attachments order by 1 limit 1)
union select file from (select file from attachments order by document limit 1)
union select id from (select id from documents where portal = 'demo' and state = 'page' order by id limit 1)
union select id from (select id from documents where portal = 'demo' and state = 'external' order by id limit 1)
union select id from (select id from documents where "import" is not null order by id limit 1);
create temp table kept_reports as select id from reports where document in kept_documents;
create temp table kept_claims as
select id from claims where (number <= 3 or number between 7 and 8) and report in kept_reports;
create temp table kept_identities as
select id from identities where (number <= 2 or rule like 'SOURCE-%') and report in kept_reports;
create temp table kept_series as
select series as id from series_numbers where document in kept_documents
union select series from cited_numbers where document in kept_documents;
create temp table kept_findings as
select id from findings where current = 1 and (claim in kept_claims or identity in kept_identities);
"""
FIELDS = {
    "索引号": "SS-2018-0001",
    "发文字号": "松管发〔2018〕1号",
    "成文日期": "2018-01-15",
    "有效性": "有效",
    "主题分类": "综合政务",
    "关键词": "项目建设",
}


def make(archive: Path) -> None:
    """Make an archive of the newest format with rows in every table."""
    site = with_copy(with_parts(build(2018, "songshan")))
    (archive / "decisions").mkdir(parents=True)
    shutil.copyfile(DECISIONS, archive / "decisions" / "demo.yml")
    with running(site) as addresses:
        hosts = ("--host", f"demo-city={addresses.city}", "--host", f"demo={addresses.own}")
        gongkai("run", "demo-city", "demo", "--archive", archive, *hosts)
        export = site.write_wechat(archive / "wechat.csv")
        days = ("--from", "2018-01-01", "--to", "2018-12-31")
        gongkai("import", "wechat", "demo", export, *days, "--archive", archive)
        gongkai("verify", "demo", "--archive", archive)
        gongkai(
            "withhold",
            "http://songshan.demo.invalid/none/*",
            "--reason",
            "示例",
            "--even-if-none",
            "--archive",
            archive,
        )
        addresses.show(edited(site), datetime.now(UTC))
        gongkai("crawl", "demo", "--full", "--archive", archive, "--host", addresses.own)
        gongkai("verify", "demo", "--archive", archive)
        crawl_and_kill(archive, addresses.own)
    with closing(Database(archive / "archive.db")) as db:
        (crawl,) = db.execute("select id from crawls where portal = 'demo' order by id limit 1").fetchone()
        name, origin = "CN=songshan.demo.invalid", "https://songshan.demo.invalid"
        days = ("2018-01-01", "2028-01-01")
        add_purged(db)
        # With the guide among the documents, names would be found that older formats, written without it, do not have.
        with db.atomic():
            db.execute(f"update promises set document = ({FIRST_PAGE})")
        add_past(db)
        add_imported_archive(db, crawl)
        add_certificate(db, CertificateRow(crawl, origin, "0" * 64, "self-signed", name, name, *days, "certifi"))


def add_imported_archive(db: Database, crawl: str) -> None:
    """As if a crawl's records had come in a file of somebody's."""
    row = {"id": "demo-import-0", "portal": "demo", "crawl": crawl, "form": "warc", "file_name": "demo.warc.gz"}
    said = {"file_sha256": "0" * 64, "origin": "示例", "imported_by": "示例", "reasons": "{}", "signature": "none"}
    numbers = {"records": 3, "left_aside": 0, "own": 0, "key": ""}
    days = dict.fromkeys(("imported_at", "first_at", "last_at"), "2026-02-03T00:00:00.000000Z")
    db.table("imported_archives").insert({**row, **said, **numbers, **days}, pk="id")


def add_purged(db: Database) -> None:
    """A row for the capture of a report's page."""
    captured = "select c.id as record, c.url, c.entity_digest, c.warc_file, c.warc_offset, d.characters"
    report = "where d.id = (select document from reports where portal = 'demo' order by id limit 1)"
    (row,) = db.query(f"{captured} from documents d join captures c on c.id = d.capture {report}")
    said = {"number": 1, "block_sha256": "0" * 64, "ordered": "示例", "purged_on": "2026-02-03"}
    db.table("purged").insert(row | said)


def add_past(db: Database) -> None:
    """A crawl from a web archive that saw a report's page, and what it says of a finding of that report."""
    at = "2019-03-01T00:00:00.000000Z"
    crawl, (document,) = (
        "demo-20260203T000000000Z",
        db.execute(
            "select document from reports where portal = 'demo' and year <= 2018 order by id limit 1"
        ).fetchone(),
    )
    source = {"source": "web archive", "web_archive": "example", "past_at": at, "past_within": 90}
    began = {"id": crawl, "portal": "demo", "started_at": "2026-02-03T00:00:00.000000Z", "verdict": "degraded"}
    db.table("crawls").insert(began | source | {"accepted": 0, "closed_at": began["started_at"], "reason": ""})
    seen = {"crawl": crawl, "document": document, "portal": "demo", "state": "page", "title": "示例"}
    db.table("past_documents").insert(seen | {"url": "http://songshan.demo.invalid/", "listed_at": at})
    db.executescript(SELECTION)
    (finding,) = db.execute("select id from kept_findings order by id limit 1").fetchone()
    said = {"finding": finding, "crawl": crawl, "observed": 1, "missing": 1, "verdict": "incomplete", "note": "[]"}
    db.table("contemporary").insert(said | {"sql": "select document from past_documents"})


def with_parts(site: Site) -> Site:
    """The site with one document in two pages, and every field on the first: the page that DOCUMENTS takes anyway."""
    first, page = first_page(site)
    encoding = encoding_of(page)
    fields = "".join(f"<p>{label}：{value}</p>" for label, value in FIELDS.items())
    pager = f'<div class="pages"><b>1</b> <a href="{first.url}_2">下一页</a></div>'
    text = page.body.decode(encoding).replace('<div class="article-body">', fields + '<div class="article-body">')
    text = text.replace('<ul class="near">', pager + '<ul class="near">')
    changed = {
        **site.own.pages,
        first.url: Page(text.encode(encoding), page.content_type),
        f"{first.url}_2": page,
    }
    return replace(site, own=replace(site.own, pages=changed))


def edited(site: Site) -> Site:
    """The site with a paragraph more in that document."""
    first, page = first_page(site)
    body = '<div class="article-body">'
    text = page.body.decode(encoding_of(page)).replace(body, f"{body}<p>另增一项。</p>")
    changed = {**site.own.pages, first.url: replace(page, body=text.encode(encoding_of(page)))}
    return replace(site, own=replace(site.own, pages=changed))


def first_page(site: Site) -> tuple[Document, Page]:
    """The document of the site whose id comes first, and its page."""
    pages = (document for document in site.own.documents if document.form == "page")
    first = min(pages, key=lambda document: document_id("demo", urljoin(site.own.base, document.url)))
    return first, site.own.pages[first.url]


def encoding_of(page: Page) -> str:
    """In what a page of the demo is written."""
    return "utf-8" if b"utf-8" in page.body else "gb18030"


def with_copy(site: Site) -> Site:
    """The site with its first report published once more on a later day, with one figure changed."""
    own = site.own
    report = min((one for one in own.documents if one.report_year), key=lambda one: one.report_year or 0)
    copy, column = f"{report.url}_copy", posixpath.dirname(report.url)
    text, listed = (own.pages[url].body.decode() for url in (report.url, column))
    (entry,) = (line for line in listed.splitlines(keepends=True) if f'{report.url}"' in line)
    later = {str(report.published_on): "2018-06-01", report.url: copy, "查阅点发布信息20条": "查阅点发布信息21条"}
    changed = {
        **own.pages,
        column: replace(own.pages[column], body=listed.replace(entry, replaced(entry, later) + entry).encode()),
        copy: replace(own.pages[report.url], body=replaced(text, later).encode()),
    }
    return replace(site, own=replace(own, pages=changed))


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """The text with some words in the place of others."""
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def gongkai(*arguments: object) -> None:
    """Run the program."""
    subprocess.run([sys.executable, "-m", "crawler.cli.main", *map(str, arguments)], check=True, stdout=sys.stderr)


def crawl_and_kill(archive: Path, host: str) -> None:
    """Crawl the demo again, and kill that (-9) once texts of pages stand in the archive."""
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", "demo", "--full", "--archive", str(archive)]
    process = subprocess.Popen([*command, "--host", host])
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        while process.poll() is None and not db.execute("select 1 from part_texts limit 1").fetchone():
            time.sleep(0.01)
    process.kill()
    process.wait()


def write(archive: Path, number: int) -> Path:
    """Write the file of one format; return its path."""
    names = [migration.name for migration in migrations.pending(Database(memory=True))]
    target = HERE / f"{number:04}.sql"
    with closing(Database(memory=True)) as db, closing(sqlite3.connect(archive / "archive.db")) as source:
        migrations.apply(db, stop_before=names[number:][:1])
        source.executescript(SELECTION)
        for table in db.table_names():
            if not table.startswith("_"):
                _fill(db, source, table)
        db.execute("update _sqlite_migrations set applied_at = '2026-01-01 00:00:00.000000+00:00'")
        db.conn.commit()
        target.write_text("\n".join(db.conn.iterdump()) + "\n", encoding="utf-8")
    return target


def _fill(db: Database, source: sqlite3.Connection, table: str) -> None:
    columns = ", ".join(f'"{column.name}"' for column in db.table(table).columns)
    where = KEPT.get(table, "true")
    order = ORDERS.get(table, "rowid")
    limit = "" if table in KEPT else f" limit {FEW}"
    rows = source.execute(f'select {columns} from "{table}" where {where} order by {order}{limit}').fetchall()
    if not rows:
        sys.stderr.write(f"{table}: no rows\n")
        return
    db.conn.executemany(f'insert into "{table}" ({columns}) values ({", ".join("?" * len(rows[0]))})', rows)


def main(archive: Path, numbers: Sequence[int]) -> None:
    """Write the files of some formats from an archive, which is made where there is none."""
    if not (archive / "archive.db").exists():
        make(archive)
    for number in numbers:
        sys.stdout.write(f"{write(archive, number)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(number) for number in sys.argv[2:]])
