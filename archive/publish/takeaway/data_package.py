"""datapackage.json: what the tables are, in the words of the Data Package standard, version 2.

https://datapackage.org/standard/data-package/ with its Data Resource and Table Schema. Descriptions are Chinese, then
English, as in metadata.yml. The licence is the operator's to give; without one the descriptor names none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.publish.metadata import read_metadata
from archive.publish.takeaway.files import CSV, Form, WrittenFile
from archive.publish.takeaway.tables import ForeignKey, PublishedTable

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FILE = "datapackage.json"
_FORMULAS = (
    "CSV 中以 = + - @ 开头的文字前加撇号，以免被电子表格当作公式；"
    "JSON 与 SQLite 中文字如原样。 "
    "In CSV, text that begins with = + - @ has an apostrophe in front, so that no spreadsheet takes it for a "
    "formula; JSON and SQLite have it as it is."
)
_PORTALS = "select id, title_zh, title_en, base from portals order by id"
_AS_OF = """
select portal, id as crawl, closed_at from crawls
where closed_at || id in (select max(closed_at || id) from standing_crawls group by portal) order by portal
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Of which public.db a package is: its SHA-256 in hex, and what the archive knew then."""

    database_sha256: str
    portals: tuple[Mapping[str, Any], ...]
    as_of: tuple[Mapping[str, Any], ...]


def origin_of(connection: sqlite3.Connection, sha256: str) -> Origin:
    """The portals of a public.db, and the last accepted crawl of each."""
    return Origin(sha256, tuple(_dicts(connection, _PORTALS)), tuple(_dicts(connection, _AS_OF)))


def _dicts(connection: sqlite3.Connection, sql: str) -> Iterable[Mapping[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def descriptor(
    tables: Iterable[PublishedTable],
    origin: Origin,
    *,
    software: str,
    created: datetime | None = None,
    licence: str = "",
    folder: str = "",
    form: Form = CSV,
    files: Mapping[str, WrittenFile] | None = None,
    originals: Mapping[str, WrittenFile] | None = None,
) -> dict[str, Any]:
    """The descriptor of a package whose files stand in ``folder`` beside it in one ``form``, each called as its table.

    ``files`` are sizes and digests by table, where they are known; a ``licence`` is a name (Open Definition, SPDX) or
    an address. ``originals`` are WARC files, by their names.
    """
    described = [table for table in tables if not table.is_view]
    names = {table.name for table in described}
    metadata = read_metadata()
    return {
        "$schema": PROFILE,
        "name": "gongkai",
        "title": metadata["title"],
        "description": f"{metadata['description']} {metadata['about']}" + (f" {_FORMULAS}" if form == CSV else ""),
        **({"created": created.strftime("%Y-%m-%dT%H:%M:%SZ")} if created else {}),
        **({"licenses": [_licence(licence)]} if licence else {}),
        "sources": [_source(portal) for portal in origin.portals],
        "gongkai": {"software": software, "public_db_sha256": origin.database_sha256, "as_of": list(origin.as_of)},
        "resources": [
            *(_resource(table, folder, form, (files or {}).get(table.name), names) for table in described),
            *(_original(name, file) for name, file in (originals or {}).items()),
        ],
    }


def _licence(said: str) -> dict[str, str]:
    return {"path": said} if said.startswith(("https://", "http://")) else {"name": said}


def _source(portal: Mapping[str, Any]) -> dict[str, str]:
    title = " · ".join(words for words in (portal["title_zh"], portal["title_en"]) if words) or portal["id"]
    address = portal["base"] or ""
    return {"title": title} | ({"path": address} if address.startswith(("https://", "http://")) else {})


def _resource(
    table: PublishedTable, folder: str, form: Form, file: WrittenFile | None, names: set[str]
) -> dict[str, Any]:
    written = _digest(file) if file else {}
    return {
        "name": table.name,
        "type": "table",
        "path": f"{folder}{table.name}.{form.name}",
        "title": table.title,
        "description": table.description,
        "format": form.name,
        "mediatype": form.media_type,
        **({"encoding": "utf-8"} if form == CSV else {}),
        **written,
        "schema": _schema(table, names),
    }


def _original(name: str, file: WrittenFile) -> dict[str, Any]:
    return {
        "name": name.lower(),
        "path": f"originals/{name}",
        "title": "原始存档 · Original record",
        "description": "未经遮盖的 WARC 1.1 记录，不得公开。 Records of WARC 1.1, not masked and not to be published.",
        "format": "warc.gz",
        "mediatype": "application/warc",
        **_digest(file),
    }


def _digest(file: WrittenFile) -> dict[str, Any]:
    return {"bytes": file.size, "hash": f"sha256:{file.sha256}"}


def _schema(table: PublishedTable, names: set[str]) -> dict[str, Any]:
    fields = [{"name": each.name, "type": each.type, "description": each.description} for each in table.columns]
    keys = [_foreign_key(key) for key in table.foreign_keys if key.table in names]
    return {
        "fields": fields,
        "missingValues": [""],
        **({"primaryKey": list(table.primary_key)} if table.primary_key else {}),
        **({"foreignKeys": keys} if keys else {}),
    }


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    return {"fields": list(key.columns), "reference": {"resource": key.table, "fields": list(key.to)}}
