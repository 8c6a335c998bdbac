"""`gongkai extract`: what a page is and what it shows, from a file or an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from crawler.cli.exits import Stop, boundary
from crawler.cli.inputs import ADDRESS, read_input
from crawler.cli.options import contact_option, json_option
from crawler.cli.output import clean, say
from crawler.coverage import ROBOTS
from crawler.exit_codes import BLOCKED, FAILED, NOTHING_READ
from crawler.printable import json_text
from crawler.reading import ReadingError
from crawler.reading.extract import Extract, extract

#: A file whose place nobody told stands here, so that its links can be told apart; it is taken out of what is printed.
_NOWHERE = "http://page.invalid/here/"
_MOST_LINES = 40  # of a text on a terminal


@dataclass(frozen=True, slots=True)
class Extracted:
    """One input and what came of it; ``status`` is the answer's, None for a file."""

    input: str
    url: str | None
    status: int | None
    reading: Extract
    error: str | None = None
    code: int = 0


@click.command(
    name="extract",
    epilog="""\b
Examples:
  gongkai extract page.html --url http://www.example.gov.cn/zwgk/t20190520_1.html --json
  gongkai extract list.html article.html --url http://a.gov.cn/tzgg/ --url http://a.gov.cn/tzgg/1.html
  gongkai extract http://www.example.gov.cn/tzgg/ --contact you@example.org
""",
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|URL…")
@click.option("--url", "urls", multiple=True, help="Where the FILE stood; once for each FILE, in their order.")
@contact_option
@json_option
def extract_command(inputs: tuple[str, ...], urls: tuple[str, ...], contact: str, as_json: bool) -> None:
    """Print what pages and files show: kind, title, dates, source, numbers, text, attachments, entries, next page.

    One line of JSON for each input with --json. A URL is asked for once, under the rules of a crawl: robots.txt,
    the pause between two requests, a contact. Exit codes: 4 closed by robots.txt, 5 no answer, 9 an unreadable file;
    the other inputs are printed all the same.
    """
    with boundary():
        places = _places(inputs, urls)
        results = list(_results(inputs, places, contact))
    for result in results:
        if as_json:
            click.echo(json_text(as_record(result)))
        else:
            _show(result)
    failed = [result for result in results if result.error]
    if failed:
        raise Stop("; ".join(f"{r.input}: {r.error}" for r in failed), max(result.code for result in failed))


def _places(inputs: Sequence[str], urls: Sequence[str]) -> Sequence[str | None]:
    """Where each FILE stood, in their order; None where nobody says.

    Raises click.UsageError where the options do not say it plainly.
    """
    files = [name for name in inputs if not ADDRESS.match(name)]
    for url in urls:
        if not ADDRESS.match(url) or "{" in url:
            raise click.UsageError(f"--url {url}: give the whole http:// address of one page, not a pattern of several")
    if urls and len(urls) != len(files):
        raise click.UsageError(
            f"--url is given {len(urls)} times for {len(files)} files: give it once for each file, in their order"
        )
    return urls or [None] * len(files)


def _results(inputs: Sequence[str], places: Sequence[str | None], contact: str) -> Iterator[Extracted]:
    addresses = [name for name in inputs if ADDRESS.match(name)]
    fetched = iter(_fetched(addresses, contact) if addresses else ())
    stood = iter(places)
    for name in inputs:
        yield next(fetched) if ADDRESS.match(name) else _from_file(name, next(stood))


def _from_file(name: str, url: str | None) -> Extracted:
    try:
        reading = extract(read_input(Path(name)), url or _NOWHERE + Path(name).name)
    except ReadingError as error:
        return Extracted(name, url, None, Extract("other"), error.reason, NOTHING_READ)
    return Extracted(name, url, None, reading)


def _fetched(addresses: Sequence[str], contact: str) -> Iterator[Extracted]:
    from crawler.fetch import fetch  # Scrapy: files do not wait for it

    for answer in fetch(addresses, contact):
        if not answer.status:
            code = BLOCKED if answer.error == ROBOTS else FAILED
            yield Extracted(answer.url, answer.url, None, Extract("other"), answer.error, code)
            continue
        try:
            reading = extract(answer.content, answer.url, answer.content_type, answer.status, answer.location)
        except ReadingError as error:
            yield Extracted(answer.url, answer.url, answer.status, Extract("other"), error.reason, NOTHING_READ)
        else:
            yield Extracted(answer.url, answer.url, answer.status, reading)


def as_record(result: Extracted) -> dict[str, Any]:
    """One input as JSON has it: every field, null, "" or [] where the page has none."""
    head = {"input": result.input, "url": result.url, "status": result.status, "error": result.error}
    fields = asdict(result.reading)
    return head | (fields if result.url else _placeless(fields))


def _placeless(value: Any) -> Any:
    """Links of a file whose place nobody told, as the file has them."""
    if isinstance(value, str):
        origin = _NOWHERE.removesuffix("here/").rstrip("/")
        return value.removeprefix(_NOWHERE).removeprefix(origin)
    if isinstance(value, dict):
        return {key: _placeless(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_placeless(item) for item in value]
    return value


def _show(result: Extracted) -> None:
    """Fields, entries and text for a person."""
    record = as_record(result)
    items, text = record.pop("items"), record.pop("text")
    table = Table("field", "value", title=clean(result.input))
    for name, value in record.items():
        if value not in (None, "", [], (), False):
            table.add_row(name, clean(_words(value)))
    say(table)
    if items:
        listed = Table("date", "title 标题", "address")
        for item in items:
            listed.add_row(clean(item["date"] or ""), clean(item["title"]), clean(item["url"]))
        say(listed)
    lines = text.splitlines()
    if lines:
        more = f"\n… {len(lines) - _MOST_LINES} more lines; --json prints all" if len(lines) > _MOST_LINES else ""
        say(clean("\n".join(lines[:_MOST_LINES]) + more))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return "\n".join(map(_words, value))
    return str(value)
