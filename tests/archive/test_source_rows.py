"""Second sources of a report's figures: which are read, what is set beside what, and what becomes a finding."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from handmade_archive import CITY, PORTAL, Archive
from made_tables import Entry, body_of

from archive.findings import findings
from archive.layout import layout_of
from archive.records import Body
from archive.report_store import read_reports
from archive.verify import verify

NAME = "松山新区管委会"
TITLE = f"{NAME}2018年度政府信息公开工作报告"
TEXT = "全年主动公开政府信息1072条，收到政府信息公开申请45件，答复45件，在线访谈6期，结转下年度继续办理2件。"
WEBSITE = "政府网站工作年度报表（2018年度）"
ANNEX = "政府信息公开情况统计表（2018年度）"
REPORT = f"{PORTAL}-2018"


def website_rows(interviews: str = "6") -> list[list[Entry]]:
    return [
        ["独立用户访问总量（单位：个）", "31415"],
        ["网站总访问量（单位：次）", "92653"],
        ["概况类信息更新量", "3"],
        ["政务动态信息更新量", "9"],
        [("在线访谈", 1, 2)],
        ["访谈期数（单位：期）", interviews],
    ]


def annex_rows(received: str = "45") -> list[list[Entry]]:
    return [
        ["统计指标", "单位", "统计数"],
        [("一、主动公开情况", 1, 3)],
        ["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "1072"],
        ["其中：主动公开规范性文件数", "条", "12"],
        [("三、依申请公开情况", 1, 3)],
        ["（一）收到申请数", "件", received],
        ["（二）申请办结数", "件", "45"],
        ["四、行政复议数量", "件", "0"],
    ]


class Portal(Archive):
    """An archive with a column of reports and one of other things, and what stands in them."""

    def __init__(self) -> None:
        super().__init__(channels=("own_site", "city_site"), authority=(NAME,))
        reports = self.column("reports")
        self.db.table("columns").update(reports, {"reports": 1})
        self.columns = {True: reports, False: self.column("notices")}
        self.made = self.crawl()
        self.crawl(portal=CITY)

    def publish(self, title: str, body: Body, *, in_reports: bool = True, portal: str = PORTAL) -> str:
        columns = (self.columns[in_reports],) if portal == PORTAL else ()
        document = self.document("2019-01-20", title=title, columns=columns, crawl=self.made, portal=portal)
        version = self.documents
        self.db.table("documents").update(document, {"version": version})
        self.db.table("document_texts").insert({"version": version, "text": body.text, "layout": layout_of(body)})
        return document

    def text(self, title: str, text: str, **where: object) -> str:
        return self.publish(title, body_of(lines=[text]), **where)  # type: ignore[arg-type]

    def checked(self) -> dict[str, list[tuple[str, float, float, str]]]:
        """Of the identities with second sources: verdict, both values and reason, by rule."""
        read_reports(self.db, PORTAL)
        verify(self.db, PORTAL)
        found: dict[str, list[tuple[str, float, float, str]]] = {}
        for row in self.rows(
            "select i.rule, f.verdict, i.total, i.sum, i.reason from identities i join findings f on f.identity = i.id "
            f"where i.source is not null and f.current = 1 and i.report = '{REPORT}' order by i.number"
        ):
            found.setdefault(row["rule"], []).append((row["verdict"], row["total"], row["sum"], row["reason"]))
        return found

    def sources(self) -> list[tuple[str, int, int, int]]:
        rows = self.rows(f"select * from report_sources where report = '{REPORT}' order by source")
        return [(row["kind"], row["agree"], row["differ"], row["undecided"]) for row in rows]


@pytest.fixture
def portal() -> Portal:
    made = Portal()
    made.text(TITLE, TEXT)
    return made


# Which documents are read


def test_a_website_report_is_read_from_any_column(portal: Portal) -> None:
    portal.publish(WEBSITE, body_of(website_rows()), in_reports=False)
    assert [(r.id, r.kind) for r in read_reports(portal.db, PORTAL)] == [
        (REPORT, "report"),
        (f"{REPORT}-website", "website"),
    ]


def test_a_title_without_the_form_is_no_website_report(portal: Portal) -> None:
    portal.text(WEBSITE, "全年发布信息9000条。", in_reports=False)
    assert [r.kind for r in read_reports(portal.db, PORTAL)] == ["report"]


def test_a_yearly_report_in_another_column_is_left_alone(portal: Portal) -> None:
    portal.text(TITLE.replace("2018", "2017"), TEXT, in_reports=False)
    assert [r.year for r in read_reports(portal.db, PORTAL)] == [2018]


def test_the_website_report_is_not_the_year_before_of_anything(portal: Portal) -> None:
    portal.publish(WEBSITE.replace("2018", "2017"), body_of(website_rows()))
    read_reports(portal.db, PORTAL)
    assert portal.rows("select * from year_notes where previous is not null") == []


def test_reading_twice_changes_nothing(portal: Portal) -> None:
    portal.text(TITLE, TEXT.replace("45件，答复", "46件，答复"))
    first = portal.checked()
    rows = portal.rows("select * from figure_sources")
    assert (portal.checked(), portal.rows("select * from figure_sources")) == (first, rows)


# Copies


@pytest.mark.parametrize(("where", "kind"), [(PORTAL, "copy"), (CITY, "parent_copy")])
def test_a_copy_that_says_the_same_is_said_once(portal: Portal, where: str, kind: str) -> None:
    portal.text(TITLE, TEXT, portal=where)
    assert portal.checked() == {}
    ((found, agree, differ, undecided),) = portal.sources()
    assert (found, differ, undecided) == (kind, 0, 0)
    assert agree == len(portal.rows(f"select * from claims where report = '{REPORT}'"))


@pytest.mark.parametrize(("where", "rule"), [(PORTAL, "SOURCE-COPY"), (CITY, "SOURCE-PARENT-COPY")])
def test_a_copy_that_says_otherwise_is_a_finding_with_both_places(portal: Portal, where: str, rule: str) -> None:
    portal.text(TITLE, TEXT.replace("1072", "1027"), portal=where)
    assert portal.checked() == {f"{rule}[proactive_total]": [("broken", 1072.0, 1027.0, "")]}
    (row,) = portal.rows("select note, source, source_claim, claims from identities where source is not null")
    assert "1072条" in row["note"] and "1027条" in row["note"]
    assert row["source_claim"].startswith(row["source"] + ".")
    assert json.loads(row["claims"])[0].startswith(f"{REPORT}.")


def test_a_copy_has_no_findings_of_its_own(portal: Portal) -> None:
    portal.text(TITLE, TEXT)
    portal.checked()
    assert {row["report"] for row in portal.rows("select report from findings where current = 1")} == {REPORT}


def test_the_citys_copy_is_known_behind_the_name_of_the_city(portal: Portal) -> None:
    portal.text("锦州市松山新区2018年政府信息公开年报", TEXT, portal=CITY)
    portal.checked()
    assert [kind for kind, *_ in portal.sources()] == ["parent_copy"]


@pytest.mark.parametrize("body", ["锦州市", "凌河区", "松山新区管委会办公室", "松山新区财政局"])
def test_the_report_of_another_body_is_no_copy(portal: Portal, body: str) -> None:
    title = TITLE.replace(NAME, body)
    portal.text(title, TEXT.replace("1072", "9"), portal=CITY)
    portal.text(title, TEXT.replace("1072", "9"))
    assert portal.checked() == {}
    assert portal.sources() == []


OTHER = "全年主动公开政府信息9条，收到政府信息公开申请8件，答复7件，在线访谈2期，结转下年度继续办理2件。"


def test_a_document_that_shares_only_the_title_is_a_report_of_its_own(portal: Portal) -> None:
    portal.text(TITLE, OTHER)
    portal.text(TITLE, OTHER, portal=CITY)
    assert portal.checked() == {}
    assert [report.year for report in read_reports(portal.db, PORTAL)] == [2018, 2018]


def test_a_copy_elsewhere_that_became_another_text_accuses_nobody(portal: Portal) -> None:
    document = portal.text(TITLE, TEXT, portal=CITY)
    portal.checked()
    body = body_of(lines=[OTHER])
    portal.db.table("document_texts").insert({"version": 99, "text": body.text, "layout": layout_of(body)})
    portal.db.table("documents").update(document, {"version": 99})
    assert {verdict for rows in portal.checked().values() for verdict, *_ in rows} == {"not_assessable"}


def test_a_year_that_only_the_city_reports_is_no_report_of_this_portal(portal: Portal) -> None:
    portal.text(TITLE.replace("2018", "2016"), TEXT, portal=CITY)
    assert [report.year for report in read_reports(portal.db, PORTAL)] == [2018]


@pytest.mark.parametrize("title", [f"松山新区财政局{ANNEX}", f"凌河区{ANNEX}"])
def test_the_annex_of_another_body_is_set_beside_nothing(portal: Portal, title: str) -> None:
    portal.publish(title, body_of(annex_rows("54")))
    assert portal.checked() == {}


@pytest.mark.parametrize("title", [f"松山新区{ANNEX}", f"锦州市松山新区管理委员会{ANNEX}"])
def test_the_annex_that_names_the_body_is_set_beside_the_report(portal: Portal, title: str) -> None:
    portal.publish(title, body_of(annex_rows("54")))
    assert [row[0] for row in portal.checked()["SOURCE-ANNEX[applications_received]"]] == ["broken"]


def test_of_two_annexes_without_a_name_nobody_knows_whose_they_are(portal: Portal) -> None:
    for received in ("54", "45"):
        portal.publish(ANNEX, body_of(annex_rows(received)))
    assert portal.checked() == {}


def test_the_report_of_another_body_in_the_next_year_is_not_this_ones_next(portal: Portal) -> None:
    portal.text("松山新区财政局2019年度政府信息公开工作报告", "上年结转政府信息公开申请3件。")
    assert portal.checked() == {}


def test_figures_of_another_scope_are_not_compared_with_a_copy(portal: Portal) -> None:
    portal.text(TITLE, TEXT.replace("全年主动公开政府信息1072条", "全市主动公开政府信息9999条"))
    assert portal.checked() == {}


def test_one_place_that_says_nothing_occurred_is_undecided(portal: Portal) -> None:
    portal.text(TITLE, TEXT.replace("收到政府信息公开申请45件", "未收到政府信息公开申请"))
    found = portal.checked()
    assert [row[0::3] for row in found["SOURCE-COPY[applications_received]"]] == [("not_assessable", "said_as_nothing")]


@pytest.mark.parametrize("where", ["claims", "source_claim"])
def test_a_figure_that_a_person_corrected_is_not_judged_as_it_was_read(portal: Portal, where: str) -> None:
    portal.text(TITLE, TEXT.replace("1072", "1027"))
    portal.checked()
    (row,) = portal.rows("select claims ->> 0 as claims, source_claim from identities where source is not null")
    claim = row[where]
    decision = {"id": "x", "portal": PORTAL, "report": claim.rpartition(".")[0], "claim": claim, "decision": "correct"}
    said = {"value": 1030, "reason": "", "decided_by": "", "decided_on": "2026-01-01", "current": 1}
    portal.db.table("decisions").insert({**decision, **said})
    assert portal.checked()["SOURCE-COPY[proactive_total]"][0][0] == "not_assessable"


# Forms


@pytest.mark.parametrize(("printed", "verdict"), [("6", "holds"), ("5", "broken")])
def test_the_website_report_is_set_beside_the_text(portal: Portal, printed: str, verdict: str) -> None:
    portal.publish(WEBSITE, body_of(website_rows(printed)))
    assert portal.checked() == {"SOURCE-WEBSITE[interviews]": [(verdict, 6.0, float(printed), "")]}


@pytest.mark.parametrize("words", ["电视访谈", "微信访谈"])
def test_interviews_elsewhere_are_not_those_of_the_website(words: str) -> None:
    portal = Portal()
    portal.text(TITLE, TEXT.replace("在线访谈", words))
    portal.publish(WEBSITE, body_of(website_rows("5")))
    assert portal.checked() == {"SOURCE-WEBSITE[interviews]": [("not_assessable", 6.0, 5.0, "scopes_differ")]}


@pytest.mark.parametrize(("said", "verdict"), [("10", "holds"), ("13", "broken")])
def test_the_site_cannot_disclose_more_than_it_published(said: str, verdict: str) -> None:
    portal = Portal()
    portal.text(TITLE, f"通过松山新区管委会网站公开政府信息{said}条。")
    rows = [*website_rows(), [("信息发布（单位：条）", 1, 2)], ["总数", "12"]]
    portal.publish(WEBSITE, body_of(rows))
    assert portal.checked() == {"WEB-REPORT": [(verdict, 12.0, float(said), "")]}


@pytest.mark.parametrize(("printed", "rows"), [("45", 0), ("54", 1)])
def test_the_same_annex_in_the_report_and_by_itself_is_compared_cell_by_cell(printed: str, rows: int) -> None:
    portal = Portal()
    portal.publish(TITLE, body_of(annex_rows(), lines=["全年工作有序开展。"]))
    portal.publish(ANNEX, body_of(annex_rows(printed)))
    assert len(portal.checked()) == rows
    ((kind, agree, differ, _),) = portal.sources()
    assert (kind, agree, differ) == ("annex", 5 - rows, rows)


@pytest.mark.parametrize(("printed", "verdict"), [("45", "holds"), ("54", "broken")])
def test_an_annex_by_itself_is_set_beside_the_text(portal: Portal, printed: str, verdict: str) -> None:
    portal.publish(ANNEX, body_of(annex_rows(printed)), in_reports=False)
    assert portal.checked()["SOURCE-ANNEX[applications_received]"] == [(verdict, 45.0, float(printed), "")]


def test_an_annex_of_another_year_is_set_beside_nothing(portal: Portal) -> None:
    portal.publish(ANNEX.replace("2018", "2017"), body_of(annex_rows("54")))
    assert portal.checked() == {}


def test_a_website_report_gets_findings_of_its_own(portal: Portal) -> None:
    portal.publish(WEBSITE, body_of(website_rows()))
    portal.checked()
    said = {row.metric: row.verdict for row in findings(portal.db, f"{REPORT}-website") if row.kind == "count"}
    assert (said["site.visitors"], said["site.dynamic_updates"]) == ("unobservable", "not_assessable")


# The next year


@pytest.mark.parametrize(("carried", "verdict"), [("2", "holds"), ("3", "broken")])
def test_what_the_next_report_takes_over_is_what_this_one_left(portal: Portal, carried: str, verdict: str) -> None:
    text = f"全年主动公开政府信息1100条，上年结转政府信息公开申请{carried}件。"
    portal.text(TITLE.replace("2018", "2019"), text)
    assert portal.checked() == {"SOURCE-NEXT-YEAR[applications_carried_out]": [(verdict, 2.0, float(carried), "")]}


# All of it in one table


def test_every_place_that_gives_a_figure_stands_in_one_table(portal: Portal) -> None:
    portal.text(TITLE, TEXT.replace("45件，答复", "46件，答复"), portal=CITY)
    portal.publish(ANNEX, body_of(annex_rows("54")))
    portal.checked()
    rows: Sequence[dict[str, object]] = portal.rows(
        "select kind, value, unit from figure_sources where metric = 'applications_received' order by number"
    )
    assert {(row["kind"], row["value"]) for row in rows} == {("text", 45.0), ("parent_copy", 46.0), ("annex", 54.0)}
