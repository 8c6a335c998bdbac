"""Where a report comes from: a file, standard input, an address, or a document of an archive."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from archive.archived import ArchivedText, Place, Remarked, Row, archived_text, attached_texts
from archive.records import Body, FileReading
from archive.reports.titles import is_report_title, title_of
from crawler.cli.existing import reading as reading_archive
from crawler.cli.inputs import ADDRESS, MAX_FILE_BYTES, read_input
from crawler.coverage import ROBOTS
from crawler.exit_codes import BLOCKED, FAILED, NOTHING_READ
from crawler.fetched import Fetched
from crawler.reading import ReadingError, read_attachment, read_page
from crawler.reading.page import absolute, parse_page

STANDARD_INPUT = "-"
_SCAN = re.compile(r"scan\b|a picture\b")
_EMPTY = Body("", ())


@dataclass(frozen=True, slots=True)
class Source:
    """One input and its text.

    ``unread`` says what of it is unread and why: nothing where it is empty, all where the body is too. ``code`` is the
    exit code that an input without text asks for.
    """

    name: str
    body: Body
    title: str = ""
    url: str | None = None
    unread: str = ""
    code: int = 0
    decided: Mapping[Place, Row] = field(default_factory=dict)  # by the place and metric of a claim
    remarked: Remarked = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """A short name: that of the file without its suffix."""
        return Path(self.name).stem or self.name

    @property
    def unread_kind(self) -> str | None:
        """None where all was read; else ``partly``, ``scan`` (pictures without text), or ``unreadable``."""
        if not self.unread:
            return None
        if self.body.text:
            return "partly"
        return "scan" if _SCAN.match(self.unread) else "unreadable"


def read_sources(names: Sequence[str], archive: Path | None, contact: str) -> Iterator[Source]:
    """The text of each input, in their order. Raises NoContactError before anything is asked of an address.

    With ``archive`` what is no file is a document of it, by its id, its report's id or its canonical URL; without, an
    address is asked for once, under the rules of a crawl.
    """
    with ExitStack() as stack:
        db = stack.enter_context(reading_archive(archive)) if archive else None
        asked = [] if db else [name for name in names if ADDRESS.match(name)]
        fetched = iter(_fetched(asked, contact) if asked else ())
        for name in names:
            if db is not None and not _is_file(name):
                yield _archived(db, name)
            elif ADDRESS.match(name):
                yield _answered(next(fetched))
            else:
                yield _given(name)


def _is_file(name: str) -> bool:
    return name == STANDARD_INPUT or (not ADDRESS.match(name) and Path(name).exists())


def _fetched(addresses: Sequence[str], contact: str) -> Sequence[Fetched]:
    from crawler.fetch import fetch  # Scrapy: files do not wait for it

    return fetch(addresses, contact)


def _given(name: str) -> Source:
    """A file, or what stands on standard input."""
    try:
        content = _standard_input() if name == STANDARD_INPUT else read_input(Path(name))
    except ReadingError as error:
        return Source(name, _EMPTY, unread=error.reason, code=NOTHING_READ)
    return _of_file(name, None, read_attachment(content, Path(name).name))


def _standard_input() -> bytes:
    content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise ReadingError(STANDARD_INPUT, f"larger than {MAX_FILE_BYTES // 1_000_000} MB: no document is")
    return content


def _of_file(name: str, url: str | None, reading: FileReading) -> Source:
    code = NOTHING_READ if reading.unread and not reading.body.text else 0
    return Source(name, reading.body, url=url, unread=reading.unread, code=code)


def _answered(answer: Fetched) -> Source:
    """What an address answered: no page of a gate, an error or a redirect is taken for a report."""
    if not answer.status:
        code = BLOCKED if answer.error == ROBOTS else FAILED
        return Source(answer.url, _EMPTY, url=answer.url, unread=answer.error, code=code)
    if answer.status // 100 == 3:
        place = absolute(answer.url, answer.location) or answer.location
        return Source(answer.url, _EMPTY, url=answer.url, unread=f"it leads to {place}: ask for that", code=FAILED)
    reading = read_attachment(answer.content, answer.url, answer.content_type)
    if reading.kind in ("html", ""):
        kind = read_page(parse_page(answer.content, answer.url, answer.content_type), answer.status).kind
        if kind in ("challenge", "login", "soft_404"):
            code = BLOCKED if kind == "challenge" else FAILED
            return Source(
                answer.url, _EMPTY, url=answer.url, unread=f"it answered with a page of kind {kind}", code=code
            )
    if answer.status != 200:
        return Source(
            answer.url, _EMPTY, url=answer.url, unread=f"it answered with status {answer.status}", code=FAILED
        )
    return _of_file(answer.url, answer.url, reading)


def _archived(db: Database, name: str) -> Source:
    """A document as the archive has it."""
    found = archived_text(db, name)
    if found is None:
        return Source(name, _EMPTY, unread="neither a file nor a document of the archive", code=NOTHING_READ)
    return source_of(found, name)


def source_of(found: ArchivedText, name: str) -> Source:
    """An archived text under the name it was asked for."""
    unread = found.unread or ("" if found.body.text else "its text is not in the archive")
    code = 0 if found.body.text else NOTHING_READ
    return Source(name, found.body, found.title, found.url, unread, code, found.decided, found.remarked)


def attached_sources(archive: Path, page: Source) -> list[Source]:
    """The files that an archived page attaches and that are called yearly reports, or begin with the title of one."""
    with reading_archive(archive) as db:
        found = archived_text(db, page.name)
        attached = attached_texts(db, found.document) if found else ()
    reports = [text for text in attached if is_report_title(text.title) or title_of(text.body)]
    return [source_of(text, text.url) for text in reports]
