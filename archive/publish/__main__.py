"""``python -m archive.publish FOLDER``: serve a folder that `gongkai publish` wrote; what its container runs."""

from __future__ import annotations

from pathlib import Path

import click

from archive.publish.address import AddressUnavailableError
from archive.publish.folder.write import METADATA
from archive.publish.metadata import read_metadata
from archive.publish.public_file import NotPublicError, PublicDatabaseMissingError
from archive.publish.serve import serve


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on; a free one where it is 0.")
@click.option("--base-url", default="/", show_default=True, help="Path under which a reverse proxy serves it.")
def main(folder: Path, host: str, port: int, base_url: str) -> None:
    """Serve FOLDER/public.db, which does not change, and the snapshots beside it, until interrupted."""
    metadata = read_metadata(folder / METADATA)
    try:
        serve(
            folder / "public.db",
            host=host,
            port=port,
            base_url=base_url,
            immutable=True,
            metadata=metadata,
            announce=lambda address: click.echo(f"Open {address} – interrupt to stop."),
        )
    except (PublicDatabaseMissingError, NotPublicError, AddressUnavailableError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
