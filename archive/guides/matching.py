"""By which columns and titles the archive knows what a guide names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.duties import Duty, duties
from archive.folding import title_key
from archive.guides.rules import pattern, rules
from archive.names import name_key, wanted
from archive.standing import Column

_LONG = 4  # letters from which on a column's title may say more than the name


@dataclass(frozen=True, slots=True)
class Thing:
    """What is called by several names, and words of titles that show it; all of them folded."""

    called: frozenset[str]
    documents: tuple[str, ...]


def columns_of(name: str, columns: Iterable[Column], authority: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns that show what is called ``name``: of its name, of another one of it, or of a longer one."""
    forms = _all_names(name, authority)
    asked = wanted(name, authority)
    return tuple(
        column
        for column in columns
        if forms & _forms(column.title, authority) or (len(asked.name) >= _LONG and asked.carried_by(column.title))
    )


def title_words(name: str, authority: tuple[str, ...]) -> tuple[str, ...]:
    """Words that show what is called ``name`` wherever they stand in a title, beside the name itself."""
    found = (word for thing in _things_of(_forms(name, authority)) for word in thing.documents)
    return tuple(dict.fromkeys(found))


def duty_of(name: str, authority: tuple[str, ...]) -> Duty | None:
    """What the law asks for under this name, whose rhythm holds for it; None where it asks for no such thing."""
    forms = _forms(name, authority)
    known = (duty for duty in duties() if any(form.endswith(_words(duty)) for form in forms))
    return next(known, None)


@lru_cache(maxsize=64)
def _words(duty: Duty) -> tuple[str, ...]:
    """As names are folded."""
    return tuple(name_key(word, ()) for word in (*duty.columns, *duty.documents))


def _all_names(name: str, authority: tuple[str, ...]) -> frozenset[str]:
    forms = _forms(name, authority)
    return forms.union(*(thing.called for thing in _things_of(forms)))


def _things_of(forms: frozenset[str]) -> Sequence[Thing]:
    return [thing for thing in _things() if thing.called & forms]


@lru_cache(maxsize=4096)
def _forms(name: str, authority: tuple[str, ...]) -> frozenset[str]:
    """A name as it is compared, and without what may be left out of it."""
    key = loose = name_key(name, authority)
    for _ in range(3):
        shorter = pattern("left_out").sub("", loose)
        loose = shorter if len(shorter) > 1 else loose
    return frozenset(form for form in (key, loose) if form)


@lru_cache(maxsize=1)
def _things() -> tuple[Thing, ...]:
    return tuple(
        Thing(
            frozenset(form for called in entry["called"] for form in _forms(called, ())),
            tuple(title_key(word) for word in entry.get("documents", ())),
        )
        for entry in rules()["things"]
    )
