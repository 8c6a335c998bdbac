"""The archive on which series are measured: every document is numbered in its turn, and every SQL agrees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from archive.series.store import store_series
from archive.standing import read_standing
from archive.store import open_archive
from benchmarks.large_archive import PORTAL, build
from benchmarks.measure import BenchError
from benchmarks.series import number_documents, promise, slowest_figure
from benchmarks.verify import Spent

DOCUMENTS = 600


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("series") / "archive.db"
    build(path, DOCUMENTS)
    db = open_archive(path)
    number_documents(db)
    store_series(db, read_standing(db, PORTAL))
    db.conn.commit()
    yield db
    db.close()


def test_half_of_the_own_documents_have_an_index_number_and_a_sixth_a_document_number(archive: Database) -> None:
    own = DOCUMENTS * 85 // 100
    assert archive.table("series_numbers").count == own // 2 + own // 6


def test_some_numbers_are_lost_and_some_cited(archive: Database) -> None:
    missing, cited = archive.execute("select sum(missing), sum(cited) from series").fetchone()
    assert missing > 0 and cited > 0


def test_the_sql_of_every_figure_gives_its_number(archive: Database) -> None:
    assert slowest_figure(archive) >= 0


def test_a_figure_whose_sql_gives_another_number_gives_no_figures(archive: Database) -> None:
    archive.execute("begin")
    archive.execute("update series set published = published + 1")
    with pytest.raises(BenchError, match="its SQL gives"):
        slowest_figure(archive)
    archive.execute("rollback")


def test_the_limit_is_held_against_cpu() -> None:
    assert promise(Spent(9.0, 1.0), 3, 100_000) == "gaps: 3 series, 100,000 documents: 1.00 s (limit 2 s) holds"
