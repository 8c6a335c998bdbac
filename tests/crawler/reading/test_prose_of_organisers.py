"""Sentences that say who organises something are prose, however alike a page's foot speaks."""

from __future__ import annotations

import pytest

from crawler.reading import parse_page, read_document, read_page

SENTENCES = (
    "各承办单位要对照要求逐项落实，并在规定时间内反馈结果。",
    "活动的主办单位和承办单位由管委会另行确定，技术支持由大数据中心提供。",
)
PAGE = """<html><head><meta name="ArticleTitle" content="提案办理工作安排"><title>提案办理工作安排</title></head><body>
<table><tr><td class="banner">某某新区</td></tr><tr><td class="x_big_title"><b>提案办理工作安排</b></td></tr>
<tr><td class="x_info">来源：管委会办公室　日期：2018年10月22日</td></tr>
<tr><td class="x_content">{body}</td></tr>
<tr><td>{foot}</td></tr></table></body></html>"""
FOOT = (
    "主办单位：某某新区管理委员会，承办单位：某某新区办公室，技术支持：某某公司，地址：某某路1号，邮编121000，欢迎访问"
)


@pytest.mark.parametrize("sentences", [SENTENCES[:1], SENTENCES[1:], SENTENCES])
def test_an_article_all_of_whose_sentences_name_organisers_is_read(sentences: tuple[str, ...]) -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    read = read_document(parse_page(PAGE.format(body=body, foot="").encode(), "http://h.test/a/1.html"))
    assert read.body.text == "\n".join(sentences)


def test_a_foot_that_names_organisers_weighs_nothing_beside_a_short_article() -> None:
    body = "<p>同意。</p>"
    read = read_document(parse_page(PAGE.format(body=body, foot=FOOT).encode(), "http://h.test/a/1.html"))
    assert "主办单位" not in read.body.text


@pytest.mark.parametrize(("lines", "kind"), [(SENTENCES * 2, "document"), ((FOOT,), "other")])
def test_a_page_without_a_date_is_a_document_by_its_sentences_and_none_by_its_foot(
    lines: tuple[str, ...], kind: str
) -> None:
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><title>提案办理</title><h1>提案办理</h1><div class='content'>{body}</div></html>"
    assert read_page(parse_page(page.encode(), "http://h.test/zt/ta.html")).kind == kind
