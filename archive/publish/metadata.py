"""metadata.yml: titles, descriptions and canned queries of public.db (the root of the project links to it)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from archive.own_yaml import own_yaml

_PARAMETER = re.compile(r":([a-z_]+)")


def metadata_path() -> Path:
    """The metadata.yml of this installation."""
    return Path(__file__).with_name("metadata.yml")


def read_metadata(path: Path | None = None) -> dict[str, Any]:
    """Titles, descriptions and canned queries, as ``Datasette(metadata=...)`` takes them; those of a file at ``path``,
    where there is one.
    """
    source = path if path is not None and path.is_file() else metadata_path()
    loaded: dict[str, Any] = own_yaml(source.read_text("utf-8"))
    return loaded


def parameters_of(sql: str) -> tuple[str, ...]:
    """The names that a ready-made query of metadata.yml leaves to its reader, in their order; empty says nothing."""
    return tuple(dict.fromkeys(_PARAMETER.findall(sql)))
