"""What is said of records that were left aside, and of some that were taken (words.yml)."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from archive.labels import Label


@cache
def _words() -> dict[str, dict[str, Label]]:
    content = (resources.files("archive.foreign") / "words.yml").read_text("utf-8")
    said = yaml.safe_load(content)
    return {part: {key: Label(words["zh"], words["en"]) for key, words in keys.items()} for part, keys in said.items()}


def reason_label(reason: str) -> Label:
    """Why a record was left aside; an unknown reason is shown as it is."""
    return _words()["left_aside"].get(reason, Label(reason, reason))


def mark_label(mark: str) -> Label:
    """What is said of records that were taken."""
    return _words()["marked"].get(mark, Label(mark, mark))


def reasons() -> tuple[str, ...]:
    """Every reason there is."""
    return tuple(_words()["left_aside"])


def signature_label(state: str) -> Label:
    """What is said of the signature of a WACZ."""
    return _words()["signature"].get(state, Label(state, state))
