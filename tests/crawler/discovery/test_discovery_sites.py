"""What discovery makes of small sites of different kinds, from their home page alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from discovery_sites import PROSE, by_site_map, nested_menus, old_tables

Discover = Callable[..., Any]


def column(found: Any, path: str) -> Any:
    return next(one for one in found.proposal.columns if one.site_url.endswith(f"/{path}"))


def test_menus_that_drop_down_boxes_and_breadcrumbs_lead_to_every_column(discover: Discover) -> None:
    assert discover(nested_menus()).columns == {
        "xxgk/zcwj/": "政策文件",
        "xxgk/zcjd/": "政策解读",
        "xxgk/nb/": "政府信息公开年度报告",
        "djgz/gzdt/": "工作动态",
        "xwzx/gzdt/": "工作动态",
        "tpxw/": "图片新闻",
    }


def test_a_page_of_one_article_is_set_aside_with_the_reason(discover: Discover) -> None:
    assert discover(nested_menus()).aside == {"lxwm.html": "one article, no list"}


def test_an_address_is_written_only_where_the_title_alone_leads_elsewhere(discover: Discover) -> None:
    found = discover(nested_menus())
    assert {one.site_url.partition(".invalid")[2]: one.url for one in found.proposal.columns if one.url} == {
        "/xwzx/gzdt/": "/xwzx/gzdt/",
        "/tpxw/": "/tpxw/",
    }


def test_two_columns_of_one_name_say_so(discover: Discover) -> None:
    found = discover(nested_menus())
    assert [one.title for one in found.proposal.columns if "another column has the same name" in one.unsure] == [
        "工作动态",
        "工作动态",
    ]


def test_metrics_and_the_column_of_reports_follow_from_known_names(discover: Discover) -> None:
    found = discover(nested_menus())
    assert column(found, "xxgk/zcjd/").evidences == ("interpretations",)
    assert [one.title for one in found.proposal.columns if one.reports] == ["政府信息公开年度报告"]


def test_the_sites_name_code_and_operator_are_read_from_its_home_page(discover: Discover) -> None:
    proposal = discover(nested_menus()).proposal
    assert (proposal.title, proposal.site_id) == ("示例县人民政府", "2107820001")
    assert proposal.authority == "示例县人民政府办公室"


def test_an_old_site_in_gb2312_whose_menu_is_pictures_gives_its_lists(discover: Discover) -> None:
    found = discover(old_tables())
    assert found.columns == {"list.asp?id=2": "公示公告", "list.asp?id=3": "水利工作"}
    assert found.aside == {"about.asp?id=1": "one article, no list"}


def test_a_column_that_no_link_names_is_called_by_its_own_page_and_says_so(discover: Discover) -> None:
    assert column(discover(old_tables()), "list.asp?id=3").unsure == (
        "no link names it: the title is that of its own page",
    )


def test_a_site_map_leads_to_columns_that_no_menu_names(discover: Discover) -> None:
    found = discover(by_site_map())
    assert found.columns == {"zfwj/": "政府文件", "czyjs/": "财政预决算", "ssj/": "双随机、一公开"}


def test_the_site_map_is_looked_at_first_and_is_no_column(discover: Discover) -> None:
    found = discover(by_site_map())
    assert found.asked[:2] == ("", "wzdt/")
    assert "wzdt/" not in found.columns | found.aside


def test_a_list_that_only_a_script_writes_is_set_aside(discover: Discover) -> None:
    assert (
        "only after a script ran; a column with this url and `browser: true`" in discover(by_site_map()).aside["zxft/"]
    )


def test_of_a_page_that_is_empty_until_scripts_ran_it_says_what_may_help(discover: Discover) -> None:
    shell = "<html><head><script src='/app.js'></script></head><body><div id='app'></div></body></html>"
    home = f"<html><body>{MENU}<p>欢迎访问某某区管理委员会门户网站，了解本区工作。</p></body></html>"
    aside = discover({"": home, "a/": shell}).aside
    assert aside == {"a/": "it is empty until scripts ran; a column with this url and `browser: true` may read it"}


def test_where_the_budget_ends_disclosure_goes_first_and_the_rest_is_named(discover: Discover) -> None:
    found = discover(nested_menus(), budget=4)
    assert found.asked == ("", "xxgk/", "xxgk/nb/", "xxgk/zcwj/")
    waiting = [page.title for page in found.proposal.not_looked_at]
    assert waiting == ["政策解读", "工作动态", "工作动态", "党建工作", "联系我们"]
    assert any("5 pages" in doubt for doubt in found.proposal.unsure)


def test_the_same_site_gives_the_same_proposal(discover: Discover) -> None:
    assert discover(nested_menus()).proposal == discover(nested_menus()).proposal


MENU = '<div class="nav"><a href="/">首页</a><a href="/a/">通知公告</a></div>'


def listing(*names: str, folder: str = "/a/", day: str = "2019-05-01") -> str:
    items = "".join(f'<li><a href="{folder}{n}.html">{name}</a><span>{day}</span></li>' for n, name in enumerate(names))
    return f"<html><body>{MENU}<ul class='list'>{items}</ul></body></html>"


NAMES = ("关于开展安全检查工作的通知", "关于召开年度总结会议的通知", "关于报送统计报表的有关通知")


def test_a_page_that_shows_only_entries_of_its_columns_is_no_column_of_its_own(discover: Discover) -> None:
    boxes = "".join(f'<li><a href="/a/{n}.html">{name}</a><span>2019-05-01</span></li>' for n, name in enumerate(NAMES))
    pages = {
        "": '<html><body><div class="nav"><a href="/z/">信息中心</a></div></body></html>',
        "z/": f'<html><body><div class="hd"><b>通知公告</b><a href="/a/">更多</a></div><ul>{boxes}</ul></body></html>',
        "a/": listing(*NAMES),
    }
    found = discover(pages)
    assert found.columns == {"a/": "通知公告"}
    assert found.aside == {"z/": "shows entries of the columns below it"}


def test_one_list_under_two_addresses_is_one_column(discover: Discover) -> None:
    home = f'<html><body>{MENU}<div><a href="/a/index.html">公告栏</a></div></body></html>'
    found = discover({"": home, "a/": listing(*NAMES), "a/index.html": listing(*NAMES)})
    assert found.columns == {"a/": "通知公告"}
    assert found.proposal.columns[0].alternatives == ("公告栏",)


def test_the_home_page_under_another_address_is_no_column(discover: Discover) -> None:
    home = listing(*NAMES).replace("首页", "本站").replace('"/"', '"/index.html"')
    found = discover({"": home, "index.html": home, "a/": listing(*NAMES)})
    assert found.columns == {"a/": "通知公告"}


def test_a_list_of_columns_is_no_column_and_leads_to_them(discover: Discover) -> None:
    names = ("县财政局部门预算决算公开专栏", "县教育局部门预算决算公开专栏", "县水利局部门预算决算公开专栏")
    units = "".join(f'<li><a href="/d/{n}/">{name}</a></li>' for n, name in enumerate(names))
    pages = {
        "": '<html><body><div class="nav"><a href="/d/">部门预决算</a></div></body></html>',
        "d/": f"<html><body><ul class='list'>{units}</ul></body></html>",
        **{f"d/{n}/": listing(*NAMES, folder=f"/d/{n}/t2019050{n}_") for n in range(3)},
    }
    assert sorted(discover(pages).columns) == ["d/0/", "d/1/", "d/2/"]


def test_frames_of_the_home_page_are_part_of_it(discover: Discover) -> None:
    pages = {
        "": '<html><frameset><frame src="left.htm"><frame src="main.htm"></frameset></html>',
        "left.htm": "<html><body><a href='/a/'>通知公告</a></body></html>",
        "main.htm": listing(*NAMES),
        "a/": listing(*NAMES),
    }
    assert discover(pages).columns == {"a/": "通知公告"}


def test_a_home_page_that_sends_on_by_script_is_followed_and_addresses_are_written(discover: Discover) -> None:
    pages = {
        "": "<html><script>window.location.href='/portal/';</script></html>",
        "portal/": f"<html><body>{MENU}<p>{PROSE}</p></body></html>",
        "a/": listing(*NAMES),
    }
    assert [(one.title, one.url) for one in discover(pages).proposal.columns] == [("通知公告", "/a/")]


def test_exactly_as_many_pages_as_systems_publish_at_most_may_be_a_cap(discover: Discover) -> None:
    home = f"<html><body>{MENU}</body></html>"
    capped = listing(*NAMES).replace("</body>", "<div class='page'>共50页 <a href='/a/2.htm'>下一页</a></div></body>")
    (found,) = discover({"": home, "a/": capped}).proposal.columns
    assert any("exactly 50 pages" in doubt for doubt in found.unsure)


def test_entries_that_only_a_script_opens_make_no_column(discover: Discover) -> None:
    items = "".join(
        f'<li><a href="javascript:show({n})">{name}</a><span>2019-05-01</span></li>' for n, name in enumerate(NAMES)
    )
    pages = {"": f"<html><body>{MENU}</body></html>", "a/": f"<html><body><ul class='list'>{items}</ul></body></html>"}
    assert discover(pages).aside == {"a/": "3 entries that only a script opens"}


def test_pages_of_other_hosts_are_never_asked_for(discover: Discover) -> None:
    home = f'<html><body>{MENU}<div class="nav"><a href="http://other.invalid/b/">政务公开</a></div></body></html>'
    assert [path for path in discover({"": home, "a/": listing(*NAMES)}).asked if "other.invalid" in path] == []
