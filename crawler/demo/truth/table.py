"""The table of all cases in docs/cases.md: `python -m crawler.demo.truth.table` prints it."""

from __future__ import annotations

import sys

from crawler.demo.truth import ExpectedFinding, cases, expected_findings

#: Stands where a case says what the plain one says.
SAME = "="


def case_table(year: int) -> str:
    """Claims of the report of ``year`` by case in Markdown: the verdict, and the number observed."""
    settings = [(key, wechat) for key in cases() for wechat in (False, True)]
    said = [_said(year, key, wechat) for key, wechat in settings]
    heads = [f"{key}{' + WeChat' if wechat else ''}" for key, wechat in settings]
    rows = [
        (_name(finding), _outcome(finding), *(_beside(other, finding) for other in others))
        for finding, *others in zip(*said, strict=True)
    ]
    lines = [("claim", *heads), ("---",) * (1 + len(heads)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _said(year: int, case: str, wechat: bool) -> list[ExpectedFinding]:
    return [finding for finding in expected_findings(year, wechat, case) if finding.kind != "identity"]


def _name(finding: ExpectedFinding) -> str:
    return finding.quote if finding.kind == "existence" else f"{finding.quote} (`{finding.key}`)"


def _outcome(finding: ExpectedFinding) -> str:
    return finding.verdict if finding.observed is None else f"{finding.verdict} {finding.observed:g}"


def _beside(finding: ExpectedFinding, plain: ExpectedFinding) -> str:
    return SAME if _outcome(finding) == _outcome(plain) else _outcome(finding)


if __name__ == "__main__":
    sys.stdout.write(case_table(2018))
