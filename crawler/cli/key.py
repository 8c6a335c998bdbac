"""`gongkai key`: the key that signs manifests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from archive.signing.keys import KeyFileError, SigningKey, is_encrypted, load_key, make_key, public_path
from archive.whole_file import write_whole
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.exit_codes import USAGE
from crawler.printable import json_text
from crawler.signing.settings import FILE, KEY_VARIABLE, PASSPHRASE_VARIABLE, check_place, key_file

#: Where a key is made when nobody says where: in the user's own configuration, never in an archive.
DEFAULT = Path(click.get_app_dir("gongkai")) / "key.pem"
key_option = click.option(
    "--key",
    "key",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"The private key.  [default: {KEY_VARIABLE}, or what {FILE} names]",
)


@click.command(
    "key",
    epilog="""\b
Examples:
  gongkai key --new
  gongkai key --new --key ~/keys/2026.pem --encrypt --archive my-archive
  gongkai key --json
""",
)
@click.option("--new", is_flag=True, help="Make one; never over one that is there.")
@click.option("--encrypt", is_flag=True, help=f"Ask for a passphrase, unless {PASSPHRASE_VARIABLE} has it.")
@key_option
@archive_option
@json_option
def key_command(new: bool, encrypt: bool, key: Path | None, archive: Path, as_json: bool) -> None:
    """Make the key that signs the manifests of crawls (ECDSA on P-384), or show which one is used.

    The private key (PKCS#8 in PEM, for its owner's eyes alone) lies outside of the archive, its public half beside it
    with .pub at its end. A new key becomes that of the archive: signing.yml names it. docs/signatures.md says more.
    """
    with boundary():
        path = key_file(archive, key, os.environ) or DEFAULT
        check_place(archive, path)
        if new:
            made = make_key(path, passphrase(path, ask=encrypt, confirm=True))
            configured = _configure(archive, path)
        else:
            made, configured = opened(path), True
    public = made.public
    if as_json:
        shown = {"key": str(path), "public_key": str(public_path(path)), "fingerprint": public.fingerprint}
        click.echo(json_text(shown | {"pem": public.pem.decode("ascii")}))
        return
    click.echo(f"{path}\n{public_path(path)}\nSHA-256 {public.fingerprint}")
    if not configured:
        click.echo(f"not used yet: set {KEY_VARIABLE}, or write `key: {path}` into {archive / FILE}", err=True)


def opened(path: Path) -> SigningKey:
    """The key in a file; asks for its passphrase where it needs one and somebody is there to be asked.

    Raises KeyFileError.
    """
    return load_key(path, passphrase(path, ask=is_encrypted(path), confirm=False))


def passphrase(path: Path, *, ask: bool, confirm: bool) -> str:
    """The passphrase of the environment, or one that is asked for on the terminal. Raises KeyFileError."""
    said = os.environ.get(PASSPHRASE_VARIABLE, "")
    if said or not ask:
        return said
    if not sys.stdin.isatty():
        raise KeyFileError(f"{path}: put its passphrase into {PASSPHRASE_VARIABLE}; there is no terminal to ask on")
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
    if not asked:
        raise Stop("an empty passphrase protects nothing", USAGE)
    return asked


def _configure(archive: Path, path: Path) -> bool:
    """Name a new key in signing.yml of an archive that has no such file; False where it has to be done by hand."""
    settings = archive / FILE
    if settings.exists() or not archive.is_dir():
        return False
    write_whole(settings, f"key: {json_text(str(path.resolve()))}\n".encode())
    return True
