"""`gongkai sign`: signatures and timestamps for what has none yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from archive.lock import archive_lock
from crawler.cli.existing import existing
from crawler.cli.exits import Stop, boundary
from crawler.cli.key import key_option, opened
from crawler.cli.options import archive_option, contact_option, json_option
from crawler.cli.output import clean
from crawler.exit_codes import FINDINGS, USAGE
from crawler.printable import json_text
from crawler.signing.attest import Attested, attest
from crawler.signing.settings import FILE, KEY_VARIABLE, Attestation, check_place, key_file, read_signing_file


@click.command(
    "sign",
    epilog="""\b
Examples:
  gongkai sign
  gongkai sign --key ~/keys/2026.pem --archive my-archive --contact you@example.org
""",
)
@key_option
@archive_option
@contact_option
@json_option
def sign(key: Path | None, archive: Path, contact: str, as_json: bool) -> None:
    """Sign every manifest that has no signature, and ask for the timestamps that are missing.

    What was altered since it was written is not signed: `gongkai check` names it. Authorities stand in signing.yml; one
    that does not answer is asked again by the next run. Exit code 1: a timestamp is still missing.
    """
    with boundary():
        existing(archive, "archive.db")
        by = given(archive, key)
        if by.key is None:
            raise Stop(f"no key: `gongkai key --new` makes one; or give --key, {KEY_VARIABLE} or {FILE}", USAGE)
        with archive_lock(archive):
            done = attest(archive, by, contact, only_pledged=False)
    if as_json:
        click.echo(json_text(asdict(done)))
    else:
        for line in lines(done):
            click.echo(clean(line).plain)
    raise SystemExit(FINDINGS if done.waiting else 0)


def given(archive: Path, key: Path | None) -> Attestation:
    """How an archive is attested, with a passphrase asked for where that is needed and possible."""
    path = key_file(archive, key, os.environ)
    authorities = read_signing_file(archive).authorities
    if path is None:
        return Attestation(None, authorities)
    check_place(archive, path)
    return Attestation(opened(path), authorities)


def lines(done: Attested) -> Iterator[str]:
    """What was signed and timestamped, and what still waits."""
    for crawl in done.signed:
        yield f"{crawl}: signed"
    for crawl, authority in done.stamped:
        yield f"{crawl}: timestamped by {authority}"
    for waiting in done.waiting:
        said = f"asked {waiting.attempts} times: {waiting.said}"
        yield f"{waiting.crawl}: no timestamp by {waiting.authority} yet, {said}"
