"""The file that discovery writes loads as the proposal says, whatever a site calls itself and its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml
from discovery_sites import nested_menus
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.portal_yaml import portal_yaml
from crawler.discovery.proposal import NotProposed, Proposal, ProposedColumn
from crawler.portal import Portal

ON = date(2026, 1, 2)
COLUMN = ProposedColumn("news", "要闻", "http://s.invalid/news/")
PROPOSAL = Proposal("s", "示例", "示例局", "", "http://s.invalid/", (), "modern", (COLUMN,), (), (), 9, ())


def loaded(proposal: Proposal) -> Portal:
    return Portal.model_validate(yaml.safe_load(portal_yaml(proposal, ON)))


def test_the_file_of_a_site_is_the_portal_that_was_proposed(discover: Callable[..., Any]) -> None:
    proposal = discover(nested_menus()).proposal
    portal = loaded(proposal)
    assert (portal.portal, portal.title.zh, portal.site_id) == ("site", proposal.title, "2107820001")
    assert [(c.key, c.title, c.url, c.parent, c.alternatives, c.evidences, c.reports) for c in portal.columns] == [
        (c.key, c.title, c.url or None, c.parent or None, c.alternatives, c.evidences, c.reports)
        for c in proposal.columns
    ]


HOSTILE = [
    "政务: 公开",
    "a # b",
    "}, x: {",
    '"quoted"',
    "'single'",
    "- dash",
    "true",
    "null",
    "123",
    "line\nportal: evil",
    "line\r\x85\u2028portal: evil",
    "\x1b[31mred",
    "%TAG",
    "*anchor",
    "&anchor",
    "!!python/object",
    "\ufeff名",
    "\U0010ffff名",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_of_a_stranger_stays_a_name(name: str) -> None:
    column = replace(COLUMN, title=name, alternatives=(name,), parent=name, unsure=(name,))
    aside = (NotProposed(name, f"http://s.invalid/{name}", name),)
    portal = loaded(replace(PROPOSAL, title=name, authority=name, columns=(column,), not_columns=aside, unsure=(name,)))
    assert portal.portal == "s"
    assert len(portal.columns) == 1
    assert (
        portal.columns[0].title.split()[-1]
        == name.replace("\ufeff", " ").replace("\x1b", " ").split()[-1].replace("\U0010ffff", " ").strip()
    )


@given(name=st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text)))
def test_any_text_gives_a_file_of_one_column(name: str) -> None:
    column = replace(COLUMN, title=name, unsure=(name,))
    assert len(loaded(replace(PROPOSAL, title=name, authority=name, columns=(column,))).columns) == 1


def test_no_line_of_the_file_steers_a_terminal() -> None:
    text = portal_yaml(replace(PROPOSAL, title="\x1b[31m\u202e名", unsure=("\x07\x9b",)), ON)
    assert [one for one in text if not one.isprintable() and one != "\n"] == []


def test_other_hosts_follow_the_one_that_is_fetched_from() -> None:
    portal = loaded(replace(PROPOSAL, hosts=("http://s.invalid/", "http://www.s.invalid/")))
    assert portal.hosts == ("http://s.invalid/", "http://www.s.invalid/")


@pytest.mark.parametrize(("base", "delay"), [("http://127.0.0.1:8000/", 0.0), ("http://s.invalid/", 2.0)])
def test_only_loopback_is_asked_without_a_pause(base: str, delay: float) -> None:
    assert loaded(replace(PROPOSAL, base=base)).politeness.delay == delay


def test_what_was_seen_doubted_and_set_aside_stands_in_comments() -> None:
    column = replace(
        COLUMN, family="trs", paging="call", entries_seen=20, entries_stated=57, unsure=("no entry has a date",)
    )
    aside = (NotProposed("联系我们", "http://s.invalid/lx", "one article, no list"),)
    left = (NotProposed("专题专栏", "http://s.invalid/zt", "not looked at"),)
    text = portal_yaml(replace(PROPOSAL, columns=(column,), not_columns=aside, not_looked_at=left), ON)
    comments = "\n".join(line for line in text.split("\n") if line.lstrip().startswith("#"))
    said = ("family trs", "20 entries on the first page", "57 stated", "no entry has a date", "one article", "专题专栏")
    assert [one for one in said if one not in comments] == []
