"""Which links lead to files."""

from __future__ import annotations

import pytest

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
