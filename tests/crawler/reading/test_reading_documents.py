"""Document pages give title, date, fields, breadcrumb, body and attachments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crawler.reading import parse_page, read_document

URL = "http://www.example.gov.cn/openness/zfxxgk/zfxxgknb/info_3727"
PROSE = "".join(
    f"<p>{sentence}</p>"
    for sentence in ("全区主动公开政府信息1072条，比上年增加。" * 3, "收到申请45件，全部办结。" * 5)
)
TITLE = "某某新区2017年政府信息公开工作年度报告"


def read(
    body: str = f'<div class="txt">{PROSE}</div>',
    head: str = f"<h1>{TITLE}</h1><div>发布日期：2018-03-17 来源：办公室 浏览次数：12</div>",
    top: str = "",
    document: str = f"{TITLE}_某某新区管理委员会",
    after: str = "",
    url: str = URL,
):
    markup = f"""<html><head><title>{document}</title>{top}</head><body>
    <div class="nav"><a href="/">首页</a><a href="/openness/">政务公开</a></div>
    <div>当前位置：<a href="/">首页</a> &gt; <a href="/openness/">政务公开</a> &gt; 政府信息公开年报</div>
    <div class="main">{head}{body}</div>{after}
    <div class="footer"><p>版权所有：某某新区管理委员会 联系电话：0416-1234567</p></div></body></html>"""
    return read_document(parse_page(markup.encode(), url))


def paragraphs(reading) -> list[str]:
    return [reading.body.text[part.start : part.end] for part in reading.body.paragraphs]


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


# title


def test_the_title_is_the_heading_that_the_document_title_contains():
    assert read().title == TITLE


def test_a_document_title_of_column_and_site_is_not_the_title():
    assert read(document="政府信息公开年报——某某新区管理委员会").title == TITLE


def test_a_first_line_that_is_a_part_of_the_document_title_is_the_title():
    body = f'<div class="txt"><h3>某某美术馆</h3>{PROSE}</div>'
    assert read(head="", body=body, document="某某新区门户网站-文化场馆-某某美术馆").title == "某某美术馆"


def test_a_record_number_behind_a_heading_is_no_part_of_a_title_that_the_body_repeats_without_it():
    body = f'<div class="txt"><p>{TITLE}</p>{PROSE}</div>'
    assert read(head=f"<h2>{TITLE}308831</h2>", body=body, document="某某新区").title == TITLE


def test_a_number_that_ends_a_heading_stays_where_the_body_says_nothing_else():
    assert read(head=f"<h2>{TITLE}2019</h2>", document="某某新区").title == f"{TITLE}2019"


def test_a_meta_title_that_the_page_shows_in_two_lines_is_the_title():
    halves = f"<h1><div>{TITLE[:9]}</div><div>{TITLE[9:]}</div></h1><div>发布日期：2018-03-17</div>"
    assert read(head=halves, top=meta("ArticleTitle", TITLE), document="某某新区").title == TITLE


def test_a_meta_title_that_contradicts_the_page_is_not_the_title():
    assert read(top=meta("ArticleTitle", "栏目模板")).title == TITLE


def test_a_heading_in_two_lines_is_one_title():
    halves = f"<div class='bt'><p>{TITLE[:9]}</p><p>{TITLE[9:]}</p></div><div>发布日期：2018-03-17</div>"
    assert read(head=halves).title == TITLE


def test_without_heading_the_title_is_the_document_title_without_the_site():
    assert read(head="<div>发布日期：2018-03-17</div>").title == TITLE


def test_the_site_name_in_a_heading_above_is_not_the_title():
    site = "<h1>某某新区管理委员会门户网站</h1>"
    assert read(head=f"{site}<div class='title'>{TITLE}</div><div>2018-03-17</div>", document="某某新区").title == TITLE


# dates


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2018-03-17",
        "发布时间:2018年03月17日 16:35",
        "日期：2018/3/17 来源：",
        "【时间：2018-3-17】【作者：办公室】",
        "2018-03-17 10:00:00",
        "2018年3月17日 来源：办公室 点击：",
        "[2018.03.17]",
        "信息来源：办公室 发 布 时 间：2018-03-17",
        "<table><tr><td>发布日期</td><td>2018-03-17</td></tr></table>",
        "<label>发布日期：</label><div>2018-03-17</div>",
        "<span>来源：办公室</span><span>时间：2018-03-17</span>",
        "<span>浏览次数：12次</span><span>日期：2018-03-17</span>",
        "信息时间：2018-03-17",
        "公告日期：2018-03-17",
    ],
)
def test_a_visible_date_is_read(line):
    reading = read(head=f"<h1>{TITLE}</h1><div>{line}</div>")
    assert (reading.published_on, reading.published_on_origin) == (date(2018, 3, 17), "visible")


def test_a_date_assigned_in_a_script_is_read():
    reading = read(head=f"<h1>{TITLE}</h1><div>发布时间：<script>var pubdata = '2018-03-17 09:00';</script></div>")
    assert (reading.published_on, reading.published_on_origin) == (date(2018, 3, 17), "script")


def test_a_meta_date_is_read_when_no_other_is_shown():
    reading = read(head=f"<h1>{TITLE}</h1>", top=meta("PubDate", "2018-03-17 09:00"))
    assert (reading.published_on, reading.published_on_origin) == (date(2018, 3, 17), "meta")


@pytest.mark.parametrize(
    "path", ["201803/t20180317_1234.html", "art/2018/3/17/art_1_2.html", "staticpages/20180317/a-1.html"]
)
def test_the_date_in_the_url_is_the_last_resort(path):
    reading = read(head=f"<h1>{TITLE}</h1>", url=f"http://www.example.gov.cn/{path}")
    assert (reading.published_on, reading.published_on_origin) == (date(2018, 3, 17), "url")


def test_a_page_without_any_date_has_none():
    reading = read(head=f"<h1>{TITLE}</h1>")
    assert (reading.published_on, reading.published_on_origin) == (None, "")


def test_visible_and_meta_dates_that_differ_are_a_conflict_and_the_visible_one_is_believed():
    reading = read(top=meta("PubDate", "2022-04-24 10:00"))
    assert (reading.published_on, reading.date_conflict, reading.published_on_other) == (
        date(2018, 3, 17),
        True,
        date(2022, 4, 24),
    )


def test_visible_and_meta_dates_of_one_day_are_no_conflict():
    reading = read(top=meta("PubDate", "2018-03-17 23:59"))
    assert (reading.date_conflict, reading.published_on_other) == (False, None)


def test_a_date_inside_the_body_is_not_the_publication_date():
    assert (
        read(head=f"<h1>{TITLE}</h1>", body=f"<div class='txt'>{PROSE}<p>2017年12月31日</p></div>").published_on is None
    )


@pytest.mark.parametrize(
    "line",
    [
        "截止日期：2018-04-30",
        "会议时间：2018-03-20",
        "报名时间：2018年4月5日",
        "生效日期：2018-05-01",
        "招标公告日期：2018-02-01",
    ],
)
def test_a_day_of_something_else_is_not_that_of_publication(line):
    assert read(head=f"<h1>{TITLE}</h1><div>2018-03-17</div><p>{line}</p>").published_on == date(2018, 3, 17)
    assert read(head=f"<h1>{TITLE}</h1><p>{line}</p><div>2018-03-17</div>").published_on == date(2018, 3, 17)
    table = f"<table><tr><td>{line.replace('：', '：</td><td>')}</td></tr></table>"
    assert read(head=f"<h1>{TITLE}</h1><div>2018-03-17</div>{table}").published_on == date(2018, 3, 17)


@pytest.mark.parametrize("line", ["当前时间：2026-11-28", "站点备案时间：2016-11-28"])
def test_a_day_of_the_site_in_the_foot_is_not_that_of_publication(line):
    foot = f"<div class='txt'>{PROSE}</div><div class='footer'>{line}</div>"
    assert read(head=f"<h1>{TITLE}</h1><div>2018-03-17</div>", body=foot).published_on == date(2018, 3, 17)


@pytest.mark.parametrize("line", ["截止日期：2018-04-30", "征集时间：2018-03-20 至 2018-04-20", "实施日期：2018-05-01"])
def test_a_day_of_something_else_that_is_the_only_one_shown_leaves_the_word_to_meta(line):
    reading = read(head=f"<h1>{TITLE}</h1><p>{line}</p>", top=meta("PubDate", "2018-03-17 09:00"))
    assert (reading.published_on, reading.published_on_origin) == (date(2018, 3, 17), "meta")


def test_a_day_of_something_else_ends_the_source_before_it():
    reading = read(head=f"<h1>{TITLE}</h1><p>2018-03-17 来源：管委会 征集时间：2018-03-20至2018-04-20</p>")
    assert (reading.published_on, reading.source) == (date(2018, 3, 17), "管委会")


def test_todays_date_at_the_top_is_not_the_publication_date():
    assert read(head=f"<p>今天是2026年1月2日 星期五</p><h1>{TITLE}</h1>").published_on is None


# fields


@pytest.mark.parametrize(
    "block",
    [
        "<p>索 引 号：000014349/2017-00110</p><p>发文机关：某某区人民政府</p><p>文 号：某政发〔2018〕5号</p>",
        "<table><tr><td>索引号</td><td>000014349/2017-00110</td><td>发布机构</td><td>某某区人民政府</td></tr>"
        "<tr><td>文号</td><td>某政发〔2018〕5号</td><td>有效性</td><td></td></tr></table>",
        "<dl><dt>索引号:</dt><dd>000014349/2017-00110</dd><dt>发文机关:</dt><dd>某某区人民政府</dd>"
        "<dt>发文字号:</dt><dd>某政发〔2018〕5号</dd></dl>",
        "<p>索引号：000014349/2017-00110 发布机构：某某区人民政府 发文字号：某政发〔2018〕5号</p>",
    ],
    ids=["lines", "table", "definitions", "one line"],
)
def test_catalogue_fields_are_read(block):
    reading = read(head=f"{block}<h1>{TITLE}</h1><div>发布日期：2018-03-17</div>")
    assert (reading.index_number, reading.issuer, reading.document_number) == (
        "000014349/2017-00110",
        "某某区人民政府",
        "某政发〔2018〕5号",
    )


ENTRY = (
    "<table border='1'><tr><td>索引号</td><td>000014349/2017-00110</td></tr>"
    "<tr><td>发布机构</td><td>某某区人民政府</td></tr><tr><td>文号</td><td>某政发〔2018〕5号</td></tr></table>"
)


def in_one_table(first):
    return parse_page(
        f"<body><table><tr><td><b>{TITLE}</b></td></tr><tr><td>日期：2018-03-17</td></tr><tr><td>{first}</td></tr>"
        f"<tr><td>{PROSE}</td></tr></table></body>".encode(),
        "http://site.invalid/1",
    )


def test_a_catalogue_entry_at_the_head_of_the_body_is_fields_and_no_text():
    reading = read_document(in_one_table(ENTRY))
    assert (reading.index_number, reading.document_number) == ("000014349/2017-00110", "某政发〔2018〕5号")
    assert "索引号" not in reading.body.text


def test_a_table_of_figures_at_the_head_of_the_body_stays():
    figures = "<table border='1'><tr><td>发布机构</td><td>3</td></tr><tr><td>收费</td><td>0</td></tr></table>"
    assert len(read_document(in_one_table(figures)).body.tables) == 1


def test_a_document_number_on_a_line_of_its_own_is_read():
    assert (
        read(head=f"<h1>{TITLE}</h1><p>（某政发〔2018〕5号）</p><p>2018-03-17</p>").document_number
        == "某政发〔2018〕5号"
    )


@pytest.mark.parametrize(
    ("line", "source"),
    [("来源：办公室 点击：5", "办公室"), ("来源： 【打印】【关闭】", ""), ("文 章 来 源：办公室", "办公室")],
)
def test_the_source_ends_where_the_next_field_or_button_begins(line, source):
    assert read(head=f"<h1>{TITLE}</h1><div>{line} 发布日期：2018-03-17</div>").source == source


def test_an_empty_value_takes_nothing_from_the_next_label():
    assert read(head=f"<p>文号：</p><p>主题词：</p><h1>{TITLE}</h1>").document_number == ""


@pytest.mark.parametrize(
    "following",
    [
        "上一篇：没有了",
        "某某区2018年政府决算",
        "关于做好某某工作的通知（某某政办发〔2018〕15号）",
        "网站标识码 0000000001 | 内部办公",
    ],
)
@pytest.mark.parametrize("label", ["索引号", "文号"])
def test_a_number_that_was_left_empty_takes_nothing_from_the_next_line(label, following):
    for block in (
        f"<p>{label}：</p><p>{following}</p>",
        f"<table><tr><td>{label}</td><td></td></tr></table>{following}",
    ):
        reading = read(head=f"<h1>{TITLE}</h1>{block}")
        assert (reading.index_number, reading.document_number) == ("", "")


@pytest.mark.parametrize(
    "number",
    [
        "某政发[2018]12",
        "某某区公告2018年第3号",
        "2018-12",
        "某政发〔2018〕1号、某财发〔2018〕5号",
        "（某政函〔2018〕3号）",
    ],
)
def test_document_numbers_of_every_form_are_read_after_their_label(number):
    assert read(head=f"<p>文号：{number}</p><h1>{TITLE}</h1>").document_number == number


# breadcrumb


@pytest.mark.parametrize("separator", [" &gt; ", " &gt;&gt; ", " --&gt; ", " › ", " » ", " / ", "&nbsp;>&nbsp;", " | "])
def test_the_breadcrumb_is_read_whatever_separates_its_names(separator):
    crumbs = separator.join(["<a href='/'>首页</a>", "<a href='/a/'>政务公开</a>", "年度报告"])
    markup = f"<html><body><div>您的位置：{crumbs}</div><h1>{TITLE}</h1>{PROSE}</body></html>"
    assert read_document(parse_page(markup.encode(), URL)).breadcrumb == ("首页", "政务公开", "年度报告")


def test_words_that_only_say_that_this_is_an_article_are_no_part_of_the_breadcrumb():
    markup = f"<body><p>当前位置：<a href='/'>首页</a> > <a href='/a/'>年度报告</a> > 正文</p>{PROSE}</body>"
    assert read_document(parse_page(markup.encode(), URL)).breadcrumb == ("首页", "年度报告")


def test_a_breadcrumb_whose_label_is_hidden_is_not_shown():
    markup = f"<p><span style='display:none'>当前位置：</span><span>首页 > 年度报告</span></p>{PROSE}"
    assert read_document(parse_page(markup.encode(), URL)).breadcrumb == ()


def test_a_breadcrumb_in_table_cells_is_read():
    cells = "".join(
        f"<td>{cell}</td>" for cell in ("当前位置：", "<a href='/'>首页</a>", "> <a href='/a/'>年度报告</a>")
    )
    assert read_document(parse_page(f"<table><tr>{cells}</tr></table>{PROSE}".encode(), URL)).breadcrumb == (
        "首页",
        "年度报告",
    )


# body


def test_the_body_is_its_paragraphs_in_order():
    assert paragraphs(read()) == ["全区主动公开政府信息1072条，比上年增加。" * 3, "收到申请45件，全部办结。" * 5]


@pytest.mark.parametrize(
    "widget",
    [
        "<p>【打印】【关闭】</p>",
        "<p>字号：[大] [中] [小]</p>",
        "<p>上一篇：<a href='1.html'>关于会议的通知</a></p>",
        "<p>责任编辑：张三</p>",
        "<p>分享到： 微信 微博</p>",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_buttons_and_neighbours_are_not_body(widget, place):
    inside = (
        f"{widget}{PROSE}" if place == "before" and "篇" not in widget and "编辑" not in widget else f"{PROSE}{widget}"
    )
    assert paragraphs(read(body=f"<div class='txt'>{inside}</div>")) == paragraphs(read())


def test_title_and_fields_inside_the_bodys_container_are_not_body():
    inside = f"<h1>{TITLE}</h1><p>发布日期：2018-03-17 来源：办公室 浏览次数：12</p>{PROSE}"
    reading = read(head="", body=f"<div id='zoom'>{inside}</div>")
    assert (paragraphs(reading), reading.title, reading.published_on) == (paragraphs(read()), TITLE, date(2018, 3, 17))


def test_a_table_in_the_body_keeps_its_place_between_paragraphs():
    table = "<table><tr><td>指标</td><td>数</td></tr><tr><td>公开</td><td>7</td></tr></table>"
    body = read(body=f"<div class='txt'>{PROSE}{table}<p>以上数据截至2017年底，特此报告。</p></div>").body
    assert body.text.endswith("指标\t数\n公开\t7\n以上数据截至2017年底，特此报告。")


def test_a_whole_page_in_layout_tables_gives_the_articles_body():
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in (TITLE, "2018-03-17 12:39", PROSE))
    reading = read(head="", body=f"<table><tr><td>左侧栏目</td><td><table>{rows}</table></td></tr></table>")
    assert (reading.body.tables, paragraphs(reading)) == ((), paragraphs(read()))


def test_a_body_of_pictures_is_empty():
    assert read(body="<div id='vsb_content'><p><img src='1.jpg'></p></div>").body.text == ""


def test_hidden_text_is_not_body():
    assert paragraphs(
        read(body=f"<div class='txt'>{PROSE}<p style='display: none'>隐藏的文字，不应当出现。</p></div>")
    ) == paragraphs(read())


def test_traditional_characters_are_read_as_they_are():
    head = "<h1>松山新區政府信息公開年度報告</h1><div>發佈日期：2018-03-17 來源：辦公室</div>"
    reading = read(head=head, document="松山新區政府信息公開年度報告")
    assert (reading.title, reading.published_on, reading.source) == (
        "松山新區政府信息公開年度報告",
        date(2018, 3, 17),
        "辦公室",
    )


# attachments


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("P020180317.pdf", "年度报告"),
        ("/files/a.DOCX", "附件1"),
        ("/module/download/downfile.jsp?filename=1803.xls&classid=0", "附件"),
        ("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=77", "统计表.doc"),
        ("/attach/1.ofd", "公文"),
    ],
)
def test_a_link_to_a_file_is_an_attachment(href, name):
    (attachment,) = read(body=f"<div class='txt'>{PROSE}<p><a href='{href}'>{name}</a></p></div>").attachments
    assert (attachment.text, attachment.url.endswith(href.removeprefix("/"))) == (name, True)


def test_an_attachment_just_after_the_body_is_found():
    assert len(read(after="<div>附件：<a href='a.pdf'>年度报告.pdf</a></div>").attachments) == 1


def test_links_to_pages_are_no_attachments():
    assert read(body=f"<div class='txt'>{PROSE}<p><a href='t20180317_1.html'>相关报道</a></p></div>").attachments == ()


def test_a_file_linked_twice_is_one_attachment():
    link = "<a href='a.pdf'>年度报告</a>"
    assert len(read(body=f"<div class='txt'>{PROSE}{link}{link}</div>").attachments) == 1


# metamorphic


def test_furniture_around_an_article_changes_nothing_that_is_read():
    side = (
        "<div class='sidebar'><ul><li><a href='/x/t20200101_1.html'>其他信息公开栏目文章</a>2020-01-01</li></ul></div>"
    )
    plain, furnished = read(), read(after=side)
    assert replace(furnished, family="") == replace(plain, family="")
