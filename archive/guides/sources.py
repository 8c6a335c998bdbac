"""Which documents of the archive are an authority's guide and catalogue, and their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.guides.read import Promised, read_guide
from archive.guides.rules import pattern, rules
from archive.labels import Label
from archive.layout import body_of
from archive.names import Wanted, title_words, wanted
from archive.reports.folding import to_simplified
from archive.standing import Standing

CATALOGUE = "catalogue"
_TITLED = """
select d.id, d.title, d.published_on, d.version from documents d
where d.portal = ? and d."import" is null and d.gone_since is null
    and (instr(d.title_key, '指南') or instr(d.title_key, '目录') or instr(d.title_key, '目錄'))
order by coalesce(d.published_on, '') desc, d.id
"""
#: The files of a document, as its newest accepted crawl saw them.
_FILES = """
select f.id, f.version from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
join documents f on f.id = a.file
where a.document = ? and f.version is not null group by f.id order by max(w.closed_at) desc, min(a.rowid)
"""
_TEXT = 'select "text", layout from document_texts where version = ? and "text" is not null and layout is not null'


@dataclass(frozen=True, slots=True)
class Source:
    """A guide or catalogue that was read: the document or file whose text it is, and what it names."""

    kind: str
    document: str
    version: int
    promised: tuple[Promised, ...]


def sources(db: Database, standing: Standing) -> tuple[Source, ...]:
    """The newest guide and the newest catalogue of the own site, as far as there are any and they name something."""
    titled = list(db.query(_TITLED, [standing.portal]))
    chosen = ((kind, _newest(titled, rule, standing)) for kind, rule in rules()["sources"].items())
    read = (_read(db, kind, row) for kind, row in chosen if row)
    return tuple(source for source in read if source)


def source_label(kind: str) -> Label:
    """What a kind of source is called."""
    entry = rules()["sources"].get(kind, {}).get("title", {"zh": kind, "en": kind})
    return Label(**entry)


def _newest(rows: list[dict[str, Any]], rule: Mapping[str, Any], standing: Standing) -> Mapping[str, Any] | None:
    if not rows:
        return None  # names of which nobody asks are not made ready
    asked = [wanted(name, standing.authority) for name in rule["names"]]
    whole = {wanted(name, standing.authority).key for name in rule["whole"]}
    return next((row for row in rows if _is_one(row["title"] or "", asked, whole, standing.authority)), None)


def _is_one(title: str, asked: Sequence[Wanted], whole: Set[str], authority: tuple[str, ...]) -> bool:
    if to_simplified(title_words(title, authority)) in whole:
        return True
    return any(name.carried_by(title) and not _of_another(name, title) for name in asked)


def _of_another(name: Wanted, title: str) -> bool:
    before = to_simplified(name.words(title)).partition(name.name)[0]
    return bool(pattern("others").search(before))


def _read(db: Database, kind: str, row: Mapping[str, Any]) -> Source | None:
    """The page itself, or the first of its files that names anything."""
    for document, version in _texts(db, row):
        found = next(iter(db.query(_TEXT, [version])), None)
        promised = read_guide(body_of(found["text"], found["layout"]), is_catalogue=kind == CATALOGUE) if found else ()
        if promised:
            return Source(kind, document, version, promised)
    return None


def _texts(db: Database, row: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if row["version"] is not None:
        yield row["id"], row["version"]
    yield from ((file["id"], file["version"]) for file in list(db.query(_FILES, [row["id"]])))
