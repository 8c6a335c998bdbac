"""Finding columns by title among the links of a page, and by known variants where no link says the title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from crawler.reading.addresses import is_article_url
from crawler.reading.columns import variants_of
from crawler.reading.dom import stands_in
from crawler.reading.links import MAX_LINKS, anchor_name
from crawler.reading.page import Page
from crawler.reading.text import key

_MARKS = r"\[\]【】>＞»<《》·•●■◆▪▸►※☆★|:："
_EDGES = re.compile(rf"^[{_MARKS}\-]+|[{_MARKS}+]+$")
_SURPLUS = re.compile(r"(?:\(\d{1,8}[条篇项个]?\)|[>»·\-|]*(?:查看)?(?:更多|more))$")  # behind a name, as key folds it


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A link that names a column: by one of its own titles, or by a known variant of them.

    ``is_certain`` is False for a link that may lead to one document of that name: outside the navigation, with the
    address of an article.
    """

    name: str
    url: str
    is_variant: bool
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    said: str
    url: str
    anchor: etree._Element
    place: int

    @property
    def in_navigation(self) -> bool:
        return stands_in(self.anchor, "menu_tokens")

    @property
    def is_article(self) -> bool:
        return is_article_url(self.url)


_Named = Mapping[str, Sequence[_Candidate]]  # by what is left of their names without marks


def find_columns(page: Page, titles: Sequence[str]) -> dict[str, str]:
    """For each wanted title that some link names, that link's URL.

    Only whole names count, in NFKC without white space, marks around them, and 更多 or a count
    behind: 政府文件 is not 上级政府文件转载. A column goes before an article of the same words,
    navigation before the body. A blank title is found nowhere.
    """
    return {title: best.url for title, best in _found(_candidates(page), titles)}


def find_named(
    page: Page, wanted: Mapping[str, Sequence[str]], not_variants: Collection[str] = ()
) -> dict[str, tuple[NamedLink, ...]]:
    """For each of several columns, known by their titles, the links by which a page names it, the best first: each
    of its titles in their order, then variants.

    A variant is a name of columns.yml for the same column, found as a title is; those in ``not_variants`` name other
    columns and are left out. What the page does not name is not in the result.
    """
    candidates = _candidates(page)
    other = set(map(key, not_variants))
    found = {name: tuple(_links(candidates, tuple(titles), other)) for name, titles in wanted.items()}
    return {name: links for name, links in found.items() if links}


def _links(candidates: _Named, titles: tuple[str, ...], not_variants: Collection[str]) -> Iterator[NamedLink]:
    variants = [name for name in variants_of(titles) if key(name) not in not_variants]
    for names, is_variant in ((titles, False), (variants, True)):
        for name, best in _found(candidates, names):
            yield NamedLink(name, best.url, is_variant, best.in_navigation or not best.is_article)


def _found(candidates: _Named, titles: Sequence[str]) -> list[tuple[str, _Candidate]]:
    return [(title, best) for title in titles if (best := _best(candidates, key(title)))]


def _candidates(page: Page) -> _Named:
    named: dict[str, list[_Candidate]] = defaultdict(list)
    for place, anchor in enumerate(page.root.iter("a", "area")):
        if place == MAX_LINKS:
            break
        url = page.target(anchor)
        said = key(anchor_name(anchor, page.outline)) if url else ""
        if said and len(said) <= 60:
            named[_bare(said)].append(_Candidate(said, url, anchor, place))
    return named


def _bare(said: str) -> str:
    """The key of a name without the marks around it and without 更多 or a count behind it; all of one of marks."""
    bare = _EDGES.sub("", said)
    return _EDGES.sub("", _SURPLUS.sub("", bare)) or bare or said


def _best(candidates: _Named, said: str) -> _Candidate | None:
    """The candidate that names the column best; None when none does."""
    return min(candidates.get(_bare(said), ()), default=None, key=lambda candidate: _order(candidate, said))


def _order(candidate: _Candidate, said: str) -> tuple[bool, bool, bool, int]:
    return candidate.is_article, not candidate.in_navigation, candidate.said != said, candidate.place
