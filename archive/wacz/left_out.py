"""What of a crawl is not in its package, and why: said in ``datapackage.json``, so that no gap looks like damage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.manifest import FileEntry
from archive.purge_orders import Order, PurgedRecord
from archive.wacz.crawl import ClosedCrawl
from archive.wacz.warc_copies import WarcCopy


def purged_of(crawl: ClosedCrawl) -> tuple[PurgedRecord, ...]:
    """Records of the crawl's files whose bytes an order took away."""
    return tuple(r for order in crawl.orders for r in order.records if f"warc/{r.warc_file}" in crawl.files)


@dataclass(frozen=True, slots=True)
class Referred:
    """The file of records of earlier crawls, how many it holds, and how many the archive has no more."""

    file: str
    records: int
    missing: int


def said(crawl: ClosedCrawl, copies: Mapping[str, WarcCopy], referred: Referred) -> dict[str, Any]:
    """What stands under ``gongkai``. Of what is withheld, only how many records of which file."""
    withheld = [{"name": name, "records": len(copy.left_out)} for name, copy in copies.items() if copy.left_out]
    orders = [_order(order, crawl) for order in crawl.orders]
    theirs = {"file": referred.file, "records": referred.records, "missing": referred.missing}
    return {
        **({"withheld": withheld} if withheld else {}),
        **({"purged": orders} if orders else {}),
        **({"referred": theirs} if referred.records or referred.missing else {}),
    }


def _order(order: Order, crawl: ClosedCrawl) -> dict[str, Any]:
    """An order as far as it concerns the crawl: what its files were and became, and digests of what is gone."""
    files = [file for file in order.files if file.before.name in crawl.files]
    records = [record for record in order.records if f"warc/{record.warc_file}" in crawl.files]
    return {
        "order": order.order,
        "purged_on": order.purged_on,
        "files": [{"before": _entry(file.before), "after": _entry(file.after)} for file in files],
        "records": [_record(record) for record in records],
    }


def _entry(entry: FileEntry) -> dict[str, Any]:
    return {"name": entry.name, "size": entry.size, "sha256": entry.sha256}


def _record(record: PurgedRecord) -> dict[str, Any]:
    digest = {"entity_digest": record.capture["entity_digest"]} if record.capture else {}
    return {"id": record.id, "type": record.type, "url": record.url, "block_sha256": record.block_sha256, **digest}
