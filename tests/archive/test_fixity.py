"""The check finds whatever happened to an archive, names it where it happened, and says nothing of a sound one."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fixity_sample import Sample, crawl_id, sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.fixity import Problem, Progress, check
from archive.manifest import decode, encode, self_digest

FIRST, SECOND = crawl_id(0), crawl_id(1)
WARC = f"warc/{FIRST}-00000.warc.gz"
INDEX = f"warc/{FIRST}-00000.cdxj"
#: What only the manifest's digests can show of a row: nothing in its record says it.
ONLY_BY_DIGEST = {"url", "method", "kind"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("sound") / "data")


@pytest.fixture
def archive(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "data"))


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(f"{os.environ['GONGKAI_SEED']} {request.node.name}")


def found(archive: Path) -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in check(archive)]


def kinds(archive: Path) -> list[str]:
    return [problem.what for problem in check(archive)]


def execute(archive: Path, sql: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(archive / "archive.db")) as db, db:
        return db.execute(sql, values).fetchall()


def flip(path: Path, place: int, mask: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= mask
    path.write_bytes(content)


def offsets(archive: Path, crawl: str = FIRST) -> list[int]:
    return [row[0] for row in execute(archive, "select warc_offset from captures where crawl = ? order by 1", crawl)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crawls=st.integers(0, 5), pages=st.integers(0, 7), files=st.integers(1, 3), open_crawl=st.booleans())
def test_a_sound_archive_has_no_problem(
    tmp_path_factory: pytest.TempPathFactory, crawls: int, pages: int, files: int, open_crawl: bool
) -> None:
    made = Sample(tmp_path_factory.mktemp("many") / "data")
    for number in range(crawls):
        made.crawl(number, pages=pages, files=files)
    if open_crawl:
        made.crawl(crawls, closed=False)
    assert list(check(made.close())) == []


def test_a_crawl_that_stopped_inside_a_record_can_go_on(tmp_path: Path) -> None:
    made = Sample(tmp_path / "data")
    made.crawl(0)
    made.crawl(1, closed=False)
    path = made.folder / "warc" / f"{SECOND}-00000.warc.gz.open"
    path.write_bytes(path.read_bytes() + path.read_bytes()[:100])
    assert list(check(made.close())) == []


@pytest.mark.parametrize("pattern", ["warc/*.warc.gz", "warc/*.cdxj", "crawls/*.json"])
def test_a_flipped_byte_is_named_once_with_its_file(archive: Path, chance: random.Random, pattern: str) -> None:
    paths = sorted(archive.glob(pattern))
    for _ in range(200):
        path = chance.choice(paths)
        place, mask = chance.randrange(path.stat().st_size), chance.randrange(1, 256)
        before = path.read_bytes()
        flip(path, place, mask)
        named = list(check(archive))
        path.write_bytes(before)
        name = path.relative_to(archive).as_posix()
        assert [problem.where.split(" ")[0] for problem in named] == [name], (name, place, mask, named)


def is_whole(member: bytes) -> bool:
    """Whether a gzip member still says what it said: a deflate block may leave bits of its last byte unused."""
    try:
        gzip.decompress(member)
    except (OSError, EOFError, zlib.error):
        return False
    return True


def test_a_flipped_byte_in_a_record_is_named_with_the_record(archive: Path, chance: random.Random) -> None:
    rows = execute(archive, "select id, warc_file, warc_offset, warc_length from captures")
    for _ in range(200):
        identifier, file, offset, length = chance.choice(rows)
        path = archive / "warc" / file
        before = path.read_bytes()
        flip(path, offset + chance.randrange(10, length), chance.randrange(1, 256))
        harmless = is_whole(path.read_bytes()[offset : offset + length])
        (problem,) = check(archive)
        path.write_bytes(before)
        named = (f"warc/{file}", "altered_file") if harmless else (f"warc/{file} byte {offset}", "damaged_record")
        assert (problem.where, problem.what) == named
        assert harmless or identifier in problem.detail


def altered(value: Any, chance: random.Random) -> Any:
    """The value with one byte changed, as it stands in the database."""
    if isinstance(value, int):
        return value ^ (chance.randrange(1, 256) << 8 * chance.randrange((max(1, value.bit_length()) + 7) // 8))
    content = bytearray(value.encode())
    content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    return bytes(content)


def test_a_flipped_byte_of_a_captures_row_is_named_once(archive: Path, chance: random.Random) -> None:
    names = [row[1] for row in execute(archive, "pragma table_info(captures)")]
    columns = [name for name in names if execute(archive, f"select 1 from captures where {name} is not null limit 1")]
    before = (archive / "archive.db").read_bytes()
    for _ in range(200):
        column = chance.choice(columns)
        row_id, crawl, identifier, value = chance.choice(
            execute(archive, f"select rowid, crawl, id, {column} from captures where {column} is not null")
        )
        other = altered(value, chance)
        while column == "id" and execute(archive, "select 1 from captures where id = cast(? as text)", other):
            other = altered(value, chance)  # SQLite itself refuses a second row of one id
        execute(archive, f"update captures set {column} = cast(? as text) where rowid = ?", other, row_id)
        if isinstance(value, int):
            execute(archive, f"update captures set {column} = cast({column} as integer) where rowid = ?", row_id)
        named = list(check(archive))
        (archive / "archive.db").write_bytes(before)
        case = (column, value, named)
        assert len(named) == 1, case
        by_row = named[0].where.startswith("archive.db") and (identifier in f"{named[0]}" or column == "id")
        by_column = named[0].where == f"crawls/{crawl}.json" and named[0].detail.endswith(f"altered: {column}")
        assert by_row or (by_column and column in ONLY_BY_DIGEST | {"captured_at"}), case


def test_every_other_record_is_still_checked_after_a_damaged_one(archive: Path) -> None:
    first, _, third, *_ = offsets(archive)
    for place in (first, third):
        flip(archive / WARC, place + 20, 0xFF)
    assert found(archive) == [(f"{WARC} byte {first}", "damaged_record"), (f"{WARC} byte {third}", "damaged_record")]


def test_a_flipped_byte_outside_every_record_shows_by_the_manifest(archive: Path) -> None:
    flip(archive / WARC, 4, 1)  # the time in a gzip header, which no check sum covers
    assert found(archive) == [(WARC, "altered_file")]


def test_a_tail_cut_anywhere_is_one_truncation(archive: Path, chance: random.Random) -> None:
    whole = (archive / WARC).read_bytes()
    places = [*offsets(archive), *(chance.randrange(len(whole)) for _ in range(50))]
    for place in places:
        (archive / WARC).write_bytes(whole[:place])
        (problem,) = check(archive)
        assert (problem.where, problem.what) == (f"{WARC} byte {place}", "truncated")


def test_a_cut_tail_is_known_without_a_manifest_too(archive: Path) -> None:
    (archive / f"crawls/{SECOND}.json").unlink()
    path = archive / f"warc/{SECOND}-00000.warc.gz"
    place = offsets(archive, SECOND)[2]
    path.write_bytes(path.read_bytes()[:place])
    assert found(archive) == [
        (f"warc/{path.name} byte {place}", "truncated"),
        (f"crawls/{SECOND}.json", "missing_manifest"),
    ]


def test_what_is_appended_to_a_file_is_named_as_a_whole(archive: Path) -> None:
    size = (archive / WARC).stat().st_size
    for more in (b"\0", b"WARC/1.1\r\n", (archive / f"warc/{SECOND}-00000.warc.gz").read_bytes()):
        with (archive / WARC).open("r+b") as file:
            file.truncate(size)
            file.seek(size)
            file.write(more)
        assert found(archive) == [(f"{WARC} byte {size}", "appended")]


@pytest.mark.parametrize("name", [WARC, INDEX])
def test_a_deleted_file_is_one_missing_file(archive: Path, name: str) -> None:
    (archive / name).unlink()
    assert found(archive) == [(name, "missing_file")]


def test_every_file_that_is_gone_is_named(archive: Path) -> None:
    names = [f"warc/{crawl}-00000.warc.gz" for crawl in (FIRST, SECOND)]
    for name in names:
        (archive / name).unlink()
    assert found(archive) == [(name, "missing_file") for name in names]


@pytest.mark.parametrize("name", ["warc/notes.txt", "crawls/notes.txt", f"crawls/{FIRST}.json.part", "warc/folder/x"])
def test_a_file_that_nobody_knows_is_named(archive: Path, name: str) -> None:
    (archive / name).parent.mkdir(exist_ok=True)
    (archive / name).write_bytes(b"x")
    assert found(archive) == [(name.removesuffix("/x"), "unknown_file")]


def test_a_copy_of_a_file_among_a_crawls_files_is_unlisted(archive: Path) -> None:
    shutil.copy(archive / WARC, archive / f"warc/{FIRST}-00001.warc.gz")
    assert found(archive) == [(f"warc/{FIRST}-00001.warc.gz", "unlisted_file")]


def test_files_of_an_unknown_crawl_are_named_with_the_crawl(archive: Path) -> None:
    for name in (WARC, INDEX):
        shutil.copy(archive / name, archive / name.replace(FIRST, "other"))
    assert found(archive) == [("archive.db crawls other", "unknown_crawl")]


def test_a_file_left_open_by_a_closed_crawl_is_unsealed(archive: Path) -> None:
    (archive / WARC).rename(archive / f"{WARC}.open")
    assert found(archive) == [(f"{WARC}.open", "unsealed_file")]


@pytest.mark.parametrize("pattern", ["warc/{}-00000.warc.gz", "warc/{}-00000.cdxj"])
def test_exchanged_files_are_two_swapped_files(archive: Path, pattern: str) -> None:
    exchange(archive, pattern.format(FIRST), pattern.format(SECOND))
    assert found(archive) == [(pattern.format(crawl), "swapped_file") for crawl in (FIRST, SECOND)]


def exchange(archive: Path, first: str, second: str) -> None:
    (archive / first).rename(archive / "aside")
    (archive / second).rename(archive / first)
    (archive / "aside").rename(archive / second)


def test_exchanged_manifests_are_two_swapped_manifests(archive: Path) -> None:
    names = [f"crawls/{crawl}.json" for crawl in (FIRST, SECOND)]
    exchange(archive, *names)
    assert found(archive) == [(name, "swapped_manifest") for name in names]


def test_a_deleted_manifest_is_missing_and_its_followers_link_is_no_second_problem(archive: Path) -> None:
    (archive / f"crawls/{FIRST}.json").unlink()
    assert found(archive) == [(f"crawls/{FIRST}.json", "missing_manifest")]


def rewrite_manifest(archive: Path, crawl: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a manifest as somebody would who knows how it is made."""
    path = archive / f"crawls/{crawl}.json"
    content = decode(path.read_bytes()) or {}
    change(content)
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))


def test_a_manifest_and_its_database_altered_together_break_the_chain(archive: Path) -> None:
    rewrite_manifest(archive, FIRST, lambda content: content.update(verdict="degraded"))
    execute(archive, "update crawls set verdict = 'degraded' where id = ?", FIRST)
    assert found(archive) == [(f"crawls/{SECOND}.json", "broken_chain")]


def test_a_merkle_root_that_is_not_that_of_the_records_is_named(archive: Path) -> None:
    rewrite_manifest(archive, SECOND, lambda content: content["merkle"].update(root="0" * 64))
    assert found(archive) == [(f"crawls/{SECOND}.json", "merkle_root_differs")]


def test_a_manifest_without_the_root_that_its_format_has_is_altered(archive: Path) -> None:
    rewrite_manifest(archive, SECOND, lambda content: content.pop("merkle"))
    assert found(archive) == [(f"crawls/{SECOND}.json", "altered_manifest")]


def test_a_manifest_of_the_first_format_is_as_good_as_ever(archive: Path) -> None:
    def as_it_was(content: dict[str, Any]) -> None:
        del content["merkle"]
        content["format"] = 1

    rewrite_manifest(archive, SECOND, as_it_was)
    assert found(archive) == []


@pytest.mark.parametrize("column", ["verdict", "reason", "portal", "portal_file_sha256", "started_at"])
def test_a_crawl_that_is_not_what_it_closed_as_is_named_with_the_key(archive: Path, column: str) -> None:
    execute(archive, f"update crawls set {column} = 'other' where id = ?", SECOND)
    (problem,) = check(archive)
    assert (problem.where, problem.what) == (f"crawls/{SECOND}.json", "manifest_differs")
    assert problem.detail.startswith(f"{column}: ")


def test_what_a_crawl_is_said_to_have_carried_is_bound_by_its_manifest(archive: Path) -> None:
    execute(archive, "update coverage set carried = 3 where crawl = ?", SECOND)
    (problem,) = check(archive)
    assert (problem.what, problem.detail.partition(":")[0]) == ("manifest_differs", "coverage")


def test_coverage_that_changed_is_named(archive: Path) -> None:
    execute(archive, "update coverage set state = 'incomplete' where crawl = ?", SECOND)
    (problem,) = check(archive)
    assert (problem.what, problem.detail.partition(":")[0]) == ("manifest_differs", "coverage")


def test_what_a_newer_reader_made_of_a_crawl_is_no_problem(archive: Path) -> None:
    execute(archive, "update crawls set reader_version = 2, verdict = 'suspect'")
    execute(archive, "update captures set kind = 'soft_404' where status = 404")
    execute(archive, "update coverage set entries = 3")
    assert found(archive) == []


def test_a_newer_reader_changes_no_address(archive: Path) -> None:
    execute(archive, "update crawls set reader_version = 2")
    execute(archive, "update captures set url = url || '?' where crawl = ?", FIRST)
    assert found(archive) == [(f"crawls/{FIRST}.json", "manifest_differs")]


def test_a_row_without_record_is_named(archive: Path) -> None:
    execute(
        archive, "insert into captures select 'urn:uuid:none', " + columns_after_id(archive) + " from captures limit 1"
    )
    execute(archive, "update captures set warc_offset = 3 where id = 'urn:uuid:none'")
    assert found(archive) == [("archive.db captures urn:uuid:none", "row_without_record")]


def columns_after_id(archive: Path) -> str:
    return ", ".join(row[1] for row in execute(archive, "pragma table_info(captures)") if row[1] != "id")


def test_two_rows_of_one_record_are_one_too_many(archive: Path) -> None:
    execute(
        archive, "insert into captures select 'urn:uuid:none', " + columns_after_id(archive) + " from captures limit 1"
    )
    assert found(archive) == [("archive.db captures urn:uuid:none", "row_without_record")]


def test_a_record_without_row_is_named_with_its_place(archive: Path) -> None:
    ((identifier, offset),) = execute(archive, "select id, warc_offset from captures where crawl = ? limit 1", FIRST)
    execute(archive, "delete from captures where id = ?", identifier)
    (problem,) = check(archive)
    assert (problem.where, problem.what) == (f"{WARC} byte {offset}", "record_without_row")
    assert identifier in problem.detail


def test_a_crawl_without_any_row_is_said_once(archive: Path) -> None:
    execute(archive, "delete from captures where crawl = ?", FIRST)
    assert found(archive) == [(f"archive.db crawls {FIRST}", "crawl_without_rows")]


def test_rows_of_a_crawl_that_is_unknown_are_said_once(archive: Path) -> None:
    execute(archive, "update captures set crawl = 'nobody' where crawl = ?", FIRST)
    assert found(archive) == [("archive.db crawls nobody", "unknown_crawl")]


def test_a_deleted_line_is_an_unlisted_record(archive: Path) -> None:
    lines = (archive / INDEX).read_bytes().splitlines(keepends=True)
    (archive / INDEX).write_bytes(b"".join(lines[1:]))
    (problem,) = check(archive)
    assert (problem.where, problem.what) == (INDEX, "unlisted_record")
    assert json.loads(lines[0].split(b" ", 2)[2])["url"] in problem.detail


def test_a_doubled_line_has_no_record(archive: Path) -> None:
    lines = (archive / INDEX).read_bytes().splitlines(keepends=True)
    (archive / INDEX).write_bytes(b"".join([lines[0], *lines]))
    assert found(archive) == [(f"{INDEX} line 2", "line_without_record")]


def test_lines_out_of_order_are_named(archive: Path) -> None:
    lines = (archive / INDEX).read_bytes().splitlines(keepends=True)
    (archive / INDEX).write_bytes(b"".join([*lines[1:], lines[0]]))
    assert found(archive) == [(f"{INDEX} line {len(lines)}", "index_out_of_order")]


def test_one_id_on_two_records_is_named_with_both_places(tmp_path: Path) -> None:
    made = Sample(tmp_path / "data")
    made.crawl(0, pages=1)
    made._records = 0
    made.db.execute("update captures set id = 'urn:uuid:aside'")
    made.db.conn.commit()
    made.crawl(1, pages=0)
    named = {problem.what: problem for problem in check(made.close())}
    assert named["duplicate_record_id"].where == f"{WARC} byte 0, warc/{SECOND}-00000.warc.gz byte 0"


def test_a_revisit_of_a_record_that_no_crawl_has_is_named(tmp_path: Path) -> None:
    made = Sample(tmp_path / "data")
    made.crawl(0, pages=1)
    made.crawl(1, pages=1)
    for path in [*made.folder.glob(f"*/{FIRST}*")]:
        path.unlink()
    for table, column in (("captures", "crawl"), ("crawls", "id")):
        made.db.execute(f"delete from {table} where {column} = ?", [FIRST])
    made.db.conn.commit()
    assert "revisit_without_original" in kinds(made.close())


def test_the_revisits_of_a_damaged_record_are_no_further_problems(archive: Path) -> None:
    flip(archive / WARC, offsets(archive)[0] + 30, 0xFF)
    assert kinds(archive) == ["damaged_record"]


def test_the_revisits_of_a_damaged_record_are_no_further_problems_without_a_database_either(archive: Path) -> None:
    flip(archive / WARC, offsets(archive)[0] + 30, 0xFF)
    (archive / "archive.db").unlink()
    assert kinds(archive) == ["database_damaged", "damaged_record"]


def test_the_revisits_of_a_file_that_is_gone_are_no_further_problems_where_its_rows_are_gone_too(
    archive: Path,
) -> None:
    (archive / WARC).unlink()
    execute(archive, "delete from captures where crawl = ?", FIRST)
    assert (WARC, "missing_file") in found(archive)
    assert "revisit_without_original" not in kinds(archive)


def revisit_of(archive: Path) -> tuple[Path, int, str]:
    """A revisit of the second crawl: its file, its offset, its id."""
    ((identifier, file, offset),) = execute(
        archive, "select id, warc_file, warc_offset from captures where revisit_of is not null order by id limit 1"
    )
    return archive / "warc" / file, offset, identifier


def rewrite(archive: Path, old: bytes, new: bytes) -> None:
    """Change a revisit's record as somebody would who knows how it is made; nothing else of its file moves."""
    path, offset, identifier = revisit_of(archive)
    length = execute(archive, "select warc_length from captures where id = ?", identifier)[0][0]
    content = path.read_bytes()
    record = gzip.decompress(content[offset : offset + length])
    assert old in record
    path.write_bytes(content[:offset] + packed(record.replace(old, new), length) + content[offset + length :])


def packed(record: bytes, length: int) -> bytes:
    """One gzip member of so many bytes: what is too short gets a comment in its header (RFC 1952)."""
    member = gzip.compress(record, mtime=0)
    comment = b"c" * (length - len(member) - 1) + b"\0"
    return member[:3] + b"\x10" + member[4:10] + comment + member[10:]


def test_a_revisit_that_names_another_place_is_named(archive: Path) -> None:
    path, offset, _ = revisit_of(archive)
    original = execute(archive, "select warc_offset from captures where crawl = ? order by 1", FIRST)[0][0]
    rewrite(archive, f"File-Offset: {original}".encode(), f"File-Offset: {original + 1}".encode())
    assert (f"warc/{path.name} byte {offset}", "revisit_differs") in found(archive)


def test_a_revisit_of_another_payload_is_named(archive: Path) -> None:
    path, offset, _ = revisit_of(archive)
    rewrite(archive, b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha1:A")
    assert (f"warc/{path.name} byte {offset}", "revisit_differs") in found(archive)


@pytest.mark.parametrize(
    ("column", "value"), [("entity_digest", "sha256:0"), ("size", 3), ("revisit_of", "urn:uuid:x")]
)
def test_a_row_of_a_revisit_that_is_not_what_came_is_named(archive: Path, column: str, value: Any) -> None:
    _, _, identifier = revisit_of(archive)
    execute(archive, f"update captures set {column} = ? where id = ?", value, identifier)
    (problem,) = check(archive)
    assert (problem.where, problem.what) == (f"archive.db captures {identifier}", "row_differs")
    assert problem.detail.rpartition(f"{column}: ")[1]


def test_a_row_of_a_response_that_says_it_is_a_revisit_is_named(archive: Path) -> None:
    ((identifier,),) = execute(archive, "select id from captures where revisit_of is null limit 1")
    execute(archive, "update captures set revisit_of = 'urn:uuid:x' where id = ?", identifier)
    assert found(archive) == [(f"archive.db captures {identifier}", "row_differs")]


def test_an_archive_from_before_revisits_is_checked_as_it_is(tmp_path: Path) -> None:
    made = Sample(tmp_path / "data")
    made.db.execute("alter table captures drop column revisit_of")
    made.without = {"revisit_of"}
    made.crawl(0)
    assert list(check(made.close())) == []


def test_an_archive_from_before_validators_is_checked_as_it_is_once_it_has_their_columns(tmp_path: Path) -> None:
    made = Sample(tmp_path / "data")
    made.without = {"etag", "last_modified"}
    for column in made.without:
        made.db.execute(f"alter table captures drop column {column}")
    made.crawl(0)
    for column in made.without:
        made.db.execute(f"alter table captures add column {column} text")
    assert list(check(made.close())) == []


def test_a_revisit_is_checked_by_its_own_header_where_that_reads_the_bytes_anew(tmp_path: Path) -> None:
    made = Sample(tmp_path / "data")
    made.crawl(0, pages=1)
    made.shorter = 10  # the second answer says that it ends ten bytes earlier
    made.crawl(1, pages=1)
    ((size,), (shorter,)) = made.db.execute("select size from captures order by crawl").fetchall()
    folder = made.close()
    assert list(check(folder)) == []
    assert shorter == size - 10
    execute(folder, "update captures set size = ? where crawl = ?", size, SECOND)
    assert kinds(folder) == ["row_differs"]


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, None], ids=["empty", "other", "gone"])
def test_a_database_that_is_none_is_named_and_the_files_are_checked_all_the_same(
    archive: Path, content: bytes | None
) -> None:
    (archive / "archive.db").unlink()
    if content is not None:
        (archive / "archive.db").write_bytes(content)
    flip(archive / WARC, offsets_of_sample() + 20, 0xFF)
    named = found(archive)
    assert [what for _, what in named] == ["database_damaged", "damaged_record"]


def offsets_of_sample() -> int:
    """Inside the first record of every file."""
    return 40


def test_a_damaged_page_of_the_database_is_named(archive: Path) -> None:
    path = archive / "archive.db"
    content = bytearray(path.read_bytes())
    for place in range(4096, len(content), 4096):
        content[place] ^= 0x55
    path.write_bytes(content)
    assert "database_damaged" in kinds(archive)


def test_nothing_is_written_by_a_check(archive: Path) -> None:
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    list(check(archive))
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before


def test_progress_names_each_file_and_never_goes_back(archive: Path) -> None:
    told: list[Progress] = []
    list(check(archive, told.append))
    assert [progress.file for progress in told] == [f"warc/{crawl}-00000.warc.gz" for crawl in (FIRST, SECOND)]
    assert sorted(progress.done for progress in told) == [progress.done for progress in told]


def test_every_key_of_a_problem_is_explained() -> None:
    root = Path(__file__).resolve().parents[2]
    modules = [*root.glob("archive/fixity/*.py"), root / "archive/signing/timestamps.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in modules)
    explained = (root / "docs" / "fixity.md").read_text(encoding="utf-8")
    keys = {key for key in KEYS if f'"{key}"' in code}
    assert keys == KEYS
    assert {key for key in KEYS if f"`{key}`" not in explained} == set()


KEYS = {
    "altered_authority", "altered_evidence_list", "altered_file", "altered_import", "altered_key", "altered_manifest",
    "altered_merge", "altered_signature", "altered_timestamp", "appended", "broken_chain", "contradicts_itself",
    "crawl_without_rows", "damaged_record", "database_damaged", "duplicate_record_id", "index_out_of_order",
    "index_without_file", "line_differs", "line_without_record", "manifest_differs", "merge_unfinished",
    "merkle_root_differs", "missing_file", "missing_import", "missing_index", "missing_manifest", "missing_merge",
    "missing_signature", "missing_timestamp",
    "record_without_row", "revisit_differs", "revisit_without_original", "row_differs", "row_without_record",
    "swapped_file", "swapped_manifest", "timestamp_too_early", "truncated", "unknown_crawl", "unknown_file",
    "unknown_format", "unknown_key", "unlisted_evidence", "unlisted_file", "unlisted_record", "unreadable_line",
    "unfinished_import", "unsealed_file", "untrusted_authority", "untrusted_key", "wrong_key", "wrong_signature",
    "wrong_timestamp",
}  # fmt: skip


def test_a_problem_is_plain_data() -> None:
    assert Problem("a", "b", "c") == Problem(where="a", what="b", detail="c")
