"""The sample of tests/told_sample.py, published once."""

from __future__ import annotations

from pathlib import Path

import pytest
from told_sample import make_told

from archive.publish.build import build


@pytest.fixture(scope="session")
def told_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its public.db; beside it archive.db."""
    folder = tmp_path_factory.mktemp("told")
    make_told(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    return folder / "public.db"
