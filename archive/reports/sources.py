"""Second sources of a report's figures: what a document is by its title, whose it is, and whether it holds its form.

Which kinds there are is data of ``sources.yml``; ``archive.reports.beside`` sets them beside the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from archive.records import Claim
from archive.reports.channels import full_body_name
from archive.reports.folding import fold
from archive.reports.rules import load_rules
from archive.reports.titles import is_about_reports, is_report_title

#: The kinds of ``reports`` and ``report_sources`` that are no official form.
REPORT, COPY, PARENT_COPY, NEXT_YEAR = "report", "copy", "parent_copy", "next_year"
_FILE = "sources.yml"


@cache
def _titles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(entry["title"])) for kind, entry in load_rules(_FILE)["kinds"].items())


def document_kind(title: str) -> str:
    """What a document is by its title: report, website, annex; empty where it is none, or is about them."""
    plain = re.sub(r"\s", "", fold(title[:200]))
    if is_about_reports(title):
        return ""
    found = next((kind for kind, pattern in _titles() if pattern.search(plain)), "")
    return found or (REPORT if is_report_title(title) else "")


def has_form(kind: str, claims: Sequence[Claim]) -> bool:
    """Whether a document of this kind holds the form it must; a yearly report needs none."""
    forms = load_rules(_FILE)["kinds"].get(kind, {}).get("forms")
    return forms is None or any(table_of(claim) in forms for claim in claims)


@cache
def _form_keys() -> frozenset[str]:
    return frozenset(load_rules(f"form_{name}.yml")["key"] for name in load_rules("forms.yml")["forms"])


def table_of(claim: Claim) -> str:
    """The key of the official table a claim was read from, such as t3 or annex; empty for the text."""
    return table_of_subject(claim.subject)


def table_of_subject(subject: str) -> str:
    """The same, of a claim's subject: that of a cell is its place (t3.new.total)."""
    key = subject.partition(".")[0]
    return key if subject.count(".") >= 2 and key in _form_keys() else ""


def body_of_title(title: str) -> str:
    """The body a report's title names, without the words for a government or committee: 松山新区, 松山新区办公室."""
    return re.sub(load_rules(_FILE)["government"], "", full_body_name(fold(title)))


def is_same_body(title: str, names: Sequence[str]) -> bool:
    """Whether the body that a report's title names is one of ``names``, alone or behind the place it lies in."""
    body = body_of_title(title)
    plain = {body_of_title(name) for name in names} - {""}
    return body in plain or any(re.match(load_rules(_FILE)["own_name"], name) and body.endswith(name) for name in plain)


def body_of_document(kind: str, title: str) -> str:
    """The body that the title of a document of this kind names before what the document is; empty for none."""
    plain = re.sub(r"\s", "", fold(title[:200]))
    found = dict(_titles())[kind].search(plain) if kind != REPORT else None
    return body_of_title(plain[: found.start()] if found else plain)
