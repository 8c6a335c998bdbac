"""Lists of parts: which figure stands above the one being read, and whether the list claims to be complete."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from archive.reports.folding import fold
from archive.reports.rules import load_rules

OPEN, COMPLETE = "open", "complete"


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of ``lists.yml``."""
    return re.compile(load_rules("lists.yml")[name])


@dataclass(frozen=True, slots=True)
class Above:
    """The figure a list stands under: its index among the figures, None for none, and the list's kind."""

    index: int | None = None
    kind: str = ""


ALONE = Above()


def is_total(metric: str) -> bool:
    """Whether a figure can be the total of a list."""
    return bool(pattern("totals").match(metric))


def opening(text: str, last_total: int | None, last_proactive: int | None) -> Above:
    """What the first words of a sentence say of the list in it."""
    if pattern("all_of").match(text):
        return Above(last_proactive if "信息" in text[:20] else last_total, COMPLETE)
    if pattern("by").match(text):
        return Above(last_total, COMPLETE)
    if pattern("of_it").match(text):
        return Above(last_total, OPEN)
    return ALONE


class Nesting:
    """Walks the words between the figures of a sentence; keeps what stands above, brackets included."""

    def __init__(self, above: Above) -> None:
        self.above = above
        self._outer: list[Above] = []

    @property
    def depth(self) -> int:
        """How many brackets are open."""
        return len(self._outer)

    def pass_over(self, words: str, previous: int | None, anchor: int | None) -> None:
        """Take in the words ahead of a figure; ``previous`` is the figure before, ``anchor`` the sentence's first."""
        parts = re.split(r"([()（）])", words)
        for place, part in enumerate(parts):
            if part in ("(", "（"):
                self._outer.append(self.above)
                # Only a bracket right behind a figure speaks of it: 申请23件（其中…）, but not 城市规划（8件）.
                behind = previous is not None and not "".join(parts[:place])
                self.above = Above(previous, COMPLETE) if behind else self.above
            elif part in (")", "）"):
                self.above = self._outer.pop() if self._outer else self.above
            else:
                self._mark(part, anchor)

    def _mark(self, words: str, anchor: int | None) -> None:
        inside = self._outer and self.above.index is not None
        index = self.above.index if inside else anchor
        if index is None:
            index = self.above.index
        if pattern("open").search(words):
            self.above = Above(index, OPEN)
        elif pattern("complete").search(words):
            self.above = Above(index, COMPLETE)


def topic_of(label: str) -> str:
    """The topic a label names: 党政要闻类信息 gives 党政要闻."""
    topic = fold(label)
    for _ in range(2):
        topic = pattern("topic_head").sub("", topic, count=1)
    topic = pattern("topic_tail").sub("", pattern("topic_count").sub("", topic))
    return topic.strip("“”《》、的") or label
