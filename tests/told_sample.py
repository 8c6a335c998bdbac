"""The small archive of published_sample, crawled once more: changes of every kind, findings, a crawl that failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from published_sample import BASE, CRAWL, MOBILE, PORTAL, REPORT, make_archive
from sqlite_utils import Database

from archive.store import document_id

NEXT = "demo-20260106T031245Z"
NEXT_AT = "2026-01-06T03:12:45.000000Z"
FAILED = "demo-20260107T031245Z"
DOCUMENT = document_id(PORTAL, f"{BASE}policy/2018-03-01.html")
#: A title that would break a feed, a mail or a terminal, were it believed.
HOSTILE = "\u202e]]></title><script>x</script>\x1b[31m\x00\r\nBcc: all@example.org & 通知"
#: id, kind, and what else a change has.
CHANGES: tuple[dict[str, Any], ...] = (
    {"kind": "added", "title": "强降雨期间出行提示"},
    {"kind": "added", "title": "社区消防培训（再次发布）", "repost_of": "d00000000000000aa"},
    {"kind": "backdated", "title": "垃圾转运站环评批复", "days": 133, "lacked_by": CRAWL},
    {"kind": "burst", "document": None, "before": "2020-02-14", "after": "2020-07-15", "documents": 24},
    {"kind": "removed", "title": HOSTILE, "missing_since": "2026-01-05T03:12:45.000000Z"},
    {"kind": "delisted", "title": "内设机构工作分工"},
    {"kind": "restored", "title": "中标结果公示"},
    {"kind": "moved", "title": "落户办理流程", "before": f"{BASE}a.html", "after": f"{BASE}b.html"},
    {"kind": "retitled", "title": "新题", "before": "旧题", "after": "新题"},
    {"kind": "redated", "title": "停车收费问答", "before": "2020-04-27", "after": "2020-04-20"},
    {
        "kind": "edited",
        "title": f"关于{MOBILE}来电的答复",
        "part": "text",
        "before_version": 9001,
        "after_version": 9002,
    },
)


def make_told(path: Path, changes: tuple[dict[str, Any], ...] = CHANGES) -> None:
    """Write the sample to ``path`` as an archive.db."""
    make_archive(path)
    db = Database(path)
    db.execute("delete from changes")  # it tells of its own alone
    add_crawl(db, NEXT, NEXT_AT)
    add_changes(db, NEXT, NEXT_AT, changes)
    for version, sum_ in ((9001, 300), (9002, 260)):
        row = {"id": version, "document": DOCUMENT, "crawl": NEXT, "title": "取暖补贴"}
        db.table("document_versions").insert(row)
        long = "分两次发放，" * 20
        text = f"冬季取暖补贴的发放标准如下。\n符合条件的家庭每户补贴{sum_}元，咨询电话{MOBILE}，{long}不得挪用。"
        db.table("document_texts").insert({"version": version, "text": text})
    _findings(db)
    db.close()


def add_crawl(db: Database, crawl: str, at: str, verdict: str = "ok", reason: str = "") -> None:
    """A closed crawl, accepted where its verdict is ok."""
    row = {"id": crawl, "portal": PORTAL, "source": "live", "started_at": at, "closed_at": at, "verdict": verdict}
    db.table("crawls").insert({**row, "reason": reason, "accepted": int(verdict == "ok"), "reader_version": 1})


def add_changes(db: Database, crawl: str, at: str, changes: tuple[dict[str, Any], ...]) -> None:
    """Changes that the crawl showed, in the column of policies."""
    for number, change in enumerate(changes):
        row = {
            "id": f"demo-{crawl[5:13]}{number:04d}",
            "portal": PORTAL,
            "crawl": crawl,
            "previous": CRAWL,
            "seen_at": at,
        }
        place = {"document": DOCUMENT, "column": f"{PORTAL}/policy", "url": f"{BASE}policy/2018-03-01.html"}
        db.table("changes").insert({**row, **place, **change})


def fail_crawl(db: Database, reason: str = "the column 政府文件 gave no entry; see /home/operator/log.txt") -> None:
    """A crawl that was not accepted, for two checks that it failed."""
    add_crawl(db, FAILED, "2026-01-07T03:12:45.000000Z", "suspect", reason)
    checks = (
        ("entries", f"{PORTAL}/policy", 0.0, 1.0, 0),
        ("dates", None, 0.9, 0.5, 1),
        ("failures", None, 0.5, 0.2, 0),
    )
    for number, (check, column, measured, bound, passed) in enumerate(checks):
        row = {"crawl": FAILED, "number": number, "check": check, "column": column, "measured": measured}
        db.table("crawl_checks").insert({**row, "bound": bound, "passed": passed, "note": ""})


def _findings(db: Database) -> None:
    """As of the second crawl one claim has another verdict, all others the same."""
    db.execute("update findings set current = 0")
    for row in list(db.query("select * from findings")):
        changed = {"id": row["id"].replace(CRAWL, NEXT), "as_of": NEXT, "as_of_date": "2026-01-06", "current": 1}
        if row["claim"] == f"{REPORT}.8":
            changed |= {"verdict": "fewer_found", "observed": 13}
        db.table("findings").insert({**row, **changed})
