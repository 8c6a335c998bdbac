"""Random titles and texts from the word lists of words.yml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from crawler.demo.own_yaml import own_yaml

_SLOT = re.compile(r"\{([a-z]+)\}")
#: Draws before a list counts as used up; the lists make far more titles than the truth asks for.
_DRAWS = 2000


class WordsExhaustedError(Exception):
    """The word lists make no further new title of a kind."""


@cache
def words() -> Any:
    """words.yml as it stands."""
    return own_yaml((files("crawler.demo") / "words.yml").read_text(encoding="utf-8"))


def _letters(title: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", title) if char.isalnum())


class Titles:
    """Draws titles that are new even when punctuation and width are left out of account."""

    def __init__(self, random: Random, used: Iterable[str] = ()) -> None:
        self._random = random
        self._used = {_letters(title) for title in used}

    def fill(self, template: str, **fixed: str) -> str:
        """``template`` with every slot drawn from its list, or taken from ``fixed``."""
        slots = words()["slots"]

        def draw(match: re.Match[str]) -> str:
            name = match.group(1)
            if name == "number":
                return str(self._random.randint(3, 960))
            return fixed[name] if name in fixed else str(self._random.choice(slots[name]))

        return _SLOT.sub(draw, template)

    def draw(self, kind: str) -> str:
        """A new title of ``kind``; WordsExhaustedError when the lists have no more."""
        for _ in range(_DRAWS):
            title = self.fill(self._random.choice(words()["kinds"][kind]))
            if _letters(title) not in self._used:
                self._used.add(_letters(title))
                return title
        raise WordsExhaustedError(f"words.yml: no new title of kind {kind!r} in {_DRAWS} draws")

    def text(self, title: str) -> tuple[str, ...]:
        """Two to four paragraphs; the first names the title, so that no two texts are equal."""
        first, *others = words()["sentences"]
        count = self._random.randint(1, 3)
        opening = self.fill(first, title=title) + self.fill(self._random.choice(others))
        return (opening, *("".join(self.fill(one) for one in self._random.sample(others, 2)) for _ in range(count)))
