"""A closed crawl's manifest: canonical, chained, written once."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from fixity_sample import Sample, crawl_id

from archive.fixity import check
from archive.manifest import (
    FileEntry,
    Link,
    ManifestError,
    captures_digests,
    crawl_facts,
    encode,
    manifest_of,
    manifest_path,
    write_manifest,
    write_missing_manifests,
)
from archive.store import open_archive


@pytest.fixture
def made(tmp_path: Path) -> Sample:
    return Sample(tmp_path / "data")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(made: Sample, crawl: str) -> dict:
    return json.loads(manifest_path(made.folder, crawl).read_bytes())


def test_it_names_every_sealed_file_with_size_and_digest(made: Sample) -> None:
    crawl = made.crawl(0, files=2)
    paths = sorted((made.folder / "warc").iterdir())
    assert manifest(made, crawl)["files"] == [
        {"name": f"warc/{path.name}", "size": path.stat().st_size, "sha256": sha256(path)} for path in paths
    ]


def test_it_says_what_the_crawl_was(made: Sample) -> None:
    said = manifest(made, made.crawl(0, pages=4))
    assert (said["verdict"], said["accepted"], said["software"]) == ("ok", 1, ["gongkai 0.1.0"])
    assert said["counts"]["captures"] == {"page": 4}
    assert said["coverage"]["here/news"]["state"] == "complete"


def test_each_carries_the_digest_of_the_one_before(made: Sample) -> None:
    crawls = [made.crawl(number) for number in range(3)]
    links = [(manifest(made, crawl)["number"], manifest(made, crawl)["previous"]) for crawl in crawls]
    digests = [sha256(manifest_path(made.folder, crawl)) for crawl in crawls]
    assert links == [(1, None), (2, digests[0]), (3, digests[1])]


def test_its_own_digest_is_that_of_the_rest(made: Sample) -> None:
    said = manifest(made, made.crawl(0))
    digest = said.pop("sha256")
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    assert hashlib.sha256(canonical.encode()).hexdigest() == digest


def test_the_same_content_gives_the_same_bytes_in_whatever_order_it_comes() -> None:
    facts = {"crawl": "c", "reason": "完整", "counts": {"b": 1, "a": 2}}
    turned = {"counts": {"a": 2, "b": 1}, "reason": "完整", "crawl": "c"}
    files = [FileEntry("warc/a", 1, "0")]
    first, second = (encode(manifest_of(said, files, Link(1, None), {"format": 1})) for said in (facts, turned))
    assert first == second


def test_writing_it_again_changes_nothing(made: Sample) -> None:
    crawls = [made.crawl(number) for number in range(2)]
    before = [manifest_path(made.folder, crawl).read_bytes() for crawl in crawls]
    for crawl in crawls:
        write_manifest(made.folder, made.db, crawl)
    assert [manifest_path(made.folder, crawl).read_bytes() for crawl in crawls] == before


def test_one_of_other_content_is_never_written_over(made: Sample) -> None:
    crawl = made.crawl(0)
    before = manifest_path(made.folder, crawl).read_bytes()
    made.db.execute("update crawls set verdict = 'degraded'")
    with pytest.raises(ManifestError, match="stands already with other content"):
        write_manifest(made.folder, made.db, crawl)
    assert manifest_path(made.folder, crawl).read_bytes() == before


def test_an_open_crawl_has_none(made: Sample) -> None:
    crawl = made.crawl(0, closed=False)
    with pytest.raises(ManifestError, match="is not closed"):
        write_manifest(made.folder, made.db, crawl)


def test_a_crawl_with_an_open_file_has_none(made: Sample) -> None:
    crawl = made.crawl(0, closed=False)
    made.db.execute("update crawls set verdict = 'interrupted'")
    with pytest.raises(ManifestError, match=r"00000\.warc\.gz\.open: not sealed"):
        write_manifest(made.folder, made.db, crawl)


@pytest.mark.parametrize("crawl", ["", "..", "../here", "a/b"])
def test_an_id_that_leads_elsewhere_is_refused(made: Sample, crawl: str) -> None:
    with pytest.raises(ManifestError):
        write_manifest(made.folder, made.db, crawl)


def test_an_unknown_crawl_is_refused(made: Sample) -> None:
    with pytest.raises(ManifestError, match="knows no crawl"):
        crawl_facts(made.db, "nobody")


def test_a_crawl_whose_id_begins_as_anothers_keeps_its_own_files(made: Sample) -> None:
    (made.folder / "warc" / f"{crawl_id(0)}-more-00000.warc.gz").write_bytes(b"")
    names = [file["name"] for file in manifest(made, made.crawl(0))["files"]]
    assert names == [f"warc/{crawl_id(0)}-00000.cdxj", f"warc/{crawl_id(0)}-00000.warc.gz"]


def test_what_a_killed_program_left_out_is_written_in_the_order_of_closing(made: Sample) -> None:
    crawls = [made.crawl(number) for number in range(3)]
    for crawl in crawls[1:]:
        manifest_path(made.folder, crawl).unlink()
    written = write_missing_manifests(made.folder, made.db)
    assert written == [manifest_path(made.folder, crawl) for crawl in crawls[1:]]
    assert [manifest(made, crawl)["number"] for crawl in crawls] == [1, 2, 3]


def test_the_chain_goes_on_after_an_altered_manifest(made: Sample) -> None:
    crawls = [made.crawl(number) for number in range(2)]
    path = manifest_path(made.folder, crawls[0])
    path.write_bytes(path.read_bytes() + b" ")
    assert manifest(made, made.crawl(2))["previous"] == sha256(manifest_path(made.folder, crawls[1]))


def test_the_digests_of_captures_do_not_depend_on_the_order_of_rows(made: Sample) -> None:
    crawl = made.crawl(0)
    before = captures_digests(made.db, crawl)
    rows = list(made.db.query("select * from captures"))
    made.db.execute("delete from captures")
    made.db.table("captures").insert_all(reversed(rows))
    assert captures_digests(made.db, crawl) == before


def test_a_column_that_a_later_format_adds_leaves_the_other_digests_as_they_are(made: Sample) -> None:
    crawl = made.crawl(0)
    before = captures_digests(made.db, crawl)
    made.db.table("captures").add_column("added", str)
    after = captures_digests(made.db, crawl)
    assert {name: after[name] for name in before} == before


def test_nothing_unfinished_is_left_beside_it(made: Sample) -> None:
    crawl = made.crawl(0)
    assert [path.name for path in (made.folder / "crawls").iterdir()] == [f"{crawl}.json"]


def test_crawls_that_close_at_the_same_time_stand_in_one_chain(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "data")
    crawls = [sample.crawl(number, pages=1) for number in range(4)]
    for path in (sample.folder / "crawls").glob("*.json"):
        path.unlink()
    sample.db.conn.commit()

    def write(crawl: str) -> None:
        with closing(open_archive(sample.folder / "archive.db")) as db:
            write_manifest(sample.folder, db, crawl)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, crawls))
    assert list(check(sample.close())) == []
