"""The excerpt over which a report is verified: the same SQL gives the same rows as the whole archive."""

from __future__ import annotations

import pytest
from handmade_archive import PORTAL, Archive

from archive.excerpt import excerpt, named_excerpt
from archive.standing import read_standing
from archive.titles import Titles


def test_documents_of_other_years_are_not_in_it():
    archive = Archive()
    archive.document("2017-05-01", title="去年")
    archive.document("2018-05-01", title="当年")
    archive.document(None, title="无日期")
    archive.document("", title="空日期")
    archive.document("2017-05-01", title="另一日期在当年", published_on_other="2018-01-01")
    with excerpt(archive.db, read_standing(archive.db, PORTAL), 2018):
        titles = {row["title"] for row in archive.rows("select title from documents")}
    assert titles == {"当年", "无日期", "空日期", "另一日期在当年"}


def test_of_many_crawls_the_newest_accepted_that_listed_a_document_stands_in_it():
    archive = Archive()
    column = archive.column("a")
    first, second = (archive.crawl(closed_at=f"2019-01-0{day}T00:00:00Z") for day in (1, 2))
    refused = archive.crawl(closed_at="2019-01-03T00:00:00Z", accepted=0)
    document = archive.document(columns=[column], crawl=first)
    row = archive.rows("select * from listings")[0]
    archive.db.table("listings").insert_all([{**row, "crawl": second}, {**row, "crawl": refused}])
    with excerpt(archive.db, read_standing(archive.db, PORTAL), 2018):
        listed = archive.rows("select crawl, document from listings")
    assert listed == [{"crawl": second, "document": document}]


@pytest.mark.parametrize("name", ["信息公开指南", "2018年财政预算", "权力清单"])
def test_a_search_gives_the_rows_that_it_gives_over_the_whole_archive(name):
    archive = Archive()
    crawl = archive.crawl()
    for title in ("政府信息公开指南", "2018年政府预算", "信息指南", "权力 清单"):
        archive.document(title=title)
    archive.attachment(archive.document(title="公告"), "权力清单（附件）.doc", crawl)
    titles = Titles(archive.db, read_standing(archive.db, PORTAL))
    search = titles.search_for({"metric": f"document:{name}"})
    whole = archive.rows(search.sql)
    with named_excerpt(archive.db, titles, [search]):
        assert archive.rows(search.sql) == whole
    assert whole
