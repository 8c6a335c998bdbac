"""What the law asks an authority to publish of its own accord: the data of ``duties.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from archive.folding import title_key
from archive.labels import OPEN, Label
from archive.own_yaml import own_yaml

_FILE = Path(__file__).with_name("duties.yml")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: the act, and the article and item in it; of some acts no article is named."""

    act: Label
    article: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to be published; the fields are explained in ``duties.yml``.

    ``columns`` and ``documents`` are folded as titles are. ``every`` is in days, None where no rhythm is asked.
    """

    key: str
    title: Label
    law: Source
    columns: tuple[str, ...]
    documents: tuple[str, ...] = ()
    every: int | None = None
    because: Source | None = None
    renewed: date | None = None
    validity: bool = False
    reports: bool = False

    def is_column(self, title: str, holds_reports: bool) -> bool:
        """Whether a column of this title is one for the duty; ``holds_reports`` is said by the portal file."""
        key = title_key(title)
        return (self.reports and holds_reports) or any(word in key for word in self.columns)


@cache
def duties() -> tuple[Duty, ...]:
    """All duties, in the order in which they are listed."""
    return tuple(_duty(key, entry) for key, entry in _data()["duties"].items())


def dead_after() -> int:
    """Days without anything new after which a rhythm is called dead."""
    return int(_data()["dead"])


def state_keys() -> tuple[str, ...]:
    """All states, in the order of the data file."""
    return tuple(_data()["states"])


def state_label(key: str) -> Label:
    """What a state is called; the key itself where it is unknown."""
    entry = _data()["states"].get(key, {})
    return Label(entry.get("zh", key), entry.get("en", key))


def state_group(key: str) -> str:
    """Whether a state agrees with what is asked, differs from it, or leaves it open: ``archive.labels.GROUPS``."""
    return str(_data()["states"].get(key, {}).get("group", OPEN))


def note_words(key: str) -> Label:
    """The words of a note, with ``{names}`` for its values."""
    return Label(**_data()["notes"][key])


def _duty(key: str, entry: Mapping[str, Any]) -> Duty:
    return Duty(
        key=key,
        title=Label(**entry["title"]),
        law=_source(entry["law"]),
        columns=tuple(title_key(word) for word in entry["columns"]),
        documents=tuple(title_key(word) for word in entry.get("documents", ())),
        every=entry.get("every"),
        because=_source(entry["because"]) if "because" in entry else None,
        renewed=entry.get("renewed"),
        validity=entry.get("validity", False),
        reports=entry.get("reports", False),
    )


def _source(entry: Mapping[str, str]) -> Source:
    return Source(Label(**_data()["acts"][entry["act"]]), str(entry.get("article", "")))


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data
