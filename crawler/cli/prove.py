"""`gongkai prove`: that a record is one of those that a manifest speaks of."""

from __future__ import annotations

from pathlib import Path

import click

from archive.signing.proof import prove
from crawler.cli.existing import reading
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option
from crawler.printable import json_text


@click.command(
    "prove",
    epilog="""\b
Examples:
  gongkai prove urn:uuid:0f6b… > proof.json
  gongkai prove 0f6b… --archive my-archive | jq .root
""",
)
@click.argument("record")
@archive_option
def prove_command(record: str, archive: Path) -> None:
    """Print a proof, as JSON, that RECORD (the id of a capture) is one of those that its crawl's manifest speaks of.

    It holds nothing of any other record but digests. docs/signatures.md shows how it is checked in ten lines of Python.
    Exit code 9: no record of a closed crawl has this id, or its manifest is older than such proofs.
    """
    with boundary():
        with reading(archive) as db:
            bare = record.strip("<>")
            row = db.execute("select crawl from captures where id in (?, ?)", [bare, f"urn:uuid:{bare}"]).fetchone()
        proof = prove(archive, record, row and row[0])
    click.echo(json_text(proof.to_json(), indent=1))
