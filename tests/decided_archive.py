"""An archive with a report of a few claims, and entries about them: for tests of decisions and remarks."""

from __future__ import annotations

from handmade_archive import PORTAL, Archive
from sqlite_utils import Database

from archive.findings import FindingRow, findings
from archive.layout import layout_of
from archive.records import Body, Paragraph

REPORT = f"{PORTAL}-2018"
TITLE = "2018年政府信息公开工作年度报告"
TEXT = "全年发布政策解读14篇，其中网站7篇、微信7篇。收到申请12件，均为12件网上申请。"
_ENTRY = {
    "report": REPORT,
    "quote": "全年发布政策解读14篇",
    "decision": "confirm",
    "reason": "逐条核对",
    "by": "核对人",
    "date": "2026-03-02",
}


def entry(**fields: object) -> str:
    """A decision of the file, confirming a reading; fields go before, None leaves one out."""
    lines = [f"{key}: {value}" for key, value in {**_ENTRY, **fields}.items() if value is not None]
    return "  - " + "\n    ".join(lines) + "\n"


def archive_of(text: str = TEXT) -> Archive:
    """A crawled archive with a column of interpretations of two documents, and a report."""
    archive = Archive()
    column = archive.column("a", "interpretations")
    crawl = archive.crawl()
    for _ in range(2):
        archive.document(columns=[column], crawl=crawl)
    reports = archive.column("nb")
    archive.db.table("columns").update(reports, {"reports": 1})
    document = archive.document("2019-01-20", title=TITLE, columns=[reports], crawl=crawl)
    rewrite(archive.db, document, 1, text)
    return archive


def rewrite(db: Database, document: str, version: int, text: str) -> None:
    """Give a document another version of its text."""
    layout = layout_of(Body(text, (Paragraph(0, len(text)),)))
    db.table("document_texts").insert({"version": version, "text": text, "layout": layout})
    db.table("documents").update(document, {"version": version})


def finding(archive: Archive, quote: str) -> FindingRow:
    """The finding on the claim of exactly these words."""
    return next(row for row in findings(archive.db, REPORT) if row.quote == quote)
