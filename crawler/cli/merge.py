"""`gongkai merge`: archives that were made elsewhere, folded into one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from archive.publish.build import build_again
from crawler.cli.exits import boundary
from crawler.cli.options import json_option
from crawler.cli.output import clean
from crawler.merge import Merged
from crawler.merge import merge as merge_archives
from crawler.printable import json_text
from crawler.rebuild import RebuiltCrawl
from crawler.telling.files import rewrite_files


@click.command(
    epilog="""\b
Examples:
  gongkai merge data from-the-office/ from-the-library/
  gongkai merge data shards/* --trust 3f5a…
  gongkai merge new-archive old-1 old-2 --json
"""
)
@click.argument("into", type=click.Path(path_type=Path, file_okay=False))
@click.argument("shards", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--trust", multiple=True, metavar="FINGERPRINT", help="A key that the shards have to be signed by.")
@click.option("--keep-decisions", is_flag=True, help="Where a shard has other decisions on a portal, leave them there.")
@json_option
def merge(into: Path, shards: tuple[Path, ...], trust: tuple[str, ...], keep_decisions: bool, as_json: bool) -> None:
    """Fold archive folders SHARD… into the archive INTO: captures, manifests, imports, decisions, what is withheld.

    In any order, and twice without effect. Each file is checked as `gongkai check` does before anything is taken, and
    what contradicts the archive is refused by name: then nothing is changed. Shards are only read; their archive.db is
    not needed, for rows are made from the record. Exit code 5: a shard was refused. docs/merge.md says what is trusted.
    """

    def publish() -> None:
        if build_again(into):
            rewrite_files(into)

    trusted = [key.lower() for key in trust]
    with boundary():
        merged = merge_archives(into, shards, _tell, trusted=trusted, keep_decisions=keep_decisions, publish=publish)
    if as_json:
        click.echo(json_text(_object(merged)))
    else:
        click.echo(clean("\n".join(_lines(into, merged))).plain)


def _tell(crawl: RebuiltCrawl) -> None:
    click.echo(clean(f"{crawl.crawl}: {crawl.captures} captures, {crawl.verdict}").plain, err=True)
    if crawl.note:
        click.echo(clean(f"warning: {crawl.note}").plain, err=True)


def _object(merged: Merged) -> dict[str, object]:
    return {"changed": merged.is_changed, **asdict(merged)}


def _lines(into: Path, merged: Merged) -> Iterator[str]:
    for brought in merged.shards:
        parts = [f"{len(brought.crawls)} crawls", f"{brought.held} that were here"]
        parts += [f"{len(brought.imports)} imports"] if brought.imports else []
        parts += [f"{brought.orders} orders to purge"] if brought.orders else []
        parts += [f"decisions on {', '.join(brought.decisions)}"] if brought.decisions else []
        yield f"{brought.shard}: {', '.join(parts)}"
        yield from (f"  withheld now: {pattern}" for pattern in brought.withheld)
        yield from (f"  {note}" for note in brought.notes)
    if not merged.is_changed:
        yield f"{into}: nothing new; unchanged"
        return
    how = "everything was read again" if merged.whole else "only what is new was read"
    yield f"{into}: {len(merged.crawls)} crawls more in {merged.seconds:.1f} s ({how})"
