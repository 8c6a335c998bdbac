"""One text on its way to be published: what each kind of rule covers in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from archive.publish.masking_lists import Cell, List, lists_of
from archive.publish.masking_rules import LabelledRule, Rule, labelled_rules, person_words, rules

MASK = "*"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－＊（）", "0123456789Xx-*()")
_WIDE = re.compile("[０-９Ｘｘ－＊]")
# The fewest digits that any rule covers, whatever parts them; most texts have none such.
_ANY_NUMBER = re.compile(r"\d(?:[ \u00a0\u3000\n\-—–)）]{0,2}[\d*]){6}")
_SENTENCE = 60  # characters in which a word for a person or an office counts
_SHORTLY = 16  # characters in which a word makes a number another one
_LABEL = 8  # characters right before a label that belong to it
_LONG_CELL = 200  # characters: longer cells are prose
_BOUNDS = re.compile(r"[。\n]")


class Cover:
    """A text and what of it is covered. ``counts`` says how many values each rule covered."""

    def __init__(self, value: str) -> None:
        self.counts: Counter[str] = Counter()
        self._value = value
        self._plain = narrow(value)
        self._characters: list[str] | None = None
        self._is_new = False
        self._has_numbers = _ANY_NUMBER.search(self._plain) is not None

    @property
    def text(self) -> str:
        """The text as it is published."""
        return self._value if self._characters is None else "".join(self._characters)

    def by_themselves(self) -> None:
        """Cover the numbers that are known by themselves."""
        if self._has_numbers:
            self._all(rules(), lambda rule: rule.in_text)

    def in_code(self) -> None:
        """The same where digits joined to letters are names."""
        if self._has_numbers:
            self._all([rule for rule in rules() if not rule.text_only], lambda rule: rule.in_code)

    def _all(self, used: Iterable[Rule], pattern: Callable[[Rule], re.Pattern[str]]) -> None:
        for rule in used:
            for found in pattern(rule).finditer(self._plain):
                if rule.check(digits_of(found[0])) and self._counts_here(rule, found.start()):
                    self._hide(rule.key, range(found.start(), found.end()), rule.keep)
            self._renew()

    def _counts_here(self, rule: Rule, start: int) -> bool:
        if rule.unless_after.search(self._plain, max(0, start - _SHORTLY), start):
            return False
        return rule.near is None or rule.near.search(self._plain, max(0, start - _SENTENCE), start) is not None

    def by_labels(self) -> None:
        """Cover what stands behind a label that says whose it is."""
        for rule in self._possible():
            for found in rule.after_label.finditer(self._plain):
                if self._is_persons(rule, found):
                    self._hide_values(rule, found)
            self._renew()

    def _possible(self) -> list[LabelledRule]:
        return [
            rule
            for rule in labelled_rules()
            if (self._has_numbers or not rule.digits) and any(stem in self._plain for stem in rule.stems)
        ]

    def _is_persons(self, rule: LabelledRule, found: re.Match[str]) -> bool:
        start = found.start()
        if rule.never.search(self._plain, max(self._line(start), start - _LABEL), found.start("values")):
            return False
        if found["own"] is not None:
            return True
        before = self._plain[max(0, start - _SENTENCE) : start + 1]
        before = _BOUNDS.split(before)[-1]
        return not rule.public.search(before) and person_words().search(before) is not None

    def _line(self, place: int) -> int:
        """Where the line of a place begins, or the cell."""
        nearest = max(0, place - _SENTENCE)
        return max(self._plain.rfind(mark, nearest, place) + 1 for mark in "\n\t，。；")

    def _hide_values(self, rule: LabelledRule, found: re.Match[str]) -> None:
        for value in rule.value.finditer(self._plain, *found.span("values")):
            self._hide_value(rule, value, range(value.start(), value.end()))

    def by_lists(self) -> None:
        """Cover what stands in the columns of a list of persons."""
        possible = self._possible()
        if possible:
            for one in lists_of(self._plain):
                looked_for = [rule for rule in possible if _is_in(rule, one)]
                if looked_for:
                    self._list(one, looked_for)

    def _list(self, one: List, looked_for: list[LabelledRule]) -> None:
        for cell in one.cells(self._plain):
            if 0 < cell.end - cell.start <= _LONG_CELL:
                for rule in looked_for:
                    self._cell(rule, cell)
        self._renew()

    def _cell(self, rule: LabelledRule, cell: Cell) -> None:
        if cell.head is not None and not _heads(rule, cell.head):
            return
        places = [place for place in range(cell.start, cell.end) if not self._plain[place].isspace()]
        words = "".join(self._now(place) for place in places)
        for value in (rule.shape if cell.head is None else rule.cell).finditer(words):
            self._hide_value(rule, value, places[value.start() : value.end()])

    def _now(self, place: int) -> str:
        return MASK if self._characters is not None and self._characters[place] == MASK else self._plain[place]

    def _hide_value(self, rule: LabelledRule, value: re.Match[str], places: range | list[int]) -> None:
        kept = value.end("keep") - value.start() if "keep" in rule.value.groupindex and value["keep"] else 0
        self._hide(rule.key, places[kept:], rule.keep)

    def _hide(self, key: str, places: Iterable[int], keep: int) -> None:
        characters = self._characters = self._characters or list(self._value)
        legible = [place for place in places if characters[place].isalnum()][keep:]
        for place in legible:
            characters[place] = MASK
            self._is_new = True
        self.counts[key] += bool(legible)

    def _renew(self) -> None:
        """Rules see what others before them have covered."""
        if self._is_new and self._characters is not None:
            self._plain = narrow("".join(self._characters))
            self._is_new = False


def _is_in(rule: LabelledRule, one: List) -> bool:
    """Whether a list has a column of what the rule covers."""
    return any(_heads(rule, head) and (rule.own.search(head) or one.of_persons) for head in one.heads)


def _heads(rule: LabelledRule, head: str) -> bool:
    return (rule.own.search(head) or rule.shared.search(head)) is not None and rule.never.search(head) is None


def narrow(value: str) -> str:
    """Full-width digits as ASCII; most texts have none, and looking is cheaper than translating."""
    return value.translate(_FULL_WIDTH) if _WIDE.search(value) else value


def digits_of(text: str) -> str:
    """The letters and digits of a number, without what parts them."""
    return "".join(character for character in text if character.isalnum())
