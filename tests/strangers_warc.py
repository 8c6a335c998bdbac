"""WARC and WACZ files as somebody else would have made them, by hand: what a library would refuse to write too."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import Answer
from small_site import answers, small_site

DAY = "2019-03-31T08:00:00Z"


def http(answer: Answer | str | bytes, status: int = 200, **headers: str) -> bytes:
    """An HTTP answer as a block."""
    known = Answer(answer, status) if isinstance(answer, (str, bytes)) else answer
    body = known.body.encode() if isinstance(known.body, str) else known.body
    fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    fields |= {**known.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {known.status} X\r\n{head}\r\n".encode() + body


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


@dataclass
class Made:
    """A WARC file in the making. ``version`` is that of every record."""

    version: str = "WARC/1.0"
    records: list[bytes] = field(default_factory=list)

    def add(self, kind: str, url: str, block: bytes, at: str = DAY, **fields: str) -> str:
        """Add a record; return its id. A field of None is left out."""
        number = len(self.records)
        id = f"urn:uuid:00000000-0000-4000-8000-{number:012d}"
        said: dict[str, Any] = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<{id}>",
            "WARC-Date": at,
            "WARC-Target-URI": url,
            "Content-Type": "application/http; msgtype=response",
            "Content-Length": str(len(block)),
        }
        said |= {name.replace("_", "-"): value for name, value in fields.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value is not None)
        self.records.append(f"{self.version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n")
        return str(said["WARC-Record-ID"]).strip("<>")

    def write(self, path: Path, how: str = "members") -> Path:
        """Write the file: one gzip member for each record, one for all (whole), or plainly."""
        members = (gzip.compress(record, mtime=0) for record in self.records)
        content = {"members": lambda: b"".join(members), "whole": lambda: gzip.compress(b"".join(self.records))}
        path.write_bytes(content.get(how, lambda: b"".join(self.records))())
        return path


def small_warc(base: str = "http://small.invalid", at: str = DAY, **pages: Any) -> Made:
    """The small site as a stranger saw it; ``pages`` replace or add some, None takes one away."""
    made = Made()
    made.add("warcinfo", "", b"software: Heritrix\r\n", WARC_Target_URI=None)  # type: ignore[arg-type]
    for path, answer in answers(small_site() | pages).items():
        if answer is not None:
            made.add("response", base + path, http(answer), at)
    return made


def wacz(
    path: Path,
    warcs: Mapping[str, bytes],
    more: Mapping[str, bytes] | None = None,
    hashes: Mapping[str, str] | None = None,
    digest: bytes = b"",
    infos: Iterable[tuple[zipfile.ZipInfo, bytes]] = (),
) -> Path:
    """A WACZ with these WARC files in archive/. ``hashes`` replace digests of its description."""
    files = {**{f"archive/{name}": content for name, content in warcs.items()}, **(more or {})}
    said = {name: "sha256:" + hashlib.sha256(content).hexdigest() for name, content in files.items()}
    said |= hashes or {}
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": said[name], "bytes": len(content)}
        for name, content in files.items()
    ]
    description = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("datapackage.json", description)
        if digest:
            archive.writestr("datapackage-digest.json", digest)
        for info, content in infos:
            archive.writestr(info, content)
    return path


def in_memory(made: Made) -> bytes:
    """The bytes of a compressed file."""
    content = io.BytesIO()
    for record in made.records:
        content.write(gzip.compress(record, mtime=0))
    return content.getvalue()
