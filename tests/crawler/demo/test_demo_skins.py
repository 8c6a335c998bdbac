"""The skins differ where sites differ, and say which real pages they imitate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crawler.demo
from crawler.demo.skin import ALL_SKINS, SKINS, UnknownSkinError, load_skin

NAMED_PAGE = re.compile(r"pages/(\d{3}\.html)")


def test_every_skin_fills_the_same_templates() -> None:
    assert len({frozenset(load_skin(name).templates) for name in ALL_SKINS}) == 1


def test_every_skin_pages_in_a_way_of_its_own() -> None:
    assert len({load_skin(name).pager for name in ALL_SKINS}) == len(ALL_SKINS)


def test_every_skin_labels_the_date_in_a_way_of_its_own() -> None:
    assert len({load_skin(name).templates["date"] for name in SKINS}) == len(SKINS)


def test_every_skin_serves_the_city_in_another_one() -> None:
    assert all(load_skin(name).city_skin in set(SKINS) - {name} for name in ALL_SKINS)


def test_a_skin_nobody_made_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownSkinError, match="songshan, trs, table"):
        load_skin("shiny")


def test_relative_links_lead_where_the_absolute_ones_do() -> None:
    assert load_skin("trs").link("/a/b/index.html", "/a/c/x.html") == "../c/x.html"
    assert load_skin("songshan").link("/a/b/index.html", "/a/c/x.html") == "/a/c/x.html"


def test_links_to_other_hosts_stay_whole() -> None:
    assert load_skin("trs").link("/a/index.html", "http://news.demo.invalid/1") == "http://news.demo.invalid/1"


def test_every_page_a_trait_is_said_to_imitate_is_in_the_corpus(corpus: Path) -> None:
    folder = Path(crawler.demo.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in (".py", ".yml")]
    named = {name for text in texts for name in NAMED_PAGE.findall(text)}
    assert named
    assert {name for name in named if not (corpus / "pages" / name).is_file()} == set()
