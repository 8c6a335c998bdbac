"""A report's 782 items and its 约35万字 of a WeChat account are verified from a file, whatever its form."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from handmade_archive import PORTAL, Archive
from made_files import workbook

from archive.findings import FindingRow
from archive.imports import import_channel
from archive.verify import findings, verify

YEAR = (date(2018, 1, 1), date(2018, 12, 31))
ITEMS, CHARACTERS = 782, 351_842
Row = tuple[str, date, str, int]


def account() -> list[Row]:
    """A year of an account; 724 items are a character longer than the others."""
    least, longer = divmod(CHARACTERS, ITEMS)
    return [
        (f"第{n}则", YEAR[0] + timedelta(days=n % 365), f"https://mp.invalid/{n}", least + (n < longer))
        for n in range(ITEMS)
    ]


def xlsx(rows: Sequence[Row]) -> bytes:
    def build(book: openpyxl.Workbook) -> None:
        book.active.append(["松山之窗2018年推送统计"])
        book.active.append(["标题", "推送日期", "链接", "字数"])
        for row in rows:
            book.active.append(row)

    return workbook(build)


def jsonl(rows: Sequence[Row]) -> bytes:
    lines = ({"title": title, "date": f"{day} 08:00", "url": url, "length": size} for title, day, url, size in rows)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def verified(content: bytes, folder: Path, stated: tuple[date, date] | None = YEAR) -> tuple[Archive, list[FindingRow]]:
    archive = Archive(("own_site", "wechat"))
    archive.column("news")
    archive.crawl()
    archive.report()
    archive.claim("proactive_wechat", ITEMS, quote="推送政务信息782条")
    rounded = {"qualifier": "approx", "rounding": 5_000, "unit": "字"}
    archive.claim("proactive_wechat.length", 350_000, quote="约35万字", **rounded)
    path = folder / "export"
    path.write_bytes(content)
    import_channel(archive.db, PORTAL, "wechat", path, stated)
    verify(archive.db, PORTAL)
    return archive, findings(archive.db, f"{PORTAL}-2018")


@pytest.mark.parametrize("form", [xlsx, jsonl])
def test_the_number_and_the_length_that_were_reported_are_confirmed(
    form: Callable[[Sequence[Row]], bytes], tmp_path: Path
) -> None:
    archive, (items, length) = verified(form(account()), tmp_path)
    assert [(row.verdict, row.observed) for row in (items, length)] == [("confirmed", 782), ("confirmed", 351_842)]
    assert len(archive.rows(items.sql)) == 782
    assert sum(row["characters"] for row in archive.rows(length.sql)) == 351_842


def test_an_item_less_is_fewer_where_somebody_states_that_the_file_is_whole(tmp_path: Path) -> None:
    _, (items, _) = verified(xlsx(account()[1:]), tmp_path)
    assert (items.verdict, items.observed) == ("fewer_found", 781)


def test_an_item_less_proves_nothing_where_nobody_does(tmp_path: Path) -> None:
    _, (items, _) = verified(xlsx(account()[1:]), tmp_path, None)
    assert (items.verdict, items.observed) == ("not_assessable", 781)
