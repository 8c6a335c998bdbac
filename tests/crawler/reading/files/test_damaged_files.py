"""Valid files, cut, flipped and spliced: a reading or a ReadingError, nothing else. GONGKAI_EXAMPLES: how many."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import old_workbook, pdf, prose, ruled, word, workbook, zipped

from crawler.reading import ReadingError, read_file

VALID = {
    "pdf": pdf(prose("公开1072条。"), ruled([("甲", "0"), ("乙", "")])),
    "docx": word(lambda document: document.add_table(rows=2, cols=2).cell(0, 0).add_paragraph("公开1072条")),
    "xlsx": workbook(lambda book: book.active.append(["公开", 1072])),
    "xls": old_workbook(lambda book: book.add_sheet("表").write(0, 0, "公开1072条")),
    "zip": zipped({"附件.doc": b"x"}),
    "mht": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html><p>x</p></html>",
    "csv": "甲,乙\n1,2".encode(),
}


@st.composite
def damaged(draw: st.DrawFn, kinds: tuple[str, ...]) -> tuple[str, bytes]:
    """A kind, and a valid file of it with up to four injuries."""
    kind = draw(st.sampled_from(kinds))
    content = bytearray(VALID[kind])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.sampled_from(["cut", "flip", "splice", "drop"])):
            case "cut":
                del content[place:]
            case "flip":
                content[place : place + 1] = bytes([draw(st.integers(0, 255))])
            case "splice":
                content[place:place] = draw(st.binary(max_size=40)) + content[place : place + draw(st.integers(0, 200))]
            case "drop":
                del content[place : place + draw(st.integers(1, 200))]
    return kind, bytes(content)


@settings(max_examples=int(os.environ.get("GONGKAI_EXAMPLES", "200")))
@given(damaged(tuple(VALID)))
def test_a_damaged_file_gives_a_reading_or_a_reading_error(given_file):
    kind, content = given_file
    try:
        reading = read_file(content, f"a.{kind}")
    except ReadingError as error:
        assert str(error).startswith(f"a.{kind}: ")
        return
    length = len(reading.body.text)
    assert all(0 <= part.start <= part.end <= length for part in reading.parts)
    assert all(reading.body.text[cell.start : cell.end] == cell.text for t in reading.body.tables for cell in t.cells)
