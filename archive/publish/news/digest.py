"""The digest of a week in Markdown: what was crawled, what changed, which findings are others.

Weeks are those of ISO 8601, from Monday to Monday in UTC, named as in 2026-W05.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from archive.publish.news.crawls import CrawlTold
from archive.publish.news.places import Places, official
from archive.publish.news.rows import News, news_between
from archive.publish.news.words import headline, kind_label, kinds, sentences

FOLDER = "digests"
#: News of one portal and kind that are spelled out; of more it is said how many.
MOST = 50
_WEEK = re.compile(r"(\d{4})-W(\d\d)")
#: What has a meaning inside a line of Markdown, in CommonMark or in what others add to it (links that are not marked,
#: names of users, formulas): a backslash takes it away (CommonMark 0.31, 2.4).
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#!|~&:@.$^])")


def week_of(day: date) -> str:
    """The week of a day."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_before(now: datetime) -> str:
    """The last week that is over."""
    return week_of(now.astimezone(UTC).date() - timedelta(days=7))


def monday_of(week: str) -> date:
    """The first day of a week. Raises ValueError where there is no such week."""
    found = _WEEK.fullmatch(week)
    if found is None:
        raise ValueError(f"{week!r} is no week: write one as in 2026-W05")
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def digest(public: sqlite3.Connection, crawls: Sequence[CrawlTold], week: str, places: Places) -> str:
    """The digest; the same rows give the same text. Raises ValueError where there is no such week."""
    monday = monday_of(week)
    end = monday + timedelta(days=7)
    news = news_between(public, monday.isoformat(), end.isoformat())
    seen = [crawl for crawl in crawls if monday.isoformat() <= crawl.started_at < end.isoformat()]
    titles = {crawl.portal: crawl.portal_title for crawl in crawls} | {each.portal: each.portal_title for each in news}
    sunday = end - timedelta(days=1)
    lines = [f"# {week}: {monday.isoformat()} – {sunday.isoformat()} (UTC)", ""]
    for portal, title in sorted(titles.items()):
        lines += [f"## {_escaped(title.zh)} {_escaped(title.en)}", ""]
        lines += _crawls(
            [crawl for crawl in seen if crawl.portal == portal], any(each.portal == portal for each in news)
        )
        lines += _portal([each for each in news if each.portal == portal], places)
    return "\n".join(lines).rstrip() + "\n"


def _crawls(crawls: Sequence[CrawlTold], has_news: bool) -> Iterator[str]:
    """What was crawled, and what follows from it where there is no news: nothing changed, or nothing is known."""
    accepted = sum(crawl.is_accepted for crawl in crawls)
    if not crawls:
        yield "本周没有采集：什么也没有看到。 No crawl this week: nothing was seen."
    else:
        yield f"{len(crawls)} 次采集，{accepted} 次被采信。 {len(crawls)} crawls, {accepted} accepted."
    if accepted and not has_news:
        yield "采全的栏目没有变动。 Nothing changed in the columns that were fetched completely."
    elif crawls and not accepted:
        yield "有无变动，不得而知。 Whether anything changed is not known."
    yield ""
    for crawl in crawls:
        if not crawl.is_accepted:
            failed = "; ".join(f"{each.check} {each.column}".strip() for each in crawl.failed)
            why = f"{crawl.reason} ({failed})" if failed else crawl.reason
            yield f"- {_escaped(crawl.id)}: **{_escaped(crawl.verdict)}** {_escaped(why)}".rstrip()
    if any(not crawl.is_accepted for crawl in crawls):
        yield ""


def _portal(news: Sequence[News], places: Places) -> Iterator[str]:
    counts = Counter(each.kind for each in news)
    order = {kind: place for place, kind in enumerate(kinds())}
    for kind, group in groupby(sorted(news, key=lambda each: order.get(each.kind, len(order))), lambda each: each.kind):
        label = kind_label(kind)
        yield f"### {label.zh} {label.en} ({counts[kind]})"
        yield ""
        for each in list(group)[:MOST]:
            yield from _line(each, places)
        if counts[kind] > MOST:
            yield f"- … +{counts[kind] - MOST}"
        yield ""


def _line(news: News, places: Places) -> Iterator[str]:
    said = headline(news)
    address = places.page(news) or official(news)
    title = f"[{_escaped(said.zh)}](<{address}>)" if address else _escaped(said.zh)
    yield f"- {news.seen_at[:10]} {title}"
    for sentence in sentences(news):
        yield f"  - {_escaped(sentence.zh)} {_escaped(sentence.en)}"


def _escaped(text: str) -> str:
    """Text that is nothing but text in Markdown, HTML in it too."""
    return _SIGNS.sub(r"\\\1", text)
