"""The rules, one outcome at a time, apart from any database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.labels import (
    is_compared,
    needs_a_person,
    note_keys,
    render_note,
    render_notes,
    rule_label,
    verdict_group,
    verdict_keys,
    verdict_label,
    verdict_order,
)
from archive.verdicts import (
    BEFORE_COUNTING,
    COUNTED,
    EXISTENCE,
    Note,
    Observation,
    Sighting,
    agrees_without,
    first_verdict,
    identity_verdict,
    lengths_unknown,
    lower_bound,
    undated,
)

WECHAT = {"key": "wechat", "zh": "微信", "en": "WeChat"}
NEWS = {"title": "要闻", "state": "incomplete"}


def said(seen):
    """Verdict, keys of its notes, and the rule's id."""
    verdict = first_verdict(BEFORE_COUNTING + COUNTED, seen)
    return verdict.key, [note.key for note in verdict.notes], verdict.rule


@pytest.mark.parametrize(
    ("seen", "verdict", "notes", "rule"),
    [
        (Observation(5, observable=False, crawled=False), "unobservable", [], "C1-unobservable"),
        (Observation(5, crawled=False, qualifier="share"), "not_assessable", ["never_crawled"], "C2-never-crawled"),
        (Observation(5, qualifier="share", observed=5), "not_assessable", ["qualifier"], "C3-qualifier"),
        (Observation(5, qualifier="growth", observed=5), "not_assessable", ["qualifier"], "C3-qualifier"),
        (Observation(5, qualifier="cumulative", observed=5), "not_assessable", ["qualifier"], "C3-qualifier"),
        (Observation(5, scope="全市", observed=5), "not_assessable", ["scope"], "C3-scope"),
        (Observation(5, period="上半年", observed=9), "not_assessable", ["period"], "C3-period"),
        (Observation(5, unstated=(WECHAT,), observed=4), "not_assessable", ["import_not_stated"], "C6-lower-bound"),
        (Observation(5, unstated=(WECHAT,), observed=5), "confirmed", [], "C7-agreement"),
        (Observation(5, unstated=(WECHAT,), observed=6), "more_found", [], "C9-gap"),
        (Observation(None), "not_assessable", ["no_value"], "C3-no-value"),
        (Observation(5, not_counted=Note("no_column")), "not_assessable", ["no_column"], "C4-not-counted"),
        (Observation(5, coverage=(NEWS,), observed=5), "incomplete", ["coverage"], "C5-coverage"),
        (Observation(5, missing=(WECHAT,), observed=4), "not_assessable", ["lower_bound"], "C6-lower-bound"),
        (Observation(5, missing=(WECHAT,), observed=5), "confirmed", [], "C7-agreement"),
        (Observation(5, missing=(WECHAT,), observed=6), "more_found", [], "C9-gap"),
        (Observation(5, observed=5), "confirmed", [], "C7-agreement"),
        (Observation(0, observed=0), "confirmed", [], "C7-agreement"),
        (Observation(5, observed=4), "fewer_found", [], "C9-gap"),
        (Observation(5, observed=6), "more_found", [], "C9-gap"),
        (Observation(0, observed=1), "more_found", [], "C9-gap"),
        (Observation(5, observed=3, candidates=1), "fewer_found", [], "C9-gap"),
        (Observation(5, observed=3, candidates=2), "not_assessable", ["undated"], "C8-undated"),
        (Observation(5, observed=7, doubtful=1), "more_found", [], "C9-gap"),
        (Observation(5, observed=7, doubtful=2), "not_assessable", ["undated"], "C8-undated"),
        (Observation(5, observed=7, candidates=9), "more_found", [], "C9-gap"),
        (Observation(5, observed=3, doubtful=9), "fewer_found", [], "C9-gap"),
        (Observation(50, observed=30, unknown_lengths=1), "not_assessable", ["length_unknown"], "C8-length-unknown"),
        (Observation(50, observed=60, unknown_lengths=1), "more_found", [], "C9-gap"),
    ],
)
def test_the_first_rule_that_fits_decides(seen, verdict, notes, rule):
    assert said(seen) == (verdict, notes, rule)


@pytest.mark.parametrize(
    ("observed", "verdict"),
    [(345_000, "confirmed"), (355_000, "confirmed"), (344_999, "fewer_found"), (355_001, "more_found")],
)
def test_an_approximate_figure_agrees_within_its_rounding(observed, verdict):
    assert said(Observation(350_000, "approx", 5_000, observed=observed))[0] == verdict


@pytest.mark.parametrize(("observed", "verdict"), [(349_999, "fewer_found"), (350_001, "more_found")])
def test_rounding_counts_for_approximate_figures_only(observed, verdict):
    assert said(Observation(350_000, "exact", 5_000, observed=observed))[0] == verdict


@pytest.mark.parametrize(
    ("observed", "verdict"), [(0, "confirmed"), (12, "confirmed"), (20, "confirmed"), (21, "more_found")]
)
def test_an_upper_bound_agrees_with_everything_below(observed, verdict):
    assert said(Observation(20, "approx", 20, is_upper_bound=True, observed=observed))[0] == verdict


@pytest.mark.parametrize(
    ("observed", "verdict"), [(9, "fewer_found"), (10, "confirmed"), (12, "confirmed"), (13, "more_found")]
)
def test_a_range_agrees_with_everything_in_it(observed, verdict):
    assert said(Observation(12, "approx", 2, is_upper_bound=True, observed=observed))[0] == verdict


def test_a_missing_channel_and_an_import_that_may_be_a_part_are_both_named():
    seen = Observation(5, missing=(NEWS,), unstated=(WECHAT,), observed=4)
    assert said(seen) == ("not_assessable", ["lower_bound", "import_not_stated"], "C6-lower-bound")


@pytest.mark.parametrize(("observed", "verdict"), [(99, "fewer_found"), (100, "confirmed"), (10**6, "confirmed")])
def test_at_least_agrees_with_everything_above(observed, verdict):
    assert said(Observation(100, "at_least", observed=observed))[0] == verdict


def test_documents_that_could_reach_the_rounding_close_an_approximate_gap():
    assert said(Observation(100, "approx", 10, observed=88, candidates=2))[0] == "not_assessable"


def test_more_than_a_lower_bound_is_not_said_where_conflicting_dates_could_explain_it():
    assert said(Observation(5, missing=(WECHAT,), observed=7, doubtful=2))[0] == "not_assessable"


@pytest.mark.parametrize(
    ("seen", "values"),
    [
        (Observation(50, observed=30, unknown_lengths=3), {"documents": 3}),
        (Observation(5, observed=3, candidates=2, candidate_documents=4), {"documents": 4}),
        (Observation(5, observed=7, doubtful=2, doubtful_documents=6), {"documents": 6}),
        (Observation(5, missing=(WECHAT,), observed=4), {"channels": [WECHAT]}),
        (Observation(5, coverage=(NEWS,)), {"columns": [NEWS]}),
    ],
)
def test_the_note_of_an_open_count_names_what_could_close_the_gap(seen, values):
    (note,) = first_verdict(COUNTED, seen).notes
    assert note.values == values


@pytest.mark.parametrize(
    ("seen", "values"),
    [
        (Observation(5, qualifier="share"), {"qualifier": {"word": "share"}}),
        (Observation(5, scope="全市"), {"scope": "全市"}),
        (Observation(5, period="上半年"), {"period": "上半年"}),
    ],
)
def test_the_note_of_a_figure_that_is_no_amount_of_the_year_says_what_it_is(seen, values):
    (note,) = first_verdict(BEFORE_COUNTING, seen).notes
    assert note.values == values


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        (lower_bound, Observation(5, missing=(WECHAT,), observed=5)),
        (lengths_unknown, Observation(5, unknown_lengths=1, observed=5)),
        (undated, Observation(5, candidates=1, observed=5)),
        (undated, Observation(5, doubtful=1, observed=5)),
    ],
)
def test_a_rule_of_too_few_or_too_many_says_nothing_of_an_equal_number(rule, seen):
    assert rule(seen) is None


@pytest.mark.parametrize(
    ("seen", "amounts", "keys"),
    [
        (Observation(5, observed=7), {"reposts": 2, "late": 1, "off_site": 3}, ("reposts",)),
        (Observation(5, observed=7), {"late": -2}, ()),
        (Observation(10, "approx", 1, observed=13), {"a": 1, "b": 2, "c": 4, "d": 5}, ("b", "c")),
        (Observation(5, observed=5), {"reposts": 0}, ()),
        (Observation(5, observed=3), {"reposts": 0, "late": -2}, ()),
        (Observation(5, "approx", 1, observed=6), {"reposts": 1}, ()),
    ],
)
def test_what_must_be_left_out_of_too_many_for_the_figures_to_agree(seen, amounts, keys):
    assert agrees_without(seen, amounts) == keys


observations = st.builds(
    Observation,
    reported=st.integers(0, 9).map(float),
    qualifier=st.sampled_from(["exact", "approx", "at_least"]),
    rounding=st.sampled_from([0.0, 1.0]),
    missing=st.sampled_from([(), (WECHAT,)]),
    coverage=st.sampled_from([(), (NEWS,)]),
    observed=st.integers(0, 9).map(float),
    candidates=st.integers(0, 3).map(float),
    doubtful=st.integers(0, 3).map(float),
)


@given(observations)
def test_every_count_gets_a_verdict(seen):
    assert said(seen)[0] in verdict_keys()


@given(observations, st.integers(1, 5))
def test_more_doubt_never_turns_into_an_accusation(seen, more):
    doubted = replace(seen, candidates=seen.candidates + more, doubtful=seen.doubtful + more)
    assert said(doubted)[0] in {said(seen)[0], "not_assessable"}


@given(observations)
def test_a_missing_channel_never_makes_an_accusation_of_too_few(seen):
    assert said(replace(seen, missing=(WECHAT,)))[0] != "fewer_found"


@given(observations)
def test_an_incomplete_crawl_gives_no_comparison(seen):
    assert said(replace(seen, coverage=(NEWS,)))[0] == "incomplete"


BEFORE, AFTER, REPORT = date(2019, 1, 1), date(2019, 2, 1), date(2019, 1, 20)


@pytest.mark.parametrize(
    ("seen", "verdict", "notes"),
    [
        (Sighting(REPORT, crawled=False), "not_assessable", ["never_crawled"]),
        (Sighting(REPORT, searchable=False), "not_assessable", ["name_too_short"]),
        (Sighting(REPORT, matches=((BEFORE,),)), "found", []),
        (Sighting(REPORT, matches=((REPORT,),)), "found", []),
        (Sighting(REPORT, matches=((AFTER,), (BEFORE,))), "found", []),
        (Sighting(REPORT, matches=((None,),)), "found", []),
        (Sighting(REPORT, matches=((AFTER, BEFORE),)), "found", []),
        (Sighting(None, matches=((AFTER,),)), "found", []),
        (Sighting(REPORT, matches=((BEFORE,),), coverage=(NEWS,)), "found", []),
        (Sighting(REPORT, matches=((AFTER,), (AFTER, AFTER))), "found_later", []),
        (Sighting(REPORT, matches=((AFTER,),), coverage=(NEWS,)), "found_later", ["coverage"]),
        (Sighting(REPORT), "not_found", []),
        (Sighting(REPORT, coverage=(NEWS,)), "incomplete", ["coverage"]),
        (Sighting(REPORT, similar=("近似标题",)), "not_assessable", ["similar_title"]),
        (Sighting(REPORT, nearest=("最近标题",)), "not_found", ["nearest"]),
        (Sighting(REPORT, similar=("近似标题",), nearest=("近似标题",)), "not_assessable", ["similar_title"]),
        (Sighting(REPORT, matches=((BEFORE,),), similar=("近似标题",)), "found", []),
        (Sighting(REPORT, columns_declared=False), "not_assessable", ["no_declared_column"]),
        (Sighting(REPORT, matches=((AFTER,),), columns_declared=False), "found_later", ["no_declared_column"]),
    ],
)
def test_existence_rules(seen, verdict, notes):
    decided = first_verdict(EXISTENCE, seen)
    assert (decided.key, [note.key for note in decided.notes]) == (verdict, notes)


@pytest.mark.parametrize(
    ("seen", "values"),
    [
        (Sighting(REPORT, searchable=False, name="章"), {"name": "章"}),
        (Sighting(REPORT, coverage=(NEWS,)), {"columns": [NEWS]}),
        (Sighting(REPORT, similar=("近似标题",)), {"titles": ["近似标题"]}),
        (Sighting(REPORT, nearest=("最近标题",)), {"titles": ["最近标题"]}),
    ],
)
def test_the_note_on_a_name_carries_what_a_reader_needs_to_judge(seen, values):
    (note,) = first_verdict(EXISTENCE, seen).notes
    assert note.values == values


@pytest.mark.parametrize(("holds", "verdict"), [(True, "holds"), (False, "broken"), (None, "not_assessable")])
def test_identities(holds, verdict):
    decided = identity_verdict(holds)
    assert (decided.key, decided.rule) == (verdict, "I1-identity")


@pytest.mark.parametrize(("holds", "notes"), [(None, ["identity_not_assessable"]), (True, []), (False, [])])
def test_an_identity_of_which_nothing_more_is_known_is_not_explained(holds, notes):
    assert [note.key for note in identity_verdict(holds).notes] == notes


@pytest.mark.parametrize(
    ("holds", "reason", "level", "verdict", "notes"),
    [
        (None, "total_blank", "fail", "not_assessable", ["identity_open"]),
        (None, "", "fail", "not_assessable", ["identity_not_assessable"]),
        (True, "", "warn", "holds", []),
        (True, "probable_misfill", "fail", "holds", ["identity_striking"]),
        (False, "", "fail", "broken", []),
        (False, "", "warn", "broken", ["identity_may_break"]),
    ],
)
def test_identities_say_why_they_are_open_and_what_a_broken_one_means(holds, reason, level, verdict, notes):
    decided = identity_verdict(holds, reason, level)
    assert (decided.key, [note.key for note in decided.notes]) == (verdict, notes)


def test_the_reason_of_an_identity_is_shown_in_words():
    (note,) = identity_verdict(None, "total_blank").notes
    assert render_note(note.stored()).en == "This relation cannot be judged: the total is blank."


@pytest.mark.parametrize("holds", [True, None])
def test_the_reason_of_an_identity_is_kept_with_its_key_and_in_both_languages(holds):
    (note,) = identity_verdict(holds, "total_blank").notes
    reason = note.values["reason"]
    assert (reason["key"], reason["zh"], reason["en"]) == ("total_blank", "合计为空白", "the total is blank")


def test_every_rule_has_an_id_of_its_own():
    identifiers = [identifier for rules in (BEFORE_COUNTING, COUNTED, EXISTENCE) for identifier, _ in rules]
    assert len(set(identifiers)) == len(identifiers)


def test_every_verdict_of_the_design_has_a_chinese_and_an_english_label():
    design = {"confirmed", "fewer_found", "more_found", "holds", "broken", "found", "found_later", "not_found"}
    assert set(verdict_keys()) == design | {"not_assessable", "unobservable", "incomplete"}
    assert all(verdict_label(key).zh != key != verdict_label(key).en for key in verdict_keys())


@pytest.mark.parametrize("word", ["造假", "虚假", "谎", "违规", "false", "lie", "fake", "wrong", "fail"])
def test_labels_are_neutral(word):
    shown = [verdict_label(key) for key in verdict_keys()] + [render_note({"key": key}) for key in note_keys()]
    assert not [label for label in shown if word in label.zh or word in label.en.lower().split()]


def test_a_difference_is_shown_only_where_two_figures_were_compared():
    assert [key for key in verdict_keys() if is_compared(key)] == [
        "confirmed",
        "fewer_found",
        "more_found",
        "holds",
        "broken",
    ]


def test_only_a_gap_that_somebody_could_close_needs_a_person():
    needed = {key for key in verdict_keys() if needs_a_person(key)}
    assert needed == {"fewer_found", "more_found", "broken", "not_found"}


@pytest.mark.parametrize(
    ("group", "verdicts"),
    [
        ("differ", {"fewer_found", "more_found", "broken", "not_found", "found_later"}),
        ("agree", {"confirmed", "holds", "found"}),
        ("open", {"incomplete", "not_assessable", "unobservable"}),
    ],
)
def test_every_verdict_belongs_to_one_group(group, verdicts):
    assert {key for key in verdict_keys() if verdict_group(key) == group} == verdicts


def test_a_verdict_from_the_future_is_open_and_alarms_nobody():
    assert (verdict_group("from_the_future"), needs_a_person("from_the_future")) == ("open", False)


def test_what_differs_is_listed_before_what_agrees():
    groups = [verdict_group(key) for key in verdict_order()]
    assert groups == sorted(groups, key=["differ", "agree", "open"].index)


def test_a_note_names_channels_in_both_languages():
    note = render_note({"key": "lower_bound", "channels": [WECHAT, {"key": "x", "zh": "查阅点", "en": "points"}]})
    assert "微信、查阅点" in note.zh
    assert "WeChat, points" in note.en


def test_a_note_names_columns_with_their_state():
    note = render_note({"key": "coverage", "columns": [{"title": "要闻", "state": "disallowed"}]})
    assert "要闻（robots.txt 不允许）" in note.zh
    assert "要闻 (closed by robots.txt)" in note.en


def test_a_value_with_braces_is_shown_as_it_is():
    assert "{key}" in render_note({"key": "scope", "scope": "{key}"}).zh


def test_a_note_without_its_values_still_shows_its_sentence():
    assert "…" in render_note({"key": "scope"}).zh


@pytest.mark.parametrize("stored", [None, "", "no json", "{}", "[1]", "3"])
def test_what_is_no_list_of_notes_shows_nothing(stored):
    assert render_notes(stored) == ()


def test_an_unknown_note_shows_its_key():
    assert render_note({"key": "from_the_future"}).zh == "from_the_future"


@pytest.mark.parametrize("rule", [rule for table in (BEFORE_COUNTING, COUNTED, EXISTENCE) for rule, _ in table])
def test_every_rule_is_said_in_both_languages(rule):
    label = rule_label(rule)
    assert rule not in (label.zh, label.en)
