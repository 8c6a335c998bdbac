"""From documents and texts to series: where numbers stand, whose they are, what is only named."""

from __future__ import annotations

from archive.series.build import Bearer, build_series

AUTHORITY = ("松山新区管委会",)


def built(*bearers, texts=(), covered=lambda documents: True):
    found = build_series(bearers, lambda words: texts, AUTHORITY, covered)
    return {(each.series.key.prefix, each.series.key.year): each for each in found}


def bearer(number, identity=None, **fields):
    identity = identity or number
    said = {"issuer": "松山新区管委会", "title_key": identity, **fields}
    return Bearer(identity, document_number=number, **said)


OWN = [bearer("锦松管发〔2018〕1号"), bearer("锦松管发〔2018〕2号"), bearer("锦松管发〔2018〕5号")]


def test_the_field_goes_before_the_title_and_that_before_the_list():
    titled = Bearer(
        "a", title="关于养犬的通知（锦松管发〔2018〕3号）", listed_as=("关于养犬的通知（锦松管发〔2018〕9号）",)
    )
    assert [each.origin for each in built(titled)[("锦松管发", 2018)].carried] == ["title"]


def test_a_number_that_only_a_list_or_an_attachment_shows_is_there():
    listed = Bearer("a", listed_as=("通知（锦松管发〔2018〕3号）",))
    attached = Bearer("b", attachments=("附件：锦松管发〔2018〕4号.pdf",))
    found = built(*OWN, listed, attached)[("锦松管发", 2018)]
    assert (found.series.missing, {each.origin for each in found.carried}) == (0, {"field", "listing", "attachment"})


def test_an_undated_document_is_of_the_year_of_its_number():
    assert set(built(bearer("锦松管函〔2017〕3号"))) == {("锦松管函", 2017)}


def test_what_a_document_says_of_itself_is_no_citation():
    texts = [("锦松管发〔2018〕5号", "锦松管发〔2018〕5号自发布之日起施行")]
    assert built(*OWN, texts=texts)[("锦松管发", 2018)].namings == ()


def test_numbers_named_and_not_there_are_told_from_those_that_are():
    texts = [("x", "依据锦松管发〔2018〕2号、锦松管发〔2018〕4号和国发〔2018〕3号")]
    found = built(*OWN, texts=texts)
    assert [(each.citation.number.serial, each.found) for each in found[("锦松管发", 2018)].namings] == [
        (2, True),
        (4, False),
    ]
    assert set(found) == {("锦松管发", 2018)}


def test_a_year_of_which_numbers_are_only_named_is_shown_and_not_assessed():
    found = built(*OWN, texts=[("x", "依据锦松管发〔2016〕7号")])[("锦松管发", 2016)].series
    assert (found.reason, found.cited, found.spelling) == ("only_cited", (7,), "锦松管发〔2016〕#号")


def test_documents_of_others_put_up_here_make_no_gaps_and_nobody_names_what_they_lack():
    theirs = [bearer("国发〔2018〕3号"), bearer("国发〔2018〕8号")]
    found = built(*theirs, texts=[("x", "依据国发〔2018〕5号")])[("国发", 2018)]
    assert (found.series.reason, found.namings) == ("outside", ())


def test_columns_that_were_not_read_whole_leave_their_series_alone():
    found = built(
        *OWN, bearer("锦松管函〔2018〕1号"), bearer("锦松管函〔2018〕3号"), covered=lambda d: "锦松管发〔2018〕1号" in d
    )
    assert {key: each.series.reason for key, each in found.items()} == {
        ("锦松管发", 2018): "",
        ("锦松管函", 2018): "coverage",
    }


def test_categories_under_one_count_are_one_series_with_a_star():
    numbers = [
        Bearer(v, index_number=v, issuer="松山新区管委会")
        for v in ("A1-01-2018-001", "A1-02-2018-002", "A1-01-2018-004")
    ]
    (found,) = built(*numbers).values()
    assert (found.series.key.prefix, str(found.carried[0].number), found.series.missing) == ("A1-*", "A1-*-2018-001", 1)
