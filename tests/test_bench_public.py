"""The archive on which publication is measured: it has what publication carries, and editing it changes texts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish.build import build as build_public
from benchmarks.measure import Usage
from benchmarks.public import Built, index_size, promise, searched
from benchmarks.published_archive import build, change

DOCUMENTS = 500


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "archive.db"
    build(path, DOCUMENTS)
    return path


@pytest.fixture(scope="module")
def public(archive: Path) -> Path:
    path = archive.with_name("public.db")
    build_public(archive, path)
    return path


def value(path: Path, sql: str) -> float:
    with closing(sqlite3.connect(path)) as db:
        return float(db.execute(sql).fetchone()[0])


def test_texts_are_as_long_as_real_ones(archive: Path) -> None:
    of_pages = 'select avg(length("text")) from document_texts where version in (select version from documents)'
    assert value(archive, of_pages) == pytest.approx(1_500, rel=0.1)


def test_three_crawls_saw_the_documents(archive: Path) -> None:
    seen = 'select max(seen) from (select count(*) as seen from listings group by document, "column")'
    assert value(archive, seen) == 3


def test_four_texts_in_a_hundred_hold_the_number_of_a_person(public: Path) -> None:
    covered = "select count(distinct row_id) from masked where row_table = 'document_texts'"
    assert value(public, covered) / value(public, "select count(*) from document_texts") == pytest.approx(
        0.04, abs=0.03
    )


def test_words_are_found_exactly_where_they_stand(public: Path) -> None:
    found = searched(public, 12)
    assert (found.words, found.exact) == (12, 12)
    assert index_size(public) > 1_000_000


def test_a_hundredth_of_the_texts_is_edited(archive: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited.db"
    edited.write_bytes(archive.read_bytes())
    documents = value(archive, "select count(*) from documents where version is not null")
    assert change(edited, 0.01) == documents // 100
    texts = "select count(*) from document_texts"
    assert value(edited, texts) - value(archive, texts) == documents // 100


def test_the_limit_is_held_against_the_clock_and_grows_with_the_archive() -> None:
    built = Built(Usage(wall=50.0, cpu=200.0, peak=1), index=30.0, size=1)
    assert promise(built, 100_000) == "public.db: 100,000 documents: 50.0 s (limit 60 s) holds"
    assert promise(built, 50_000) == "public.db: 50,000 documents: 50.0 s (limit 30 s) missed"
