"""A yearly report in the form of 国办公开办函〔2021〕30号, written for the tests, as HTML and as a Word document.

Its numbers are invented. The Word document has what real ones have: automatic numbers in front of its headings, a
running head, page numbers at the foot, and tables that go on over the end of a page.
"""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
from conftest import skip_or_fail
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

TITLE = "样本区人民政府办公室2023年政府信息公开工作年度报告"
#: What each automatic number of the Word document looks like, level by level.
ORDINALS = ("%1、", "（%2）")


@dataclass(frozen=True)
class Heading:
    """A heading, its ordinal apart from its words."""

    level: int
    ordinal: str
    words: str


@dataclass(frozen=True)
class Span:
    """A cell over several rows or columns."""

    text: str
    rows: int = 1
    columns: int = 1


Row = tuple["str | Span", ...]
Table = tuple[Row, ...]

TABLE2: Table = (
    (Span("第二十条第（一）项", columns=4),),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "6", "5", "47"),
    (Span("第二十条第（五）项", columns=4),),
    ("信息内容", Span("本年处理决定数量", columns=3)),
    ("行政许可", Span("1,203", columns=3)),
    (Span("第二十条第（六）项", columns=4),),
    ("信息内容", Span("本年处理决定数量", columns=3)),
    ("行政处罚", Span("88", columns=3)),
    ("行政强制", Span("0", columns=3)),
    (Span("第二十条第（八）项", columns=4),),
    ("信息内容", Span("本年收费金额（单位：万元）", columns=3)),
    ("行政事业性收费", Span("12.5", columns=3)),
)
#: The rows of table 3 and what natural persons and companies asked for; the other columns are 0, one of them blank.
_RESULTS: tuple[tuple[str, tuple[tuple[str, int, int], ...]], ...] = (
    ("（一）予以公开", (("", 9, 2),)),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (("", 3, 0),)),
    (
        "（三）不予公开",
        (
            ("1.属于国家秘密", 0, 0),
            ("2.其他法律行政法规禁止公开", 1, 0),
            ("3.危及“三安全一稳定”", 0, 0),
            ("4.保护第三方合法权益", 0, 0),
            ("5.属于三类内部事务信息", 0, 0),
            ("6.属于四类过程性信息", 4, 1),
            ("7.属于行政执法案卷", 0, 0),
            ("8.属于行政查询事项", 0, 0),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("1.本机关不掌握相关政府信息", 8, 1),
            ("2.没有现成信息需要另行制作", 1, 0),
            ("3.补正后申请内容仍不明确", 0, 0),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("1.信访举报投诉类申请", 2, 0),
            ("2.重复申请", 0, 0),
            ("3.要求提供公开出版物", 0, 0),
            ("4.无正当理由大量反复申请", 0, 0),
            ("5.要求行政机关确认或重新出具已获取信息", 0, 0),
        ),
    ),
    (
        "（六）其他处理",
        (
            ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", 0, 0),
            ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", 0, 0),
            ("3.其他", 0, 1),
        ),
    ),
    ("（七）总计", (("", 28, 5),)),
)
TABLE4: Table = (
    (Span("行政复议", columns=5), Span("行政诉讼", columns=10)),
    (
        *(Span(text, rows=2) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")),
        Span("未经复议直接起诉", columns=5),
        Span("复议后起诉", columns=5),
    ),
    ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2,
    tuple("201031000100012"),  # the last sum is wrong
)


def _numbers(natural: int, companies: int) -> Row:
    return (str(natural), str(companies), "0", "0", "", "0", str(natural + companies))


def _table3() -> Table:
    head: list[Row] = [
        (
            Span("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", rows=3, columns=3),
            Span("申请人情况", columns=7),
        ),
        (Span("自然人", rows=2), Span("法人或其他组织", columns=5), Span("总计", rows=2)),
        ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
        (Span("一、本年新收政府信息公开申请数量", columns=3), *_numbers(28, 6)),
        (Span("二、上年结转政府信息公开申请数量", columns=3), *_numbers(2, 0)),
    ]
    body: list[Row] = []
    for label, parts in _RESULTS:
        for number, (part, natural, companies) in enumerate(parts):
            first = (Span(label, columns=2),) if not part else (Span(label, rows=len(parts)), part)
            body.append((*(first if not number else (part,)), *_numbers(natural, companies)))
    body[0] = (Span("三、本年度办理结果", rows=len(body)), *body[0])
    return (*head, *body, (Span("四、结转下年度继续办理", columns=3), *_numbers(2, 1)))


#: The report from its title on: paragraphs, headings and tables.
BLOCKS: tuple[str | Heading | Table, ...] = (
    "本报告依据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
    Heading(0, "一、", "总体情况"),
    Heading(1, "（一）", "主动公开"),
    "2023年，区政府办公室主动公开政府信息1285条，其中通过门户网站公开政府信息927条，通过微信公众号发布信息358条，"
    "比上年增长12.5%。全年制发行政规范性文件6件，发布政策解读材料17篇，举办新闻发布会4场，回应公众关切21次。",
    Heading(1, "（二）", "依申请公开"),
    "全年新收政府信息公开申请34件，上年结转2件，均已按期答复。其中予以公开11件，占比32.35%，部分公开3件，不予公开6件，"
    "本机关不掌握相关政府信息9件。",
    Heading(1, "（三）", "平台建设"),
    *(
        f"第{number}次检查后，各单位按照要求，认真做好政府信息公开各项工作，全年更新栏目信息{212 + number}条，"
        f"接受公众咨询{30 + number}次，办理网民留言{96 + number}件，答复率100%。"
        for number in range(1, 13)
    ),
    "全年清理规范性文件52件，废止5件。未发生行政复议、行政诉讼以外的争议。",
    Heading(0, "二、", "主动公开政府信息情况"),
    TABLE2,
    Heading(0, "三、", "收到和处理政府信息公开申请情况"),
    _table3(),
    Heading(0, "四、", "政府信息公开行政复议、行政诉讼情况"),
    TABLE4,
    Heading(0, "五、", "存在的主要问题及改进情况"),
    "一是公开的主动性不够；二是解读形式单一。下一步将举办培训班3期。",
    Heading(0, "六、", "其他需要报告的事项"),
    "依据收费标准，本年度收取信息处理费0元。本年度办理人大代表建议15件、政协提案22件，办理结果全部公开。",
)


def as_html() -> bytes:
    """The report as a page."""
    body = "".join(map(_markup, BLOCKS))
    return (
        f"<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><title>{TITLE}</title></head>"
        f"<body><h1>{TITLE}</h1>{body}</body></html>"
    ).encode()


def _markup(block: str | Heading | Table) -> str:
    if isinstance(block, str):
        return f"<p>{html.escape(block)}</p>"
    if isinstance(block, Heading):
        return f"<h{block.level + 2}>{block.ordinal}{block.words}</h{block.level + 2}>"
    rows = ("".join(map(_cell_markup, row)) for row in block)
    return f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell_markup(cell: str | Span) -> str:
    span = cell if isinstance(cell, Span) else Span(cell)
    return f"<td rowspan={span.rows} colspan={span.columns}>{html.escape(span.text)}</td>"


@cache
def as_word() -> bytes:
    """The report as a Word document."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(16)
    _number_headings(document)
    section = document.sections[0]
    section.header.paragraphs[0].text = "样本区人民政府办公室"
    page = "<w:fldSimple {} w:instr='PAGE'><w:r><w:t>1</w:t></w:r></w:fldSimple>".format(nsdecls("w"))
    foot = section.footer.paragraphs[0]
    foot.add_run("- ")
    foot._p.append(parse_xml(page))
    foot.add_run(" -")
    document.add_paragraph(TITLE).alignment = 1
    for block in BLOCKS:
        _write(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _number_headings(document: Document) -> None:
    levels = "".join(
        f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
        f"<w:suff w:val='nothing'/><w:lvlText w:val='{text}'/></w:lvl>"
        for level, text in enumerate(ORDINALS)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>{levels}</w:abstractNum>"))
    numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))


def _write(document: Document, block: str | Heading | Table) -> None:
    if isinstance(block, str):
        document.add_paragraph(block).paragraph_format.first_line_indent = Pt(32)
    elif isinstance(block, Heading):
        properties = document.add_paragraph(block.words)._p.get_or_add_pPr()
        place = f"<w:ilvl w:val='{block.level}'/><w:numId w:val='77'/>"
        properties.append(parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>"))
    else:
        _write_table(document, block)


def _write_table(document: Document, rows: Table) -> None:
    width = sum(cell.columns if isinstance(cell, Span) else 1 for cell in rows[0])
    table = document.add_table(rows=len(rows), cols=width, style="Table Grid")
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            span = cell if isinstance(cell, Span) else Span(cell)
            while (number, column) in taken:
                column += 1
            last = table.cell(number + span.rows - 1, column + span.columns - 1)
            merged = table.cell(number, column).merge(last)
            merged.paragraphs[0].add_run(span.text).font.size = Pt(10.5)
            taken |= {(number + r, column + c) for r in range(span.rows) for c in range(span.columns)}


def by_office(content: bytes, suffix: str, export: str, folder: Path) -> bytes:
    """A document as LibreOffice writes it in another format; ``export`` is suffix:filter."""
    program = shutil.which(os.environ.get("GONGKAI_SOFFICE") or "soffice")
    if program is None:
        skip_or_fail("LibreOffice (soffice) is not installed: libreoffice-writer, libreoffice-calc")
    source = folder / f"report.{suffix}"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    how = ["--infilter=HTML (StarWriter)"] if suffix == "html" else []
    command = [program, profile, "--headless", *how, "--convert-to", export, "--outdir", folder / "made", source]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "made" / f"report.{export.partition(':')[0]}").read_bytes()
