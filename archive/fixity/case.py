"""What is known while a check runs: what should be there, what is, and what was already found wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from archive.fixity.ledger import Ledger
from archive.fixity.register import Register, Row
from archive.manifest import FileEntry
from archive.purge_orders import PurgedRecord
from archive.signing.merkle import Tree

#: In place of a column: every column of the crawl's rows may differ from the manifest.
EVERY_COLUMN = "*"


@dataclass
class Case:
    """Shared by the parts of one check, so that each cause is named once."""

    register: Register
    ledger: Ledger
    #: What sound manifests say of files, by path in the archive, and the crawls that have such a manifest.
    expected: dict[str, FileEntry] = field(default_factory=dict)
    manifested: set[str] = field(default_factory=set)
    #: Records that orders took away, by WARC file and offset: tombstones should stand there.
    purged: dict[tuple[str, int], PurgedRecord] = field(default_factory=dict)
    #: Those of them that were taken away after the manifest of their crawl was written, by the file's path.
    purged_since: dict[tuple[str, int], PurgedRecord] = field(default_factory=dict)
    #: The Merkle tree over the records of each crawl's sealed files, as far as they were read.
    trees: dict[str, Tree] = field(default_factory=dict)
    #: What the files really are.
    found: dict[str, FileEntry] = field(default_factory=dict)
    #: Files with something wrong that is more exact than "its bytes are not those of the manifest".
    explained: set[str] = field(default_factory=set)
    #: (crawl, column) of rows that were named, so that the digest of the column says nothing new.
    altered: set[tuple[str, str]] = field(default_factory=set)
    #: Rows whose record was not where they say, and response records that no row leads to, by their id.
    astray: list[Row] = field(default_factory=list)
    rowless: dict[str, Rowless] = field(default_factory=dict)
    #: Responses in the files of crawls that have no row at all.
    without_rows: Counter[str] = field(default_factory=Counter)

    def is_foreign(self, name: str, crawl: str) -> bool:
        """True for a file that should not be there: of no known crawl, or missing from its crawl's manifest."""
        return self.register.is_unknown(crawl) or (
            crawl in self.manifested and name.removesuffix(".open") not in self.expected
        )

    def another(self, name: str, found: FileEntry) -> str | None:
        """The file whose bytes, by its manifest, a file of other name holds; None where it holds its own."""
        own = self.expected.get(name)
        if own is None or own.sha256 == found.sha256:
            return None
        return next((other for other, entry in self.expected.items() if entry.sha256 == found.sha256), None)


@dataclass(frozen=True, slots=True)
class Rowless:
    """A response or revisit record without a row; ``required``: its crawl is closed, so there should be one."""

    crawl: str
    warc_file: str
    offset: int
    length: int
    uri: str
    required: bool
