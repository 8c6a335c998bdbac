"""One text on its way to be published: what each kind of rule covers in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.publish.masking_digits import APART, COUNTERS, PARTS, narrow, seen_places, with_counters
from archive.publish.masking_heads import is_of_persons, line_spans
from archive.publish.masking_lists import Cell, List, lists_of
from archive.publish.masking_rules import LabelledRule, Rule, labelled_rules, person_words, rules

MASK = "*"
# As few digits as any label makes a number, and as many as a number known by itself has.
_SOME_DIGITS = re.compile(rf"[0-9](?:{APART}[0-9*]){{6,}}")
_MANY_DIGITS = re.compile(rf"\d(?:{APART}[\d*]){{10,}}")
_ANY_DIGITS = re.compile(rf"\d(?:[{PARTS}]*[\d*]){{10,}}")
# Asked of a text as it stands; in a cell, whatever parts the digits is left out.
_ANYTHING = re.compile(rf"[址籍住所居落]|[\d{COUNTERS}](?:[{PARTS}]*[\d{COUNTERS}*＊]){{6}}")
_BEFORE = 40  # characters before a number in which its label begins
_BEHIND = 12  # characters after it by which a rule decides
_ANCHORED = (12, 100)  # characters around the word by which a label without a number is known
_SENTENCE = 120  # characters before a label in which a word for a person counts
_PUBLIC = 40  # and in which one for an office does
_SHORTLY = 16  # characters in which a word makes a number another one
_LABEL = 8  # characters right before a label that belong to it
_SHORT_CELL = 3
_LONG_CELL = 200  # characters: longer cells are prose
_PARTS = frozenset(" \u00a0\u3000\n\t-—–")  # what parts the digits of a number in a cell
#: What belongs to a label right before it: no more than its line, its cell and its clause.
_OF_LABEL = re.compile(r"[^\n\t，。；]+\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule covered, from its first to its last covered character."""

    rule: str
    start: int
    end: int


class Cover:
    """A text and what of it is covered: ``found``, in the order in which the rules found it."""

    def __init__(self, value: str) -> None:
        self.found: list[Found] = []
        self._value = value
        self._plain = narrow(value)
        self._is_plain = self._plain is value
        self._published: list[str] = []  # the characters of both, as soon as one is covered
        self._now: list[str] = []
        self._is_new = False
        self._numbers = _numbers(self._plain)

    @property
    def text(self) -> str:
        """The text as it is published."""
        return "".join(self._published) if self._published else self._value

    def everything(self) -> None:
        """Apply every rule; once more where what may count the parts of the text may be the digits of a number, and
        where something stands in it that nobody sees: within a word it is as much as within a number.
        """
        self._everything()
        counted = with_counters(self._plain)
        if counted != self._plain:
            self._plain, self._now, self._numbers = counted, list(counted), _numbers(counted)
            self._everything()
        self._as_seen(Cover.everything, [] if self._is_plain else seen_places(self._value))

    def _everything(self) -> None:
        self.by_themselves()
        self.by_labels()
        self.by_lists()

    def by_themselves(self) -> None:
        """Cover the numbers that are known by themselves."""
        self._all(rules(), lambda rule: rule.in_text)

    def in_code(self) -> None:
        """The same where digits joined to letters are names."""
        self.in_bytes()
        self._as_seen(Cover.in_code, [] if self._is_plain else seen_places(self._value, beside_digits=True))

    def in_bytes(self) -> None:
        """The same where characters stand for bytes, of which none is seen."""
        self._all([rule for rule in rules() if not rule.text_only], lambda rule: rule.in_code)

    def _as_seen(self, apply: Callable[[Cover], None], places: list[int]) -> None:
        """Apply rules to the text of what is seen, at those ``places``, and cover here what they cover there."""
        if not places:
            return
        seen = Cover("".join([self._value[place] for place in places]))
        apply(seen)
        said = seen.text
        for found in sorted(seen.found, key=lambda found: found.start):
            hidden = range(found.start, found.end)
            self._hide(found.rule, [places[place] for place in hidden if said[place] == MASK], 0)

    def _all(self, used: Iterable[Rule], pattern: Callable[[Rule], re.Pattern[str]]) -> None:
        long = [span for span in self._numbers if _MANY_DIGITS.match(self._plain, *span)]
        windows = _around(long, 0, _BEHIND) if long else []
        for rule in used:
            for start, end in windows:
                if rule.needs and self._plain.find(rule.needs, start, end) < 0:
                    continue
                for found in pattern(rule).finditer(self._plain, start, end):
                    if rule.check(digits_of(found[0])) and self._counts_here(rule, found.start()):
                        self._hide(rule.key, range(found.start(), found.end()), rule.keep)
            self._renew()

    def _counts_here(self, rule: Rule, start: int) -> bool:
        if rule.unless_after.search(self._plain, max(0, start - _SHORTLY), start):
            return False
        return rule.near is None or rule.near.search(self._plain, max(0, start - _SENTENCE), start) is not None

    def by_labels(self) -> None:
        """Cover what stands behind a label that says whose it is."""
        numbers = _around(self._numbers, _BEFORE, _BEHIND)
        for rule in labelled_rules():
            for start, end in numbers if rule.anchor is None else self._anchored(rule.anchor):
                if rule.stem.search(self._plain, start, end):
                    self._labelled(rule, start, end)
            self._renew()

    def _anchored(self, anchor: re.Pattern[str]) -> list[tuple[int, int]]:
        return _around((found.span() for found in anchor.finditer(self._plain)), *_ANCHORED)

    def _labelled(self, rule: LabelledRule, start: int, end: int) -> None:
        # A search for the first character of any label, and a match there: the whole expression is slow to search with.
        while (begins := rule.begins.search(self._plain, start, end)) is not None:
            found = rule.after_label.match(self._plain, begins.start(), end)
            start = begins.end() if found is None else found.end()
            if found is not None and self._is_persons(rule, found):
                self._hide_values(rule, found)

    def _is_persons(self, rule: LabelledRule, found: re.Match[str]) -> bool:
        start = found.start()
        right_before = _OF_LABEL.search(self._plain[max(0, start - _LABEL) : start])
        begins = start - len(right_before[0]) if right_before else start
        if self._is_head(found) or rule.never.search(self._plain, begins, found.start("values")):
            return False
        if found["own"] is not None:
            return True
        nearest = max(0, start - _SENTENCE)
        bound = max(self._plain.rfind("。", nearest, start + 1), self._plain.rfind("\n", nearest, start + 1))
        before = self._plain[max(nearest, bound + 1) : start + 1]
        return not rule.public.search(before[-_PUBLIC:]) and person_words().search(before) is not None

    def _is_head(self, found: re.Match[str]) -> bool:
        """Whether the label ends a row of cells, and the value begins the next."""
        start = found.start()
        line = max(0, self._plain.rfind("\n", max(0, start - _SENTENCE), start))
        return "\n" in self._plain[start : found.start("values")] and "\t" in self._plain[line:start]

    def _hide_values(self, rule: LabelledRule, found: re.Match[str]) -> None:
        for value in rule.value.finditer(self._plain, *found.span("values")):
            self._hide_value(rule, value, range(value.start(), value.end()))

    def by_lists(self) -> None:
        """Cover what stands in the columns of a list of persons."""
        for one in lists_of(self._plain):
            by_head = _looked_for(one.heads)
            if any(by_head.values()):
                self._list(one, by_head)
        self._renew()

    def _list(self, one: List, by_head: Mapping[str | None, Sequence[LabelledRule]]) -> None:
        for cell in one.cells(self._plain):
            looked_for = by_head[cell.head]
            if looked_for and _SHORT_CELL <= cell.end - cell.start <= _LONG_CELL:
                self._cell(cell, looked_for)

    def _cell(self, cell: Cell, looked_for: Iterable[LabelledRule]) -> None:
        for start, end in _whole_and_lines(self._plain, cell):
            places = [place for place in range(start, end) if self._plain[place] not in _PARTS]
            for rule in looked_for:
                pattern = rule.shape if cell.head is None else rule.cell
                for value in pattern.finditer(self._joined(places)):
                    self._hide_value(rule, value, places[value.start() : value.end()])

    def _joined(self, places: list[int]) -> str:
        now = self._now if self._is_new else self._plain
        return "".join([now[place] for place in places])

    def _hide_value(self, rule: LabelledRule, value: re.Match[str], places: range | list[int]) -> None:
        kept = value.groupdict().get("keep") or ""
        self._hide(rule.key, places[len(kept) :], rule.keep)

    def _hide(self, key: str, places: Iterable[int], keep: int) -> None:
        if not self._published:
            self._published, self._now = list(self._value), list(self._plain)
        said = [place for place in places if self._now[place].isalnum() or self._now[place] == MASK][keep:]
        covered = [place for place in said if self._now[place] != MASK]
        for place in covered:
            self._published[place] = self._now[place] = MASK
        if covered:
            self._is_new = True
            self.found.append(Found(key, covered[0], covered[-1] + 1))

    def _renew(self) -> None:
        """Rules see what others before them have covered."""
        if self._is_new:
            self._plain = "".join(self._now)
            self._is_new = False


def _numbers(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _SOME_DIGITS.finditer(text)]


def _whole_and_lines(text: str, cell: Cell) -> list[tuple[int, int]]:
    """A cell as one, for a value goes on over its lines; then its lines, for each may be a value."""
    whole = [(cell.start, cell.end)]
    return [*whole, *line_spans(text, *whole[0])] if "\n" in text[cell.start : cell.end] else whole


def _around(spans: Iterable[tuple[int, int]], before: int, behind: int) -> list[tuple[int, int]]:
    """Spans of a text with what stands around them; those that meet are one."""
    windows: list[tuple[int, int]] = []
    for start, end in spans:
        start = max(0, start - before)
        if windows and start <= windows[-1][1]:
            start, _ = windows.pop()
        windows.append((start, end + behind))
    return windows


@lru_cache(maxsize=256)
def _looked_for(heads: tuple[str, ...]) -> Mapping[str | None, Sequence[LabelledRule]]:
    """By its head, what is looked for in a column of a list; under None, in a row whose columns are not certain."""
    of_persons = is_of_persons(heads)
    by_head: dict[str | None, list[LabelledRule]] = {
        head: [rule for rule in labelled_rules() if _heads(rule, head) and (rule.own.search(head) or of_persons)]
        for head in heads
    }
    by_head[None] = [rule for rule in labelled_rules() if any(rule in found for found in by_head.values())]
    return by_head


def _heads(rule: LabelledRule, head: str) -> bool:
    return (rule.own.search(head) or rule.shared.search(head)) is not None and rule.never.search(head) is None


def may_hold_any(value: str) -> bool:
    """Whether a text has a number of some length, or a character of those that labels of addresses have."""
    return _ANYTHING.search(value) is not None


def has_many_digits(value: str) -> bool:
    """Whether a text holds as many digits, whatever parts them, as a number that is known by itself."""
    return _ANY_DIGITS.search(value) is not None


def digits_of(text: str) -> str:
    """The letters and digits of a number, without what parts them."""
    return "".join(character for character in text if character.isalnum())
