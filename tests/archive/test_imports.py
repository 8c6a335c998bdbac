"""A channel's export is imported whole or not at all, once however often it is given.

What a file may look like: test_import_forms.py; how days and lengths are written: test_import_values.py.
"""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from archive.import_summary import summary
from archive.imports import ImportFileError, import_channel, import_file, read_channel_file
from archive.schema import upgrade

EXPORT = "title,date,url,length\n松山要闻一则,2018-01-02,https://mp.invalid/1,300\n松山要闻二则,2018-02-03,https://mp.invalid/2,450\n"


@pytest.fixture
def db() -> Database:
    database = Database(memory=True)
    upgrade(database)
    return database


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_row_becomes_an_imported_document(db: Database, tmp_path: Path) -> None:
    result = import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    assert (result.items, result.repeated, result.known_before) == (2, 0, False)
    documents = [
        (row["title"], row["published_on"], row["characters"], row["channel"], row["state"], row["import"])
        for row in db.query("select * from documents order by published_on")
    ]
    assert documents == [
        ("松山要闻一则", "2018-01-02", 300, "wechat", "imported", result.id),
        ("松山要闻二则", "2018-02-03", 450, "wechat", "imported", result.id),
    ]
    (imported,) = db.query("select * from imports")
    assert (imported["from_date"], imported["to_date"], imported["file_name"]) == (
        "2018-01-02",
        "2018-02-03",
        "export.csv",
    )


def test_the_same_bytes_again_change_nothing(db: Database, tmp_path: Path) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    assert import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT)).known_before
    assert (db.table("documents").count, db.table("imports").count) == (2, 1)


def test_a_longer_export_adds_only_what_is_new(db: Database, tmp_path: Path) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    import_channel(
        db, "songshan", "wechat", write(tmp_path, EXPORT + "松山要闻三则,2018-03-04,https://mp.invalid/3,9\n")
    )
    assert db.table("documents").count == 3


def test_a_row_given_twice_is_one_item_and_is_said(db: Database, tmp_path: Path) -> None:
    result = import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT + EXPORT.splitlines()[1] + "\n"))
    assert (result.items, result.repeated) == (2, 1)


@given(times=st.lists(st.integers(1, 4), min_size=1, max_size=20), shuffle=st.randoms())
def test_the_import_counts_the_documents_it_made(times: list[int], shuffle: random.Random) -> None:
    lines = [f"第{n}则,2018-01-02,https://mp.invalid/{n}\n" for n, count in enumerate(times) for _ in range(count)]
    shuffle.shuffle(lines)
    database = Database(memory=True)
    upgrade(database)
    with TemporaryDirectory() as folder:
        result = import_channel(
            database, "songshan", "wechat", write(Path(folder), "title,date,url\n" + "".join(lines))
        )
    (imported,) = database.query('select "rows" from imports')
    assert imported["rows"] == result.items == database.table("documents").count == len(times)
    assert result.items + result.repeated == len(lines)


def test_items_without_an_address_differ_by_date_and_title(db: Database, tmp_path: Path) -> None:
    content = "title,date,url\n一,2018-01-02,\n二,2018-01-02,\n一,2018-01-03,\n"
    import_channel(db, "songshan", "wechat", write(tmp_path, content))
    assert db.table("documents").count == 3


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "@SUM(A1)", "-1+2", "\x1b[31m红\x1b[0m", "[bold]粗[/bold]"])
def test_a_title_is_text_whatever_a_spreadsheet_or_terminal_would_make_of_it(
    db: Database, tmp_path: Path, title: str
) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, f"title,date,url\n{title},2018-01-02,\n"))
    (document,) = db.query("select title from documents")
    assert document["title"] == title


def test_dates_from_yesterday_to_tomorrow_are_no_slips(db: Database, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    days = [today + timedelta(days=n) for n in (-1, 0, 1)]
    write(tmp_path, "title,date,url\n" + "".join(f"题,{day},\n" for day in days))
    import_channel(db, "songshan", "wechat", tmp_path / "export.csv")
    assert db.table("documents").count == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (EXPORT + "另一题,2018-03-01,https://mp.invalid/1,300\n", "line 4: the item of line 2 again"),
        (EXPORT + "长度,2018-03-01,https://mp.invalid/4,-1\n", "line 4: length '-1'"),
        (EXPORT + "长度,2018-03-01,https://mp.invalid/4,99999999999999999999\n", "line 4: length "),
        (EXPORT + "长度,2018-03-01,https://mp.invalid/4,1_000\n", "line 4: length "),
        (EXPORT + "逗号,在题中,2018-03-01,https://mp.invalid/4,1\n", "line 4: more fields than columns"),
        (EXPORT + "旧,1018-03-01,https://mp.invalid/4,1\n", "line 4: date 1018-03-01"),
        (EXPORT + "未来,2918-03-01,https://mp.invalid/4,1\n", "line 4: date 2918-03-01 is in the future"),
        (EXPORT + "跳年,2008-03-01,https://mp.invalid/4,1\n", "line 4: no row between 2008 and 2018"),
        ("x" * 200_000 + "\n", "line "),
        ("", "line 1: no column title, date, url"),
        ("title,url\nx,y\n", "line 1: no column date"),
        (EXPORT + "无日期,2018-13-01,https://mp.invalid/4,1\n", "line 4: "),
        (EXPORT + ",2018-03-01,https://mp.invalid/4,1\n", "line 4: no title"),
        (EXPORT + "长度,2018-03-01,https://mp.invalid/4,many\n", "line 4: "),
        ("title,date,url\n", "no row"),
        ("标题".encode("gbk"), "not UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_whole(db: Database, tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(ImportFileError, match=r"export\.csv") as refusal:
        import_channel(db, "songshan", "wechat", write(tmp_path, content))
    assert reason in str(refusal.value)
    assert (db.table("documents").count, db.table("imports").count) == (0, 0)


def test_what_a_person_states_of_a_file_is_kept_and_may_be_added_later(db: Database, tmp_path: Path) -> None:
    file = write(tmp_path, EXPORT)
    import_channel(db, "songshan", "wechat", file)
    assert [(row["stated_from"], row["stated_to"]) for row in db.table("imports").rows] == [(None, None)]
    year = (date(2018, 1, 1), date(2018, 12, 31))
    assert import_channel(db, "songshan", "wechat", file, year).known_before
    assert [(row["stated_from"], row["stated_to"]) for row in db.table("imports").rows] == [
        ("2018-01-01", "2018-12-31")
    ]


def test_what_an_earlier_import_holds_is_not_doubled_and_what_it_holds_otherwise_is_counted_apart(
    db: Database, tmp_path: Path
) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    later = EXPORT.replace(",450", ",451") + "松山要闻三则,2018-03-04,https://mp.invalid/3,9\n"
    result = import_channel(db, "songshan", "wechat", write(tmp_path, later))
    assert (result.items, result.held, result.differing) == (3, 1, 1)
    lengths = [row["characters"] for row in db.query("select characters from documents order by published_on")]
    assert lengths == [300, 450, 9]


def test_a_file_of_which_everything_is_held_brings_nothing_new_but_what_is_stated(db: Database, tmp_path: Path) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT))
    first_item = "".join(EXPORT.splitlines(keepends=True)[:2])
    january = (date(2018, 1, 1), date(2018, 1, 31))
    result = import_channel(db, "songshan", "wechat", write(tmp_path, first_item), january)
    assert (result.items, result.held, result.differing, db.table("documents").count) == (1, 1, 0, 2)
    assert [row["stated_to"] for row in db.query("select stated_to from imports order by stated_to")] == [
        None,
        "2018-01-31",
    ]


def test_two_addresses_of_one_title_and_day_stay_two_items(db: Database, tmp_path: Path) -> None:
    again = EXPORT + "松山要闻一则,2018-01-02,https://mp.invalid/9,300\n"
    file = read_channel_file("songshan", "wechat", write(tmp_path, again))
    result = import_file(db, file)
    assert (summary(file, result).same_title, db.table("documents").count) == (1, 3)


def test_one_title_and_day_without_an_address_is_one_item_and_may_not_differ(db: Database, tmp_path: Path) -> None:
    content = "title,date,number,length\n甲,2018-01-02,第1期,{}\n甲,2018-01-02,第1期,{}\n"
    assert import_channel(db, "songshan", "gazette", write(tmp_path, content.format(5, 5))).repeated == 1
    with pytest.raises(ImportFileError, match="line 3: the item of line 2 again"):
        import_channel(db, "songshan", "gazette", write(tmp_path, content.format(5, 6)))


def test_items_outside_the_days_that_a_file_is_said_to_cover_are_refused_by_name(db: Database, tmp_path: Path) -> None:
    days = (f"2018-01-0{n}" for n in range(1, 8))
    content = "title,date,url\n" + "".join(f"第{n}则,{day},\n" for n, day in enumerate(days, 1))
    with pytest.raises(ImportFileError) as refusal:
        import_channel(db, "songshan", "wechat", write(tmp_path, content), (date(2018, 1, 2), date(2018, 1, 3)))
    said = str(refusal.value)
    assert "5 items are dated outside 2018-01-02 to 2018-01-03" in said
    assert [f"第{n}则" in said for n in range(1, 8)] == [True, False, False, True, True, False, False]
    assert "line 2: 2018-01-01" in said
    assert db.table("documents").count == 0


def test_the_summary_counts_what_the_file_says(db: Database, tmp_path: Path) -> None:
    content = EXPORT + "跨年,2019-01-01,https://mp.invalid/4,\n"
    file = read_channel_file("songshan", "wechat", write(tmp_path, content))
    said = summary(file, import_file(db, file))
    assert (said.items, said.new, said.characters, said.without_length) == (3, 3, 750, 1)
    assert (said.years, said.from_date, said.to_date) == ({2018: 2, 2019: 1}, "2018-01-02", "2019-01-01")
    assert said.file_sha256 == hashlib.sha256(content.encode()).hexdigest()


def test_one_year_without_a_row_is_a_slip_or_two_periods(db: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="no row between 2016 and 2018"):
        import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT + "隔年,2016-03-01,https://mp.invalid/4,1\n"))


def test_the_first_day_an_authority_may_have_published_on_is_no_slip(db: Database, tmp_path: Path) -> None:
    content = "title,date,url\n甲,{},\n"
    import_channel(db, "songshan", "wechat", write(tmp_path, content.format("1995-01-01")))
    with pytest.raises(ImportFileError, match="date 1994-12-31 is before 1995-01-01"):
        import_channel(db, "songshan", "wechat", write(tmp_path, content.format("1994-12-31")))


def test_a_row_may_end_before_the_last_column(db: Database, tmp_path: Path) -> None:
    import_channel(db, "songshan", "wechat", write(tmp_path, EXPORT + "短,2018-03-01,https://mp.invalid/4\n"))
    assert db.table("documents").count == 3
