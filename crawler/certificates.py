"""Writes down the certificates that the hosts of a crawl show, and says so where one does not verify."""

from __future__ import annotations

import logging
from contextlib import suppress

from sqlite_utils import Database

from archive.certificates import CertificateRow, add_certificate, sentence
from crawler.capture.certificate import Certificate
from crawler.errors import StorageError
from crawler.session import CrawlSession

logger = logging.getLogger(__name__)


def certificate_row(crawl: str, certificate: Certificate) -> CertificateRow:
    """The row of a certificate, live or read back from its record in the WARC."""
    names = certificate.names()
    return CertificateRow(
        crawl,
        certificate.origin,
        certificate.sha256,
        ", ".join(certificate.problems),
        names.subject,
        names.issuer,
        names.not_before,
        names.not_after,
        certificate.roots,
    )


class CertificateLog:
    """Listens to ``crawler.capture.wire.certificate_shown`` for one session."""

    def __init__(self, session: CrawlSession, db: Database) -> None:
        self._session = session
        self._db = db

    def shown(self, certificate: Certificate) -> None:
        """Keep a certificate; where that cannot be written, the session remembers why and closes the crawl."""
        row = certificate_row(self._session.crawl, certificate)
        if row.problems:
            logger.warning("%s", sentence(row.origin, row.problems))
        with suppress(StorageError), self._session.storage():
            add_certificate(self._db, row)
