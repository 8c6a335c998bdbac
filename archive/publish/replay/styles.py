"""Styles of strangers, token by token (CSS Syntax Module Level 3): only declarations that cannot ask for anything.

What is not known to be harmless is left out: a rule of an unknown kind, a selector or a value with an unknown token.
No address, no text that a style would add, and no escape gets through: names are letters, digits, _ and -.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import tinycss2

from archive.publish.masking import mask_code
from archive.publish.replay.rules import limit, names

_NAME = re.compile(r"-{0,2}[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]{0,60}")
_FONT = re.compile(r"[\w\u4e00-\u9fff .-]{1,60}")
#: No name and no size has so many digits, whatever parts them; numbers of persons have.
LONG_NUMBER = re.compile(r"\d(?:[ ._-]*\d){6}")
_FONTS = ("font", "font-family")
_BETWEEN = frozenset(",/")
_COMBINATORS = frozenset(".>+~,*:")
_DIGITS = 6  # of a number: nobody's number is a length
_MOST_STYLE = 4_000  # characters of one attribute
_HIDDEN = frozenset(("none",))
_SIZES = frozenset(("font", "font-size", "zoom"))


@lru_cache(maxsize=20_000)
def clean_declarations(style: str) -> str:
    """What a ``style`` attribute may say; empty where nothing of it."""
    if len(style) > _MOST_STYLE:
        return ""
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return _masked(";".join(_declarations(found, is_sheet=False)))


def clean_sheet(sheet: str) -> str:
    """A style sheet with the rules that are left of it, each on its line."""
    if len(sheet) > limit("style_characters"):
        return ""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return _masked("\n".join(_rules(rules)))


def hides(style: str) -> bool:
    """Whether clean declarations hide their element."""
    return "display:none" in style.lower()


def _masked(css: str) -> str:
    """A style with a number of a person in it is none."""
    return "" if mask_code(css).counts else css


def _rules(rules: Iterable[Any], *, within: bool = False) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selector, said = _selector(rule.prelude), ";".join(_block(rule.content))
            if selector and said:
                yield f"{selector}{{{said}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content and not within:
            yield from _media(rule)


def _media(rule: Any) -> Iterator[str]:
    asked = _serialized(rule.prelude, _is_media)
    inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    if asked and (said := "".join(_rules(inner, within=True))):
        yield f"@media {asked}{{{said}}}"


def _block(content: Iterable[Any]) -> Iterator[str]:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return _declarations(found, is_sheet=True)


def _declarations(found: Iterable[Any], *, is_sheet: bool) -> Iterator[str]:
    """A sheet hides nothing: what is hidden is looked at apart when numbers are covered, and known by its attribute."""
    for each in found:
        if each.type != "declaration" or each.lower_name not in names("style_properties"):
            continue
        is_font = each.lower_name in _FONTS
        value = _serialized(each.value, lambda token, is_font=is_font: _is_value(token, is_font))
        if each.lower_name in _SIZES and any(map(_is_nothing, each.value)):
            continue  # it would hide words in the midst of a number
        if value and not (is_sheet and each.lower_name == "display" and value.lower() in _HIDDEN):
            yield f"{each.lower_name}:{value}{'!important' if each.important else ''}"


def _is_nothing(token: Any) -> bool:
    """Whether a size is too small to be seen: less than a tenth of its unit."""
    return token.type in ("dimension", "number", "percentage") and bool(token.value < 0.1)


def _serialized(tokens: Iterable[Any], is_known: Any) -> str:
    """The tokens as text; empty where one of them is not known."""
    kept = [token for token in tokens if token.type != "comment"]
    if not all(map(is_known, kept)):
        return ""
    said = tinycss2.serialize(kept).strip()
    return said if said.isprintable() and not set(said) & set("<\\{};@") else ""


def _is_value(token: Any, is_font: bool) -> bool:
    if token.type == "ident":
        return _NAME.fullmatch(token.value) is not None
    if token.type in ("dimension", "number", "percentage"):
        return bool(abs(token.value) < 10**_DIGITS) and (token.type != "dimension" or str(token.unit).isalpha())
    if token.type == "string":
        return is_font and _FONT.fullmatch(token.value) is not None
    if token.type == "function":
        known: bool = token.lower_name in names("style_functions")
        return known and all(each.type != "function" and _is_value(each, False) for each in token.arguments)
    if token.type == "hash":
        return re.fullmatch("[0-9A-Fa-f]{3,8}", token.value) is not None
    return token.type == "whitespace" or (token.type == "literal" and token.value in _BETWEEN)


def _selector(tokens: list[Any]) -> str:
    """A selector of names, classes, ids, combinators and known pseudo-classes."""
    previous = ""
    for token in tokens:
        if token.type == "ident" and previous == ":" and token.lower_value not in names("style_pseudo"):
            return ""
        previous = token.value if token.type == "literal" else ""
    return _serialized(tokens, _is_selector)


def _is_selector(token: Any) -> bool:
    if token.type in ("ident", "hash"):
        return _NAME.fullmatch(token.value) is not None and not LONG_NUMBER.search(token.value)
    return token.type == "whitespace" or (token.type == "literal" and token.value in _COMBINATORS)


def _is_media(token: Any) -> bool:
    if token.type == "() block":
        return all(_is_media(each) for each in token.content)
    if token.type in ("ident", "whitespace"):
        return token.type == "whitespace" or _NAME.fullmatch(token.value) is not None
    return token.type in ("dimension", "number") or (token.type == "literal" and token.value in ":,")
