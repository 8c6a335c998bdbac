"""A snapshot without what is withheld since: the same rows, emptied as public.db's are, in a new file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from archive.publish import search_index
from archive.publish.snapshots.older import as_of_now
from archive.publish.withheld import empty_withheld, shows_withheld
from archive.withheld_rows import Withheld


class CannotRedactError(Exception):
    """What is withheld cannot be taken out of the snapshot."""


def write_redacted(snapshot: Path, target: Path, withheld: Mapping[str, Withheld]) -> None:
    """Write ``snapshot`` to ``target`` with the rows of ``withheld`` emptied and its search index made anew.

    ``withheld`` is by ids of documents and files. Raises :class:`CannotRedactError`, ``sqlite3.Error`` and ``OSError``.
    """
    target.unlink(missing_ok=True)  # of a killed program, and read-only perhaps
    shutil.copyfile(snapshot, target)
    with closing(sqlite3.connect(target)) as public:
        public.execute("pragma journal_mode = off")  # what fails is thrown away whole
        public.execute("pragma secure_delete = on")
        as_of_now(public)
        for index in search_index.NAMES:
            public.execute(f"drop table if exists {index}")
        empty_withheld(public, withheld)
        public.commit()
        public.execute("vacuum")
        search_index.build_index(public)
        public.execute("analyze")
        public.commit()
        if shows_withheld(public, withheld):
            raise CannotRedactError(f"{snapshot.name}: something that is withheld is still shown")
