"""The report and the page of its check for reference managers: BibTeX, and CSL-JSON, which Zotero imports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from archive.publish.plugin.report import ReportView

#: What has a meaning in a BibTeX value, and what stands for it; a brace that is opened has to be closed.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "#": r"\#",
    "$": r"\$",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SPECIAL = re.compile("[" + re.escape("".join(_TEX)) + "]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
#: Kept as they are in an address, which is no TeX; others that would end the value are percent-encoded.
_NOT_IN_ADDRESS = re.compile(r'[\\{}\s"<>^`|]')


def csl_json(view: ReportView) -> list[dict[str, Any]]:
    """Two items (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html): the report, and its check."""
    row = view.row
    report = {
        "id": row["id"],
        "type": "report",
        "title": row["title"],
        "author": [{"literal": row["title_zh"] or row["portal"]}],
        "URL": view.outgoing,
        "issued": _date(row["published_on"]),
        "accessed": _date(row["captured_at"]),
        "archive": "gongkai" if row["captured_at"] else "",
        "archive_location": row["entity_digest"] or "",
        "language": "zh",
    }
    check = {
        "id": f"{row['id']}-check",
        "type": "webpage",
        "title": f"{row['title']}：逐项核验 (checked number by number)",
        "container-title": "gongkai",
        "URL": view.citation.address,
        "accessed": _date(view.citation.day),
        "issued": _date(view.crawl.get("closed_at") or view.as_of_date),
        "version": view.software,
        "note": _note(view),
        "language": "zh",
    }
    return [{key: value for key, value in item.items() if value} for item in (report, check)]


def bibtex(view: ReportView) -> str:
    """The same two as entries of BibTeX; addresses and notes by the fields that biblatex knows too."""
    row = view.row
    report = {
        "author": _braced(row["title_zh"] or row["portal"]),
        "title": _braced(row["title"]),
        "institution": _tex(row["title_zh"] or row["portal"]),
        "date": _day(row["published_on"]),
        "year": _day(row["published_on"])[:4],
        "url": _address(view.outgoing),
        "urldate": _day(row["captured_at"]),
        "note": _tex(row["entity_digest"] or ""),
    }
    check = {
        "author": _braced("gongkai"),
        "title": _braced(f"{row['title']}：逐项核验 (checked number by number)"),
        "date": _day(view.crawl.get("closed_at") or view.as_of_date),
        "year": _day(view.crawl.get("closed_at") or view.as_of_date)[:4],
        "url": _address(view.citation.address),
        "urldate": view.citation.day,
        "version": _tex(view.software),
        "note": _tex(_note(view)),
    }
    return _entry("techreport", row["id"], report) + _entry("misc", f"{row['id']}-check", check)


def _note(view: ReportView) -> str:
    """On which data the check rests."""
    as_of = [f"as of crawl {view.crawl['id']}"] if view.crawl.get("id") else []
    snapshot = [f"snapshot {view.data.snapshot.name}"] if view.data.snapshot else []
    data = [f"data SHA-256 {view.data.sha256}"] if view.data.sha256 else []
    return "; ".join([*as_of, *snapshot, *data])


def _day(stored: str | None) -> str:
    """The day of a stored date or instant (ISO 8601); empty where it is none."""
    return stored[:10] if stored and re.match(r"\d{4}-\d{2}-\d{2}", stored) else ""


def _date(stored: str | None) -> dict[str, Any]:
    day = _day(stored)
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else {}


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _TEX[found[0]], _CONTROL.sub(" ", text))


def _braced(text: str) -> str:
    """A name or title that is not to be taken apart, nor its capitals changed."""
    return f"{{{_tex(text)}}}"


def _address(url: str) -> str:
    return _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", url)
