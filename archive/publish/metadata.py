"""metadata.yml: titles, descriptions and canned queries of public.db (the root of the project links to it)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def metadata_path() -> Path:
    """The metadata.yml of this installation."""
    return Path(__file__).with_name("metadata.yml")


def read_metadata(path: Path | None = None) -> dict[str, Any]:
    """Titles, descriptions and canned queries, as ``Datasette(metadata=...)`` takes them; those of a file at ``path``,
    where there is one.
    """
    source = path if path is not None and path.is_file() else metadata_path()
    loaded: dict[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return loaded
