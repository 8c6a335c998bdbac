"""Which numbers are a document's own, whose they are, and which numbers a text only names."""

from __future__ import annotations

import pytest

from archive.series.cited import citations
from archive.series.own import in_attachment, in_head, in_title
from archive.series.owner import Sign, owner_of_name, owners

AUTHORITY = ("松山新区管委会", "松山新区管理委员会")


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("关于印发养犬管理办法的通知（锦松管发〔2018〕12号）", ["锦松管发〔2018〕12号"]),
        ("关于印发养犬管理办法的通知(锦松管发(2018)12号)", ["锦松管发〔2018〕12号"]),
        (
            "关于养犬的通知（锦松管发〔2018〕12号、锦松财发〔2018〕5号）",
            ["锦松管发〔2018〕12号", "锦松财发〔2018〕5号"],
        ),
        ("锦松管发〔2018〕12号", ["锦松管发〔2018〕12号"]),
        ("关于养犬的公告（2018年第3号）", ["公告2018年第3号"]),
        ("《养犬管理办法》解读（锦松管发〔2018〕12号）", []),
        ("关于转发国发〔2018〕3号文件的通知", []),
        ("转发国发〔2018〕3号", []),
        ("关于第12号建议的答复", []),
        ("", []),
    ],
)
def test_a_number_in_brackets_at_the_end_of_a_title_is_its_own(title, numbers):
    assert [str(number) for number in in_title(title)] == numbers


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("附件：锦松管函〔2018〕5号.docx", ["锦松管函〔2018〕5号"]),
        ("附件1. 关于养犬的通知（锦松管发〔2018〕12号）.pdf", ["锦松管发〔2018〕12号"]),
        ("锦松管函〔2018〕5号关于养犬的函.doc", ["锦松管函〔2018〕5号"]),
        ("关于国发〔2018〕5号的说明.doc", []),
        ("国发〔2018〕5号的说明.doc", []),
        ("附件：预算表.xlsx", []),
    ],
)
def test_an_attachment_named_by_a_number_is_that_document(name, numbers):
    assert [str(number) for number in in_attachment(name)] == numbers


def test_a_number_alone_on_a_line_at_the_head_of_a_file_is_its_own():
    assert [str(number) for number in in_head("松山新区管委会文件\n（锦松管发〔2018〕12号）\n各街道：")] == [
        "锦松管发〔2018〕12号"
    ]


def test_a_number_within_a_line_of_prose_is_not():
    assert list(in_head("按照锦松管发〔2018〕12号，现通知如下")) == []


def cited(text, *prefixes):
    return [str(citation.number) for citation in citations(text, set(prefixes) or {"锦松管发"})]


@pytest.mark.parametrize(
    "text",
    [
        "依据锦松管发〔2018〕8号文件",
        "原《通知》（锦松管发[2018]8号）废止",
        "国发〔2018〕3号和锦松管发（2018）第08号",
        "锦松管发〔2018〕8号",
    ],
)
def test_a_number_of_a_known_series_is_cited_whatever_leads_to_it(text):
    assert cited(text) == ["锦松管发〔2018〕8号"]


@pytest.mark.parametrize(
    "text", ["依据国发〔2018〕8号", "辽锦松管发〔2018〕8号", "锦松管函〔2018〕8号", "锦松管发2018年8月"]
)
def test_anothers_number_and_a_longer_prefix_are_none(text):
    assert cited(text) == []


def test_of_two_known_prefixes_the_longer_is_meant():
    assert cited("依据锦松政发〔2018〕8号", "政发", "锦松政发") == ["锦松政发〔2018〕8号"]


def test_a_citation_says_where_it_stands():
    text = "总则。依据锦松管发〔2018〕8号文件。"
    (found,) = citations(text, {"锦松管发"})
    assert text[found.start : found.end] == "锦松管发〔2018〕8号"


def owned(prefix, *documents, sort="document"):
    return owners([Sign(sort, prefix, title, issuer) for title, issuer in documents], AUTHORITY)[(sort, prefix)]


@pytest.mark.parametrize(
    ("prefix", "title", "issuer", "owner"),
    [
        ("锦松管发", "关于养犬的通知", "松山新区管理委员会", "own"),
        ("锦松管发", "关于养犬的通知", "锦州市松山新区管委会办公室", "own"),
        ("锦松管发", "松山新区管委会关于养犬的通知", "", "own"),
        ("国发", "关于养犬的通知", "松山新区管理委员会", "outside"),
        ("辽政发", "关于养犬的通知", "松山新区管理委员会", "outside"),
        ("锦政发", "锦州市人民政府关于养犬的通知", "松山新区管委会", "outside"),
        ("锦财发", "关于养犬的通知", "锦州市财政局", "outside"),
        ("松财发", "关于养犬的通知", "财政局", "unknown"),
        ("松市监发", "关于养犬的通知", "市场监督管理局", "unknown"),
    ],
)
def test_whose_a_series_is_say_its_prefix_then_titles_then_issuers(prefix, title, issuer, owner):
    assert owned(prefix, (title, issuer)) == owner


def test_what_is_known_of_one_kind_of_an_authority_holds_for_its_others():
    signs = [Sign("document", "锦松管规", "松山新区管委会关于养犬的规定", ""), Sign("document", "锦松管函", "答复", "")]
    assert owners(signs, AUTHORITY)[("document", "锦松管函")] == "own"


def test_a_province_publishes_its_own_series():
    assert owners([Sign("document", "辽政发", "通知", "辽宁省人民政府")], ["辽宁省人民政府"]) == {
        ("document", "辽政发"): "own"
    }


def test_an_authority_without_a_place_is_known_by_its_name_alone():
    assert (owner_of_name("管委会", ["管委会"]), owner_of_name("凌河区人民政府", ["管委会"])) == ("own", "outside")
