"""A small archive made by hand: one portal, one crawl, one report, hostile titles, planted personal numbers."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from datasette.utils import tilde_encode
from sqlite_utils import Database

from archive.folding import title_key
from archive.layout import layout_of
from archive.listings import add_listings
from archive.observe import observe
from archive.records import Body, Cell, Paragraph, Table
from archive.schema import upgrade
from archive.store import content_digest, document_id

PORTAL = "demo"
CRAWL = "demo-20260105T031245Z"
REPORT = "demo-2018"
BASE = "http://songshan.demo.invalid/"
#: The example number of GB 11643-1999, and one whose last character is X (its checksum is computed in the tests).
IDENTITY_CARD = "11010519491231002X"
MOBILE = "13800138000"
SERVER_SAID = "13700137000"  # as the validator of a page: a server may say there what it likes
#: Of the same person; the card's check digit is that of ISO/IEC 7812-1, the village is made up.
LANDLINE = "5550137"
CARD = "6217000012345678907"
HOME = "柳沟乡柳树屯三组"
PLANTED = (IDENTITY_CARD, MOBILE, "13900139000", LANDLINE, CARD, HOME)
HOSTILE = "<script>alert('x')</script>\"'&《引号》"

PARAGRAPHS = (
    "松山新区2018年度政府信息公开工作报告",
    "一、公开的数量。截至年底，新区主动公开政府信息1072条，其中党政要闻482条、基层动态194条、办事服务372条。",
    "二、公开的形式。新区网站发布信息31条，微信公众号发布约35万字。在重点工作栏目公开政府文件12份，解读文件14份。",
    f"三、制度建设。编制了《松山新区政府信息公开指南》和《松山新区政府信息公开目录》。联系电话{MOBILE}。",
    "四、依申请公开。收到申请45件，属于主动公开范围20件，同意公开21件，不属于政府信息3件。",
    "五、其他。本年度未发生行政复议、行政诉讼。<script>alert('report')</script>",
)
TABLE_ROWS = (("项目", "本年"), ("受理申请总数", "45"))


def _body() -> Body:
    text, paragraphs = "", []
    for paragraph in PARAGRAPHS:
        paragraphs.append(Paragraph(len(text), len(text) + len(paragraph)))
        text += paragraph + "\n"
    cells = []
    for row, columns in enumerate(TABLE_ROWS):
        for column, words in enumerate(columns):
            cells.append(Cell(row, column, 1, 1, words, len(text), len(text) + len(words)))
            text += words + "\n"
    return Body(text, tuple(paragraphs), (Table(tuple(cells)),))


BODY = _body()
LOWER_BOUND = [{"key": "lower_bound", "channels": [{"key": "wechat", "zh": "微信公众号", "en": "WeChat"}]}]
COVERAGE = [{"key": "coverage", "columns": [{"title": "基层动态", "state": "incomplete"}]}]


def documents_in(column: str) -> str:
    """SQL for the documents of 2018 in a column."""
    return (
        "select d.id as document, d.title, d.published_on, d.url from documents d "
        f"join column_documents m on m.document = d.id where m.\"column\" = '{PORTAL}/{column}' "
        "and d.published_on between '2018-01-01' and '2018-12-31' order by d.published_on, d.id"
    )


OWN_SITE = (
    "select document, title, published_on, url from channel_documents where portal = 'demo' and channel = 'own_site' "
    "and published_on between '2018-01-01' and '2018-12-31' order by published_on, document"
)
#: quote, kind, metric, channel, value, unit, qualifier, verdict, observed, notes, sql
CLAIMS: tuple[tuple[object, ...], ...] = (
    (
        "主动公开政府信息1072条",
        "count",
        "proactive_total",
        None,
        1072,
        "条",
        "exact",
        "not_assessable",
        28,
        LOWER_BOUND,
        OWN_SITE,
    ),
    (
        "党政要闻482条",
        "count",
        "topic:党政要闻",
        None,
        482,
        "条",
        "exact",
        "not_assessable",
        None,
        [{"key": "no_column", "metric": "党政要闻"}],
        "",
    ),
    ("基层动态194条", "count", "topic:基层动态", None, 194, "条", "exact", "incomplete", None, COVERAGE, ""),
    (
        "办事服务372条",
        "count",
        "topic:办事服务",
        None,
        372,
        "条",
        "exact",
        "not_assessable",
        None,
        [{"key": "no_column", "metric": "办事服务"}],
        "",
    ),
    (
        "新区网站发布信息31条",
        "count",
        "proactive_website",
        "own_site",
        31,
        "条",
        "exact",
        "fewer_found",
        28,
        [],
        OWN_SITE,
    ),
    (
        "微信公众号发布约35万字",
        "count",
        "proactive_wechat.length",
        "wechat",
        350000,
        "字",
        "approx",
        "not_assessable",
        None,
        [],
        "",
    ),
    (
        "公开政府文件12份",
        "count",
        "documents_published",
        None,
        12,
        "份",
        "exact",
        "fewer_found",
        10,
        [],
        documents_in("policy"),
    ),
    (
        "解读文件14份",
        "count",
        "interpretations",
        None,
        14,
        "份",
        "exact",
        "confirmed",
        14,
        [],
        documents_in("interpretation"),
    ),
    ("《松山新区政府信息公开指南》", "existence", "", "own_site", None, "", "exact", "found", 1, [], ""),
    ("《松山新区政府信息公开目录》", "existence", "", "own_site", None, "", "exact", "not_found", 0, [], ""),
    ("收到申请45件", "count", "applications_received", None, 45, "件", "exact", "unobservable", None, [], ""),
    ("未发生行政复议、行政诉讼", "zero", "review_total", None, 0, "件", "exact", "unobservable", None, [], ""),
    ("未发生行政复议、行政诉讼", "zero", "litigation_total", None, 0, "件", "exact", "unobservable", None, [], ""),
)
#: relation, parts, total, holds
IDENTITIES = (
    ("sum", (482, 194, 372), 1072, 0, (2, 3, 4, 1)),
    ("sum", (20, 21, 3), 45, 0, (11,)),
    ("cover", (527, 120, 782, 54), 1072, 1, (1,)),
    ("at_least_zero", (-3,), 0, 0, ()),
)
#: Identities that hold and say nothing: the page counts them and no more.
SELF_EVIDENT = (("at_least_zero", (2,), 0, 1, ()), ("at_least_zero", (0,), 0, 1, ()))


def make_archive(path: Path) -> None:
    """Write the sample to ``path`` as an archive.db."""
    db = Database(path)
    upgrade(db)
    _portal(db)
    _documents(db)
    _report(db)
    _findings(db)
    _changes(db)
    _series(db)
    db.close()


def add_replay(public_db: Path) -> str:
    """Give the first document of a public.db a replay of its page; return the last part of its address."""
    page = {"html": '<h1>重现</h1><p><a href="gongkai-link-0">链接</a><img src="gongkai-picture-0" alt="图"></p>'}
    page |= {"styles": "p{color:red}", "links": [f"{BASE}policy/2018-03-01.html"]}  # type: ignore[dict-item]
    packed = zlib.compress(json.dumps(page).encode())
    db = Database(public_db)
    (capture, document, url) = db.execute("select capture, id, url from documents order by id limit 1").fetchone()
    row = {
        "capture": capture,
        "document": document,
        "url": url,
        "state": "shown",
        "scan": 0,
        "masked": 1,
        "rules": "{}",
    }
    db.table("replays").insert(
        row | {"rules": "{}", "pictures": json.dumps([f"{BASE}p.png"]), "sheets": "[]", "page": packed}
    )
    db.close()
    return tilde_encode(capture)


def _portal(db: Database) -> None:
    db.table("portals").insert(
        {
            "id": PORTAL,
            "title_zh": "松山新区管理委员会（演示）",
            "title_en": "Songshan New District Management Committee (demo)",
            "authority": "[]",
            "base": BASE,
            "zone": "Asia/Shanghai",
            "file_sha256": "0" * 64,
        }
    )
    for key, title in (("policy", "政府文件"), ("interpretation", "解读文件"), ("news", "要闻"), ("reports", "年报")):
        column = {
            "id": f"{PORTAL}/{key}",
            "portal": PORTAL,
            "key": key,
            "title": title,
            "url": "",
            "channel": "own_site",
        }
        db.table("columns").insert(column)
        state = "incomplete" if key == "news" else "complete"
        coverage = {
            "crawl": CRAWL,
            "column": f"{PORTAL}/{key}",
            "state": state,
            "note": "see /home/operator/data/log.txt",
        }
        db.table("coverage").insert(coverage)
    for key, zh, en, kind, site in (
        ("own_site", "本站", "own site", "site", PORTAL),
        ("wechat", "微信公众号", "WeChat", "import", ""),
    ):
        db.table("channels").insert(
            {"portal": PORTAL, "key": key, "title_zh": zh, "title_en": en, "kind": kind, "site": site, "source": ""}
        )
    db.table("crawls").insert(
        {
            "id": CRAWL,
            "portal": PORTAL,
            "source": "live",
            "started_at": "2026-01-05T03:12:45.000000Z",
            "closed_at": "2026-01-05T03:20:00.000000Z",
            "verdict": "ok",
            "reason": "written to /home/operator/archive/warc/demo.warc.gz",
            "accepted": 1,
            "reader_version": 1,
        }
    )
    db.table("runs").insert({"id": "r1", "crawl": CRAWL, "software": "gongkai 0.1.0"})


def _documents(db: Database) -> None:
    for number in range(10):
        _document(db, "policy", f"关于印发就业创业实施方案第{number + 1}号的通知", f"2018-03-{number + 1:02}")
    for number in range(14):
        _document(db, "interpretation", f"政策解读（{number + 1}）", f"2018-05-{number + 1:02}")
    text = f"救助对象：张三，身份证号码：{IDENTITY_CARD}，电话{MOBILE}。安排资金13800元。业务办理。"
    text += f"家庭电话：0416-{LANDLINE}，家庭住址：锦州市太和区{HOME}，银行卡号：{CARD}。"
    _document(db, "news", HOSTILE, "2018-06-01", text)
    _document(db, "news", f"关于{MOBILE}来电的答复", "2018-06-02", text)
    _document(db, "news", f"关于13900139000来电的答复{IDENTITY_CARD}", "2018-06-03", text, f"n/{IDENTITY_CARD}.html")
    _document(db, "news", "锦政发〔2018〕13号", "2018-06-04")
    _document(db, "news", "2017年的一条", "2017-06-04")


def _series(db: Database) -> None:
    """Three numbers of one series with a gap between them, and one that the report names."""
    for place, serial in ((1, 1), (2, 2), (3, 5)):
        url = f"{BASE}policy/2018-03-{place:02}.html"
        db.execute("update documents set document_number = ? where url = ?", [f"锦松管发〔2018〕{serial}号", url])
    observe(db, PORTAL)
    (series,) = (row["id"] for row in db.query("select id from series where prefix = '锦松管发'"))
    (report,) = (row["document"] for row in db.query("select document from reports where id = ?", [REPORT]))
    cited = {"series": series, "serial": 9, "document": report, "number": "锦松管发〔2018〕9号", "found": 0}
    db.execute("update series set cited = 1, issued = 6 where id = ?", [series])
    db.table("cited_numbers").insert({**cited, "quote": "按锦松管发〔2018〕9号文件编写"})
    db.conn.commit()


def _document(db: Database, column: str, title: str, day: str, text: str = "正文。", path: str = "") -> str:
    url = BASE + (path or f"{column}/{day}.html")
    document = document_id(PORTAL, url)
    capture = f"<urn:uuid:{document}>"
    db.table("captures").insert(
        {
            "id": capture,
            "crawl": CRAWL,
            "url": url,
            "fetched_url": url.replace(BASE, "http://127.0.0.1:41234/"),
            "method": "GET",
            "captured_at": "2026-01-05T03:13:00.123456Z",
            "status": 200,
            "mime": "text/html",
            "entity_digest": "sha256:" + "ab" * 32,
            "size": 2048,
            "warc_file": "/home/operator/archive/warc/demo-20260105.warc.gz",
            "warc_offset": 1024,
            "warc_length": 512,
            "etag": f'"{SERVER_SAID}"',
            "last_modified": SERVER_SAID,
            "kind": "page",
        }
    )
    version = _version(db, document, capture, title, day, text)
    db.table("documents").insert(
        {
            "id": document,
            "portal": PORTAL,
            "url": url,
            "state": "page",
            "channel": "own_site",
            "title": title,
            "title_key": title_key(title),
            "published_on": day,
            "published_on_origin": "meta",
            "issuer": "松山新区管委会",
            "characters": len(text),
            "content_digest": content_digest(text),
            "version": version,
            "capture": capture,
            "first_seen": "2026-01-05T03:20:00.000000Z",
            "last_seen": "2026-01-05T03:20:00.000000Z",
        }
    )
    db.table("document_urls").insert({"url": url, "portal": PORTAL, "document": document})
    listing = {
        "crawl": CRAWL,
        "column": f"{PORTAL}/{column}",
        "position": 1,
        "title": title,
        "listed_on": day,
        "url": url,
        "document": document,
        "page_url": BASE + column,
        "capture": capture,
    }
    add_listings(db, [listing])
    return document


def _version(db: Database, document: str, capture: str, title: str, day: str, text: str) -> int:
    row = {"document": document, "crawl": CRAWL, "capture": capture, "title": title, "published_on": day}
    row |= {"written_on": "2019-02-26", "validity": "现行有效", "category": "综合政务", "keywords": "公开 年报"}
    row |= {"pages": 2, "cut": 1, "content_digest": content_digest(text)}
    version = int(db.table("document_versions").insert(row | {"entity_digest": "sha256:" + "ab" * 32}).last_pk)
    layout = layout_of(BODY) if text == BODY.text else layout_of(Body(text, (Paragraph(0, len(text)),)))
    db.table("document_texts").insert({"version": version, "text": text, "layout": layout})
    return version


def _report(db: Database) -> None:
    document = _document(db, "reports", "松山新区2018年度政府信息公开工作报告", "2019-03-01", BODY.text)
    version = db.execute("select version from documents where id = ?", [document]).fetchone()[0]
    db.table("reports").insert(
        {
            "id": REPORT,
            "portal": PORTAL,
            "document": document,
            "version": version,
            "year": 2018,
            "title": "松山新区2018年度政府信息公开工作报告",
            "published_on": "2019-03-01",
            "current": 1,
        }
    )


def _findings(db: Database) -> None:
    for number, claim in enumerate(CLAIMS, 1):
        quote, kind, metric, channel, value, unit, qualifier, verdict, observed, notes, sql = claim
        start = BODY.text.index(str(quote))
        db.table("claims").insert(
            {
                "id": f"{REPORT}.{number}",
                "report": REPORT,
                "number": number,
                "kind": kind,
                "quote": quote,
                "start": start,
                "end": start + len(str(quote)),
                "value": value,
                "unit": unit,
                "qualifier": qualifier,
                "metric": metric,
                "subject": str(quote).strip("《》"),
                "channel": channel,
            }
        )
        difference = observed - value if observed is not None and value is not None else None  # type: ignore[operator]
        _finding(db, f"{REPORT}.{number}", "claim", verdict, notes, sql, value, observed, difference)
    for number, (relation, parts, total, holds, claims) in enumerate(IDENTITIES + SELF_EVIDENT, 1):
        key = f"{REPORT}.i{number}"
        db.table("identities").insert(
            {
                "id": key,
                "report": REPORT,
                "number": number,
                "rule": f"{relation}:total",
                "relation": relation,
                "parts": json.dumps(parts),
                "sum": sum(parts),
                "total": total,
                "holds": holds,
                "claims": json.dumps([f"{REPORT}.{claim}" for claim in claims]),
                "cells": "[]",
            }
        )
        _finding(db, key, "identity", "holds" if holds else "broken", [], "", total, sum(parts), None)


def _finding(
    db: Database,
    key: str,
    kind: str,
    verdict: object,
    notes: object,
    sql: object,
    reported: object,
    observed: object,
    difference: object,
) -> None:
    counted = observed if sql else None
    db.table("findings").insert(
        {
            "id": f"{key}@{CRAWL}",
            "report": REPORT,
            kind: key,
            "as_of": CRAWL,
            "as_of_date": "2026-01-05",
            "reported": reported,
            "observed": observed,
            "difference": difference,
            "listed_now": counted,
            "undated": 0 if sql else None,
            "reposts": 0 if sql else None,
            "before_report": 0 if sql else None,
            "verdict": verdict,
            "note": json.dumps(notes, ensure_ascii=False),
            "sql": sql,
            "current": 1,
        }
    )


def _changes(db: Database) -> None:
    """One document was backdated, another edited, a third is gone."""
    late, edited, gone = (row["id"] for row in db.query("select id from documents order by url limit 3"))
    add_change(db, "backdated", late, days=7, lacked_by=CRAWL)
    (version,) = db.execute("select version from documents where id = ?", [edited]).fetchone()
    add_change(db, "edited", edited, part="text", before_version=version, after_version=version)
    add_change(db, "removed", gone, missing_since="2026-01-04T03:12:45.000000Z")
    db.table("documents").update(gone, {"gone_since": "2026-01-04T03:12:45.000000Z"})


def add_change(db: Database, kind: str, document: str, **fields: object) -> None:
    """Write a change of a document."""
    (title, url) = db.execute("select title, url from documents where id = ?", [document]).fetchone()
    row = {"id": f"{PORTAL}-{kind}", "portal": PORTAL, "crawl": CRAWL, "seen_at": "2026-01-05T03:12:45.000000Z"}
    row |= {"kind": kind, "document": document, "column": f"{PORTAL}/policy", "title": title, "url": url}
    db.table("changes").insert(row | fields)
