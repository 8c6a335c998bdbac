"""The channel a figure names, and whether a web site named is the authority's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.reports.rules import load_rules

_LEVELS = "省市区县州旗镇乡"
_OWNER_START = re.compile(r".*(?:[在于从向由以对]|通过|经由|依托|利用|借助|其中|[，,、和及与“”《》；;。(（])")
_PLACE = re.compile(rf"(?P<place>[\u4e00-\u9fff]{{0,14}}?(?P<level>[{_LEVELS}]))(?:级)?(?:人民)?政府")
_BODY_SUFFIX = re.compile(r"(?:人民政府|管理委员会|管委会|办公室|办事处|政府)$")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's key, and the name of a web site that belongs to somebody else."""

    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a sentence says of where its figures were published."""

    channel: Channel | None = None
    column: str | None = None
    several: tuple[Channel, ...] = ()  # more than one channel, for one figure together


NOWHERE = Place()


@cache
def _rules() -> dict[str, Any]:
    return load_rules("channels.yml")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_rules()[name])


@cache
def _words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(words)) for key, words in _rules()["words"].items())


def full_body_name(title: str) -> str:
    """The name of the reporting body in a folded title, as it calls itself there: 松山新区管委会, 锦州市财政局."""
    name = re.sub(r"(?:20\d{2}|[二〇○零一三四五六七八九]{4})年?度?", "", title)
    name = re.split(r"政府信息|政务公开|信息公开|主动公开", name)[0].removeprefix("关于")
    return re.sub(r"[\s“”《》()（）的]", "", name)


def body_name(title: str) -> str:
    """The place a reporting body stands for, without year and kind of body: 松山新区, 锦州市."""
    return _BODY_SUFFIX.sub("", _BODY_SUFFIX.sub("", full_body_name(title)))


def _site(before: str, own: str) -> Channel | None:
    """Whose web site stands behind the words ``before`` 网站: own_site, city_site, other, or None if unclear."""
    owner = _OWNER_START.sub("", before[-24:])
    if _pattern("not_own_site").search(before[-8:]):
        return Channel("other")
    if own and own in owner:
        return Channel("own_site")
    place = _PLACE.search(owner)
    if place is None:
        return Channel("own_site")
    level_only = len(place["place"]) == 1
    if level_only:
        if not own:
            return Channel("own_site")
        return Channel("own_site") if own.endswith(place["level"]) else Channel("city_site", f"{owner}网站")
    same = own and (own.endswith(place["place"]) or place["place"].endswith(own))
    return Channel("own_site") if same else Channel("city_site", f"{owner}网站")


def channel_of(text: str, own: str) -> Channel | None:
    """The one channel that a clause names; None when it names none or several."""
    found = channels_in(text, own)
    return found.pop() if len(found) == 1 else None


def channels_in(text: str, own: str) -> set[Channel]:
    """Every channel that a clause names."""
    found: set[Channel] = set()
    for key, words in _words():
        for word in words.finditer(text):
            channel = _site(text[: word.start()], own) if key == "website" else Channel(key)
            if channel is not None:
                found.add(channel)
    if Channel("newmedia") in found and len(found) > 1:
        found.discard(Channel("newmedia"))
    if not found and re.search(_rules()["weak"]["bulletin"], text):
        return {Channel("bulletin")}
    return found


def names_only_channel(label: str) -> bool:
    """Whether a label says nothing but a channel: 其中政府网站, 政务微博."""
    rest = label
    for _, words in _words():
        rest = words.sub("", rest)
    return rest != label and bool(_pattern("beside_channel").match(rest))


def names_channel(text: str) -> bool:
    """Whether a clause names any channel at all."""
    return any(words.search(text) for _, words in _words())


def column_of(text: str) -> str | None:
    """The column or account that a text names last, without its quotation marks."""
    last = None
    for found in _pattern("column").finditer(text):
        last = found["name"] or found["titled"]
    return last


def own_column(text: str, own: str) -> Place:
    """The own site's column that a sentence names, for the figures of the sentence after it."""
    site = channel_of(re.split(_pattern("column_word"), text)[0], own)
    if site is None or site.key != "own_site" or not _pattern("column_word").search(text):
        return NOWHERE
    return Place(site, column_of(text))


def has_verb(label: str) -> bool:
    """Whether a list item says itself what was done, and so does not continue the item before."""
    return bool(_pattern("verbs").search(label))


def place_in(text: str, heading: str, own: str) -> Place:
    """Channel and column named by a clause, or else by the heading it stands under."""
    channel = channel_of(text, own)
    if channel is None and not names_channel(text) and heading:
        channel = channel_of(heading, own)
    several = () if _pattern("any_channel").search(text) else tuple(channels_in(text, own) - {channel})
    return Place(channel, column_of(text), several if len(several) > 1 else ())
