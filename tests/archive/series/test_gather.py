"""Where in an archive numbers are looked for: fields, titles, lists, heads of files, names of attachments, texts."""

from __future__ import annotations

import pytest
from handmade_archive import CITY, PORTAL, Archive

from archive.series.store import store_series
from archive.standing import read_standing

OWN = {"issuer": "新区管理委员会"}


@pytest.fixture(scope="module")
def made():
    made = Archive()
    column = made.column("policy")
    crawl = made.crawl()

    def document(title="通知", text=None, listed_as=None, **fields):
        identity = made.document(title=title, columns=(column,), crawl=crawl, **{**OWN, **fields})
        if text is not None:
            version = 900 - made.documents  # texts lie on disk in another order than documents
            made.db.table("document_texts").insert({"version": version, "text": text or None})
            made.db.execute("update documents set version = ? where id = ?", [version, identity])
        if listed_as:
            made.db.execute("update listing_entries set title = ? where document = ?", [listed_as, identity])
        return identity

    document(document_number="锦松管发〔2018〕1号", text="按锦松管发〔2018〕21号、锦松管发〔2018〕4号办理。")
    document("关于养犬的通知（锦松管发〔2018〕2号）", text="按锦松管发〔2018〕5號办理。")
    document("关于养犬的通知", listed_as="关于养犬的通知（锦松管发〔2018〕3號）", text="")
    document(state="file", text="锦松管发〔2018〕4号\n关于养犬的通知")
    document(state="file")
    made.attachment(document("关于附件的通知"), "锦松管发〔2018〕5号.pdf", crawl)
    document("管委会的函", portal=CITY, listed_as="管委会的函（锦松管发〔2018〕6号）")
    document(document_number="锦松管发〔2018〕7号", state="imported", **{"import": "i1"})
    document(document_number="锦松管发〔2018〕8号", portal=CITY)
    document("对锦松管发〔2018〕22号的说明")
    document("对锦松管发〔2018〕23号的说明", text="见锦松管发〔2018〕23号。")
    document("见锦松管公告2018年第9号的说明")
    document(document_number="锦松管公告2018年第1号")
    store_series(made.db, read_standing(made.db, PORTAL))
    return made


def rows(made, sql):
    return [tuple(row.values()) for row in made.rows(sql)]


def test_a_number_is_found_wherever_a_document_of_the_portal_shows_it(made):
    numbers = rows(made, "select serial, origin from series_numbers where number like '锦松管发%' order by serial")
    assert numbers == [(1, "field"), (2, "title"), (3, "listing"), (4, "head"), (5, "attachment"), (6, "listing")]


def test_a_document_of_another_site_or_of_an_import_has_no_number_of_this_ones(made):
    assert rows(made, "select serial from series_numbers where serial in (7, 8)") == []


def test_titles_that_name_a_year_in_brackets_and_texts_are_read_for_what_they_name(made):
    named = rows(made, "select serial, found, count(*) as times from cited_numbers group by 1, 2 order by 1")
    assert named == [(4, 1, 1), (5, 1, 1), (21, 0, 1), (22, 0, 1), (23, 0, 1)]
