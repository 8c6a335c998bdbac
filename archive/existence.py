"""Existence: whether a named document or list stands on the own site, by folded title.

Which titles carry a name is said in ``archive.names``; which are near to it, in ``archive.similar``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.measures import inline, templates
from archive.name_sql import named_sql, needed_sql, words_sql
from archive.names import Wanted, rules, wanted
from archive.similar import Near, near_titles
from archive.standing import Standing

BEGINNING = 400  # characters of a file in which its first line is looked for
_LONGEST_LINE = 80  # letters of a file's first line that is read as its title


@dataclass(frozen=True)
class Search:
    """How one name is searched for: its key, and the SQL that returns what carries it."""

    name: str
    key: str
    sql: str
    wanted: Wanted

    @property
    def searchable(self) -> bool:
        """Whether the name is long enough to be told from others."""
        return len(self.key) >= int(rules()["shortest_name"])


def claimed_name(claim: Mapping[str, Any]) -> str:
    """The name an existence claim speaks of: the part of its metric after the kind, or its subject."""
    for prefix in rules()["metric_prefixes"]:
        if str(claim["metric"]).startswith(prefix):
            return str(claim["metric"])[len(prefix) :]
    return str(claim["subject"] or claim["quote"])


def attachments(db: Database, portal: str) -> tuple[tuple[str, str], ...]:
    """URL and name of every attachment the portal's accepted crawls saw.

    Where the name says little (附件1), also the first line of the file, as far as the file was read.
    """
    rows = db.query(
        "select distinct a.url, a.name from attachments a join crawls w on w.id = a.crawl and w.accepted = 1 "
        "where w.portal = ? order by a.url, a.name",
        [portal],
    )
    named = [(row["url"], row["name"] or "") for row in rows]
    return (*named, *_first_lines(db, portal))


def _first_lines(db: Database, portal: str) -> list[tuple[str, str]]:
    rows = db.query(
        "select distinct a.url, substr(t.text, 1, ?3) as beginning from attachments a "
        "join crawls w on w.id = a.crawl and w.accepted = 1 "
        "join document_versions v on v.document = a.file and v.crawl not in (select id from crawls "
        "where portal = ?1 and source = 'web archive') join document_texts t on t.version = v.id "
        "where w.portal = ?1 and length(coalesce(a.name, '')) < ?2 and coalesce(a.file, '') <> '' order by 1, 2",
        [portal, int(rules()["shortest_attachment_name"]), BEGINNING],
    )
    lines = ((row["url"], first_line(row["beginning"] or "")) for row in rows)
    return [(url, line) for url, line in lines if line]


def first_line(text: str) -> str:
    """The first line of a file's BEGINNING that says more than 附件1; empty where it is no title but a paragraph."""
    shortest = int(rules()["shortest_attachment_name"])
    line = next((line.strip() for line in text.splitlines() if len(line.strip()) >= shortest), "")
    return line if len(line) <= _LONGEST_LINE else ""


def search_for(
    standing: Standing, claim: Mapping[str, Any], attached: Iterable[tuple[str, str]], report_year: int | None = None
) -> Search:
    """How the name of ``claim`` is searched for on the own site; ``attached`` as ``attachments`` gives it.

    Attachments keep no folded name in the archive, so those that match are named in the SQL.
    """
    name = claimed_name(claim)
    asked = wanted(name, standing.authority, report_year)
    urls = sorted({url for url, title in attached if asked.carried_by(title)})
    values = {"portal": standing.portal, "attachments": json.dumps(urls, ensure_ascii=False)}
    sql = ""
    # The conditions are literals already: only what stands around them has :names.
    rest = templates()["existence"].population
    for place, condition in (
        ("{needed}", needed_sql(asked)),
        ("{words}", words_sql(asked)),
        ("{named}", named_sql(asked)),
    ):
        before, _, rest = rest.partition(place)
        sql += inline(before, values) + condition
    return Search(name, asked.key, sql + inline(rest, values), asked)


def near(db: Database, standing: Standing, search: Search, attached: Iterable[tuple[str, str]]) -> Near:
    """Titles and attachment names of the own site that are near a name which none of them carries."""
    return near_titles(db, standing.portal, search.wanted, attached)
