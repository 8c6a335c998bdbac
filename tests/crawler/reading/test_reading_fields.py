"""Further fields of a document: date of writing, validity, category, keywords, pictures, text shown twice."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.reading import parse_page, read_document

URL = "http://www.example.gov.cn/zwgk/info_1.html"
SENTENCE = "全区主动公开政府信息1072条，比上年增加，防汛工作有序开展。"
PROSE = f"<p>{SENTENCE * 3}</p><p>{'收到申请45件，全部办结。' * 6}</p>"
HEAD = "<h1>关于做好防汛工作的通知</h1><p>发布日期：2018-03-17</p>"


def read(body: str = f'<div class="TRS_Editor">{PROSE}</div>', head: str = HEAD, top: str = ""):
    crumb = '<div>当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>'
    document = "<title>关于做好防汛工作的通知-某某区人民政府</title>"
    return read_document(parse_page(f"<html><head>{document}{top}</head>{crumb}{head}{body}</html>".encode(), URL))


@pytest.mark.parametrize("label", ["成文日期", "发文日期", "生成日期", "成文时间"])
def test_the_date_of_writing_stands_apart_from_that_of_publication(label):
    reading = read(head=f"{HEAD}<p>{label}：2018年3月9日</p>")
    assert (reading.published_on, reading.written_on) == (date(2018, 3, 17), date(2018, 3, 9))


def test_a_date_of_writing_alone_is_that_of_publication_too():
    reading = read(head="<h1>关于做好防汛工作的通知</h1><p>成文日期：2018-03-09</p>")
    assert (reading.published_on, reading.written_on) == (date(2018, 3, 9), date(2018, 3, 9))


def test_a_page_without_them_has_no_further_fields():
    reading = read()
    assert (reading.written_on, reading.validity, reading.category, reading.keywords) == (None, "", "", "")


def test_validity_and_category_are_read_from_the_catalogue_entry():
    cells = "<tr><td>有 效 性：</td><td>有效</td><td>主题分类：</td><td>农业、水利</td></tr>"
    reading = read(head=f"{HEAD}<table>{cells}</table>")
    assert (reading.validity, reading.category) == ("有效", "农业、水利")


def meta(content: str) -> str:
    return f'<meta name="keywords" content="{content}">'


@pytest.mark.parametrize(
    ("top", "body", "keywords"),
    [
        ("", f'<div class="TRS_Editor">{PROSE}<p>主题词：水利 防汛 通知</p></div>', "水利 防汛 通知"),
        (meta("防汛,政府信息"), f'<div class="TRS_Editor">{PROSE}</div>', "防汛 政府信息"),
        (meta("某某区,某某区人民政府,门户网站"), f'<div class="TRS_Editor">{PROSE}</div>', ""),
        (meta("招商引资,旅游,美食"), f'<div class="TRS_Editor">{PROSE}</div>', ""),
        (meta("关于做好防汛工作的通知"), f'<div class="TRS_Editor">{PROSE}</div>', ""),
    ],
    ids=["label", "of the document", "of the site", "not spoken of", "the title again"],
)
def test_keywords_are_the_documents_own(top, body, keywords):
    assert read(body, top=top).keywords == keywords


def test_a_body_of_pictures_is_said_to_be_one_with_their_addresses():
    pictures = '<p><img src="W0201.jpg"></p><p><img src="blank.gif" data-src="/p/2.png"></p>'
    reading = read(f'<div class="TRS_Editor">{pictures}<img src="/icon/pdf.gif" width="16"></div>')
    found = ("http://www.example.gov.cn/zwgk/W0201.jpg", "http://www.example.gov.cn/p/2.png")
    assert (reading.image_only, reading.images, reading.body.text) == (True, found, "")


def test_a_text_with_pictures_is_no_body_of_pictures():
    reading = read(f'<div class="TRS_Editor">{PROSE}<img src="W0201.jpg"></div>')
    assert (reading.image_only, reading.images) == (False, ())


@pytest.mark.parametrize(
    "copies",
    [
        '<div><div class="pc">{0}</div><div class="phone">{0}</div></div>',
        "<table><tr><td>{0}</td></tr></table><table><tr><td>{0}</td></tr></table>",
        '<div class="TRS_Editor">{0}</div><div class="TRS_Editor">{0}</div>',
    ],
)
def test_a_text_shown_for_two_widths_of_screen_is_read_once(copies):
    text = read(copies.format(PROSE)).body.text
    assert text.count(SENTENCE * 3) == 1


def test_a_text_that_repeats_itself_is_kept():
    text = read(f'<div class="main">{f"<p>{SENTENCE}</p>" * 8}</div>').body.text
    assert text.count(SENTENCE) == 8


CATALOGUE = (
    "<table><tr><td>索 引 号：</td><td>00000000X/2018-01877</td><td>发布机构：</td><td>某区管理委员会办公室</td></tr>"
    "<tr><td>文　　号：</td><td>某管发〔2018〕78号</td><td>成文日期：</td><td>2018-04-12</td></tr></table>"
)


def test_a_catalogue_beside_a_short_body_is_no_part_of_it() -> None:
    facts = "<p>来源：某某新区管理委员会行政审批局　发布日期：2018-05-11 15:17</p>"
    body = "<p>各单位要把责任落实到人。</p><p>有关情况及时报告。</p>"
    content = f"<h1>关于做好值班工作的通知</h1>{facts}<div class='TRS_Editor'>{body}</div><p>【打印】【关闭】</p>"
    reading = read(f"<div class='detail'>{CATALOGUE}{content}</div>", head="")
    assert (reading.written_on, reading.document_number) == (date(2018, 4, 12), "某管发〔2018〕78号")
    assert reading.body.text == "各单位要把责任落实到人。\n有关情况及时报告。"
