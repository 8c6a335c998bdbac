"""Remarks: a person's note on a finding, or the authority's reply to it (docs/decisions.md).

They stand in the file of decisions. They change no verdict: they are shown beside the finding wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archive.entry import Entry
from archive.labels import Label, verdict_keys
from archive.own_yaml import own_yaml
from archive.reports.folding import fold

_WORDS = Path(__file__).with_name("remarks.yml")
NOTE, REPLY = "note", "reply"
#: Outcome of a note that neither confirms nor disputes, and of every reply.
NO_OUTCOME = "none"
CONFIRMED, DISPUTED = "confirmed", "disputed"
LONGEST_TEXT = 20_000
_WHERE = ("report", "quote", "occurrence", "metric", "rule", "relation")
_SAID = (NOTE, REPLY, "by", "date", "source", "url", "language", "outcome", "verdict")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")  # BCP 47, the parts in use


@dataclass(frozen=True, slots=True)
class Remark:
    """One entry: about the claim of a quote, or about an identity where ``rule`` is given.

    ``source`` describes where it was said (a letter with its number), ``url`` is its address; one of them at least
    with a reply. A note with an ``outcome`` is about one ``verdict``, the one that the finding had then.
    """

    number: int
    report: str
    quote: str | None
    occurrence: int
    metric: str | None
    rule: str | None
    relation: str | None
    kind: str  # note, reply
    text: str
    by: str
    on: date
    source: str
    url: str
    language: str
    outcome: str
    verdict: str | None

    @property
    def said(self) -> tuple[object, ...]:
        """What is said of what: the same twice is one remark too many."""
        quote = "".join(fold(self.quote or "").split())
        about = (self.report, quote, self.occurrence, self.metric, self.rule, self.relation)
        return (*about, self.kind, self.text, self.by, self.on.isoformat(), self.source, self.url)


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    words: dict[str, dict[str, dict[str, str]]] = own_yaml(_WORDS.read_text(encoding="utf-8"))
    return words


def outcomes() -> tuple[str, ...]:
    """What a note may say of a finding, in the order of ``remarks.yml``."""
    return tuple(_words()["outcomes"])


def remark_label(section: str, key: str) -> Label:
    """The words for a kind (``kinds``) or an outcome (``outcomes``); the key itself where there are none."""
    entry = _words()[section].get(key, {})
    return Label(entry.get("zh", key), entry.get("en", key))


class RemarkEntry(Entry):
    """Checks one remark of the file."""

    def remark(self, number: int) -> Remark:
        """The entry as a remark. Raises DecisionFileError."""
        self._check_keys(self._entry, (*_WHERE, *_SAID))
        self._require("report", "by", "date")
        self._check_place()
        kind = self._kind()
        outcome = self._outcome(kind)
        remark = Remark(
            number=number,
            report=self._text("report"),
            quote=self._optional("quote"),
            occurrence=self._occurrence(),
            metric=self._optional("metric"),
            rule=self._optional("rule"),
            relation=self._optional("relation"),
            kind=kind,
            text=self._plain(kind, LONGEST_TEXT),
            by=self._line("by"),
            on=self._day(),
            source=self._line("source"),
            url=self._url(),
            language=self._language(),
            outcome=outcome,
            verdict=self._verdict(outcome),
        )
        if remark.kind == REPLY and not (remark.source or remark.url):
            raise self._error("source: is missing; a reply says where it was given: source, url or both")
        return remark

    def _check_place(self) -> None:
        if "quote" not in self._entry and "rule" not in self._entry:
            raise self._error("quote: is missing; a remark is about the words of a claim, or the rule of a relation")
        if "relation" in self._entry and "rule" not in self._entry:
            raise self._error("relation: goes with rule")

    def _kind(self) -> str:
        said = [kind for kind in (NOTE, REPLY) if kind in self._entry]
        if len(said) != 1:
            raise self._error("note: an entry has either note or reply, with what was said")
        return said[0]

    def _url(self) -> str:
        if "url" not in self._entry:
            return ""
        url = self._plain("url")
        try:
            parts = urlsplit(url)
            right = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
        except ValueError:
            right = False
        if not right:
            raise self._error("url: must be an address with http or https; describe anything else under source")
        return url

    def _language(self) -> str:
        language = self._optional("language") or ""
        if language and not _LANGUAGE.fullmatch(language):
            raise self._error("language: must be a tag of BCP 47, as in zh, en, ug")
        return language

    def _outcome(self, kind: str) -> str:
        outcome = self._optional("outcome") or NO_OUTCOME
        if outcome not in outcomes():
            raise self._error(f"outcome: {outcome!r} is none of {', '.join(outcomes())}")
        if kind == REPLY and outcome != NO_OUTCOME:
            raise self._error("outcome: goes with a note; a reply is shown as it was given")
        return outcome

    def _verdict(self, outcome: str) -> str | None:
        verdict = self._optional("verdict")
        if (verdict is None) is not (outcome == NO_OUTCOME):
            raise self._error("verdict: goes with outcome, and says which verdict is confirmed or disputed")
        if verdict is not None and verdict not in verdict_keys():
            raise self._error(f"verdict: {verdict!r} is none of {', '.join(verdict_keys())}")
        return verdict


def read_remarks(name: str, entries: list[Any]) -> tuple[Remark, ...]:
    """The remarks of a file; ``name`` is for messages. Raises DecisionFileError."""
    remarks = [RemarkEntry(f"{name}: remark {n}", entry).remark(n) for n, entry in enumerate(entries, 1)]
    seen: dict[tuple[object, ...], int] = {}
    for remark in remarks:
        if (first := seen.setdefault(remark.said, remark.number)) != remark.number:
            raise RemarkEntry(f"{name}: remark {remark.number}", {})._error(f"says the same as remark {first}")
    return tuple(remarks)
