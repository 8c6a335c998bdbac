"""The cells of a layout show no character that the published text covers, whatever stands outside the tables."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from archive.layout import body_of, layout_of
from archive.publish.build import build
from archive.publish.masking import mask_layout, mask_text
from archive.publish.masking_cells import laid_over
from archive.records import Body
from crawler.reading.body import BodyWriter
from crawler.reading.tables import GridCell

HOME = "内蒙古赤峰市松山区幸福小区3号楼2单元501"
LABELS = (
    *("救助对象张三，家庭住址：", "本人银行卡号", "家庭电话：", "身份证号："),
    *("序号 姓名 联系电话", "公示如下", "续表"),
)
VALUES = (
    *(HOME, "0512345678901234", "0476-8221234", "150402198001011232"),
    *("姓名", "家庭电话", "张三", "5550137", "*", ""),
)
ROWS = st.lists(st.lists(st.sampled_from(VALUES + LABELS), min_size=1, max_size=3), min_size=1, max_size=3)
BLOCKS = st.lists(st.sampled_from(LABELS + VALUES) | ROWS, max_size=6)
Block = str | Sequence[Sequence[str]]


def written(blocks: Sequence[Block]) -> Body:
    writer = BodyWriter()
    for block in blocks:
        if isinstance(block, str):
            writer.paragraph(block)
        else:
            writer.table([GridCell(r, c, 1, 1, text) for r, row in enumerate(block) for c, text in enumerate(row)])
    return writer.body()


def published(folder: Path, archive_db: Path, body: Body) -> tuple[Body, dict[str, int]]:
    """Text and cells as a build publishes them, and what is listed as covered in the cells."""
    shutil.copyfile(archive_db, folder / "archive.db")
    db = Database(folder / "archive.db")
    version = db.execute("select version from document_texts where layout <> '' order by 1 limit 1").fetchone()[0]
    with db.atomic():
        said = [body.text, layout_of(body), version]
        db.execute("update document_texts set text = ?, layout = ? where version = ?", said)
    db.close()
    build(folder / "archive.db", folder / "public.db")
    listed = "select rule, numbers from masked where row_id = ? and row_table || row_column = 'document_textslayout'"
    with closing(sqlite3.connect(folder / "public.db")) as public:
        row = public.execute("select text, layout from document_texts where version = ?", [version]).fetchone()
        return body_of(*row), dict(public.execute(listed, [str(version)]).fetchall())


@pytest.mark.parametrize(
    ("label", "value", "shown", "rule"),
    [
        (LABELS[0], HOME, "内蒙古赤峰市松山区*************", "home_address"),
        (LABELS[1], "0512345678901234", "0512************", "bank_account"),
        (LABELS[2], "0476-8221234", "0476-*******", "landline"),
    ],
)
def test_a_label_above_a_table_covers_its_first_cell(
    label: str, value: str, shown: str, rule: str, archive_db: Path, tmp_path: Path
) -> None:
    body, listed = published(tmp_path, archive_db, written([label, [[value], ["以上"]]]))
    assert body.text == f"{label}\n{shown}\n以上"
    assert [cell.text for cell in body.tables[0].cells] == [shown, "以上"]
    assert listed == {rule: 1}


def test_what_the_cells_alone_cover_stays_covered_and_listed(archive_db: Path, tmp_path: Path) -> None:
    list_of_two: list[Block] = [[["姓名", "家庭电话"]], "电话按下表。", [["张三", "5550137"]]]
    tables: list[Block] = [*list_of_two, "家庭电话：", [["0476-8221234"]]]
    body, listed = published(tmp_path, archive_db, written(tables))
    assert [cell.text for table in body.tables for cell in table.cells][-2:] == ["*******", "0476-*******"]
    assert listed == {"landline": 2}


@given(BLOCKS)
def test_no_cell_shows_what_the_published_text_covers(blocks: Sequence[Block]) -> None:
    body = written(blocks)
    text = mask_text(body.text).text
    shown = body_of(text, laid_over(mask_layout(layout_of(body)).text, text))
    for cell in (cell for table in shown.tables for cell in table.cells):
        before, here = body.text[cell.start : cell.end], text[cell.start : cell.end]
        assert len(cell.text) == len(before)
        assert all(now == "*" for now, covered in zip(cell.text, here, strict=True) if covered == "*")
        assert all(now in ("*", said) for now, said in zip(cell.text, before, strict=True))


@pytest.mark.parametrize(
    "layout", ["{", '{"tables": 3}', "[]", '{"paragraphs": [], "tables": [[[0, 0, 1, 1, 0, 9, "九"]]]}']
)
def test_what_is_no_layout_of_the_text_stays(layout: str) -> None:
    assert laid_over(layout, "*****") == layout
