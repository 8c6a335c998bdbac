"""A database that does not change: what Datasette asks of its shape for every request is asked of it once.

A page of a table asks some twenty times for its columns and keys, that of the database for those of each of its
tables; each time a thread is woken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from copy import copy
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from archive.publish.keyed_database import KeyedDatabase

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Answers that are kept; visitors can ask for tables that are not there, as many as they like.
MOST_KEPT = 5_000


class Kept:
    """Answers by their questions; all are forgotten once there are too many."""

    def __init__(self) -> None:
        self._answers: dict[tuple[object, ...], Any] = {}

    def __len__(self) -> int:
        return len(self._answers)

    async def answer(self, question: tuple[object, ...], ask: Callable[[], Awaitable[Any]]) -> Any:
        """What ``ask`` answered to the question, a copy that may be changed."""
        if question not in self._answers:
            answer = await ask()
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            self._answers[question] = answer
        return copy(self._answers[question])


_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def _once(ask: Callable[_Asked, Coroutine[Any, Any, _Answer]]) -> Callable[_Asked, Coroutine[Any, Any, _Answer]]:
    async def answered(*asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        kept = cast("UnchangingDatabase", asked[0]).kept
        question = (ask.__name__, *asked[1:], *named.values())
        answer: _Answer = await kept.answer(question, lambda: ask(*asked, **named))
        return answer

    return answered


class UnchangingDatabase(KeyedDatabase):
    """A database whose shape stays as it is while it is open."""

    def __init__(self, datasette: Datasette, path: str) -> None:
        super().__init__(datasette, path, is_mutable=False)
        self.kept = Kept()

    attached_databases = _once(KeyedDatabase.attached_databases)
    fts_table = _once(KeyedDatabase.fts_table)
    foreign_keys_for_table = _once(KeyedDatabase.foreign_keys_for_table)
    get_all_foreign_keys = _once(KeyedDatabase.get_all_foreign_keys)
    get_table_definition = _once(KeyedDatabase.get_table_definition)
    hidden_table_names = _once(KeyedDatabase.hidden_table_names)
    keyed = _once(KeyedDatabase.keyed)
    label_column_for_table = _once(KeyedDatabase.label_column_for_table)
    primary_keys = _once(KeyedDatabase.primary_keys)
    table_column_details = _once(KeyedDatabase.table_column_details)
    table_columns = _once(KeyedDatabase.table_columns)
    table_exists = _once(KeyedDatabase.table_exists)
    table_names = _once(KeyedDatabase.table_names)
    view_names = _once(KeyedDatabase.view_names)
