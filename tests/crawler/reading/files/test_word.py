"""DOCX, and what an installed LibreOffice makes into DOCX."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from made_files import word
from sample_report import by_office

from crawler.reading import read_attachment
from crawler.reading.files import office

FORMS = {"doc": "MS Word 97", "rtf": "Rich Text Format"}


def report(document) -> None:
    document.add_paragraph("一、总体情况")
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "备注"
    table.cell(1, 0).text = "0"
    document.add_paragraph("二、其他")


def text(build) -> str:
    reading = read_attachment(word(build), "a.docx")
    assert reading.unread == ""
    return reading.body.text


def append(document, markup: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{markup}</w:sdtContent></w:sdt>"))


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def test_what_stands_in_a_content_control_is_read():
    assert text(lambda document: append(document, f"<w:p>{run('公开1072条')}</w:p>")) == "公开1072条"


def test_what_was_deleted_is_not_read_and_what_was_inserted_is():
    markup = f"<w:p><w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins></w:p>"
    assert text(lambda document: append(document, markup)) == "新"


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent><w:p>{run('框中')}</w:p></w:txbxContent>"
    markup = f"<w:p>{run('段落')}<w:r><w:pict>{box}</w:pict></w:r></w:p>"
    assert text(lambda document: append(document, markup)) == "段落\n框中"


def test_a_cell_merged_over_a_thousand_rows_is_one():
    def build(document):
        table = document.add_table(rows=1200, cols=2)
        for number, row in enumerate(table._tbl.tr_lst):
            merge = f"<w:vMerge {nsdecls('w')} w:val='{'continue' if number else 'restart'}'/>"
            row.tc_lst[0].get_or_add_tcPr().append(parse_xml(merge))
        table.cell(0, 1).text = "甲"

    table = read_attachment(word(build), "a.docx").body.tables[0]
    assert [cell.rowspan for cell in table.cells if cell.column == 0] == [1200]


def test_a_document_of_pictures_alone_is_unread():
    assert "without text" in read_attachment(word(lambda document: None), "a.docx").unread


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same report as DOC and RTF, written by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    return {kind: by_office(word(report), "docx", f"{kind}:{export}", folder) for kind, export in FORMS.items()}


@pytest.mark.parametrize("kind", FORMS)
def test_a_document_of_an_older_format_is_read_as_its_docx_is(kind, forms):
    reading = read_attachment(forms[kind], "附件.doc")
    assert (reading.kind, reading.converter, reading.unread) == (kind, "LibreOffice", "")
    assert reading.converter_version[:1].isdigit()
    assert reading.body == read_attachment(word(report), "a.docx").body


def test_without_libreoffice_a_doc_says_what_is_missing(monkeypatch):
    monkeypatch.setenv("GONGKAI_SOFFICE", "no")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le")
    assert read_attachment(content, "a.doc").unread == "no LibreOffice is installed, which reading a doc needs"


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_a_converter_that_makes_nothing_is_a_message(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_SOFFICE", program(tmp_path, "exit 0"))
    assert read_attachment(b"{\\rtf1 x}", "a.rtf").unread == "not a readable rtf: LibreOffice could not convert it"


def test_a_converter_that_never_ends_is_ended_with_all_it_started(tmp_path, monkeypatch):
    monkeypatch.setenv("GONGKAI_SOFFICE", program(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait"))
    monkeypatch.setattr(office, "WALL_SECONDS", 1)
    assert "within 1 s" in read_attachment(b"{\\rtf1 x}", "a.rtf").unread
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"
