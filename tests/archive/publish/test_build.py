"""public.db: everything that is published, nothing that is custody, and an old one survives every failure."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from published_sample import CRAWL, MOBILE, PLANTED, PORTAL, SERVER_SAID
from sqlite_utils import Database

from archive import schema
from archive.publish.build import build
from archive.publish.publication import UndecidedTableError, custody_tables, published_tables


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_every_table_of_the_archive_is_decided_upon() -> None:
    db = Database(memory=True)
    schema.upgrade(db)
    assert set(db.table_names()) == custody_tables().union(published_tables())


def test_every_published_table_has_as_many_rows_as_the_archive(archive_db: Path, public_db: Path) -> None:
    counts = {
        path: {table: rows(path, f'select count(*) from "{table}"')[0][0] for table in published_tables()}
        for path in (archive_db, public_db)
    }
    assert counts[public_db] == counts[archive_db]


def test_views_and_indexes_are_those_of_the_archive(archive_db: Path, public_db: Path) -> None:
    listed = (
        "select type, name from sqlite_master where type in ('view', 'index') "
        "and tbl_name not like '%sqlite%' and tbl_name not in ('masked', 'frontier', 'crawl_events', 'part_texts', "
        "'withheld_documents', 'withheld_evidence', 'column_years', 'text_signatures', 'replays', 'replay_resources')"
    )
    of_pages = {
        "idx_documents_newest",
        "idx_documents_year",
        "idx_documents_portal_year",
    }  # of years
    assert set(rows(public_db, listed)) == set(rows(archive_db, listed)) | {("index", name) for name in of_pages}


@pytest.mark.parametrize("number", PLANTED)
def test_a_planted_number_stands_in_the_archive_and_nowhere_in_the_bytes_of_public_db(
    archive_db: Path, public_db: Path, number: str
) -> None:
    assert number.encode() in archive_db.read_bytes()
    assert number.encode() not in public_db.read_bytes()


@pytest.mark.parametrize("column", ["etag", "last_modified"])
def test_what_a_server_says_for_its_next_answer_is_not_published(
    archive_db: Path, public_db: Path, column: str
) -> None:
    said = f"select count(*) from captures where {column} like '%{SERVER_SAID}%'"
    assert rows(archive_db, said) != [(0,)]
    assert SERVER_SAID.encode() not in public_db.read_bytes()


def test_no_path_of_the_machine_stands_in_public_db(archive_db: Path, public_db: Path) -> None:
    assert b"/home/operator" in archive_db.read_bytes()
    assert b"/home/operator" not in public_db.read_bytes()


def test_the_address_of_a_loopback_server_is_not_published(public_db: Path) -> None:
    assert rows(public_db, "select distinct fetched_url from captures") == [("",)]


def test_what_was_masked_is_listed(public_db: Path) -> None:
    masked = rows(
        public_db,
        "select rule, sum(numbers) from masked where row_table = 'document_texts' "
        "and row_column = 'text' group by rule",
    )
    three = dict.fromkeys(("identity_card", "landline", "home_address", "bank_card"), 3)
    assert dict(masked) == {**three, "mobile_phone": 4}  # three answers, and the report's own telephone


def test_no_digest_gives_away_what_a_mask_covers(archive_db: Path, public_db: Path) -> None:
    personal = (
        f"select distinct d.content_digest from documents d join document_texts t using (version) {{}} '%{MOBILE}%'"
    )
    digests = {digest for (digest,) in rows(archive_db, personal.format('where t."text" like'))}
    assert digests
    for table in ("documents", "document_versions"):
        assert not digests & {digest for (digest,) in rows(public_db, f"select content_digest from {table}")}


def test_texts_of_one_content_stay_of_one_content(archive_db: Path, public_db: Path) -> None:
    groups = "select group_concat(id) from (select * from documents order by id) group by content_digest order by 1"
    assert rows(public_db, groups) == rows(archive_db, groups)


def test_a_text_without_a_mask_keeps_its_digest(archive_db: Path, public_db: Path) -> None:
    clean = "select id, content_digest from documents where title like '政策解读%' order by id"
    assert rows(public_db, clean) == rows(archive_db, clean)
    assert None not in dict(rows(public_db, clean)).values()


def test_documents_join_their_captures_and_listings_as_before(archive_db: Path, public_db: Path) -> None:
    joined = (
        "select count(*) from documents d join captures c on c.id = d.capture and c.url = d.url "
        "join listings l on l.document = d.id and l.url = d.url join document_urls u on u.url = d.url"
    )
    assert rows(public_db, joined) == rows(archive_db, joined)


def test_documents_stand_in_the_order_of_their_dates(archive_db: Path, public_db: Path) -> None:
    dates = [
        [day for (day,) in rows(path, "select published_on from documents order by rowid")]
        for path in (archive_db, public_db)
    ]
    assert dates[0] != dates[1] == sorted(dates[0])


def test_offsets_into_a_masked_text_still_find_the_quotes(public_db: Path) -> None:
    wrong = (
        "select c.quote from claims c join reports r on r.id = c.report join document_texts t on t.version = r.version "
        'where substr(t."text", c.start + 1, c."end" - c.start) <> c.quote'
    )
    assert rows(public_db, wrong) == []


def test_bookkeeping_of_the_archive_is_not_published(public_db: Path) -> None:
    assert not custody_tables() & {name for (name,) in rows(public_db, "select name from sqlite_master")}


def test_the_same_archive_gives_the_same_rows_again(archive_db: Path, public_db: Path, tmp_path: Path) -> None:
    again = tmp_path / "public.db"
    build(archive_db, again)
    for table in published_tables():
        assert rows(again, f'select * from "{table}"') == rows(public_db, f'select * from "{table}"')


def test_a_build_replaces_the_older_file_and_leaves_its_inspect_file_alone_beside_it(
    archive_db: Path, tmp_path: Path
) -> None:
    target = tmp_path / "public.db"
    target.write_bytes(b"old")
    build(archive_db, target)
    assert {path.name for path in tmp_path.iterdir()} == {"public.db", "public-inspect.json"}
    assert rows(target, "select id from portals") == [(PORTAL,)]


def test_a_build_that_fails_leaves_the_older_file(tmp_path: Path) -> None:
    target = tmp_path / "public.db"
    target.write_bytes(b"old")
    (tmp_path / "archive.db").write_bytes(b"no database, whatever its name says" * 50)
    with pytest.raises(sqlite3.DatabaseError):
        build(tmp_path / "archive.db", target)
    assert target.read_bytes() == b"old"
    assert not (tmp_path / "public.db.new").exists()


def test_a_reader_of_the_old_file_keeps_reading_it_through_a_swap(archive_db: Path, tmp_path: Path) -> None:
    target = tmp_path / "public.db"
    build(archive_db, target)
    with closing(sqlite3.connect(f"file:{target}?immutable=1", uri=True)) as reader:
        build(archive_db, target)
        assert reader.execute("select id from crawls").fetchall() == [(CRAWL,)]


def test_an_unknown_table_stops_the_build(tmp_path: Path) -> None:
    db = Database(tmp_path / "archive.db")
    schema.upgrade(db)
    db.table("marginalia").create({"id": str})
    db.close()
    with pytest.raises(UndecidedTableError, match="marginalia"):
        build(tmp_path / "archive.db", tmp_path / "public.db")


def test_an_archive_without_a_crawl_is_published_too(tmp_path: Path) -> None:
    db = Database(tmp_path / "archive.db")
    schema.upgrade(db)
    db.close()
    build(tmp_path / "archive.db", tmp_path / "public.db")
    assert rows(tmp_path / "public.db", "select count(*) from documents") == [(0,)]
