"""What a page's own functions do with a page number: read from their text, never run.

``function goPage(n) { location.href = "list.jsp?page=" + n; }`` gives an address; one that puts the number into a field
and submits its form, or posts it, gives a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

_LONGEST_BODY = 8_000
_MOST_FUNCTIONS = 8
_MOST_TERMS = 12
_MOST_ADDRESSES = 20
_LONGEST_EXPRESSION = 600
_NAME = r"[A-Za-z_$][\w$]{0,60}"
_PATH = rf"{_NAME}(?:\.{_NAME}){{0,3}}"
_TERM = re.compile(
    rf"\s{{0,10}}(?:\"(?P<double>[^\"\n]{{0,300}})\"|'(?P<single>[^'\n]{{0,300}})'|(?P<number>\d{{1,9}})"
    rf"|\(?\s{{0,3}}(?:(?:parseInt|Number|String)\s?\()?(?P<name>{_PATH})\)?"
    r"(?:\s{0,3}(?P<sign>[+-])\s{0,3}(?P<step>\d{1,3})(?=\s{0,3}\)))?\s{0,3}\)?)\s{0,10}"
)
_GOES = re.compile(
    r"(?:location(?:\.href)?\s{0,5}(?:=(?!=)|\.(?:replace|assign)\s?\()\s{0,5}|\b(?:window\.)?open\s?\(\s{0,3}(?=[\"'e]))"
    r"(?:encodeURI(?:Component)?\s?\(\s{0,3})?"
)
_SETS = (
    re.compile(rf"getElementById\(\s?[\"']([\w.$-]{{1,80}})[\"']\s?\)\.value\s?=\s?({_PATH})\s?[;,\n}}]"),
    re.compile(rf"getElementsByName\(\s?[\"']([\w.$-]{{1,80}})[\"']\s?\)\[0\]\.value\s?=\s?({_PATH})\s?[;,\n}}]"),
    re.compile(
        rf"\$\(\s?[\"'](?:input)?(?:#|\[name=[\"']?)([\w.$-]{{1,80}})[\"']?\]?[\"']\s?\)\.val\(\s?({_PATH})\s?\)"
    ),
    re.compile(rf"document(?:\.forms)?\.{_NAME}(?:\.elements)?\.({_NAME})\.value\s?=\s?({_PATH})\s?[;,\n}}]"),
    re.compile(rf"document\.forms\[[^\[\]\n]{{1,40}}\]\.({_NAME})\.value\s?=\s?({_PATH})\s?[;,\n}}]"),
    re.compile(rf"\b(?:theForm|form|frm|f)\.({_NAME})\.value\s?=\s?({_PATH})\s?[;,\n}}]"),
)
_SUBMITS = re.compile(r"\.submit\s?\(\s?\)")
_POSTS = re.compile(r"type\s?:\s?[\"']post[\"']|method\s?:\s?[\"']post[\"']|\$\.post\s?\(", re.IGNORECASE)
_URL = re.compile(r"(?:\burl\s?[:=]\s?|\$\.post\s?\(\s?)[\"']([^\"'\s]{1,300})[\"']")


@dataclass(frozen=True, slots=True)
class Turn:
    """What turning to a page comes to: ``address`` to go to, or ``field`` of a form that is sent, to ``target`` or
    where the form says."""

    address: str = ""
    field: str = ""
    target: str = ""


def read_turn(text: str, function: str, number: int) -> Turn | None:
    """What a call of ``function`` with a page number does; None where its text, or none of it, says it."""
    called = list(_called(text, function))
    if not called:
        return None
    values = {name: str(number) for parameters, _ in called for name in parameters}
    body = "\n".join(part for _, part in called)
    if addresses := addresses_with(body, values):
        return Turn(address=addresses[0])
    for pattern in _SETS:
        for match in pattern.finditer(body):
            if match[2] not in values:
                continue
            if _SUBMITS.search(body):
                return Turn(field=match[1])
            if _POSTS.search(body) and (url := _URL.search(body)):
                return Turn(field=match[1], target=url[1])
    return None


def literal_address(script: str) -> str:
    """The address that an inline script goes to, where it is written out; '' where it is none."""
    match = _GOES.search(script)
    return evaluate(script[match.end() :], {}) or "" if match else ""


def goes_to_argument(text: str, function: str) -> bool:
    """Whether a function of the page goes to the address it is given."""
    return any(
        evaluate(body[match.end() : match.end() + _LONGEST_EXPRESSION], dict.fromkeys(parameters, "x")) == "x"
        for parameters, body in _called(text, function)
        for match in islice(_GOES.finditer(body), _MOST_ADDRESSES)
    )


def addresses_with(body: str, values: Mapping[str, str]) -> list[str]:
    """The addresses that a function's text goes to and that differ with these numbers, in their order."""
    others = {name: str(int(value) + 1) for name, value in values.items()}
    found = []
    for match in islice(_GOES.finditer(body), _MOST_ADDRESSES):
        expression = body[match.end() : match.end() + _LONGEST_EXPRESSION]
        address = evaluate(expression, values)
        if address and address != evaluate(expression, others):
            found.append(address)
    return found


def evaluate(expression: str, values: Mapping[str, str]) -> str | None:
    """A sum of literals and of names in ``values`` as a script would join it; None where it holds anything else."""
    pieces, place = [], 0
    for _ in range(_MOST_TERMS):
        term = _TERM.match(expression, place)
        piece = _term(term, values) if term else None
        if term is None or piece is None:
            return None
        pieces.append(piece)
        place = term.end()
        if expression[place : place + 1] != "+":
            return "".join(pieces)
        place += 1
    return None


def _term(term: re.Match[str], values: Mapping[str, str]) -> str | None:
    for name in ("double", "single", "number"):
        if term[name] is not None:
            return term[name]
    value = values.get(term["name"])
    if value is None or not term["sign"]:
        return value
    step = int(term["step"])
    return str(int(value) + (step if term["sign"] == "+" else -step)) if value.isdigit() else None


def _called(text: str, function: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The parameters and text of a function and of those of the page that it calls."""
    todo, seen = [function], set[str]()
    while todo and len(seen) < _MOST_FUNCTIONS:
        name = todo.pop(0)
        if name in seen:
            continue
        seen.add(name)
        found = _function(text, name)
        if found is not None:
            yield found
            todo.extend(re.findall(rf"(?<![\w$.])({_NAME})\s?\(", found[1])[:50])


@lru_cache(maxsize=128)
def _openings(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a function of this name begins. Each expression begins with letters alone: those are found quickly."""
    name = re.escape(name)
    opening = r"\s{0,5}\(([^()]{0,200})\)\s{0,20}\{"
    assigned = rf"{name}(?<![\w$.]{name})\s{{0,5}}[=:]\s{{0,5}}function{opening}"
    return re.compile(rf"function\s{{1,5}}{name}{opening}"), re.compile(assigned)


def _function(text: str, name: str) -> tuple[tuple[str, ...], str] | None:
    """The parameters of a named function and the text between its braces."""
    openings = (opening.search(text) for opening in _openings(name))
    match = min(filter(None, openings), key=re.Match.start, default=None)
    if match is None:
        return None
    depth, end = 1, min(len(text), match.end() + _LONGEST_BODY)
    for place in range(match.end(), end):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            end = place
            break
    parameters = tuple(part.strip() for part in match[1].split(",") if part.strip())
    return parameters, text[match.end() : end] + "}"
