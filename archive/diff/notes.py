"""What is to be known of a comparison, or of one line of it, beside its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.diff.words import note_label
from archive.labels import Label


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence by its key in ``words.yml``; ``names`` stand in it: channels, columns, crawls, years."""

    key: str
    names: tuple[Label, ...] = ()
    label: Label = field(init=False)  # the sentence in both languages

    def __post_init__(self) -> None:
        """Put the names into the sentence."""
        words = note_label(self.key)
        zh, en = "、".join(name.zh for name in self.names), ", ".join(name.en for name in self.names)
        label = Label(words.zh.replace("{names}", zh), words.en.replace("{names}", en))
        object.__setattr__(self, "label", label)


def same_in_both(names: Iterable[object]) -> tuple[Label, ...]:
    """Names that are the same in both languages."""
    return tuple(Label(str(name), str(name)) for name in names)
