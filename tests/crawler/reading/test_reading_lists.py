"""List pages give the entries of their main list and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from archive.records import PageRequest
from crawler.reading import parse_page, read_list

URL = "http://www.example.gov.cn/zwgk/tzgg/index.html"
NAVIGATION = """<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/xwzx/">新闻中心</a></li><li><a href="/bsfw/">办事服务</a></li></ul></div>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 通知公告</div>"""
FOOT = """<div class="footer"><a href="http://www.gov.cn/">中国政府网门户网站</a><a href="/about.html">关于我们网站</a>
<p>版权所有：某某区管理委员会 电话：0416-1234567</p></div>"""
TITLES = ["关于印发工作方案的通知", "2019年度财政预算公开说明", "某某区人民政府任免通知"]


def read(main: str):
    return read_list(parse_page(f"<html><body>{NAVIGATION}{main}{FOOT}</body></html>".encode(), URL))


def rows(pattern: str) -> str:
    return "".join(
        pattern.format(title=title, url=f"201905/t2019052{n}_{n}.html", day=f"2{n}") for n, title in enumerate(TITLES)
    )


SHAPES = {
    "span after": "<li><a href='{url}'>{title}</a><span>2019-05-{day}</span></li>",
    "span before in brackets": "<li><span>[2019-05-{day} 16:35]</span><a href='{url}'>{title}</a></li>",
    "in the link": "<li><a href='{url}'>{title} 2019-05-{day}</a></li>",
    "in the link, in an element": "<li><a href='{url}'><em>{title}</em><i>2019.05.{day}</i></a></li>",
    "day and month apart": "<li><div><b>{day}</b><i>2019-05</i></div><a href='{url}'>{title}</a></li>",
    "day and month apart in a cell": "<tr><td><b>{day}</b><i>2019-05</i></td><td><a href='{url}'>{title}</a></td></tr>",
    "year and day apart": "<li><a href='{url}'>{title}</a><p>05-{day}</p><p>2019</p></li>",
    "Chinese date": "<div class='row'><a href='{url}'>{title}</a> 2019年5月{day}日</div>",
    "flat with breaks": "· <a href='{url}'>{title}</a> (2019/5/{day})<br>",
    "category before": "<li>[<a href='/zwgk/tz/'>通知</a>]<a href='{url}'>{title}</a><span>2019-05-{day}</span></li>",
    "definition list": "<dt><a href='{url}'>{title}</a></dt><dd>2019-05-{day}</dd>",
    "title attribute": "<li><a href='{url}' title='{title}'>{title:.6}...</a><span>2019-05-{day}</span></li>",
    "picture and text": "<li><a href='{url}'><img src='1.jpg'></a><a href='{url}'>{title}</a><i>2019-05-{day}</i></li>",
    "with summary": "<li><h3><a href='{url}'>{title}</a></h3><p>2018年1月1日起施行。</p><i>2019-05-{day}</i></li>",
    "more link": "<li><a href='{url}'>{title}</a><i>2019-05-{day}</i><a href='{url}'>查看详情</a></li>",
}
CONTAINERS = {"dl": "<dt>", "ul": "<li>", "table": "<tr>"}


@pytest.mark.parametrize("shape", SHAPES)
def test_titles_and_dates_are_read(shape):
    container = next((box for box, row in CONTAINERS.items() if row in SHAPES[shape]), "div")
    reading = read(f"<{container}>{rows(SHAPES[shape])}</{container}>")
    assert [(item.title, item.listed_on) for item in reading.items] == [
        (title, date(2019, 5, 20 + number)) for number, title in enumerate(TITLES)
    ]


def test_documents_side_by_side_in_a_row_are_entries_however_short_their_names():
    names = ("权责清单", "某某区投资项目核准事项清单", "收费目录")
    cells = [
        "".join(f"<td><a href='content_{n}{i}.html'>{name}</a></td>" for i, name in enumerate(names)) for n in "1234"
    ]
    reading = read(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
    assert [item.title for item in reading.items] == 4 * list(names)


def test_documents_side_by_side_in_a_row_have_their_own_dates():
    left = "<td><a href='content_1{n}.html'>任免通知</a></td><td>2020-01-1{n}</td>"
    right = "<td><a href='content_2{n}.html'>关于做好防汛工作的紧急通知公告</a></td><td>2020-02-1{n}</td>"
    shown = [(left + right).format(n=n) for n in range(3)]
    reading = read(f"<table>{''.join(f'<tr>{row}</tr>' for row in shown)}</table>")
    assert [item.title for item in reading.items] == 3 * ["任免通知", "关于做好防汛工作的紧急通知公告"]
    dates = [date(2020, month, 10 + n) for n in range(3) for month in (1, 2)]
    assert [item.listed_on for item in reading.items] == dates


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>{day}</td><td><a href='{url}'>{title}</a></td><td>2019-05</td></tr>",
        "<tr><td><a href='{url}'>{title}</a></td><td>2019-05</td><td>{day}</td></tr>",
        "<li><i>{day}</i><a href='{url}'>{title}</a><span>2019年5月</span></li>",
    ],
)
def test_a_number_of_the_row_or_of_visits_is_no_day_of_the_month_beside_it(row):
    container = next(box for box, opening in CONTAINERS.items() if opening in row)
    items = read(f"<{container}>{rows(row)}</{container}>").items
    assert [(item.title, item.listed_on) for item in items] == [(title, None) for title in TITLES]


def test_an_explanation_beside_a_dated_title_takes_nothing_from_it():
    row = "<li><a href='{url}'>{title}</a><a href='201905/t20190601_1{day}.html'>[解读]</a><i>2019-05-{day}</i></li>"
    assert [(item.title, item.listed_on) for item in read(f"<ul>{rows(row)}</ul>").items] == [
        (title, date(2019, 5, 20 + number)) for number, title in enumerate(TITLES)
    ]


def test_rows_of_a_table_are_entries():
    row = "<tr><td>1</td><td><a href='{url}'>{title}</a></td><td>某政发〔2019〕3号</td><td>2019-05-{day}</td></tr>"
    reading = read(f"<table><tr><th>序号</th><th>标题</th><th>文号</th><th>日期</th></tr>{rows(row)}</table>")
    assert [item.title for item in reading.items] == TITLES


def test_urls_are_absolute_and_positions_count_up():
    reading = read(f"<ul>{rows(SHAPES['span after'])}</ul>")
    assert [(item.url, item.position) for item in reading.items] == [
        (f"http://www.example.gov.cn/zwgk/tzgg/201905/t2019052{number}_{number}.html", number) for number in range(3)
    ]


def test_undated_entries_are_read():
    reading = read(f"<ul>{rows('<li><a href={url}>{title}</a></li>')}</ul>")
    assert [(item.title, item.listed_on) for item in reading.items] == [(title, None) for title in TITLES]


def test_a_breadcrumb_in_a_table_before_an_undated_first_row_is_no_entry():
    crumb = "<td><a href='/'>首页</a> &gt;&gt; <a href='/zwgk/zdly/index.html'>重点领域信息</a></td>"
    listed = rows("<tr><td><a href='{url}'>{title}</a></td><td>2019-05-{day}</td></tr>").replace("2019-05-20", "")
    main = f"<div><table><tr>{crumb}</tr></table><table class='rows'>{listed}</table></div>"
    page = f"<html><head><title>重点领域信息</title></head><body>{main}</body></html>"
    assert [item.title for item in read_list(parse_page(page.encode(), URL)).items] == TITLES


ALONE = "<ul><li><a href='/art/2019/5/20/art_12_3456.html'>关于印发工作方案的通知</a></li></ul>"


def test_an_undated_entry_that_a_further_page_has_left_is_read():
    pager = "<div>共 11 条 当前第 3 / 3 页 <a href='index_2.html'>上一页</a></div>"
    assert [item.title for item in read(ALONE + pager).items] == ["关于印发工作方案的通知"]


def test_an_undated_entry_behind_pages_of_a_list_is_read():
    page = parse_page(f"<html><body>{NAVIGATION}{ALONE}{FOOT}</body></html>".encode(), URL)
    assert [item.title for item in read_list(page, PageRequest(URL, entries_before=10)).items] == [
        "关于印发工作方案的通知"
    ]


def test_an_undated_entry_that_the_page_counts_is_read():
    assert [item.title for item in read(ALONE + "<div>共1条</div>").items] == ["关于印发工作方案的通知"]


def test_a_single_undated_link_of_a_page_that_counts_nothing_is_no_list():
    assert read(ALONE).items == ()


def test_groups_of_rows_under_years_are_one_list():
    groups = [f"<p>20{year}年</p><ul>{rows(SHAPES['span after'])}</ul>" for year in (18, 19)]
    assert len(read("".join(groups)).items) == 6


def test_a_list_parted_into_blocks_is_one_list():
    block = f"<ul class='l'>{rows(SHAPES['span after'])}</ul>"
    assert len(read(f"<div>{block}{block}</div>").items) == 6


def test_entries_to_other_hosts_and_files_are_entries():
    reading = read(
        "<ul><li><a href='http://www.jz.gov.cn/info_3727'>转载：政府信息公开年报</a><span>2019-05-20</span></li>"
        "<li><a href='../files/2018.pdf'>2018年部门决算公开表</a><span>2019-05-21</span></li></ul>"
    )
    assert [item.url for item in reading.items] == [
        "http://www.jz.gov.cn/info_3727",
        "http://www.example.gov.cn/zwgk/files/2018.pdf",
    ]


def test_an_entry_only_a_script_can_open_keeps_its_place_without_address():
    reading = read(
        f"<ul>{rows(SHAPES['span after']).replace(chr(39) + '201905/t20190521_1.html', chr(39) + 'javascript:;')}</ul>"
    )
    assert [bool(item.url) for item in reading.items] == [True, False, True]


def test_a_pinned_entry_loses_its_mark_and_keeps_its_place():
    pinned = "<li><a href='201801/t20180101_9.html'>[置顶]关于网站改版的公告</a><span>2018-01-01</span></li>"
    assert read(f"<ul>{pinned}{rows(SHAPES['span after'])}</ul>").items[0].title == "关于网站改版的公告"


def test_an_empty_column_has_no_items():
    assert read("<div class='list'><ul></ul><p>暂无信息</p></div>").items == ()


def test_a_side_list_of_hot_news_is_not_the_list_of_an_empty_column():
    assert read(f"<div class='list'></div><div class='sidebar'><ul>{rows(SHAPES['span after'])}</ul></div>").items == ()


def box(heading: str = "最新动态", more: str = "") -> str:
    return f"<div class='r'><h3>{heading}</h3>{more}<ul>{rows(SHAPES['span after'])}</ul></div>"


EMPTY = {
    "says so": "<div class='l'><h2>通知公告</h2><p>暂无信息</p></div>",
    "empty list": "<div class='l'><h2>通知公告</h2><ul></ul></div>",
    "empty element for a list": "<div class='l'><h2>通知公告</h2><div class='newsList'> </div></div>",
    "nothing in all pages": "<div class='l'><ul> </ul><span>共0条</span></div>",
}


@pytest.mark.parametrize("empty", EMPTY)
def test_a_box_beside_an_empty_column_is_not_its_list(empty):
    assert read(EMPTY[empty] + box()).items == ()


@pytest.mark.parametrize("empty", EMPTY)
def test_a_box_in_front_of_an_empty_column_is_not_its_list(empty):
    page = parse_page(f"<html><body>{box()}{NAVIGATION}{EMPTY[empty]}{FOOT}</body></html>".encode(), URL)
    assert read_list(page).items == ()


def test_a_column_known_by_its_title_alone_has_no_entries_of_a_box():
    markup = f"<title>通知公告-某某区人民政府</title><body>{EMPTY['empty list']}{box()}{FOOT}</body>"
    assert read_list(parse_page(markup.encode(), URL)).items == ()


def test_a_box_that_leads_to_its_own_column_is_not_this_columns_list():
    assert (
        read("<div class='l'><h2>通知公告</h2></div>" + box(more="<a href='/xwzx/dtyw/'>更多&gt;&gt;</a>")).items == ()
    )


def test_a_longer_box_does_not_hide_a_columns_short_list():
    own = "<h2>通知公告</h2><ul><li><a href='201905/t20190528_8.html'>任免</a><span>2019-05-28</span></li></ul>"
    assert [item.title for item in read(f"<div>{own}</div>{box(more='<a href=/xwzx/>更多</a>')}").items] == ["任免"]


@pytest.mark.parametrize(
    "main",
    [
        "<div class='l'><h2>通知公告</h2><ul class='tabs'></ul><h3>信息列表</h3><ul>{rows}</ul></div>",
        "<div class='l'><h2>通知公告</h2><p class='none'>暂无信息</p><ul>{rows}</ul></div>",
        "<div class='l'><ul></ul></div><div class='r'><h2>通知公告</h2><ul>{rows}</ul></div>",
        "<div class='l'><ul></ul></div><div class='r'><h2>政务公开</h2><ul>{rows}</ul></div>",
        "<div class='l'><ul></ul></div><div class='r'><ul>{rows}</ul></div>",
        "<div class='t'>通知公告</div><div class='r'><h3>2019年</h3><ul>{rows}</ul></div>",
        "<div class='r'><h3>通知公告</h3><a href='/zwgk/tzgg/list.html'>更多</a><ul>{rows}</ul></div>",
        "<div class='r'><h3>信息列表</h3><a href='list.html'>更多</a><ul>{rows}</ul></div>",
        "<div class='l'><h2>通知公告</h2><ul>{rows}</ul></div><div><h3>最新动态</h3><ul></ul></div>",
    ],
)
def test_a_columns_own_list_is_read_whatever_is_empty_beside_it(main):
    assert [item.title for item in read(main.format(rows=rows(SHAPES["span after"]))).items] == TITLES


def test_one_hostile_link_does_not_lose_the_list():
    link = (
        "<li><a href='/file.jsp?" + "&".join(f"a{n}=1" for n in range(60)) + "'>附件下载说明</a><i>2019-05-29</i></li>"
    )
    assert len(read(f"<ul>{rows(SHAPES['span after'])}{link}</ul>").items) == 4


def test_an_article_has_no_items():
    article = f"""<h1>关于印发工作方案的通知</h1><div>发布时间：2019-05-20 来源：办公室</div>
    <div id="zoom"><p>{"各单位要认真贯彻落实，做好公开工作。" * 20}</p></div>
    <p>上一篇：<a href="t20190519_8.html">关于召开会议的通知</a></p>
    <p>下一篇：<a href="t20190521_9.html">任免通知</a></p>"""
    assert read(article).items == ()


def test_a_column_that_shows_a_single_article_has_no_items():
    assert read(f"<h2>机构职能</h2><p>{'负责全区政府信息公开工作，承办主任交办的其他事项。' * 15}</p>").items == ()


def test_a_list_of_one_entry_is_read():
    assert [
        item.title
        for item in read("<ul><li><a href='a/t20190520_1.html'>联系我们</a><span>2019-05-20</span></li></ul>").items
    ] == ["联系我们"]


def test_adding_navigation_changes_no_entry():
    main = f"<ul>{rows(SHAPES['span after'])}</ul>"
    more = "<div class='leftNav'><ul>" + "<li><a href='/zwgk/zfxxgkzn/'>政府信息公开指南</a></li>" * 9 + "</ul></div>"
    assert read(more + main).items == read(main).items == read(main + more).items


HANWEB_RECORDS = """<script type="text/xml"><datastore><totalrecord>45</totalrecord><recordset>
<record><![CDATA[<li><a title='关于印发工作方案的通知' href='/art/2019/5/20/art_12_345.html'>关于印发...</a>
<span>2019-05-20</span></li>]]></record>
<record><![CDATA[<li><a href='/art/2019/5/21/art_12_346.html'>任免通知公告</a><span>2019-05-21</span></li>]]></record>
</recordset></datastore></script>"""


def test_entries_of_a_hanweb_data_island_are_read():
    assert [(item.title, item.listed_on) for item in read(HANWEB_RECORDS).items] == [
        ("关于印发工作方案的通知", date(2019, 5, 20)),
        ("任免通知公告", date(2019, 5, 21)),
    ]


def test_entries_of_hanweb_inline_json_are_read():
    script = """<script>var listData = {articleList: [{"title":"<p>任免通知</p>","pubDate":"2019-05-20 16:59",
    "urls":"{\\"pc\\":\\"/col/content_1.html\\"}"}, ]};</script>""".replace(", ]", "]")
    (item,) = read(script).items
    assert (item.title, item.url, item.listed_on) == (
        "任免通知",
        "http://www.example.gov.cn/col/content_1.html",
        date(2019, 5, 20),
    )


def test_years_of_two_digits_in_a_cell_of_their_own_are_dates():
    table = "<table>{}</table>".format(rows("<tr><td><a href='{url}'>{title}</a></td><td>20-09-{day}<br></td></tr>"))
    assert [str(item.listed_on) for item in read(table).items] == ["2020-09-20", "2020-09-21", "2020-09-22"]


def test_a_row_that_has_only_a_download_button_is_called_what_stands_beside_it():
    row = "<div class='item'><div class='top'>{title}</div><div><a href='d.php?n={day}'>立即下载</a></div></div>"
    assert [item.title for item in read(f"<div class='download'>{rows(row)}</div>").items] == TITLES


def test_an_encoded_text_beside_a_list_makes_no_article_of_the_page():
    listed = rows("<li><a href='{url}'>{title}</a><span>2019-05-{day}</span></li>")
    assert [item.title for item in read(f"<ul>{listed}</ul><p>{'JTNDYStj' * 400}</p>").items] == TITLES


@pytest.mark.parametrize("topics", [2, 10, 40])
def test_the_single_entry_of_a_last_page_is_the_list_however_many_topics_stand_below(topics: int) -> None:
    entry = (
        "<li><a href='/news/201211/t20121109_19040.html'>关于公布防汛抗旱有关事项的说明</a><span>2012-11-09</span></li>"
    )
    below = "".join(
        f"<a href='/zt/{number}/'><img src='/zt{number}.jpg' alt='松山街道重点项目建设第{number}专题'></a>"
        for number in range(topics)
    )
    content = (
        f"<html><body><div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='./'>要闻</a></div>"
        f"<div class='list'><ul>{entry}</ul></div><div>第120页/共120页 <a href='index_118.html'>上一页</a></div>"
        f"<div class='special'>{below}</div></body></html>"
    )
    page = parse_page(content.encode(), "http://www.example.gov.cn/news/index_119.html", "text/html; charset=utf-8")
    assert [item.title for item in read_list(page).items] == ["关于公布防汛抗旱有关事项的说明"]
