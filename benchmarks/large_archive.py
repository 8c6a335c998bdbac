"""An archive of many documents in the shape of real ones, the same rows every time, through the schema's own tables.

Of every hundred documents 85 stand on the own site, in 48 columns over ten years; ten on the city's portal, of
several sources; five were imported from WeChat. A few per cent are undated, have two dates, lead off the site or
to a file, were not fetched, repeat another's content, stand in two columns or are gone from the newest lists. One
report claims 50 counts and names ten documents; 20 identities stand beside them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils import Database

from archive.folding import title_key
from archive.listings import add_listings
from archive.store import open_archive

PORTAL, CITY, YEAR = "bench", "bench-city", 2018
_COLUMNS, _CLAIMED = 48, 45  # columns of the own site, and how many metrics of columns are claimed
_CRAWLS = ("2018-11-20T03:00:00.000000Z", "2019-02-10T03:00:00.000000Z")
_FIRST, _DAYS = date(2009, 1, 1), 3_652
_SOURCES = ("新区管委会", "市政府办公室", "市财政局", "市教育局", "市民政局", "市规划局", "市水务局", "别的区")
_KINDS = ("通知", "公告", "公示", "意见", "办法", "方案", "批复", "决定", "情况通报", "工作报告")
_SUBJECTS = (
    *("节能减排", "安全生产", "防汛抗旱", "农村饮水", "棚户区改造", "道路养护", "义务教育", "食品安全"),
    *("社会保险", "招商引资", "植树造林", "人才引进", "公租房分配", "大气治理", "市场监管", "政务服务"),
)
_NAMED = (
    *("防汛抗旱应急预案", "政府信息公开指南", "行政权力清单", "公租房分配办法第3号", "2018年财政预算"),
    *("2018年部门决算", "重大行政决策程序规定", "双随机抽查事项清单", "节能减排工作方案", "人才引进实施细则"),
)
_DOCUMENT = (
    *("id", "portal", "url", "state", "channel", "title", "title_key", "published_on", "published_on_origin"),
    *("published_on_other", "date_conflict", "issuer", "source", "characters", "content_digest", "first_seen"),
    *("last_seen", "import"),
)
_LISTING = ("crawl", "column", "position", "title", "listed_on", "url", "document", "state", "page_number")
_ATTACHMENT = ("document", "crawl", "url", "name", "mime", "size")
_BATCH = 20_000


class _Made:
    """Documents as they are drawn, and what is known of them for the claims."""

    def __init__(self, documents: int) -> None:
        self.random = Random(YEAR)
        self.own, self.city = documents * 85 // 100, documents // 10
        self.documents = documents
        self.counted: Counter[str] = Counter()  # documents of the year by metric
        self.listings: list[tuple[Any, ...]] = []
        self.attachments: list[tuple[Any, ...]] = []
        self.titles: list[str] = []

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """One row of ``documents`` after the other; its listings and attachments wait in the lists."""
        for number in range(self.documents):
            yield self._document(number)

    def _document(self, number: int) -> tuple[Any, ...]:
        random = self.random
        portal = PORTAL if number < self.own or number >= self.own + self.city else CITY
        imported = number >= self.own + self.city
        identity, luck = f"d{random.getrandbits(64):016x}", random.random()
        day = (_FIRST + timedelta(days=random.randrange(_DAYS))).isoformat()
        published = None if luck < 0.02 else day
        second = (_FIRST + timedelta(days=random.randrange(_DAYS))).isoformat()
        other = second if 0.02 <= luck < 0.05 else None
        title = self._title(number, imported or portal == CITY)
        digest = f"sha256:{random.getrandbits(48 if luck < 0.97 else 8):x}"
        first_seen = _CRAWLS[0] if luck < 0.9 and day < _CRAWLS[0] else _CRAWLS[1]
        state = "imported" if imported else self._state()
        url = f"http://{portal}.invalid/art/{day[:4]}/{number}.html"
        source = random.choice(_SOURCES) if portal == CITY else ""
        if not imported:
            self._list(number, portal, identity, title, published, url, first_seen)
        self._count(portal, imported, source, published)
        return (
            *(identity, portal, url, state, "wechat" if imported else "own_site", title, _key(title), published),
            *("metadata" if published else None, other, int(other is not None), "", source),
            *(random.randrange(120, 4_000), digest, first_seen, _CRAWLS[1], "i1" if imported else None),
        )

    def _title(self, number: int, copied: bool) -> str:
        """A title; one in ten of another channel is that of a document of the own site."""
        random = self.random
        if copied and random.random() < 0.1:
            return random.choice(self.titles)
        subject, kind = random.choice(_SUBJECTS), random.choice(_KINDS)
        title = f"新区管委会关于{subject}第{number}号的{kind}"
        if number % 20_011 == 11:
            title = f"关于印发《{random.choice(_NAMED[:5])}》的通知"  # half of the names stand in no title
        if not copied and number % 7 == 0:
            self.titles.append(title)
        return title

    def _state(self) -> str:
        luck = self.random.random()
        return "external" if luck < 0.02 else "file" if luck < 0.04 else "unfetched" if luck < 0.05 else "page"

    def _list(
        self, number: int, portal: str, identity: str, title: str, day: str | None, url: str, first_seen: str
    ) -> None:
        """Where the document stands: mostly in one column of every crawl since it was seen; some are gone again."""
        random = self.random
        columns = {random.randrange(_COLUMNS)} | ({random.randrange(_COLUMNS)} if random.random() < 0.05 else set())
        crawls = [closed for closed in _CRAWLS if closed >= first_seen]
        if len(crawls) > 1 and random.random() < 0.03:
            crawls.pop()
        for closed in crawls:
            for column in columns if portal == PORTAL else {0}:
                crawl, place = f"{portal}@{closed[:10]}", f"{portal}/c{column}"
                self.listings.append((crawl, place, number, title, day, url, identity, "page", 1 + number // 20))
        if random.random() < 0.1:
            file = (f"{url}.pdf", f"附件{number}{random.choice(_SUBJECTS)}情况表.pdf", "application/pdf", 90_000)
            self.attachments.extend((identity, f"{portal}@{closed[:10]}", *file) for closed in crawls)
        if portal == PORTAL and day and day[:4] == str(YEAR):
            self.counted.update(f"topic:{column}" for column in columns)

    def _count(self, portal: str, imported: bool, source: str, published: str | None) -> None:
        if published is None or published[:4] != str(YEAR):
            return
        if imported:
            self.counted["proactive_wechat"] += 1
        elif portal == PORTAL:
            self.counted["proactive_website"] += 1
        elif source == _SOURCES[0]:
            self.counted["proactive_website[市]"] += 1


def _key(title: str) -> str:
    """The folded title; folding a million of them for real would take longer than all else."""
    return title_key(title) if "《" in title else title


def build(path: Path, documents: int) -> None:
    """Make the archive at ``path``; whatever stands there is replaced only when it is whole."""
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    db = open_archive(partial)
    db.execute("pragma journal_mode = off")
    db.execute("pragma synchronous = off")
    _declare(db)
    made = _Made(documents)
    with db.atomic():
        rows = made.rows()
        while batch := list(islice(rows, _BATCH)):
            _insert(db, "documents", _DOCUMENT, batch)
            add_listings(db, (dict(zip(_LISTING, listing, strict=True)) for listing in made.listings))
            _insert(db, "attachments", _ATTACHMENT, made.attachments)
            made.listings.clear()
            made.attachments.clear()
        _report(db, made.counted)
    db.execute("pragma journal_mode = wal")
    db.close()
    partial.rename(path)


def _insert(db: Database, table: str, names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    db.conn.executemany(f'insert or ignore into "{table}" ({columns}) values ({marks})', rows)


def _declare(db: Database) -> None:
    """Two portals with their channels, columns and crawls."""
    authority = json.dumps(["新区管委会", "新区管理委员会"], ensure_ascii=False)
    for portal, columns in ((PORTAL, _COLUMNS), (CITY, 1)):
        db.table("portals").insert({"id": portal, "authority": authority, "zone": "Asia/Shanghai"})
        keys = [f"c{number}" for number in range(columns)]
        db.table("columns").insert_all(
            {"id": f"{portal}/{key}", "portal": portal, "key": key, "title": f"栏目{key}", "channel": "own_site"}
            for key in keys
        )
        for closed in _CRAWLS:
            crawl = f"{portal}@{closed[:10]}"
            row = {"id": crawl, "portal": portal, "source": "live", "started_at": closed, "closed_at": closed}
            db.table("crawls").insert({**row, "verdict": "ok", "accepted": 1})
            db.table("coverage").insert_all(
                {"crawl": crawl, "column": f"{portal}/{key}", "state": "complete"} for key in keys
            )
    db.table("column_metrics").insert_all(
        {"column": f"{PORTAL}/c{number}", "metric": f"topic:{number}"} for number in range(_COLUMNS)
    )
    sites = {"own_site": PORTAL, "city_site": CITY}
    db.table("channels").insert_all(
        {"portal": PORTAL, "key": key, "title_zh": key, "title_en": key, "kind": "site", "site": site}
        | {"source": _SOURCES[0] if site == CITY else ""}
        for key, site in sites.items()
    )
    wechat = {"key": "wechat", "title_zh": "微信", "title_en": "WeChat", "kind": "import", "site": "", "source": ""}
    db.table("channels").insert({"portal": PORTAL, **wechat})
    stated = {"stated_from": "2009-01-01", "stated_to": "2018-12-31"}
    db.table("imports").insert({"id": "i1", "portal": PORTAL, "channel": "wechat", **stated})


def _report(db: Database, counted: Counter[str]) -> None:
    """The report of the year: every other count is right, the others are one too many."""
    report = f"{PORTAL}-{YEAR}"
    row = {"id": report, "portal": PORTAL, "year": YEAR, "title": f"{YEAR}年度报告", "published_on": "2019-01-20"}
    db.table("reports").insert({**row, "current": 1})
    metrics = ["proactive_total", "proactive_website", "proactive_website[市]", "proactive_wechat"]
    metrics += ["proactive_wechat.length", *(f"topic:{number}" for number in range(_CLAIMED))]
    claims: list[tuple[str, str, float | None]] = [
        *(("count", metric, float(counted[metric] + number % 2)) for number, metric in enumerate(metrics)),
        *(("existence", f"document:{name}", None) for name in _NAMED),
    ]
    db.table("claims").insert_all(
        {
            **{"id": f"{report}.{number}", "report": report, "number": number, "kind": kind, "quote": metric},
            **{"start": number * 10, "end": number * 10 + 5, "value": value, "unit": "条", "qualifier": "exact"},
            **{"rounding": 0.0, "metric": metric, "subject": metric},
        }
        for number, (kind, metric, value) in enumerate(claims, 1)
    )
    db.table("identities").insert_all(
        {
            **{"id": f"{report}.i{number}", "report": report, "number": number, "rule": "sum: a = b"},
            **{"relation": "sum", "parts": "[1, 2]", "sum": 3.0, "total": 3.0, "holds": 1},
        }
        for number in range(20)
    )
