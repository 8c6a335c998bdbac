"""Tables laid out by hand for the tests: cells with spans, placed on the grid as a browser places them."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence

from archive.records import Body, Cell, Paragraph, Table

#: What a cell prints, or that with its rowspan and colspan.
Entry = str | tuple[str, int, int]

TABLE3_COLUMNS = ("natural", "commercial", "research", "social", "legal", "other_org", "total")


def table_of(rows: Sequence[Sequence[Entry]], text: str = "") -> tuple[Table, str]:
    """A table of these rows, and ``text`` with that of its cells behind it."""
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row, entries in enumerate(rows):
        column = 0
        for entry in entries:
            printed, rowspan, colspan = (entry, 1, 1) if isinstance(entry, str) else entry
            while (row, column) in taken:
                column += 1
            taken.update((row + down, column + right) for down in range(rowspan) for right in range(colspan))
            cells.append(Cell(row, column, rowspan, colspan, printed, len(text), len(text) + len(printed)))
            text += printed + "\n"
    return Table(tuple(cells)), text


def body_of(*tables: Sequence[Sequence[Entry]], lines: Sequence[str] = ()) -> Body:
    """A body of paragraphs and, behind them, tables."""
    text, paragraphs = "", []
    for line in lines:
        paragraphs.append(Paragraph(len(text), len(text) + len(line)))
        text += line + "\n"
    made = []
    for rows in tables:
        table, text = table_of(rows, text)
        made.append(table)
    return Body(text, tuple(paragraphs), tuple(made))


def table2_of_2021(**printed: str) -> list[list[Entry]]:
    """Table 2 of the form of 2021; what is not named prints 0. Names: rules_made, normative_in_force, licence, fees…"""

    def value(name: str) -> str:
        return printed.get(name, "0")

    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", *(value(f"rules_{key}") for key in ("made", "repealed", "in_force"))],
        ["行政规范性文件", *(value(f"normative_{key}") for key in ("made", "repealed", "in_force"))],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", (value("licence"), 1, 3)],
        [("第二十条第（六）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政处罚", (value("penalty"), 1, 3)],
        ["行政强制", (value("coercion"), 1, 3)],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", ("本年收费金额（单位：万元）", 1, 3)],
        ["行政事业性收费", (value("fees"), 1, 3)],
    ]


def table2_of_2019(**printed: Sequence[str]) -> list[list[Entry]]:
    """Table 2 of the form of 2019; each row as a list of what it prints, zeros where it is not named."""

    def row(label: str, name: str, width: int) -> list[Entry]:
        return [label, *printed.get(name, ["0"] * width)]

    items = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年新\n制作数量", "本年新\n公开数量", "对外公开总数量"],
        row("规章", "rules", 3),
        row("规范性文件", "normative", 3),
        [("第二十条第（五）项", 1, 4)],
        items,
        row("行政许可", "licence", 3),
        row("其他对外管理服务事项", "services", 3),
        [("第二十条第（六）项", 1, 4)],
        items,
        row("行政处罚", "penalty", 3),
        row("行政强制", "coercion", 3),
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", "上一年项目数量", ("本年增/减", 1, 2)],
        row("行政事业性收费", "fees", 2),
        [("第二十条第（九）项", 1, 4)],
        ["信息内容", "采购项目数量", ("采购总金额", 1, 2)],
        row("政府集中采购", "procurement", 2),
    ]


# Key, labels in front (with their rowspan in the form) and the label, of table 3; other.1 to other.3 since 2021.
TABLE3_ROWS: list[tuple[str, list[Entry]]] = [
    ("new", [("一、本年新收政府信息公开申请数量", 1, 3)]),
    ("carry_in", [("二、上年结转政府信息公开申请数量", 1, 3)]),
    ("granted", [("三、本年度办理结果", 22, 1), ("（一）予以公开", 1, 2)]),
    ("partial", [("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2)]),
    ("denied.1", [("（三）不予公开", 8, 1), "1.属于国家秘密"]),
    ("denied.2", ["2.其他法律行政法规禁止公开"]),
    ("denied.3", ["3.危及“三安全一稳定”"]),
    ("denied.4", ["4.保护第三方合法权益"]),
    ("denied.5", ["5.属于三类内部事务信息"]),
    ("denied.6", ["6.属于四类过程性信息"]),
    ("denied.7", ["7.属于行政执法案卷"]),
    ("denied.8", ["8.属于行政查询事项"]),
    ("unable.1", [("（四）无法提供", 3, 1), "1.本机关不掌握相关政府信息"]),
    ("unable.2", ["2.没有现成信息需要另行制作"]),
    ("unable.3", ["3.补正后申请内容仍不明确"]),
    ("notproc.1", [("（五）不予处理", 5, 1), "1.信访举报投诉类申请"]),
    ("notproc.2", ["2.重复申请"]),
    ("notproc.3", ["3.要求提供公开出版物"]),
    ("notproc.4", ["4.无正当理由大量反复申请"]),
    ("notproc.5", ["5.要求行政机关确认或重新出具已获取信息"]),
    ("other.1", [("（六）其他处理", 3, 1), "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"]),
    ("other.2", ["2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"]),
    ("other.3", ["3.其他"]),
    ("total", [("（七）总计", 1, 2)]),
    ("carry_out", [("四、结转下年度继续办理", 1, 3)]),
]
TABLE3_HEAD: list[list[Entry]] = [
    [("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 1, 7)],
    [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
    ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
]


def table3(values: dict[str, Sequence[str]]) -> list[list[Entry]]:
    """Table 3 of the form of 2021; each row as the seven cells it prints, zeros where it is not named."""
    rows = [[*labels, *values.get(key, ["0"] * 7)] for key, labels in TABLE3_ROWS]
    return [*TABLE3_HEAD, *rows]


def table4(values: Sequence[str]) -> list[list[Entry]]:
    """Table 4 with these fifteen values."""
    results: list[Entry] = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    upright: list[Entry] = [(str(result), 2, 1) for result in results]
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*upright, ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [*results, *results],
        [*values],
    ]


SPACES = ["", " ", "\n", "\u3000", "\xa0"]


def chance_of(number: int) -> random.Random:
    return random.Random(f"{os.environ['GONGKAI_SEED']} {number}")


def damaged(entry: Entry, chance: random.Random) -> Entry:
    """A cell as a word processor may leave it: other spans, spaces in its words, other brackets and ordinals."""
    text, rowspan, colspan = (entry, 1, 1) if isinstance(entry, str) else entry
    if not re.fullmatch(r"[\d.]*", text):
        text = chance.choice(SPACES).join(text)
        text = re.sub(r"^(\d)\.", lambda mark: mark[1] + chance.choice([".", "．", "、", ". "]), text)
        if chance.random() < 0.5:
            text = text.translate(str.maketrans("（）", "()"))
    elif text and chance.random() < 0.3:
        text = text.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    return text, rowspan if chance.random() < 0.7 else 1, colspan if chance.random() < 0.7 else 1


def damaged_rows(rows: Sequence[Sequence[Entry]], chance: random.Random) -> list[list[Entry]]:
    """A table with damaged cells, rows without content between and heads repeated."""
    made: list[list[Entry]] = []
    for entries in rows:
        made.append([damaged(entry, chance) for entry in entries])
        if chance.random() < 0.05:
            made.append([("", 1, 1)] * 3)
    return made
