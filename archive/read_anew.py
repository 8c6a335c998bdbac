"""Ids of reports that were read anew: an earlier reading has an id of its own, the newest that of the report."""

from __future__ import annotations

from urllib.parse import quote

_BEFORE = "~"


def earlier_id(report: str, version: object, reader: object) -> str:
    """The id under which a reading of a version by a reader is kept, once there is another one."""
    return f"{report}{_BEFORE}{version}.{reader}"


def on_its_page(report: str, anchor: str = "") -> str:
    """Where a place of a report is shown, below ``/report/``: ``demo-2018#claim-3``.

    An earlier reading has no page. It leads to that of what is read now, where the place may be another matter's.
    """
    newest, was_read_anew, _ = report.partition(_BEFORE)
    return quote(newest, safe="") + (f"#{anchor}" if anchor and not was_read_anew else "")
