"""Rows of a table page that are equal in the order that was asked for come in the order of their key.

Datasette turns pages by that order and, where rows are equal in it, by the key; its first page it asks for by the order
alone (0.65.2, ``TableView.data``), so that the pages after it leave rows out and show others twice.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from datasette.utils import escape_sqlite

#: Longer ones are no names of ours, and what is answered about a table is kept by its name.
_NAME = r"(?:\w{1,100}|\[[^\[\]]{1,100}\])"
#: What Datasette asks for a table page, and nothing else that has another shape: columns of one table in one order.
_PAGE = re.compile(
    rf"select {_NAME}(?:, {_NAME})* from (?P<table>{_NAME})\s+(?:where .*)?"
    rf"order by (?P<by>{_NAME})(?: desc)? (?=limit \d+$)",
    re.DOTALL,
)
_COMPOUND = re.compile(r"\b(?:union|intersect|except)\b", re.IGNORECASE)


async def with_ties_decided(sql: str, keys_of: Callable[[str], Awaitable[list[str]]]) -> str:
    """The SQL of a table page with the key of its table in its order; any other as it is.

    ``keys_of`` gives the columns by which the rows of a table are known; none for a view without a key, of which
    Datasette turns the pages by counting rows.
    """
    page = _PAGE.match(sql)
    if page is None or _COMPOUND.search(sql):
        return sql
    keys = map(escape_sqlite, await keys_of(page["table"].strip("[]")))
    rest = "".join(f", {key}" for key in keys if key != page["by"])
    return f"{sql[: page.end() - 1]}{rest} {sql[page.end() :]}"
