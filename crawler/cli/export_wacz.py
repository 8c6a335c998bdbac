"""`gongkai export wacz`: the records of crawls, each crawl in one file that Wayback software opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click
from sqlite_utils import Database

from archive.lock import archive_lock
from archive.publish.whole_folder import TargetExistsError
from archive.wacz.place import check_place
from archive.wacz.write import Written, write_wacz
from crawler.cli.existing import existing, reading, require_table
from crawler.cli.exits import Stop, boundary
from crawler.cli.key import key_option
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.cli.sign import given
from crawler.exit_codes import NOTHING_READ
from crawler.printable import json_text

_CLOSED = "select id from crawls where verdict <> 'open' and portal = coalesce(?, portal) order by closed_at, id"
_REFUSED = (
    "a WACZ holds the pages as they came: no name, telephone or account number in it is masked. It is for whom you "
    "trust with people's data, a court or an archive, and not to be published. Give --with-originals if you mean that; "
    "`gongkai export FOLDER` writes the masked data"
)


@click.command(
    "wacz",
    epilog="""\b
Examples:
  gongkai export wacz songshan-20190331T020000000Z --with-originals
  gongkai export wacz songshan-20190331T020000000Z --with-originals --out songshan.wacz
  gongkai export wacz --portal songshan --with-originals --out for-the-court/
""",
)
@click.argument("crawls", metavar="[CRAWL]...", nargs=-1)
@click.option("--portal", help="Every closed crawl of this portal.")
@click.option("--all", "every", is_flag=True, help="Every closed crawl of the archive.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write; for several crawls, or where it is there already, a folder.  [default: CRAWL.wacz]",
)
@click.option("--with-originals", is_flag=True, help="Yes: pages in which nothing is masked are to leave custody.")
@key_option
@archive_option
@json_option
def export_wacz(
    crawls: tuple[str, ...],
    portal: str | None,
    every: bool,
    out: Path | None,
    with_originals: bool,
    key: Path | None,
    archive: Path,
    as_json: bool,
) -> None:
    """Write the records of closed crawls as WACZ 1.1.1, each crawl in a file of its own.

    ReplayWeb.page and pywb open it (docs/wacz.md). It has the WARC files, an index, a list of pages, the crawl's
    manifest with its signature and timestamps, and the digest of each; the key that signs manifests signs it. What is
    withheld is left out, what was purged is gone, and the file says so. The same crawl gives the same file.
    """
    if not with_originals:
        raise click.UsageError(_REFUSED)
    if bool(crawls) + bool(portal) + every != 1:
        raise click.UsageError("name crawls (`gongkai runs` lists them), or give --portal or --all")
    with boundary():
        existing(archive, "archive.db")
        by = given(archive, key)
        with archive_lock(archive), reading(archive) as db:
            require_table(db, archive, "withheld")
            wanted = crawls or tuple(_closed(db, archive, portal))
            targets = _targets(archive, wanted, out)
            written = []
            for crawl, target in zip(wanted, targets, strict=True):
                software = f"gongkai {version('gongkai')}"
                written.append(write_wacz(archive, db, crawl, target, software=software, key=by.key))
                if not as_json:
                    click.echo(clean(_line(written[-1])).plain)
    if as_json:
        click.echo(json_text([_plain(each) for each in written]))
    click.echo("nothing in a WACZ is masked: do not publish it", err=True)
    if by.key is None:
        click.echo("not signed: there is no key; `gongkai key --new` makes one", err=True)


def _closed(db: Database, archive: Path, portal: str | None) -> Sequence[str]:
    found = [crawl for (crawl,) in db.execute(_CLOSED, [portal])]
    if not found:
        raise Stop(f"{archive}: there is no closed crawl{f' of {portal}' if portal else ''}", NOTHING_READ)
    return found


def _targets(archive: Path, crawls: Sequence[str], out: Path | None) -> list[Path]:
    """Where each goes; nothing is written where one of them may not be."""
    is_folder = out is not None and (len(crawls) > 1 or out.is_dir())
    folder = out if out is not None and is_folder else Path()
    named = [folder / f"{Path(crawl).name}.wacz" for crawl in crawls]
    targets = [out] if out is not None and not is_folder else named
    for target in targets:
        check_place(archive, target)
        if target.exists():
            raise TargetExistsError(f"{target}: stands there already; give another --out")
    return targets


def _line(written: Written) -> str:
    signed = f"signed by the key {written.signed_by}" if written.signed_by else "not signed"
    return f"{written.file.name}: {written.pages} pages, {written.file.size:,} bytes, {signed}" + "".join(
        _notes(written)
    )


def _notes(written: Written) -> Iterator[str]:
    if written.referred:
        yield f"; {written.referred} records of earlier crawls, which it refers to, go along"
    if written.missing:
        yield f"; {written.missing} that it refers to are not in the archive any more"
    if written.withheld:
        yield f"; {written.withheld} records are withheld and left out"
    if written.purged:
        yield f"; {written.purged} records were purged: their bytes are gone"


def _plain(written: Written) -> dict[str, object]:
    file = asdict(written.file)
    return {"crawl": written.crawl, "file": file["name"], "size": file["size"], "sha256": file["sha256"]} | {
        key: value for key, value in asdict(written).items() if key not in ("crawl", "file")
    }
