"""metadata.yml: titles, descriptions and canned queries of public.db (the root of the project links to it)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def metadata_path() -> Path:
    """The metadata.yml of this installation."""
    return Path(__file__).with_name("metadata.yml")


def read_metadata() -> dict[str, Any]:
    """Titles, descriptions and canned queries, as ``Datasette(metadata=...)`` takes them."""
    loaded: dict[str, Any] = yaml.safe_load(metadata_path().read_text("utf-8"))
    return loaded
