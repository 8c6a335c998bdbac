"""Which numbers are a document's own: those of its field, its title, the head of its file, and its attachments' names.

A number in a title may also be another document's: an interpretation names what it interprets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.series.numbers import Mention, Number, document_numbers, kind_of, unified
from archive.series.rules import rules

FIELD, TITLE, LISTING, HEAD, ATTACHMENT = "field", "title", "listing", "head", "attachment"
ORIGINS = (FIELD, TITLE, LISTING, HEAD, ATTACHMENT)
_HEAD_LINES = 8
_LONGEST_LINE = 80
_BRACKETS = "〔〕 ：:;；、,，。《》"
_CLOSINGS = "〕]］﹞)）】〗》 　:：;；、,，。"
_LEAD = re.compile(r"附件\s?[\d一二三四五六七八九十]{0,3}\s?[:：.．、]?\s?")
_EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")


def in_field(value: str) -> list[Number]:
    """The numbers of the field 文号; joint documents have several."""
    return [mention.number for mention in document_numbers(value)]


def in_title(title: str) -> list[Number]:
    """The numbers that stand in brackets at the end of a title, or are all of it; none of a title about another."""
    if not title.rstrip(_CLOSINGS).endswith(("号", "號")) or any(word in title for word in rules().about):
        return []
    return list(_at_the_end(title))


def _at_the_end(title: str) -> Iterator[Number]:
    text = unified(title)
    closing = _closing(text, document_numbers(title))
    before = text[: closing[0].start].rstrip() if closing else ""
    for mention in closing:
        if dated := _dated_in_brackets(mention, text):
            yield dated
        elif not _is_prose(mention) and (before.endswith("〔") or not before.strip(_BRACKETS)):
            yield mention.number


def _closing(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions at the end of ``text`` with nothing but marks between and behind them."""
    closing: list[Mention] = []
    begin = len(text)
    for mention in reversed(mentions):
        if mention.end <= begin and text[mention.end : begin].strip(_BRACKETS):
            break
        closing.insert(0, mention)
        begin = mention.start
    return closing


def _is_prose(mention: Mention) -> bool:
    """Whether the words before a number lead to it: 关于转发国发〔2018〕3号."""
    return mention.number.prefix.startswith(rules().citing)


def _dated_in_brackets(mention: Mention, text: str) -> Number | None:
    """Of a title 关于…的公告（2018年第3号）, whose words before the bracket are no issuer, the number of its kind."""
    number, kind = mention.number, kind_of(mention.number.prefix)
    inside = text[mention.start + len(number.prefix) : mention.end].lstrip()
    if not (kind and inside.startswith("〔") and "〕" not in inside):
        return None
    return number._replace(prefix=kind, spelling=number.spelling.replace(number.prefix, kind, 1))


def in_head(text: str) -> Iterator[Number]:
    """The numbers that stand alone on one of the first lines of a text."""
    for line in text[: _HEAD_LINES * _LONGEST_LINE].split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        mentions = document_numbers(line) if len(line) <= _LONGEST_LINE else ()
        if mentions and _says_nothing_else(unified(line), mentions):
            yield from (mention.number for mention in mentions)
            return


def in_attachment(name: str) -> Iterator[Number]:
    """The numbers with which the name of an attachment begins, or that stand in brackets at its end."""
    rest = _EXTENSION.sub("", _LEAD.sub("", name.strip(), count=1))
    mentions = document_numbers(rest)
    text = unified(rest)
    if mentions and _begins(text, mentions[0]):
        yield from (mention.number for mention in mentions if mention.start == mentions[0].start)
    else:
        yield from in_title(rest)


def _begins(text: str, mention: Mention) -> bool:
    """Whether a name begins with a number that is its own: the title follows, or nothing."""
    behind = text[mention.end :]
    opens = not behind.strip(_BRACKETS) or behind.startswith((*" _-〔《", "关于"))
    return opens and not text[: mention.start].strip(_BRACKETS) and not _is_prose(mention)


def _says_nothing_else(line: str, mentions: tuple[Mention, ...]) -> bool:
    left, at = "", 0
    for start, end in sorted({(mention.start, mention.end) for mention in mentions}):
        left += line[at:start]
        at = end
    return not (left + line[at:]).strip(_BRACKETS)
