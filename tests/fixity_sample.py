"""A small archive made by hand, with real WARC files, indexes, archive.db and manifests."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.manifest import NO_PLEDGE, write_manifest
from archive.store import open_archive
from archive.warc_revisit import NOT_MODIFIED

PORTAL = "here"
PAGE = "<html><meta charset=utf-8><title>第{n}号信息</title><p>关于召开第{n}次会议的通知，请按时参加。</html>"


def crawl_id(number: int) -> str:
    return f"{PORTAL}-2019{1 + number // 28:02}{1 + number % 28:02}T020000000Z"


class Sample:
    """Writes an archive crawl by crawl. Ids are given by number, so that two samples are the same, byte for byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "warc").mkdir(parents=True)
        self.db: Database = open_archive(folder / "archive.db")
        self._records = 0
        #: Columns of captures that an archive of an earlier format lacks.
        self.without: set[str] = set()
        #: Who is to attest the manifests.
        self.pledge = NO_PLEDGE
        #: By how many bytes the bodies are longer than their header says.
        self.shorter = 0
        self._first: dict[str, tuple[str, str, str, str, str, int]] = {}

    def record_id(self) -> str:
        self._records += 1
        return f"urn:uuid:{uuid.UUID(int=self._records)}"

    def crawl(self, number: int, pages: int = 4, files: int = 1, closed: bool = True) -> str:
        crawl = crawl_id(number)
        day = f"2019-{1 + number // 28:02}-{1 + number % 28:02}"
        self.db.table("crawls").insert(
            {
                "id": crawl,
                "portal": PORTAL,
                "source": "live",
                "started_at": f"{day}T02:00:00.000000Z",
                "closed_at": f"{day}T03:00:00.000000Z" if closed else None,
                "verdict": "ok" if closed else "open",
                "reason": "every list page and entry was fetched",
                "accepted": int(closed),
                "reader_version": 1,
                "portal_file_sha256": "0" * 64,
            }
        )
        self.db.table("runs").insert({"id": crawl, "crawl": crawl, "software": "gongkai 0.1.0"})
        self.db.table("coverage").insert(
            {"crawl": crawl, "column": f"{PORTAL}/news", "state": "complete", "entries": pages}
        )
        for file in range(files):
            self._warc(crawl, day, file, range(file * pages, (file + 1) * pages), sealed=closed)
        if closed:
            write_manifest(self.folder, self.db, crawl, self.pledge)
        return crawl

    def _warc(self, crawl: str, day: str, file: int, pages: range, sealed: bool) -> None:
        name = f"{crawl}-{file:05}.warc.gz"
        path = self.folder / "warc" / (name if sealed else f"{name}.open")
        lines = []
        with path.open("wb") as out:
            writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
            info = writer.create_warcinfo_record(name, {"software": "gongkai 0.1.0"})
            info.rec_headers.replace_header("WARC-Record-ID", f"<{self.record_id()}>")
            info.rec_headers.replace_header("WARC-Date", f"{day}T02:00:00.000000Z")
            writer.write_record(info)
            for page in pages:
                lines.append(self._exchange(writer, out, crawl, name, day, page))
        if sealed:
            path.with_name(f"{crawl}-{file:05}.cdxj").write_text("".join(sorted(lines)), encoding="utf-8")

    def _exchange(self, writer: Any, out: Any, crawl: str, name: str, day: str, page: int) -> str:
        url = f"http://{PORTAL}.invalid/a/{page}.html"
        content = PAGE.format(n=page).encode()
        date = f"{day}T02:00:{page % 60:02}.000500Z"
        record_id = self.record_id()
        coded = page % 2 == 1
        body = gzip.compress(content, mtime=0) if coded else content
        fields = [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")]
        if coded:
            framed = b"%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            fields += [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
        else:
            framed = body
            content = content[: len(content) - self.shorter]
            fields.append(("Content-Length", str(len(content))))
        known = self._first.get(url) if page % 3 == 0 else None
        unchanged = known is not None and page == 0 and not self.shorter
        status = 304 if unchanged else 404 if page == 2 else 200
        etag, modified = f'"{page}"', "Mon, 07 Jan 2019 02:00:00 GMT"
        fields = [] if unchanged else fields
        fields += [("ETag", etag), ("Last-Modified", modified)]
        http = StatusAndHeaders(f"{status} All right", fields, protocol="HTTP/1.1")
        headers = {"WARC-Record-ID": f"<{record_id}>", "WARC-Date": date}
        if known:
            original, payload, original_date, original_url, original_file, original_offset = known
            headers["WARC-Refers-To"] = f"<{original}>"
            headers |= {"WARC-Refers-To-Filename": original_file, "WARC-Refers-To-File-Offset": str(original_offset)}
            record = writer.create_revisit_record(url, payload, original_url, original_date, http, headers)
            if unchanged:
                record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
        else:
            record = writer.create_warc_record(
                url, "response", BytesIO(framed), http_headers=http, warc_headers_dict=headers
            )
            payload = record.rec_headers.get_header("WARC-Payload-Digest")
        offset = out.tell()
        self._first.setdefault(url, (record_id, payload, date, url, name, offset))
        writer.write_record(record)
        length = out.tell() - offset
        request = StatusAndHeaders(
            f"GET /a/{page}.html HTTP/1.1", [("Host", f"{PORTAL}.invalid")], is_http_request=True
        )
        ids = {"WARC-Record-ID": f"<{self.record_id()}>", "WARC-Concurrent-To": f"<{record_id}>", "WARC-Date": date}
        writer.write_record(
            writer.create_warc_record(url, "request", BytesIO(), http_headers=request, warc_headers_dict=ids)
        )
        self._row(
            {
                "id": record_id,
                "crawl": crawl,
                "url": f"http://www.{PORTAL}.invalid/a/{page}.html",
                "fetched_url": url,
                "method": "GET",
                "captured_at": date,
                "status": status,
                "mime": "text/html",
                "entity_digest": "sha256:" + hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "warc_file": name,
                "warc_offset": offset,
                "warc_length": length,
                "kind": "page",
                "revisit_of": known[0] if known else None,
                "etag": etag,
                "last_modified": modified,
            }
        )
        said = {
            "url": url,
            "mime": "warc/revisit" if known else "text/html",
            "status": str(status),
            "digest": payload,
            "length": str(length),
            "offset": str(offset),
            "filename": name,
        }
        if unchanged:
            return ""  # a 304 is in no index
        return f"invalid,{PORTAL})/a/{page}.html {''.join(filter(str.isdigit, date[:19]))} {json.dumps(said)}\n"

    def _row(self, row: dict[str, Any]) -> None:
        self.db.table("captures").insert({name: value for name, value in row.items() if name not in self.without})

    def close(self) -> Path:
        """Write everything into archive.db itself, and let go of it."""
        self.db.execute("pragma wal_checkpoint(truncate)")
        self.db.close()
        return self.folder


def sample(folder: Path, crawls: int = 2, **more: Any) -> Path:
    """An archive of so many closed crawls."""
    made = Sample(folder)
    for number in range(crawls):
        made.crawl(number, **more)
    return made.close()
