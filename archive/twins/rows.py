"""The table ``twins``: for each document that has a counterpart before it, which, and of what kind.

Signatures are computed for texts that are new and kept by digest (``text_signatures``, in custody). What shares a band
with another is then compared text by text, so that no number of the table is an estimate.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlite_utils import Database

from archive.forked import Forked, cores
from archive.standing import Standing, parse_date
from archive.twins.judging import Copy, Likeness, of_one_text, of_two_texts
from archive.twins.rules import kinds
from archive.twins.signatures import Signed, may_be_near, scheme, signed
from archive.twins.wording import Wording, wording

#: Texts signed at a time: what is sent to a process together.
_BATCH = 4
#: Fewer texts are signed here before a process is worth it.
_MANY = 200
#: Of documents of one text that annexes or titles tell apart, so many are compared with a further one.
_MOST_APART = 50
_KEPT_TEXTS = 4000

_DOCUMENTS = """
select id, title, published_on, content_digest as digest, version, state = 'file' as is_file from documents
where portal = ? and "import" is null and content_digest <> ''
order by published_on is null or published_on = '', published_on, id
"""
#: Each with the text of its first version; texts are read one by one, not put in order with their digests.
_UNSIGNED = """
with unsigned as (
    select d.content_digest as digest, min(d.version) as version
    from documents d join document_texts t on t.version = d.version
    where d.portal = ? and d.content_digest <> '' and not exists (
        select 1 from text_signatures s where s.content_digest = d.content_digest and s.scheme = ?)
    group by d.content_digest
)
select u.digest, t.text from unsigned u join document_texts t on t.version = u.version
"""
_SIGNATURES = """
select s.content_digest as digest, s.signature from text_signatures s
where s.scheme = ? and s.content_digest in (select content_digest from documents where portal = ?)
"""
#: Signatures of texts that no document has, or that are kept no more.
_FORGOTTEN = """
delete from text_signatures where not exists (
    select 1 from documents d join document_texts t on t.version = d.version
    where d.content_digest = text_signatures.content_digest)
"""
#: Of these, those that the portal's documents had.
_FORGOTTEN_OF_PORTAL = """
delete from text_signatures where content_digest in (
    select v.content_digest from documents d join document_versions v on v.document = d.id
    where d.portal = ? and v.content_digest <> '')
and not exists (
    select 1 from documents d join document_texts t on t.version = d.version
    where d.content_digest = text_signatures.content_digest)
"""
#: Of the last accepted crawl that found any: what a document links, by what it held when it was last read; by its
#: address where nobody ever read it, for two annexes that were not read may be two.
_ATTACHED = """
select a.document, w.closed_at, coalesce(nullif(a.entity_digest, ''), (
    select b.entity_digest from attachments b join crawls x on x.id = b.crawl and x.accepted = 1
    where b.document = a.document and b.url = a.url and b.entity_digest <> ''
    order by x.source = 'live' desc, x.closed_at desc, x.id desc limit 1), a.url) as digest
from attachments a join crawls w on w.id = a.crawl and w.accepted = 1
where a.role = 'attachment' and a.document in (select value from json_each(?))
"""


_Text = tuple[str, str]  # digest and text


@dataclass(frozen=True, slots=True)
class _Document:
    id: str
    title: str
    published_on: date | None
    digest: str
    version: int
    is_file: bool


def store_twins(db: Database, standing: Standing) -> int:
    """Write anew which documents of a portal have a counterpart, as of its newest accepted crawl; return how many rows.

    Part of the transaction of whoever calls it.
    """
    sign_texts(db, standing.portal)
    rows = twins_observed(db, standing)
    write_twins(db, standing, rows)
    return len(rows)


def twins_observed(db: Database, standing: Standing) -> list[dict[str, Any]]:
    """Which documents of a portal have a counterpart, as rows; nothing is written. Their texts have to be signed."""
    documents = [_document(row) for row in db.query(_DOCUMENTS, [standing.portal])]
    return [_row(standing, *each) for each in _Comparison(db, standing.portal, documents).twins()]


def write_twins(db: Database, standing: Standing, rows: Iterable[dict[str, Any]]) -> None:
    """Write a portal's rows in place of earlier ones."""
    db.execute("delete from twins where portal = ?", [standing.portal])
    db.table("twins").insert_all(rows, pk="document")


def sign_texts(db: Database, portal: str) -> int:
    """Compute the signatures of a portal's texts that have none, and forget those of texts that are gone; how many."""
    db.execute(_FORGOTTEN_OF_PORTAL, [portal])
    return sign_all_texts(db, [portal])


def sign_all_texts(db: Database, portals: Iterable[str]) -> int:
    """Compute the signatures of portals' texts that have none; how many."""
    with _Signer() as signer:
        return sum(_sign_texts(db, portal, signer) for portal in portals)


def _sign_texts(db: Database, portal: str, signer: _Signer) -> int:
    unsigned = ((row["digest"], row["text"] or "") for row in db.query(_UNSIGNED, [portal, scheme()]))
    rows = [*signer.signed(unsigned)]
    db.conn.executemany(
        "insert or replace into text_signatures (content_digest, scheme, signature) values (?, ?, ?)", rows
    )
    return len(rows)


def forget_signatures(db: Database) -> None:
    """Forget those of texts that no document has: of a crawl that is not accepted now, of one page for many entries."""
    with db.atomic():
        db.execute(_FORGOTTEN)


class _Signer:
    """Signs texts of one portal after the other; as soon as they are many, on every core."""

    def __init__(self) -> None:
        self._texts = 0
        self._pool: Forked[list[_Text], list[Signed]] | None = None

    def __enter__(self) -> _Signer:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._pool:
            self._pool.close()

    def signed(self, texts: Iterator[_Text]) -> Iterator[Signed]:
        """Digests of texts with their signatures."""
        first, processes = list(islice(texts, _MANY)), cores()
        self._texts += len(first)
        if self._pool is None and processes > 1 and self._texts >= _MANY:
            self._pool = Forked(signed, processes)
        batches = _batches(chain(first, texts))
        return chain.from_iterable(self._pool.map(batches) if self._pool else map(signed, batches))


def _batches(texts: Iterator[_Text]) -> Iterator[list[_Text]]:
    while batch := list(islice(texts, _BATCH)):
        yield batch


def _document(row: Mapping[str, Any]) -> _Document:
    day = parse_date(row["published_on"])
    return _Document(row["id"], row["title"] or "", day, row["digest"], row["version"], bool(row["is_file"]))


def _row(
    standing: Standing, one: _Document, other: _Document | None, kind: str, similarity: float | None
) -> dict[str, Any]:
    apart = (one.published_on - other.published_on).days if other and one.published_on and other.published_on else None
    return {
        "document": one.id,
        "portal": standing.portal,
        "as_of": standing.as_of,
        "year": one.published_on.year if one.published_on else None,
        "kind": kind,
        "twin": other.id if other else None,
        "similarity": similarity,
        "days_apart": apart,
    }


_Found = tuple[_Document, _Document | None, str, float | None]


class _Comparison:
    """The documents of a portal in the order of time, by the digests of their texts."""

    def __init__(self, db: Database, portal: str, documents: Sequence[_Document]) -> None:
        self._db = db
        self._groups: dict[str, list[_Document]] = {}
        for document in documents:
            self._groups.setdefault(document.digest, []).append(document)
        self._signatures: dict[str, bytes] = {
            r["digest"]: r["signature"] for r in db.query(_SIGNATURES, [scheme(), portal])
        }
        self._attached: dict[str, frozenset[str]] = {}
        self._wording = lru_cache(_KEPT_TEXTS)(self._read)

    def twins(self) -> Iterator[_Found]:
        """Every document with its counterpart, or as one that is too short; each once."""
        near = self._near()
        shared = [one for group in self._groups.values() if len(group) > 1 for one in group]
        self._attach(one.id for one in shared)
        for digest, group in self._groups.items():
            first, *others = group
            if digest in near:
                yield first, *near[digest]
            elif self._is_short(first):
                yield first, None, "short", None
            yield from self._of_one_text(first, others)

    def _of_one_text(self, first: _Document, others: Iterable[_Document]) -> Iterator[_Found]:
        apart = [first]
        for one in others:
            found = [(other, like) for other in apart if (like := of_one_text(self._copy(one), self._copy(other)))]
            same = next(((other, like) for other, like in found if like.kind == "same"), None)
            if same is None and len(apart) < _MOST_APART:
                apart.append(one)
            if best := same or next(iter(found), None):
                other, like = best
                yield one, other, like.kind, like.similarity
            else:
                yield one, None, "short", None

    def _near(self) -> dict[str, tuple[_Document, str, float]]:
        """By digest, the document of another text before it that is most like the first one that has it."""
        ordered = {d: s for d in self._groups if (s := self._signatures.get(d))}
        pairs = [(one, other) for one, other in may_be_near(ordered)]
        self._attach(self._groups[digest][0].id for pair in pairs for digest in pair)
        best: dict[str, tuple[_Document, str, float]] = {}
        for one, other in pairs:
            like = self._of_two(self._groups[one][0], self._groups[other][0])
            if like and (one not in best or _rank(like.kind, like.similarity) < _rank(*best[one][1:])):
                best[one] = (self._groups[other][0], like.kind, like.similarity)
        return best

    def _of_two(self, one: _Document, other: _Document) -> Likeness | None:
        texts = (self._wording(one.version), self._wording(other.version))
        return of_two_texts(self._copy(one), self._copy(other), texts)

    def _read(self, version: int) -> Wording:
        found = self._db.execute("select text from document_texts where version = ?", [version]).fetchone()
        return wording(found[0] or "") if found else wording("")

    def _is_short(self, document: _Document) -> bool:
        """Whether its text is too short; a file without a text that can be read is compared by its bytes."""
        return not self._signatures.get(document.digest) and not document.is_file

    def _copy(self, one: _Document) -> Copy:
        attached = self._attached.get(one.id, frozenset())
        return Copy(one.id, wording(one.title), attached, one.is_file, self._is_short(one))

    def _attach(self, documents: Iterable[str]) -> None:
        wanted = json.dumps([one for one in dict.fromkeys(documents) if one not in self._attached])
        newest: dict[str, tuple[str, set[str]]] = {}
        for row in self._db.query(_ATTACHED, [wanted]):
            at, digests = newest.setdefault(row["document"], (row["closed_at"], set()))
            if row["closed_at"] > at:
                newest[row["document"]] = (row["closed_at"], {row["digest"]})
            elif row["closed_at"] == at:
                digests.add(row["digest"])
        self._attached |= {document: frozenset(digests) for document, (_, digests) in newest.items()}


def _rank(kind: str, similarity: float) -> tuple[int, float]:
    return kinds().index(kind), -similarity
