"""The model of the demo's sites, compared with the truth."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from docx import Document as WordDocument

from crawler.demo import truth
from crawler.demo.site import CITY_BASE, SKINS, Document, Site, build

Build = Callable[[int, str], Site]


def test_the_home_page_leads_to_the_citys_site_by_its_canonical_address(site: Site) -> None:
    assert CITY_BASE in site.own.pages["/"].body.decode()


def test_every_list_shows_the_date_its_documents_have(site: Site) -> None:
    days = {document.number: document.published_on for document in site.own.documents}
    shown = {entry.document: entry.listed_on for entries in site.own.listings.values() for entry in entries}
    assert shown == days


def test_conflicting_pages_print_one_date_and_say_another_in_meta(site: Site) -> None:
    conflicting = [d for d in site.own.documents if d.meta_on and d.published_on and d.meta_on != d.published_on]
    wanted = sum(group.count for group in truth.documents().own_site if group.meta_year is not None)
    pages = [
        site.own.pages[d.url].body for d in conflicting if d.meta_on.isoformat().encode() in site.own.pages[d.url].body
    ]
    assert (len(conflicting), len(pages)) == (wanted, wanted)


def test_a_repost_has_the_text_of_its_original_and_an_address_of_its_own(site: Site) -> None:
    repost = next(document for document in site.own.documents if document.repost_of)
    original = next(document for document in site.own.documents if document.number == repost.repost_of)
    assert (repost.title, repost.paragraphs) == (original.title, original.paragraphs)
    assert repost.url != original.url


def test_every_pdf_opens_and_carries_its_title(site: Site) -> None:
    named = {d.url: d.title for d in site.own.documents if d.form == "file"}
    named |= {f.path: f.name for d in site.own.documents for f in d.attachments if f.format == "pdf"}
    for path, name in named.items():
        page = pypdf.PdfReader(io.BytesIO(site.own.pages[path].body)).pages[0]
        assert name in "".join(page.extract_text().split()), path


def test_every_docx_opens_and_carries_its_title(site: Site) -> None:
    named = {f.path: f.name for d in site.own.documents for f in d.attachments if f.format == "docx"}
    assert named
    for path, name in named.items():
        assert WordDocument(io.BytesIO(site.own.pages[path].body)).paragraphs[0].text == name


def test_the_reports_stand_on_the_site_word_for_word(site: Site) -> None:
    for document in site.own.documents:
        if document.report_year:
            page = site.own.pages[document.url].body.decode()
            missing = [p.text for p in truth.report(document.report_year).body if p.text and p.text not in page]
            assert missing == []


def test_the_export_has_one_row_for_each_item_and_its_characters_add_up(any_site: Site, tmp_path: Path) -> None:
    with any_site.write_wechat(tmp_path / "wechat.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    plan = truth.documents().wechat
    assert len(rows) == 782
    assert {row["date"][:4] for row in rows} == {str(plan.year)}
    assert sum(int(row["length"]) for row in rows) == plan.characters


def test_titles_shared_between_channels_are_as_many_as_the_truth_says(any_site: Site) -> None:
    def of_2018(documents: tuple[Document, ...]) -> set[str]:
        return {d.title for d in documents if d.published_on and d.published_on.year == 2018}

    own, city = of_2018(any_site.own.documents), of_2018(any_site.city.documents)
    wechat = {item.title for item in any_site.wechat}
    shared = (len(own & city & wechat), len(own & wechat), len(own & city), len(city & wechat))
    assert shared == (20, 249, 50, 30)


def test_random_titles_never_carry_a_name_the_reports_speak_of(any_site: Site) -> None:
    names = [
        f.quote for year in truth.report_years() for f in truth.expected_findings(year, True) if f.kind == "existence"
    ]
    short = [name.removeprefix("松山新区").removesuffix("（试行）") for name in names]
    given = {entry.title for entry in truth.named()}
    titles = [d.title for d in (*any_site.own.documents, *any_site.city.documents) if d.title not in given]
    assert [title for title in titles if any(name in title for name in short)] == []


def test_the_pinned_entry_comes_first_though_it_is_older(any_site: Site) -> None:
    first, *others = any_site.own.listings["news"]
    newest = next(entry.listed_on for entry in others if entry.listed_on)  # entries without a date stand anywhere
    assert first.pinned and first.listed_on is not None and first.listed_on < newest


@pytest.mark.parametrize("skin", SKINS)
def test_one_seed_gives_the_same_bytes(skin: str) -> None:
    assert build(7, skin) == build(7, skin)


def test_two_seeds_give_other_titles(built: Build) -> None:
    first, second = ({d.title for d in built(seed, "trs").own.documents} for seed in (7, 8))
    assert len(first & second) < len(first) / 2


def test_two_skins_show_the_same_documents_under_other_addresses(built: Build) -> None:
    first, second = (built(7, skin).own.documents for skin in ("trs", "table"))
    assert [d.title for d in first] == [d.title for d in second]
    assert {d.url for d in first if d.form == "page"} & {d.url for d in second if d.form == "page"} == set()
