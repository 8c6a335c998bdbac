"""A crawl of this program, exported and imported elsewhere, is the same crawl: but for where it came from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from small_site import answers, list_page, rows, small_site
from sqlite_utils import Database
from strangers_warc import wacz

from archive.dump import Difference, canonical_dump, differences
from archive.manifest import encode, self_digest
from archive.signing.keys import make_key
from archive.signing.signatures import sign_manifest
from archive.store import open_archive
from archive.wacz.verify import verify_wacz
from archive.wacz.write import write_wacz
from crawler.brought.own import NotOwnError, OwnReader
from crawler.brought.staged import StagedFile
from crawler.urls import AddressBook

pytestmark = pytest.mark.heavy  # all of it begins with a whole crawl
#: Tables that say where a crawl came from; there is no other difference.
ORIGIN = {"crawls", "imported_archives"}
Files = tuple[list[Path], Path]


def exported(archive: Path) -> Files:
    return sorted((archive / "warc").glob("*.warc.gz")), next((archive / "crawls").glob("*.json"))


def packed(archive: Path, path: Path, change: Callable[[bytes], bytes] = lambda content: content) -> Path:
    """The crawl as a WACZ, as the exporter lays it out; ``change`` is done to its manifest."""
    warcs, manifest = exported(archive)
    more = {"gongkai/manifest.json": change(manifest.read_bytes())}
    return wacz(path, {warc.name: warc.read_bytes() for warc in warcs}, more)


def import_into(archive: Path, origin: tuple[Path, Path, str], *files: Path) -> dict[str, Any]:
    _, portal, host = origin
    said = ("--origin", "archive of Y", "--by", "someone@example.org", "--json")
    result = gongkai("import", "warc", portal, *files, "--archive", archive, "--host", host, *said)
    assert result.returncode == 0, result.stderr
    brought: dict[str, Any] = json.loads(result.stdout)
    return brought


def compared(one: Path, other: Path) -> list[Difference]:
    with closing(Database(one / "archive.db")) as before, closing(Database(other / "archive.db")) as now:
        return differences(before, now)


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_exported_imported_and_rebuilt_it_gives_the_same_canonical_dump(origin, tmp_path, form):
    archive, warcs, manifest = tmp_path / "b", *exported(origin[0])
    files = [*warcs, manifest] if form == "warc" else [packed(origin[0], tmp_path / "x.wacz")]
    brought = import_into(archive, origin, *files)
    assert (brought["kept"]["own"], brought["kept"]["crawl"]) == (True, manifest.stem)
    imported = dump(archive)
    assert {difference.table for difference in compared(origin[0], archive)} == ORIGIN
    assert gongkai("rebuild", "--archive", archive).returncode == 0
    assert dump(archive) == imported
    (crawl,) = [line for line in imported if line.startswith("crawls ")]
    assert [crawl.replace('"import"', '"live"')] == [line for line in dump(origin[0]) if line.startswith("crawls ")]
    check = gongkai("check", "--archive", archive)
    assert check.returncode == 0, check.stdout
    assert {*rows(archive, "select id from captures")} == {*rows(origin[0], "select id from captures")}


@pytest.mark.parametrize("key", ["of the package", "of the manifest alone"])
def test_a_signed_export_is_taken_as_it_is_and_says_who_signed_it(origin, portal, bring, db, tmp_path, key):
    archive, signer = tmp_path / "a", make_key(tmp_path / "key.pem")
    shutil.copytree(origin[0], archive)
    manifest = exported(archive)[1]
    sign_manifest(archive, manifest, signer)
    own = signer if key == "of the package" else None
    with closing(open_archive(archive / "archive.db")) as exporting:
        write_wacz(archive, exporting, manifest.stem, tmp_path / "x.wacz", software="gongkai test", key=own)
    kept = bring(tmp_path / "x.wacz", at=datetime.now(UTC), of=portal.with_host(origin[2])).kept
    fingerprint = signer.public.fingerprint
    assert (kept.own, kept.crawl, kept.signature, kept.key) == (True, manifest.stem, "sound", fingerprint)
    assert f"the manifest in it is soundly signed by the key {fingerprint}" in kept.notes
    verified = verify_wacz(tmp_path / "x.wacz")
    assert (verified.manifest_signed_by, verified.signed_by) == (fingerprint, fingerprint if own else "")
    row = db.execute("select own, signature, key from imported_archives").fetchone()
    assert row == (1, "sound", fingerprint)


def test_a_second_night_rests_on_the_first_that_was_imported_too(origin, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    shutil.copytree(origin[0], first)
    server = SiteServer(answers(small_site() | {"/news/": list_page(("/a/0.html", "改题", "2018-03-01"))}))
    try:
        crawled = gongkai("crawl", origin[1], "--archive", first, "--host", server.address)
    finally:
        server.close()
    assert crawled.returncode in (0, 3), crawled.stderr
    for manifest in sorted((first / "crawls").glob("*.json")):
        host = origin[2] if manifest.stem == exported(origin[0])[1].stem else server.address
        import_into(second, (*origin[:2], host), *sorted((first / "warc").glob(f"{manifest.stem}-*.warc.gz")), manifest)
    assert rows(second, "select count(*) from captures where revisit_of is not null") > [(0,)]
    assert {difference.table for difference in compared(first, second)} == ORIGIN | {"changes"}
    assert rows(second, "select count(*) from changes") == [(0,)]  # an import tells none
    rebuilt = gongkai("rebuild", "--check", "--archive", second)
    assert rebuilt.returncode == 0, rebuilt.stdout


def test_a_second_night_without_the_first_says_what_to_bring(origin, tmp_path):
    archive = tmp_path / "a"
    shutil.copytree(origin[0], archive)
    server = SiteServer(answers(small_site()))
    try:
        assert gongkai("crawl", origin[1], "--archive", archive, "--host", server.address).returncode == 0
    finally:
        server.close()
    manifest = max((archive / "crawls").glob("*.json"))
    files = [*sorted((archive / "warc").glob(f"{manifest.stem}-*.warc.gz")), manifest]
    said = ("--archive", tmp_path / "b", "--host", server.address, "--origin", "x", "--by", "y")
    result = gongkai("import", "warc", origin[1], *files, *said)
    assert (result.returncode, "bring that one first" in result.stderr) == (2, True)


def test_in_another_form_it_is_the_same_crawl_and_changes_nothing(origin, tmp_path):
    archive, warcs, manifest = tmp_path / "b", *exported(origin[0])
    import_into(archive, origin, *warcs, manifest)
    before = dump(archive)
    again = import_into(archive, origin, packed(origin[0], tmp_path / "x.wacz"))
    assert again["known_before"]
    assert dump(archive) == before


def test_in_its_own_archive_there_is_nothing_to_import(origin, tmp_path):
    shutil.copytree(origin[0], tmp_path / "a")
    warcs, manifest = exported(origin[0])
    before = dump(tmp_path / "a")
    said = ("--archive", tmp_path / "a", "--host", origin[2], "--origin", "x", "--by", "y")
    result = gongkai("import", "warc", origin[1], *warcs, manifest, *said)
    assert (result.returncode, "nothing to import" in result.stderr) == (2, True)
    assert dump(tmp_path / "a") == before


def altered(**changes: Any) -> Callable[[bytes], bytes]:
    """A manifest with something changed, sound in itself."""

    def change(content: bytes) -> bytes:
        said = json.loads(content) | changes
        return encode(said | {"sha256": self_digest(said)})

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: content.replace(b'"ok"', b'"degraded"'), "not what its own digest is of"),
        (altered(merkle={"records": 3, "root": "0" * 64}), "Merkle root"),
        (altered(portal="other"), "not of small"),
        (altered(source="import"), "itself brought from elsewhere"),
        (altered(crawl="small-20200101T000000000Z"), "names files or instants"),
        (altered(files=[{"name": "warc/../../x.warc.gz", "size": 1, "sha256": "0"}]), "names files or instants"),
        (altered(started_at="tomorrow"), "no instants"),
        (altered(closed_at="2999-01-01T00:00:00Z"), "no instants"),
        (altered(verdict="excellent"), "no verdict"),
        (lambda _: b"[" * 100_000, "not what its own digest is of"),
    ],
)  # fmt: skip
def test_what_its_manifest_does_not_bear_out_is_not_ours(origin, portal, tmp_path, change, why):
    warcs, manifest = exported(origin[0])
    book = AddressBook.of(portal.with_host(origin[2]))
    reader = OwnReader(tmp_path, "small", book, lambda _: False, datetime.now(UTC))
    staged = tuple(StagedFile(warc, warc.name) for warc in warcs)
    assert reader.read(manifest.read_bytes(), staged).crawl == manifest.stem
    with pytest.raises(NotOwnError, match=why):
        reader.read(change(manifest.read_bytes()), staged)


def test_a_record_id_that_the_archive_has_makes_it_none_of_ours(origin, portal, tmp_path):
    warcs, manifest = exported(origin[0])
    reader = OwnReader(
        tmp_path, "small", AddressBook.of(portal.with_host(origin[2])), lambda _: True, datetime.now(UTC)
    )
    with pytest.raises(NotOwnError, match="in this archive already"):
        reader.read(manifest.read_bytes(), tuple(StagedFile(warc, warc.name) for warc in warcs))


def test_a_changed_file_is_a_strangers_and_its_damage_is_named(origin, tmp_path):
    (warc,), manifest = exported(origin[0])
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / warc.name).write_bytes(bytes(content))
    brought = import_into(tmp_path / "b", origin, tmp_path / warc.name, manifest)
    assert "is not the file that its manifest speaks of" in brought["kept"]["notes"][0]
    assert brought["kept"]["reasons"]["damaged"]


def test_another_host_than_ours_is_asked_for_with_host(origin, tmp_path):
    warcs, manifest = exported(origin[0])
    said = ("--archive", tmp_path / "b", "--origin", "x", "--by", "y")
    result = gongkai("import", "warc", origin[1], *warcs, manifest, *said)
    assert (result.returncode, "--host" in result.stderr) == (2, True)
