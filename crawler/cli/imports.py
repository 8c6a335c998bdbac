"""`gongkai import`: what a channel that cannot be crawled published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from archive.foreign.words import reason_label, signature_label
from archive.import_summary import ImportSummary
from archive.lock import archive_lock
from archive.store import open_archive
from crawler.brought.bring import BroughtArchive, Said, bring_archive
from crawler.cli.addressed import addressed
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.coverage import ACCEPTED
from crawler.imports import bring, check_channel
from crawler.portal import RESERVED, find_portal
from crawler.printable import json_text

DAY = click.DateTime(["%Y-%m-%d"])
#: So many columns or sheets that were not read are named.
_NAMED = 12
_WORDS = 300  # characters of what a person says of an archive


@click.command(
    "import",
    epilog="""\b
Examples:
  gongkai import wechat songshan 松山之窗-2018.csv --from 2018-01-01 --to 2018-12-31
  gongkai import wechat songshan 推送统计表.xlsx
  gongkai import wechat songshan posts.jsonl --json
  gongkai import warc songshan site-2019.warc.gz --origin "Library of X, crawl of March 2019" --by you@example.org
  gongkai import warc songshan warc/songshan-2020*.warc.gz crawls/songshan-2020….json --origin "archive of Y"
  gongkai import wacz songshan songshan.wacz --origin https://example.org/songshan.wacz --json
""",
)
@click.argument("channel", metavar="CHANNEL|warc|wacz")
@click.argument("name", metavar="PORTAL")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@archive_option
@click.option(
    "--from", "first", type=DAY, help="First day the file covers completely; needed to say that less is there."
)
@click.option("--to", "last", type=DAY, help="Last day the file covers completely.")
@click.option(
    "--origin", default="", help="Of an archive: where it came from, in words or as an address; is published."
)
@click.option(
    "--by",
    envvar="GONGKAI_CONTACT",
    default="",
    help="Of an archive: who imports it; is published. Or GONGKAI_CONTACT.",
)
@click.option(
    "--host", "hosts", multiple=True, metavar="URL", help="Of an archive: an address at which the site stood then."
)
@json_option
def import_command(
    channel: str,
    name: str,
    files: tuple[Path, ...],
    archive: Path,
    first: datetime | None,
    last: datetime | None,
    origin: str,
    by: str,
    hosts: tuple[str, ...],
    as_json: bool,
) -> None:
    """Import what a CHANNEL of PORTAL published, such as its WeChat account, or somebody's archive of the site.

    Of a channel: a CSV, XLSX or JSON Lines FILE with title, date, url (or issue number) and, where known, length in
    characters of each item; columns may be named in Chinese or English (docs/imports.md). The portal file declares the
    channel, of kind import. Without --from and --to nothing is said of what the file does not hold: "fewer" needs
    somebody who states that it is complete.

    With warc or wacz: anybody's WARC files of one crawl, or a WACZ. Their records of the portal's hosts become a crawl
    of source import, which shows what was there then, and never that something is gone
    (docs/imports-of-archives.md). A crawl of this program is taken as it is, with its manifest among the FILEs.

    The same files again change nothing. Run `gongkai verify` afterwards.
    """
    if channel in RESERVED:
        if first or last:
            raise click.UsageError("--from and --to are for channels: an archive says itself when its captures are of")
        said = Said(_said("--origin", origin), _said("--by (or GONGKAI_CONTACT)", by))
        _archive(archive, name, hosts, files, said, as_json=as_json)
        return
    if origin or hosts or len(files) > 1:
        raise click.UsageError("of a channel one FILE is imported; --origin and --host are for warc and wacz")
    if (first is None) is not (last is None) or (first and last and first > last):
        raise click.UsageError("--from and --to go together, the earlier day first")
    _channel(archive, channel, name, files[0], (first.date(), last.date()) if first and last else None, as_json=as_json)


def _said(option: str, text: str) -> str:
    """What a person says, as one line. Raises click.UsageError where nothing is."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not line or len(line) > _WORDS:
        raise click.UsageError(f"{option}: say who or where, in at most {_WORDS} characters")
    return line


def _archive(
    archive: Path, name: str, hosts: Sequence[str], files: Sequence[Path], said: Said, *, as_json: bool
) -> None:
    with boundary():
        (portal,) = addressed([name], hosts)
        with archive_lock(archive), closing(open_archive(archive / "archive.db")) as db:
            brought = bring_archive(db, archive, portal, files, said)
    if as_json:
        click.echo(json_text(asdict(brought)))
        return
    for line in _archive_lines(brought):
        click.echo(clean(line).plain)
    click.echo(f"next: gongkai verify {name}")


def _archive_lines(brought: BroughtArchive) -> Iterator[str]:
    kept = brought.kept
    if brought.known_before:
        yield f"was imported before as {kept.id}, {kept.imported_at[:10]} by {kept.imported_by}; nothing is changed"
    what = "a crawl of this program, as its manifest says" if kept.own else "records of others"
    yield f"{kept.file_name}: {what}; crawl {kept.crawl}, {brought.verdict}"
    if brought.reason:
        yield f"  {brought.reason}"
    if brought.verdict not in ACCEPTED:
        yield "  nothing of it becomes current; its captures are kept"
    days = f"{kept.first_at[:10]} to {kept.last_at[:10]}"
    yield f"{brought.captures} captures of {days}, {brought.documents} documents listed"
    if kept.left_aside:
        yield f"{kept.left_aside} records were left aside:"
    for reason, count in sorted(kept.reasons.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {count}: {reason_label(reason).en}"
    yield from kept.notes
    if kept.form == "wacz":
        by = f" (key {kept.key})" if kept.key else ""
        yield f"signature: {signature_label(kept.signature).en}{by}; no key is trusted for it"
    yield f"origin: {kept.origin}; SHA-256 {kept.file_sha256}"


def _channel(
    archive: Path, channel: str, name: str, file: Path, stated: tuple[date, date] | None, *, as_json: bool
) -> None:
    with boundary():
        portal = find_portal(name)
        check_channel(portal, channel)
        with archive_lock(archive), closing(open_archive(archive / "archive.db")) as db:
            said = bring(db, archive, portal, channel, file, stated)
    if as_json:
        click.echo(json_text(asdict(said)))
        return
    for line in _lines(said):
        click.echo(clean(f"{file}: {line}").plain)
    click.echo(f"next: gongkai verify {name}")


def _lines(said: ImportSummary) -> Iterator[str]:
    if said.known_before:
        yield f"was imported before as {said.id}; its items stay as they are"
    else:
        yield f"{said.items} items, {said.repeated} repeated, imported as {said.id}"
    years = ", ".join(f"{year}: {count}" for year, count in said.years.items())
    yield f"{said.from_date} to {said.to_date} ({years})"
    missing = f"; {said.without_length} items give no length" if said.without_length else ""
    yield f"{said.characters:,} characters in all{missing}"
    if said.held or said.differing:
        yield (
            f"{said.new} items are new; {said.held} came with an earlier import; {said.differing} too, but there with "
            "another title, date, length or number, which stays"
        )
    if said.same_title:
        yield f"{said.same_title} items have title and day of another item, at another address; each is counted"
    if said.unused:
        yield f"not read: {_named(said.unused, 'columns' if said.form != 'jsonl' else 'keys')}"
    if said.left_out:
        yield f"not read: {_named(said.left_out, 'sheets')}"
    yield f"{said.form}{f', {said.encoding}' if said.encoding else ''}, SHA-256 {said.file_sha256}"


def _named(names: tuple[str, ...], what: str) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what} {', '.join(name[:40] for name in names[:_NAMED])}{more}"
