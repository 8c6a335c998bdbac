"""What is taken of a shard and what is not, whoever made it: nothing of it is believed that can be checked."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fixity_sample import Sample, crawl_id, sample
from signed_sample import stamped
from timestamp_authority import Authority

from archive.fixity import check
from archive.lock import archive_lock
from archive.manifest import Pledge, decode, encode, file_entry, self_digest
from archive.merge import Brought, Gathering
from archive.merging import FOLDER, commit, view_of
from archive.purge_orders import PurgedFile, PurgedRecord, purged_records, read_orders, write_order
from archive.shards import MergeError
from archive.signing.evidence_list import list_evidence
from archive.signing.keys import SigningKey, make_key
from archive.signing.queue import FILE as QUEUE
from archive.signing.queue import read_queue
from archive.whole_file import write_whole

CRAWL = crawl_id(0)
WARC = f"warc/{CRAWL}-00000.warc.gz"
MANIFEST = f"crawls/{CRAWL}.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sample(tmp_path_factory.mktemp("made") / "data", crawls=1, pages=2)
    (folder / "archive.db").unlink()
    return folder


@pytest.fixture
def shard(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "shard"))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def take(into: Path, shard: Path, **how: Any) -> Brought:
    shutil.rmtree(into / FOLDER, ignore_errors=True)
    gathering = Gathering(into, **how)
    brought = gathering.add(shard)
    gathering.join()
    commit(into, has_rows=False)
    return brought


def rewrite(shard: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change a manifest as somebody would who knows how it is made."""
    path = shard / MANIFEST
    content = decode(path.read_bytes()) or {}
    change(content)
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))


def refusal(into: Path, shard: Path, **how: Any) -> str:
    """Why a shard is not merged; nothing of it is in the archive then."""
    gathering = Gathering(into, **how)
    with pytest.raises(MergeError) as error:
        gathering.add(shard)
    left = [path for path in into.rglob("*") if FOLDER not in path.relative_to(into).parts]
    assert left == []
    return str(error.value)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".lock" not in path.name and path.name != ".chain.end"  # what is derived
    }


def test_the_record_is_taken_as_it_is_and_the_shard_is_left_as_it_was(into: Path, shard: Path) -> None:
    before = tree(shard)
    brought = take(into, shard)
    assert (brought.crawls, brought.held, brought.is_new) == ([CRAWL], 0, True)
    assert tree(into) == before
    assert tree(shard) == before


def test_a_second_time_nothing_is_new(into: Path, shard: Path) -> None:
    take(into, shard)
    brought = take(into, shard)
    assert (brought.crawls, brought.held, brought.is_new) == ([], 1, False)


def test_what_is_copied_stays_apart_until_it_is_committed(into: Path, shard: Path) -> None:
    Gathering(into).add(shard)
    assert [path.name for path in into.iterdir()] == [FOLDER]
    with archive_lock(into):  # whoever comes next forgets it
        assert not (into / FOLDER).exists()


def test_what_was_committed_is_put_in_its_place_by_whoever_comes_next(
    into: Path, shard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gathering = Gathering(into)
    gathering.add(shard)
    with monkeypatch.context() as patched:
        patched.setattr("archive.merging.finish", lambda archive: None)
        commit(into, has_rows=False)
    assert "merge_unfinished" in [problem.what for problem in check(into)]
    first = min(path for path in view_of(into).rglob("*") if path.is_file())
    (into / first.parent.name).mkdir()
    first.rename(into / first.relative_to(view_of(into)))  # killed after the first of them
    with archive_lock(into):
        assert tree(into) | tree(shard) == tree(into)


@pytest.mark.parametrize(
    "name", [f"../{WARC}", f"warc/../../{CRAWL}-00000.warc.gz", "warc/other.warc.gz", "/etc/passwd"]
)
def test_a_manifest_that_names_a_file_elsewhere_is_refused(into: Path, shard: Path, name: str) -> None:
    rewrite(shard, lambda content: content["files"][0].update(name=name))
    assert f"{name!r} is no file of this crawl" in refusal(into, shard)


@pytest.mark.parametrize("name", [WARC, MANIFEST, "warc", "crawls"])
def test_a_symbolic_link_is_not_followed(into: Path, shard: Path, tmp_path: Path, name: str) -> None:
    (shard / name).rename(tmp_path / "elsewhere")
    (shard / name).symlink_to(tmp_path / "elsewhere")
    assert f"{name}: is a symbolic link" in refusal(into, shard)


def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(into: Path, shard: Path) -> None:
    (shard / WARC).unlink()
    os.mkfifo(shard / WARC)
    assert "no plain file" in refusal(into, shard)


def test_a_file_longer_than_its_manifest_says_is_read_no_further(into: Path, shard: Path) -> None:
    with (shard / WARC).open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.truncate(1024**4)  # a terabyte of nothing
    assert f"is longer than the {size} bytes that it may have" in refusal(into, shard)


def test_a_file_longer_than_any_of_ours_is_not_even_opened(into: Path, shard: Path) -> None:
    rewrite(shard, lambda content: content["files"][1].update(size=1024**4))
    with pytest.raises((MergeError, OSError), match=r"longer than ours are|are free"):
        Gathering(into).add(shard)


def test_a_manifest_longer_than_any_of_ours_is_refused(into: Path, shard: Path) -> None:
    with (shard / MANIFEST).open("r+b") as file:
        file.truncate(1024**4)
    assert f"{MANIFEST}: is longer than" in refusal(into, shard)


def test_another_byte_in_a_warc_file_is_named_as_the_check_names_it(into: Path, shard: Path) -> None:
    path = shard / WARC
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "damaged_record" in refusal(into, shard)


def test_other_records_with_the_right_digest_do_not_have_the_merkle_root(
    into: Path, shard: Path, tmp_path: Path
) -> None:
    other = sample(tmp_path / "other", crawls=1, pages=3)
    shutil.copy(other / WARC, shard / WARC)
    index = WARC.replace(".warc.gz", ".cdxj")
    shutil.copy(other / index, shard / index)

    def digests(content: dict[str, Any]) -> None:
        for file in content["files"]:
            entry = file_entry(shard / file["name"], file["name"])
            file.update(size=entry.size, sha256=entry.sha256)

    rewrite(shard, digests)
    assert "merkle_root_differs" in refusal(into, shard)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"portal": "elsewhere"}, "it is of the portal 'elsewhere'"),
        ({"verdict": "open"}, "its crawl is not closed"),
        ({"source": "import"}, "was imported there"),
        ({"closed_at": "9999-01-01T00:00:00Z"}, "or one to come"),
        ({"started_at": "yesterday"}, "is no instant"),
        ({"crawl": crawl_id(7)}, "is no file of this crawl"),
        ({"format": 3}, "unknown_format"),
    ],
)
def test_a_manifest_that_says_what_cannot_be_is_refused(
    into: Path, shard: Path, changed: dict[str, Any], why: str
) -> None:
    rewrite(shard, lambda content: content.update(changed))
    assert why in refusal(into, shard)


def test_a_manifest_that_was_altered_is_refused(into: Path, shard: Path) -> None:
    path = shard / MANIFEST
    path.write_bytes(path.read_bytes().replace(b'"ok"', b'"no"'))
    assert "altered_manifest" in refusal(into, shard)


def test_the_same_crawl_with_other_bytes_is_refused(into: Path, shard: Path) -> None:
    take(into, shard)
    before = tree(into)
    rewrite(shard, lambda content: content.update(verdict="degraded"))
    with pytest.raises(MergeError, match=rf"{MANIFEST}: the archive has another manifest of this crawl"):
        Gathering(into).add(shard)
    assert {name: stored for name, stored in tree(into).items() if not name.startswith(FOLDER)} == before


def test_a_shard_with_archives_that_somebody_brought_is_refused(into: Path, shard: Path) -> None:
    (shard / "imports" / "archives").mkdir(parents=True)
    assert "bring their files here with `gongkai import`" in refusal(into, shard)


def test_archives_that_somebody_brought_here_stay(into: Path, shard: Path) -> None:
    write_whole(into / "imports" / "archives" / "a.json", b"{}")
    Gathering(into).add(shard)
    assert (view_of(into) / "imports" / "archives" / "a.json").read_bytes() == b"{}"


def test_a_crawl_that_is_open_here_is_closed_nowhere_else(into: Path, shard: Path) -> None:
    (into / "warc").mkdir()
    (into / f"{WARC}.open").write_bytes(b"")
    with pytest.raises(MergeError, match="the archive has this crawl and has not closed it"):
        Gathering(into).add(shard)


def test_certificates_that_timestamps_are_verified_by_are_named_and_none_here_is_replaced(
    into: Path, shard: Path
) -> None:
    write_whole(shard / "authorities" / "ours.pem", b"theirs")
    names = "authorities/ours.pem"
    list_evidence(shard, [names])
    assert f"{names}: from now on timestamps of ours are verified by it" in take(into, shard).notes
    write_whole(into / names, b"another")
    with pytest.raises(MergeError, match="trusts this authority by other certificates"):
        Gathering(into).add(shard)


def test_names_that_are_none_of_ours_stay_where_they_are_and_are_named(into: Path, shard: Path) -> None:
    for name in ("warc/notes.txt", "crawls/.. .json", "keys/mine.pem"):
        (shard / name).parent.mkdir(exist_ok=True)
        (shard / name).write_text("x", encoding="utf-8")
    brought = take(into, shard)
    assert {note.partition(":")[0] for note in brought.notes} == {"warc/notes.txt", "crawls/.. .json", "keys/mine.pem"}
    assert not (into / "warc" / "notes.txt").exists()


def test_a_crawl_that_was_never_closed_is_named_and_stays(into: Path, tmp_path: Path) -> None:
    made = Sample(tmp_path / "open")
    made.crawl(0, pages=1)
    made.crawl(1, pages=1, closed=False)
    brought = take(into, made.close())
    assert brought.crawls == [CRAWL]
    assert any(note.startswith(f"{crawl_id(1)} was never closed") for note in brought.notes)


def test_a_shard_deletes_nothing_of_the_archive(into: Path, shard: Path) -> None:
    take(into, shard)
    entry = file_entry(shard / WARC, WARC)
    write_order(shard, "court 7", "2026-01-01", [PurgedFile(entry, entry)], [])
    with pytest.raises(MergeError, match=r"deletes from warc/.* purge it here first"):
        Gathering(into).add(shard)


def gone(crawl: str, id: str, said: str) -> PurgedRecord:
    return PurgedRecord(id, "response", f"{crawl}-00000.warc.gz", 0, 1, "http://a.invalid/", said)


def test_what_the_archive_purged_is_what_it_says_whatever_an_order_of_a_shard_does(into: Path, shard: Path) -> None:
    take(into, shard)
    entry = file_entry(shard / WARC, WARC)
    write_order(into, "court 7", "2026-01-01", [PurgedFile(entry, entry)], [gone(CRAWL, "one", "ours")])
    write_order(shard, "court 8", "2026-01-02", [PurgedFile(entry, entry)], [gone(CRAWL, "one", "theirs")])
    before = tree(into)
    assert take(into, shard).is_new is False  # purged here already, by another order of another day
    assert tree(into) == before
    write_order(shard, "court 9", "2026-01-03", [PurgedFile(entry, entry)], [gone(CRAWL, "two", "theirs")])
    with pytest.raises(MergeError, match=rf"purged/00002.json: deletes from {WARC}, which is here"):
        Gathering(into).add(shard)


@pytest.mark.parametrize("other", [CRAWL, crawl_id(7)])
def test_an_order_for_a_crawl_that_comes_along_says_nothing_of_what_is_purged_here(
    into: Path, shard: Path, other: str
) -> None:
    write_order(into, "court 7", "2026-01-01", [], [gone(crawl_id(7), "one", "ours")])
    entry = file_entry(shard / WARC, WARC)
    write_order(shard, "court 8", "2026-01-02", [PurgedFile(entry, entry)], [gone(other, "one", "theirs")])
    gathering = Gathering(into)
    if other == CRAWL:
        with pytest.raises(MergeError, match="one was purged here, from another crawl"):
            gathering.add(shard)
    else:
        gathering.add(shard)
    remembered = purged_records(read_orders(gathering.view))
    assert remembered["one"].block_sha256 == "ours"


def test_an_order_that_names_what_is_no_file_of_a_crawl_is_refused(into: Path, shard: Path) -> None:
    entry = file_entry(shard / WARC, WARC)
    record = replace(gone(CRAWL, "one", "theirs"), warc_file=f"{CRAWL}-00000.warc.gz/../../x")
    write_order(shard, "court 8", "2026-01-02", [PurgedFile(entry, entry)], [record])
    assert "purged/00001.json: deletes from" in refusal(into, shard)


def test_what_is_withheld_here_is_not_lifted_from_elsewhere(into: Path, shard: Path) -> None:
    entry = "- {pattern: 'http://a.invalid/*', reason: r, date: 2026-01-01"
    write_whole(into / "withheld.yml", f"withheld:\n{entry}}}\n".encode())
    lifted = ", lifted: {reason: l, date: 2026-01-02}"
    write_whole(shard / "withheld.yml", f"withheld:\n{entry}{lifted}}}\n".encode())
    assert take(into, shard).withheld == []
    assert "lifted" not in (into / "withheld.yml").read_text(encoding="utf-8")


def test_what_is_withheld_elsewhere_is_withheld_here_too_and_said(into: Path, shard: Path) -> None:
    write_whole(shard / "withheld.yml", b"withheld:\n- {pattern: 'http://a.invalid/*', reason: r, date: 2026-01-01}\n")
    assert take(into, shard).withheld == ["http://a.invalid/*"]
    assert take(into, shard).withheld == []


def test_other_decisions_on_a_portal_are_refused_unless_those_here_are_to_stay(into: Path, shard: Path) -> None:
    write_whole(into / "decisions" / "here.yml", b"decisions: []\n")
    write_whole(shard / "decisions" / "here.yml", b"remarks: []\n")
    with pytest.raises(MergeError, match=r"decisions/here.yml: is not that of the archive"):
        Gathering(into).add(shard)
    assert "decisions/here.yml: that of the archive stays" in take(into, shard, keep_decisions=True).notes


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"[]", "altered_import"),
        (b"{", "altered_import"),
        (json.dumps({"portal": "here", "channel": "wechat", "imported_at": "soon"}).encode(), "altered_import"),
    ],
)
def test_an_import_that_cannot_be_read_is_refused(into: Path, shard: Path, said: bytes, why: str) -> None:
    (shard / "imports").mkdir()
    (shard / "imports" / "here-wechat-0123456789ab.json").write_bytes(said)
    (shard / "imports" / "here-wechat-0123456789ab.csv").write_bytes(
        b"title,date,url\nx,2018-01-01,http://a.invalid/\n"
    )
    assert why in refusal(into, shard)


def test_whoever_asks_for_a_key_takes_nothing_unsigned(into: Path, shard: Path) -> None:
    assert "missing_signature" in refusal(into, shard, trusted=["ab" * 32])


def pledged(folder: Path, key: str) -> Path:
    """A shard whose manifest says which key is to sign it, and that is not signed."""
    made = Sample(folder)
    made.pledge = Pledge(key, ("ours",))
    made.crawl(0, pages=1)
    return made.close()


def test_a_signature_that_is_still_to_be_made_here_is_not_missed(into: Path, tmp_path: Path) -> None:
    shard = pledged(tmp_path / "pledged", "ab" * 32)
    assert take(into, shard, unsigned_by="ab" * 32).crawls == [CRAWL]


@pytest.mark.parametrize("unsigned_by", ["", "cd" * 32])
def test_a_signature_that_is_not_to_be_made_here_is_missed(into: Path, tmp_path: Path, unsigned_by: str) -> None:
    shard = pledged(tmp_path / "pledged", "ab" * 32)
    assert "missing_signature" in refusal(into, shard, unsigned_by=unsigned_by)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa").make()


@pytest.fixture
def waiting(tmp_path: Path, authority: Authority) -> tuple[Path, SigningKey]:
    """A shard that is signed and waits for its timestamp, and the key."""
    key = make_key(tmp_path / "key.pem")
    shard = pledged(tmp_path / "waiting", key.public.fingerprint)
    stamped(shard, key, Authority(authority.folder, status=503))
    assert [*check(shard)] == []
    return shard, key


def test_a_timestamp_that_a_shard_waits_for_is_waited_for_here_and_comes_when_it_is_merged_again(
    into: Path, waiting: tuple[Path, SigningKey], authority: Authority
) -> None:
    shard, key = waiting
    brought = take(into, shard)
    assert (brought.crawls, [*read_queue(into)]) == ([CRAWL], [(CRAWL, "ours")])
    assert any(note.startswith(f"timestamps are still to come: by ours of {CRAWL};") for note in brought.notes)
    assert [problem for problem in check(into) if "timestamp" in problem.what] == []
    before = tree(into)
    assert take(into, shard).is_new is False
    assert tree(into) == before
    (shard / QUEUE).unlink()
    stamped(shard, key, authority)
    assert take(into, shard).evidence == 1
    assert (read_queue(into), (into / f"{MANIFEST}.sig.ours.tsr").exists()) == ({}, True)
    assert [problem for problem in check(into) if "timestamp" in problem.what] == []


@pytest.mark.parametrize(
    "said",
    [
        [],
        [{"crawl": crawl_id(7), "authority": "ours", "since": "2026-01-01T00:00:00Z"}],
        [{"crawl": CRAWL, "authority": "../ours", "since": "2026-01-01T00:00:00Z"}],
        [{"crawl": CRAWL, "authority": 1, "since": 0}],
        [{"crawl": [CRAWL], "authority": "ours", "since": "2026-01-01T00:00:00Z"}],
        {"crawl": CRAWL},
    ],
)
def test_a_timestamp_that_a_shard_does_not_wait_for_is_missed(
    into: Path, waiting: tuple[Path, SigningKey], said: object
) -> None:
    shard, _ = waiting
    (shard / QUEUE).write_text(json.dumps(said), encoding="utf-8")
    assert "missing_timestamp" in refusal(into, shard)


def test_of_what_a_shard_waits_for_only_what_its_manifests_pledge_is_taken(
    into: Path, waiting: tuple[Path, SigningKey]
) -> None:
    shard, _ = waiting
    when = {"since": "2026-01-01T00:00:00Z", "attempts": 10**9, "next_at": "9999-01-01T00:00:00Z"}
    places = [(CRAWL, "ours"), (CRAWL, "another"), (crawl_id(7), "ours"), ("\x1b[2J" * 500, "ours")]
    said = [{"crawl": crawl, "authority": authority, **when} for crawl, authority in places]
    (shard / QUEUE).write_text(json.dumps(said), encoding="utf-8")
    take(into, shard)
    assert [(*place, each.attempts, each.next_at) for place, each in read_queue(into).items()] == [
        (CRAWL, "ours", 0, "")
    ]


def test_what_is_signed_already_and_not_whole_is_refused_though_it_is_to_be_signed_here(
    into: Path, tmp_path: Path
) -> None:
    shard = pledged(tmp_path / "pledged", "ab" * 32)
    (shard / f"{MANIFEST}.sig").write_bytes(b"0")
    assert "missing_signature" in refusal(into, shard, unsigned_by="ab" * 32)
