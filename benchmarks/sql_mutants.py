"""Changes of the SQL in ``measures.yml`` and ``subtotals.yml``, one at a time.

The conditions there are rules as much as code is, and mutmut changes Python alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from archive import measures, subtotals
from archive.own_yaml import own_yaml

FILES: Mapping[str, ModuleType] = {"measures.yml": measures, "subtotals.yml": subtotals}
_VALUE = r"""(?:[\w.]*"?[\w.]+"?(?:\([^()]*\))?|:\w+|'[^']*')"""

#: Pattern and what stands in its place instead.
CHANGES: tuple[tuple[str, str], ...] = (
    (r"(?<!not )between (?=:)", "not between "),
    (r"not between", "between"),
    (rf"(?<![\w.]){_VALUE} (?:not )?between :from_date and :to_date", "true"),
    (r"(?<= )= (?=\S)", "<> "),
    (r"(?<= )<> (?=\S)", "= "),
    (r"(?<= )< (?=\S)", "<= "),
    (r"(?<= )< (?=\S)", "> "),
    (r"(?<= )> (?=\S)", ">= "),
    (r"(?<= )> (?=\S)", "< "),
    (rf"(?<![\w.:'(]){_VALUE} (?:=|<>|<|>) {_VALUE}", "true"),
    (r"\band (?!:)", "or "),
    (r"\bor\b", "and"),
    (r"(?<!not )\bin (?=\()", "not in "),
    (r"\bnot in (?=\()", "in "),
    (r"(?<!not )\bexists (?=\()", "not exists "),
    (r"\bis not null", "is null"),
    (r"\bis null", "is not null"),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bdistinct ", ""),
    (r"\bunion all\b", "union"),
    (r"\bpartition by \w+, (\w+)", r"partition by \1"),
    (r"\bpartition by (\w+), \w+", r"partition by \1"),
    (r"\bpartition by [\w.]+ ", ""),
    (r"\border by [\w.]+(?:, [\w.]+)*", ""),
    (r"\A([\w.]+), [\w.]+\Z", r"\1"),
    (r"\A[\w.]+, ([\w.]+)\Z", r"\1"),
    (r"\bgroup by [\w.]+(?:, [\w.]+)*", ""),
    (r"'external'", "'file'"),
    (r"'file'", "'external'"),
    (r"'unfetched'", "'page'"),
    (r"'\+1 day'", "'+0 day'"),
    (r"'\+1 day'", "'+2 day'"),
    (r"\bcoalesce\((\S+), ''\)", r"\1"),
    (r"published_on_other", "published_on"),
    (r"published_on_printed", "published_on"),
    (r"first_seen", "last_seen"),
)
#: The values of the YAML that hold SQL, or say of what a condition is asked.
SQL_KEYS = frozenset({"sql", "population", "where", "rows", "gathered", "order"})
SETTINGS = frozenset({"of", "names", "left_out", "together", "channel"})
OTHERS: Mapping[str | bool, str | bool] = {
    **{"counted": "candidates", "candidates": "printed", "printed": "counted", True: False, "content_digest": ""},
    **{"own_site": "city_site", "city_site": "wechat", "wechat": "own_site", "reading_points": "wechat"},
}


@dataclass(frozen=True)
class SqlMutant:
    """One change: the data file, the path of the value in it, and the value before and after."""

    file: str
    path: tuple[str, ...]
    was: str
    becomes: str
    value: Any

    @property
    def where(self) -> str:
        """File and path with dots between."""
        return ".".join((self.file, *self.path))

    @property
    def name(self) -> str:
        """Where it is and what it is, in a line."""
        return f"{self.where}: {self.was} -> {self.becomes}"

    def make(self) -> None:
        """Make the change in this process."""
        data = self.data()
        vars(FILES[self.file])["_data"] = lambda: data

    def data(self) -> dict[str, Any]:
        """The whole of the file with the change."""
        data: dict[str, Any] = deepcopy(rules_of(self.file))
        place = data
        for key in self.path[:-1]:
            place = place[key]
        place[self.path[-1]] = self.value
        return data


@cache
def rules_of(file: str) -> dict[str, Any]:
    """What a data file says."""
    data: dict[str, Any] = own_yaml((Path(measures.__file__).parent / file).read_text(encoding="utf-8"))
    return data


def sql_mutants() -> Iterator[SqlMutant]:
    """Every change of both files."""
    for file in FILES:
        for path, value in _rules(rules_of(file), ()):
            yield from _changes(file, path, value)


def _rules(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in data.items():
        here = (*path, str(key))
        if isinstance(value, Mapping):
            yield from _rules(value, here)
        elif key in SQL_KEYS or path == ("conditions",) or here == ("divided",) or key in SETTINGS:
            yield here, value


def _changes(file: str, path: tuple[str, ...], value: Any) -> Iterator[SqlMutant]:
    if value in OTHERS:
        yield SqlMutant(file, path, str(value), str(OTHERS[value]), OTHERS[value])
        return
    for pattern, instead in CHANGES:
        for match in re.finditer(pattern, value):
            changed = value[: match.start()] + match.expand(instead) + value[match.end() :]
            begin, rest = match.start(), len(value) - match.end()
            was, becomes = _around(value, begin, rest), _around(changed, begin, rest)
            yield SqlMutant(file, path, was, becomes, changed)


def _around(text: str, begin: int, rest: int) -> str:
    """What a text holds between its first ``begin`` and its last ``rest`` characters, with a few of both."""
    return " ".join(text[max(0, begin - 30) : max(begin, len(text) - rest) + 20].split())
