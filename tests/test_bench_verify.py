"""The archive on which verification is measured: what its report claims is what was made, and every SQL agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from archive.store import open_archive
from archive.verify import findings, verify
from benchmarks.large_archive import PORTAL, YEAR, build
from benchmarks.measure import BenchError
from benchmarks.verify import Spent, medians, only, promise, stored_queries

DOCUMENTS = 3_000


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("large") / "archive.db"
    build(path, DOCUMENTS)
    db = open_archive(path)
    verify(db, PORTAL)
    yield db
    db.close()


def test_it_has_as_many_documents_as_were_asked_for(archive: Database) -> None:
    assert archive.table("documents").count == DOCUMENTS


def test_the_report_claims_fifty_counts_and_ten_names_beside_twenty_identities(archive: Database) -> None:
    kinds = Counter(row.kind for row in findings(archive, f"{PORTAL}-{YEAR}"))
    assert kinds == {"count": 50, "existence": 10, "identity": 20}


def test_every_count_but_the_totals_is_what_was_made_or_one_less_than_claimed(archive: Database) -> None:
    counts = [row for row in findings(archive, f"{PORTAL}-{YEAR}") if row.measure in ("channel", "columns")]
    assert {row.reported - row.observed for row in counts} == {0.0, 1.0}


def test_the_sql_of_every_finding_gives_its_number_on_the_archive_as_it_is(archive: Database) -> None:
    assert len(stored_queries(archive)) == 60


def test_a_finding_whose_sql_gives_another_number_gives_no_figures(archive: Database) -> None:
    archive.execute("begin")
    archive.execute("update findings set observed = observed + 1 where measure = 'channel'")
    with pytest.raises(BenchError, match="its SQL gives"):
        stored_queries(archive)
    archive.execute("rollback")


def test_one_kind_of_claims_is_measured_and_the_others_come_back(archive: Database) -> None:
    seen: list[int] = []
    only(archive, "existence", lambda: seen.append(archive.table("claims").count))
    assert (seen, archive.table("claims").count) == ([10], 60)


def test_the_limit_is_held_against_the_cpu_of_the_median_run() -> None:
    spent = medians([Spent(9.0, 1.0), Spent(2.0, 1.5), Spent(3.0, 7.0)])
    assert promise(spent, 50, 1_000_000) == "verify: 50 measures, 1,000,000 documents: 1.50 s (limit 2 s) holds"
