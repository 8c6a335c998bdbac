"""From documents and texts to the series of a portal; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.series.cited import Citation, citations
from archive.series.numbers import DOCUMENT, INDEX, Number, kind_of
from archive.series.own import (
    ATTACHMENT,
    FIELD,
    HEAD,
    LISTING,
    TITLE,
    in_attachment,
    in_field,
    in_head,
    in_index_field,
    in_title,
)
from archive.series.owner import OUTSIDE, OWN, UNKNOWN, Sign, family, owners
from archive.series.series import Key, Published, Series, assess, joined_prefixes, key_of


class Bearer(NamedTuple):
    """A document that may carry numbers: its fields, and where else its own number may stand."""

    id: str
    title: str = ""
    title_key: str = ""
    issuer: str = ""
    index_number: str = ""
    document_number: str = ""
    listed_as: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    head: str = ""  # the beginning of a file
    published_on: str | None = None


class Carried(NamedTuple):
    """A number on a document, and where it stands there; ``written`` is it before categories were joined."""

    number: Number
    bearer: Bearer
    origin: str
    written: Number


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
    carried: tuple[Carried, ...]
    namings: tuple[Naming, ...]


#: Whether the columns in which some documents stand were crawled completely.
Covered = Callable[[Iterable[str]], bool]


def own_numbers(bearer: Bearer) -> list[tuple[Number, str]]:
    """The numbers of a document with where they stand: the field goes before the title, that before other places."""
    found = [(number, FIELD) for number in in_index_field(bearer.index_number)] if bearer.index_number else []
    found += next((numbers for numbers in _places(bearer) if numbers), [])
    for name in bearer.attachments:
        found += [(number, ATTACHMENT) for number in in_attachment(name)]
    return found


def _places(bearer: Bearer) -> Iterator[list[tuple[Number, str]]]:
    """The document numbers of each place, in the order in which places are believed."""
    if bearer.document_number:
        yield [(number, FIELD) for number in in_field(bearer.document_number)]
    yield [(number, TITLE) for number in in_title(bearer.title)]
    if bearer.listed_as:
        yield [(number, LISTING) for title in bearer.listed_as for number in in_title(title)]
    if bearer.head:
        yield [(number, HEAD) for number in in_head(bearer.head)]


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
    carried = _joined([each for bearer in bearers for each in _carried(bearer)])
    whose = owners((_sign(each) for each in carried), authority)
    by_key: dict[Key, list[Carried]] = defaultdict(list)
    for each in carried:
        by_key[key_of(each.number)].append(each)
    first = {key: _assessed(key, group, whose, covered) for key, group in by_key.items()}
    named = _namings(by_key, texts, _citable(first.values()))
    return tuple(
        Built(
            _with_cited(first.get(key), key, named.get(key, ())), tuple(by_key.get(key, ())), tuple(named.get(key, ()))
        )
        for key in sorted({*by_key, *named}, key=lambda key: (key.sort, key.prefix, key.year or 0))
    )


def _carried(bearer: Bearer) -> list[Carried]:
    """The numbers of a document, each once."""
    carried = [Carried(number, bearer, origin, number) for number, origin in own_numbers(bearer)]
    if len(carried) < 2:
        return carried
    return list({each.number.key: each for each in reversed(carried)}.values())[::-1]


def _joined(carried: Sequence[Carried]) -> list[Carried]:
    """The same, index numbers whose category their serials do not heed under one prefix."""
    joined = joined_prefixes(each.number for each in carried)
    if not joined:
        return list(carried)
    return [each._replace(number=_under(each.number, joined)) for each in carried]


def _under(number: Number, joined: Mapping[str, str]) -> Number:
    prefix = joined.get(number.prefix) if number.sort == INDEX else None
    if prefix is None:
        return number
    serial = "#" * number.spelling.count("#")
    return number._replace(prefix=prefix, spelling=f"{prefix}-{number.year}-{serial}")


def _sign(carried: Carried) -> Sign:
    number, bearer = carried.number, carried.bearer
    return Sign(number.sort, number.prefix, bearer.title, bearer.issuer)


def _assessed(key: Key, group: Sequence[Carried], whose: Mapping[tuple[str, str], str], covered: Covered) -> Series:
    published = [Published(c.number, c.bearer.id, c.bearer.title_key, c.bearer.issuer) for c in group]
    is_covered = covered(each.bearer.id for each in group)
    return assess(key, published, whose.get((key.sort, key.prefix), UNKNOWN), is_covered=is_covered)


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
    by_key: Mapping[Key, Sequence[Carried]],
    texts: Callable[[Collection[str]], Iterable[tuple[str, str]]],
    prefixes: Set[str],
) -> dict[Key, list[Naming]]:
    """What texts name of the series of ``prefixes``; each number once for each document, and never its own.

    In the order of serials and documents, in whatever order the texts come.
    """
    if not prefixes:
        return {}
    known = [(key, group) for key, group in by_key.items() if key.prefix in prefixes]
    owned = {(key, each.number.serial) for key, group in known for each in group}
    own = {(key, each.number.serial, each.bearer.id) for key, group in known for each in group}
    named: dict[Key, list[Naming]] = defaultdict(list)
    for document, text in texts({family(DOCUMENT, prefix) for prefix in prefixes}):
        for citation in citations(text, prefixes):
            key, serial = key_of(citation.number), citation.number.serial
            if (key, serial, document) not in own:
                own.add((key, serial, document))
                named[key].append(Naming(citation, document, (key, serial) in owned))
    return {key: sorted(those, key=_place) for key, those in named.items()}


def _place(naming: Naming) -> tuple[int, str]:
    return naming.citation.number.serial, naming.document
