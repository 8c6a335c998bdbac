"""The page of an imported document says which file it came with."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html
from sqlite_utils import Database

from archive.imports import import_channel
from archive.publish.build import build
from archive.publish.serve import datasette
from archive.schema import upgrade

EXPORT = "标题,日期,期号,字数\n春耕备耕座谈会召开,2018-03-05,第3期,420\n"


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Value and origin of each field of the page, by its Chinese and English name."""
    folder: Path = tmp_path_factory.mktemp("imported")
    (folder / "简报.csv").write_text(EXPORT, encoding="utf-8")
    with closing(Database(folder / "archive.db")) as db:
        upgrade(db)
        import_channel(db, "songshan", "gazette", folder / "简报.csv")
        ((document,),) = db.execute("select id from documents")
    build(folder / "archive.db", folder / "public.db")
    answer = asyncio.run(datasette(folder / "public.db").client.get(f"/document/{document}"))
    page = html.fromstring(answer.text)
    rows = [row.xpath("th | td") for row in page.xpath("//section[h2/@id='fields']//tbody/tr")]
    return {words(name): (words(value), words(origin)) for name, value, origin in rows}


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_file_is_named_with_its_digest(fields: dict[str, tuple[str, str]]) -> None:
    digest = hashlib.sha256(EXPORT.encode()).hexdigest()
    assert fields["导入文件 Imported file"][0] == f"简报.csv (SHA-256 {digest})"


def test_the_issue_it_stood_in_is_said_to_come_of_the_file(fields: dict[str, tuple[str, str]]) -> None:
    assert fields["来源 Source"] == ("第3期", "导入文件 the imported file")
