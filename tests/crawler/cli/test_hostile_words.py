"""Words of strangers on a terminal: shown, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from crawler.cli.exits import Stop
from crawler.cli.output import clean, coverage_table, say
from crawler.cli.printable import json_text, printable
from crawler.coverage import Coverage, Verdict
from crawler.crawl import CrawlResult
from crawler.portal import built_in_portals, find_portal

#: Clears the screen, writes the title of the window, colours, a link, C1 of the same, and turns the line.
CODES = ["\x1b[2J", "\x1b]0;owned\x07", "\x1b[31m", "\x1b]8;;http://evil.invalid\x07", "\x9b31m", "\x9d0;x\x9c", "\r",
         "\x08\x08", "\x7f", "\u202e", "\u2066", "\x00", "\x0e"]  # fmt: skip
MARKUP = ["[red]党[/red]", "[link=http://evil.invalid]党[/link]", "[/]", "[bold", ":smile:", "[@click=quit]x[/]"]


@pytest.mark.parametrize("code", CODES)
def test_no_code_reaches_the_terminal(code: str) -> None:
    shown = printable(f"前{code}后")
    assert all(sign not in shown for sign in code if not sign.isprintable())
    assert (shown[0], shown[-1]) == ("前", "后")
    assert code not in Stop(f"前{code}后", 2).message


@pytest.mark.parametrize("code", CODES)
def test_json_escapes_it_and_means_the_same(code: str) -> None:
    said = json_text({"title": f"前{code}后"})
    assert printable(said) == said
    assert json.loads(said) == {"title": f"前{code}后"}


@given(
    st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=5)
)
def test_json_is_the_json_of_the_value(value: object) -> None:
    said = json_text(value)
    assert json.loads(said) == value
    assert said.encode("utf-8")


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
