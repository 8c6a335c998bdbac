"""Tables 2, 3 and 4 laid out from the forms of 2019 and 2021: identities, odd cells, split and repeated rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from cpu_time import cpu_time
from made_tables import (
    TABLE3_COLUMNS,
    TABLE3_HEAD,
    TABLE3_ROWS,
    Entry,
    body_of,
    chance_of,
    damaged_rows,
    table2_of_2019,
    table2_of_2021,
    table3,
    table4,
)

from archive.records import CellKind, Identity, TableCell
from archive.relations import level_keys, reason_keys, relation_keys
from archive.reports import read_official_tables, read_report
from archive.reports.forms import Form, forms

Rows = list[list[Entry]]


def row(*values: int) -> list[str]:
    """Seven cells of table 3: the six applicants and their sum."""
    six = [*values, *[0] * (6 - len(values))]
    return [str(value) for value in (*six, sum(six))]


# 20 and 3 new, 2 carried in; 22 done, 3 carried out.
SOUND = {
    "new": row(20, 3),
    "carry_in": row(2),
    "granted": row(9, 2),
    "partial": row(1),
    "denied.4": row(2),
    "unable.1": row(5, 1),
    "notproc.1": row(1),
    "other.3": row(1),
    "total": row(19, 3),
    "carry_out": row(3),
}
REVIEWS = ["3", "1", "0", "2", "6", *["0"] * 5, "1", "0", "0", "0", "1"]


def identities(*tables: Rows) -> dict[str, Identity]:
    return {identity.rule: identity for identity in read_report(body_of(*tables)).identities}


def cells(*tables: Rows) -> dict[str, TableCell]:
    return {cell.place: cell for cell in read_report(body_of(*tables)).cells}


def values(*tables: Rows) -> dict[str, float | None]:
    return {place: cell.value for place, cell in cells(*tables).items()}


def label_of(entry: Entry) -> str:
    return entry if isinstance(entry, str) else entry[0]


def expected_table3(printed: dict[str, Sequence[str]]) -> dict[str, float]:
    return {
        f"t3.{key}.{column}": float(value)
        for key, _ in TABLE3_ROWS
        for column, value in zip(TABLE3_COLUMNS, printed.get(key, ["0"] * 7), strict=True)
    }


def test_every_cell_of_table_three_has_its_row_and_column() -> None:
    numbered = {key: [str(100 * n + m) for m in range(7)] for n, (key, _) in enumerate(TABLE3_ROWS, 1)}
    assert values(table3(numbered)) == expected_table3(numbered)


def test_the_form_of_2019_has_one_row_of_other_outcomes() -> None:
    rows = table3({**SOUND, "other.1": row(1), "other.3": row()})
    place = next(index for index, entries in enumerate(rows) if entries[0] == ("（六）其他处理", 3, 1))
    rows[place : place + 3] = [[("（六）其他处理", 1, 2), *row(1)]]
    found = values(rows)
    assert found["t3.other.natural"] == 1
    assert not {"t3.other.1.natural", "t3.other.3.natural"} & found.keys()


def test_nothing_in_sound_tables_is_broken() -> None:
    found = identities(table2_of_2021(), table3(SOUND), table4(REVIEWS))
    assert [rule for rule, identity in found.items() if identity.holds is not True] == []


@pytest.mark.parametrize("column", TABLE3_COLUMNS)
@pytest.mark.parametrize(("rule", "key"), [("T3-BALANCE", "new"), ("T3-ROWSUM", "granted"), ("T3-COLSUM", "granted")])
def test_a_cell_that_is_one_too_high_breaks_its_identities(rule: str, key: str, column: str) -> None:
    changed = list(SOUND[key])
    changed[TABLE3_COLUMNS.index(column)] = str(int(changed[TABLE3_COLUMNS.index(column)]) + 1)
    found = identities(table3({**SOUND, key: changed}))
    broken = {name for name, identity in found.items() if identity.holds is False}
    assert f"{rule}[{key if rule == 'T3-COLSUM' else column}]" in broken
    assert len(broken) == 2  # that of its row and one of its column


@pytest.mark.parametrize(("block", "first"), [("review", 0), ("direct", 5), ("post_review", 10)])
def test_a_block_of_table_four_that_does_not_add_up_is_broken(block: str, first: int) -> None:
    changed = [*REVIEWS]
    changed[first + 4] = "9"
    found = identities(table4(changed))
    assert [rule for rule, identity in found.items() if identity.holds is False] == [f"T4-SUM[{block}]"]


@pytest.mark.parametrize(("opened", "holds"), [("7", True), ("8", False), ("", None)])
def test_what_is_opened_in_a_year_is_not_more_than_all_that_is_open(opened: str, holds: bool | None) -> None:
    found = identities(table2_of_2019(normative=["7", opened, "7"]))["T2-19-OPEN[规范性文件]"]
    assert (found.holds, found.cells) == (holds, ("t2.规范性文件.opened", "t2.规范性文件.open_total"))


@pytest.mark.parametrize("printed", ["-35", "－35", "−35", "减35", "减少35"])
def test_a_change_may_be_negative(printed: str) -> None:
    tables = table2_of_2019(licence=["1215", printed, "20"])
    assert values(tables)["t2.行政许可.items_change"] == -35
    assert "T2-NONNEG[行政许可.items_change]" not in identities(tables)


def test_a_count_may_not_be_negative() -> None:
    found = identities(table2_of_2019(licence=["1215", "-35", "-20"]))
    assert found["T2-NONNEG[行政许可.decisions]"].holds is False


@pytest.mark.parametrize(
    ("printed", "reason"),
    [(["1215", "-35", "1180"], "probable_misfill"), (["1215", "-35", "1181"], ""), (["1215", "0", "1215"], "")],
)
def test_decisions_that_are_the_running_number_of_items_strike(printed: list[str], reason: str) -> None:
    found = identities(table2_of_2019(licence=printed))["T2-NONNEG[行政许可.decisions]"]
    assert (found.holds, found.reason) == (True, reason)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("22（其中修订 16 件）", 22),
        ("55(含自然失效29件)", 55),
        ("+1036", 1036),
        ("1,234", 1234),
        ("1，234", 1234),
        ("１２", 12),
        ("5\n50", 550),
        ("8[1]", 8),
        ("12件", 12),
        ("0", 0),
    ],
)
def test_numbers_in_cells_are_read_as_printed(printed: str, value: float) -> None:
    assert values(table2_of_2021(normative_in_force=printed))["t2.行政规范性文件.in_force"] == value


@pytest.mark.parametrize(
    ("printed", "yuan"), [("251000元", 251_000), ("976.81万元", 9_768_100), ("8040", 8_040), ("1.2亿元", 120_000_000)]
)
def test_money_of_procurement_brings_its_own_unit(printed: str, yuan: float) -> None:
    claims = {c.metric: c for c in read_report(body_of(table2_of_2019(procurement=["3", printed]))).claims}
    assert (claims["procurement_amount"].value, claims["procurement_amount"].unit) == (yuan, "元")


@pytest.mark.parametrize("head", ["采购总金额（万元）", "采购总金额（单位：万元）", "采购总金额\n（万元）"])
@pytest.mark.parametrize(
    ("printed", "yuan"), [("976.81", 9_768_100), ("9768100元", 9_768_100), ("976.81万", 9_768_100)]
)
def test_the_head_of_a_column_tells_its_unit_and_that_of_no_other(head: str, printed: str, yuan: float) -> None:
    rows = table2_of_2019(procurement=["3", printed])
    (place,) = [place for place, entries in enumerate(rows) if "采购项目数量" in entries]
    rows[place] = ["信息内容", "采购项目数量", (head, 1, 2)]
    claims = {c.metric: c for c in read_report(body_of(rows)).claims}
    assert (claims["procurement_amount"].value, claims["procurement_amount"].unit) == (yuan, "元")
    assert (claims["procurement_items"].value, claims["procurement_items"].unit) == (3, "件")


@pytest.mark.parametrize("printed", ["1-5", "3、5", "1234,567", "1,23", "3/5", "3+2", "2023年3件"])
def test_several_numbers_in_a_cell_are_no_number(printed: str) -> None:
    found = cells(table2_of_2021(normative_made=printed, normative_in_force="8"))
    assert found["t2.行政规范性文件.made"].kind is CellKind.TEXT
    assert found["t2.行政规范性文件.in_force"].value == 8


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [("12.5", 125_000), ("3000元", 3_000), ("0.5", 5_000), ("12.5万", 125_000), ("12.5万元", 125_000)],
)
def test_fees_are_in_ten_thousand_yuan_unless_the_cell_says_otherwise(printed: str, yuan: float) -> None:
    claims = {c.metric: c for c in read_report(body_of(table2_of_2021(fees=printed))).claims}
    assert claims["admin_fees_amount"].value == yuan


@pytest.mark.parametrize("printed", ["12.5万-13万", "12万-13万元", "3万+2万", "3万5", "1万2千", "3元/5元", "5元、3元"])
def test_several_numbers_with_a_scale_or_a_unit_in_a_cell_are_no_number(printed: str) -> None:
    found = cells(table2_of_2021(normative_made=printed))
    assert found["t2.行政规范性文件.made"].kind is CellKind.TEXT


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("", "blank"), (" ", "blank"), ("/", "sign"), ("——", "sign"), ("无", "sign"), ("不适用", "text"), ("0", "number")],
)
def test_blank_sign_text_and_zero_are_kept_apart(printed: str, kind: str) -> None:
    found = cells(table2_of_2021(normative_made=printed), table3({"granted": [printed, *["1"] * 6]}))
    assert found["t2.行政规范性文件.made"].kind is CellKind(kind)
    assert found["t3.granted.natural"].kind is CellKind(kind)


@pytest.mark.parametrize("printed", ["", "/", "0"])
def test_a_blank_of_table_four_is_not_zero(printed: str) -> None:
    found = cells(table4([printed, *["1"] * 14]))["t4.review.maintain"]
    assert found.value == (0 if printed == "0" else None)


def without_total(printed: dict[str, list[str]], keep: Sequence[str]) -> dict[str, list[str]]:
    """Table 3 with its last column blank but for some rows, as some bodies fill it in."""
    filled = {key: printed.get(key, ["0"] * 7) for key, _ in TABLE3_ROWS}
    return {key: cells if key in keep else [*cells[:6], ""] for key, cells in filled.items()}


def test_a_total_column_filled_in_four_rows_is_not_assessable_where_it_is_blank() -> None:
    found = identities(table3(without_total(SOUND, ["new", "carry_in", "total", "carry_out"])))
    assert (found["T3-ROWSUM[total]"].holds, found["T3-ROWSUM[total]"].reason) == (None, "parts_blank")
    assert (found["T3-COLSUM[granted]"].holds, found["T3-COLSUM[granted]"].reason) == (None, "total_blank")
    assert found["T3-BALANCE[total]"].holds is True


def test_a_total_column_that_is_blank_throughout_breaks_nothing() -> None:
    found = identities(table3(without_total(SOUND, [])))
    assert {identity.holds for rule, identity in found.items() if "total" in rule} == {None}


def test_a_blank_beside_filled_addends_is_zero() -> None:
    found = identities(table3({**SOUND, "denied.1": ["", "", "", "", "", "", "0"], "carry_in": ["2", *[""] * 5, "2"]}))
    assert {identity.holds for identity in found.values()} <= {True, None}
    assert found["T3-ROWSUM[natural]"].holds is True


def test_words_in_a_cell_make_its_sums_not_assessable() -> None:
    found = identities(table3({**SOUND, "granted": ["见附件", *SOUND["granted"][1:]]}))
    reasons = {rule: i.reason for rule, i in found.items() if i.holds is None}
    assert reasons == {"T3-ROWSUM[natural]": "text_in_cell", "T3-COLSUM[granted]": "text_in_cell"}


def test_a_lost_row_is_missing_and_its_sum_not_broken() -> None:
    rows = [entries for entries in table3(SOUND) if "4.保护第三方合法权益" not in entries]
    found = identities(rows)
    assert (found["T3-ROWSUM[natural]"].holds, found["T3-ROWSUM[natural]"].reason) == (None, "row_missing")
    assert found["T3-ROWSUM[commercial]"].holds is True


def test_a_table_cut_by_pages_is_one_table() -> None:
    rows = table3(SOUND)
    for cut in (6, 12, 20, 26):
        assert values(rows[:cut], rows[cut:]) == expected_table3(SOUND)
        assert values(rows[:cut], [*TABLE3_HEAD, *rows[cut:]]) == expected_table3(SOUND)


def test_the_reports_of_two_bodies_in_one_document_stay_apart() -> None:
    assert len(read_official_tables(body_of(table3(SOUND), table3(SOUND)))) == 2


@pytest.mark.parametrize(
    "pieces",
    [("6.属于四类过", "程性信息"), ("（二）部分公开（区分处理的，只计这一情", "形，不计其他情形）")],
)
@pytest.mark.parametrize("numbers_first", [True, False])
def test_the_numbers_of_a_row_cut_in_two_may_stand_in_either_piece(
    pieces: tuple[str, str], numbers_first: bool
) -> None:
    rows = table3(SOUND)
    label = "".join(pieces)
    place = next(n for n, entries in enumerate(rows) if label in (entries[0], entries[0][0]))
    numbers, blank = rows[place][1:], [""] * 7
    first, second = (numbers, blank) if numbers_first else (blank, numbers)
    rows[place : place + 1] = [[(pieces[0], 1, 2), *first], [(pieces[1], 1, 2), *second]]
    assert values(rows) == expected_table3(SOUND)


def test_a_block_may_stand_in_a_cell_beside_its_rows() -> None:
    rows: Rows = [
        [("第二十条第（一）项", 3, 1), "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "2", "3"],
        ["行政规范性文件", "4", "5", "6"],
        [("第二十条第（五）项", 2, 1), "信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", ("7", 1, 3)],
    ]
    assert list(values(rows).values()) == [1, 2, 3, 4, 5, 6, 7]


def test_a_table_of_totals_alone_is_read_as_totals() -> None:
    rows: Rows = [[("申请人情况", 1, 1), "总计"]]
    rows += [[label_of(labels[-1]), SOUND.get(key, row())[-1]] for key, labels in TABLE3_ROWS]
    expected = {place: value for place, value in expected_table3(SOUND).items() if place.endswith(".total")}
    assert values(rows) == expected
    found = identities(rows)
    assert (found["T3-ROWSUM[total]"].holds, found["T3-COLSUM[new]"].reason) == (True, "row_missing")


def test_tables_that_a_word_processor_joined_are_read_each() -> None:
    joined = [*table2_of_2021(normative_in_force="7"), *table3(SOUND), *table4(REVIEWS)]
    apart = values(table2_of_2021(normative_in_force="7")) | expected_table3(SOUND) | values(table4(REVIEWS))
    assert values(joined) == apart


def test_a_table_that_is_none_of_the_forms_is_left_out() -> None:
    assert values([["序号", "名称", "数量"], ["1", "行政许可", "9"]]) == {}


def test_a_table_behind_an_official_one_is_not_taken_for_its_rest() -> None:
    other: Rows = [["部门", "新收", "总计"], ["公安局", "20", "20"], ["总计", "20", "20"]]
    assert values(table3(SOUND), other) == expected_table3(SOUND)


def test_a_row_cut_in_two_and_heads_repeated_are_read() -> None:
    rows = table3(SOUND)
    place = next(index for index, entries in enumerate(rows) if entries[0] == "6.属于四类过程性信息")
    rows[place : place + 1] = [
        ["6.属于四类过", *[""] * 7],
        *TABLE3_HEAD[1:],
        ["程性信息", *SOUND.get("denied.6", row())],
    ]
    assert values(rows) == expected_table3(SOUND)


def test_the_heads_of_a_block_that_a_page_break_took_are_those_of_2021() -> None:
    rows = [entries for entries in table2_of_2021(normative_in_force="7") if entries[0] != "信息内容"]
    assert values([*rows, ["信息内容", ("本年处理决定数量", 1, 3)]])["t2.行政规范性文件.in_force"] == 7


DAMAGES = pytest.mark.parametrize("number", range(40))


@DAMAGES
def test_damaged_spans_and_labels_lose_no_cell_of_table_three(number: int) -> None:
    chance = chance_of(number)
    printed = {key: [str(chance.randrange(1000)) for _ in range(7)] for key, _ in TABLE3_ROWS}
    assert values(damaged_rows(table3(printed), chance)) == expected_table3(printed)


@DAMAGES
def test_damaged_spans_and_labels_lose_no_cell_of_table_two(number: int) -> None:
    chance = chance_of(number)
    names = ("rules", "normative", "licence", "services", "penalty", "coercion", "fees", "procurement")
    printed = {name: [str(chance.randrange(1000)) for _ in range(2 if name in names[6:] else 3)] for name in names}
    found = list(values(damaged_rows(table2_of_2019(**printed), chance)).values())
    assert found == [float(value) for name in names for value in printed[name]]


@DAMAGES
def test_damaged_spans_and_labels_lose_no_cell_of_table_four(number: int) -> None:
    chance = chance_of(number)
    printed = [str(chance.randrange(1000)) for _ in range(15)]
    assert list(values(damaged_rows(table4(printed), chance)).values()) == [float(value) for value in printed]


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.key)
def test_a_table_of_five_thousand_cells_is_read_in_time(form: Form) -> None:
    lines: Rows = [[f"{number}.属于国家秘密的信息{number}条", *["1", "", "见附件"] * 2, "1"] for number in range(620)]
    body = body_of([list(form.marks), *lines])
    with cpu_time() as took:
        read_official_tables(body)
    assert 4900 < len(body.tables[0].cells) <= 5000
    assert took.seconds < 1.5


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.key)
def test_every_identity_of_a_form_has_a_known_relation_level_and_reason(form: Form) -> None:
    for rule in form.identities:
        assert rule.relation in relation_keys()
        assert rule.level in level_keys()
        assert rule.otherwise in (*reason_keys(), "")


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.key)
def test_every_identity_of_a_form_speaks_of_its_rows_or_columns(form: Form) -> None:
    rows = {name for row in form.rows for name in (row.key, row.key.partition(".")[0])}
    columns = {key for columns in form.columns for key in columns.keys}
    for rule in form.identities:
        assert {*rule.left, *rule.right} <= (columns if rule.each == "row" else rows)
