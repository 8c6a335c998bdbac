"""One sentence being read: what stands above a figure, where it was published, whose it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.reports.channels import Place, has_verb, names_channel, own_column, place_in
from archive.reports.figures import Report
from archive.reports.labels import Wording, clause_before
from archive.reports.lists import Nesting, opening
from archive.reports.numbers import Amount
from archive.reports.scopes import continues, opening_scope
from archive.reports.sentences import Sentence, clause_start

PERCENT = ("%", "‰", "个百分点")


@dataclass
class SentenceReading:
    """One sentence being read."""

    report: Report
    sentence: Sentence
    number: int
    nesting: Nesting
    first: int  # index of its first figure among the report's
    scope: str | None
    depths: dict[int, int]

    @property
    def text(self) -> str:
        """The compact text of the sentence."""
        return self.sentence.text

    @property
    def previous(self) -> int | None:
        """The figure just read, in this sentence."""
        last = len(self.report.figures) - 1
        return last if last >= self.first else None

    @property
    def anchor(self) -> int | None:
        """The sentence's first figure."""
        return self.first if self.previous is not None else None

    def base(self) -> int | None:
        """The figure that a share or a growth is said of: the last count not inside brackets closed since."""
        start = self.first if self.previous is not None else max(0, self.first - 1)
        for index in range(len(self.report.figures) - 1, start - 1, -1):
            figure = self.report.figures[index]
            same_place = figure.paragraph == id(self.sentence.passage)
            if (
                figure.claim.unit not in PERCENT
                and figure.claim.qualifier != "growth"
                and same_place
                and self._visible(index)
            ):
                return index
        return None

    def _visible(self, index: int) -> bool:
        return self.depths.get(index, 0) <= self.nesting.depth


def start_reading(report: Report, sentence: Sentence, number: int) -> SentenceReading:
    """The state before the first figure of a sentence."""
    text = sentence.text
    above = opening(text, report.last_total(sentence.section), report.last_of("proactive_total"))
    scope = opening_scope(text)
    if scope is None and continues(text) and above.index is not None:
        scope = report.figures[above.index].claim.scope
    return SentenceReading(report, sentence, number, Nesting(above), len(report.figures), scope, {})


def change_again(reading: SentenceReading) -> str | None:
    """The metric of the change just read, when this one says the same in per cent (减少7件，降幅12.5%)."""
    if reading.previous is None:
        return None
    last = reading.report.figures[-1].claim
    return last.metric if last.qualifier == "growth" else None


def place_of(reading: SentenceReading, words: Wording, amount: Amount, floor: int) -> Place:
    """Where a figure says it was published: its clause, the clauses before it, the item before, the heading."""
    text, own = reading.text, reading.report.own
    end = amount.end + len(words.after)
    own_start = start = max(clause_start(text, amount.start), floor)
    while True:
        if names_channel(text[start:end]) or floor >= start:
            break
        end, start = start, clause_before(text, start, floor)
        if start == end:
            break
    heading = reading.sentence.section[-1] if reading.sentence.section else ""
    place = place_in(text[start : amount.end], "", own)
    if place.channel is not None or names_channel(text[start : amount.end]):
        return place if start == own_start else replace(place, several=())
    if reading.previous is not None and not has_verb(words.before):
        return reading.report.figures[reading.previous].place
    column = own_column(reading.sentence.before, own)
    if column.channel is not None:
        return column
    return replace(place_in("", heading, own), column=place.column) if reading.previous is None else place


def parent_metric(reading: SentenceReading) -> str:
    """The metric of the figure that the next one may be a part of: the list's, the sentence's first, the last."""
    above = reading.nesting.above.index
    if above is None:
        above = reading.anchor
    if above is None and reading.first:
        last = reading.report.figures[-1]
        above = len(reading.report.figures) - 1 if last.paragraph == id(reading.sentence.passage) else None
    return reading.report.metric(above).removesuffix(".yoy")
