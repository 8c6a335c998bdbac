"""The rules of ``masking.yml``, compiled."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.own_yaml import own_yaml
from archive.publish.masking_checks import CHECKS

_SPACE = r"[ \u00a0\u3000\n]{0,2}"
# In a percent-encoded address the digit before may be the end of %B7; in a code a letter joins the number.
_BESIDE = r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))"
_JOINT = r"(?:号码|号)?(?:[（(][^（）()\n]{0,12}[)）])?[\s:：是为]{0,6}"
_AND = r"[、,，/;；或 ]{1,3}"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of number that is known by itself: where it may stand in text, and in codes and addresses."""

    key: str
    in_text: re.Pattern[str]
    in_code: re.Pattern[str]
    inside: re.Pattern[str]
    check: Callable[[str], bool]
    needs: str  # a character without which none is found; empty where there is no such
    keep: int
    near: re.Pattern[str] | None
    unless_after: re.Pattern[str]
    text_only: bool


@dataclass(frozen=True, slots=True)
class LabelledRule:
    """One kind of number or address that a label or the head of a column makes known."""

    key: str
    stem: re.Pattern[str]  # what every label holds
    anchor: re.Pattern[str] | None  # where its labels are looked for; None: before numbers of seven digits and more
    begins: re.Pattern[str]  # the characters with which labels begin
    after_label: re.Pattern[str]  # groups: own or shared, values
    value: re.Pattern[str]
    cell: re.Pattern[str]
    shape: re.Pattern[str]
    own: re.Pattern[str]
    shared: re.Pattern[str]
    never: re.Pattern[str]
    public: re.Pattern[str]
    keep: int


@dataclass(frozen=True, slots=True)
class ListWords:
    """By what the head of a list is known, and what its rows are."""

    heads: re.Pattern[str]
    persons: re.Pattern[str]
    offices: re.Pattern[str]
    private: re.Pattern[str]


@cache
def data() -> dict[str, Any]:
    """``masking.yml`` as it stands."""
    loaded: dict[str, Any] = own_yaml(files("archive.publish").joinpath("masking.yml").read_text("utf-8"))
    return loaded


@cache
def rules_digest() -> str:
    """SHA-256, in hexadecimal, of the rules and the code that applies them, and of the Unicode version.

    What was masked under another digest has to be masked again: a changed comment costs one slow build, no more.
    """
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    for path in sorted(files("archive.publish").iterdir(), key=lambda file: file.name):
        if path.name.startswith("masking") and path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def rules() -> tuple[Rule, ...]:
    """Those that need no label, in their order in the file."""
    return tuple(_rule(key, entry) for key, entry in data()["rules"].items())


@cache
def labelled_rules() -> tuple[LabelledRule, ...]:
    """Those that need a label or a head, in their order in the file."""
    return tuple(_labelled(key, entry) for key, entry in data()["labelled"].items())


@cache
def list_words() -> ListWords:
    """The heads of lists, the labels of all rules among them."""
    lists = data()["lists"]
    labels = [word for entry in data()["labelled"].values() for word in (*entry["own"], *entry["shared"])]
    everything = [*labels, *(word for words in lists.values() for word in words)]
    # A head of one character would be found in every word.
    heads = _labels(word for word in everything if len(word) > 1)
    offices = re.compile(rf"(?:{_alternatives(lists['offices'])})$")
    return ListWords(heads, _labels(lists["persons"]), offices, _labels(lists["private"]))


@cache
def person_words() -> re.Pattern[str]:
    """Words after which a shared label is a person's."""
    return re.compile(data()["words"]["person"])


def _rule(key: str, entry: dict[str, Any]) -> Rule:
    pattern, tight = _filled(entry["pattern"]), _filled(entry["pattern"].replace("{gap}", ""))
    after = r"(?!\d)" + (f"(?!{entry['unless_followed_by']})" if "unless_followed_by" in entry else "")
    return Rule(
        key=key,
        in_text=re.compile(rf"(?:(?<!\d)(?<!\d\.)|(?<=\+86))(?:{pattern}){after}"),
        in_code=re.compile(rf"{_BESIDE}(?:{pattern})(?![0-9A-Za-z])"),
        inside=re.compile(rf"(?=({tight}))"),
        check=CHECKS[entry.get("check", "")],
        needs=entry.get("needs", ""),
        keep=entry["keep"],
        near=_words(entry["near"]) if "near" in entry else None,
        unless_after=_words(*entry.get("unless_after", [])),
        text_only=entry.get("text_only", False),
    )


def _labelled(key: str, entry: dict[str, Any]) -> LabelledRule:
    value, joint = _filled(entry["value"]), entry.get("joint", _JOINT)
    bare = value.replace("(?P<keep>", "(?:")
    own, shared = _alternatives(entry["own"]), _alternatives(entry["shared"])
    told = entry.get("told", "(?!)")
    return LabelledRule(
        key=key,
        stem=re.compile(_forms(entry["stems"])),
        anchor=re.compile(entry["anchor"]) if "anchor" in entry else None,
        begins=re.compile(_forms({word[0] for word in (*entry["own"], *entry["shared"], *entry.get("begins", ""))})),
        after_label=re.compile(
            rf"(?:(?P<own>{own})|(?P<shared>{shared}|{told})){joint}(?P<values>{bare}(?:{_AND}{bare}){{0,3}})"
        ),
        value=re.compile(value),
        cell=re.compile(_filled(entry["cell"])),
        shape=re.compile(_filled(entry["shape"])),
        own=re.compile(own),
        shared=re.compile(shared),
        never=_words(*entry.get("never", [])),
        public=_words(*entry.get("public", [])),
        keep=entry.get("keep", 0),
    )


def _filled(pattern: str) -> str:
    """``pattern`` with its parts in place; parts hold parts, but none itself."""
    for name, part in reversed(data()["parts"].items()):
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def _words(*kinds: str) -> re.Pattern[str]:
    return re.compile("|".join(data()["words"][kind] for kind in kinds)) if kinds else _NOTHING


def _labels(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_alternatives(words))


def _alternatives(words: Iterable[str]) -> str:
    """Words of Chinese characters, the longest first; white space may stand between the characters."""
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    # Each alternative begins with one character, and no class of them: only so a search skips what begins none.
    spelled = [
        first + "".join(_SPACE + _forms(character) for character in word[1:])
        for word in longest
        for first in word[0] + data()["variants"].get(word[0], "")
    ]
    return "|".join(spelled) or "(?!)"


def _forms(characters: Iterable[str]) -> str:
    """A class of the characters in all their forms."""
    variants: dict[str, str] = data()["variants"]
    forms = "".join(character + variants.get(character, "") for character in sorted(characters))
    return f"[{forms}]" if len(forms) > 1 else forms
