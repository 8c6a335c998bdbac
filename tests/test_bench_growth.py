"""The archive on which growth is measured: a portal of ten years, and its rows again for others, no two of one id."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from archive.store import document_id, open_archive
from benchmarks.growth import Cost, exponent, sizes, table
from benchmarks.growth_archive import multiply
from benchmarks.growth_site import COLUMNS, FIRST_YEAR, PORTAL, YEARS, articles, pages, write
from crawler.portal import load_portal_file
from crawler.reading.classify import read_page
from crawler.reading.page import parse_page

DOCUMENTS = 60
CRAWL = f"{PORTAL}-20240101T000000000Z"
URN = "urn:uuid:0a0b0c0d-0001-4000-8000-00000000000"


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return dict(pages(DOCUMENTS))


def test_every_year_has_as_many_documents(site: dict[str, bytes]) -> None:
    years = Counter(one.day.year for one in articles(DOCUMENTS))
    assert sorted(years) == list(range(FIRST_YEAR, FIRST_YEAR + YEARS))
    assert max(years.values()) - min(years.values()) <= 2
    assert {one.path for one in articles(DOCUMENTS)} <= site.keys()


def test_texts_are_as_long_as_real_ones(site: dict[str, bytes]) -> None:
    lengths = []
    for one in articles(DOCUMENTS):
        reading = read_page(parse_page(site[one.path], f"http://p000.invalid{one.path}", "text/html")).document
        assert reading is not None and reading.title == one.title
        lengths.append(len(reading.body.text))
    assert sum(lengths) / len(lengths) == pytest.approx(1_500, rel=0.25)


def test_a_later_night_has_new_documents_and_edited_ones(site: dict[str, bytes]) -> None:
    later = dict(pages(DOCUMENTS, 3))
    articles_then = {one.path for one in articles(DOCUMENTS)}
    assert len(later.keys() - site.keys()) == 3
    assert sum(site[path] != later[path] for path in articles_then) == 3


def test_its_portal_file_declares_the_columns(tmp_path: Path) -> None:
    write(tmp_path, DOCUMENTS)
    assert [(c.key, c.title) for c in load_portal_file(tmp_path / "p000.yml").columns] == list(COLUMNS)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three portals made of one that has two documents."""
    folder = tmp_path_factory.mktemp("growth")
    one = folder / "one"
    for name in ("warc", "crawls"):
        (one / name).mkdir(parents=True)
    (one / "crawls" / f"{CRAWL}.json").write_text(json.dumps({"crawl": CRAWL, "number": 1, "previous": None}))
    with closing(open_archive(one / "archive.db")) as db:
        db.table("portals").insert({"id": PORTAL})
        db.table("crawls").insert({"id": CRAWL, "portal": PORTAL, "accepted": 1})
        for number in (1, 2):
            own = document_id(PORTAL, str(number))
            digest = f"sha256:{number:064x}"
            row = {"id": own, "portal": PORTAL, "title": f"通知（第{number}号）", "content_digest": digest}
            db.table("documents").insert(row | {"version": number, "capture": f"{URN}{number}"})
            db.table("document_versions").insert({"id": number, "document": own, "crawl": CRAWL})
            db.table("document_texts").insert({"version": number, "text": "测速管委会", "layout": ""})
            db.table("captures").insert({"id": f"{URN}{number}", "crawl": CRAWL, "url": f"http://{PORTAL}.invalid/"})
        db.execute("pragma journal_mode = delete")
    multiply(one, folder / "many", 3)
    return folder / "many"


def test_every_portal_has_rows_of_its_own(many: Path) -> None:
    joined = (
        "select d.portal, w.portal, v.crawl = w.id, t.text, c.url from documents d join document_versions v "
        "on v.id = d.version and v.document = d.id join document_texts t on t.version = v.id "
        "join captures c on c.id = d.capture join crawls w on w.id = v.crawl"
    )
    with closing(open_archive(many / "archive.db")) as db:
        rows = db.execute(joined).fetchall()
        (digests,) = db.execute("select count(distinct content_digest) from documents").fetchone()
    assert digests == 6
    assert {row[0] for row in rows} == {"p000", "p001", "p002"} and len(rows) == 6
    assert all(own == crawled and is_its for own, crawled, is_its, _, _ in rows)
    assert all(url == f"http://{own}.invalid/" for own, *_, url in rows)
    assert len({text for *_, text, _ in rows}) == 3


def test_the_manifests_are_chained(many: Path) -> None:
    said = [json.loads(path.read_bytes()) for path in sorted((many / "crawls").iterdir())]
    assert [one["number"] for one in said] == [1, 2, 3]
    assert said[0]["previous"] is None and len({one["previous"] for one in said}) == 3


def test_growth_is_told_by_its_exponent() -> None:
    assert exponent(2.0, 2.0, 10) == 0
    assert exponent(2.0, 20.0, 10) == pytest.approx(1)
    assert exponent(2.0, 200.0, 10) == pytest.approx(2)
    assert sizes(100) == [1, 10, 100] and sizes(1) == [1]
    made = table({1: {"a": Cost(1.0)}, 10: {"a": Cost(10.0)}}, 10)
    assert [list(column.cells) for column in made.columns] == [["a"], ["1 s"], ["10 s"], [""], ["1.00"]]
