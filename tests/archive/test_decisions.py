"""Decisions: the file, what they attach to, what they do to findings, and that none is dropped silently."""

from __future__ import annotations

from pathlib import Path

import pytest
from decided_archive import REPORT, TEXT, archive_of, entry, finding, rewrite
from handmade_archive import PORTAL, Archive

from archive.decision_store import apply_decisions, current_decisions, unattached
from archive.decisions import DecisionFileError, load_decisions, read_decisions
from archive.report_store import read_reports
from archive.verify import findings, verify


def file_of(*entries: str):
    return read_decisions(("decisions:\n" + "".join(entries) if entries else "decisions: []").encode(), "here.yml")


# The file


def test_an_entry_says_who_decided_what_and_why():
    (decision,) = file_of(entry(decision="correct", corrected="{value: 15, unit: 件}")).decisions
    assert (decision.kind, decision.by, decision.on.isoformat(), decision.reason) == (
        "correct",
        "核对人",
        "2026-03-02",
        "逐条核对",
    )
    assert (decision.corrected.value, decision.corrected.unit, decision.occurrence) == (15, "件", 1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": None}, "reason: is missing"),
        ({"by": "' '"}, "by: must be words"),
        ({"quote": "12"}, "quote: must be words, in quotes where they look like a number"),
        ({"decision": "delete"}, "decision: 'delete' is none of confirm, dismiss, correct"),
        ({"date": "spring"}, "date: must be a day"),
        ({"date": "2026-03-02T10:00:00"}, "date: must be a day"),
        ({"occurrence": "0"}, "occurrence: must be a whole number from 1"),
        ({"occurrence": "true"}, "occurrence: must be a whole number from 1"),
        ({"quotes": "x"}, "quotes: is no key"),
        ({"decision": "correct"}, "corrected: goes with the decision correct"),
        ({"corrected": "{value: 1}"}, "corrected: goes with the decision correct"),
        ({"decision": "correct", "corrected": "{}"}, "corrected: must give at least one"),
        ({"decision": "correct", "corrected": "{value: many}"}, "corrected.value: must be a number"),
        ({"decision": "correct", "corrected": "{value: .nan}"}, "corrected.value: must be a number"),
        ({"decision": "correct", "corrected": "{amount: 1}"}, "corrected.amount: is no key"),
        ({"decision": "correct", "corrected": "{qualifier: maybe}"}, "corrected.qualifier: is none of"),
        ({"decision": "correct", "corrected": "{metric: nonsense}"}, "corrected.metric: 'nonsense' is not in"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_entry_key_and_reason(fields, reason):
    with pytest.raises(DecisionFileError) as error:
        file_of(entry(quote="收到申请12件"), entry(**fields))
    assert str(error.value).startswith(f"here.yml: entry 2: {reason}")


@pytest.mark.parametrize(
    "content", ["", "[]", "decisions: 1", "decisions: []\nmore: 1", "decisions: [1]", "a: [", "!!x"]
)
def test_what_is_no_file_of_decisions_is_refused(content):
    with pytest.raises(DecisionFileError, match=r"^here\.yml: "):
        read_decisions(content.encode(), "here.yml")


def test_two_entries_about_one_claim_contradict_each_other():
    with pytest.raises(DecisionFileError, match="entry 2: is about the same claim as entry 1"):
        file_of(entry(), entry(quote="全年发布 政策解读14篇", decision="dismiss"))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(DecisionFileError, match=r"gone\.yml: cannot be read"):
        load_decisions(tmp_path / "gone.yml")


# In the archive


def decided(*entries: str, text: str = TEXT) -> Archive:
    archive = archive_of(text)
    read_reports(archive.db, PORTAL)
    apply_decisions(archive.db, PORTAL, file_of(*entries))
    verify(archive.db, PORTAL)
    return archive


def test_without_a_decision_a_finding_has_none():
    row = finding(decided(), "全年发布政策解读14篇")
    assert (row.verdict, row.reported, row.decision) == ("fewer_found", 14, None)


def test_a_confirmed_reading_is_compared_and_says_who_confirmed_it():
    row = finding(decided(entry()), "全年发布政策解读14篇")
    assert (row.verdict, row.decision.decision, row.decision.by) == ("fewer_found", "confirm", "核对人")
    assert row.notes[0].key == "decision_confirm"
    assert "核对人于2026-03-02确认：逐条核对" in row.notes[0].zh


def test_a_corrected_value_is_compared_in_its_own_right_beside_what_was_read():
    row = finding(decided(entry(decision="correct", corrected="{value: 2}")), "全年发布政策解读14篇")
    assert (row.verdict, row.reported, row.observed) == ("confirmed", 2, 2)
    assert (row.decision.decision, row.decision.read_value, row.decision.read_unit) == ("correct", 14, "篇")
    assert "it was read as 14 篇" in row.notes[0].en


@pytest.mark.parametrize(
    ("words", "corrected", "verdict"),
    [
        ("约1.2万篇", "{value: 12}", "fewer_found"),  # 11.5 to 12.5
        ("约1.2万篇", "{value: 2}", "confirmed"),
        ("约12篇", "{value: 20}", "fewer_found"),  # 15 to 25
        ("14篇", "{value: 10, qualifier: approx}", "fewer_found"),  # 5 to 15
        ("4篇", "{value: 10, qualifier: approx}", "fewer_found"),
        ("7篇", "{value: 1, qualifier: approx}", "more_found"),  # 0.5 to 1.5
        ("不足14篇", "{value: 4}", "confirmed"),  # 4 at most
        ("不足14篇", "{value: 1}", "more_found"),
        ("不足14篇", "{value: 14, qualifier: exact}", "fewer_found"),
        ("10-14篇", "{value: 3}", "confirmed"),
    ],
)
def test_a_corrected_value_agrees_within_its_own_rounding_and_not_that_of_the_misread_one(words, corrected, verdict):
    text = TEXT.replace("14篇", words)
    correction = entry(quote=f"全年发布政策解读{words}", decision="correct", corrected=corrected)
    assert finding(decided(correction, text=text), f"全年发布政策解读{words}").verdict == verdict


@pytest.mark.parametrize(("found", "verdict"), [(4, "fewer_found"), (5, "confirmed"), (14, "confirmed")])
def test_what_a_person_says_is_approximate_agrees_within_the_rounding_of_its_digits(found, verdict):
    archive = Archive()
    column = archive.column("a", "interpretations")
    crawl = archive.crawl()
    archive.report()
    for _ in range(found):
        archive.document(columns=[column], crawl=crawl)
    claim = archive.claim("interpretations", 10, channel="own_site", rounding=0.5)
    row = {"id": "d", "portal": PORTAL, "number": 1, "report": f"{PORTAL}-2018", "claim": claim, "current": 1}
    archive.db.table("decisions").insert(row | {"decision": "correct", "qualifier": "approx", "state": "attached"})
    verify(archive.db, PORTAL)
    assert findings(archive.db, f"{PORTAL}-2018")[0].verdict == verdict


def test_a_claim_keeps_what_was_read():
    archive = decided(entry(decision="correct", corrected="{value: 2}"))
    (claim,) = archive.rows("select value from claims where quote = '全年发布政策解读14篇'")
    (decision,) = current_decisions(archive.db, PORTAL)
    assert (claim["value"], decision["value"], decision["read_value"]) == (14, 2, 14)


def test_a_corrected_metric_is_counted_as_that_metric():
    row = finding(decided(entry(decision="correct", corrected="{metric: proposals}")), "全年发布政策解读14篇")
    assert (row.metric, row.verdict) == ("proposals", "not_assessable")


def test_a_dismissed_reading_is_not_compared():
    row = finding(decided(entry(decision="dismiss")), "全年发布政策解读14篇")
    assert (row.verdict, row.observed) == ("not_assessable", None)
    assert [note.key for note in row.notes] == ["decision_dismiss"]


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"decision": "confirm"}, "broken"),
        ({"decision": "dismiss"}, "not_assessable"),
        ({"decision": "correct", "corrected": "{value: 28}"}, "not_assessable"),
    ],
)
def test_a_relation_is_not_judged_by_what_was_read_and_is_not_right(fields, verdict):
    text = "主动公开政府信息100条，其中网站公开40条、微信公众号公开20条、政府公报公开20条。"
    row = next(
        row
        for row in findings(decided(entry(quote="主动公开政府信息100条", **fields), text=text).db, REPORT)
        if row.kind == "identity"
    )
    assert row.verdict == verdict


def test_the_occurrence_tells_the_same_words_apart():
    text = "办理人大代表建议3件，全部公开。办理人大代表建议3件，其中重点建议1件。"
    archive = decided(entry(quote="办理人大代表建议3件", occurrence=2), text=text)
    (decision,) = current_decisions(archive.db, PORTAL)
    (claim,) = archive.rows(f"select start from claims where id = '{decision['claim']}'")
    assert claim["start"] == text.rindex("办理")


def test_claims_of_the_same_words_are_told_apart_by_their_metric():
    text = "本年度没有发生收费和减免情况。"
    archive = archive_of(text)
    read_reports(archive.db, PORTAL)
    claims = archive.rows("select quote, metric from claims")
    assert len({claim["quote"] for claim in claims}) == 1 < len(claims)
    quote = claims[0]["quote"]
    apply_decisions(archive.db, PORTAL, file_of(entry(quote=quote)))
    assert "several claims" in unattached(archive.db, PORTAL)[0]["why_unattached"]
    apply_decisions(archive.db, PORTAL, file_of(entry(quote=quote, metric=claims[1]["metric"])))
    assert unattached(archive.db, PORTAL) == ()


@pytest.mark.parametrize("quote", ["政策解读14篇", "全年发布政策解读14篇，其中"])
def test_a_word_more_or_less_attaches_to_the_same_claim(quote):
    archive = decided(entry(quote=quote, decision="dismiss"))
    assert finding(archive, "全年发布政策解读14篇").decision.decision == "dismiss"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"report": "here-2001"}, "no report of this id"),
        ({"quote": "全年发布政策解读15篇"}, "does not have these words"),
        ({"occurrence": 2}, "does not have these words 2 times"),
        ({"quote": "，均"}, "no claim is read from these words"),
        ({"metric": "proposals"}, "no claim is read from these words"),
    ],
)
def test_a_decision_about_no_claim_is_kept_and_says_why(fields, why):
    archive = decided(entry(**fields))
    (row,) = unattached(archive.db, PORTAL)
    assert (row["claim"], row["reason"]) == (None, "逐条核对")
    assert why in row["why_unattached"]


def test_a_decision_survives_another_version_of_the_report():
    archive = decided(entry(decision="dismiss"))
    (document,) = (row["document"] for row in archive.rows("select document from reports"))
    rewrite(archive.db, document, 2, f"概述。全年受理申请9件。{TEXT}")
    read_reports(archive.db, PORTAL)
    apply_decisions(archive.db, PORTAL, file_of(entry(decision="dismiss")))
    verify(archive.db, PORTAL)
    assert finding(archive, "全年发布政策解读14篇").decision.decision == "dismiss"


def test_a_decision_whose_words_are_gone_is_unattached():
    archive = decided(entry(decision="dismiss"))
    (document,) = (row["document"] for row in archive.rows("select document from reports"))
    rewrite(archive.db, document, 2, TEXT.replace("14", "15"))
    read_reports(archive.db, PORTAL)
    apply_decisions(archive.db, PORTAL, file_of(entry(decision="dismiss")))
    assert [row["quote"] for row in unattached(archive.db, PORTAL)] == ["全年发布政策解读14篇"]


def test_a_decision_that_was_taken_back_stays_and_is_not_in_force():
    archive = decided(entry(decision="dismiss"))
    apply_decisions(archive.db, PORTAL, file_of())
    verify(archive.db, PORTAL)
    assert finding(archive, "全年发布政策解读14篇").decision is None
    assert [(row["decision"], row["current"]) for row in archive.rows("select * from decisions")] == [("dismiss", 0)]


def test_applying_a_file_again_changes_nothing():
    archive = decided(entry())
    before = archive.rows("select * from decisions")
    apply_decisions(archive.db, PORTAL, file_of(entry()))
    assert archive.rows("select * from decisions") == before
