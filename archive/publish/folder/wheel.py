"""The package ``archive`` with the Datasette plugin as a wheel, made of the files of this installation (PEP 427).

It has the name of the whole project, by which Datasette knows the plugin, and not the crawler: what serves asks nobody
for anything.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_NAME, _PACKAGE = "gongkai", "archive"
_LEFT_OUT = ("__pycache__",)
_ENTRY_POINTS = "[datasette]\ngongkai = archive.publish.plugin\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: gongkai\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files give the same wheel


def write_wheel(folder: Path) -> Path:
    """Write the wheel into ``folder``; return its path. The same installation always gives the same bytes."""
    number = version(_NAME)
    info = f"{_NAME}-{number}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {_NAME}\nVersion: {number}\nSummary: {_summary()}\n"
    said = {"METADATA": metadata, "WHEEL": _WHEEL, "entry_points.txt": _ENTRY_POINTS}
    content = dict(_content(files(_PACKAGE), _PACKAGE))
    content |= {f"{info}/{name}": words.encode() for name, words in said.items()}
    content[f"{info}/RECORD"] = _record(content, f"{info}/RECORD")
    path = folder / f"{_NAME}-{number}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, body in content.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, body)
    return path


def _summary() -> str:
    return str(distribution(_NAME).metadata["Summary"] or "")


def _content(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in _LEFT_OUT:
            continue
        if entry.is_dir():
            yield from _content(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry.read_bytes()


def _record(content: dict[str, bytes], own: str) -> bytes:
    lines = [f"{name},sha256={_digest(body)},{len(body)}" for name, body in content.items()]
    return "\n".join([*lines, f"{own},,", ""]).encode()


def _digest(body: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
