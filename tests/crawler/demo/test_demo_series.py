"""The demo's pages, as they are read, give the series of its truth."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

import pytest

from archive.folding import title_key
from archive.series.build import Bearer, Built, build_series
from crawler.demo.model import Document, Site
from crawler.demo.site import SKINS, build
from crawler.demo.truth.series import ExpectedSeries, cited, expected_series, numbered
from crawler.portal import find_portal
from crawler.reading import parse_page, read_document

DRAWN = random.Random(f"series {os.environ['GONGKAI_SEED']}")
AT_ONCE = DRAWN.choice(SKINS)  # the other skins are heavy
SEEDS = [
    pytest.param(DRAWN.randrange(10**6), skin, marks=() if skin == AT_ONCE else (pytest.mark.heavy,)) for skin in SKINS
]
AUTHORITY = find_portal("demo").authority
#: Columns in which a number stands or is named.
COLUMNS = {plan.column for plan in numbered()} | {naming.column for naming in cited()} | {"reports"}


def pages(site: Site) -> Iterator[tuple[Bearer, str]]:
    """The documents of the columns concerned with their texts, read from their bytes."""
    listed = {entry.document: entry.title for entries in site.own.listings.values() for entry in entries}
    for document in site.own.documents:
        if document.columns[0] in COLUMNS and document.form == "page":
            yield read(site, document, listed[document.number])


def read(site: Site, document: Document, listed_as: str) -> tuple[Bearer, str]:
    answer = site.own.pages[document.url]
    reading = read_document(parse_page(answer.body, urljoin(site.own.base, document.url), answer.content_type))
    names = tuple(link.text for link in reading.attachments)
    fields = (reading.issuer, reading.index_number, reading.document_number)
    shown = {"listed_as": (listed_as,), "attachments": names}
    bearer = Bearer(str(document.number), reading.title, title_key(reading.title), *fields, **shown)
    return bearer, reading.body.text


def found(each: Built) -> ExpectedSeries:
    series, reason = each.series, each.series.reason
    missing = tuple(n for gap in series.gaps for n in range(gap.first, gap.last + 1))
    return ExpectedSeries(
        *(series.key.sort, series.key.prefix, series.key.year, series.serials[0], series.serials[-1]),
        *(len(series.serials), None if reason else missing, series.issued),
        *(series.cited, series.twice, series.outliers, reason),
    )


def series_of(documents: Iterable[tuple[Bearer, str]]) -> list[ExpectedSeries]:
    read = list(documents)
    texts = [(bearer.id, text) for bearer, text in read]
    return [found(each) for each in build_series([bearer for bearer, _ in read], lambda words: texts, AUTHORITY)]


@pytest.mark.parametrize(("seed", "skin"), SEEDS)
def test_the_series_of_the_pages_are_those_of_the_truth(seed: int, skin: str) -> None:
    print(f"seed {seed}, skin {skin}")
    assert sorted(map(repr, series_of(pages(build(seed, skin))))) == sorted(map(repr, expected_series()))


def test_every_document_of_a_column_and_year_with_numbers_has_its_place(any_site: Site) -> None:
    for plan in numbered():
        mine = [d for d in any_site.own.documents if d.columns[0] == plan.column]
        count = sum((d.published_on.year if d.published_on else None) == plan.year for d in mine)
        assert {len(plan.index), len(plan.numbers)} - {0} == {count}, plan


def test_the_truth_adds_up() -> None:
    for series in expected_series():
        if series.missing is not None:
            span = series.last - series.first + 1
            beyond = [serial for serial in series.cited if not series.first <= serial <= series.last]
            assert (span, series.issued) == (series.published + len(series.missing), span + len(beyond)), series
