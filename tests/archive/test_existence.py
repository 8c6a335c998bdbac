"""Existence: when a title carries a claimed name, in Python and in SQL alike."""

from __future__ import annotations

import pytest
from handmade_archive import Archive
from hypothesis import given
from hypothesis import strategies as st

from archive.existence import attachments, claimed_name, search_for
from archive.names import name_key, wanted
from archive.similar import is_similar
from archive.standing import read_standing

AUTHORITY = ("松山新区管委会", "松山新区管理委员会")


def search(archive, name):
    standing = read_standing(archive.db, "here")
    claim = {"metric": f"document:{name}", "subject": name, "quote": name}
    return search_for(standing, claim, attachments(archive.db, "here"))


def found(archive, name):
    return archive.rows(search(archive, name).sql)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("松山新区政府信息公开指南", "《松山新区政府信息公开指南》"),
        ("政府信息公开指南", "松山新区政府信息公开指南"),
        ("松山新区管理委员会关于印发《政府信息公开制度（试行）》的通知", "政府信息公开制度"),
        ("政府信息公开保密审查办法", "松山新区政府信息公开保密审查办法（试行）"),
        ("松山新区2019年政府预算及说明", "2019年政府预算"),
        ("关于“双随机、一公开”监管的工作方案", "关于双随机一公开监管的工作方案"),
        ("关于印发松山新区管委会信息公开制度的通知", "关于印发信息公开制度的通知"),
        ("松山新区2018年度财政预算公开", "2018年财政预算"),
        ("2017年财政决算", "2017年财政收支决算公开"),
        ("松山新区2017年政府决算", "2017年度财政决算情况公示"),
        ("2018年政府预决算", "2018年财政预算"),
        ("2018年統計数據", "统计数据"),
    ],
)
def test_a_title_carries_a_name(title, name):
    assert wanted(name, AUTHORITY).carried_by(title)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2018年政府预算", "2019年政府预算"),
        ("政府决算", "政府预算"),
        ("政府信息公开制度", "政府信息公开制度汇编"),
        ("政府信息公开保密审查办法（征求意见稿）解读", "政府信息公开保密审查办法实施细则"),
        ("松山新区概况", "松山新区管委会"),
        ("2017年度财政预算", "2018年财政预算"),
        ("政府信息", "政府信息公开情况"),
        ("任何标题", ""),
    ],
)
def test_a_title_does_not_carry_a_name(title, name):
    assert not wanted(name, AUTHORITY).carried_by(title)


@pytest.mark.parametrize(
    ("metric", "subject", "name"),
    [
        ("document:政府信息公开指南", "《政府信息公开指南》", "政府信息公开指南"),
        ("list:部门权责清单", "清单", "部门权责清单"),
        ("budget:2019年政府预算", "预算", "2019年政府预算"),
        ("other", "工作方案", "工作方案"),
        ("other", "", "引文"),
    ],
)
def test_the_name_is_the_metrics_or_the_subject_or_the_quote(metric, subject, name):
    assert claimed_name({"metric": metric, "subject": subject, "quote": "引文"}) == name


def test_a_single_letter_left_of_a_bodys_name_is_not_taken_out():
    assert name_key("区政府关于社区的通知", ("区政府",)) == "关于社区的通知"


def test_authority_names_are_taken_out_of_the_middle_too():
    assert name_key("关于松山新区管委会机构设置", AUTHORITY) == name_key("关于机构设置", AUTHORITY)


def test_a_search_keeps_the_name_as_the_report_has_it():
    assert search(Archive(), "《部门权责清单》").name == "《部门权责清单》"


def test_documents_of_the_own_site_are_searched_and_no_others():
    archive = Archive(("own_site", "wechat"))
    archive.crawl()
    archive.document(title="政府信息公开指南")
    archive.document(title="政府信息公开指南", portal="city")
    archive.imported(title="政府信息公开指南")
    assert len(found(archive, "政府信息公开指南")) == 1


def test_attachments_are_searched_by_their_names():
    archive = Archive()
    crawl = archive.crawl()
    document = archive.document(title="附件下载")
    archive.attachment(document, "附件1：新区政府信息公开目录（试行）.docx", crawl)
    (row,) = found(archive, "新区政府信息公开目录")
    assert (row["document"], row["attachment"]) == (document, "附件1：新区政府信息公开目录（试行）.docx")


def test_an_attachment_seen_in_two_crawls_is_one_row():
    archive = Archive()
    document = archive.document(title="附件下载")
    for closed_at in ("2019-01-01T00:00:00Z", "2019-02-01T00:00:00Z"):
        archive.attachment(document, "信息公开目录.pdf", archive.crawl(closed_at=closed_at))
    assert len(found(archive, "信息公开目录")) == 1


def test_an_attachment_of_a_crawl_that_was_not_accepted_shows_nothing():
    archive = Archive()
    crawl = archive.crawl(accepted=0)
    archive.attachment(archive.document(title="附件下载"), "信息公开目录.pdf", crawl)
    assert found(archive, "信息公开目录") == []


def test_a_link_seen_only_by_a_crawl_that_was_not_accepted_adds_no_document():
    archive = Archive()
    accepted, refused = archive.crawl(), archive.crawl(closed_at="2019-02-01T00:00:00Z", accepted=0)
    archive.attachment(archive.document(title="甲"), "信息公开目录.pdf", accepted)
    archive.attachment(archive.document(title="乙"), "信息公开目录.pdf", refused)
    assert len(found(archive, "信息公开目录")) == 1


def shared_file(**fields):
    """An archive in which two documents link one file, the second as ``fields`` say."""
    archive = Archive()
    crawls = archive.crawl(), archive.crawl("city")
    archive.attachment(archive.document(title="甲"), "信息公开目录.pdf", crawls[0])
    linked = archive.document(**{"title": "乙", **fields})
    archive.attachment(linked, "信息公开目录.pdf", crawls[fields.get("portal") == "city"])
    return archive


@pytest.mark.parametrize(
    ("fields", "shown"), [({}, ["甲", "乙"]), ({"portal": "city"}, ["甲"]), ({"import": "i1"}, ["甲"])]
)
def test_an_attachment_counts_for_the_own_sites_documents_that_link_it_and_no_others(fields, shown):
    assert [row["title"] for row in found(shared_file(**fields), "信息公开目录")] == shown


def test_a_file_that_carries_no_name_is_not_shown_with_one_that_does():
    archive = Archive()
    crawl = archive.crawl()
    document = archive.document(title="附件下载")
    archive.attachment(document, "信息公开目录.pdf", crawl)
    archive.attachment(document, "会议通知.pdf", crawl)
    assert [row["attachment"] for row in found(archive, "信息公开目录")] == ["信息公开目录.pdf"]


def test_of_the_names_of_one_file_the_first_is_shown():
    archive = Archive()
    document = archive.document(title="附件下载")
    for closed_at, name in (("2019-01-01T00:00:00Z", "乙信息公开目录"), ("2019-02-01T00:00:00Z", "丙信息公开目录")):
        archive.attachment(document, name, archive.crawl(closed_at=closed_at), url="http://here.invalid/f")
    assert [row["attachment"] for row in found(archive, "信息公开目录")] == ["丙信息公开目录"]


def test_two_files_of_a_document_are_two_rows():
    archive = Archive()
    crawl = archive.crawl()
    document = archive.document(title="附件下载")
    archive.attachment(document, "信息公开目录一.pdf", crawl)
    archive.attachment(document, "信息公开目录二.pdf", crawl)
    assert len(found(archive, "信息公开目录")) == 2


def test_what_carries_a_name_comes_by_date_and_then_by_document():
    archive = Archive()
    crawl = archive.crawl()
    for document, day in (("d2", "2018-05-01"), ("d1", "2018-05-01"), ("d4", "2018-01-01"), ("d3", "2018-12-31")):
        archive.document(day, id=document, title="信息公开目录")
    archive.attachment(archive.document("2018-03-01", id="d5", title="附件下载"), "信息公开目录.pdf", crawl)
    assert [row["document"] for row in found(archive, "信息公开目录")] == ["d4", "d5", "d1", "d2", "d3"]


def test_what_carries_a_name_is_shown_with_both_of_its_dates():
    archive = Archive()
    crawl = archive.crawl()
    archive.document("2018-05-01", title="信息公开目录", published_on_other="2018-06-01")
    linking = archive.document("2018-07-01", title="附件下载", published_on_other="2018-08-01")
    archive.attachment(linking, "信息公开目录.pdf", crawl)
    dates = [(row["published_on"], row["published_on_other"]) for row in found(archive, "信息公开目录")]
    assert dates == [("2018-05-01", "2018-06-01"), ("2018-07-01", "2018-08-01")]


@pytest.mark.parametrize(
    ("name", "searchable"), [("目录", False), ("新区指南", False), ("总目录", True), ("信息目录", True)]
)
def test_a_name_of_two_letters_is_not_searched_for(name, searchable):
    assert search(Archive(), name).searchable is searchable


def test_a_hostile_name_stays_inside_its_quotes():
    archive = Archive(authority=("o'机关'",))
    archive.document(title="甲乙丙丁")
    assert found(archive, "'; drop table documents; --甲乙丙丁x") == []
    assert len(found(archive, "'甲乙丙丁:portal")) == 0


@pytest.mark.parametrize(
    ("title", "name", "similar"),
    [
        ("责任追究暂行办法", "责任追究办法", True),
        ("2018年本级财政总决算", "2018年财政决算", True),
        ("2017年本级财政总决算", "2018年财政决算", False),
        ("20年18月财政决算", "2018年财政决算", False),
        ("追究责任办法", "责任追究办法", False),
        ("责令任用追加究竟办公法规", "责任追究办法", False),
        ("责任追究", "责任追究办法", False),
        ("任何标题", "", False),
    ],
)
def test_a_similar_title_holds_the_name_in_pieces(title, name, similar):
    assert is_similar(title, name) is similar


@given(st.text("甲乙丙1年", min_size=2, max_size=9), st.integers(0, 9), st.text("丁戊", max_size=5))
def test_a_name_stays_similar_whatever_stands_between_its_pieces(name, cut, between):
    halves = name[:cut], name[cut:]
    whole = all(len(half) != 1 for half in halves) and not (halves[0][-1:] == "1" and halves[1][:1] in ("1", "年"))
    if whole and (len(name) > 1):
        assert is_similar(f"{halves[0]}{between}{halves[1]}", name)


words = st.lists(
    st.sampled_from(
        [
            "新区管委会",
            "新区",
            "管委会",
            "（试行）",
            "试行",
            "信息",
            "公开",
            "2018年",
            "目录",
            "《",
            "》",
            " ",
            "o'",
            "统计",
            "統計",
            "数據",
        ]
    ),
    max_size=8,
).map("".join)


@given(words, words)
def test_sql_and_python_agree_on_what_carries_a_name(title, name):
    archive = Archive()
    archive.document(title=title)
    asked = search(archive, name)
    if asked.searchable:
        named = wanted(name, read_standing(archive.db, "here").authority).carried_by(title)
        assert bool(archive.rows(asked.sql)) is named
