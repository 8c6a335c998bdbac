"""The archive of benchmarks/large_archive.py with all that publication has to carry: texts, files, captures.

Three crawls saw it. Every document of a page has a text of about 1,500 characters, one document in ten a file of
3,000 in three parts. Four texts in a hundred hold the number of a person; most hold amounts, dates and numbers of
documents, which are nobody's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from sqlite_utils import Database

from archive.reports.folding import simplified
from archive.store import open_archive
from benchmarks import large_archive

_CHARACTERS = [chr(code) for code in range(0x4E00, 0x6000) if code not in simplified()][:3_000]
_FREQUENCY = list(accumulate(1 / (rank + 20) for rank in range(len(_CHARACTERS))))  # as Zipf has it
_NEUTRAL = ("2018年5月7日，", "共计1234.5万元，", "〔2018〕13号", "电话0755-25000000，", "占35.6%，", "3个工作日")
_PERSONAL = ("身份证号码11010519491231002X，", "联系人手机13800138000，")
_SENTENCES, _PERSONS = 5_000, 0.04
_PAGE, _FILE = 30, 60  # sentences of a page and of a file
_NEWEST, _THIRD = "2019-02-10", "2019-05-10"
_OF_NEWEST = f"crawl like '%@{_NEWEST}'"


def _seen_again(day: str, *tables: str) -> tuple[str, ...]:
    """What the newest crawl of each portal saw, once more on a ``day``, and its rows of ``tables``."""
    then = f"replace(c.crawl, '{_NEWEST}', '{day}')"
    return (
        "insert into crawls (id, portal, source, started_at, closed_at, verdict, reason, accepted, reader_version, "
        f"portal_file_sha256) select portal || '@{day}', portal, source, :at, :at, verdict, reason, accepted, "
        f"reader_version, portal_file_sha256 from crawls where id like '%@{_NEWEST}'",
        *(f"insert into {each} ({{columns}}) select {{values}} from {each} c where {_OF_NEWEST}" for each in tables),
        f"insert into listing_crawls (crawl) select {then} from listing_crawls c where {_OF_NEWEST}",
        'insert into listing_pages (crawl, "column", page_number) select n.id, p."column", p.page_number '
        f"from listing_crawls c join listing_crawls n on n.crawl = {then} and n.id <> c.id "
        "join listing_pages p on p.crawl = c.id",
        "insert into listing_places select q.id, l.entry, q.crawl, l.position "
        f"from listing_crawls c join listing_crawls n on n.crawl = {then} and n.id <> c.id "
        "join listing_pages p on p.crawl = c.id join listing_places l on l.page = p.id "
        'join listing_pages q on q.crawl = n.id and q."column" = p."column" and q.page_number = p.page_number',
    )


_SEEN = (
    "insert into captures (id, crawl, url, fetched_url, method, captured_at, status, mime, entity_digest, size, "
    "warc_file, warc_offset, warc_length, kind) select '<urn:uuid:' || d.id || '@' || c.id || '>', c.id, d.url, d.url, "
    "'GET', c.closed_at, 200, 'text/html', d.content_digest, 16384, 'warc/' || c.id || '.warc.gz', d.rowid * 4096, "
    "4096, 'page' from documents d join crawls c on c.portal = d.portal and c.closed_at >= d.first_seen "
    "where d.state = 'page'",
    "insert into sightings select c.crawl, d.id, d.version, c.id from documents d join captures c on c.url = d.url",
    "update documents set capture = '<urn:uuid:' || id || '@' || portal || '@2019-05-10>', last_seen = :at "
    "where state = 'page'",
    "insert into document_urls select url, portal, id from documents",
)
_FILES = (
    "update attachments set file = 'f' || substr(document, 2)",
    "insert into document_versions (document, crawl, state) select file, min(crawl), 'file' from attachments "
    "group by file order by file",
    "insert into sightings select distinct a.crawl, a.file, v.id, null from attachments a "
    "join document_versions v on v.document = a.file",
    "insert into file_readings select id, 'pdf', 3, 'pypdfium2', '4', '' from document_versions where state = 'file'",
)


class _Writer:
    """Writes texts of sentences; which, is drawn."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._sentences = [self._sentence() for _ in range(_SENTENCES)]

    def _sentence(self) -> str:
        words = "".join(self._random.choices(_CHARACTERS, cum_weights=_FREQUENCY, k=self._random.randrange(20, 60)))
        middle = len(words) // 2
        return f"{words[:middle]}，{self._random.choice(_NEUTRAL)}{words[middle:]}。"

    def text(self, sentences: int) -> str:
        """Paragraphs of four sentences; some hold the number of a person."""
        chosen = self._random.choices(self._sentences, k=sentences)
        if self._random.random() < _PERSONS:
            chosen[sentences // 2] += self._random.choice(_PERSONAL)
        return "".join("".join(chosen[place : place + 4]) + "\n" for place in range(0, sentences, 4))


def build(path: Path, documents: int, nights: int = 0) -> None:
    """Make the archive at ``path``, its lists seen again in so many ``nights``; it is there only when it is whole."""
    partial = path.with_suffix(".texts")
    large_archive.build(partial, documents)
    with closing(open_archive(partial)) as db:
        db.execute("pragma journal_mode = off")
        db.execute("pragma synchronous = off")
        with db.atomic():
            _fill(db, _Writer(Random(large_archive.YEAR)))
            for night in range(nights):
                day = f"{date(2019, 6, 1) + timedelta(night)}"
                _run(db, _seen_again(day, "coverage"), day)
        db.execute("pragma journal_mode = delete")
    partial.rename(path)


def change(path: Path, share: float) -> int:
    """Give every so many-th document another text, as a crawl that finds it edited; return how many."""
    with closing(open_archive(path)) as db:
        with db.atomic():
            edited = _edit(db, round(1 / share))
        db.execute("pragma journal_mode = delete")
    return edited


def _edit(db: Database, step: int) -> int:
    edited = db.execute("select id, version from documents where version % ? = 0", [step]).fetchall()
    writer = _Writer(Random(f"edited {edited[:1]}"))
    for document, version in edited:
        (newest,) = db.execute("select max(id) + 1 from document_versions").fetchone()
        db.execute(
            "insert into document_versions (id, document, crawl, state, title) "
            "select ?, document, crawl, state, title from document_versions where id = ?",
            [newest, version],
        )
        db.execute("insert into document_texts values (?, ?, ?)", (newest, *_with_layout(writer.text(_PAGE))))
        db.execute("update documents set version = ? where id = ?", [newest, document])
    return len(edited)


def _fill(db: Database, writer: _Writer) -> None:
    _run(db, _seen_again(_THIRD, "coverage", "attachments"), _THIRD)
    db.execute(
        "insert into document_versions (document, crawl, capture, entity_digest, content_digest, state, title, "
        "published_on, issuer, source) select id, portal || '@' || substr(first_seen, 1, 10), capture, content_digest, "
        "content_digest, state, title, published_on, issuer, source from documents where state = 'page' order by rowid"
    )
    db.execute("update documents set version = v.id from document_versions v where v.document = documents.id")
    _write_texts(db, writer, "page", _PAGE)
    _run(db, (*_SEEN, *_FILES), _THIRD)
    _write_texts(db, writer, "file", _FILE)
    thirds = ", ".join(f"({number})" for number in range(3))
    db.execute(
        "insert into file_parts select t.version, n.column1 + 1, '第' || (n.column1 + 1) || '页', "
        'n.column1 * length(t."text") / 3, (n.column1 + 1) * length(t."text") / 3 '
        f"from file_readings f join document_texts t on t.version = f.version join (values {thirds}) n"
    )


def _run(db: Database, statements: tuple[str, ...], day: str) -> None:
    at = f"{day}T03:00:00.000000Z"
    for statement in statements:
        if "{columns}" in statement:
            names = [column.name for column in db.table(statement.split()[2]).columns]
            values = [f"replace(crawl, '{_NEWEST}', '{day}')" if n == "crawl" else f'"{n}"' for n in names]
            quoted = ", ".join(f'"{name}"' for name in names)
            statement = statement.format(columns=quoted, values=", ".join(values))
        db.execute(statement, {"at": at} if ":at" in statement else [])


def _write_texts(db: Database, writer: _Writer, state: str, sentences: int) -> None:
    versions = db.execute("select id from document_versions where state = ? order by id", [state]).fetchall()
    rows: Iterator[tuple[int, str, str]] = ((version, *_with_layout(writer.text(sentences))) for (version,) in versions)
    db.conn.executemany("insert into document_texts values (?, ?, ?)", rows)


def _with_layout(text: str) -> tuple[str, str]:
    ends = list(accumulate(len(paragraph) + 1 for paragraph in text.splitlines()))
    starts = [0, *ends[:-1]]
    spans = [[start, end - 1] for start, end in zip(starts, ends, strict=True)]
    return text, json.dumps({"paragraphs": spans, "tables": []})
