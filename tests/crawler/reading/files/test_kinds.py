"""A file's kind is told by its first bytes before its name, and by its name before its content type."""

from __future__ import annotations

import pytest
from made_files import pdf, prose, word, workbook, zipped

from crawler.reading import read_attachment

DOCX = word(lambda document: document.add_paragraph("公开1072条"))
HTML = "<html><body><p>公开1072条</p></body></html>".encode()
MHT = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + HTML + b"\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (DOCX, "docx"),
        (HTML, "html"),
        (MHT, "mht"),
        (workbook(lambda book: book.active.append(["公开1072条"])), "xlsx"),
        (b"\r\n" + pdf(prose("公开1072条")), "pdf"),
    ],
)
def test_a_doc_that_is_something_else_is_read_as_what_it_is(content, kind):
    reading = read_attachment(content, "附件.doc", "application/msword")
    assert (reading.kind, reading.body.text, reading.unread) == (kind, "公开1072条", "")


@pytest.mark.parametrize(
    ("content", "name", "kind", "reason"),
    [
        (zipped({"OFD.xml": b"<a/>"}), "a.doc", "ofd", "GB/T 33190"),
        (zipped({"ppt/presentation.xml": b"<a/>"}), "a", "pptx", "slides"),
        (b"Rar!\x1a\x07\x00rest", "a.zip", "rar", "archive"),
        (b"7z\xbc\xaf\x27\x1crest", "a", "7z", "archive"),
        (b"\xff\xd8\xff\xe0rest", "a.pdf", "image", "picture"),
        (b"\x00\x01\x02", "a.wps", "wps", "WPS"),
        (b"\x00\x01\x02", "a.et", "et", "WPS"),
        (b"\x00\x01\x02", "a.ceb", "ceb", "CEB"),
        (b"\x00\x01\x02", "a.docx", "docx", "not what its name says"),
        (b"\x00\x01\x02", "a", "", "no kind that is known"),
    ],
)
def test_what_is_not_read_is_recognised_and_said_to_be_unread(content, name, kind, reason):
    reading = read_attachment(content, name)
    assert (reading.kind, reading.body.text) == (kind, "")
    assert reason in reading.unread


def test_the_files_in_an_archive_are_named():
    reading = read_attachment(zipped({"附件1.doc": b"x", "表/附件2.xls": b"y"}), "a.zip")
    assert [part.name for part in reading.parts] == ["附件1.doc", "表/附件2.xls"]


def test_an_archive_of_word_documents_is_an_archive():
    assert read_attachment(zipped({"a.docx": DOCX}), "a.docx").kind == "zip"


def test_an_encrypted_office_document_says_so():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le")
    assert read_attachment(content, "a.xlsx").unread == "encrypted, a password is needed"
