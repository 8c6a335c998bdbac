"""The crawls of a job on other machines, and their shards merged into the archive, all at once.

Shards lie in ``spreading/`` of the archive until they are merged. What a job that was killed had brought is merged by
the next one; what cannot be merged stays, and is named each time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from archive.crawls import open_crawls
from archive.lock import ArchiveInUseError, archive_lock, crawls_lock
from archive.manifest import Pledge, write_missing_manifests
from archive.shards import CRAWL, MergeError
from archive.store import open_archive
from crawler.beside import Standing
from crawler.capture.repair import recover
from crawler.exit_codes import ARCHIVE_IN_USE, FAULT, MEANINGS, OK
from crawler.exit_codes import CRAWL as CODES
from crawler.merge import merge
from crawler.over import abandon
from crawler.portal_crawl import NOT_CRAWLED, Crawls
from crawler.problems import Problem, problem_of
from crawler.run_log import about, note, relay
from crawler.spread.coordinator import EMPTY, Brought, Round
from crawler.spread.task import LOG
from crawler.spread.wanted import Wanted
from crawler.summary import PortalSummary, facts_of_crawl

if TYPE_CHECKING:
    from distributed import Client

FOLDER = "spreading"
_UNFINISHED = ".part"
#: So many shards that stay are named in a summary; the log names all.
_NAMED = 5


def prepare(crawls: Crawls, names: Iterable[str], pledge: Pledge) -> list[Problem]:
    """Make the folder of shards, merge what earlier jobs left there, and close what this machine left open of the
    portals: elsewhere nobody can go on with it. Return what is wrong with shards that stay there.

    Raises archive.lock.ArchiveInUseError, sqlite3.Error, OSError where the archive cannot be written.
    """
    archive, into = crawls.archive, crawls.archive / FOLDER
    with archive_lock(archive), closing(open_archive(archive / "archive.db")) as db:
        into.mkdir(mode=0o700, exist_ok=True)
        for portal in (Path(name).stem for name in names):
            if open_crawls(db, portal):
                recover(archive / "warc", portal)
                abandon(db, archive, portal)
        write_missing_manifests(archive, db, pledge)
    for path in into.iterdir():
        if path.suffix == _UNFINISHED or not path.is_dir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    problems = list(dict.fromkeys(_merged(archive, sorted(into.iterdir()), pledge).values()))
    named, others = problems[:_NAMED], problems[_NAMED:]
    if others:
        more = f"{len(others)} more shards in {into} are not merged either; the log names them"
        named.append(Problem(more, max(problem.code for problem in others)))
    return named


def crawl_spread(
    crawls: Crawls,
    client: Client,
    names: Sequence[str],
    pledge: Pledge,
    lease: float,
    jobs: int | None,
    tell: Callable[[Standing], None],
) -> list[PortalSummary]:
    """Once that is prepared, crawl the portals on the workers, whatever becomes of one of them, and merge what they
    found; their summaries in the given order. ``jobs``: crawls at a time, as many as workers have threads where it is
    None.

    Raises archive.lock.ArchiveInUseError, sqlite3.Error, OSError where the archive cannot be written.
    """
    into = crawls.archive / FOLDER
    with crawls_lock(crawls.archive), Wanted(client, crawls.archive, lease) as wanted:
        found = Round(crawls, client, wanted, into, pledge, lease, jobs, tell).run(names)
    (into / EMPTY).unlink(missing_ok=True)
    reasons = [_relayed(brought) for brought in found]
    crawled = {brought.portal: crawl for brought in found if brought.shard and (crawl := _crawl_of(brought.shard))}
    refused = _merged(crawls.archive, [brought.shard for brought in found if brought.shard], pledge)
    return [
        brought.refused or _summary(crawls.archive, brought, crawled.get(brought.portal, ""), reason, refused)
        for brought, reason in zip(found, reasons, strict=True)
    ]


def _merged(archive: Path, shards: Sequence[Path], pledge: Pledge) -> dict[Path, Problem]:
    """Merge shards and delete them: all at once, or where one is refused one by one. Return why some were not.

    One without a closed crawl has nothing to be merged. None is signed: the key of ``pledge`` is on this machine alone.
    """
    refused: dict[Path, Problem] = {}
    whole = [shard for shard in shards if _crawl_of(shard)]
    try:
        if whole:
            merge(archive, whole, unsigned_by=pledge.key)
    except ArchiveInUseError as error:
        refused = dict.fromkeys(whole, Problem(f"{error}; the next run merges what was crawled", ARCHIVE_IN_USE))
    except MergeError:
        refused = {shard: problem for shard in whole if (problem := _refused(archive, shard, pledge))}
    for shard in set(shards) - refused.keys():
        shutil.rmtree(shard)
    return refused


def _refused(archive: Path, shard: Path, pledge: Pledge) -> Problem | None:
    try:
        merge(archive, [shard], unsigned_by=pledge.key)
    except (MergeError, ArchiveInUseError) as error:
        note("shard_refused", "error", shard=str(shard), why=str(error)[:2000])
        problem = problem_of(error)
        return problem and Problem(f"{problem.message}; it stays in {shard}", problem.code)
    return None


def _crawl_of(shard: Path) -> str:
    """The crawl that a shard brings; empty where none was closed."""
    names = [path.stem for path in sorted((shard / "crawls").glob("*.json")) if CRAWL.fullmatch(path.stem)]
    return names[-1] if names else ""


def _relayed(brought: Brought) -> str:
    """Take what a crawl logged into our log; return the reason that it gave last."""
    about(brought.portal)
    if brought.shard is None or not (brought.shard / LOG).is_file():
        return ""
    return relay(brought.shard / LOG, brought.portal)


def _summary(
    archive: Path, brought: Brought, crawl: str, reason: str, refused: Mapping[Path, Problem]
) -> PortalSummary:
    """What came of a crawl: by its rows where it was merged, else by what its worker said."""
    about(brought.portal)
    said = brought.ended.code if brought.ended else FAULT
    problem = refused.get(brought.shard) if brought.shard else None
    facts = facts_of_crawl(archive / "archive.db", crawl, brought.ended.requests if brought.ended else 0)
    if problem is None and facts is not None:
        code, known = CODES.get(facts.verdict, FAULT), asdict(facts) | {"checks_failed": facts.checks_failed}
        result = PortalSummary(portal=brought.portal, code=code, seconds=brought.seconds, **known)
    else:
        code = problem.code if problem else said if said in MEANINGS and said != OK else FAULT
        why = problem.message if problem else reason or f"its process ended with {said}"
        result = PortalSummary(brought.portal, code, NOT_CRAWLED, why, brought.seconds)
    level = "info" if result.code == OK else "warning"
    note("portal_ended", level, code=result.code, verdict=result.verdict, reason=result.reason)
    return result
