"""Documents under another address: what left its lists and what came with its title, date and text are one.

Redirects have shown theirs before (archive/united.py); a site that is made anew without any leaves the words alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.changes.change import Change
from archive.changes.newcomers import Group, Side, groups, note_newcomers
from archive.changes.rules import rules
from archive.changes.scope import Scope
from archive.same import join_documents
from archive.similar import likeness
from archive.varying import comparable, key_of

_UNSTEADY = """
with steady as (
    select c.document from listings c join listings p
        on p.crawl = :previous and p."column" = c."column" and p.url = c.url and p.document = c.document
    where c.crawl = :crawl
)
select n.document from temp.listed_now n join documents d on d.id = n.document
where n.document not in (select document from steady) order by n.document
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """What moved, with the addresses before and after; and newcomers that may be another document still.

    Those have the title and date of a document that is not listed, and it is not known whether it left its list, or
    what they say was not read.
    """

    addresses: Mapping[str, tuple[str, str]]
    undecided: frozenset[str]


def join_moved(scope: Scope) -> Joined:
    """Make one document of each that moved, as far as words tell it."""
    scope.note_listed()
    note_newcomers(scope)
    same: dict[str, str] = {}
    undecided: set[str] = set()
    addresses: dict[str, tuple[str, str]] = {}
    for group in groups(scope):
        left = [side for side in group.left if scope.is_off_its_lists(side.document)]
        pairs = list(_pairs(scope, group.came, left))
        same |= {came.document: known.document for came, known in pairs}
        addresses |= {known.document: (_address(scope, known), came.url) for came, known in pairs}
        rest = [side for side in group.came if side.document not in same]
        waiting = {side.document for side in group.left} - {known.document for _, known in pairs}
        undecided |= {side.document for side in rest if waiting and _is_open(side, group, left)}
    if same:
        join_documents(scope.db, scope.crawl, same, lambda document: (document not in same, document))
        scope.note_listed()
        scope.db.conn.executemany("delete from temp.newcomers where document = ?", [(document,) for document in same])
    return Joined(addresses, frozenset(undecided))


def _address(scope: Scope, left: Side) -> str:
    last = scope.last_listing(left.document)
    return min(url for _, url in last[1]) if last else left.url


def _is_open(came: Side, group: Group, left: Sequence[Side]) -> bool:
    return len(left) < len(group.left) or came.state == "unfetched"


def _pairs(scope: Scope, came: Sequence[Side], left: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Which of those that came is which of those that left: first by text, then the only two that are left."""
    rest, known = {side.document: side for side in came}, {side.document: side for side in left}
    for digest in dict.fromkeys(side.digest for side in came if side.digest):
        ones = [side for side in rest.values() if side.digest == digest]
        others = [side for side in known.values() if side.digest == digest]
        for one, other in _in_order(scope, ones, others):
            yield rest.pop(one.document), known.pop(other.document)
    if len(rest) == len(known) == 1:
        (one,), (other,) = rest.values(), known.values()
        if _is_alike(scope, one, other):
            yield one, other


def _in_order(scope: Scope, ones: list[Side], others: list[Side]) -> Iterator[tuple[Side, Side]]:
    """Pairs of equal texts: of one column before all, then in the order of their addresses."""
    if len(ones) == len(others) == 1:
        yield ones[0], others[0]
        return
    ones, others = (sorted(sides, key=lambda side: side.url) for sides in (ones, others))
    for one in list(ones):
        other = next((o for o in others if one.column in _columns(scope, o)), None)
        if other is not None:
            ones.remove(one)
            others.remove(other)
            yield one, other
    yield from zip(ones, others, strict=False)


def _columns(scope: Scope, side: Side) -> set[str]:
    last = scope.last_listing(side.document)
    return {column for column, _ in last[1]} if last else set()


def _is_alike(scope: Scope, came: Side, left: Side) -> bool:
    """Whether two texts of one title and date are one, edited or read from another frame; pictures have no text."""
    if came.state != left.state or came.state == "file":
        return False
    texts = [_text(scope, side) for side in (came, left)]
    if not any(texts):
        return came.state != "external" and came.column in _columns(scope, left)
    return texts[0] == texts[1] or likeness(*texts) >= rules().moved_alike


def _text(scope: Scope, side: Side) -> str:
    found = scope.db.execute("select text from document_texts where version = ?", [side.version]).fetchone()
    return key_of(comparable(found[0])) if found else ""


def moved(scope: Scope, joined: Joined) -> Iterator[Change]:
    """Documents that stand under no address of those that they were listed with last, whatever told it."""
    for document, (before, after) in joined.addresses.items():
        yield Change("moved", document, before=before, after=after)
    key = {"crawl": scope.crawl, "previous": scope.previous.id}
    for (document,) in scope.db.execute(_UNSTEADY, key).fetchall():
        if document in joined.addresses:
            continue
        last = scope.last_listing(document)
        now = _addresses(scope, document)
        earlier = {url for _, url in last[1]} if last else set()
        if earlier and not earlier & now:
            yield Change("moved", document, before=min(earlier), after=min(now))


def _addresses(scope: Scope, document: str) -> set[str]:
    sql = "select url from listings where document = ? and crawl = ?"
    return {url for (url,) in scope.db.execute(sql, [document, scope.crawl]).fetchall()}


def follow_moved(scope: Scope, changes: Iterable[Change]) -> None:
    """A document that moved is at its new address from now on."""
    rows = [(change.after, change.document) for change in changes if change.kind == "moved"]
    scope.db.conn.executemany("update documents set url = ? where id = ?", rows)
