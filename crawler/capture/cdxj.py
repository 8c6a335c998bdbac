"""CDXJ: the index beside each WARC file, sorted, one line for each answer: SURT key, time, JSON."""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from pathlib import Path
from urllib.parse import unquote_plus

from archive.http_message import Head, read_head
from archive.warc_revisit import NOT_MODIFIED
from crawler.capture.surt import surt

#: What Wayback software expects in place of the media type of a revisit, and where there is none.
_REVISIT, _UNKNOWN = "warc/revisit", "unk"
_FORM = b"application/x-www-form-urlencoded"
#: Characters of a body that stand in a key.
_LONGEST_BODY = 4096
#: Lines that are sorted together, and bytes of them that are unpacked at once.
_RUN, _PIECE = 1_000, 8_192


def index_entry(kind: str, fields: Sequence[tuple[str, str]], block: bytes, head: Head | None = None) -> str | None:
    """Return the line of a record without its place, which ``placed`` adds; ``head`` is its block's, where that was
    read before.

    None for a record that is no whole answer: only responses and revisits that were not truncated are
    indexed, so that nobody is shown a part for the whole. Nor is a 304: Wayback software would show its empty answer,
    and without it shows what was kept before, which it leaves unchanged.
    """
    if kind not in ("response", "revisit"):
        return None
    said = dict(fields)
    if "WARC-Truncated" in said or said.get("WARC-Profile") == NOT_MODIFIED:
        return None
    head = head or read_head(block)
    if head is None:
        return None
    url, date = said["WARC-Target-URI"], said["WARC-Date"]
    data = {
        "url": url,
        "mime": _REVISIT if kind == "revisit" else head.mime or _UNKNOWN,
        "status": str(head.status),
        "digest": said["WARC-Payload-Digest"],
    }
    timestamp = "".join(filter(str.isdigit, date[:19]))
    return f"{surt(url)} {timestamp} {json.dumps(data, ensure_ascii=True)}"


def placed(entry: str, file: str, offset: int, length: int) -> str:
    """The whole line of an entry whose record stands there in a file."""
    place = json.dumps({"length": str(length), "offset": str(offset), "filename": file}, ensure_ascii=True)
    return f"{entry[:-1]}, {place[1:]}\n"


def asked_by(entry: str, request: bytes) -> str:
    """The entry of an answer, under the key of the request that it answers: one that is no GET has a key of its own.

    Method and body stand in it as fields of a query, as Wayback software looks them up (IIPC, CDX Non-GET Requests).
    """
    head, _, body = request.partition(b"\r\n\r\n")
    method = head.partition(b" ")[0].decode("latin-1")
    if method in ("GET", "HEAD"):
        return entry
    _, timestamp, data = entry.split(" ", 2)
    url = json.loads(data)["url"]
    asked = f"{'&' if '?' in url else '?'}__wb_method={method}&{_body_as_query(head, body)}"
    return f"{surt(url + asked)} {timestamp} {data}"


def _body_as_query(head: bytes, body: bytes) -> str:
    headers = (line.partition(b":") for line in head.lower().split(b"\r\n")[1:])
    content_type = next((value.strip() for name, _, value in headers if name == b"content-type"), b"")
    if content_type.startswith(_FORM):
        return unquote_plus(body.decode("utf-8", "replace"))[:_LONGEST_BODY].replace("#", "%23")
    return "__wb_post_data=" + base64.b64encode(body).decode("ascii")[:_LONGEST_BODY]


def index_path(warc: Path) -> Path:
    """Where the index of a WARC file stands: ``x.warc.gz`` has ``x.cdxj``."""
    return warc.with_name(warc.name.removesuffix(".open").removesuffix(".warc.gz") + ".cdxj")


def write_index(warc: Path, lines: Iterable[str]) -> None:
    """Write the index of a WARC file, sorted by its bytes; it is there whole or not at all. Raises OSError."""
    path = index_path(warc)
    unfinished = path.with_name(path.name + ".open")
    with unfinished.open("wb") as file:
        file.writelines(merge(*map(_unpacked, [*_sorted_runs(lines)])))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _sorted_runs(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines in runs that are sorted each, packed: as they are, those of a gigabyte would take 70 MB."""
    encoded = (line.encode("ascii") for line in lines)
    while run := sorted(islice(encoded, _RUN)):
        yield zlib.compress(b"".join(run), 1)


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """The lines of a run, a few at a time."""
    stream, left = zlib.decompressobj(), b""
    while piece := stream.decompress(packed, _PIECE):
        *lines, left = (left + piece).split(b"\n")
        packed = stream.unconsumed_tail
        yield from (line + b"\n" for line in lines)
