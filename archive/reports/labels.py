"""The words around a printed number: where its label begins and ends, and what is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.reports.numbers import Amount
from archive.reports.sentences import clause_end, clause_start, is_break

_JOINTS = "、,，;；:：)）。”》」’"
_CONJUNCTIONS = "和及与、"
_TIME = re.compile(r"^(?:[本今]年(?:度|以来|来|内)?|20\d{2}年度?)(?=[^,，。\d])")
_LOCATIVE = re.compile(r"^(?:在|于)[^”》」]{0,60}[”》」](?:专栏|栏目|专题|专区|公众号|平台)?(?:中|上|里|内)?(?=.)")
# No word that two others make together: it would be tried both ways, at each of its repetitions.
_TOTAL_WORDS = r"(?:其中|一共|总共|合计|总计|累计|全年|共|计|达到|达|为|有|仅|即|约|近|超过|超|的|,|，)*"
_BARE = re.compile(rf"^{_TOTAL_WORDS}$")
_LONGEST_AFTER = 14
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}(?:是|、)|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}(?:[、．]|\.(?!\d)))+"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The label of an amount in its sentence: ``text[start:amount.start]`` and the words behind the amount."""

    start: int
    before: str
    after: str
    bare: bool  # no subject of its own: 共计47个, 占92.7%

    @property
    def behind(self) -> bool:
        """Whether the label stands behind the number: 2件维持."""
        return self.bare and bool(self.after)


def _skip_joints(text: str, start: int, end: int, joints: str = _JOINTS) -> int:
    while start < end and text[start] in joints:
        start += 1
    return start


def words_after(text: str, amount: Amount, limit: int) -> str:
    """The noun that follows a number directly (119期政策简明问答), up to the clause's end or the next number."""
    end = min(clause_end(text, amount.end), limit, amount.end + _LONGEST_AFTER)
    after = text[amount.end : end].split("、")[0]
    return "" if after[:1] in ("的", "和", "及", "与", "，", ",") else after


def is_bare(before: str) -> bool:
    """Whether the words before a number name no subject."""
    return bool(_BARE.match(before))


def wording(text: str, amount: Amount, floor: int, limit: int) -> Wording:
    """The label of ``amount``; nothing before ``floor`` or behind ``limit`` (its neighbours) belongs to it."""
    clause = clause_start(text, amount.start)
    start = _skip_joints(text, max(clause, floor), amount.start)
    ordinal = _ORDINAL.match(text[start : amount.start])
    start += ordinal.end() if ordinal else 0
    if floor > clause:  # the number before ended inside the clause: 和 joins the two
        start = _skip_joints(text, start, amount.start, _CONJUNCTIONS)
    before = text[start : amount.start]
    return Wording(start, before, words_after(text, amount, limit), is_bare(before))


def before_bracket(text: str, start: int, floor: int) -> int:
    """Where the words begin whose bracket opens right before ``text[start]``: 城市规划（8件）; ``start`` if none do."""
    if start < 2 or text[start - 1] not in "(（" or start - 1 <= floor:
        return start
    words = max(clause_start(text, start - 1), floor)
    words = _skip_joints(text, words, start - 1, _JOINTS + _CONJUNCTIONS)
    return words if words < start - 1 else start


def clause_before(text: str, start: int, floor: int) -> int:
    """Where the clause ahead of ``text[start]`` begins, not before ``floor``; ``start`` if there is none."""
    end = start
    while end > floor and is_break(text[end - 1]):
        end -= 1
    if end <= floor or end == start:
        return start
    return max(_skip_joints(text, max(clause_start(text, end - 1), floor), end), floor)


def quote_start(text: str, start: int, end: int) -> int:
    """Where the quote begins: behind 本年度, and behind a column named in front (that is kept on its own)."""
    for pattern in (_TIME, _LOCATIVE):
        found = pattern.match(text[start:end])
        if found and start + found.end() < end:
            start += found.end()
    return start
