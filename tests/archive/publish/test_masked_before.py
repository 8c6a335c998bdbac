"""Long texts are masked once; what is remembered never outlives the rules, and damage costs time alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from published_sample import IDENTITY_CARD, MOBILE
from sqlite_utils import Database

from archive.publish import masking
from archive.publish.build import MASKED_BEFORE, build
from archive.publish.masked_before import LONG
from archive.schema import upgrade

CLEAN, PERSONAL = "一" * LONG, f"{'二' * LONG}身份证{IDENTITY_CARD}，手机{MOBILE}。"
Build = Callable[[], list[int]]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with closing(Database(path).conn) as connection:
        db = Database(connection)
        upgrade(db)
        db.table("document_texts").insert_all({"version": n, "text": t} for n, t in enumerate((CLEAN, PERSONAL), 1))
    return path


@pytest.fixture
def built(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Builds public.db; gives the lengths of the long texts that were masked for it."""
    mask = masking.mask_text
    masked: list[int] = []

    def noted(value: str) -> masking.Masked:
        if len(value) >= LONG:
            masked.append(len(value))
        return mask(value)

    def build_it() -> list[int]:
        masked.clear()
        build(archive, archive.with_name("public.db"))
        return list(masked)

    monkeypatch.setattr(masking, "mask_text", noted)
    return build_it


def published(archive: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive.with_name("public.db"))) as db:
        return [
            *db.execute("select version, text from document_texts"),
            *db.execute("select row_id, rule, numbers from masked order by 1, 2"),
        ]


def change(archive: Path, sql: str) -> None:
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute(sql)


def test_an_unchanged_text_is_not_masked_again(built: Build) -> None:
    assert built() == [len(CLEAN), len(PERSONAL)]
    assert built() == []


def test_what_is_remembered_is_published_as_it_was(archive: Path, built: Build) -> None:
    built()
    first = published(archive)
    built()
    assert published(archive) == first
    assert MOBILE not in str(first)


def test_a_changed_text_is_masked_whatever_version_it_bears(archive: Path, built: Build) -> None:
    built()
    change(archive, f"update document_texts set text = text || '再拨{MOBILE}' where version = 1")
    assert built() == [len(CLEAN) + 2 + len(MOBILE)]
    assert MOBILE not in str(published(archive))


def test_a_text_that_moved_to_another_version_is_not_masked_again(archive: Path, built: Build) -> None:
    built()
    change(archive, "update document_texts set version = version + 10")
    assert built() == []
    assert [row[0] for row in published(archive)[:2]] == [11, 12]


def test_other_rules_mask_everything_anew(built: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    built()
    monkeypatch.setattr(masking, "rules_digest", lambda: "other rules")
    assert built() == [len(CLEAN), len(PERSONAL)]


@pytest.mark.parametrize("damage", [b"", b"no database", None], ids=["empty", "other bytes", "torn"])
def test_a_damaged_file_costs_time_and_nothing_else(archive: Path, built: Build, damage: bytes | None) -> None:
    built()
    first = published(archive)
    kept = archive.with_name(MASKED_BEFORE)
    kept.write_bytes(kept.read_bytes()[:4096] + b"\xff" * 9000 if damage is None else damage)
    assert built() == [len(CLEAN), len(PERSONAL)]
    assert published(archive) == first
    assert built() == []


def test_a_text_that_is_gone_is_remembered_no_longer(archive: Path, built: Build) -> None:
    built()
    change(archive, "delete from document_texts where version = 2")
    built()
    with closing(sqlite3.connect(archive.with_name(MASKED_BEFORE))) as kept:
        assert kept.execute("select text from masked").fetchall() == [(None,)]


def test_a_build_that_fails_leaves_what_was_remembered(archive: Path, built: Build) -> None:
    built()
    change(archive, "create table marginalia (id text)")
    with pytest.raises(Exception, match="marginalia"):
        built()
    change(archive, "drop table marginalia")
    assert built() == []
    assert not list(archive.parent.glob("*.new"))
