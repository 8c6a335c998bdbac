"""Amounts in prose become claims: label, metric, qualifier, scope and channel of every printed number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from archive.records import Claim
from archive.reports.channels import NOWHERE, Place, place_in
from archive.reports.figures import Figure, Report
from archive.reports.labels import Wording, before_bracket, clause_before, is_bare, quote_start, wording
from archive.reports.lists import is_total, pattern
from archive.reports.naming import Naming, name_figure, name_part, names_topic, part_label, without_remarks
from archive.reports.numbers import Amount, same_family
from archive.reports.periods import period_of
from archive.reports.qualifiers import growth_sign, qualifier_of, quoted_previous, strip_change
from archive.reports.reading import (
    PERCENT,
    NamedLabel,
    SentenceReading,
    as_parent,
    change_again,
    parent_metric,
    place_of,
    start_reading,
)
from archive.reports.rules import load_rules
from archive.reports.scopes import scope_word, unit_name
from archive.reports.sentences import Sentence, clause_start
from archive.reports.shares import ratio_metric
from archive.reports.together import Told, told_together
from archive.reports.vocabulary import Label, is_observable


@cache
def _output_units() -> frozenset[str]:
    return frozenset(load_rules("units.yml")["output"])


def read_amounts(report: Report, sentence: Sentence, number: int, amounts: list[Amount]) -> Iterator[Figure]:
    """The figures of one sentence; each is yielded before the next is read, so that lists know what stands above."""
    if not amounts:
        return
    reading = start_reading(report, sentence, number)
    together = told_together(sentence.text, amounts)
    floor = 0
    for index, amount in enumerate(amounts):
        limit = amounts[index + 1].start if index + 1 < len(amounts) else len(sentence.text)
        reading.nesting.pass_over(sentence.text[floor : amount.start], reading.previous, reading.anchor)
        told = together.get(index)
        read = _read_together(reading, amount, told) if told else _read_alone(reading, amount, floor, limit)
        for figure in read:
            reading.depths[len(report.figures)] = reading.nesting.depth
            yield reading.take(figure, sentence.text[floor : amount.start])
        floor = amount.end + _words_taken(sentence.text, amount, floor, limit)


def _words_taken(text: str, amount: Amount, floor: int, limit: int) -> int:
    """How many characters behind a number belong to its label, and not to the next (2件维持、1件终止)."""
    words = wording(text, amount, floor, limit)
    return len(words.after) if words.behind else 0


def _read_amount(reading: SentenceReading, amount: Amount, floor: int, limit: int) -> Figure | None:
    words = wording(reading.text, amount, floor, limit)
    clause = reading.text[max(clause_start(reading.text, amount.start), floor) : amount.start]
    reading.scope = scope_word(clause) or reading.scope
    sign = growth_sign(reading.text, amount)
    if sign or amount.unit in PERCENT:
        return _read_ratio(reading, amount, words, sign, floor)
    return _read_count(reading, amount, words, floor)


def _read_alone(reading: SentenceReading, amount: Amount, floor: int, limit: int) -> Iterator[Figure]:
    figure = _read_amount(reading, amount, floor, limit)
    if figure is not None:
        yield figure


def _read_together(reading: SentenceReading, amount: Amount, told: Told) -> Iterator[Figure]:
    """A figure for each thing an amount counts whose name is known, and is that of no other thing told with it."""
    if amount.unit in PERCENT or growth_sign(reading.text, amount):
        return
    key = (told.start, amount.unit)
    if key not in reading.together:
        reading.together[key] = [_name_told(reading, amount, wordings, told.start) for wordings in told.labels]
    found = reading.together[key]
    if len(found) > 1 and not any(found[:-1]):
        return  # what stands once, behind the last, may be said of all: 市政府、省政府受理行政复议分别为1件、2件
    metrics = [named.naming.metric for named in found if named is not None]
    for index, named in enumerate(found):
        if named is not None and told.own in (None, index) and metrics.count(named.naming.metric) == 1:
            yield _figure_of_named(reading, amount, told.start, named)


def _name_told(reading: SentenceReading, amount: Amount, wordings: Sequence[str], start: int) -> NamedLabel | None:
    """The first wording of a label that names a metric; None where none does."""
    for label in wordings:
        place = place_in(label, "", reading.report.own)
        naming = _name(reading, amount, Wording(start, label, "", bare=False), label, place)
        if naming is not None and not naming.metric.startswith("other:") and "+" not in naming.metric.partition("[")[0]:
            return NamedLabel(label, place, naming)
    return None


def _qualifier(reading: SentenceReading, amount: Amount) -> str:
    return qualifier_of(reading.text, amount, reading.report.year)


def _figure_of_named(reading: SentenceReading, amount: Amount, start: int, named: NamedLabel) -> Figure:
    claim = _claim(reading, amount, (start, amount.end), named.naming.metric, _qualifier(reading, amount))
    scope = named.naming.unit_of_list or scope_word(named.label) or reading.scope
    return _figure(reading, replace(claim, subject=named.label, scope=scope), named.place, None)


def _claim(reading: SentenceReading, amount: Amount, span: tuple[int, int], metric: str, qualifier: str) -> Claim:
    start, end = reading.sentence.span(*span)
    return Claim(
        kind="count",
        quote="",
        start=start,
        end=end,
        value=amount.value,
        unit=amount.unit,
        qualifier=qualifier,
        metric=metric,
        subject=reading.text[span[0] : amount.start].strip("，,、") or reading.text[amount.end : span[1]],
        scope=reading.scope,
        section=reading.sentence.section,
        rounding=amount.rounding,
        period=period_of(reading.text[: amount.start], reading.sentence.section),
    )


def _lost_subject(text: str) -> str:
    """What a share is of whose count was lost, in the words between the figure before and the share.

    规划计划类5条，占9%；统计类信息，占4%: 统计类信息. Empty where the share is of the figure before.
    """
    _, parted, own = text.rpartition("；")
    return own.partition("占")[0].strip("，,、") if parted and "占" in own else ""


def _read_ratio(reading: SentenceReading, amount: Amount, words: Wording, sign: int, floor: int) -> Figure | None:
    base = reading.base()
    lost = "" if sign else _lost_subject(reading.text[floor : amount.start].replace(";", "；"))
    start = clause_before(reading.text, words.start, 0) if sign and words.bare else words.start
    before = reading.text[start : amount.start]
    if sign and is_bare(strip_change(before)):
        before = reading.text[clause_before(reading.text, start, 0) : amount.start]
    metric = change_again(reading) if sign else None
    metric = metric or (f"other:{lost}.share" if lost else None)
    metric = metric or ratio_metric(before, reading.text[: amount.start], reading.report.metric(base), sign)
    if metric is None:
        return None
    start = quote_start(reading.text, words.start, amount.start)
    claim = _claim(reading, amount, (start, amount.end), metric, "growth" if sign else "share")
    place = reading.report.figures[base].place if base is not None else NOWHERE
    claim = replace(claim, value=amount.value * sign if sign else amount.value)
    figure = _figure(reading, claim, place, base if metric.endswith((".share", ".yoy")) else None)
    figure = replace(figure, base=None) if lost else figure
    return replace(figure, previous_value=quoted_previous(reading.text[: amount.start])) if sign else figure


def _read_count(reading: SentenceReading, amount: Amount, words: Wording, floor: int) -> Figure | None:
    text = reading.text
    if words.bare and amount.unit == "字" and reading.previous is not None:
        return _read_length(reading, amount, words)
    if (whole := _bracketed_whole(reading, words, floor)) is not None:
        claim = _claim(reading, amount, (words.start, amount.end), whole, _qualifier(reading, amount))
        return _figure(reading, claim, NOWHERE, None)
    start = _label_start(text, words, floor)
    place = place_of(reading, words, amount, floor)
    before = text[start : amount.start].replace("(", "") if start < words.start else text[start : amount.start]
    naming = _name(reading, amount, words, without_remarks(before), place)
    if naming is None:
        return None
    if start < words.start and text[words.start - 1] in "(（":
        words = replace(words, start=start)
    said = text[words.start : amount.start]
    quoted_from = quote_start(text, words.start, amount.start) if said else start
    behind = len(words.after) if naming.behind else 0
    claim = _claim(reading, amount, (quoted_from, amount.end + behind), naming.metric, _qualifier(reading, amount))
    if naming.unit_of_list:
        claim = replace(claim, scope=naming.unit_of_list)
    return _figure(reading, claim, place, None)


def _bracketed_whole(reading: SentenceReading, words: Wording, floor: int) -> str | None:
    """The metric of a count that stands in brackets behind its own share: 网上申请占87.1%（27件）."""
    if reading.previous is None or not words.bare or reading.text[floor : words.start] not in ("(", "（"):
        return None
    share = reading.report.figures[reading.previous].claim
    return share.metric.removesuffix(".share") if share.metric.endswith("].share") else None


def _label_start(text: str, words: Wording, floor: int) -> int:
    """Where the words begin that name a count, also when they stand ahead of a bracket or a comma."""
    if not words.bare:
        return words.start
    opened = before_bracket(text, words.start, floor)
    if opened < words.start or words.behind:
        return opened
    return clause_before(text, words.start, floor)


def _name(reading: SentenceReading, amount: Amount, words: Wording, before: str, place: Place) -> Naming | None:
    within, parent = reading.text[: amount.start], parent_metric(reading)
    section = " ".join(reading.sentence.section)
    label = Label(f"{before}#{amount.unit}{words.after}", amount.unit, parent, within, section)
    naming = name_figure(label, len(words.after), place)
    if naming is None and reading.previous is not None and not reading.undivided:
        last = replace(label, parent=as_parent(reading.report.metric(reading.previous)))  # 来信231封，回复229封
        naming = name_figure(last, len(words.after), place) if last != label else None
    if naming is None and words.behind:
        turned = Label(f"{words.after}#{amount.unit}", amount.unit, parent, within, section)
        naming = name_figure(turned, 0, place)
        naming = replace(naming, behind=len(words.after)) if naming else None
        before = words.after
    return naming or _name_rest(reading, amount, before)


def _read_length(reading: SentenceReading, amount: Amount, words: Wording) -> Figure:
    previous = len(reading.report.figures) - 1
    metric = f"{reading.report.metric(previous)}.length"
    claim = _claim(reading, amount, (words.start, amount.end), metric, _qualifier(reading, amount))
    return _figure(reading, claim, reading.report.figures[previous].place, None)


def _name_rest(reading: SentenceReading, amount: Amount, before: str) -> Naming | None:
    """A metric for a label that the vocabulary does not know: a part of the list above, a topic, its own words."""
    above = reading.nesting.above.index
    if above is None and pattern("kind").search(before) and is_total(reading.report.metric(reading.anchor)):
        above = reading.anchor
    said = part_label(before)
    if above is not None and said and same_family(reading.report.figures[above].claim.unit, amount.unit):
        return Naming(name_part(before, reading.report.metric(above)), 0, unit_name(said))
    if amount.unit not in _output_units() or (is_bare(before) and not before):
        return None
    if names_topic(before, amount.unit):
        return Naming(name_part(before, "topic:"))
    on_requests = any(pattern("requests").search(title) for title in reading.sentence.section)
    if not (on_requests or pattern("disclosure").search(reading.text)):
        return None
    return Naming(f"other:{said or before}")


def _figure(reading: SentenceReading, claim: Claim, place: Place, base: int | None) -> Figure:
    if is_observable(claim.metric) and place.channel is not None:
        claim = replace(claim, channel=place.channel.key, column=place.column)
    elif is_observable(claim.metric):
        claim = replace(claim, column=place.column)
    above = reading.nesting.above
    return Figure(claim, reading.number, id(reading.sentence.passage), above, base, None, place)
