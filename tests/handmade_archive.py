"""Small archives made by hand, through the schema's own tables."""

from __future__ import annotations

import json
from functools import cache

from sqlite_utils import Database

from archive.folding import title_key
from archive.listings import add_listings
from archive.schema import upgrade

PORTAL = "here"
CITY = "city"
CLOSED = "2019-01-10T02:00:00.000000Z"

CHANNELS = {
    "own_site": {"kind": "site", "site": PORTAL},
    "city_site": {"kind": "site", "site": CITY, "source": "新区管委会"},
    "gazette": {"kind": "site", "site": PORTAL, "source": "公报"},
    "bulletin": {"kind": "site", "site": PORTAL},
    "wechat": {"kind": "import"},
    "reading_points": {"kind": "offline"},
}


@cache
def _template():
    db = Database(memory=True)
    upgrade(db)
    return db


def empty_archive():
    """A new archive in memory: a copy, for applying every migration takes ten times as long."""
    db = Database(memory=True)
    _template().conn.backup(db.conn)
    return db


class Archive:
    """An archive in memory with one portal; a city's portal where it is crawled."""

    def __init__(self, channels=("own_site",), authority=("新区管委会", "新区管理委员会")):
        self.db = empty_archive()
        names = json.dumps(list(authority), ensure_ascii=False)
        for portal in (PORTAL, CITY):
            self.db.table("portals").insert({"id": portal, "authority": names, "zone": "Asia/Shanghai"})
        for key in channels:
            self.channel(key)
        self.documents = 0
        self.claims = 0

    def channel(self, key, portal=PORTAL, **fields):
        """A channel that a portal declares, as in ``CHANNELS`` unless ``fields`` say otherwise."""
        row = {"portal": portal, "key": key, "title_zh": f"渠道{key}", "title_en": f"channel {key}", "site": ""}
        self.db.table("channels").insert({**row, "source": "", **CHANNELS.get(key, {}), **fields})

    def column(self, key, metric=None, portal=PORTAL, channel="own_site", title=None):
        row = {
            "id": f"{portal}/{key}",
            "portal": portal,
            "key": key,
            "title": title or f"栏目{key}",
            "channel": channel,
        }
        self.db.table("columns").insert(row)
        if metric:
            self.db.table("column_metrics").insert({"column": row["id"], "metric": metric})
        return row["id"]

    def crawl(self, portal=PORTAL, closed_at=CLOSED, accepted=1, states=None, started_at=None):
        """An accepted crawl; every column known so far is complete unless ``states`` says otherwise.

        It took no time unless ``started_at`` says when it began.
        """
        crawl = f"{portal}-{closed_at[:19].replace('-', '').replace(':', '')}Z"
        times = {"started_at": started_at or closed_at, "closed_at": closed_at}
        self.db.table("crawls").insert({"id": crawl, "portal": portal, **times, "accepted": accepted, "source": "live"})
        for row in list(self.db.query('select id from "columns" where portal = ?', [portal])):
            state = (states or {}).get(row["id"], "complete")
            if state:
                self.db.table("coverage").insert({"crawl": crawl, "column": row["id"], "state": state})
        return crawl

    def document(self, published_on="2018-05-01", *, title=None, columns=(), crawl=None, portal=PORTAL, **fields):
        """A document, listed in ``columns`` at ``crawl``."""
        self.documents += 1
        number = self.documents
        title = f"第{number}号信息" if title is None else title
        row = {
            "id": f"d{number:016x}",
            "portal": portal,
            "url": f"http://{portal}.invalid/{number}",
            "state": "page",
            "channel": "own_site",
            "title": title,
            "title_key": title_key(title),
            "published_on": published_on,
            "source": "",
            "issuer": "",
            "first_seen": CLOSED,
            "last_seen": CLOSED,
            **fields,
        }
        self.db.table("documents").insert(row)
        for column in columns:
            listing = {"crawl": crawl, "column": column, "url": row["url"], "document": row["id"], "title": title}
            add_listings(self.db, [listing])
        return row["id"]

    def imported(self, published_on="2018-05-01", channel="wechat", **fields):
        """A document that an import brought."""
        return self.document(published_on, channel=channel, state="imported", **{"import": "i1"}, **fields)

    def import_file(self, channel="wechat", from_date="2018-01-01", to_date="2018-12-31", stated=True):
        """An import; ``stated``: the person who brought it said that it holds everything of those days."""
        row = {"id": f"i{channel}{from_date}", "portal": PORTAL, "channel": channel}
        said = {"stated_from": from_date, "stated_to": to_date} if stated else {}
        self.db.table("imports").insert({**row, "from_date": from_date, "to_date": to_date, **said})

    def attachment(self, document, name, crawl, url=None):
        row = {"document": document, "crawl": crawl, "name": name, "url": url or f"http://here.invalid/{name}"}
        self.db.table("attachments").insert(row)

    def report(self, year=2018, published_on="2019-01-20", current=1):
        row = {"id": f"{PORTAL}-{year}", "portal": PORTAL, "year": year, "published_on": published_on}
        self.db.table("reports").insert({**row, "title": f"{year}年度报告", "current": current})
        return row["id"]

    def claim(self, metric, value=None, report=f"{PORTAL}-2018", **fields):
        """A claim, exact and counted unless ``fields`` say otherwise; numbered as it comes."""
        self.claims += 1
        row = {
            "id": f"{report}.{self.claims}",
            "report": report,
            "number": self.claims,
            "kind": "count",
            "quote": f"{metric} {value}",
            "start": self.claims * 10,
            "end": self.claims * 10 + 5,
            "value": value,
            "unit": "条",
            "qualifier": "exact",
            "rounding": 0.0,
            "metric": metric,
            "subject": metric,
            **fields,
        }
        self.db.table("claims").insert(row)
        return row["id"]

    def existence(self, name, **fields):
        return self.claim(f"document:{name}", None, kind="existence", **fields)

    def identity(self, number, holds, parts=(482, 194, 372), total=1072, report=f"{PORTAL}-2018", relation="sum"):
        row = {"id": f"{report}.i{number}", "report": report, "number": number, "rule": "sum: a = b"}
        more = {
            "relation": relation,
            "parts": json.dumps(list(parts)),
            "sum": sum(parts),
            "total": total,
            "holds": holds,
        }
        self.db.table("identities").insert({**row, **more})
        return row["id"]

    def rows(self, sql):
        return list(self.db.query(sql))
