"""News in words, Chinese and English (``words.yml``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from archive.changes import words as changes
from archive.labels import Label, verdict_label
from archive.own_yaml import own_yaml
from archive.publish.news.plain import plain
from archive.publish.news.rows import FINDING, News
from archive.publish.replay.forgetting import INSTEAD

_LANGUAGES = ("zh", "en")


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    loaded: dict[str, Any] = own_yaml(files(__package__).joinpath("words.yml").read_text("utf-8"))
    return loaded


def kinds() -> tuple[str, ...]:
    """All kinds of news: those of changes in the order in which they are told, and findings."""
    return (*changes.kinds(), FINDING)


def kind_label(key: str) -> Label:
    """The words for a kind of news; the key itself where it is unknown."""
    return Label(**_data()[FINDING]) if key == FINDING else changes.kind_label(key)


def feed_title(portal: Label, kind: str) -> Label:
    """What a feed of a portal is called; ``kind`` is empty for all kinds."""
    said = _data()["feed"]["title_of_kind" if kind else "title"]
    label = kind_label(kind)
    zh, en = said["zh"].format(kind=label.zh), said["en"].format(kind=label.en)
    return Label(f"{plain(portal.zh)} {zh}", f"{plain(portal.en)} {en}")


def title_of(news: News) -> str:
    """The title of the document, of a finding the quote; on one line, and never empty."""
    if news.withheld:
        return INSTEAD
    untitled = _data()["values"]["untitled"]
    return plain(news.title) or f"（{untitled['zh']} {untitled['en']}）"


def headline(news: News) -> Label:
    """Kind and title, in both languages."""
    kind, title = kind_label(news.kind), title_of(news)
    return Label(f"{kind.zh}：{title}", f"{kind.en}: {title}")


def sentences(news: News) -> Iterator[Label]:
    """What is to be said of it below its headline."""
    values = {language: _values(news, language) for language in _LANGUAGES}
    for key in _data()["says"].get(news.kind, ()):
        sentence = _data()["sentences"][key]
        said = [_filled(str(sentence[language]), values[language]) for language in _LANGUAGES]
        if all(said):
            yield Label(*said)


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence; empty where one of its values is."""
    needed = [key for key in values if f"{{{key}}}" in sentence]
    return sentence.format_map(values) if all(values[key] for key in needed) else ""


def _values(news: News, language: str) -> dict[str, str]:
    before, after = (plain(each) for each in (news.before, news.after))
    if news.kind == FINDING:
        before, after = (_verdict(each, language) for each in (news.before, news.after))
    return {
        "column": plain(news.column),
        "report": "" if news.withheld else plain(news.column),
        "before": before,
        "after": after,
        "part": _word(_data()["parts"].get(news.part, {}), news.part, language),
        "days": _number(news.days),
        "documents": _number(news.documents),
        "missing_since": f"{news.missing_since[:16].replace('T', ' ')} UTC" if news.missing_since else "",
        "repost_of": plain(news.repost_of),
        "reported": _amount(news.reported, news.unit),
        "observed": _amount(news.observed, news.unit),
    }


def _verdict(key: str, language: str) -> str:
    return str(getattr(verdict_label(key), language)) if key else _word(_data()["values"]["unchecked"], "", language)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"


def _amount(value: float | None, unit: str) -> str:
    return f"{_number(value)} {plain(unit)}".strip() if value is not None else ""


def _word(entry: Mapping[str, str], key: str, language: str) -> str:
    return str(entry.get(language, key))
