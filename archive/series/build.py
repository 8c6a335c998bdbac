"""From documents and texts to the series of a portal; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.series.cited import Citation, citations
from archive.series.numbers import DOCUMENT, INDEX, Number, index_number, kind_of
from archive.series.own import (
    ATTACHMENT,
    FIELD,
    HEAD,
    LISTING,
    TITLE,
    in_attachment,
    in_field,
    in_head,
    in_title,
)
from archive.series.owner import OUTSIDE, OWN, UNKNOWN, Sign, family, opening, owners
from archive.series.series import Key, Published, Series, assess, joined_prefixes, key_of


class Bearer(NamedTuple):
    """A document that may carry numbers: its fields, and where else its own number may stand."""

    id: str
    title: str = ""
    title_key: str = ""
    issuer: str = ""
    index_number: str = ""
    document_number: str = ""
    published_on: str | None = None
    head: str | None = None  # the beginning of a file
    listed_as: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """A number that a document names, as its text has it, and whether the archive has it."""

    citation: Citation
    document: str
    found: bool


@dataclass(frozen=True, slots=True)
class Built:
    """One series with all that it rests on."""

    series: Series
    carried: tuple[Published, ...]
    namings: tuple[Naming, ...]


#: Whether the columns in which some documents stand were crawled completely.
Covered = Callable[[Iterable[str]], bool]


def own_numbers(bearer: Bearer) -> list[tuple[Number, str]]:
    """The numbers of a document with where they stand: the field goes before the title, that before other places."""
    found = _believed(bearer)
    if bearer.index_number and (index := index_number(bearer.index_number)):
        found.insert(0, (index, FIELD))
    for name in bearer.attachments:
        found += [(number, ATTACHMENT) for number in in_attachment(name)]
    return found


def _believed(bearer: Bearer) -> list[tuple[Number, str]]:
    """The document numbers of the first place that shows one, in the order in which places are believed."""
    if bearer.document_number and (numbers := in_field(bearer.document_number)):
        return [(number, FIELD) for number in numbers]
    if numbers := in_title(bearer.title):
        return [(number, TITLE) for number in numbers]
    if bearer.listed_as and (numbers := [number for title in bearer.listed_as for number in in_title(title)]):
        return [(number, LISTING) for number in numbers]
    return [(number, HEAD) for number in in_head(bearer.head)] if bearer.head else []


def build_series(
    bearers: Iterable[Bearer],
    texts: Callable[[Collection[str]], Iterable[tuple[str, str]]],
    authority: Sequence[str],
    covered: Covered = lambda documents: True,
) -> tuple[Built, ...]:
    """The series of a portal in the order of their keys.

    ``texts`` gives documents and texts that hold one of some words; ``authority`` are the names of the portal's
    authority.
    """
    by_key = _by_key(_joined(list(_carried(bearers))))
    whose = owners(_signs(by_key), authority)
    first = {key: _assessed(key, group, whose, covered) for key, group in by_key.items()}
    named = _namings(by_key, texts, _citable(first.values()))
    return tuple(
        Built(
            _with_cited(first.get(key), key, named.get(key, ())), tuple(by_key.get(key, ())), tuple(named.get(key, ()))
        )
        for key in sorted({*by_key, *named}, key=lambda key: (key.sort, key.prefix, key.year or 0))
    )


def _carried(bearers: Iterable[Bearer]) -> Iterator[Published]:
    """The numbers of documents, of each document each once."""
    for bearer in bearers:
        own = own_numbers(bearer)
        if len(own) > 1:
            own = list({number.key: (number, origin) for number, origin in reversed(own)}.values())[::-1]
        for number, origin in own:
            identity, title, title_key, issuer = bearer[:4]
            yield Published(number, identity, title_key, issuer, title, bearer.published_on, origin)


def _joined(carried: list[Published]) -> list[Published]:
    """The same, index numbers whose category their serials do not heed under one prefix."""
    joined = joined_prefixes(each.number for each in carried)
    if not joined:
        return carried
    return [each._replace(number=_under(each.number, joined), written=each.number) for each in carried]


def _by_key(carried: Iterable[Published]) -> dict[Key, list[Published]]:
    grouped: dict[tuple[str, str, int | None], list[Published]] = defaultdict(list)
    for each in carried:
        grouped[each.number[:3]].append(each)  # what a key is made of: one is made for each series, not each number
    return {Key(*key): group for key, group in grouped.items()}


def _under(number: Number, joined: Mapping[str, str]) -> Number:
    prefix = joined.get(number.prefix) if number.sort == INDEX else None
    if prefix is None:
        return number
    serial = "#" * number.spelling.count("#")
    return number._replace(prefix=prefix, spelling=f"{prefix}-{number.year}-{serial}")


def _signs(by_key: Mapping[Key, Sequence[Published]]) -> Iterator[Sign]:
    """What documents say of the issuers of their numbers; those that say the same together."""
    for key, group in by_key.items():
        said = Counter([("" if key.sort == INDEX else opening(each.title), each.issuer) for each in group])
        for (title, issuer), documents in said.items():
            yield Sign(key.sort, key.prefix, title, issuer, documents)


def _assessed(key: Key, group: Sequence[Published], whose: Mapping[tuple[str, str], str], covered: Covered) -> Series:
    is_covered = covered(each.document for each in group)
    return assess(key, group, whose.get((key.sort, key.prefix), UNKNOWN), is_covered=is_covered)


def _with_cited(series: Series | None, key: Key, named: Sequence[Naming]) -> Series:
    """A series with what is cited of it and not there; of one that is only cited nothing else is known."""
    cited = tuple(sorted({naming.citation.number.serial for naming in named if not naming.found}))
    if series is not None:
        return replace(series, cited=cited)
    return replace(assess(key, (), UNKNOWN, cited), spelling=named[0].citation.number.spelling)


def _citable(series: Iterable[Series]) -> frozenset[str]:
    """The prefixes whose numbers a text can name: those of the portal's own series, that say whose they are."""
    return frozenset(
        each.key.prefix
        for each in series
        if each.key.sort == DOCUMENT
        and (each.owner == OWN or (each.owner != OUTSIDE and each.assessed))
        and len(each.key.prefix.removesuffix(kind_of(each.key.prefix))) > 1
    )


def _namings(
    by_key: Mapping[Key, Sequence[Published]],
    texts: Callable[[Collection[str]], Iterable[tuple[str, str]]],
    prefixes: Set[str],
) -> dict[Key, list[Naming]]:
    """What texts name of the series of ``prefixes``; each number once for each document, and never its own.

    In the order of serials and documents, in whatever order the texts come.
    """
    if not prefixes:
        return {}
    said: dict[Key, set[tuple[int, str]]] = defaultdict(set)
    for key, group in by_key.items():
        if key.prefix in prefixes:
            said[key] = {(each.number.serial, each.document) for each in group}
    there = {key: {serial for serial, _ in own} for key, own in said.items()}
    named: dict[Key, list[Naming]] = defaultdict(list)
    for document, text in texts({family(DOCUMENT, prefix) for prefix in prefixes}):
        for citation in citations(text, prefixes):
            key, serial = key_of(citation.number), citation.number.serial
            if (serial, document) not in said[key]:
                said[key].add((serial, document))
                named[key].append(Naming(citation, document, serial in there.get(key, ())))
    return {key: sorted(those, key=_place) for key, those in named.items()}


def _place(naming: Naming) -> tuple[int, str]:
    return naming.citation.number.serial, naming.document
