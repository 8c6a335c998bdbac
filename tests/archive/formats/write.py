"""Writes NNNN.sql: an archive of format NNNN with real rows in every table, to be opened by every later version.

    python tests/archive/formats/write.py ARCHIVE NUMBER…

ARCHIVE is a folder in which the newest format has the demo; where it is empty, that is made: the demo with one document
of two pages and every field, crawled and verified, its export imported, and a second crawl of it killed, whose frontier
and texts of pages stand there still. The demo speaks no TLS: a row of ``certificates`` is put in by hand. The first
NUMBER migrations are applied to an empty database, and as much of a few rows goes in as that format has columns for. A
format is written once, when its migration is committed, and never again.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from sqlite_utils import Database

from archive.certificates import CertificateRow, add_certificate
from archive.schema import migrations
from archive.store import document_id
from crawler.demo.model import Page, Site
from crawler.demo.server import running
from crawler.demo.site import build

HERE = Path(__file__).resolve().parent
#: How many rows of a table are enough, where nothing refers to them.
FEW = 3
#: What the rows of a table have to do with the documents that are kept; the other tables give their first rows.
KEPT = {
    "portals": "true",
    "columns": "portal = 'demo'",
    "column_metrics": "\"column\" like 'demo/%'",
    "channels": "portal = 'demo'",
    "crawls": "portal = 'demo'",
    "runs": "crawl in (select id from crawls where portal = 'demo')",
    "coverage": "crawl in (select id from crawls where portal = 'demo')",
    "captures": "id in (select capture from documents where id in kept) "
    "or id in (select l.capture from listings l where l.document in kept) "
    "or id in (select p.capture from document_parts p where p.document in kept)",
    "documents": "id in kept",
    "document_urls": "document in kept",
    "document_versions": "document in kept",
    "document_texts": "version in (select id from document_versions where document in kept)",
    "file_readings": "version in (select id from document_versions where document in kept)",
    "file_parts": "version in (select id from document_versions where document in kept)",
    "listings": "document in kept",
    "attachments": "document in kept",
    "document_parts": "document in kept",
    "part_texts": "document in kept",
    "sightings": "document in kept",
    "reports": "document in kept",
    "claims": "number <= 8 and report in (select id from reports where document in kept)",
    "identities": "number <= 2 and report in (select id from reports where document in kept)",
    "findings": "claim in (select id from claims where number <= 8) "
    "and report in (select id from reports where document in kept) "
    "or identity in (select id from identities where number <= 2) "
    "and report in (select id from reports where document in kept)",
}
#: A yearly report, a page with attachments, a page without, an entry that leads elsewhere, an imported item.
DOCUMENTS = """
create temp table kept as
select id from (select document as id from reports where portal = 'demo' order by year limit 1)
union select id from (select document as id from attachments order by 1 limit 1)
union select file from (select file from attachments order by document limit 1)
union select id from (select id from documents where portal = 'demo' and state = 'page' order by id limit 1)
union select id from (select id from documents where portal = 'demo' and state = 'external' order by id limit 1)
union select id from (select id from documents where "import" is not null order by id limit 1)
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
    site = with_parts(build(2018, "songshan"))
    with running(site) as addresses:
        hosts = ("--host", f"demo-city={addresses.city}", "--host", f"demo={addresses.own}")
        gongkai("run", "demo-city", "demo", "--archive", archive, *hosts)
        gongkai("import", "wechat", "demo", site.write_wechat(archive / "wechat.csv"), "--archive", archive)
        gongkai("verify", "demo", "--archive", archive)
        crawl_and_kill(archive, addresses.own)
    with closing(Database(archive / "archive.db")) as db:
        (crawl,) = db.execute("select id from crawls where portal = 'demo' order by id limit 1").fetchone()
        name, origin = "CN=songshan.demo.invalid", "https://songshan.demo.invalid"
        days = ("2018-01-01", "2028-01-01")
        add_certificate(db, CertificateRow(crawl, origin, "0" * 64, "self-signed", name, name, *days, "certifi"))


def with_parts(site: Site) -> Site:
    """The site with one document in two pages, and every field on the first: the page that DOCUMENTS takes anyway."""
    pages = (document for document in site.own.documents if document.form == "page")
    first = min(pages, key=lambda document: document_id("demo", urljoin(site.own.base, document.url)))
    page = site.own.pages[first.url]
    encoding = "utf-8" if b"utf-8" in page.body else "gb18030"
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


def gongkai(*arguments: object) -> None:
    """Run the program."""
    subprocess.run([sys.executable, "-m", "crawler.cli.main", *map(str, arguments)], check=True, stdout=sys.stderr)


def crawl_and_kill(archive: Path, host: str) -> None:
    """Crawl the demo again, and kill that (-9) once texts of pages stand in the archive."""
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", "demo", "--archive", str(archive), "--host", host]
    process = subprocess.Popen(command)
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
        source.execute(DOCUMENTS)
        for table in db.table_names():
            if not table.startswith("_"):
                _fill(db, source, table)
        db.execute("update _sqlite_migrations set applied_at = '2026-01-01 00:00:00.000000+00:00'")
        db.conn.commit()
        target.write_text("\n".join(db.conn.iterdump()) + "\n", encoding="utf-8")
    return target


def _fill(db: Database, source: sqlite3.Connection, table: str) -> None:
    columns = ", ".join(f'"{column.name}"' for column in db.table(table).columns)
    where = KEPT.get(table, "true").replace("in kept", "in (select id from kept)")
    limit = "" if table in KEPT else f" limit {FEW}"
    rows = source.execute(f'select {columns} from "{table}" where {where} order by rowid{limit}').fetchall()
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
