"""Certificates that hosts showed in a crawl: verified or not, a fact beside what they said."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate of ``origin`` (scheme, host and port as a URL) and why it does not verify; empty: it does.

    ``sha256`` is its fingerprint; ``subject`` and ``issuer`` are RFC 4514 names, the days UTC, each empty where it
    cannot be read. ``roots`` names the list of issuers it was verified against.
    """

    crawl: str
    origin: str
    sha256: str
    problems: str
    subject: str
    issuer: str
    not_before: str
    not_after: str
    roots: str

    @property
    def id(self) -> str:
        """The same for the same certificate of an origin, judged the same, in one crawl."""
        parts = "\n".join((self.crawl, self.origin, self.sha256, self.problems))
        return "c" + hashlib.sha256(parts.encode()).hexdigest()[:16]


def add_certificate(db: Database, row: CertificateRow) -> None:
    """Write a certificate down, once for a crawl. Raises sqlite3.Error."""
    with db.atomic():
        db.table("certificates").insert({"id": row.id, **asdict(row)}, pk="id", ignore=True)


def unverified(db: Database, crawl: str) -> tuple[str, ...]:
    """One sentence for each certificate of a crawl that did not verify."""
    rows = db.query(
        "select distinct origin, problems from certificates where crawl = ? and problems <> '' order by 1, 2", [crawl]
    )
    return tuple(sentence(row["origin"], row["problems"]) for row in rows)


def sentence(origin: str, problems: str) -> str:
    """What is said of a certificate that did not verify."""
    return f"certificate of {origin} not verified: {problems}"
