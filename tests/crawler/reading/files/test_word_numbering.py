"""Automatic numbers of a Word document: they stand in the text as the reader of the document sees them."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_files import word

from crawler.reading import read_attachment
from crawler.reading.files.numerals import written

CHAPTERS = ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
ARTICLES = ("decimal", "%1"), ("decimal", "%1.%2")


def lines(build) -> list[str]:
    reading = read_attachment(word(build), "a.docx")
    assert reading.unread == ""
    return reading.body.text.split("\n")


def add_list(document, levels, number: int, *, abstract: int = 70, more: str = "") -> None:
    """A list of some levels; a list of the same ``abstract`` goes on with its numbers."""
    root = document.part.numbering_part.element
    if not root.xpath(f"w:abstractNum[@w:abstractNumId='{abstract}']"):
        markup = "".join(
            f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:suff w:val='nothing'/>"
            f"<w:lvlText w:val='{text}'/></w:lvl>"
            for level, (form, text) in enumerate(levels)
        )
        root.insert(
            0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{abstract}'>{markup}</w:abstractNum>")
        )
    entry = f"<w:num {nsdecls('w')} w:numId='{number}'><w:abstractNumId w:val='{abstract}'/>{more}</w:num>"
    root.append(parse_xml(entry))


def add(document, text: str, level: int, number: int = 70) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")
    )


def test_a_level_begins_anew_under_each_number_above_it():
    def build(document):
        add_list(document, CHAPTERS, 70)
        for text, level in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1)):
            add(document, text, level)

    assert lines(build) == ["一、甲", "（一）乙", "（二）丙", "1.丁", "二、戊", "（一）己"]


def test_numbers_of_the_levels_above_stand_in_it():
    def build(document):
        add_list(document, ARTICLES, 70)
        for text, level in (("甲", 0), ("乙", 1), ("丙", 1)):
            add(document, text, level)

    assert lines(build) == ["1甲", "1.1乙", "1.2丙"]


def test_lists_of_one_kind_go_on_and_one_that_begins_at_another_number_does_so():
    begins = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='7'/></w:lvlOverride>"

    def build(document):
        add_list(document, CHAPTERS, 70)
        add_list(document, CHAPTERS, 71)
        add_list(document, CHAPTERS, 72, more=begins)
        for text, number in (("甲", 70), ("乙", 71), ("丙", 72), ("丁", 72)):
            add(document, text, 0, number)

    assert lines(build) == ["一、甲", "二、乙", "七、丙", "八、丁"]


def test_a_style_numbers_its_paragraphs_and_those_of_the_styles_based_on_it():
    def build(document):
        add_list(document, CHAPTERS, 70)
        style = document.styles["Heading 1"].element.get_or_add_pPr()
        style.append(parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='70'/></w:numPr>"))
        document.styles["Heading 2"].base_style = document.styles["Heading 1"]
        document.add_paragraph("甲", style="Heading 1")
        document.add_paragraph("乙", style="Heading 2")

    assert lines(build) == ["一、甲", "二、乙"]


def test_a_bullet_is_no_text():
    def build(document):
        add_list(document, [("bullet", "•")], 70)
        add(document, "甲", 0)

    assert lines(build) == ["甲"]


def test_a_list_that_is_not_there_numbers_nothing():
    assert lines(lambda document: add(document, "甲", 0, 99)) == ["甲"]


def test_a_paragraph_of_no_list_though_its_style_has_one_is_not_numbered():
    def build(document):
        add_list(document, CHAPTERS, 70)
        style = document.styles["Heading 1"].element.get_or_add_pPr()
        style.append(parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='70'/></w:numPr>"))
        add(document, "甲", 0, 0)
        document.paragraphs[0].style = "Heading 1"

    assert lines(build) == ["甲"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (20, "ideographDigital", "二○"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "nobody knows this one", "5"),
    ],
)
def test_a_number_is_written_as_its_format_says(number, form, shown):
    assert written(number, form) == shown
