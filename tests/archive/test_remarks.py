"""Remarks: notes and replies in the file, what they attach to, and that none changes a verdict or is lost."""

from __future__ import annotations

import pytest
from decided_archive import REPORT, TEXT, archive_of, finding, rewrite
from decided_archive import entry as decision
from handmade_archive import PORTAL, Archive

from archive.decision_store import apply_decisions
from archive.decisions import DecisionFileError, read_decisions
from archive.remark_store import current_remarks, unattached_remarks
from archive.remarks import LONGEST_TEXT
from archive.report_store import read_reports
from archive.verify import findings, verify

QUOTE = "全年发布政策解读14篇"
REPLY = {
    "report": REPORT,
    "quote": QUOTE,
    "reply": "其余各篇登在公报上。",
    "by": "管委会办公室",
    "date": "2026-03-20",
    "source": "管办函〔2026〕8号",
}
NOTE = {"report": REPORT, "quote": QUOTE, "note": "逐条核对", "by": "核对人", "date": "2026-03-02"}
CONFIRMS = {"outcome": "confirmed", "verdict": "fewer_found"}
SUMS = "主动公开政府信息100条，其中网站公开40条、微信公众号公开20条、政府公报公开20条。"


def entry(said: dict[str, str], **fields: object) -> str:
    lines = [f"{key}: {value}" for key, value in {**said, **fields}.items() if value is not None]
    return "  - " + "\n    ".join(lines) + "\n"


def file_of(*entries: str, decisions: str = ""):
    words = f"decisions:\n{decisions}" if decisions else ""
    words += "remarks:\n" + "".join(entries) if entries else "remarks: []\n"
    return read_decisions(words.encode(), "here.yml")


# The file


def test_a_reply_says_who_replied_when_and_where():
    (remark,) = file_of(entry(REPLY, language="zh", url="https://example.org/letters/8")).remarks
    said = (remark.kind, remark.text, remark.by, remark.on.isoformat(), remark.source, remark.url, remark.language)
    letter, address = REPLY["source"], "https://example.org/letters/8"
    assert said == ("reply", REPLY["reply"], "管委会办公室", "2026-03-20", letter, address, "zh")


def test_a_note_without_an_outcome_has_none():
    (remark,) = file_of(entry(NOTE)).remarks
    assert (remark.kind, remark.outcome, remark.verdict) == ("note", "none", None)


def test_decisions_and_remarks_stand_in_one_file():
    file = file_of(entry(NOTE), decisions=decision())
    assert (len(file.decisions), len(file.remarks)) == (1, 1)


@pytest.mark.parametrize(
    ("said", "fields", "reason"),
    [
        (NOTE, {"by": None}, "by: is missing"),
        (NOTE, {"quote": None}, "quote: is missing"),
        (NOTE, {"note": None}, "note: an entry has either note or reply"),
        (NOTE, {"reply": "x"}, "note: an entry has either note or reply"),
        (NOTE, {"note": "''"}, "note: must be words"),
        (NOTE, {"note": "长" * (LONGEST_TEXT + 1)}, f"note: longer than {LONGEST_TEXT} characters"),
        (NOTE, {"note": '"a\\x1b[31mb"'}, "note: holds U+001B"),
        (NOTE, {"note": '"a\\u202eb"'}, "note: holds U+202E"),
        (NOTE, {"relation": "sum"}, "relation: goes with rule"),
        (NOTE, {"remark": "x"}, "remark: is no key"),
        (NOTE, {"url": "javascript:alert(1)"}, "url: must be an address with http or https"),
        (NOTE, {"url": "'http://[::1'"}, "url: must be an address with http or https"),
        (NOTE, {"language": "Chinese"}, "language: must be a tag of BCP 47"),
        (NOTE, {"outcome": "accused"}, "outcome: 'accused' is none of none, confirmed, disputed"),
        (NOTE, {"outcome": "confirmed"}, "verdict: goes with outcome"),
        (NOTE, {"verdict": "confirmed"}, "verdict: goes with outcome"),
        (NOTE, {"outcome": "confirmed", "verdict": "guilty"}, "verdict: 'guilty' is none of confirmed"),
        (REPLY, CONFIRMS, "outcome: goes with a note"),
        (REPLY, {"source": None}, "source: is missing; a reply says where it was given"),
    ],
)
def test_a_wrong_remark_is_refused_with_file_entry_key_and_reason(said, fields, reason):
    with pytest.raises(DecisionFileError) as error:
        file_of(entry(NOTE), entry(said, **fields))
    assert str(error.value).startswith(f"here.yml: remark 2: {reason}")


def test_the_same_said_twice_is_refused():
    with pytest.raises(DecisionFileError, match=r"^here\.yml: remark 2: says the same as remark 1"):
        file_of(entry(NOTE), entry(NOTE))


# In the archive


def remarked(*entries: str, text: str = TEXT) -> Archive:
    archive = archive_of(text)
    again(archive, *entries)
    return archive


def again(archive: Archive, *entries: str) -> None:
    """What `verify` does with a file of these entries."""
    read_reports(archive.db, PORTAL)
    apply_decisions(archive.db, PORTAL, file_of(*entries))
    verify(archive.db, PORTAL)


def identity(archive: Archive):
    return next(row for row in findings(archive.db, REPORT) if row.kind == "identity" and row.verdict == "broken")


def test_a_note_and_a_reply_stand_beside_the_finding_the_earlier_first():
    row = finding(remarked(entry(REPLY), entry(NOTE)), QUOTE)
    assert [(remark.kind, remark.text) for remark in row.remarks] == [("note", "逐条核对"), ("reply", REPLY["reply"])]


def test_a_reply_changes_no_verdict():
    row, without = finding(remarked(entry(REPLY)), QUOTE), finding(remarked(), QUOTE)
    assert (row.verdict, row.reported, row.observed) == (without.verdict, without.reported, without.observed)


def test_the_row_of_a_finding_alone_tells_of_a_reply():
    row = finding(remarked(entry(REPLY)), QUOTE)
    assert row.notes[-1].key == "authority_replied"
    assert "管办函〔2026〕8号" in row.notes[-1].en


def test_a_finding_without_a_remark_has_none():
    assert finding(remarked(entry(REPLY)), "收到申请12件").remarks == ()


def test_a_confirmation_is_of_the_verdict_it_names():
    row = finding(remarked(entry(NOTE, **CONFIRMS)), QUOTE)
    assert (row.verdict, row.remarks[0].outcome, row.remarks[0].earlier_verdict) == ("fewer_found", "confirmed", "")


def test_a_confirmation_of_another_verdict_is_said_to_be_of_an_earlier_one():
    row = finding(remarked(entry(NOTE, outcome="confirmed", verdict="more_found")), QUOTE)
    assert row.remarks[0].earlier_verdict == "more_found"


def test_a_remark_on_a_relation_attaches_by_its_rule():
    found = identity(remarked(text=SUMS))
    fields = {"quote": None, "rule": f"'{found.quote}'", "relation": found.metric}
    row = identity(remarked(entry(REPLY, **fields), text=SUMS))
    assert [remark.kind for remark in row.remarks] == ["reply"]


def test_relations_of_one_rule_are_told_apart_by_the_quote_of_a_claim():
    archive = remarked(text=SUMS + SUMS)
    rules = [row.quote for row in findings(archive.db, REPORT) if row.kind == "identity"]
    rule = next(rule for rule in rules if rules.count(rule) == 2)
    again(archive, entry(NOTE, quote=None, rule=f"'{rule}'"))
    assert "several relations have this rule" in unattached_remarks(archive.db, PORTAL)[0]["why_unattached"]
    again(archive, entry(NOTE, quote="其中网站公开40条", occurrence=2, rule=f"'{rule}'"))
    (row,) = [row for row in findings(archive.db, REPORT) if row.remarks]
    assert row.number == 2


def test_a_remark_survives_another_version_of_the_report():
    archive = remarked(entry(REPLY))
    (document,) = (row["document"] for row in archive.rows("select document from reports"))
    rewrite(archive.db, document, 2, f"概述。全年受理申请9件。{TEXT}")
    again(archive, entry(REPLY))
    assert [remark.text for remark in finding(archive, QUOTE).remarks] == [REPLY["reply"]]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"report": "here-2001"}, "no report of this id"),
        ({"quote": "全年发布政策解读15篇"}, "does not have these words"),
        ({"quote": None, "rule": "T2-NONE"}, "no relation of this rule is found"),
        ({"quote": None, "rule": "T2-NONE", "report": "here-2001"}, "no report of this id"),
    ],
)
def test_a_remark_that_fits_nothing_is_kept_whole_and_says_why(fields, why):
    (row,) = unattached_remarks(remarked(entry(REPLY, **fields)).db, PORTAL)
    assert (row["claim"], row["identity"], row["text"]) == (None, None, REPLY["reply"])
    assert why in row["why_unattached"]


def test_a_remark_that_was_taken_out_of_the_file_stays_and_is_not_shown():
    archive = remarked(entry(REPLY))
    again(archive)
    assert finding(archive, QUOTE).remarks == ()
    assert [(row["text"], row["current"]) for row in archive.rows("select * from remarks")] == [(REPLY["reply"], 0)]


def test_applying_a_file_again_changes_nothing():
    archive = remarked(entry(REPLY), entry(NOTE))
    before = current_remarks(archive.db, PORTAL)
    again(archive, entry(REPLY), entry(NOTE))
    assert current_remarks(archive.db, PORTAL) == before


def test_the_remarks_of_a_finding_are_rows_of_a_view():
    archive = remarked(entry(REPLY))
    (row,) = archive.rows("select finding, kind, text from finding_remarks")
    assert row == {"finding": finding(archive, QUOTE).id, "kind": "reply", "text": REPLY["reply"]}
