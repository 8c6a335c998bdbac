"""Writing the folder that is published.

What goes in is named here, one by one; whatever else stands in the archive's folder stays there. The folder is at the
same time one that Datasette serves as it is (https://docs.datasette.io/en/0.65.2/settings.html, "configuration
directory mode") and one that a container is built of.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from archive.publish.datasette_settings import SETTINGS
from archive.publish.folder.wheel import write_wheel
from archive.publish.inspect_file import inspect, inspect_path
from archive.publish.metadata import read_metadata
from archive.publish.public_file import open_all
from archive.publish.snapshots.catalogue import FOLDER, is_held, read_catalogue, write_catalogue
from archive.publish.whole_folder import whole_folder

#: What Datasette reads in a folder that it is pointed at.
METADATA, _SETTINGS, _INSPECT = "metadata.yml", "settings.json", "inspect-data.json"


def write_folder(archive: Path, target: Path, *, licence: str = "", with_snapshots: bool = True) -> list[str]:
    """Write what serves the public.db in ``archive`` into the folder ``target``; return the files' names.

    The folder appears whole or not at all. ``licence`` (a name or an address) is told in the footer and in the data
    package. Raises :class:`archive.publish.whole_folder.TargetExistsError`,
    :class:`archive.publish.one_file.PublicDatabaseMissingError`, :class:`archive.publish.one_file.NotPublicError`,
    :class:`archive.publish.snapshots.catalogue.CatalogueError`, ``sqlite3.Error`` and ``OSError``.
    """
    with whole_folder(target) as folder:
        _copy_database(archive / "public.db", folder / "public.db")
        if with_snapshots:
            _copy_snapshots(archive / FOLDER, folder / FOLDER)
        _write_metadata(folder, licence)
        (folder / _SETTINGS).write_text(json.dumps(SETTINGS, indent=1) + "\n", "utf-8")
        (folder / "plugins").mkdir()
        write_wheel(folder / "plugins")
        own = files("archive.publish.folder")
        (folder / "requirements.txt").write_bytes(own.joinpath("requirements.lock").read_bytes())
        (folder / "Containerfile").write_bytes(own.joinpath("Containerfile").read_bytes())
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def is_published(folder: Path) -> bool:
    """Whether a folder is one of these."""
    return all((folder / name).is_file() for name in ("public.db", _SETTINGS, METADATA))


def _copy_database(public_db: Path, target: Path) -> None:
    """Copied first, and looked at after: what was checked is what is published."""
    _, connections = open_all(public_db, 1)  # says what is missing
    connections[0].close()
    shutil.copyfile(public_db, target)
    _, (connection,) = open_all(target, 1)
    connection.close()
    said = inspect(target, target.name)
    (target.with_name(_INSPECT)).write_text(said, "utf-8")
    inspect_path(target).write_text(said, "utf-8")


def _copy_snapshots(source: Path, target: Path) -> None:
    snapshots = read_catalogue(source)
    if not snapshots:
        return
    target.mkdir()
    for snapshot in snapshots:
        if not snapshot.is_withdrawn and not is_held(source, snapshot):
            shutil.copyfile(source / snapshot.file, target / snapshot.file)
            _, (connection,) = open_all(target / snapshot.file, 1)
            with closing(connection):
                said = inspect(target / snapshot.file, snapshot.file)
            inspect_path(target / snapshot.file).write_text(said, "utf-8")
    write_catalogue(target, snapshots)


def _write_metadata(folder: Path, licence: str) -> None:
    metadata: dict[str, Any] = read_metadata()
    if licence:
        metadata |= {"license_url" if licence.startswith(("https://", "http://")) else "license": licence}
    (folder / METADATA).write_text(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False, width=120), "utf-8")
