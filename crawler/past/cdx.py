"""The CDX server API: what is asked of it, and its answers in the forms that archive.org and pywb give.

Text: fields parted by spaces, one capture a line (archive.org), or CDXJ (pywb). JSON: one list of lists, of which the
first names the fields (archive.org), or one object a line (pywb). Where there is more, archive.org's text ends with an
empty line and a resumption key, its JSON with an empty list and a list of that key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus, urlencode

from crawler.past.web_archive import Indexed, indexed, write_timestamp

#: Captures that one answer is asked to list.
PAGE = 5_000
#: The captures nearest to the time asked for, where one address is asked for by itself.
NEAREST = 200
#: Fields of archive.org's text, where the answer does not name them.
_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
#: The same fields by pywb's names.
_OTHER_NAMES = {"url": "original", "status": "statuscode"}
MAX_KEY = 4_096


@dataclass(frozen=True, slots=True)
class Listed:
    """The captures of one answer, and the key by which the next is asked for; empty on the last.

    ``is_cut``: it lists as many as were asked for and has no key, as pywb has none: there may be more.
    """

    captures: tuple[Indexed, ...]
    resume: str = ""
    is_cut: bool = False


def site_query(cdx: str, prefix: str, since: datetime, until: datetime, resume: str = "") -> str:
    """The address that lists all captures below ``prefix`` between two instants.

    All fields are asked for: archive.org and pywb do not call them by the same names.
    """
    asked = {
        "url": prefix,
        "matchType": "prefix",
        "from": write_timestamp(since),
        "to": write_timestamp(until),
        "output": "json",
        "limit": str(PAGE),
        "showResumeKey": "true",
    }
    return f"{cdx}?{urlencode(asked | ({'resumeKey': resume} if resume else {}))}"


def url_query(cdx: str, url: str, at: datetime, since: datetime, until: datetime) -> str:
    """The address that lists the captures of one address, the nearest to ``at`` first."""
    asked = {
        "url": url,
        "from": write_timestamp(since),
        "to": write_timestamp(until),
        "closest": write_timestamp(at),
        "sort": "closest",
        "output": "json",
        "limit": str(NEAREST),
    }
    return f"{cdx}?{urlencode(asked)}"


def read_cdx(content: bytes) -> Listed:
    """What an answer lists; lines that are no capture are left out. Raises ValueError where none is one."""
    text = content.decode("utf-8", "replace").strip("\r\n ")
    if not text:
        return Listed(())
    if text.startswith("["):
        return _read_table(text)
    if text.startswith("<"):
        raise ValueError("a page, not a list of captures")
    lines = text.splitlines()
    resume = ""
    if len(lines) > 2 and not lines[-2].strip():
        resume = lines[-1].strip()
        lines = lines[:-2]
    return _listed(map(_line, lines), len(lines), resume)


def _read_table(text: str) -> Listed:
    """A list of lists."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON") from error
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("no list of captures")
    if not rows:
        return Listed(())
    resume = ""
    if len(rows) > 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume = str(rows[-1][0])
        rows = rows[:-2]
    names = [str(name) for name in rows[0]]
    return _listed((dict(zip(names, row, strict=False)) for row in rows[1:]), len(rows) - 1, resume)


def _listed(rows: Iterable[Mapping[str, Any]], count: int, resume: str) -> Listed:
    return Listed(_captures(rows), _key(resume), is_cut=count >= PAGE and not resume)


def _key(resume: str) -> str:
    """The resumption key as it is asked with: archive.org writes it escaped."""
    if len(resume) > MAX_KEY:
        raise ValueError("a resumption key that is none")
    return unquote_plus(resume)


def _line(line: str) -> Mapping[str, Any]:
    if line.startswith("{"):
        return _object(line)
    parts = line.split(" ", 2)
    if len(parts) == 3 and parts[2].startswith("{"):
        return {"timestamp": parts[1], **_object(parts[2])}
    return dict(zip(_FIELDS, line.split(), strict=False))


def _object(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return (
        {_OTHER_NAMES.get(str(key), str(key)): value for key, value in said.items()} if isinstance(said, dict) else {}
    )


def _captures(rows: Iterable[Mapping[str, Any]]) -> tuple[Indexed, ...]:
    fields = [[str(row.get(name, "")) for name in ("original", "timestamp", "statuscode")] for row in rows]
    captures = tuple(capture for words in fields if (capture := indexed(*words)))
    if fields and not captures:
        raise ValueError("no line of it is a capture")
    return captures
