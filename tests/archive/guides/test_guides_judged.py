"""What a guide names, beside the archive: there, up to date or not, empty, not found, or nothing that could be said."""

from __future__ import annotations

from datetime import date

import pytest
from guide_site import GuideSite
from handmade_archive import CLOSED, PORTAL, Archive

from archive.checklist import noted
from archive.guides.judge import Promise, promise_rows, promises, store_promises
from archive.standing import read_standing

DAY = date(2020, 1, 15)


class Site(GuideSite):
    """A site as its guide is judged."""

    def judged(self, day: date = DAY) -> list[Promise]:
        return list(promises(self.archive.db, read_standing(self.archive.db, PORTAL), day))

    def one(self, day: date = DAY) -> Promise:
        (found,) = self.judged(day)
        return found


def keys(found: Promise) -> list[str]:
    return [note["key"] for note in found.notes]


@pytest.mark.parametrize(
    ("newest", "state"),
    [("2019-12-01", "fresh"), ("2019-07-15", "stale"), ("2017-12-01", "dead")],
)
def test_a_rhythm_of_the_law_holds_for_what_a_guide_calls_so(newest: str, state: str) -> None:
    site = Site("本级规范性文件", columns=["行政规范性文件"])
    site.listed("行政规范性文件", "2016-01-01", newest)
    found = site.one()
    assert (found.state, found.every, found.shown.documents, found.columns) == (state, 183, 2, ("行政规范性文件",))


@pytest.mark.parametrize(("newest", "state"), [("2019-12-01", "fresh"), ("2019-11-01", "stale")])
def test_a_rhythm_of_its_own_goes_before(newest: str, state: str) -> None:
    site = Site("水质月报（每月更新）")
    site.archive.document(newest, title="松岭水库水质月报", crawl=site.crawl)
    assert (site.one().state, site.one().every) == (state, 62)


def test_what_nobody_asks_a_rhythm_of_is_there_however_old() -> None:
    site = Site("政策解读", columns=["解读文件"])
    site.listed("解读文件", "2009-01-01")
    assert site.one().state == "there"


def test_a_column_without_entries_is_empty_and_none_at_all_is_not_found() -> None:
    assert Site("新闻发布会", columns=["新闻发布会"]).one().state == "empty"
    found = Site("新闻发布会").one()
    assert (found.state, keys(found)) == ("not_found", ["crawled_columns"])


@pytest.mark.parametrize("columns", [["新闻发布会"], ["要闻"]])
def test_nothing_bad_is_said_where_a_column_was_not_fetched_completely(columns: list[str]) -> None:
    found = Site("新闻发布会", columns=columns, state="incomplete").one()
    assert (found.state, keys(found)) == ("not_assessable", ["incomplete"])


def test_an_undated_entry_that_could_be_the_newest_leaves_it_open() -> None:
    site = Site("规范性文件", columns=["规范性文件"])
    site.listed("规范性文件", "2017-01-01")
    site.listed("规范性文件", None, first_seen="2020-01-10T02:00:00Z")
    assert (site.one().state, keys(site.one())) == ("not_assessable", ["undated"])


def test_a_document_is_known_by_its_title_or_the_name_of_an_attachment() -> None:
    site = Site("《河道采砂规划》", "水利工程名录")
    site.archive.document("2018-03-01", title="新区管委会关于印发《河道采砂规划（试行）》的通知", crawl=site.crawl)
    carrier = site.archive.document("2018-04-01", title="公告", crawl=site.crawl)
    site.archive.attachment(carrier, "新区水利工程名录.pdf", site.crawl)
    assert [(each.promised.quote, each.state, each.shown.newest) for each in site.judged()] == [
        ("河道采砂规划", "there", "d0000000000000002"),
        ("水利工程名录", "there", carrier),
    ]


def test_a_similar_title_is_for_a_person_to_look_at() -> None:
    site = Site("水库调度责任追究办法")
    site.archive.document("2018-03-01", title="水库调度责任追究暂行规定办法", crawl=site.crawl)
    assert (site.one().state, keys(site.one())) == ("not_assessable", ["similar"])


def test_a_name_of_two_letters_is_looked_for_in_columns_alone() -> None:
    site = Site("供水", columns=["供水信息"])
    site.listed("供水信息", "2019-01-01")
    assert (site.one().state, site.one().columns) == ("there", ("供水信息",))
    found = Site("供水").one()
    assert (found.state, keys(found)) == ("not_assessable", ["short_name"])


@pytest.mark.parametrize(
    ("name", "column", "shows"),
    [
        ("财政预决算", "财政信息", True),
        ("财政预算", "财政信息", False),  # of which it may be one part among many
        ("機構職能", "机构概况", True),
        ("领导之窗", "领导分工", True),
        ("政府文件", "文件解读", False),
        ("规范性文件", "规范性文件解读", False),
        ("重大建设项目", "重大建设项目批准和实施", True),
        ("行政处罚决定", "行政许可", False),
        ("规范性文件清理结果", "规范性文件", False),
    ],
)
def test_a_column_shows_what_is_called_so_in_other_words_and_nothing_else(
    name: str, column: str, *, shows: bool
) -> None:
    assert Site(name, columns=[column]).one().columns == ((column,) if shows else ())


def test_the_query_of_a_promise_gives_each_document_that_is_counted_once() -> None:
    site = Site("统计数据", columns=["统计信息"])
    by_title, both, attached, listed = ("统计数据一览", "統計數據與统计公报", "附件见后", "第一季度情况")
    for title in (by_title, both):
        site.archive.document("2019-03-01", title=title, crawl=site.crawl)
    site.archive.attachment(site.archive.document("2019-03-02", title=attached), "2018年统计公报.doc", site.crawl)
    site.archive.document("2019-03-03", title=listed, columns=[site.columns["统计信息"]], crawl=site.crawl)
    site.archive.document("2019-03-04", title="统计数据二", crawl=site.crawl, gone_since=CLOSED)
    site.archive.document("2019-03-05", title="无关的通知", crawl=site.crawl)
    found = site.one()
    titles = [row["title"] for row in site.archive.db.query(found.sql)]
    assert titles == [by_title, both, attached, listed]
    assert (found.state, found.shown.documents, str(found.shown.newest_on)) == ("there", 4, "2019-03-03")


def test_what_is_removed_or_imported_is_no_evidence() -> None:
    site = Site("水利工程名录")
    site.archive.document("2018-04-01", title="水利工程名录", crawl=site.crawl, gone_since=CLOSED)
    site.archive.imported("2018-04-01", title="水利工程名录")
    assert (site.one().state, keys(site.one())) == ("not_found", ["removed"])


def test_the_newest_guide_is_read_and_what_a_catalogue_names_too_is_said_once() -> None:
    site = Site()
    site.text("新区管委会政府信息公开指南", "一、公开范围", "（一）旧名录；", published_on="2015-01-01")
    site.text("水务局政府信息公开指南", "一、公开范围", "（一）水务名录；", published_on="2019-09-01")
    guide = site.text(
        "关于印发《新区管委会政府信息公开指南》的通知", "一、公开范围", "（一）新名录；", published_on="2019-05-20"
    )
    catalogue = site.text("新区管委会主动公开基本目录", "新 名 录", "收录名册", published_on="2018-01-01")
    found = [(each.source.kind, each.source.document, each.promised.quote) for each in site.judged()]
    assert found == [("guide", guide, "新名录"), ("catalogue", catalogue, "收录名册")]


def test_a_guide_that_is_a_file_is_read_from_the_file() -> None:
    site = Site()
    page = site.text("新区管委会政府信息公开指南", "指南见附件。")
    file = site.text("附件", "一、公开范围", "（一）防汛预案；", state="file", url="http://here.invalid/guide.docx")
    site.archive.db.table("attachments").insert(
        {"document": page, "crawl": site.crawl, "name": "附件", "url": "http://here.invalid/guide.docx", "file": file}
    )
    assert [(each.source.document, each.promised.quote) for each in site.judged()] == [(file, "防汛预案")]


def test_the_sql_of_each_gives_its_documents_and_hostile_names_are_literals() -> None:
    site = Site("“名录'); drop table documents --”清单", "规范性文件", columns=["规范性文件"])
    site.listed("规范性文件", "2019-01-01", "2019-01-02")
    for each in site.judged():
        assert len(site.archive.rows(each.sql)) == each.shown.documents
    assert site.archive.rows("select count(*) as n from documents") == [{"n": 3}]


def test_a_later_crawl_leaves_the_earlier_rows_and_makes_its_own_current() -> None:
    site = Site("新闻发布会", "规范性文件")
    db = site.archive.db
    for _ in range(2):
        store_promises(db, read_standing(db, PORTAL))
    assert [row["number"] for row in promise_rows(db)] == [1, 2]
    later = site.archive.crawl(closed_at="2020-01-10T02:00:00.000000Z")
    store_promises(db, read_standing(db, PORTAL))
    assert {row["as_of"] for row in promise_rows(db, PORTAL)} == {later}
    assert site.archive.rows("select count(*) as n from promises") == [{"n": 4}]


def test_without_a_guide_or_an_accepted_crawl_nothing_is_promised() -> None:
    assert Site().judged() == []
    empty = Archive()
    assert promises(empty.db, read_standing(empty.db, PORTAL)) == ()


def test_every_note_has_words_in_both_languages() -> None:
    for note in ({"key": "short_name"}, {"key": "similar", "titles": 2}):
        assert noted(note).zh != noted(note).en
        assert "{" not in noted(note).zh + noted(note).en
