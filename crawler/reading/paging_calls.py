"""Calls by which a page's own script would write its pager: read, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CALL = re.compile(r"createPage(?:HTML)?\w{0,20}\s{0,3}\(([^()]{3,300})\)", re.IGNORECASE)
_PAGER = re.compile(r"\bPager\s{0,3}\(\s{0,3}\{([^{}]{5,400})\}", re.IGNORECASE)
_OPTION = re.compile(r"(\w+)\s{0,3}:\s{0,3}[\"']?([\w./-]{1,100})[\"']?")
_LONGEST_TEMPLATE = 6000
# TRS's older template writes its links from variables: countPage = 25, currentPage = 0, "index" + "_" + nextPage.
_COUNT = re.compile(r"\bcountPage\s{0,3}=\s{0,3}[\"']?(\d{1,6})")
_CURRENT = re.compile(r"\bcurrentPage\s{0,3}=\s{0,3}[\"']?(\d{1,6})")
_WRITTEN = re.compile(
    r"([A-Za-z0-9-]{1,40})(?:[\"']\s{0,3}\+\s{0,3}[\"'])?_[\"']\s{0,3}\+\s{0,3}\(?\s{0,3}(?:nextPage|prevPage|currentPage|i)\b"
    r"[^\"'\n]{0,20}[\"']\.(?:[\"']\s{0,3}\+\s{0,3}[\"'])?(s?html?)"
)
_ARGUMENT = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|(-?\d+)|[^,]*)\s*(?:,|$)")

_LINE_COMMENT = re.compile(r"(?<![:\"'=(])//")  # but http:// and what else begins an address
_LONGEST_LINE = 300
_LONGEST_COMMENT = 4000
_MOST_COMMENTED = 50  # calls of one name that are looked at for it


@dataclass(frozen=True, slots=True)
class Call:
    """What a call to a paging function says; ``current`` counts from 0."""

    pages: int
    current: int
    name: str
    extension: str
    items: int | None
    first_number: int  # the number in the name of page 2

    def next_name(self) -> str | None:
        """The file name of the next page; None on the last."""
        if self.current + 1 >= self.pages:
            return None
        return f"{self.name}_{self.current + self.first_number}.{self.extension}"


def read_call(text: str, lower: bytes) -> Call | None:
    """The first paging call with literal arguments in ``text``; ``lower`` is it as Page.lower."""
    for match in _calls(_CALL, b"createpage", text, lower):
        if call := _call(match[1]):
            return call
    for match in _calls(_PAGER, b"pager", text, lower):
        options = dict(_OPTION.findall(match[1]))
        if options.get("size", "").isdigit() and options.get("prefix"):
            current = options.get("current", "0")
            return Call(
                int(options["size"]),
                int(current) if current.isdigit() else 0,
                options["prefix"],
                options.get("suffix", "html"),
                None,
                1,
            )
    return _written_call(text) if b"countpage" in lower else None


def is_commented(text: str, place: int) -> bool:
    """Whether what stands at a place of a page's source is commented out: behind // in its line, or in <!-- with its
    whole script. Inside a script <!-- hides nothing.
    """
    before = text[max(0, place - _LONGEST_COMMENT) : place].lower()
    line = before[-_LONGEST_LINE:].rpartition("\n")[2].rpartition("<script")[2]
    opened = before.rpartition("<!--")
    is_opened = bool(opened[1]) and "-->" not in opened[2] and "<script" in opened[2]
    return is_opened or _LINE_COMMENT.search(line) is not None


def _written_call(text: str) -> Call | None:
    """What the variables of a template say that writes its links itself."""
    count, current = _COUNT.search(text), _CURRENT.search(text)
    written = _WRITTEN.search(text, count.start(), count.start() + _LONGEST_TEMPLATE) if count else None
    if not (count and current and written):
        return None
    return Call(int(count[1]), int(current[1]), written[1], written[2], None, 1)


def _calls(pattern: re.Pattern[str], name: bytes, text: str, lower: bytes) -> Iterator[re.Match[str]]:
    """The matches of a pattern in ``text`` that begin with this name, which is sought in ``lower``: much quicker.

    One that is commented out is none.
    """
    passed = place = looked_at = 0
    while (at := lower.find(name, passed)) >= 0:
        place += len(lower[passed:at].decode("utf-8"))
        if match := pattern.match(text, place):
            looked_at += 1
            if looked_at > _MOST_COMMENTED or not is_commented(text, place):
                yield match
        place += len(name)
        passed = at + len(name)


def _call(arguments: str) -> Call | None:
    """The call with these arguments, in TRS's order or UCAP's."""
    values: list[str | int | None] = []
    for match in _ARGUMENT.finditer(arguments[:300]):
        quoted = match[1] if match[1] is not None else match[2]
        values.append(quoted if quoted is not None else int(match[3]) if match[3] else None)
        if match.end() == len(arguments):
            break
    in_div = bool(values) and isinstance(values[0], str)
    values = values[1:] if in_div else values
    match values:
        case [int(pages), int(current), str(name), str(extension), *rest] if name:
            items = _count(rest)
            from_one = in_div and items is not None
            return Call(pages, current - from_one, name, extension, items, 2 if from_one else 1)
    return None


def _count(rest: Sequence[str | int | None]) -> int | None:
    """The number of entries behind the arguments that every such function takes, quoted or not."""
    said = str(rest[0]) if rest else ""
    return int(said) if said.isdigit() and len(said) < 9 and int(said) else None
