"""WACZ files of tests: read apart from the code that wrote them, and changed as somebody would who has no key."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive.signing.keys import SigningKey, raw_signature

INDEX, DATAPACKAGE, DIGEST = "indexes/index.cdx.gz", "datapackage.json", "datapackage-digest.json"


def members(path: Path) -> dict[str, bytes]:
    """Every file in the package."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def described(path: Path) -> dict[str, Any]:
    """datapackage.json."""
    said: dict[str, Any] = json.loads(members(path)[DATAPACKAGE])
    return said


def index_lines(path: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Address, time and fields of each line of the index."""
    lines = gzip.decompress(members(path)[INDEX]).decode("ascii").splitlines()
    return [(key, time, json.loads(fields)) for key, time, fields in (line.split(" ", 2) for line in lines)]


def write(path: Path, content: Mapping[str, bytes]) -> Path:
    """A package of these files, each stored."""
    with zipfile.ZipFile(path, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    return path


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def described_anew(content: Mapping[str, bytes], key: SigningKey | None = None) -> dict[str, bytes]:
    """The files with a descriptor that is right for them, signed by ``key``, as a forger can make it."""
    files = {name: data for name, data in content.items() if name not in (DATAPACKAGE, DIGEST)}
    said = json.loads(content[DATAPACKAGE])
    said["resources"] = [
        {"name": name.lower(), "path": name, "hash": sha256(data), "bytes": len(data)} for name, data in files.items()
    ]
    descriptor = json.dumps(said, indent=1).encode()
    digest: dict[str, Any] = {"path": DATAPACKAGE, "hash": sha256(descriptor)}
    if key:
        digest["signedData"] = {
            "hash": digest["hash"],
            "signature": base64.b64encode(raw_signature(key.sign(digest["hash"].encode()))).decode(),
            "publicKey": base64.b64encode(key.public.der).decode(),
            "created": said["created"],
        }
    return {**files, DATAPACKAGE: descriptor, DIGEST: json.dumps(digest, indent=1).encode()}
