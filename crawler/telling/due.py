"""What each channel has still to be told: of every crawl once, and of every week where it is sent the digest.

A channel begins, with each portal, at the crawl that was the newest accepted one when it met the portal, or at the day
that ``since`` names. Years of changes before that are in the feeds, those of an older archive that is merged later too.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.publish.masking import mask_log
from archive.publish.news.crawls import CrawlTold
from archive.publish.news.rows import CHANGES, FINDINGS, News, news_of_crawl
from crawler.telling.outbox import DIGEST, NOTE, RUNS, Message, Outbox
from crawler.telling.receivers import Receiver
from crawler.telling.settings import TellFile

#: In a matter of the outbox, between a portal that a channel met and when the first crawl began that it is told of.
_FROM = " from "


@dataclass(frozen=True, slots=True)
class RunFailure:
    """A run of a portal that ended without an accepted crawl: its exit code, why, in a sentence, and the crawl."""

    portal: str
    code: int
    reason: str = ""
    crawl: str = ""


def write_down(
    box: Outbox,
    receivers: Sequence[Receiver],
    public: sqlite3.Connection | None,
    crawls: Sequence[CrawlTold],
    said: TellFile,
    now: datetime,
) -> None:
    """Put into the outbox what the receivers were not told of yet."""
    since = said.since.isoformat() if said.since else ""
    of_portals: defaultdict[str, list[CrawlTold]] = defaultdict(list)
    for crawl in crawls:
        of_portals[crawl.portal].append(crawl)
    for receiver in receivers:
        told = box.told(receiver.key)
        begun = {met: beginning for met, mark, beginning in (matter.partition(_FROM) for matter in told) if mark}
        for portal in receiver.channel.portals or of_portals:
            untold = [crawl for crawl in of_portals.get(portal, ()) if crawl.id not in told]
            if untold:
                met = f"portal {portal}"
                beginning = since or begun.get(met) or _beginning(met, of_portals[portal], told)
                noted = [] if since or met in begun else [f"{met}{_FROM}{beginning}"]
                _tell_from(box, receiver, public, untold, beginning, noted, now)


def _tell_from(
    box: Outbox,
    receiver: Receiver,
    public: sqlite3.Connection | None,
    untold: Sequence[CrawlTold],
    beginning: str,
    noted: Sequence[str],
    now: datetime,
) -> None:
    """Note the crawls before a channel's beginning with a portal as told, and write down what the others say."""
    box.add(receiver.key, [*noted, *(crawl.id for crawl in untold if crawl.started_at < beginning)], (), now)
    for crawl in untold:
        if crawl.started_at >= beginning:
            box.add(receiver.key, [crawl.id], tuple(_messages(receiver, public, crawl)), now)


def _beginning(met: str, crawls: Sequence[CrawlTold], told: Mapping[str, str]) -> str:
    """When the first crawl started that a channel is told of; ``met`` is the matter that it met the portal."""
    # An older outbox notes only that the portal was met, and at the same instant every crawl that there was then.
    known = [crawl for crawl in crawls if met in told and told.get(crawl.id) == told[met]] or crawls
    return ([crawl for crawl in known if crawl.is_accepted] or known)[-1].started_at


def _messages(receiver: Receiver, public: sqlite3.Connection | None, crawl: CrawlTold) -> Iterator[Message]:
    about = receiver.channel.about
    if not crawl.is_accepted:
        if RUNS in about:
            yield Message(receiver.key, RUNS, crawl.portal, crawl.id)
        return
    news = news_of_crawl(public, crawl.id) if public else ()
    for topic in (CHANGES, FINDINGS):
        if topic in about:
            yield from _of_topic(receiver, crawl, topic, [each for each in news if _is_asked(receiver, each, topic)])


def _is_asked(receiver: Receiver, news: News, topic: str) -> bool:
    kinds = receiver.channel.kinds
    return news.topic == topic and (topic == FINDINGS or not kinds or news.kind in kinds)


def _of_topic(receiver: Receiver, crawl: CrawlTold, topic: str, news: Sequence[News]) -> Iterator[Message]:
    size = receiver.most_items
    parts = [news[start : start + size] for start in range(0, len(news), size)]
    for number, part in enumerate(parts, 1):
        items = tuple(each.id for each in part)
        yield Message(receiver.key, topic, crawl.portal, crawl.id, items, part=number, parts=len(parts))


def write_down_failures(
    box: Outbox,
    receivers: Sequence[Receiver],
    failures: Iterable[RunFailure],
    crawls: Sequence[CrawlTold],
    now: datetime,
) -> None:
    """Put runs into the outbox of which no crawl tells: of each portal and exit code one a day."""
    refused = {crawl.id for crawl in crawls if not crawl.is_accepted}
    for failure in failures:
        if failure.crawl in refused:
            continue
        matter = f"run {failure.portal} {failure.code} {now:%F}"
        reason = mask_log(failure.reason).text  # it may repeat what a page or the machine said
        note = reason or f"the run ended with exit code {failure.code}"
        write_down_note(box, receivers, failure.portal, matter, note, now)


def write_down_note(
    box: Outbox, receivers: Sequence[Receiver], portal: str, matter: str, note: str, now: datetime
) -> None:
    """Put a sentence into the outbox, once for each matter, for those who are told of runs."""
    for receiver in receivers:
        portals = receiver.channel.portals
        is_asked = RUNS in receiver.channel.about and (not portal or not portals or portal in portals)
        if is_asked and matter not in box.told(receiver.key):
            box.add(receiver.key, [matter], [Message(receiver.key, NOTE, portal, matter, note=note)], now)


def write_down_weeks(box: Outbox, receivers: Sequence[Receiver], weeks: Sequence[str], now: datetime) -> None:
    """Put digests into the outbox, the newest alone where a receiver is met first; ``weeks`` in order of time."""
    for receiver in receivers:
        if not receiver.digest or not weeks:
            continue
        told = box.told(receiver.key)
        if DIGEST not in told:
            box.add(receiver.key, [DIGEST, *weeks[:-1]], (), now)
            told = box.told(receiver.key)
        for week in weeks:
            if week not in told:
                box.add(receiver.key, [week], [Message(receiver.key, DIGEST, "", week)], now)
