"""From the words around a number to the metric it states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.reports.channels import Channel, Place, names_only_channel
from archive.reports.lists import pattern, topic_of
from archive.reports.rules import load_rules
from archive.reports.vocabulary import Label, find_metric

_LIST_HEAD = re.compile(
    r"^.*(?:分别(?:为|是|有)?|其中|包括|包含|涵盖)[:：,，]?|^(?:按|从)[^,，]{1,10}[,，]|^(?:有|为|含|对|涉及)"
)
_LIST_TAIL = re.compile(r"(?:\([^()]*\))?(?:方面|共|计|为|达|有|的|是|:|：)*$")


@dataclass(frozen=True, slots=True)
class Naming:
    """A metric, and how many characters of the words behind the number its name needed."""

    metric: str
    behind: int = 0
    unit_of_list: str | None = None  # the unit (泗阳县) a breakdown names


@cache
def _publication() -> dict[str, Any]:
    rules: dict[str, Any] = load_rules("vocabulary.yml")["publication"]
    return rules


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(_publication()[name])


def channel_metric(channel: Channel) -> str:
    """The metric of what was published on a channel."""
    return str(_publication()["channels"].get(channel.key, "proactive_other")).format(name=channel.name)


def part_label(before: str) -> str:
    """What a list calls one of its parts: 其中泗阳县 gives 泗阳县."""
    return _LIST_TAIL.sub("", _LIST_HEAD.sub("", before)).strip("“”《》、")


def _several(place: Place) -> str:
    """The metric of what several channels published together."""
    return "+".join(sorted({channel_metric(channel) for channel in place.several}))


def name_publication(label: Label, place: Place) -> str | None:
    """The metric of a figure said of publishing in general (发布信息120条); None when it is of something else."""
    if label.unit not in _publication()["units"]:
        return None
    if _compiled("site_total").search(label.text):
        return "site.published_total"
    if _compiled("everything_on_site").search(label.text):
        return "published_total"
    if _compiled("listed").search(label.text) and label.parent == "published_total":
        return "proactive_website"
    found = _compiled("label").search(label.text)
    channel = place.channel
    is_information = bool(pattern("information").match(label.parent))
    if channel is not None and is_information and names_only_channel(label.text.split("#")[0]):
        return channel_metric(channel)
    if found and place.several:
        return _several(place)
    if found and channel is not None:
        return channel_metric(channel)
    if found and (_compiled("total").search(found.group()) or _compiled("total_plural").search(label.text)):
        return "proactive_total"
    if _compiled("loose").search(label.text) and channel is not None:
        return channel_metric(channel)
    return "published_total" if found and "信息" in found.group() else None


def without_remarks(before: str) -> str:
    """A label without remarks in brackets: 其他处理(包括主动撤回) gives 其他处理."""
    return re.sub(r"\([^()]*\)", "", before) or before


def name_figure(label: Label, behind: int, place: Place) -> Naming | None:
    """The metric of a label by the vocabulary or as publishing in general; None when neither knows it.

    ``behind`` is the number of characters of the label that stand behind the number's counter.
    """
    if pattern("kind").search(label.text.split("#")[0]) and pattern("information").match(label.parent):
        return None  # 行政许可类1200条, among the kinds of information: a topic
    named = find_metric(label)
    if named is not None:
        return Naming(named.key, max(0, named.end - (len(label.text) - behind)))
    published = name_publication(label, place)
    return Naming(published) if published else None


def name_part(before: str, above: str) -> str:
    """The metric of one part of a list that stands under a figure with the metric ``above``."""
    if pattern("information").match(above):
        return f"topic:{topic_of(before)}"
    return f"{above}[{part_label(before)}]"


def names_topic(before: str, unit: str) -> bool:
    """Whether a label without a list above it still names a kind of information: 公布财政收支方面的信息."""
    said = pattern("kind").search(before) or pattern("says_information").search(before)
    return bool(said) and unit in _publication()["units"]
