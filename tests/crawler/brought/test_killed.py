"""An import that is killed anywhere leaves nothing that is current; brought again, it is as if nothing had been."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from forked import FORKED
from small_site import PORTAL
from strangers_warc import in_memory, small_warc, wacz

from archive.fixity.checking import check
from archive.store import open_archive
from crawler.brought import bring as bringing
from crawler.brought.bring import Said, bring_archive
from crawler.portal import load_portal_file

#: What the import is about to do, or has just done, when it is killed.
BEFORE = {"said": "write_said", "files": "sync_folder", "manifest": "write_manifest"}


def _kill(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _after(done: Callable[..., Any]) -> Callable[..., None]:
    def then(*given: Any, **named: Any) -> None:
        done(*given, **named)
        _kill()

    return then


def _killed(archive: Path, portal: Path, path: Path, place: str) -> None:
    if place == "rows":  # written, and not yet for good
        bringing.take = _after(bringing.take)
    else:
        setattr(bringing, BEFORE[place], _kill)
    with closing(open_archive(archive / "archive.db")) as db:
        bring_archive(db, archive, load_portal_file(portal), [path], Said("the library of X", "someone@example.org"))


#: What a check names then; what was not in place is nothing.
_UNFINISHED = {"unfinished_import", "unknown_crawl"}
NAMED = {"said": set(), "files": _UNFINISHED, "rows": _UNFINISHED, "manifest": {"missing_manifest"}}


@pytest.mark.parametrize("place", ["said", "files", "rows", "manifest"])
def test_a_killed_import_is_brought_again(archive, bring, db, tmp_path, place):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": in_memory(small_warc())})
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    process = FORKED.Process(target=_killed, args=(archive, tmp_path / "small.yml", path, place))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    is_taken = place == "manifest"
    assert db.execute("select count(*) from crawls").fetchone() == (int(is_taken),)
    assert {problem.what for problem in check(archive)} == NAMED[place]
    assert bring(path).known_before is is_taken
    db.execute("pragma wal_checkpoint(truncate)")
    assert list(check(archive)) == []
    assert db.execute("select source, accepted from crawls").fetchall() == [("import", 1)]
    assert db.execute("select count(*) from documents").fetchone() == (8,)
    assert not list(archive.rglob(".new"))
