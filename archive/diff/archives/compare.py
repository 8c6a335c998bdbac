"""The comparison: addresses first, then documents, each a line as soon as it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sqlite_utils import Database

from archive.diff.archives.known import Knowledge, versions
from archive.diff.archives.sides import Address, Bytes, Document, addresses, documents
from archive.text_diff import text_diff
from archive.varying import comparable, key_of

#: Texts of so many addresses are compared paragraph by paragraph; of the rest it is said that they differ.
MOST_TEXTS = 2000
SAME, DIFFERENT, ONLY_ONE, ONLY_OTHER = "same", "different", "only_one", "only_other"
SAME_TEXT, OTHER_TEXT, NO_TEXT = "same_text", "other_text", "not_read_as_text"

_Item = TypeVar("_Item", Address, Document)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address in both archives. ``state``: same, where any bytes of it were seen by both; different; only_one,
    only_other, where the other has no capture of it.

    ``how`` of different ones: same_text (but for what varies at every visit), other_text or not_read_as_text;
    ``paragraphs`` so many differ, None: not counted.
    """

    url: str
    state: str
    one: tuple[Bytes, ...]
    other: tuple[Bytes, ...]
    how: str = ""
    paragraphs: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that only one archive has, or of which they say different things (``differs``: names of fields).

    ``why`` is what the archive that has it not knows of it (archive.diff.archives.known), ``why_at`` as of when.
    """

    url: str
    state: str
    title: str
    published_on: str
    other_title: str = ""
    other_published_on: str = ""
    differs: tuple[str, ...] = ()
    why: str = ""
    why_at: str = ""


@dataclass
class Totals:
    """How many of each, filled while lines are taken."""

    addresses: Counter[str] = field(default_factory=Counter)
    how: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    why_not_in_one: Counter[str] = field(default_factory=Counter)
    why_not_in_other: Counter[str] = field(default_factory=Counter)
    differs: Counter[str] = field(default_factory=Counter)

    def said(self) -> dict[str, dict[str, int]]:
        """All of them, by their names."""
        return {name: dict(sorted(counted.items())) for name, counted in vars(self).items()}


@dataclass
class ArchivesDiff:
    """Two archives of a portal. ``totals`` are whole once both iterators came to their ends."""

    one: Database
    other: Database
    portal: str
    totals: Totals = field(default_factory=Totals)
    _texts: int = 0

    def addresses(self) -> Iterator[AddressLine]:
        """Every address that either archive captured, in their order."""
        pairs = _merged(addresses(self.one, self.portal), addresses(self.other, self.portal))
        for one, other in pairs:
            line = self._address(one, other)
            self.totals.addresses[line.state] += 1
            if line.how:
                self.totals.how[line.how] += 1
            yield line

    def _address(self, one: Address | None, other: Address | None) -> AddressLine:
        if one is None or other is None:
            there = one or other
            assert there is not None
            seen = ((), there.seen) if one is None else (there.seen, ())
            return AddressLine(there.url, ONLY_OTHER if one is None else ONLY_ONE, *seen)
        if (one.digests & other.digests) - {""}:
            return AddressLine(one.url, SAME, one.seen, other.seen)
        how, paragraphs = self._how(one, other)
        return AddressLine(one.url, DIFFERENT, one.seen, other.seen, how, paragraphs)

    def _how(self, one: Address, other: Address) -> tuple[str, int | None]:
        """How an address differs, by the texts that were read of what each saw last."""
        texts = [
            versions(db, self.portal, side.url, [side.last.digest]).get(side.last.digest)
            for db, side in ((self.one, one), (self.other, other))
        ]
        mine, theirs = texts
        if mine is None or theirs is None:
            return NO_TEXT, None
        before, after = comparable(mine[1]), comparable(theirs[1])
        if mine[0] == theirs[0] or key_of(before) == key_of(after):
            return SAME_TEXT, 0
        self._texts += 1
        if self._texts > MOST_TEXTS:
            return OTHER_TEXT, None
        return OTHER_TEXT, len(text_diff(before, after))

    def documents(self) -> Iterator[DocumentLine]:
        """Every document that the archives do not have alike, in the order of their addresses."""
        of_one, of_other = Knowledge(self.one, self.other, self.portal), Knowledge(self.other, self.one, self.portal)
        for one, other in _merged(documents(self.one, self.portal), documents(self.other, self.portal)):
            line = self._document(one, other, of_one, of_other)
            self.totals.documents[line.state] += 1
            for name in line.differs:
                self.totals.differs[name] += 1
            if line.state != SAME:
                yield line

    def _document(
        self, one: Document | None, other: Document | None, of_one: Knowledge, of_other: Knowledge
    ) -> DocumentLine:
        if one is not None and other is not None:
            differs = tuple(
                name for name in ("title", "published_on", "state") if getattr(one, name) != getattr(other, name)
            )
            state = DIFFERENT if differs else SAME
            return DocumentLine(one.url, state, one.title, one.published_on, other.title, other.published_on, differs)
        if one is not None:
            lack = of_other.lack(one)
            self.totals.why_not_in_other[lack.why] += 1
            return DocumentLine(one.url, ONLY_ONE, one.title, one.published_on, why=lack.why, why_at=lack.at)
        assert other is not None
        lack = of_one.lack(other)
        self.totals.why_not_in_one[lack.why] += 1
        return DocumentLine(
            other.url,
            ONLY_OTHER,
            "",
            "",
            other_title=other.title,
            other_published_on=other.published_on,
            why=lack.why,
            why_at=lack.at,
        )


def _merged(one: Iterator[_Item], other: Iterator[_Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Pairs of one address, in order; None where only the other side has it."""

    def key(item: _Item) -> bytes:
        return item.url.encode("utf-8", "surrogatepass")

    mine, theirs = next(one, None), next(other, None)
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and key(mine) < key(theirs)):
            yield mine, None
            mine = next(one, None)
        elif mine is None or key(theirs) < key(mine):
            yield None, theirs
            theirs = next(other, None)
        else:
            yield mine, theirs
            mine, theirs = next(one, None), next(other, None)
