"""The text of an archived document, and of the files it attaches, as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.records import Body
from archive.remark_store import RemarkShown, remarks_shown

#: A document by its id, by the id of a report read from it, or by any of its canonical URLs.
_DOCUMENTS = """
select id from documents where id = :name
union select document from reports where id = :name
union select document from document_urls where url = :name
union select id from documents where url = :name
order by 1 limit 1
"""
_TEXT = """
select d.id, d.title, d.url, t.text, t.layout, f.unread, v.image_only
from documents d left join document_versions v on v.id = d.version
left join document_texts t on t.version = d.version left join file_readings f on f.version = d.version
where d.id = ?
"""


def last_crawl(document: str) -> str:
    """SQL for the last accepted crawl in which a document or file was seen, a live one before others.

    ``document`` is SQL for its id.
    """
    return (
        "(select n.crawl from sightings n join crawls w on w.id = n.crawl and w.accepted = 1"
        f" where n.document = {document} order by w.source = 'live' desc, w.closed_at desc, w.id desc limit 1)"
    )


#: The files that a document attached when it was seen last, each as it was read last: not every crawl asks for all.
_ATTACHED = f"""
select a.file as id, a.name as title, a.url, t.text, t.layout, f.unread, 0 as image_only
from attachments a
join sightings s on s.document = a.file and s.crawl = {last_crawl("a.file")}
left join document_texts t on t.version = s.version left join file_readings f on f.version = s.version
where a.document = :document and a.role = 'attachment'
and a.crawl = {last_crawl(":document")}
order by a.url
"""


#: Only of the version that the claims were read from: in another one the places are other words.
_DECIDED = """
select x.*, c.start, c."end", c.metric as claimed from decisions x join claims c on c.id = x.claim and x.current = 1
join reports r on r.id = c.report and r.current = 1 join documents d on d.id = r.document and d.version = r.version
where d.id = ?
"""
_REMARKED = """
select x.*, c.start, c."end", c.metric as claimed, i.number as identity_number, i.rule as identity_rule,
    f.verdict as found
from remarks x
join reports r on r.id = x.report and r.current = 1 join documents d on d.id = r.document and d.version = r.version
left join claims c on c.id = x.claim left join identities i on i.id = x.identity
left join findings f on f.current = 1 and f.report = r.id and (f.claim = x.claim or f.identity = x.identity)
where d.id = ? and x.current = 1 and x.state = 'attached' order by x.said_on, x.number
"""
Place = tuple[int, int, str]
RulePlace = tuple[int, str]  # number and rule of an identity
Row = Mapping[str, Any]
Remarked = Mapping[Place | RulePlace, tuple[RemarkShown, ...]]


@dataclass(frozen=True, slots=True)
class ArchivedText:
    """A text of the archive; ``unread`` says what of it is unread, and why.

    ``decided`` are the decisions about its claims, by the place and metric of the claim; ``remarked`` the remarks on
    claims and on identities, these by number and rule.
    """

    document: str
    title: str
    url: str
    body: Body
    unread: str
    decided: Mapping[Place, Row] = field(default_factory=dict)
    remarked: Remarked = field(default_factory=dict)


def archived_text(db: Database, name: str) -> ArchivedText | None:
    """The newest version of a document, by its id, its report's id or a canonical URL; None where there is none."""
    found = db.execute(_DOCUMENTS, {"name": name}).fetchone()
    row = next(db.query(_TEXT, [found[0]]), None) if found else None
    return replace(_text(row), decided=_decided(db, row["id"]), remarked=_remarked(db, row["id"])) if row else None


def _decided(db: Database, document: str) -> dict[Place, Row]:
    return {(row["start"], row["end"], row["claimed"]): row for row in db.query(_DECIDED, [document])}


def _remarked(db: Database, document: str) -> Remarked:
    found: dict[Place | RulePlace, tuple[RemarkShown, ...]] = {}
    for row in db.query(_REMARKED, [document]):
        claim = (row["start"], row["end"], row["claimed"])
        place = claim if row["claim"] else (row["identity_number"], row["identity_rule"])
        found[place] = found.get(place, ()) + remarks_shown([row], row["found"] or "")
    return found


def attached_texts(db: Database, document: str) -> tuple[ArchivedText, ...]:
    """The files that a document attaches, in the newest accepted crawl that saw any."""
    return tuple(map(_text, db.query(_ATTACHED, {"document": document})))


def _text(row: dict[str, Any]) -> ArchivedText:
    text = row["text"] or ""
    body = body_of(text, row["layout"]) if row["layout"] else Body("", ())
    unread = row["unread"] or ("scan: the page shows pictures without text" if row["image_only"] else "")
    return ArchivedText(row["id"], row["title"] or "", row["url"] or "", body, unread)
