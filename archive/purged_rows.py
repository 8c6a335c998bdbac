"""Captures that were purged, as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlite_utils import Database

from archive.purge_orders import Order, PurgedRecord


def write_purged(db: Database, orders: Iterable[Order], captures: Collection[str]) -> None:
    """Write the rows of these captures, whose bytes are gone."""
    db.table("purged").insert_all(
        (
            _row(order, record)
            for order in orders
            for record in order.records
            if record.capture is not None and record.id in captures
        ),
        pk="record",
        replace=True,
    )


def _row(order: Order, record: PurgedRecord) -> dict[str, Any]:
    capture = record.capture or {}
    return {
        "record": record.id,
        "number": order.number,
        "url": capture["url"],
        "entity_digest": capture["entity_digest"],
        "block_sha256": record.block_sha256,
        "characters": record.characters,
        "ordered": order.order,
        "purged_on": order.purged_on,
        "warc_file": record.warc_file,
        "warc_offset": record.offset,
    }
