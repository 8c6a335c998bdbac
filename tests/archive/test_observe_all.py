"""What is observed of several portals at once, on every core: the rows of one portal after the other."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from handmade_archive import CITY, PORTAL, Archive
from sqlite_utils import Database

from archive import observe_all as module
from archive.forked import Forked
from archive.layout import layout_of
from archive.observe import observe
from archive.observe_all import observe_all
from archive.records import Body, Paragraph
from archive.standing import Standing, read_standing
from archive.store import content_digest, open_archive
from archive.timeliness.rows import timeliness_observed
from archive.twins import rows as twins

PORTALS = (CITY, PORTAL)
TABLES = (
    *("timeliness", "twins", "text_signatures", "checklist", "promises"),
    *("series", "series_numbers", "series_gaps", "cited_numbers"),
)
HERE = os.getpid()


def add_text(made: Archive, portal: str, text: str, **fields: Any) -> None:
    """A document with a text that says when it was written."""
    lines = text.split("\n")
    ends = [len("\n".join(lines[: n + 1])) for n in range(len(lines))]
    body = Body(text, tuple(Paragraph(end - len(line), end) for line, end in zip(lines, ends, strict=True)))
    version = made.documents + 1
    own = made.document(portal=portal, version=version, content_digest=content_digest(text), **fields)
    row = {"id": version, "document": own, "content_digest": content_digest(text), "written_on": "2018-03-05"}
    made.db.table("document_versions").insert(row)
    made.db.table("document_texts").insert({"version": version, "text": text, "layout": layout_of(body)})


def add_portal(made: Archive, portal: str) -> None:
    """A portal of which something is observed of every kind; one text is that of both portals."""
    column = made.column("policy", portal=portal, title="政策文件")
    crawl = made.crawl(portal)
    said = f"{portal}会议要求各单位把责任落实到人，逐项对照抓紧办理，群众可到窗口咨询，按锦松管发〔2018〕9号办理。" * 4
    listed = {"columns": [column], "crawl": crawl, "issuer": "新区管理委员会"}
    add_text(made, portal, said, published_on="2018-05-01", document_number="锦松管发〔2018〕1号", **listed)
    add_text(made, portal, said, published_on="2018-05-02", document_number="锦松管发〔2018〕2号", **listed)
    add_text(made, portal, "见附件。", published_on="2018-05-03", document_number="锦松管发〔2018〕5号", **listed)
    guide = "一、公开范围\n（一）水质月报（每月更新）；\n（二）本级规范性文件；"
    add_text(made, portal, guide, title="新区管委会政府信息公开指南")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of two portals of which nothing is observed yet."""
    made = Archive()
    for portal in (PORTAL, CITY):
        add_portal(made, portal)
    path = tmp_path / os.fsdecode(b"a\xff %61?#") / "archive.db"  # a folder may be called anything
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as file:
        made.db.conn.backup(file)
    return path


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    """The same, as a rebuild opens it: without a log."""
    with closing(open_archive(path)) as opened:
        opened.execute("pragma journal_mode = truncate")
        yield opened


class Counted(Forked[Any, Any]):
    """Counts the processes that were forked, and the jobs that were done here."""

    forked = 0
    here = 0

    def __init__(self, work: Any, processes: int, *limits: int) -> None:
        super().__init__(work, processes, *limits)
        Counted.forked += len(self._workers)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    """Three of them, for however few documents."""
    observed = module._Reader.observed

    def counted(reader: Any, job: Any) -> Any:
        Counted.here += os.getpid() == HERE
        return observed(reader, job)

    for name in ("forked", "here"):
        monkeypatch.setattr(Counted, name, 0)
    monkeypatch.setattr(module._Reader, "observed", counted)
    monkeypatch.setattr(module, "Forked", Counted)
    monkeypatch.setattr(module, "_MANY", 1)
    monkeypatch.setattr(module, "cores", lambda: 3)
    return Counted


def written(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows, with their row ids, in the order of these."""
    return {table: db.execute(f'select rowid, * from "{table}" order by rowid').fetchall() for table in TABLES}


def without_ids(found: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    return {table: [row[1:] for row in rows] for table, rows in found.items()}


@pytest.fixture
def one_by_one(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is written of one portal after the other."""
    with closing(sqlite3.connect(path)) as file:
        db = Database(memory=True)
        file.backup(db.conn)
    for portal in PORTALS:
        observe(db, portal)
    found = written(db)
    assert all(found.values()), [table for table, rows in found.items() if not rows]
    return found


def test_the_rows_are_those_of_one_portal_after_the_other(
    db: Database, processes: type[Counted], one_by_one: dict[str, list[tuple[Any, ...]]]
) -> None:
    observe_all(db, PORTALS)
    assert written(db) == one_by_one
    assert processes.forked == 2
    assert processes.here <= 14  # of eight jobs for each portal the first two go to the processes
    observe_all(db, PORTALS)  # in place of earlier ones
    assert without_ids(written(db)) == without_ids(one_by_one)


def test_portals_with_more_documents_are_observed_some_at_a_time(
    db: Database,
    processes: type[Counted],
    one_by_one: dict[str, list[tuple[Any, ...]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_TOGETHER", 5)
    observe_all(db, PORTALS)
    assert written(db) == one_by_one
    assert processes.forked == 4


def killed_in_a_fork(db: Database, standing: Standing) -> list[dict[str, Any]]:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return timeliness_observed(db, standing)


def test_what_a_killed_process_was_to_observe_is_observed_here(
    db: Database,
    processes: type[Counted],
    one_by_one: dict[str, list[tuple[Any, ...]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = dict(module.KINDS)  # timeliness comes first, so that others are left to be done
    kind = replace(kinds.pop("timeliness"), observed=(killed_in_a_fork,))
    monkeypatch.setattr(module, "KINDS", {"timeliness": kind, **kinds})
    observe_all(db, PORTALS)
    assert written(db) == one_by_one
    assert processes.forked == 2
    assert processes.here > 0


def test_no_kind_reads_what_another_writes(db: Database) -> None:
    touched: dict[int, set[str]] = {sqlite3.SQLITE_READ: set(), sqlite3.SQLITE_INSERT: set()}

    def noted(action: int, table: str | None, *_: str | None) -> int:
        touched.get(action, set()).add(table or "")
        return sqlite3.SQLITE_OK

    twins.sign_all_texts(db, PORTALS)
    standing = read_standing(db, PORTAL)
    made = {}
    db.conn.set_authorizer(noted)
    read_standing(db, PORTAL)
    for name, kind in module.KINDS.items():
        made[name] = [observed(db, standing) for observed in kind.observed]
    read, _ = (touched[action].copy() for action in touched)
    touched[sqlite3.SQLITE_INSERT].clear()  # a function that gives rows is declared by one
    for name, kind in module.KINDS.items():
        kind.write_parts(db, standing, made[name])
    db.conn.set_authorizer(None)
    written_to = touched[sqlite3.SQLITE_INSERT]
    assert written_to == {*TABLES} - {"text_signatures"}
    assert "documents" in read
    assert not read & written_to


def test_a_process_writes_nothing(db: Database, path: Path) -> None:
    reader = module._opened(str(path))
    with closing(reader), pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("delete from twins")


@pytest.mark.parametrize("where", ["memory", "wal", "in a transaction", "few documents"])
def test_where_others_cannot_read_or_it_is_not_worth_it_all_is_observed_here(
    db: Database,
    where: str,
    processes: type[Counted],
    one_by_one: dict[str, list[tuple[Any, ...]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used = db
    if where == "memory":
        used = Database(memory=True)
        db.conn.backup(used.conn)
    elif where == "wal":
        db.execute("pragma journal_mode = wal")
    elif where == "in a transaction":
        db.execute("begin")
    else:
        monkeypatch.setattr(module, "_MANY", 1_000)
    observe_all(used, PORTALS)
    assert written(used) == one_by_one
    assert processes.forked == 0


def test_a_live_run_starts_no_process(db: Database, processes: type[Counted], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", pytest.fail)
    observe(db, PORTAL)
    assert processes.forked == 0


def test_texts_of_portals_that_have_few_each_are_signed_on_every_core(
    db: Database, one_by_one: dict[str, list[tuple[Any, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "forked", 0)
    monkeypatch.setattr(twins, "Forked", Counted)
    monkeypatch.setattr(twins, "cores", lambda: 2)
    monkeypatch.setattr(twins, "_MANY", 4)
    observe_all(db, PORTALS)
    assert Counted.forked == 2
    assert written(db) == one_by_one
