"""Which links lead to files."""

from __future__ import annotations

import pytest

from crawler.reading import parse_page, read_document
from crawler.reading.attachments import file_extension, is_file

MANY = "&".join(f"field{number}=1" for number in range(60))


@pytest.mark.parametrize(
    ("url", "extension"),
    [
        ("http://www.example.gov.cn/files/2018.PDF", "pdf"),
        ("http://www.example.gov.cn/down.jsp?id=7&name=2018.docx", "docx"),
        ("http://www.example.gov.cn/files/2018.pdf;jsessionid=3F2504E04F8911D39A0C0305E82C3301.node1", "pdf"),
        ("http://www.example.gov.cn/zwgk/t20190520_1.html", ""),
        ("http://www.example.gov.cn/", ""),
    ],
)
def test_the_extension_stands_in_path_or_query(url, extension):
    assert file_extension(url) == extension


@pytest.mark.parametrize("path", ["a.jsp", "files/2018.pdf"])
def test_a_query_of_more_fields_than_any_file_needs_changes_nothing(path):
    url = f"http://www.example.gov.cn/{path}"
    assert file_extension(f"{url}?{MANY}") == file_extension(url)


@pytest.mark.parametrize("url", ["http://[::1", "http://[x]/a.pdf", "", "?" + "&" * 5000])
def test_nonsense_names_no_file(url):
    assert (file_extension(url), is_file(url, "2018.pdf")) == ("", False)


def test_a_download_is_a_file_by_the_name_of_its_link():
    assert is_file("http://www.example.gov.cn/download.do?id=7", "2018年部门预算.xlsx")


ARTICLE = """<html><head><title>预算公开说明</title><meta name="ArticleTitle" content="预算公开说明"></head><body>
<div class="content"><p>全年安排一般公共预算支出三亿一千万元，现将有关情况说明如下，请社会各界监督。</p>
<p>附件下载：<a href="/files/1.pdf">预算公开说明表.pdf</a></p></div>%s</body></html>"""


@pytest.mark.parametrize(
    "neighbours",
    [
        '<p>上一条：<a href="a.html">甲公告</a></p><p>下一条：<a href="/files/2.pdf">乙公告</a></p>',
        '<ul><li><span>【下一篇】</span><a href="/files/2.pdf">乙公告</a></li></ul>',
        '<div><a href="/files/2.pdf">下一篇：乙公告</a></div>',
        '<table><tr><td>上一篇: <b><a href="/files/2.pdf">乙公告</a></b></td></tr></table>',
    ],
)
def test_the_next_entry_of_a_list_is_no_attachment_though_it_is_a_file(neighbours: str) -> None:
    page = parse_page((ARTICLE % neighbours).encode(), "http://www.example.gov.cn/a/1.html", "text/html; charset=utf-8")
    assert [link.text for link in read_document(page).attachments] == ["预算公开说明表.pdf"]


@pytest.mark.parametrize(
    "after",
    [
        '<p>附件2：<a href="/files/2.pdf">下半年安排.pdf</a></p>',
        '<p>见上一年度说明：<a href="/files/2.pdf">说明.pdf</a></p>',
    ],
)
def test_words_like_those_before_a_neighbour_keep_no_attachment_away(after: str) -> None:
    content = (ARTICLE.replace("</p></div>%s", f"</p>{after}</div>")).encode()
    page = parse_page(content, "http://www.example.gov.cn/a/1.html", "text/html; charset=utf-8")
    assert len(read_document(page).attachments) == 2
