"""`gongkai witness`: what others saw of the same portals, against one's own captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from archive.publish.whole_folder import whole_folder
from archive.signing.keys import read_public_key
from archive.signing.signatures import MAX_SIGNATURE_BYTES, named_key, sign_manifest, signature_path
from archive.signing.statement import StatementError, read_statement, statement_files, write_statements
from archive.signing.witness import Comparison, compare
from crawler.cli.existing import existing, reading
from crawler.cli.exits import Stop, boundary
from crawler.cli.key import key_option
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.cli.sign import given
from crawler.exit_codes import FINDINGS, USAGE
from crawler.printable import json_text


@click.command(
    "witness",
    epilog="""\b
Examples:
  gongkai witness --write for-others
  gongkai witness from-them/ --trust 3f5a…
  gongkai witness from-them/songshan-20260101T020000000Z.json --json | jq '.different[].url'
""",
)
@click.argument("place", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Write FOLDER: what others may know of every published crawl.")
@click.option("--trust", multiple=True, metavar="FINGERPRINT", help="The key that their statements have to be by.")
@key_option
@archive_option
@json_option
def witness_command(
    place: Path, write: bool, trust: tuple[str, ...], key: Path | None, archive: Path, as_json: bool
) -> None:
    """Compare what somebody else saw of the same portals with one's own captures: same bytes, others, seen by one only.

    With --write the statement of this archive is written for others, signed where there is a key: address, time and
    digest of each capture, without digests of what is masked or withheld. docs/signatures.md says more. Exit code 1:
    bytes differ somewhere, which a site that changed in between explains, or not.
    """
    with boundary():
        if write:
            _write(archive, place, key, as_json)
            return
        existing(archive, "archive.db")
        files = statement_files(place)
        if not files:
            raise Stop(f"{place}: there is no statement in it", USAGE)
        signers = [_signer(path, trust) for path in files]
        with reading(archive) as db:
            found = compare(db, [read_statement(path) for path in files])
    _tell(files, signers, found, as_json)
    raise SystemExit(FINDINGS if found.different else 0)


def _write(archive: Path, folder: Path, key: Path | None, as_json: bool) -> None:
    existing(archive, "public.db")
    by = given(archive, key)
    signer = by.key.public.fingerprint if by.key is not None else None
    with whole_folder(folder) as unfinished:
        files = write_statements(archive, unfinished)
        if by.key is not None:
            for path in files:
                sign_manifest(unfinished, path, by.key)
    if as_json:
        click.echo(json_text({"folder": str(folder), "files": [path.name for path in files], "signed_by": signer}))
    else:
        click.echo(f"{folder}: {len(files)} crawls, " + (f"signed by {signer}" if signer else "not signed"))


def _signer(path: Path, trusted: Sequence[str]) -> str:
    """The key that a statement is signed by; empty where it is not signed. Raises StatementError where it is wrong."""
    fingerprint = named_key(path)
    if not signature_path(path).is_file() or not fingerprint:
        if trusted:
            raise StatementError(f"{path}: it is not signed")
        return ""
    try:
        key = read_public_key((path.parent / "keys" / f"{fingerprint}.pem").read_bytes())
    except (OSError, ValueError) as error:
        raise StatementError(f"{path}: its key {fingerprint} is not in keys/ beside it") from error
    signature = signature_path(path).read_bytes()[: MAX_SIGNATURE_BYTES + 1]
    if key.fingerprint != fingerprint or not key.verifies(signature, path.read_bytes()):
        raise StatementError(f"{path}: its signature is not by the key {fingerprint}, or not of what it says")
    if trusted and fingerprint not in {each.lower() for each in trusted}:
        raise StatementError(f"{path}: it is by the key {fingerprint}, which is none of those that you trust")
    return fingerprint


def _tell(files: Sequence[Path], signers: Sequence[str], found: Comparison, as_json: bool) -> None:
    if as_json:
        statements = [{"file": str(path), "signed_by": key or None} for path, key in zip(files, signers, strict=True)]
        click.echo(json_text({"statements": statements, **asdict(found)}))
        return
    for path, key in zip(files, signers, strict=True):
        click.echo(clean(f"{path}: {f'signed by {key}' if key else 'not signed'}").plain)
    for line in _lines(found):
        click.echo(clean(line).plain)


def _lines(found: Comparison) -> Iterator[str]:
    for pair in found.different:
        yield f"different bytes: {pair.url}: they at {pair.theirs.captured_at}, we at {pair.ours.captured_at}"
    yield (
        f"{len(found.same)} addresses with the same bytes, {len(found.different)} with others, "
        f"{len(found.only_theirs)} that only they have, {len(found.only_ours)} that only we have, "
        f"{len(found.undisclosed)} whose digest they do not give"
    )
