"""What a message says: as JSON for webhooks, as subject and plain text for mails."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.labels import Label
from archive.own_yaml import own_yaml
from archive.publish.news.crawls import CrawlTold
from archive.publish.news.edits import Edit, edits_of
from archive.publish.news.places import Places, official
from archive.publish.news.plain import plain
from archive.publish.news.rows import CHANGES, FINDINGS, News, news_of_crawl
from archive.publish.news.words import headline, kind_label, sentences, title_of
from crawler.telling.outbox import DIGEST, NOTE, RUNS, Message

#: The type of a webhook's message, by what it tells of.
TYPES = {CHANGES: "changes.seen", FINDINGS: "findings.seen", RUNS: "crawl.not_accepted", NOTE: "run.failed"}
#: News that a mail spells out; of more it says how many.
MOST_LINES = 100
_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Content:
    """``timestamp`` is when what is told was seen (ISO 8601, UTC); ``data`` is plain JSON."""

    type: str
    timestamp: str
    data: Mapping[str, Any]
    subject: str
    text: str

    def body(self) -> bytes:
        """JSON in UTF-8, on one line, that ends no script and no tag when it is pasted into a page."""
        said = {"type": self.type, "timestamp": self.timestamp, "data": self.data}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        for sign in "<>&":
            text = text.replace(sign, f"\\u{ord(sign):04x}")
        return text.encode("utf-8")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where messages are made from: public.db, verdicts of crawls by id, the digests by week, and the site."""

    public: sqlite3.Connection | None
    crawls: Mapping[str, CrawlTold]
    digests: Mapping[str, str]
    places: Places


def content_of(message: Message, sources: Sources) -> Content | None:
    """What a message says now; None where nothing is left of what it was to tell."""
    if message.topic == DIGEST:
        text = sources.digests.get(message.crawl)
        return _digest(message.crawl, text) if text else None
    if message.topic == NOTE:
        return _note(message)
    crawl = sources.crawls.get(message.crawl)
    if crawl is None:
        return None
    if message.topic == RUNS:
        return None if crawl.is_accepted else _run(crawl)
    wanted = frozenset(message.items)
    news = [each for each in news_of_crawl(sources.public, crawl.id) if each.id in wanted] if sources.public else []
    return _news(message, crawl, news, sources) if news else None


def _news(message: Message, crawl: CrawlTold, news: Sequence[News], sources: Sources) -> Content:
    places, public = sources.places, sources.public
    edits = {each.id: edits_of(public, each) if public and n < MOST_LINES else () for n, each in enumerate(news)}
    data = {
        "portal": _portal(crawl),
        "crawl": crawl.id,
        "part": message.part,
        "parts": message.parts,
        "items": [_item(each, places, edits[each.id]) for each in news],
    }
    lines = [*_both("crawl", crawl=crawl.id), *_part(message), ""]
    for each in news[:MOST_LINES]:
        lines += [*_told(each, places, edits[each.id]), ""]
    if len(news) > MOST_LINES:
        lines += [f"… +{len(news) - MOST_LINES}", places.changes(crawl.portal), ""]
    subject = _subject(message.topic, crawl.portal_title, count=len(news))
    return Content(TYPES[message.topic], crawl.started_at, data, subject, _text(lines))


def _item(news: News, places: Places, edits: Sequence[Edit]) -> dict[str, Any]:
    """One news as JSON; what is missing is left out."""
    kind, said = kind_label(news.kind), headline(news)
    stored = {
        "id": news.id,
        "kind": news.kind,
        "kind_label": asdict(kind),
        "headline": asdict(said),
        "sentences": [asdict(each) for each in sentences(news)],
        "title": title_of(news),
        "seen_at": news.seen_at,
        "document": news.document,
        "report": news.report,
        "column": "" if news.withheld else plain(news.column),
        "before": plain(news.before),
        "after": plain(news.after),
        "part": news.part,
        "edits": [asdict(edit) for edit in edits],
        "days": news.days,
        "missing_since": news.missing_since,
        "repost_of": news.repost_of,
        "documents": news.documents,
        "reported": news.reported,
        "observed": news.observed,
        "links": _present(page=places.page(news), document=places.document(news), official=official(news)),
    }
    return _present(**stored)


def _present(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}


def _told(news: News, places: Places, edits: Sequence[Edit]) -> Iterator[str]:
    said = headline(news)
    yield said.zh
    yield said.en
    for sentence in sentences(news):
        yield f"  {sentence.zh}"
        yield f"  {sentence.en}"
    for edit in edits:
        yield from (f"  {sign} {side}" for sign, side in (("-", edit.before), ("+", edit.after)) if side)
    for address in (places.page(news), places.document(news), official(news)):
        if address:
            yield f"  {address}"


def _run(crawl: CrawlTold) -> Content:
    data = {
        "portal": _portal(crawl),
        "crawl": crawl.id,
        "closed_at": crawl.closed_at,
        "verdict": crawl.verdict,
        "reason": crawl.reason,
        "failed_checks": [asdict(check) for check in crawl.failed],
    }
    lines = [*_both("crawl", crawl=crawl.id), *_both("verdict", verdict=crawl.verdict)]
    lines += _both("reason", reason=crawl.reason) if crawl.reason else []
    for check in crawl.failed:
        lines += _both("check", **{key: plain(str(value)) for key, value in asdict(check).items()})
    lines += ["", *_both("unchanged"), ""]
    return Content(TYPES[RUNS], crawl.closed_at, data, _subject(RUNS, crawl.portal_title), _text(lines))


def _note(message: Message) -> Content:
    note = plain(message.note, _NOTE)
    portal = Label(message.portal, message.portal)
    data = {"portal": {"id": message.portal} if message.portal else None, "reason": note}
    return Content(TYPES[NOTE], message.created_at, data, _subject(NOTE, portal), _text([note, ""]))


def _digest(week: str, text: str) -> Content:
    return Content("digest", "", {"week": week}, _subject(DIGEST, Label("", ""), week=week), _text([text]))


def _portal(crawl: CrawlTold) -> dict[str, str]:
    return {"id": crawl.portal, "zh": crawl.portal_title.zh, "en": crawl.portal_title.en}


def _part(message: Message) -> list[str]:
    return _both("part", part=message.part, parts=message.parts) if message.parts > 1 else []


def _subject(topic: str, portal: Label, **values: object) -> str:
    said = _words()["subjects"][topic]
    zh, en = (str(said[language]).format(**values) for language in ("zh", "en"))
    name = f"{plain(portal.zh, 60)}：" if portal.zh else ""
    return f"[gongkai] {name}{zh} · {en}"


def _both(key: str, **values: object) -> list[str]:
    said = _words()["lines"][key]
    return [str(said[language]).format(**values) for language in ("zh", "en")]


def _text(lines: Sequence[str]) -> str:
    return "\n".join([*lines, "--", *_both("why")]) + "\n"


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    loaded: dict[str, dict[str, dict[str, str]]] = own_yaml(files(__package__).joinpath("words.yml").read_text("utf-8"))
    return loaded
