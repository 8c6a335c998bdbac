"""What a metric is called and whether the web can show it, from the vocabulary of ``archive.reports``.

Keys are written as in the vocabulary; beside them stand parts (``interpretations[问答]``), topics
and names (``topic:党政要闻``) and derived figures (``proactive_wechat.length``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.labels import Label, value_label
from archive.own_yaml import own_yaml
from archive.reports import vocabulary

_PARTS = Path(__file__).with_name("metric_parts.yml")
_UNKNOWN = "other:"
_PART = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class MetricWords:
    """What a metric is called, its part or topic with it, and whether documents on the web can show it."""

    zh: str
    en: str
    observable: bool


@cache
def metric_of(key: str) -> MetricWords:
    """The words for ``key``; one that the vocabulary does not know is shown as it is, as not observable."""
    known = vocabulary()
    for name, aside in _readings(key):
        if name in known:
            metric = known[name]
            return MetricWords(
                zh=f"{metric.zh}（{aside.zh}）" if aside else metric.zh,
                en=f"{metric.en} ({aside.en})" if aside else metric.en,
                observable=metric.observable,
            )
    return MetricWords(key, key, known[_UNKNOWN].observable)


def _aside(part: str) -> Label:
    """A part in both languages; one that a report names itself stays as it is written there."""
    return Label(part, _parts().get(part, part))


@cache
def _parts() -> Mapping[str, str]:
    words: dict[str, str] = own_yaml(_PARTS.read_text(encoding="utf-8"))
    return words


def _readings(key: str) -> Iterator[tuple[str, Label | None]]:
    """The names under which the vocabulary may know ``key``, the nearest first, and what they leave out."""
    yield key, None
    kind, colon, topic = key.partition(":")
    if colon:
        yield kind + colon, _aside(topic)
    if part := _PART.search(key):
        aside = _aside(part[1])
        yield _PART.sub("[{label}]", key), aside
        yield _PART.sub("", key), aside
    whole, dot, derived = key.rpartition(".")
    if dot:
        yield whole, value_label(derived)
        yield _PART.sub("", whole), value_label(derived)
