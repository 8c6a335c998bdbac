"""Names of columns: the data is sound, variants are found only as whole names, and never before the title."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from crawler.portal import Column
from crawler.reading import find_named, parse_page
from crawler.reading.columns import (
    evidences_of,
    group_of,
    is_more,
    is_never,
    is_site_map,
    name_groups,
    variants_of,
    weight_of,
)
from crawler.reading.text import key
from crawler.reading.vocabulary import vocabulary

BASE = "http://www.example.gov.cn/"


def named(markup: str, title: str, *not_variants: str):
    page = parse_page(f"<html><body>{markup}</body></html>".encode(), BASE)
    return [
        (link.name, link.url.removeprefix(BASE))
        for link in find_named(page, {"x": (title,)}, not_variants).get("x", ())
    ]


def test_no_name_belongs_to_two_columns() -> None:
    names = Counter(key(name) for group in name_groups() for name in group.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_metric_of_a_name_is_one_of_the_vocabulary() -> None:
    for group in name_groups():
        for name in group.names:
            assert Column(key="x", title=name, evidences=evidences_of(name)).evidences == evidences_of(name)


def test_every_group_has_a_key_that_a_portal_file_takes_and_no_other_group_has() -> None:
    keys = [Column(key=group.key, title="名").key for group in name_groups()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "names",
    [
        ("信息公开重点工作", "政务公开重点工作", "重点领域信息公开"),
        ("提案办理", "建议提案办理"),
        ("财政信息", "财政预决算"),
        ("放管服", "权责清单", "简政放权"),
        ("政府信息公开年报", "政府信息公开年度报告", "年度报告", "信息公开年度报告"),
        ("政府文件", "政策文件"),
        ("政策解读", "解读文件"),
        ("双随机一公开", "双随机、一公开"),
    ],
)
def test_names_that_sites_use_for_one_column_are_variants_of_each_other(names: tuple[str, ...]) -> None:
    for one, other in combinations(names, 2):
        assert other in variants_of((one,))
        assert one in variants_of((other,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("政府文件", "规范性文件"),
        ("政策文件", "政策解读"),
        ("人大代表建议", "政协委员提案"),
        ("人大代表建议", "建议提案办理"),
        ("政府信息公开年报", "政府信息公开指南"),
        ("重点领域信息", "重点领域信息公开"),
    ],
)
def test_columns_that_hold_other_things_are_no_variants(one: str, other: str) -> None:
    assert other not in variants_of((one,))
    assert group_of(one) != group_of(other)


def test_a_title_stands_before_its_variants() -> None:
    markup = "<div class='nav'><a href='/a/'>政策解读</a></div><a href='/b/'>解读文件</a>"
    assert named(markup, "解读文件") == [("解读文件", "b/"), ("政策解读", "a/")]


@pytest.mark.parametrize("name", ["上级政策文件", "政策文件汇编", "2018年政策文件", "政策文件及解读"])
def test_a_name_that_contains_a_variant_is_none(name: str) -> None:
    assert named(f"<a href='/a/'>{name}</a>", "政府文件") == []


def test_a_variant_that_names_another_declared_column_is_left_out() -> None:
    assert named("<a href='/a/'>政策文件</a>", "政府文件", "政策文件") == []


def test_a_name_of_no_group_has_no_variants() -> None:
    assert (variants_of(("区县动态",)), evidences_of("区县动态"), weight_of("区县动态")) == ((), (), 5)


def test_disclosure_weighs_more_than_news_and_news_more_than_the_rest() -> None:
    assert weight_of("政府信息公开年报") > weight_of("财政预决算") > weight_of("新闻动态") > weight_of("旅游天地")


@pytest.mark.parametrize("name", ["网站地图", "站点地图", "SiteMap", "网 站 地 图"])
def test_a_site_map_is_known_by_its_name(name: str) -> None:
    assert is_site_map(name)


@pytest.mark.parametrize("name", ["更多", "更多>>", "[更多]", "More", "MORE+", "更多..."])
def test_more_of_a_box_is_known_by_its_name(name: str) -> None:
    assert is_more(name)


@pytest.mark.parametrize("name", ["首 页", "下一页", "[3]", "第2页", "»", "English", "登录", ""])
def test_controls_and_pages_of_a_pager_are_no_columns(name: str) -> None:
    assert is_never(name)


@pytest.mark.parametrize("name", ["通知公告", "首页大图", "微信公开", "中小企业"])
def test_a_name_that_only_contains_a_controls_is_none(name: str) -> None:
    assert not is_never(name)


def test_the_names_are_data_and_no_name_of_a_column_stands_in_code() -> None:
    folder = Path(__file__).parents[3] / "crawler"
    code = "".join(path.read_text(encoding="utf-8") for path in (folder / "discovery").glob("*.py"))
    assert [name for group in name_groups() for name in group.names if f'"{name}"' in code] == []
    assert set(vocabulary("columns")) >= {"groups", "weights", "never", "more", "caps"}
