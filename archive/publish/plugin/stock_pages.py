"""What our templates of Datasette's own pages (database, table, row, query) need beside what Datasette gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Request

from archive.labels import Label
from archive.own_yaml import own_yaml
from archive.publish.metadata import parameters_of
from archive.publish.plugin.answers import style
from archive.publish.plugin.counted_rows import claims_counted
from archive.publish.plugin.described import both_languages
from archive.publish.plugin.downloads import is_evidence, ready_made
from archive.publish.plugin.language import in_plain_words
from archive.publish.plugin.replays import replay_links
from archive.publish.plugin.rows import DATABASE, EvidenceLinks, evidence, number, rows
from archive.publish.plugin.shelf import data_cited

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_NEWEST = "select portal, id as crawl, max(closed_at || id) from standing_crawls group by portal"
#: What stands in the form for a query of one's own.
_EXAMPLE = "select * from documents limit 20"


@dataclass(frozen=True, slots=True)
class TableGroup:
    """Tables and views that a heading of the page of all data has under it, by name."""

    label: Label
    tables: tuple[str, ...]


@cache
def table_groups() -> tuple[TableGroup, ...]:
    """The groups of ``table_groups.yml``, in order."""
    return tuple(TableGroup(Label(each["zh"], each["en"]), tuple(each["tables"])) for each in _data("table_groups"))


def grouped(names: Sequence[str]) -> list[TableGroup]:
    """``names`` in their groups; what stands in none comes last, under a heading of its own."""
    found = [TableGroup(group.label, tuple(name for name in group.tables if name in names)) for group in table_groups()]
    known = {name for group in found for name in group.tables}
    rest = TableGroup(Label("其他", "Others"), tuple(name for name in names if name not in known))
    return [group for group in (*found, rest) if group.tables]


@cache
def filter_words() -> Mapping[str, Label]:
    """How each condition of a table page is called, by Datasette's key."""
    return {key: Label(words["zh"], words["en"]) for key, words in _data("filter_words").items()}


def filter_word(key: str) -> str:
    """The name of a condition in the language chosen; the key of one that has no name."""
    word = filter_words().get(key)
    return in_plain_words(word.zh, word.en) if word else key


def _data(name: str) -> Any:
    return own_yaml(files("archive.publish.plugin").joinpath(f"{name}.yml").read_text("utf-8"))


async def given(datasette: Datasette, template: str | None, table: str | None, request: Request) -> dict[str, object]:
    """What the template of one of Datasette's own pages gets in addition; nothing is asked of the database for a table.

    ``style`` and ``tables_style`` are addresses; ``kept`` is what was asked, but for the page within the rows.
    """
    found: dict[str, object] = {
        "style": style(datasette),
        "tables_style": style(datasette, "tables.css"),
        "number": number,
        "kept": [pair for pair in parse_qsl(request.query_string) if pair[0] != "_next"],
    }
    if template == "row.html" and table is not None:
        found |= await _of_a_row(datasette, table, request)
    elif template == "query.html":
        found["whole"] = await _whole_answer(datasette, request)
        found["counted_for"] = await claims_counted(datasette, request.args.get("sql") or "") if found["whole"] else ()
    elif template == "database.html":
        found |= {"grouped": grouped, "table_words": _table_words(datasette), "example": _EXAMPLE}
    return found


def _table_words(datasette: Datasette) -> Mapping[str, Mapping[str, Any]]:
    """What metadata.yml says of each table. Datasette copies all of it each time: to be asked once for a page."""
    databases: Mapping[str, Any] = datasette.metadata("databases") or {}
    found: Mapping[str, Mapping[str, Any]] = (databases.get(DATABASE) or {}).get("tables") or {}
    return found


async def _whole_answer(datasette: Datasette, request: Request) -> EvidenceLinks | None:
    """Downloads of every row, for a ready-made query of ours or the SQL behind a number; None for any other SQL."""
    query = request.url_vars.get("table", "")
    if query in ready_made():
        path, urls = f"/download/query/{query}", datasette.urls
        given = {name: request.args.get(name) or "" for name in parameters_of(ready_made()[query])}
        asked = f"?{urlencode(given)}" if given else ""
        page, csv, json = urls.query(DATABASE, query), urls.path(f"{path}.csv"), urls.path(f"{path}.json")
        return EvidenceLinks(f"{page}{asked}", f"{csv}{asked}", f"{json}{asked}")
    sql = request.args.get("sql") or ""
    return evidence(datasette, sql) if sql and await is_evidence(datasette, sql) else None


async def _of_a_row(datasette: Datasette, table: str, request: Request) -> dict[str, object]:
    database = datasette.get_database(DATABASE)
    keys = await database.foreign_keys_for_table(table)
    newest = {found["portal"]: found["crawl"] for found in await rows(datasette, _NEWEST)}
    words = _table_words(datasette)

    def title_of(name: str) -> str:
        return str(words.get(name, {}).get("title") or name)

    return {
        "title_of": title_of,
        "replay": await _replay(datasette, table, request),
        "leads_to": {key["column"]: key["other_table"] for key in keys},
        "row_address": partial(_row_address, datasette),
        "cited": _citation(datasette, table, both_languages(title_of(table)), request, newest),
    }


async def _replay(datasette: Datasette, table: str, request: Request) -> str:
    """Where the capture of a row is replayed; empty where it is not, or the row is of another table."""
    capture = str(tilde_decode(request.url_vars.get("pks", ""))) if table == "captures" else ""
    return (await replay_links(datasette, [capture])).get(capture, "")


def _row_address(datasette: Datasette, table: str, key: object) -> str:
    return str(datasette.urls.row(DATABASE, table, tilde_encode(str(key))))


def _citation(
    datasette: Datasette, table: str, title: Label, request: Request, newest: Mapping[str, str]
) -> Callable[[Sequence[str], Sequence[object]], tuple[str, Label]]:
    """A function of the row, as columns and values: its permanent address, and what a citation says before that."""
    path = request.path
    data = data_cited(datasette)
    address = data.address(str(datasette.absolute_url(request, datasette.urls.path(path))), path)

    def cited(columns: Sequence[str], values: Sequence[object]) -> tuple[str, Label]:
        row = dict(zip(columns, values, strict=True))
        as_of = row.get("as_of") or row.get("crawl") or newest.get(str(row.get("portal") or row.get("id")))
        name = f"{table} {tilde_decode(path.rpartition('/')[2])}"
        crawl = Label(f"依据采集 {as_of}，", f"as of {as_of}, ") if as_of else Label("", "")
        said = Label(f"{title.zh}，{name}，{crawl.zh}{data.said.zh}", f"{title.en}, {name}, {crawl.en}{data.said.en}")
        return address, Label(f"gongkai，{said.zh}", f"gongkai, {said.en}")

    return cited
