"""Words of strangers on a terminal: shown, and nothing else."""

from __future__ import annotations

import pytest
from rich.table import Table
from terminal_codes import CODES

from crawler.cli.exits import Stop
from crawler.cli.output import clean, coverage_table, say
from crawler.coverage import Coverage, Verdict
from crawler.crawl import CrawlResult
from crawler.portal import built_in_portals, find_portal
from crawler.printable import printable

MARKUP = ["[red]党[/red]", "[link=http://evil.invalid]党[/link]", "[/]", "[bold", ":smile:", "[@click=quit]x[/]"]


@pytest.mark.parametrize("code", CODES)
def test_no_code_reaches_the_terminal_with_why_a_command_ended(code: str) -> None:
    assert code not in Stop(f"前{code}后", 2).message


@pytest.mark.parametrize("words", MARKUP)
def test_markup_is_shown_as_it_stands(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Even where a table is given the words as they are."""
    table = Table("a", "b")
    table.add_row(clean(words), words)
    say(table)
    assert capsys.readouterr().out.count(words) == 2


def test_a_table_of_a_hostile_crawl_holds_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    words = "".join((*CODES, *MARKUP))
    portal = find_portal(next(iter(built_in_portals())))
    rows = tuple(Coverage(column.key, "incomplete", words, 1, 1, 1, 0, None, words) for column in portal.columns)
    say(coverage_table(portal, CrawlResult("c", portal.portal, Verdict("failed", words), rows, 1, 1.0, (words,))))
    said = capsys.readouterr().out
    assert printable(said) == said
    assert "[red]党[/red]" in said.replace("\n", "")
