"""Datasette over metadata and databases that do not change, and for visitors who do not log in."""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette

from archive.publish.unchanging import Kept


class UnchangingDatasette(Datasette):  # type: ignore[misc]  # Datasette has no types
    """Who may see what, and which tables there are, is worked out once.

    Datasette does so for each request: to see whether a table may be seen it copies the whole of the metadata.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._permissions = Kept()
        self._is_catalogued = False

    async def permission_allowed(
        self, actor: dict[str, Any] | None, action: str, resource: object = None, default: object = False
    ) -> Any:
        """Whether ``actor``, who is nobody, may do so."""
        ask = super().permission_allowed
        if actor is not None:
            return await ask(actor, action, resource, default)
        return await self._permissions.answer((action, resource, default), lambda: ask(None, action, resource, default))

    async def refresh_schemas(self) -> None:
        """List the tables of the databases for Datasette itself, once."""
        if not self._is_catalogued:
            await super().refresh_schemas()
            self._is_catalogued = True
