"""Whose series a prefix is: the portal's own authority's, another's, or nobody knows.

A site puts up again what others issued, and its catalogue then often names itself as the issuer (发布机构): what a
title says, and prefixes that all the country knows, go before that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from archive.series.numbers import INDEX, kind_of
from archive.series.rules import rules

OWN, OUTSIDE, UNKNOWN = "own", "outside", "unknown"
#: The issuer that a title names: 辽宁省人民政府关于…
_ISSUER_OF_TITLE = re.compile(r"([\u4e00-\u9fff]{2,30}?)(?:关于|印发|转发)")


class Sign(NamedTuple):
    """What ``documents`` with one prefix say of its issuer. Of an index number a title says nothing: who puts a
    document up registers it.
    """

    sort: str
    prefix: str
    title: str
    issuer: str
    documents: int = 1


def family(sort: str, prefix: str) -> str:
    """What prefixes of one authority have in common: 锦松管 of 锦松管发 and 锦松管办函."""
    return prefix if sort == INDEX else prefix.removesuffix(kind_of(prefix))


def owners(signs: Iterable[Sign], authority: Iterable[str]) -> Mapping[tuple[str, str], str]:
    """For each sort and prefix whose it is, by what most documents of its family say.

    ``authority`` are the names of the portal's authority.
    """
    names = tuple(authority)
    own: dict[tuple[str, str], int] = defaultdict(int)
    outside: dict[tuple[str, str], int] = defaultdict(int)
    prefixes: set[tuple[str, str]] = set()
    said = Counter[tuple[str, str, str, str]]()
    for sign in signs:
        said[sign.sort, sign.prefix, _titled(sign), sign.issuer] += sign.documents
    for (sort, prefix, titled, issuer), documents in said.items():
        prefixes.add((sort, prefix))
        tally = {OWN: own, OUTSIDE: outside}.get(_whose(titled, issuer, names))
        if tally is not None:
            tally[(sort, family(sort, prefix))] += documents
    return {(sort, prefix): _owner(sort, prefix, names, own, outside) for sort, prefix in sorted(prefixes)}


def _owner(
    sort: str,
    prefix: str,
    names: tuple[str, ...],
    own: Mapping[tuple[str, str], int],
    outside: Mapping[tuple[str, str], int],
) -> str:
    if sort != INDEX and _is_known_elsewhere(prefix, names):
        return OUTSIDE
    of_family = (sort, family(sort, prefix))
    mine, others = own.get(of_family, 0), outside.get(of_family, 0)
    return OWN if mine > others else OUTSIDE if others > mine else UNKNOWN


def _is_known_elsewhere(prefix: str, names: tuple[str, ...]) -> bool:
    """Whether the prefix is one of central authorities or of a province, and the portal is not theirs."""
    known = rules()
    if prefix in known.central:
        return not any(central in name for central in known.central_authorities for name in names)
    province = known.provinces.get(prefix[:1])
    if province is None or prefix[1:2] != "政":
        return False
    # 新政发 may be that of 新区 or 新乡, whose own prefix begins as the province's does.
    return not any(name.startswith((province, prefix[:1])) for name in names)


def opening(title: str) -> str:
    """A title as far as it says an issuer, 辽宁省人民政府关于; empty where it says none."""
    found = _ISSUER_OF_TITLE.match(title)
    return found[0] if found else ""


def _titled(sign: Sign) -> str:
    """The issuer that a title begins with, if it does."""
    return "" if sign.sort == INDEX else _issuer_of(sign.title)


def _issuer_of(title: str) -> str:
    found = _ISSUER_OF_TITLE.match(title)
    return found[1] if found else ""


def owner_of_document(title: str, issuer: str, authority: Iterable[str]) -> str:
    """Whose a document is by the issuer that its title begins with, else by the one its page names."""
    return _whose(_issuer_of(title), issuer, tuple(authority))


def _whose(titled: str, issuer: str, names: tuple[str, ...]) -> str:
    whose = owner_of_name(titled, names)
    return owner_of_name(issuer, names) if whose == UNKNOWN else whose


def owner_of_name(name: str, authority: Iterable[str]) -> str:
    """Whether ``name`` is the authority, or an office of its place; of a name without any place nobody knows."""
    return _owner_of_name(name, tuple(authority))


@lru_cache(maxsize=4096)
def _owner_of_name(name: str, names: tuple[str, ...]) -> str:
    known = rules()
    if not name or not names:
        return UNKNOWN
    if any(own in name or (place_of(own) and place_of(own) in name) for own in names):
        return OWN
    is_central = any(central in name for central in known.central_authorities)
    return OUTSIDE if is_central or known.place.match(name) else UNKNOWN


def place_of(authority: str) -> str:
    """The place an authority is of: 松山新区 of 松山新区管理委员会; empty where its name does not say it."""
    ends = (authority.removesuffix(organ) for organ in rules().organs if authority.endswith(organ))
    return next((place for place in ends if len(place) > 1), "")
