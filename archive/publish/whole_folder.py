"""A folder that appears whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TargetExistsError(Exception):
    """Something stands where a folder is to be written."""


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the name ``target`` when the block is through.

    Raises :class:`TargetExistsError` and ``OSError``; then, and whatever the block raises, nothing is left.
    """
    if target.exists():
        raise TargetExistsError(f"{target}: stands there already; give a folder that does not")
    unfinished = target.with_name(target.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
