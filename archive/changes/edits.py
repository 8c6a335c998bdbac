"""Titles, dates and texts that are not as they were: only as one reader reads both sides, and page with page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive.changes.change import Change
from archive.changes.scope import Scope
from archive.varying import comparable, key_of

#: What this crawl saw of documents beside what was known of them: the last version that was whole, of this reader.
_PAGES = """
with seen as (
    select d.id as document, s.version as after, case
        when w.cut = 0 and w.reader_version = v.reader_version and b.source = 'live' then w.id
        else (select max(o.id) from document_versions o join sightings t on t.document = o.document and t.version = o.id
            join crawls c on c.id = t.crawl and c.accepted = 1 and c.source = 'live' and c.id <> :crawl
            where o.document = d.id and o.cut = 0 and o.reader_version = v.reader_version) end as before
    from sightings s join documents d on d.id = s.document and d.version <> s.version
    join document_versions v on v.id = s.version join document_versions w on w.id = d.version
    left join crawls b on b.id = w.crawl -- that may be an import, of which nothing is a change
    where s.crawl = :crawl
)
select e.document, e.before, e.after, v.cut, v.state, w.state as state_before,
    v.title, w.title as title_before, v.published_on, w.published_on as published_before,
    v.published_on_origin as origin, w.published_on_origin as origin_before,
    v.published_on_other as other, w.published_on_other as other_before,
    v.content_digest as digest, w.content_digest as digest_before
from seen e join document_versions v on v.id = e.after join document_versions w on w.id = e.before
where (v.title, v.published_on, v.content_digest) is not (w.title, w.published_on, w.content_digest)
order by e.document
"""
#: Entries whose title or date in a list is not as it stood in that list, and which no page gives.
_ENTRIES = """
select c.document, c."column", p.title as title_before, c.title, p.listed_on as listed_before, c.listed_on,
    coalesce(v.title, '') as shown, coalesce(v.published_on, w.published_on) as dated
from listings c join listings p on p.crawl = :previous and p."column" = c."column" and p.document = c.document
join crawls a on a.id = c.crawl join crawls b on b.id = p.crawl and b.reader_version is a.reader_version
left join sightings s on s.crawl = c.crawl and s.document = c.document
left join documents d on d.id = c.document left join document_versions w on w.id = d.version
left join document_versions v on v.id = coalesce(s.version, d.version)
where c.crawl = :crawl and (c.title, c.listed_on) is not (p.title, p.listed_on)
order by c.document, c."column"
"""
_SIDES = (("before", "title_before"), ("after", "title"))
_CUT_OFF = ("…", "...", "．．．")


def edits(scope: Scope) -> Iterator[Change]:
    """Documents with another title, date or text than before."""
    rows = list(scope.db.query(_PAGES, {"crawl": scope.crawl}))
    for row in rows:
        yield from _page(scope, row)
    told = {row["document"] for row in rows}
    said: set[tuple[str, str]] = set()  # of a document in several columns each is said once
    for row in scope.db.query(_ENTRIES, {"crawl": scope.crawl, "previous": scope.previous.id}):
        for change in _entry(row, is_told=row["document"] in told):
            if (row["document"], change.kind) not in said:
                said.add((row["document"], change.kind))
                yield change


def _page(scope: Scope, row: dict[str, Any]) -> Iterator[Change]:
    if _differ(row["title_before"], row["title"]):
        yield Change("retitled", row["document"], before=row["title_before"], after=row["title"])
    if _is_redated(row):
        yield Change("redated", row["document"], before=row["published_before"], after=row["published_on"])
    if row["digest"] == row["digest_before"] or row["cut"]:
        return
    versions = {"before_version": row["before"], "after_version": row["after"]}
    if row["state"] == row["state_before"] == "file":
        yield Change("edited", row["document"], part="attachment", **versions)
        return
    before, after = (_text(scope, row[side], row[title]) for side, title in _SIDES)
    if before is None or before != after:  # of texts that were purged the digests are left
        yield Change("edited", row["document"], part="text", **versions)


def _text(scope: Scope, version: int, title: str) -> str | None:
    """What is compared of a version's text; None where it is not kept."""
    found = scope.db.execute("select text from document_texts where version = ?", [version]).fetchone()
    return key_of(comparable(found[0], title)) if found else None


def _differ(before: str | None, after: str | None) -> bool:
    """Whether two titles say something else; white space says nothing, and what is not there is no title."""
    one, other = "".join((before or "").split()), "".join((after or "").split())
    return bool(one and other) and one != other


def _is_redated(row: dict[str, Any]) -> bool:
    """Whether a page gives another date. Where another place of it is read than before, all that it gave count."""
    before, after = row["published_before"], row["published_on"]
    if not before or not after or before == after:
        return False
    if row["origin"] == row["origin_before"]:
        return True
    return not {before, row["other_before"]} & {after, row["other"]} - {None, ""}


def _entry(row: dict[str, Any], *, is_told: bool) -> Iterator[Change]:
    """What a list says of an entry whose page says nothing of it."""
    before, after = row["title_before"], row["title"]
    if not row["shown"] and _differ(before, after) and not (_is_cut_off(before, after) or _is_cut_off(after, before)):
        yield Change("retitled", row["document"], row["column"], before=before, after=after)
    before, after = row["listed_before"], row["listed_on"]
    if not row["dated"] and not is_told and before and after and before != after:
        yield Change("redated", row["document"], row["column"], before=before, after=after)


def _is_cut_off(one: str, other: str) -> bool:
    """Whether ``one`` is the beginning of ``other``, as narrow lists show it."""
    beginning = next((one.removesuffix(mark) for mark in _CUT_OFF if one.endswith(mark)), None)
    return beginning is not None and other.startswith(beginning)
