"""Snapshots: side by side and never overwritten, cited by name and digest, and without what is withheld since."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from published_sample import PORTAL, REPORT

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.publish.snapshots.catalogue import (
    CatalogueError,
    Snapshot,
    UnknownSnapshotError,
    damaged,
    read_catalogue,
    write_catalogue,
)
from archive.publish.snapshots.files import withdraw
from archive.publish.snapshots.sweep import sweep
from archive.publish.snapshots.take import take_snapshot
from archive.publish.withheld import rules

# The thread that Datasette keeps for writing in memory is ended by SystemExit.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 24, 5, 0, tzinfo=UTC)
REASON = "含个人信息"


@pytest.fixture
def archive(archive_db: Path, public_db: Path, tmp_path: Path) -> Path:
    shutil.copyfile(archive_db, tmp_path / "archive.db")
    shutil.copy2(public_db, tmp_path / "public.db")
    shutil.copy2(public_db.with_name("public-inspect.json"), tmp_path / "public-inspect.json")
    return tmp_path


def taken(archive: Path, now: datetime = NOW) -> Snapshot:
    return take_snapshot(archive, now=now, software="gongkai test")[0]


def only(archive: Path) -> Snapshot:
    (snapshot,) = read_catalogue(archive / "snapshots")
    return snapshot


def execute(database: Path, sql: str, *parameters: object) -> list[Any]:
    with closing(sqlite3.connect(database)) as db, db:
        return db.execute(sql, parameters).fetchall()


def withhold(archive: Path, pattern: str, number: int = 1) -> None:
    """As `gongkai withhold` leaves the archive before it builds public.db again."""
    entry = (number, pattern, "", REASON, "", "2026-12-01", None, None, None)
    execute(archive / "archive.db", f"insert into withheld values ({', '.join('?' * 9)})", *entry)


def titled(archive: Path) -> tuple[str, str, str]:
    """Id, address and title of a document that has a title of its own."""
    (found,) = execute(
        archive / "public.db",
        "select id, url, title from documents where title <> '' and id not in (select document from reports)"
        " group by title having count(*) = 1 order by length(title) desc limit 1",
    )
    return found[0], found[1], found[2]


def whole(archive: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((archive / "snapshots").iterdir()))


def asked(archive: Path, *paths: str, method: str = "get", **options: Any) -> list[httpx.Response]:
    site = datasette(archive / "public.db")

    async def ask() -> list[httpx.Response]:
        return [await getattr(site.client, method)(path, **options) for path in paths]

    return asyncio.run(ask())


# Taking


def test_a_snapshot_is_public_db_byte_for_byte_under_its_day_and_digest(archive: Path) -> None:
    snapshot, stored = taken(archive), (archive / "public.db").read_bytes()
    digest = hashlib.sha256(stored).hexdigest()
    assert (snapshot.name, snapshot.sha256, snapshot.size) == (f"public-2026-11-26-{digest[:12]}", digest, len(stored))
    assert (archive / "snapshots" / snapshot.file).read_bytes() == stored


def test_of_a_public_db_that_did_not_change_none_is_taken_again(archive: Path) -> None:
    first = taken(archive)
    assert take_snapshot(archive, now=LATER, software="gongkai test") == (first, False)
    assert only(archive) == first


def test_a_later_one_leaves_the_earlier_one_as_it_is(archive: Path) -> None:
    first = taken(archive)
    execute(archive / "public.db", "update portals set title_en = 'Another name'")
    second = taken(archive, LATER)
    assert read_catalogue(archive / "snapshots") == (first, second)
    assert damaged(archive / "snapshots") == []


def test_a_snapshot_cannot_be_written_to(archive: Path) -> None:
    assert (archive / "snapshots" / taken(archive).file).stat().st_mode & 0o222 == 0


def test_an_archive_that_stands_in_the_place_of_public_db_is_not_taken(archive: Path) -> None:
    from archive.publish.public_file import NotPublicError

    shutil.copyfile(archive / "archive.db", archive / "public.db")
    with pytest.raises(NotPublicError):
        taken(archive)
    assert list((archive / "snapshots").iterdir()) == []


def test_one_that_was_killed_before_its_last_step_stands_in_nobodys_way(archive: Path) -> None:
    (archive / "snapshots").mkdir()
    left = archive / "snapshots" / "taken.new"
    left.write_bytes(b"of a killed program")
    left.chmod(0o444)
    with left.open("rb") as kept:
        taken(archive)
        assert kept.read() == b"of a killed program"  # root may write into a read-only file: it must not even be tried
    assert not left.exists()


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_snapshot_that_is_not_what_its_digest_says_is_named(archive: Path, damage: str) -> None:
    snapshot = taken(archive)
    path = archive / "snapshots" / snapshot.file
    stored = path.read_bytes()
    path.unlink()
    if damage == "altered":
        path.write_bytes(stored[:-1] + bytes([stored[-1] ^ 1]))
    assert damaged(archive / "snapshots") == [snapshot.name]


@pytest.mark.parametrize("name", ["../archive", "a/b", "..", ""])
def test_a_catalogue_that_leads_out_of_its_folder_is_refused(archive: Path, name: str) -> None:
    snapshot = taken(archive)
    write_catalogue(archive / "snapshots", [replace(snapshot, name=name)])
    with pytest.raises(CatalogueError):
        read_catalogue(archive / "snapshots")


# Withheld since


def test_what_is_withheld_later_is_taken_out_of_a_snapshot_and_its_digest_noted(archive: Path) -> None:
    before, (document, url, title) = taken(archive), titled(archive)
    assert title.encode() in whole(archive)
    withhold(archive, url)
    build(archive / "archive.db", archive / "public.db")
    after = only(archive)
    assert title.encode() not in whole(archive)
    assert (after.name, after.taken_sha256) == (before.name, before.sha256)
    assert (after.redactions[0].sha256_before, after.redactions[0].reasons) == (before.sha256, (REASON,))
    stored = archive / "snapshots" / after.file
    assert execute(stored, "select title, url from documents where id = ?", document) == [("", url)]
    assert damaged(archive / "snapshots") == []


def test_of_what_a_snapshot_does_not_have_its_catalogue_says_nothing(archive: Path) -> None:
    _, url, _ = titled(archive)
    taken(archive)
    new = ("d0123456789abcdef", "demo", "http://new.invalid/", "x")
    execute(archive / "archive.db", "insert into documents (id, portal, url, title) values (?, ?, ?, ?)", *new)
    later = (2, new[2], "", "later", "", "2026-12-01", None, None, None)
    execute(archive / "archive.db", f"insert into withheld values ({', '.join('?' * 9)})", *later)
    withhold(archive, url)
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    (redaction,) = only(archive).redactions
    assert (redaction.documents, redaction.reasons) == (1, (REASON,))


def test_a_withheld_word_is_not_in_the_search_index_of_a_snapshot_either(archive: Path) -> None:
    _, url, title = titled(archive)
    taken(archive)
    withhold(archive, url)
    build(archive / "archive.db", archive / "public.db")
    path = f"/snapshots/{only(archive).name}/public/documents.json?_shape=array&_search={title[:6]}"
    assert asked(archive, path)[0].json() == []


def test_the_page_of_a_withheld_document_is_gone_in_a_snapshot_too(archive: Path) -> None:
    document, url, _ = titled(archive)
    name = taken(archive).name
    withhold(archive, url)
    build(archive / "archive.db", archive / "public.db")
    (told,) = asked(archive, f"/snapshots/{name}/document/{document}")
    assert (told.status_code, REASON in told.text) == (410, True)


def test_every_other_row_and_number_of_a_redacted_snapshot_stays(archive: Path) -> None:
    before, (document, url, _) = taken(archive), titled(archive)
    numbers = "select id, reported, observed, verdict from findings order by id"
    others = "select id, title from documents where id <> ? order by id"
    path = archive / "snapshots" / before.file
    kept = execute(path, numbers), execute(path, others, document)
    withhold(archive, url)
    build(archive / "archive.db", archive / "public.db")
    path = archive / "snapshots" / only(archive).file
    assert (execute(path, numbers), execute(path, others, document)) == kept


def test_what_is_withheld_one_after_the_other_stays_apart_in_what_is_counted(archive: Path) -> None:
    taken(archive)
    found = execute(archive / "public.db", "select url, title_key from documents where title <> '' order by id limit 3")
    for number, (url, _) in enumerate(found, 1):
        withhold(archive, url, number)
        build(archive / "archive.db", archive / "public.db")
    path = archive / "snapshots" / only(archive).file
    (keys,) = execute(path, "select count(distinct title_key) from documents where title_key glob 'withheld-*'")
    assert keys == (len({key for _, key in found}),)
    assert len(only(archive).redactions) == len(found)


def test_a_document_that_had_another_id_then_is_found_by_its_address(archive: Path) -> None:
    document, url, title = titled(archive)
    taken(archive)
    for table, column in (("documents", "id"), ("document_urls", "document")):
        execute(
            archive / "archive.db", f"update {table} set {column} = 'd0123456789abcdef' where {column} = ?", document
        )
    withhold(archive, url)
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert title.encode() not in whole(archive)


def test_a_snapshot_of_a_public_db_that_was_not_built_since_shows_nothing_withheld(archive: Path) -> None:
    _, url, title = titled(archive)
    withhold(archive, url)
    assert taken(archive).redactions[0].on == "2026-11-26"
    assert title.encode() not in whole(archive)


def test_what_a_snapshot_shows_of_something_that_was_withheld_by_older_rules_is_taken_out(archive: Path) -> None:
    identity, title, _ = titled(archive)
    withhold(archive, execute(archive / "archive.db", "select url from documents where id = ?", identity)[0][0])
    build(archive / "archive.db", archive / "public.db")
    execute(archive / "public.db", "update documents set title = ? where id = ?", title, identity)
    counts = "select note from findings union all select series || serial || document from cited_numbers"
    before = execute(archive / "public.db", counts)
    snapshot = taken(archive)
    (redaction,) = snapshot.redactions
    assert (redaction.documents, redaction.reasons) == (1, (REASON,))
    stored = archive / "snapshots" / snapshot.file
    assert execute(stored, "select title from documents where id = ?", identity) == [("",)]
    assert execute(stored, counts) == before


def test_snapshots_are_looked_through_again_under_other_rules(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(archive)
    monkeypatch.setattr("archive.publish.snapshots.sweep.rules", lambda: {**rules(), "beside": {}})
    (archive / "snapshots" / "stray.db").touch()
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert not (archive / "snapshots" / "stray.db").exists()


def test_what_is_lifted_does_not_come_back_into_a_snapshot(archive: Path) -> None:
    _, url, _ = titled(archive)
    taken(archive)
    withhold(archive, url)
    build(archive / "archive.db", archive / "public.db")
    redacted = only(archive)
    execute(archive / "archive.db", "update withheld set lifted_on = '2027-01-01'")
    build(archive / "archive.db", archive / "public.db")
    assert only(archive) == redacted


def test_a_snapshot_in_which_nothing_is_withheld_is_left_as_it_is(archive: Path) -> None:
    before = taken(archive)
    withhold(archive, "http://elsewhere.invalid/*")
    build(archive / "archive.db", archive / "public.db")
    assert only(archive) == before


def test_snapshots_are_looked_through_once_for_one_state(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(archive)
    monkeypatch.setattr("archive.publish.snapshots.sweep._looked_through", None)
    assert sweep(archive / "archive.db", archive / "snapshots", now=LATER) == ()


def test_a_sweep_that_was_killed_leaves_nothing_of_before_for_the_next(archive: Path) -> None:
    taken(archive)
    stray = archive / "snapshots" / "public-2026-01-01-000000000000.db"
    stray.write_bytes(b"of a killed sweep")
    withhold(archive, titled(archive)[1])
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert not stray.exists()


def test_a_snapshot_of_a_format_in_which_nothing_can_be_withheld_is_withdrawn(archive: Path) -> None:
    execute(archive / "public.db", "alter table attachments drop column name")
    name = taken(archive).name
    withhold(archive, titled(archive)[1])
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert (only(archive).is_withdrawn, only(archive).file) == (True, "")
    assert [path.name for path in (archive / "snapshots").glob("*.db")] == []
    build(archive / "archive.db", archive / "public.db")
    assert asked(archive, f"/snapshots/{name}/", f"/snapshots/{name}.db")[0].status_code == 410


#: ``listings`` as it was before entries were kept once in public.db.
TABLE = """
create table plain as select * from listings;
drop view listings;
drop view column_documents;
drop table listing_places;
drop table listing_pages;
drop table listing_entries;
drop table listing_crawls;
alter table plain rename to listings;
create view column_documents as select distinct "column", document from listings;
"""


def test_a_snapshot_of_the_time_when_listings_was_a_table_is_redacted(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        db.executescript(TABLE)
    name = taken(archive).name
    document, url, title = titled(archive)
    kept = "select count(*) from listings where title <> '' and document <> ?"
    (others,) = execute(archive / "snapshots" / only(archive).file, kept, document)
    assert title.encode() in whole(archive)
    withhold(archive, url)
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert (only(archive).name, only(archive).is_withdrawn, len(only(archive).redactions)) == (name, False, 1)
    assert title.encode() not in whole(archive)
    assert execute(archive / "snapshots" / only(archive).file, kept, document) == [others]


def test_a_snapshot_of_that_time_that_shows_a_purged_list_is_withdrawn(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        db.executescript(TABLE)
        db.execute("update listings set capture = 'urn:uuid:list'")
        db.commit()
    taken(archive)
    purge(archive, "urn:uuid:list")
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert only(archive).is_withdrawn


def test_a_snapshot_that_lacks_another_table_is_redacted_all_the_same(archive: Path) -> None:
    execute(archive / "public.db", "drop table certificates")
    taken(archive)
    withhold(archive, titled(archive)[1])
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert len(only(archive).redactions) == 1


def test_where_nothing_is_withheld_a_snapshot_of_whatever_format_stays(archive: Path) -> None:
    execute(archive / "public.db", "drop table changes")
    before = taken(archive)
    assert only(archive) == before
    assert not before.is_withdrawn


# What cannot be looked through


FULL = {"sqlite": sqlite3.OperationalError("database or disk is full"), "copy": OSError(errno.ENOSPC, "no space left")}


def fill(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The disk is full at that step of redacting."""

    def full(*_: object) -> None:
        raise FULL[step]

    place = {"sqlite": "archive.publish.search_index.build_index", "copy": "shutil.copyfile"}[step]
    monkeypatch.setattr(place, full)


@pytest.fixture(params=sorted(FULL))
def held(archive: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> tuple[Snapshot, str]:
    """Two snapshots that show what is withheld, and a disk that was full when they were looked through; its title."""
    snapshot, (_, url, title) = taken(archive), titled(archive)
    execute(archive / "public.db", "update portals set title_en = 'Another name'")
    taken(archive, LATER)
    withhold(archive, url)
    with monkeypatch.context() as patch:
        fill(patch, request.param)
        with pytest.raises((sqlite3.OperationalError, OSError)):
            build(archive / "archive.db", archive / "public.db")
    return snapshot, title


def test_a_full_disk_takes_no_snapshot_away(archive: Path, held: tuple[Snapshot, str]) -> None:
    assert [each.is_withdrawn for each in read_catalogue(archive / "snapshots")] == [False, False]
    assert damaged(archive / "snapshots") == []


def test_what_could_not_be_redacted_is_not_served_meanwhile(archive: Path, held: tuple[Snapshot, str]) -> None:
    for each in read_catalogue(archive / "snapshots"):
        site = f"/snapshots/{each.name}"
        tag = {"if-none-match": f'"{each.sha256}"'}
        told = asked(archive, f"{site}/", f"{site}/public", f"{site}/public.db", f"{site}.db", headers=tag)
        assert [page.status_code for page in told] == [503] * 4


def test_what_could_not_be_redacted_is_redacted_the_next_time(archive: Path, held: tuple[Snapshot, str]) -> None:
    snapshot, title = held
    build(archive / "archive.db", archive / "public.db")
    after = read_catalogue(archive / "snapshots")[0]
    assert (after.name, len(after.redactions)) == (snapshot.name, 1)
    assert title.encode() not in whole(archive)
    assert asked(archive, f"/snapshots/{snapshot.name}/")[0].status_code == 200


def test_what_is_held_back_is_served_again_once_nothing_is_withheld(archive: Path, held: tuple[Snapshot, str]) -> None:
    execute(archive / "archive.db", "update withheld set lifted_on = '2027-01-01'")
    build(archive / "archive.db", archive / "public.db")
    assert asked(archive, f"/snapshots/{held[0].name}/")[0].status_code == 200


def test_a_site_that_is_open_is_served_no_more_once_its_snapshot_is_held_back(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url, _ = titled(archive)
    site, page = datasette(archive / "public.db"), f"/snapshots/{taken(archive).name}/public/portals"

    async def ask() -> list[int]:
        before = await site.client.get(page)
        withhold(archive, url)
        fill(monkeypatch, "copy")
        with pytest.raises(OSError, match="no space left"):
            await asyncio.to_thread(sweep, archive / "archive.db", archive / "snapshots", now=LATER)
        tagged = {"if-none-match": before.headers["etag"]}
        return [before.status_code, (await site.client.get(page, headers=tagged)).status_code]

    assert asyncio.run(ask()) == [200, 503]


def test_a_damaged_snapshot_is_named_and_kept(archive: Path) -> None:
    snapshot = taken(archive)
    path = archive / "snapshots" / snapshot.file
    stored = path.read_bytes()
    path.unlink()
    path.write_bytes(stored[:100] + b"\xff" * (len(stored) - 100))
    withhold(archive, titled(archive)[1])
    with pytest.raises(sqlite3.DatabaseError, match=snapshot.name):
        sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert (only(archive).is_withdrawn, damaged(archive / "snapshots")) == (False, [snapshot.name])


def test_a_snapshot_whose_file_is_lost_stops_no_publication(archive: Path) -> None:
    snapshot = taken(archive)
    (archive / "snapshots" / snapshot.file).unlink()
    withhold(archive, titled(archive)[1])
    build(archive / "archive.db", archive / "public.db")
    assert only(archive) == snapshot


# Purged since


def purge(archive: Path, capture: str) -> None:
    """As `gongkai purge` leaves the table of what is purged."""
    entry = (capture, 1, "", "", "", 0, "法院命令", "2026-12-02", "", 0)
    execute(archive / "archive.db", f"insert into purged values ({', '.join('?' * 10)})", *entry)


def test_a_document_whose_capture_is_purged_is_taken_out_with_the_order(archive: Path) -> None:
    execute(archive / "public.db", "update listing_pages set capture = 'urn:uuid:list'")
    (capture, title), *_ = execute(
        archive / "public.db",
        "select v.capture, d.title from document_versions v join documents d on d.id = v.document"
        " where v.capture <> '' and d.title <> '' group by d.title having count(*) = 1",
    )
    taken(archive)
    purge(archive, capture)
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert title.encode() not in whole(archive)
    assert "法院命令" in only(archive).redactions[0].reasons[0]


def test_a_snapshot_that_shows_a_purged_list_is_withdrawn(archive: Path) -> None:
    execute(archive / "public.db", "update listing_pages set capture = 'urn:uuid:list'")
    taken(archive)
    purge(archive, "urn:uuid:list")
    sweep(archive / "archive.db", archive / "snapshots", now=LATER)
    assert only(archive).is_withdrawn


# Serving


def test_a_snapshot_is_read_in_the_language_that_was_chosen_for_the_whole_site(archive: Path) -> None:
    path = f"/snapshots/{taken(archive).name}/"
    remembered, chosen = (
        asked(archive, path, cookies={"gongkai_lang": "en"})[0],
        asked(archive, f"{path}?_lang=en")[0],
    )
    for answer in (remembered, chosen):
        assert ("Skip to content" in answer.text, "跳到正文" in answer.text) == (True, False)
    assert [said.split(";")[1].strip() for said in chosen.headers.get_list("set-cookie")] == ["Path=/"]


def test_a_snapshot_is_the_whole_site_over_its_own_data(archive: Path) -> None:
    name = taken(archive).name
    execute(archive / "public.db", "update reports set title = 'the newest title'")
    newest, old = asked(archive, f"/report/{REPORT}", f"/snapshots/{name}/report/{REPORT}")
    assert "the newest title" in newest.text
    assert old.status_code == 200
    assert "the newest title" not in old.text


def test_every_link_of_a_page_of_a_snapshot_stays_in_it(archive: Path) -> None:
    import re

    site = f"/snapshots/{taken(archive).name}/"
    for told in asked(archive, site, f"{site}report/{REPORT}", f"{site}public/{'documents'}"):
        found = re.findall(r'(?:href|action|src)="(/[^"]*)"', told.text)
        assert [link for link in found if not link.startswith(site) and link != "/"] == []


def test_a_page_of_a_snapshot_says_so_and_leads_to_the_newest(archive: Path) -> None:
    name = taken(archive).name
    for told in asked(archive, f"/snapshots/{name}/", f"/snapshots/{name}/public/portals"):
        assert f"the snapshot {name} of " in told.text
        assert told.headers["x-robots-tag"] == "noindex"


def test_the_file_of_a_snapshot_has_its_digest_as_its_tag(archive: Path) -> None:
    snapshot = taken(archive)
    (told,) = asked(archive, f"/snapshots/{snapshot.name}.db")
    assert hashlib.sha256(told.content).hexdigest() == snapshot.sha256
    assert told.headers["etag"] == f'"{snapshot.sha256}"'
    (again,) = asked(archive, f"/snapshots/{snapshot.name}.db", headers={"if-none-match": told.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_site_that_is_open_is_served_no_more_once_its_snapshot_is_redacted(archive: Path) -> None:
    document, url, title = titled(archive)
    site, name = datasette(archive / "public.db"), taken(archive).name

    async def ask() -> list[str]:
        page = f"/snapshots/{name}/public/documents/{document}.json"
        before = (await site.client.get(page)).text
        withhold(archive, url)
        await asyncio.to_thread(sweep, archive / "archive.db", archive / "snapshots", now=LATER)
        return [before, (await site.client.get(page)).text]

    before, after = asyncio.run(ask())
    told = json.dumps(title)[1:-1]
    assert (told in before, told in after) == (True, False)


def test_more_snapshots_than_are_kept_open_are_all_served(archive: Path) -> None:
    names = []
    for number in range(5):
        execute(archive / "public.db", "update portals set title_en = ?", f"state {number}")
        names.append(taken(archive).name)
    told = asked(archive, *[f"/snapshots/{name}/public/portals.json?_shape=array" for name in [*names, *names]])
    assert [each.json()[0]["title_en"] for each in told] == [f"state {number}" for number in range(5)] * 2


def test_of_a_snapshot_of_an_older_format_the_tables_are_shown(archive: Path) -> None:
    execute(archive / "public.db", "alter table crawl_checks drop column note")
    site = f"/snapshots/{taken(archive).name}"
    build(archive / "archive.db", archive / "public.db")
    page, table = asked(archive, f"{site}/report/{REPORT}", f"{site}/public/portals.json?_shape=array")
    assert page.headers["location"] == f"{site}/public"
    assert [row["id"] for row in table.json()] == [PORTAL]


def test_the_catalogue_is_a_page_and_json_with_links(archive: Path) -> None:
    snapshot = taken(archive)
    page, twin = asked(archive, "/snapshots", "/snapshots.json")
    (told,) = twin.json()["snapshots"]
    assert snapshot.sha256 in page.text
    assert (told["name"], told["sha256"]) == (snapshot.name, snapshot.sha256)
    assert asked(archive, httpx.URL(told["site"]).path)[0].status_code == 200


def test_a_withdrawn_snapshot_says_why_and_keeps_its_digest(archive: Path) -> None:
    snapshot = taken(archive)
    withdraw(archive / "snapshots", snapshot.name, on="2026-12-24", why="<b>未遮盖</b>")
    told, file = asked(archive, f"/snapshots/{snapshot.name}/report/{REPORT}", f"/snapshots/{snapshot.name}.db")
    assert (told.status_code, file.status_code) == (410, 410)
    assert snapshot.sha256 in told.text
    assert "&lt;b&gt;未遮盖&lt;/b&gt;" in told.text


def test_a_number_in_the_reason_is_masked(archive: Path) -> None:
    snapshot = taken(archive)
    withdraw(archive / "snapshots", snapshot.name, on="2026-12-24", why="来电 13912345678 要求")
    assert only(archive).why_withdrawn == "来电 139******** 要求"


def test_a_snapshot_that_is_not_there_cannot_be_withdrawn(archive: Path) -> None:
    with pytest.raises(UnknownSnapshotError, match="no snapshot of that name"):
        withdraw(archive / "snapshots", "public-2026-01-01-000000000000", on="2026-12-24", why="x")


# Citing


def citation(archive: Path, site: str = "") -> str:
    (told,) = asked(archive, f"{site}/report/{REPORT}.json")
    found: str = told.json()["claims"][0]["citation"]["en"]
    return found


def test_a_citation_names_the_snapshot_its_digest_and_its_page(archive: Path) -> None:
    snapshot = taken(archive)
    said = citation(archive)
    assert f"snapshot {snapshot.name} (SHA-256 {snapshot.sha256})" in said
    assert f"/snapshots/{snapshot.name}/report/{REPORT}#claim-" in said


def test_a_citation_on_a_page_of_a_snapshot_is_the_same(archive: Path) -> None:
    assert citation(archive, f"/snapshots/{taken(archive).name}") == citation(archive)


def test_where_no_snapshot_is_the_same_a_citation_has_the_digest_of_the_data(archive: Path) -> None:
    digest = hashlib.sha256((archive / "public.db").read_bytes()).hexdigest()
    assert f"data SHA-256 {digest}, " in citation(archive)
