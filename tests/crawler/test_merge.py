"""Shards merged into one archive give what one machine found, in whatever order, however often, wherever killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from merged_sample import REST, Machine, dump, first_night, one_machine, portal_file, shard
from small_site import answers
from sqlite_utils import Database

from archive import observe_all
from archive.fixity import check
from archive.forked import Forked
from archive.lock import ArchiveInUseError, archive_lock
from archive.manifest import decode, encode, file_entry, self_digest
from archive.merging import FOLDER, is_committed
from archive.plain_yaml import read_plain
from archive.publish.build import build
from archive.shards import MergeError
from archive.signing.keys import make_key
from archive.signing.leaves import leaves, merkle_of
from crawler.cli.rebuild import rebuilt
from crawler.merge import merge
from crawler.signing.attest import attest
from crawler.signing.settings import Attestation

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("merge")]
MISSING = "not found"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return one_machine(tmp_path_factory.mktemp("machine"))


@pytest.fixture(scope="module")
def nights(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The first night of both portals, the second, and the rest."""
    alpha, alpha2, beta, beta2 = machine.crawls
    folder = tmp_path_factory.mktemp("nights")
    rest = [*machine.imports, REST]
    first, second = shard(machine, folder / "first", [alpha, beta]), shard(machine, folder / "second", [alpha2, beta2])
    return first, second, shard(machine, folder / "rest", rest)


def problems(archive: Path) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in check(archive)]


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("cuts")


@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_split_in_any_order_and_any_repetition_is_what_one_machine_found(
    machine: Machine, cuts: Path, data: st.DataObject
) -> None:
    places = data.draw(st.lists(st.integers(0, 3), min_size=len(machine.parts), max_size=len(machine.parts)))
    folder = cuts / str(len(list(cuts.iterdir())))
    shards = [
        shard(machine, folder / f"shard-{place}", [p for p, q in zip(machine.parts, places, strict=True) if q == place])
        for place in sorted(set(places))
    ]
    order = [shards[n] for n in data.draw(st.permutations(range(len(shards))))]
    again = data.draw(st.lists(st.sampled_from(shards), max_size=2))
    _merge_by_and_by(folder / "into", [*order, *again], data.draw(st.integers(1, len(order))))
    assert dump(folder / "into") == machine.dump
    assert problems(folder / "into") == []
    before = _written(folder / "into")
    assert not merge(folder / "into", order).is_changed
    assert _written(folder / "into") == before


def _written(archive: Path) -> dict[Path, int]:
    """When each file of an archive was written last; but for its lock."""
    return {path: path.stat().st_mtime_ns for path in archive.rglob("*.*") if not path.name.startswith(".lock")}


def _merge_by_and_by(into: Path, order: Sequence[Path], most: int) -> None:
    """Merge so many shards at a time; what rests on a crawl that is not here yet waits for those after it."""
    waiting: list[Path] = []
    for start in range(0, len(order), most):
        batch = [*waiting, *order[start : start + most]]
        try:
            merge(into, batch)
            waiting = []
        except MergeError as error:
            assert MISSING in str(error)
            waiting = batch
    assert not waiting


def test_a_rebuild_observes_both_portals_by_several_processes_and_gives_the_same(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, jobs, observed = os.getpid(), [], observe_all._Reader.observed
    done_here: list[Any] = []

    def noted(reader: Any, job: Any) -> Any:
        if os.getpid() == here:
            done_here.append(job)
        return observed(reader, job)

    class Noted(Forked[Any, Any]):
        def scatter(self, each: Sequence[Any]) -> list[Any]:
            jobs.extend(each)
            return super().scatter(each)

    monkeypatch.setattr(observe_all._Reader, "observed", noted)
    monkeypatch.setattr(observe_all, "Forked", Noted)
    monkeypatch.setattr(observe_all, "_MANY", 1)
    monkeypatch.setattr(observe_all, "cores", lambda: 2)
    assert rebuilt(machine.folder, replace=False).differences == []
    assert {portal for portal, *_ in jobs} == {"alpha", "beta"}
    assert 0 < len(done_here) < len(jobs)


def test_what_is_later_is_read_alone_and_gives_the_same(
    machine: Machine, nights: Sequence[Path], tmp_path: Path
) -> None:
    first, second, rest = nights
    assert merge(tmp_path, [first]).whole
    published = []

    def publish() -> None:
        with pytest.raises(ArchiveInUseError), archive_lock(tmp_path):
            pass  # whoever withholds something now would have it published by what was read before
        published.append(dump(tmp_path))

    merged = merge(tmp_path, [second], publish=publish)
    assert published == [dump(tmp_path)]
    assert (merged.whole, [crawl.crawl for crawl in merged.crawls]) == (False, [machine.crawls[1], machine.crawls[3]])
    assert not merge(tmp_path, [rest]).crawls
    assert dump(tmp_path) == machine.dump
    assert problems(tmp_path) == []


def test_a_crawl_that_rests_on_one_that_is_not_here_is_refused_and_nothing_is_changed(
    nights: Sequence[Path], tmp_path: Path
) -> None:
    with pytest.raises(MergeError, match=MISSING):
        merge(tmp_path / "into", [nights[1]])
    merge(tmp_path / "into", nights)  # the folder is as free as before


def test_killed_anywhere_it_is_as_if_it_was_never_begun_or_it_is_ended_by_the_next(
    machine: Machine, nights: Sequence[Path], tmp_path: Path
) -> None:
    merge(tmp_path / "begun", nights[:1])
    steps = _steps(tmp_path / "begun", tmp_path / "whole", nights[1:], 10**9)
    chance = random.Random(os.environ["GONGKAI_SEED"])
    committed = 0
    for number, at in enumerate([*chance.sample(range(steps), 4), *range(steps // 3, steps, max(1, steps // 24))]):
        into = tmp_path / f"killed-{number}"
        _steps(tmp_path / "begun", into, nights[1:], at)
        committed += is_committed(into)
        merge(into, nights[1:], publish=lambda: None)
        assert dump(into) == machine.dump
        assert problems(into) == []
        assert not (into / FOLDER).exists()
        shutil.rmtree(into)
    assert committed  # some of them between the files that are put in their places


def _steps(begun: Path, into: Path, shards: Sequence[Path], kill_at: int) -> int:
    """Merge in a process that is killed with -9 before so many changes of names; return how many it made."""
    shutil.copytree(begun, into)
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_killed, args=(into, shards, kill_at, there))
    process.start()
    there.close()
    steps = 0
    with suppress(EOFError):
        while here.poll(300):
            steps = here.recv()
    process.join(60)
    assert process.exitcode == (0 if kill_at > steps else -signal.SIGKILL)
    return steps


def _killed(into: Path, shards: Sequence[Path], kill_at: int, told: Any) -> None:
    done = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal done
        if event in ("os.rename", "os.remove", "os.symlink", "os.mkdir", "shutil.rmtree", "sqlite3.connect"):
            if done >= kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
            told.send(done)

    sys.addaudithook(watch)
    merge(into, shards)


def test_killed_before_public_db_is_built_it_is_built_by_the_next_that_finds_nothing_new(
    nights: Sequence[Path], tmp_path: Path
) -> None:
    merge(tmp_path, [nights[0]])
    build(tmp_path / "archive.db", tmp_path / "public.db")
    older = shown(tmp_path)

    def killed() -> None:
        merge(tmp_path, [nights[1]], publish=lambda: os.kill(os.getpid(), signal.SIGKILL))

    process = multiprocessing.get_context("fork").Process(target=killed)
    process.start()
    process.join(300)
    assert (process.exitcode, shown(tmp_path)) == (-signal.SIGKILL, older)
    assert merge_command(tmp_path, nights[1]).endswith("nothing new; unchanged\n")
    assert shown(tmp_path) == older + 2  # a new notice of each portal
    built = (tmp_path / "public.db").stat().st_mtime_ns
    merge_command(tmp_path, nights[1])
    assert (tmp_path / "public.db").stat().st_mtime_ns == built
    assert not (tmp_path / FOLDER).exists()


def test_a_merge_that_builds_no_public_db_leaves_it_to_the_next_that_does(
    nights: Sequence[Path], tmp_path: Path
) -> None:
    merge(tmp_path, [nights[0]])
    build(tmp_path / "archive.db", tmp_path / "public.db")
    older = shown(tmp_path)
    for _ in range(2):  # as a job's merge, and one more that finds nothing new
        merge(tmp_path, [nights[1]])
    assert shown(tmp_path) == older
    assert merge_command(tmp_path, nights[1]).endswith("nothing new; unchanged\n")
    assert shown(tmp_path) == older + 2  # a new notice of each portal


def shown(archive: Path) -> int:
    """How many documents are published."""
    with closing(Database(archive / "public.db")) as public:
        return int(public.execute("select count(*) from documents").fetchone()[0])


def merge_command(into: Path, *shards: Path) -> str:
    result = gongkai("merge", into, *shards)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_what_is_refused_at_once_makes_no_folder(nights: Sequence[Path], tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    for into, shard_ in ((tmp_path / "into", tmp_path / "none"), (nights[0] / "new", nights[0])):
        with pytest.raises(MergeError, match=r"there is no archive in this folder|lies in the shard"):
            merge(into, [shard_])
        assert not into.exists()


def rewrite(folder: Path, name: str, **changed: Any) -> None:
    path = folder / "crawls" / f"{name}.json"
    content = {**(decode(path.read_bytes()) or {}), **changed}
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))


def renamed(folder: Path, crawl: str, name: str) -> None:
    """The same WARC as a crawl of another portal, with everything about it made to fit but its records."""
    for path in sorted(folder.glob(f"*/{crawl}*")):
        path.rename(path.with_name(path.name.replace(crawl, name)))
    index = folder / "warc" / f"{name}-00000.cdxj"
    index.write_text(index.read_text(encoding="utf-8").replace(crawl, name), encoding="utf-8")
    files = [
        file_entry(folder / f"warc/{p.name}", f"warc/{p.name}") for p in sorted((folder / "warc").glob(f"{name}-*"))
    ]
    said = [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files]
    rewrite(folder, name, crawl=name, portal="gamma", files=said, merkle=merkle_of(leaves(folder, name, {})))


def test_the_warc_of_another_portal_under_a_name_is_refused(machine: Machine, tmp_path: Path) -> None:
    crawl = machine.crawls[0]
    folder = shard(machine, tmp_path / "shard", [crawl])
    renamed(folder, crawl, crawl.replace("alpha", "gamma"))
    with pytest.raises(MergeError, match="its WARC is of the portal 'alpha'"):
        merge(tmp_path / "into", [folder])


def test_a_manifest_of_another_portal_file_than_the_one_in_the_warc_is_refused(
    machine: Machine, tmp_path: Path
) -> None:
    crawl = machine.crawls[0]
    folder = shard(machine, tmp_path / "shard", [crawl])
    rewrite(folder, crawl, portal_file_sha256="0" * 64)
    with pytest.raises(MergeError, match="the portal file in its WARC is not the one that its manifest says"):
        merge(tmp_path / "into", [folder])


def test_the_same_record_in_another_crawl_is_refused(machine: Machine, tmp_path: Path) -> None:
    crawl = machine.crawls[0]
    name = crawl[:-4] + "999Z"
    folder = shard(machine, tmp_path / "shard", [crawl])
    renamed(folder, crawl, name)
    rewrite(folder, name, portal="alpha")
    merge(tmp_path / "into", [shard(machine, tmp_path / "other", [crawl])])
    before = dump(tmp_path / "into")
    with pytest.raises(MergeError, match=f"{name}: its records are those of {crawl}, under another name"):
        merge(tmp_path / "into", [folder])
    assert dump(tmp_path / "into") == before


def test_records_that_do_not_give_what_the_crawl_closed_with_are_refused(machine: Machine, tmp_path: Path) -> None:
    crawl = machine.crawls[0]
    folder = shard(machine, tmp_path / "shard", [crawl])
    captures = (decode((folder / "crawls" / f"{crawl}.json").read_bytes()) or {})["captures"]
    rewrite(folder, crawl, captures={**captures, "id": "0" * 64})
    with pytest.raises(MergeError, match=f"the records of {crawl} do not give the captures that its manifest has"):
        merge(tmp_path / "into", [folder])


def test_an_import_that_was_never_kept_is_not_lost_by_reading_everything_again(
    machine: Machine, nights: Sequence[Path], tmp_path: Path
) -> None:
    into = Path(shutil.copytree(machine.folder, tmp_path / "into"))
    shutil.rmtree(into / "imports")
    other = shard(machine, tmp_path / "other", [machine.crawls[0]])
    (into / "crawls" / f"{machine.crawls[0]}.json").unlink()
    for path in into.glob(f"warc/{machine.crawls[0]}-*"):
        path.unlink()
    with pytest.raises(MergeError, match="was made before imports were kept"):
        merge(into, [other])


def purge(archive: Path, crawl: str, order: str) -> None:
    with closing(Database(archive / "archive.db")) as db:
        (capture,) = db.execute("select id from captures where url like '%/a/2.html' and crawl = ?", [crawl]).fetchone()
    result = gongkai("purge", capture, "--order", order, "--yes", "--archive", archive)
    assert result.returncode == 0, result.stderr


def test_what_was_purged_stays_purged(machine: Machine, nights: Sequence[Path], tmp_path: Path) -> None:
    purged, here = tmp_path / "purged", tmp_path / "here"
    shutil.copytree(machine.folder, purged)
    purge(purged, machine.crawls[0], "court 7")
    merge(tmp_path / "into", [purged])
    assert dump(tmp_path / "into") == dump(purged)
    assert problems(tmp_path / "into") == []
    assert merge(tmp_path / "into", [nights[0]]).shards[0].held == 2  # whose bytes are those before the order
    assert dump(tmp_path / "into") == dump(purged)
    merge(here, [nights[0]])
    with pytest.raises(MergeError, match="purge it here first"):
        merge(here, [purged])
    purge(here, machine.crawls[0], "court 7, as we were told")
    merge(here, [purged])  # that was done: the rest of it comes along
    assert problems(here) == []
    before = dump(here)
    assert gone(here) == [("court 7, as we were told", crawl) for crawl in machine.crawls[::2]]
    assert gongkai("rebuild", "--archive", here).returncode == 0
    assert dump(here) == before


def gone(archive: Path) -> list[tuple[str, str]]:
    """The orders of what was purged, and its crawls."""
    with closing(Database(archive / "archive.db")) as db:
        rows = db.execute("select p.ordered, c.crawl from purged p join captures c on c.id = p.record order by 2")
        return [(ordered, crawl) for ordered, crawl in rows.fetchall()]


def test_what_is_purged_and_withheld_here_stays_so_whatever_a_shard_says(
    machine: Machine, nights: Sequence[Path], tmp_path: Path
) -> None:
    into = tmp_path / "into"
    merge(into, [nights[0]])
    purge(into, machine.crawls[0], "court 7")
    url = "http://small.invalid/a/3.html"  # withheld in the machine's archive for a reason of its own
    withheld = gongkai("withhold", url, "--reason", "隐私", "--archive", into)
    assert withheld.returncode == 0, withheld.stderr
    files = {path: path.read_bytes() for path in [*into.glob("purged/*"), into / "withheld.yml", *into.glob("warc/*")]}
    lifted = "withheld:\n- {pattern: URL, reason: 隐私, date: DAY, lifted: {reason: 误, date: DAY}}\n"
    day = str(read_plain((into / "withheld.yml").read_bytes())["withheld"][0]["date"])
    rest = Path(shutil.copytree(nights[2], tmp_path / "rest"))
    rest.joinpath("withheld.yml").write_text(lifted.replace("URL", url).replace("DAY", day), encoding="utf-8")
    brought = merge(into, [*nights[:2], rest]).shards
    assert [each.withheld for each in brought] == [[], [], []]
    assert {path: path.read_bytes() for path in files} == files
    assert problems(into) == []
    before = dump(into)
    assert gone(into) == [("court 7", crawl) for crawl in machine.crawls[::2]]
    assert gongkai("rebuild", "--archive", into).returncode == 0
    assert dump(into) == before
    build(into / "archive.db", into / "public.db")
    with closing(Database(into / "public.db")) as public:
        titles = "select title = '', count(*) from documents where url = ? group by 1"
        assert public.execute(titles, [url]).fetchall() == [(1, 2)]  # of both portals
        assert public.execute(titles, [url.replace("3.html", "1.html")]).fetchall() == [(0, 2)]


def test_pages_as_they_were_in_what_is_purged_here_are_refused_until_they_are_purged_there(
    machine: Machine, tmp_path: Path
) -> None:
    alpha, _, beta, _ = machine.crawls  # the first of beta has the page as it was in that of alpha
    into, other = tmp_path / "into", tmp_path / "other"
    merge(into, [shard(machine, tmp_path / "alpha", [alpha])])
    purge(into, alpha, "court 7")
    merge(other, [shard(machine, tmp_path / "both", [alpha, beta])])
    before = dump(into)
    with pytest.raises(MergeError, match="not found, or purged there"):
        merge(into, [other])
    assert dump(into) == before
    purge(other, beta, "court 8")
    assert merge(into, [other]).shards[0].orders == 1
    assert gone(into) == [("court 7", alpha), ("court 8", beta)]
    assert problems(into) == []
    assert not merge(into, [other]).is_changed


def test_bytes_that_were_deleted_here_and_come_back_in_another_crawl_are_named(
    machine: Machine, nights: Sequence[Path], tmp_path: Path
) -> None:
    into, other = tmp_path / "into", tmp_path / "other"
    merge(into, [nights[0]])
    purge(into, machine.crawls[0], "court 7")
    server = SiteServer(answers(first_night()))
    try:
        crawled = gongkai("crawl", portal_file(tmp_path, "gamma", "", server), "--archive", other)
    finally:
        server.close()
    assert crawled.returncode == 0, crawled.stderr
    with closing(Database(other / "archive.db")) as db:
        (capture,) = db.execute("select id from captures where url like '%/a/2.html'").fetchone()
    assert merge(into, [other]).shards[0].notes == [f"{capture} has the bytes that an order deleted here; purge it too"]
    result = gongkai("purge", capture, "--order", "court 7", "--yes", "--archive", into)
    assert result.returncode == 0, result.stderr
    assert problems(into) == []


def test_signatures_come_along_and_hold(machine: Machine, nights: Sequence[Path], tmp_path: Path) -> None:
    signed = Path(shutil.copytree(machine.folder, tmp_path / "signed"))
    key = make_key(tmp_path / "key.pem")
    attest(signed, Attestation(key, ()), "", only_pledged=False)
    merge(tmp_path / "into", [signed], trusted=[key.public.fingerprint])
    found = list(check(tmp_path / "into", trusted=[key.public.fingerprint]))
    assert found == []
    assert merge(tmp_path / "into", [nights[0]]).shards[0].is_new is False
    other = make_key(tmp_path / "other.pem").public.fingerprint
    with pytest.raises(MergeError, match="untrusted_key"):
        merge(tmp_path / "elsewhere", [signed], trusted=[other])


def test_the_command_says_what_it_took_and_what_it_did_not(nights: Sequence[Path], tmp_path: Path) -> None:
    result = gongkai("merge", tmp_path / "into", *nights, "--json")
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert (said["changed"], said["whole"], len(said["crawls"])) == (True, True, 4)
    again = gongkai("merge", tmp_path / "into", *nights)
    assert again.stdout.endswith("nothing new; unchanged\n")
    (tmp_path / "none").mkdir()
    refused = gongkai("merge", tmp_path / "into", tmp_path / "none")
    assert (refused.returncode, "there is no archive in this folder" in refused.stderr) == (5, True)
