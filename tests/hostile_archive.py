"""An archive whose every text that strangers write is hostile: what a site, a list, a header or a letter may say.

Each value holds a mark of its own (``zq00042``), so that a page can be asked where what it shows comes from: a mark may
stand in text and in few attributes, and nowhere else.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count, cycle
from pathlib import Path
from typing import Any

from published_sample import BASE, CRAWL, PORTAL, REPORT
from sqlite_utils import Database
from told_sample import DOCUMENT, fail_crawl, make_told

from archive.folding import title_key
from archive.layout import layout_of
from archive.publish.publication import AS_IS, custody_columns, published_tables, treatment_name
from archive.records import Body, Paragraph

MARK = re.compile(r"zq\d{5}")
#: ``§`` is the mark.
TEXTS = (
    "<img src=x onerror=window.hostile=1 id=§ class=§>党",
    "</script></style></title></textarea><script>window.hostile=1//§</script><§>",
    "\"><svg/onload=window.hostile=1 id=§><a href='javascript:window.hostile=1//§'>x</a>",
    "' onmouseover='window.hostile=1' data-§='",
    '" autofocus onfocus="window.hostile=1" §="',
    "javascript:window.hostile=1//§",
    "{{ 70999 * 91997 }}{% set x = 1 %}{# § #}${70999*91997}<%= 70999*91997 %>§",
    "\u202e§\u2066\u202d\u200f\u061c党",
    "§\x00\x01\x08\x1b[31m\x1b]0;§\x07\x7f\x9b2J\r\nBcc: all@evil.invalid",
    "\u2028§\u2029\x85\x0b\x0c",
    "]]>§<![CDATA[<§/>]]>&lt;§&gt;&#60;§&amp;--><!--§-->",
    "=HYPERLINK(\"http://evil.invalid/?§\",\"x\")",
    "+cmd|' /C calc'!A1§",
    "\t@SUM(1+1)*§",
    "§" + "长" * 3_000 + "W" * 3_000,
    "Z" + "\u0301\u0489" * 150 + "§",
    "👩\u200d👩\u200d👧\u200d👦🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f§\ufe0f",
    "\\u003cscript\\u003e§\\\"',;`<!--<script>§",
    "[§](javascript:window.hostile=1) ![x](http://evil.invalid/§) <http://evil.invalid/§> `§` **§** | § |",
)  # fmt: skip
#: The same of what should be an address.
ADDRESSES = (
    "javascript:window.hostile=1//§",
    "data:text/html,<script>window.hostile=1//§</script>",
    f"{BASE}§/\"><script>window.hostile=1</script>",
    f"{BASE}§' onclick='window.hostile=1",
    "\x01 \tjava\nscript:window.hostile=1//§",
    "http://user:pass@evil.invalid/§",
    "http://evil.invalid:§/",
    f"{BASE}§/\u202egnp.exe",
    "//evil.invalid/§",
    f"{BASE}§/[x]?a#b#c%zz",
    "vbscript:window.hostile=1//§",
)  # fmt: skip
#: Columns whose words are ours, whatever their table: kinds, states, days, numbers of rows, SQL.
OURS = frozenset([
    "channel", "kind", "state", "key", "zone", "authority", "metric", "claim_metric", "column", "relation",
    "rule", "parts", "cells", "verdict", "verdict_rule", "outcome", "language", "qualifier", "unit", "read_unit",
    "decision", "measure", "part", "role", "method", "family", "purpose", "check", "software", "converter",
    "converter_version", "published_on", "published_on_origin", "published_on_other", "published_on_printed",
    "listed_on", "listed_on_printed", "written_on", "as_of_date", "first_seen", "last_seen", "from_date",
    "to_date", "stated_from", "stated_to", "finding", "unit_class", "site", "level", "sql", "layout", "warc_file",
    "title_key", "form", "reasons", "signature", "first_at", "last_at",
])  # fmt: skip
#: The same in some tables alone; notes of findings are lists of keys with names in them.
OURS_IN = frozenset(
    {
        ("crawls", "source"),
        ("findings", "note"),
        ("contemporary", "note"),
        ("measures", "title_zh"),
        ("measures", "title_en"),
    }
    | {("promises", name) for name in ("source", "newest_on", "columns", "note")}
    | {("checklist", name) for name in ("duty", "title_zh", "title_en", "act", "article", "newest_on", "columns")}
)
#: What a row needs that the sample has none of.
NEEDED: dict[str, Any] = {
    "document": DOCUMENT, "crawl": CRAWL, "portal": PORTAL, "report": REPORT, "source": REPORT, "claim": f"{REPORT}.7",
    "column": f"{PORTAL}/policy", "finding": f"{REPORT}.7§demo-20260106T031245Z", "current": 1, "number": 1,
    "counted": 1, "documents": 3, "amount": 3.0, "previous_value": 1.0, "value": 2.0, "start": 0, "end": 4, "size": 9,
    "start_at": 0, "occurrence": 1, "warc_offset": 1, "answered": 0, "said_on": "2026-02-03", "passed": 0,
    "decided_on": "2026-02-03", "purged_on": "2026-02-03", "agree": 1, "differ": 1, "parts": 1, "characters": 9,
}  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "decisions": {"decision": "confirm", "state": "attached", "claim_metric": "documents_published"},
    "remarks": {"kind": "reply", "state": "attached", "outcome": "none", "language": "zh"},
    "year_notes": {"kind": "appeared", "unit": "条", "claim": f"{REPORT}.7"},
    "report_sources": {"kind": "copy"},
    "figure_sources": {"kind": "text", "metric": "documents_published", "unit": "份", "qualifier": "exact"},
    "subtotals": {"key": "undated", "sql": "select id as document from documents limit 1"},
    "attachments": {"role": "attachment"},
    "unread": {"purpose": "document"},
    "certificates": {"not_before": "2026-01-01", "not_after": "2026-02-01"},
    "imported_archives": {"form": "warc", "signature": "sound", "reasons": '{"off_fence": 3}', "records": 3},
    "twins": {"kind": "same"},
    "timeliness": {"kind": "same_day"},
    "file_readings": {"kind": "pdf", "converter": "pypdf"},
}


def make_hostile(path: Path) -> dict[str, str]:
    """Write it to ``path`` as an archive.db; return each mark with the value it stands in."""
    make_told(path)
    with closing(Database(path)) as db:
        fail_crawl(db)
        _fill(db)
        return _Spoiled(db).everything()


def _fill(db: Database) -> None:
    """Rows for every published table that has none, as far as its key allows: one for each hostile address."""
    for table in published_tables():
        if db[table].count == 0:
            kinds = {column.name: column.type for column in db.table(table).columns}
            rows = [_row(kinds, WORDS.get(table, {}), number) for number in range(1, len(ADDRESSES) + 1)]
            db.table(table).insert_all(rows, ignore=True)
    (version,) = db.execute("select version from documents where id = ?", [DOCUMENT]).fetchone()
    for table in ("file_readings", "file_parts"):
        db.execute(f"update {table} set version = ? where rowid = (select min(rowid) from {table})", [version])


def _row(kinds: dict[str, str], words: dict[str, Any], number: int) -> dict[str, Any]:
    plain = {name: f"x{number}" if kind == "TEXT" else number for name, kind in kinds.items()}
    needed = {name: value for name, value in (NEEDED | words).items() if name in kinds}
    return plain | needed | ({"number": number} if "number" in kinds else {})


class _Spoiled:
    """One pass over an archive, row by row."""

    def __init__(self, db: Database) -> None:
        chance = random.Random(os.environ["GONGKAI_SEED"])
        self._texts, self._addresses = cycle(chance.sample(TEXTS, len(TEXTS))), cycle(ADDRESSES)
        self._db = db
        self._marks = (f"zq{number:05}" for number in count(1))
        self._written: dict[str, str] = {}

    def everything(self) -> dict[str, str]:
        """Replace every text of strangers."""
        for table in published_tables():
            for column in self._columns(table):
                for rowid, old in self._db.execute(f'select rowid, "{column}" from "{table}"').fetchall():
                    if old is not None:
                        self._set(table, column, rowid, self._hostile(treatment_name(table, column)))
        self._keys()
        self._layouts()
        self._notes()
        self._db.conn.commit()
        return self._written

    def _columns(self, table: str) -> Iterator[str]:
        for column in self._db.table(table).columns:
            treated = (table, column.name) not in custody_columns() and treatment_name(table, column.name) != AS_IS
            ours = column.name in OURS or (table, column.name) in OURS_IN
            if column.type == "TEXT" and treated and not ours:
                yield column.name

    def _hostile(self, treatment: str) -> str:
        mark = next(self._marks)
        kinds = self._addresses if treatment in ("address", "reached") else self._texts
        self._written[mark] = next(kinds).replace("§", mark)
        return self._written[mark]

    def _set(self, table: str, column: str, rowid: int, value: str) -> None:
        self._db.execute(f'update "{table}" set "{column}" = ? where rowid = ?', [value, rowid])

    def _keys(self) -> None:
        for rowid, title in self._db.execute("select rowid, title from documents").fetchall():
            self._set("documents", "title_key", rowid, title_key(title))

    def _layouts(self) -> None:
        """Texts are one paragraph each; the report's are its quotes, so that they are marked in it."""
        for rowid, text in self._db.execute("select rowid, text from document_texts").fetchall():
            self._set("document_texts", "layout", rowid, layout_of(Body(text, (Paragraph(0, len(text)),))))
        text, paragraphs = "", []
        for rowid, quote in self._db.execute("select rowid, quote from claims order by number").fetchall():
            place = Paragraph(len(text), len(text) + len(quote))
            self._db.execute("update claims set start = ?, end = ? where rowid = ?", [place.start, place.end, rowid])
            paragraphs.append(place)
            text += f"{quote}\n"
        layout = layout_of(Body(text, tuple(paragraphs)))
        sql = "update document_texts set text = ?, layout = ? where version = (select version from reports)"
        self._db.execute(sql, [text, layout])

    def _notes(self) -> None:
        """Names of columns and channels in the notes of findings."""
        columns = [{"title": self._hostile("text"), "state": "incomplete"} for _ in TEXTS]
        channels = [{"key": "wechat", "zh": self._hostile("text"), "en": self._hostile("text")} for _ in TEXTS]
        note = [{"key": "coverage", "columns": columns}, {"key": "lower_bound", "channels": channels},
                {"key": "no_column", "metric": self._hostile("text")}]  # fmt: skip
        self._db.execute("update findings set note = ? where claim is not null", [json.dumps(note)])
        metrics = ("topic", "document", "list")
        for number, (rowid,) in enumerate(self._db.execute("select rowid from claims").fetchall()):
            self._set("claims", "metric", rowid, f"{metrics[number % 3]}:{self._hostile('text')}")
