"""Words shown for verdicts, notes and channels: data of ``verdicts.yml``, Chinese and English."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archive.own_yaml import own_yaml

_FILE = Path(__file__).with_name("verdicts.yml")
_LANGUAGES = ("zh", "en")
_SEPARATORS = {"zh": "、", "en": ", "}
#: Groups of verdicts, in the order in which pages list them.
GROUPS = ("differ", "agree", "open")
OPEN = "open"
_ASIDES = {"zh": "{}（{}）", "en": "{} ({})"}


@dataclass(frozen=True, slots=True)
class Label:
    """A word or sentence in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note of a finding, ready to be shown."""

    key: str
    zh: str
    en: str


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    words: dict[str, dict[str, dict[str, Any]]] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return words


def _label(section: str, key: str) -> Label:
    entry = _words()[section].get(key, {})
    return Label(str(entry.get("zh", key)), str(entry.get("en", key)))


def verdict_keys() -> tuple[str, ...]:
    """All verdict keys, in the order of the data file."""
    return tuple(_words()["verdicts"])


def note_keys() -> tuple[str, ...]:
    """All note keys, in the order of the data file."""
    return tuple(_words()["notes"])


def verdict_label(key: str) -> Label:
    """The neutral label of a verdict; the key itself where it is unknown."""
    return _label("verdicts", key)


def is_compared(key: str) -> bool:
    """Whether reported and observed were set against each other, so that a difference means something."""
    return bool(_words()["verdicts"].get(key, {}).get("compared", False))


def needs_a_person(key: str) -> bool:
    """Whether somebody should look at a finding of this verdict before it is told."""
    return bool(_words()["verdicts"].get(key, {}).get("needs_a_person", False))


def verdict_group(key: str) -> str:
    """``differ``, ``agree`` or ``open``: whether archive and report differ, agree, or cannot be compared."""
    return str(_words()["verdicts"].get(key, {}).get("group", OPEN))


def verdicts_in(group: str) -> tuple[str, ...]:
    """The keys of all verdicts of a group."""
    return tuple(key for key in verdict_keys() if verdict_group(key) == group)


def verdict_order() -> tuple[str, ...]:
    """All verdict keys as pages list them: those that differ, those that agree, those left open."""
    return tuple(sorted(verdict_keys(), key=lambda key: GROUPS.index(verdict_group(key))))


def rule_label(key: str) -> Label:
    """What a rule of ``archive.verdicts`` says; its id where it is unknown."""
    return _label("rules", key)


def value_label(key: str) -> Label:
    """The words for a coverage state or a qualifier."""
    return _label("values", key)


def channel_label(key: str) -> Label:
    """The words for a channel that the portal file does not name itself."""
    return _label("channels", key)


def render_note(note: Mapping[str, Any]) -> RenderedNote:
    """The sentence for a stored note ``{"key": …, …values}``; its key where it is unknown."""
    key = str(note.get("key", ""))
    text = _label("notes", key)
    zh, en = (
        getattr(text, language).format_map(_Values({k: _show(v, language) for k, v in note.items()}))
        for language in _LANGUAGES
    )
    return RenderedNote(key, zh, en)


def render_notes(stored: str | None) -> tuple[RenderedNote, ...]:
    """All notes of a finding from its ``note`` column (a JSON list); empty where it is no such list."""
    try:
        notes = json.loads(stored or "[]")
    except json.JSONDecodeError:
        return ()
    if not isinstance(notes, list):
        return ()
    return tuple(render_note(note) for note in notes if isinstance(note, dict))


class _Values(dict[str, str]):
    """Values of a note; a missing one shows as an ellipsis instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def _show(value: object, language: str) -> str:
    """A stored value as words: a list, a titled thing, a number or a plain text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping):
        return _show_thing(value, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _SEPARATORS[language].join(_show(item, language) for item in value)
    return str(value)


def _show_thing(thing: Mapping[str, Any], language: str) -> str:
    """A channel ``{key, zh, en}``, a word ``{word}`` or a column with its state ``{title, state}``."""
    if "word" in thing:
        return str(getattr(value_label(str(thing["word"])), language))
    if "state" in thing:
        state = getattr(value_label(str(thing["state"])), language)
        return _ASIDES[language].format(thing.get("title", ""), state)
    return str(thing.get(language) or thing.get("key", ""))
