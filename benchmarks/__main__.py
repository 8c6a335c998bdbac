"""`make bench`: the whole suite, or what of it is asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from benchmarks.measure import folder_option, python, run
from benchmarks.report import conclusions, earlier_line, growth, history_line, micro_table, since, table
from benchmarks.suite import Measured, measure, run_variant, sites
from benchmarks.variants import VARIANTS, WHOLE, Variant

HISTORY = "history.jsonl"
_START_UP_PAGES = 20
_LARGER = 10  # times the pages
_progress = Console(stderr=True)


def _told(line: str) -> None:
    _progress.print(line, highlight=False)


def _chosen(only: tuple[str, ...]) -> list[Variant]:
    """The variants whose names hold one of the words, or all; one that cannot run says why."""
    chosen = [one for one in VARIANTS if not only or any(word in one.name for word in only)]
    for one in chosen:
        if one.unavailable:
            _told(f"left out: {one.name}: {one.unavailable}")
    able = [one for one in chosen if not one.unavailable]
    if not able:
        raise click.UsageError(f"--only: no variant is called so; there are {', '.join(one.name for one in VARIANTS)}")
    return able


def _grown(folder: Path, measured: Sequence[Measured], pages: int) -> dict[str, str]:
    """What the crawl's memory does on a site of ten times the pages; nothing where no crawl was measured."""
    crawl = next((one for one in measured if one.name == WHOLE), None)
    if crawl is None:
        return {}
    _told(f"{_LARGER} times the pages: {WHOLE}")
    with sites(folder, (_LARGER * pages,)) as (place,):
        shutil.rmtree(place.archive, ignore_errors=True)
        variant = next(one for one in VARIANTS if one.name == WHOLE)
        usage, told = run_variant(variant, place)
        variant.check(place, told)
    return {"memory as a site grows": growth(crawl.middle(lambda run: run.peak_mb), usage.peak / 1e6, _LARGER)}


@click.command()
@click.option("--pages", default=2_000, show_default=True, type=click.IntRange(20), help="About how large a site.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="How often everything is run.")
@click.option("--only", multiple=True, metavar="WORD", help="Only variants whose name holds the word; repeatable.")
@click.option("--micro/--no-micro", default=True, show_default=True, help="Also the steps of capture, each alone.")
@click.option("--larger/--no-larger", default=True, show_default=True, help="Also a crawl of ten times the pages.")
@click.option("--json", "as_json", is_flag=True, help="The line for the history on stdout instead of the tables.")
@folder_option
def bench(pages: int, runs: int, only: tuple[str, ...], micro: bool, larger: bool, as_json: bool, folder: Path) -> None:
    """Measure the crawl against itself, bare Scrapy and what others do. docs/benchmarks.md says how to read it."""
    chosen = _chosen(only)
    folder.mkdir(parents=True, exist_ok=True)
    with sites(folder, (_START_UP_PAGES, pages)) as (small, large):
        measured = measure(chosen, small, large, runs, _told)
        costs = json.loads(run(python("benchmarks.micro", str(large.folder)))[1]) if micro else {}
    said = conclusions(measured) | (_grown(folder, measured, pages) if larger else {})
    line = history_line(measured, costs, len(large.paths), said)
    compared = since(line, earlier_line(folder / HISTORY, line))
    with (folder / HISTORY).open("a", encoding="utf-8") as history:
        history.write(json.dumps(line, ensure_ascii=False) + "\n")
    if as_json:
        click.echo(json.dumps(line, ensure_ascii=False, indent=1))
        return
    console = Console()
    console.print(table(measured, len(large.paths)))
    for what, told in said.items():
        console.print(f"{what}: {told}", highlight=False)
    console.print(compared, highlight=False)
    if costs:
        console.print(micro_table(costs))


if __name__ == "__main__":
    bench()
