"""The page on which everything that can be taken away is listed, and that of the snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archive.publish.plugin.answers import UNINDEXED, as_json, page
from archive.publish.plugin.downloads import published
from archive.publish.plugin.failures import NotThereError, answered
from archive.publish.plugin.rows import DATABASE
from archive.publish.plugin.shelf import known_digest, shelf_beside
from archive.publish.snapshots.catalogue import Snapshot
from archive.publish.takeaway.tables import PublishedTable

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_HOUR = 3_600_000  # milliseconds; of a table that was counted at the start nothing is counted again


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table or view with its number of rows; of a view it is not known."""

    table: PublishedTable
    rows: int | None

    @property
    def zh(self) -> str:
        """The title in Chinese: metadata.yml has both languages in one line."""
        return self.table.title.partition(" · ")[0]

    @property
    def en(self) -> str:
        """The title in English."""
        return self.table.title.partition(" · ")[2]


async def take_away(datasette: Datasette, request: Request) -> Response:
    """``/download``: tables and views, the data package, the database, snapshots."""
    database = datasette.get_database(DATABASE)
    counts: Mapping[str, int | None] = await database.table_counts(_HOUR)
    lines = [TableLine(table, counts.get(table.name)) for table in await published(datasette)]
    content = {"lines": lines, "size": database.size, "sha256": known_digest(datasette)}
    return await page(datasette, request, "gongkai_download.html", content)


async def snapshots(datasette: Datasette, request: Request) -> Response:
    """``/snapshots`` and ``/snapshots.json``: every snapshot, the newest first, with what became of it."""
    found = tuple(reversed(shelf_beside(datasette).snapshots()))
    if request.url_vars["format"]:
        return as_json({"snapshots": [_object(datasette, request, each) for each in found]})
    return await page(datasette, request, "gongkai_snapshots.html", {"snapshots": found})


async def no_site(datasette: Datasette, request: Request) -> Response:
    """``/snapshots/NAME/…`` where there is no such site: 410 with the reason for one that is withdrawn, else 404."""
    name = request.url_vars["name"]
    known = [each for each in shelf_beside(datasette).snapshots() if each.name == name]
    if not known or not known[0].is_withdrawn:
        raise NotThereError("no_snapshot")
    return await page(datasette, request, "gongkai_snapshot_withdrawn.html", {"snapshot": known[0]}, UNINDEXED, 410)


async def file_of_snapshot(datasette: Datasette, request: Request) -> Any:
    """``/snapshots/NAME.db``: the file, by its SHA-256 as its entity tag."""
    from datasette.utils.asgi import AsgiFileDownload

    shelf = shelf_beside(datasette)
    snapshot = next((each for each in shelf.snapshots() if each.name == request.url_vars["name"]), None)
    if snapshot is None or snapshot.is_withdrawn:
        return await no_site(datasette, request)
    if not (shelf.folder / snapshot.file).is_file():
        return await answered(datasette, request, "unready")
    headers = {"etag": f'"{snapshot.sha256}"', "cache-control": "max-age=3600"} | UNINDEXED
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response("", status=304, headers=headers)
    return AsgiFileDownload(
        str(shelf.folder / snapshot.file),
        filename=snapshot.file,
        content_type="application/octet-stream",
        headers=headers,
    )


def _object(datasette: Datasette, request: Request, snapshot: Snapshot) -> dict[str, Any]:
    def address(path: str) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(path)))

    links = {"site": address(f"/snapshots/{snapshot.name}/"), "file_url": address(f"/snapshots/{snapshot.name}.db")}
    return asdict(snapshot) | {"taken_sha256": snapshot.taken_sha256} | ({} if snapshot.is_withdrawn else links)
