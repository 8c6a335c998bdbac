"""Chains of manifests that were joined: each stays what it was, and what is missing of one is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fixity_sample import Sample, crawl_id

from archive.fixity import check
from archive.manifest import chain_ends, decode, write_manifest
from archive.merges import join_chains, read_merges
from archive.signing.evidence_list import FILE, list_evidence

OURS, THEIRS, NEXT = crawl_id(0), crawl_id(1), crawl_id(2)
AT = "2019-02-01T00:00:00.000000Z"


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """Two crawls, each the first of a chain of its own."""
    made = Sample(tmp_path / "data")
    made.crawl(0, pages=1)
    aside = tmp_path / "aside"
    (made.folder / "crawls").rename(aside)
    made.crawl(1, pages=2)
    shutil.copytree(aside, made.folder / "crawls", dirs_exist_ok=True)
    return made


def joined(sample: Sample) -> str:
    name = join_chains(sample.folder, AT)
    assert name is not None
    list_evidence(sample.folder, [name])
    return name


def found(archive: Path) -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in check(archive)]


def remove_crawl(sample: Sample, crawl: str) -> None:
    """Take a crawl away as if it had never been: its files, its manifest, its rows."""
    for path in (*sample.folder.glob(f"*/{crawl}[-.]*"),):
        path.unlink()
    for table, key in (("crawls", "id"), ("captures", "crawl"), ("runs", "crawl"), ("coverage", "crawl")):
        sample.db.execute(f"delete from {table} where {key} = ?", [crawl])


def test_two_chains_in_one_archive_are_named_where_nothing_joins_them(sample: Sample) -> None:
    assert found(sample.close()) == [(f"crawls/{THEIRS}.json", "broken_chain")]


def test_joined_they_are_as_they_should_be(sample: Sample) -> None:
    name = joined(sample)
    (record,) = read_merges(sample.folder)
    assert (record.name, record.content["number"], len(record.content["previous"])) == (name, 2, 2)
    assert found(sample.close()) == []


def test_one_chain_is_not_joined(sample: Sample) -> None:
    joined(sample)
    assert join_chains(sample.folder, AT) is None


def test_the_next_manifest_follows_all_of_them(sample: Sample) -> None:
    joined(sample)
    sample.crawl(2, pages=1)
    said = decode((sample.folder / f"crawls/{NEXT}.json").read_bytes()) or {}
    assert said["number"] == 3
    assert [(3, said["previous"])] != chain_ends(sample.folder)
    assert said["previous"] == read_merges(sample.folder)[0].sha256
    assert found(sample.close()) == []


def test_a_chain_that_is_taken_away_whole_is_missed(sample: Sample) -> None:
    name = joined(sample)
    sample.crawl(2, pages=1)
    remove_crawl(sample, THEIRS)
    assert (name, "broken_chain") in found(sample.close())


def test_taken_away_with_the_record_of_the_merge_it_is_missed_by_the_manifest_after_it(sample: Sample) -> None:
    name = joined(sample)
    sample.crawl(2, pages=1)
    remove_crawl(sample, THEIRS)
    (sample.folder / name).unlink()
    (sample.folder / FILE).unlink()
    assert (f"crawls/{NEXT}.json", "broken_chain") in found(sample.close())


def test_a_record_that_is_gone_is_missed_by_the_list_of_evidence_alone(sample: Sample) -> None:
    name = joined(sample)
    remove_crawl(sample, THEIRS)
    (sample.folder / name).unlink()
    assert found(sample.close()) == [(name, "missing_merge")]


def test_a_record_that_was_altered_is_named_once(sample: Sample) -> None:
    name = joined(sample)
    sample.crawl(2, pages=1)
    path = sample.folder / name
    path.write_bytes(path.read_bytes().replace(b"2019-02-01", b"2019-02-02"))
    named = found(sample.close())
    assert (name, "altered_merge") in named
    assert (f"crawls/{NEXT}.json", "broken_chain") not in named


def test_a_chain_that_goes_on_after_it_was_joined_has_to_be_joined_again(sample: Sample, tmp_path: Path) -> None:
    name = joined(sample)
    aside = tmp_path / "not-theirs"
    aside.mkdir()
    (sample.folder / "merges").rename(aside / "merges")
    (sample.folder / f"crawls/{OURS}.json").rename(aside / "ours.json")
    sample.crawl(2, pages=1)  # follows the one of theirs, as their own archive has it
    (aside / "merges").rename(sample.folder / "merges")
    (aside / "ours.json").rename(sample.folder / f"crawls/{OURS}.json")
    assert found(sample.folder) == [(f"crawls/{NEXT}.json", "broken_chain")]
    again = joined(sample)
    assert again != name
    assert found(sample.close()) == []


def test_a_manifest_written_again_keeps_its_place(sample: Sample) -> None:
    joined(sample)
    path = sample.folder / f"crawls/{OURS}.json"
    before = path.read_bytes()
    write_manifest(sample.folder, sample.db, OURS)
    assert path.read_bytes() == before


def test_a_strange_file_among_the_records_is_named(sample: Sample) -> None:
    joined(sample)
    (sample.folder / "merges" / "note.txt").write_text("x", encoding="utf-8")
    assert found(sample.close()) == [("merges/note.txt", "unknown_file")]
