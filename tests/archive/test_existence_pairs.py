"""Names and titles labelled by hand: how many names are found, looked at or called missing, and how many wrongly."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from handmade_archive import Archive
from hypothesis import given
from hypothesis import strategies as st

from archive.existence import attachments, near, search_for
from archive.names import name_key, rules, title_words, wanted
from archive.reports.folding import simplified
from archive.similar import likeness, may_be_same
from archive.standing import read_standing

AUTHORITY = ("松山新区管委会", "松山新区管理委员会")
PAIRS = Path(__file__).with_name("existence_pairs")
REPORT_YEAR = 2018


def pairs(*parts):
    rows = (yaml.safe_load((PAIRS / f"{part}.yml").read_text(encoding="utf-8")) for part in parts)
    return [(label, row[0], row[1]) for labels in rows for label, group in labels.items() for row in group]


def told(name, title):
    asked = wanted(name, AUTHORITY, REPORT_YEAR)
    if asked.carried_by(title):
        return "same"
    return "look" if may_be_same(asked, title) else "other"


ALL = pairs("dev", "held_back")


@pytest.mark.parametrize(("label", "name", "title"), [row for row in ALL if row[0] != "same"])
def test_what_is_not_the_thing_named_is_never_found(label, name, title):
    assert told(name, title) != "same"


@pytest.mark.parametrize(("label", "name", "title"), [row for row in ALL if row[0] == "same"])
def test_what_is_the_thing_named_is_found(label, name, title):
    assert told(name, title) == "same"


def test_hardly_anything_a_person_should_look_at_is_called_missing():
    missed = [row for row in ALL if row[0] == "look" and told(*row[1:]) == "other"]
    assert len(missed) <= 1


def test_most_of_what_is_something_else_troubles_nobody():
    others = [row for row in ALL if row[0] == "other"]
    assert sum(told(*row[1:]) == "other" for row in others) >= 0.9 * len(others)


def test_the_labelled_pairs_are_many_and_all_different():
    assert len({row[1:] for row in ALL}) == len(ALL) >= 150


def archive_with(*titles, names=AUTHORITY):
    archive = Archive(authority=names)
    archive.crawl()
    for title in titles:
        archive.document(title=title)
    return archive


def search(archive, name):
    claim = {"metric": f"document:{name}", "subject": name, "quote": name}
    return search_for(read_standing(archive.db, "here"), claim, attachments(archive.db, "here"), REPORT_YEAR)


def test_the_sql_returns_of_all_labelled_titles_those_that_python_finds():
    titles = sorted({row[2] for row in ALL})
    archive = archive_with(*titles)
    for name in sorted({row[1] for row in ALL}):
        rows = {row["title"] for row in archive.rows(f"select * from ({search(archive, name).sql})")}
        assert rows == {title for title in titles if told(name, title) == "same"}, name


def around(archive, name):
    return near(archive.db, read_standing(archive.db, "here"), search(archive, name), attachments(archive.db, "here"))


def test_the_nearest_titles_are_shown_the_nearest_first():
    archive = archive_with("2017年部门决算", "2018年政府决算", "2018年部门预算", "松山新区概况", "2016年部门决算公开")
    found = around(archive, "2018年部门决算")
    assert (found.similar, found.nearest[0]) == ((), "2017年部门决算")
    assert "松山新区概况" not in found.nearest


def test_a_title_that_may_be_the_same_is_named_as_similar():
    archive = archive_with("《松山新区政府信息公开指南》解读", "松山新区办事指南")
    assert around(archive, "政府信息公开指南").similar == ("《松山新区政府信息公开指南》解读",)


def test_the_names_of_attachments_are_shown_as_near_too():
    archive = archive_with("附件下载")
    archive.attachment("d" + "1".zfill(16), "2017年部门决算.pdf", "here-20190110T020000Z")
    assert around(archive, "2018年部门决算").nearest == ("2017年部门决算.pdf",)


def first_line_archive(text, name="附件1"):
    archive = archive_with("关于公布清单的公告")
    archive.attachment("d" + "1".zfill(16), name, "here-20190110T020000Z", url="http://here.invalid/1.doc")
    archive.db.execute("update attachments set file = 'f1'")
    archive.db.table("document_versions").insert({"id": 7, "document": "f1", "crawl": "here-20190110T020000Z"})
    archive.db.table("document_texts").insert({"version": 7, "text": text})
    return archive


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("松山新区部门权责清单\n序号", "附件1", 1),
        ("附件1\n松山新区部门权责清单\n序号", "附件1", 1),
        ("部门权责清单公示\n序号", "附件1", 1),  # as short as a line may be that says something
        ("序号\n" + "甲" * 74 + "部门权责清单", "附件1", 1),  # and as long
        ("序号\n" + "甲" * 90 + "部门权责清单", "附件1", 0),
        ("序号\n权责清单", "附件1", 0),
        ("松山新区部门权责清单\n序号", "松山新区随机抽查事项清单.xls", 0),
    ],
)
def test_an_attachment_whose_name_says_little_is_known_by_its_first_line(text, name, found):
    archive = first_line_archive(text, name)
    assert len(archive.rows(search(archive, "部门权责清单").sql)) == found


@pytest.mark.parametrize("text", ["", "序号\n权责清单", "甲" * 81])
@pytest.mark.parametrize("name", ["附件1", None])
def test_a_file_whose_text_begins_with_no_title_has_its_name_alone_or_none(text, name):
    archive = first_line_archive(text, name)
    assert attachments(archive.db, "here") == (("http://here.invalid/1.doc", name or ""),)


def test_the_first_line_of_what_only_a_web_archive_held_is_no_name_of_the_file_as_it_is():
    archive = first_line_archive("松山新区部门权责清单\n序号")
    past = archive.crawl(closed_at="2019-02-01T00:00:00Z")
    archive.db.execute("update crawls set source = 'web archive', accepted = 0 where id = ?", [past])
    archive.db.execute("update document_versions set crawl = ?", [past])
    assert attachments(archive.db, "here") == (("http://here.invalid/1.doc", "附件1"),)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("2018年部门预算", True),
        ("2019年部门预算", True),
        ("部门预算公开", True),
        ("2017年部门预算", False),
        ("2020年部门预算", False),
        ("二〇一七年部门预算", False),
    ],
)
def test_a_budget_named_without_a_year_is_that_of_the_report_year_or_the_next(title, found):
    assert wanted("部门预算", AUTHORITY, REPORT_YEAR).carried_by(title) is found


@pytest.mark.parametrize(
    ("title", "found"), [("2017年部门决算", True), ("2018年部门决算", True), ("2019年部门决算", False)]
)
def test_accounts_named_without_a_year_are_those_of_the_report_year_or_the_last(title, found):
    assert wanted("部门决算", AUTHORITY, REPORT_YEAR).carried_by(title) is found


@pytest.mark.parametrize("year", ["二〇一八年", "二零一八年", "2018年度", "2018", "２０１８年"])
def test_a_year_may_be_written_in_any_way_in_the_name_and_in_the_title(year):
    assert wanted(f"{year}部门预算", AUTHORITY).carried_by("松山新区2018年部门预算")
    assert wanted("2018年部门预算", AUTHORITY).carried_by(f"松山新区{year}部门预算")
    assert not wanted("2019年部门预算", AUTHORITY).carried_by(f"松山新区{year}部门预算")
    assert not wanted(f"{year}部门预算", AUTHORITY).carried_by("松山新区2019年部门预算")


def test_the_sql_of_the_longest_name_fits_into_an_address():
    longest = max((row[1] for row in ALL), key=len)
    assert len(urlencode({"sql": search(archive_with(), longest).sql})) < 8000


def test_a_list_named_without_a_year_may_be_of_any_year():
    assert wanted("部门权责清单", AUTHORITY, REPORT_YEAR).carried_by("部门权责清单（2014年版）")


def test_a_year_beside_another_year_belongs_to_what_stands_behind_it():
    title = "2017年政府决算和2018年部门预算"
    assert wanted("2018年部门预算", AUTHORITY).carried_by(title)
    assert not wanted("2017年部门预算", AUTHORITY).carried_by(title)


@pytest.mark.parametrize("authority", ["锦州市松山新区管委会", "辽宁省锦州市松山新区人民政府"])
def test_an_authority_is_known_by_its_name_without_the_higher_regions(authority):
    assert wanted("松山新区政府信息公开指南", (authority,)).carried_by("信息公开指南")


names = st.sampled_from(sorted({row[1] for row in ALL}))
titles = st.sampled_from(sorted({row[2] for row in ALL}))
brackets = st.sampled_from(["《{}》", "“{}”", "〈{}〉", "「{}」", " {} ", "{}。", "【{}】", "　{}"])
VARIANTS = {plain: chr(code) for code, plain in simplified().items()}


@given(names)
def test_the_key_of_a_key_is_the_key(name):
    key = name_key(name, AUTHORITY)
    assert name_key(key, AUTHORITY) == key


@given(titles)
def test_words_of_words_are_the_words(title):
    words = title_words(title, AUTHORITY)
    assert title_words(words, AUTHORITY) == words


@given(names, titles, brackets)
def test_brackets_and_spaces_around_change_nothing(name, title, around):
    assert told(around.format(name), around.format(title)) == told(name, title)


@given(names, titles)
def test_full_width_changes_nothing(name, title):
    wide = title.translate({ord(letter): ord(letter) + 0xFEE0 for letter in "0123456789()"})
    assert told(name, wide) == told(name, title)


@given(names, titles, st.randoms(use_true_random=False))
def test_spaces_inside_change_nothing(name, title, random):
    place = random.randrange(len(title) + 1)
    assert told(name, f"{title[:place]} {title[place:]}") == told(name, title)


@given(names)
def test_a_name_in_traditional_characters_is_found_in_a_title_and_finds_one(name):
    traditional = "".join(VARIANTS.get(letter, letter) for letter in name_key(name, AUTHORITY))
    assert wanted(name, AUTHORITY).carried_by(traditional)
    assert wanted(traditional, AUTHORITY).carried_by(name_key(name, AUTHORITY))


@given(names, titles, st.sampled_from(["（试行）", "（暂行）", "(试行)", "〔暂行〕"]))
def test_a_trial_mark_makes_no_other_document(name, title, mark):
    assert wanted(name, AUTHORITY).carried_by(title + mark) == wanted(name, AUTHORITY).carried_by(title)
    assert wanted(name + mark, AUTHORITY).carried_by(title) == wanted(name, AUTHORITY).carried_by(title)


@given(names, titles, st.sampled_from(["松山新区", "锦州市松山新区管委会", "松山新区管委会办公室关于印发"]))
def test_an_issuer_in_front_makes_no_other_document(name, title, issuer):
    assert wanted(name, AUTHORITY).carried_by(issuer + title) == wanted(name, AUTHORITY).carried_by(title)


DATED = [row[1:] for row in ALL if row[0] == "same" and row[1].startswith("2018年") and "2018" in row[2]]


@given(st.sampled_from(DATED), st.integers(2010, 2029))
def test_another_year_in_the_title_is_never_found(pair, year):
    name, title = pair
    assert wanted(name, AUTHORITY).carried_by(title.replace("2018", str(year))) is (year == 2018)


@given(st.sampled_from(DATED), st.integers(2010, 2029))
def test_another_year_in_the_name_is_never_found(pair, year):
    name, title = pair
    assert wanted(name.replace("2018", str(year)), AUTHORITY).carried_by(title) is (year == 2018)


@given(st.sampled_from(["部门预算", "政府决算", "单位预算"]), st.integers(2010, 2029), st.integers(2010, 2029))
def test_a_title_of_another_year_needs_nobody_to_look(thing, year, other):
    expected = "same" if year == other else "other"
    assert told(f"{year}年{thing}", f"松山新区{other}年{thing}公开") == expected


@given(st.text("甲乙丙丁", max_size=9), st.text("甲乙丙丁", max_size=9))
def test_likeness_is_a_part_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


def test_every_pattern_of_titles_that_only_speak_of_something_can_be_told():
    patterns = [*rules()["asides"], *(pattern for group in rules()["asides_of"].values() for pattern in group)]
    assert all(pattern.startswith("*") and pattern.endswith("*") and pattern.count("*") <= 3 for pattern in patterns)
