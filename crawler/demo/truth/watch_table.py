"""The table of all nights in docs/nights.md: `python -m crawler.demo.truth.watch_table` prints it."""

from __future__ import annotations

import sys
from datetime import date

from crawler.demo.truth.watch import (
    ALL,
    ExpectedChange,
    Night,
    expected_of,
    missing_at,
    named_documents,
    named_groups,
    nights,
)


def night_table() -> str:
    """Every night in Markdown: what happened, what must be reported, and what is missing from then on."""
    rows = [(night.key, night.note, _reported(night), _missing(night)) for night in nights()]
    heads = ("night (UTC)", "what happened", "must be reported", "said to be missing")
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _reported(night: Night) -> str:
    if not night.accepted:
        return night.expect.replace("_", " ")
    if night is nights()[0]:
        return "baseline"
    return "<br>".join(map(_change, expected_of(night))) or "nothing"


def _change(change: ExpectedChange) -> str:
    many = f" × {change.count}" if change.count > 1 else ""
    return f"**{change.kind}**{many} {_name(change.document)}{_detail(change)}"


def _detail(change: ExpectedChange) -> str:
    """What else must be said; the addresses of a move depend on the skin."""
    said = []
    if change.part != "text":
        said.append(change.part)
    if change.before and change.after:
        said.append(f"{_value(change.before)} → {_value(change.after)}")
    if change.each:
        said.append(f"{max(change.each.values())} to {min(change.each.values())} days late")
    if change.days:
        said.append(f"{change.days} day{'s' * (change.days > 1)} late")
    if change.repost_of:
        said.append(f"reposts {_name(change.repost_of)}")
    if change.by:
        said.append(f"at the latest {change.by}")
    return f": {'; '.join(said)}" if said else ""


def _value(value: str | date) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _name(document: str) -> str:
    if document == ALL:
        return "every document"
    if document in named_groups():
        return f"`{document}`"
    return f"`{document}` {named_documents()[document].title}".rstrip()


def _missing(night: Night) -> str:
    return ", ".join(f"`{one.document}` since {one.since}" for one in missing_at(night))


if __name__ == "__main__":
    sys.stdout.write(night_table())
