"""Quotes around cited numbers show what the published text shows there, wherever the quote is cut."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from published_sample import PORTAL
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.masking import mask_text
from archive.series.store import store_series
from archive.standing import read_standing

# The words of each quote begin thirty characters before its number: behind the label, and within the number.
HOME = "救助对象李四，家庭住址：内蒙古赤峰市松山区振兴街道幸福小区3号楼2单元501室。依据锦松管发〔2018〕10号给予救助。\n"
CARD = "当事人：王五，公民身份号码：150402198001011232，本机关于5月3日向你送达《通知》（锦松管发〔2018〕11号）。"
OFFICE = "依据锦松管发〔2018〕12号，咨询电话：0416-5550148。"
QUOTES = {
    10: f"内蒙古赤峰市松山区{'*' * 18}。依据锦松管发〔2018〕10号给予救助。 当事人：王五，公民身份号码：150402****",
    11: f"{'*' * 12}，本机关于5月3日向你送达《通知》（锦松管发〔2018〕11号）。",
}
GONE = "6217000123456，依据锦松管发〔2018〕13号"


def cited(database: Path, where: str) -> dict[int, str]:
    with closing(sqlite3.connect(database)) as public:
        return dict(public.execute(f"select serial, quote from cited_numbers where {where}"))


def without_report(db: Database, number: int) -> tuple[str, int]:
    """A page that is no report, and its version."""
    found = db.execute(
        "select id, version from documents where state = 'page' and version is not null"
        " and id not in (select document from reports) order by id limit 1 offset ?",
        [number],
    ).fetchone()
    return found[0], found[1]


@pytest.fixture
def named(archive_db: Path, tmp_path: Path) -> tuple[Path, str, str]:
    """A public.db, a document whose text names people, and one whose attached file does."""
    shutil.copyfile(archive_db, tmp_path / "archive.db")
    db = Database(tmp_path / "archive.db")
    (page, version), (other, beside) = without_report(db, 0), without_report(db, 1)
    standing = read_standing(db, PORTAL)
    crawl = standing.as_of
    with db.atomic():
        db.execute("update document_texts set text = ?, layout = null where version = ?", [HOME + CARD, version])
        db.execute("update document_texts set text = ?, layout = null where version = ?", [OFFICE, beside])
        db.table("document_versions").insert({"id": 9001, "document": "file", "crawl": crawl, "state": "file"})
        db.table("document_texts").insert({"version": 9001, "text": CARD})
        db.table("sightings").insert({"document": "file", "crawl": crawl, "version": 9001})
        attached = {
            "document": other,
            "crawl": crawl,
            "url": "http://a.invalid/f",
            "file": "file",
            "role": "attachment",
        }
        db.table("attachments").insert(attached | {"role": "attachment"})
        store_series(db, standing)
        row = next(db.query("select * from cited_numbers where document = ?", [page]))
        db.table("cited_numbers").insert({**row, "serial": 13, "number": "锦松管发〔2018〕13号", "quote": GONE})
    db.close()
    build(tmp_path / "archive.db", tmp_path / "public.db")
    return tmp_path, page, other


def test_the_words_of_a_quote_alone_would_show_what_the_text_covers(named: tuple[Path, str, str]) -> None:
    folder, page, _ = named
    alone = cited(folder / "archive.db", f"document = '{page}'")
    assert "150402198001011232" not in mask_text(HOME + CARD).text
    assert "1504021980" in mask_text(alone[10]).text
    assert "01011232" in mask_text(alone[11]).text


def test_quotes_are_the_characters_of_the_published_text(named: tuple[Path, str, str]) -> None:
    folder, page, _ = named
    shown = cited(folder / "public.db", f"document = '{page}' and serial in (10, 11)")
    assert shown == QUOTES


def test_quotes_from_an_attached_file_are_too_and_those_beside_stay(named: tuple[Path, str, str]) -> None:
    folder, _, other = named
    shown = cited(folder / "public.db", f"document = '{other}'")
    assert shown == {
        11: f"{'*' * 12}，本机关于5月3日向你送达《通知》（锦松管发〔2018〕11号）。",
        12: OFFICE,
    }


def test_of_a_quote_that_stands_in_no_text_the_number_is_left(named: tuple[Path, str, str]) -> None:
    folder, page, _ = named
    assert cited(folder / "public.db", f"document = '{page}' and serial = 13") == {13: "锦松管发〔2018〕13号"}


def test_what_is_covered_is_listed(named: tuple[Path, str, str]) -> None:
    folder, page, _ = named
    with closing(sqlite3.connect(folder / "public.db")) as public:
        listed = public.execute(
            "select m.rule, m.numbers from masked m join cited_numbers c"
            " on m.row_id = c.series || ',' || c.serial || ',' || c.document"
            " where m.row_table = 'cited_numbers' and c.document = ? and c.serial = 10 order by 1",
            [page],
        ).fetchall()
    assert listed == [("home_address", 1), ("identity_card", 1)]
