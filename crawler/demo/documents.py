"""From the truth and a seed to the documents of both sites and the rows of the export.

Every document gets its title, date, text and number here; its address comes from the skin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from crawler.demo import truth
from crawler.demo.dates import conflicting, day_of, soon_after
from crawler.demo.model import Attachment, Document, WechatItem
from crawler.demo.titles import Titles, words
from crawler.demo.truth import DocumentTruth, Group, Named
from crawler.demo.truth.twins import text_of

#: By this source the city's site says whose an item is.
COMMITTEE = "松山新区管委会"
#: The export's rows have at least this many characters.
_SHORTEST_ITEM = 120


@dataclass(frozen=True, slots=True)
class Drawn:
    """All documents, before they have addresses."""

    own: tuple[Document, ...]
    city: tuple[Document, ...]
    wechat: tuple[WechatItem, ...]


def draw(random: Random, groups: DocumentTruth, named: Sequence[Named] = (), report_years: Sequence[int] = ()) -> Drawn:
    """Draw everything that the groups ask for (documents.yml), then what is named, and the reports."""
    return _Drawing(random, groups).everything(named, report_years)


class _Drawing:
    """One pass over the truth with one source of chance."""

    def __init__(self, random: Random, groups: DocumentTruth) -> None:
        self._random = random
        self._groups = groups
        self._titles = Titles(random)
        self._numbers = self._running_numbers(random.randint(1000, 4000))
        self._shared: list[tuple[str, date]] = []  # titles and days the export carries too
        self._copied: list[tuple[str, date]] = []  # titles and days the city's site carries too

    def everything(self, named: Sequence[Named], report_years: Sequence[int]) -> Drawn:
        """Own site first: the others repeat some of its titles."""
        own = [document for group in self._groups.own_site for document in self._group(group)]
        own += [self._named(entry) for entry in named]
        own += [self._report(year) for year in report_years]
        city = [self._city_copy(title, day) for title, day in self._copied]
        city += [document for group in self._groups.city_site for document in self._group(group)]
        return Drawn(tuple(own), tuple(city), self._wechat())

    def _running_numbers(self, first: int) -> Iterator[int]:
        number = first
        while True:
            yield number
            number += self._random.randint(1, 5)

    def _group(self, group: Group) -> list[Document]:
        documents: list[Document] = []
        for _ in range(group.count):
            documents.append(self._repost(group) if group.repost else self._document(group))
            self._previous = documents[-1]
        return documents

    def _document(self, group: Group) -> Document:
        title = self._titles.draw(group.column)
        day, meta = self._days(group)
        number = next(self._numbers)
        if group.wechat and day:
            self._shared.append((title, day))
        if group.city and day:
            self._copied.append((title, day))
        return Document(
            number=number,
            title=title,
            columns=(group.column, group.also_in) if group.also_in else (group.column,),
            published_on=day,
            meta_on=meta,
            printed=group.printed,
            meta_style=self._meta_style(group),
            form=group.form,
            source=group.source or self._random.choice(words()["sources"]),
            paragraphs=self._titles.text(title),
            attachments=(Attachment("附件：" + title, group.attachment),) if group.attachment else (),
            closed=group.closed,
            late=group.late,
            edge=group.edge,
            persons=group.persons,
        )

    def _days(self, group: Group) -> tuple[date | None, date | None]:
        if group.year is None:
            return None, None
        if group.meta_year is not None:
            return conflicting(self._random, group.year, group.meta_year)
        day = date(group.year, 1, 1) if group.edge else day_of(self._random, group.year)
        return day, day

    def _meta_style(self, group: Group) -> str:
        # Pages whose META date matters to the truth always have it.
        if group.meta_year is not None or group.printed == "meta":
            return "full"
        return self._random.choices(("full", "none", "leaking"), (8, 1, 1))[0]

    def _repost(self, group: Group) -> Document:
        original = self._previous
        assert original.published_on is not None
        day = soon_after(self._random, original.published_on, 40)
        return replace(
            original, number=next(self._numbers), published_on=day, meta_on=day, repost_of=original.number, form="page"
        )

    def _named(self, entry: Named) -> Document:
        number, drawn = next(self._numbers), self._titles.text(entry.title)
        return Document(
            number=number,
            title=entry.title,
            columns=(entry.column,),
            published_on=entry.published_on,
            meta_on=entry.published_on,
            source=COMMITTEE,
            paragraphs=text_of(entry.title) or drawn,
            attachments=tuple(Attachment(file.name, file.format) for file in entry.attachments),
        )

    def _report(self, year: int) -> Document:
        report = truth.report(year)
        return Document(
            number=next(self._numbers),
            title=report.title,
            columns=("reports",),
            published_on=report.published_on,
            meta_on=report.published_on,
            source=COMMITTEE,
            report_year=year,
        )

    def _city_copy(self, title: str, day: date) -> Document:
        day = soon_after(self._random, day, 3)
        text = self._titles.text(title)
        return Document(next(self._numbers), title, ("districts",), day, day, source=COMMITTEE, paragraphs=text)

    def _wechat(self) -> tuple[WechatItem, ...]:
        plan = self._groups.wechat
        alone = [(self._titles.draw("wechat"), day_of(self._random, plan.year)) for _ in range(plan.alone)]
        rows = sorted(
            [(soon_after(self._random, day, 2), title) for title, day in self._shared]
            + [(day, title) for title, day in alone]
        )
        lengths = _split(self._random, plan.characters, len(rows))
        address = "http://mp.weixin.demo.invalid/s/{}".format
        return tuple(
            WechatItem(title, day, address(f"{self._random.getrandbits(64):016x}"), length)
            for (day, title), length in zip(rows, lengths, strict=True)
        )


def _split(random: Random, total: int, parts: int) -> list[int]:
    """``parts`` lengths of at least the shortest that add up to ``total``; none where there are no parts."""
    if not parts:
        return []
    free = total - parts * _SHORTEST_ITEM
    cuts = sorted(random.randint(0, free) for _ in range(parts - 1))
    return [_SHORTEST_ITEM + high - low for low, high in zip([0, *cuts], [*cuts, free], strict=True)]
