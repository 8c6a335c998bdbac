"""The excerpt over which a report is verified: the same SQL gives the same rows as the whole archive."""

from __future__ import annotations

from handmade_archive import PORTAL, Archive

from archive.excerpt import excerpt
from archive.listings import add_listings
from archive.standing import read_standing


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
    add_listings(archive.db, [{**row, "crawl": second}, {**row, "crawl": refused}])
    with excerpt(archive.db, read_standing(archive.db, PORTAL), 2018):
        listed = archive.rows("select crawl, identity from listings join documents d on d.id = document")
    assert listed == [{"crawl": second, "identity": document}]
