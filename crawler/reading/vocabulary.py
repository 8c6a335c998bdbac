"""Loads the data files beside the readers: labels, markers, separators of real sites.

They hold simplified characters; pages in traditional ones are met by folding what is compared (``text.key``),
or by patterns that match either script (``either_script``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any

from archive.own_yaml import own_yaml
from archive.reports.folding import simplified

_FOLDER = Path(__file__).parent
_MOST_SPELLINGS = 64


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The content of ``name``.yml in this package; read once."""
    loaded: dict[str, Any] = own_yaml((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The list ``key`` of ``name``.yml."""
    return tuple(str(word) for word in vocabulary(name)[key])


@cache
def word_set(name: str, key: str) -> frozenset[str]:
    """The list ``key`` of ``name``.yml as a set."""
    return frozenset(words(name, key))


@cache
def _spellings() -> dict[str, str]:
    """A simplified character → itself and its traditional forms."""
    forms: dict[str, str] = {}
    for traditional, plain in simplified().items():
        forms[plain] = forms.get(plain, plain) + chr(traditional)
    return forms


def any_of(names: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first; white space may stand between their characters."""
    ordered = sorted(names, key=len, reverse=True)
    return "|".join("[ \u3000]{0,4}".join(map(re.escape, name)) for name in ordered)


def either_script(pattern: str) -> str:
    """A regular expression in simplified characters as one that also matches their traditional forms."""
    return "".join(_widened(pattern))


def _widened(pattern: str) -> Iterator[str]:
    inside, escaped = False, False
    for character in pattern:
        forms = _spellings().get(character, character)
        yield forms if inside or len(forms) == 1 else f"[{forms}]"
        if not escaped and character in "[]":
            inside = character == "["
        escaped = character == "\\" and not escaped


def spellings(word: str) -> tuple[str, ...]:
    """A word in simplified characters, and as traditional ones write it."""
    letters = product(*(_spellings().get(letter, letter + letter)[1:] for letter in word))
    return tuple(dict.fromkeys((word, *("".join(spelling) for spelling in islice(letters, _MOST_SPELLINGS)))))
