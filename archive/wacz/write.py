"""Writing the WACZ of a closed crawl."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlite_utils import Database

from archive.manifest import FileEntry, file_entry
from archive.publish.whole_folder import TargetExistsError
from archive.signing.keys import FOLDER as KEYS
from archive.signing.keys import SigningKey
from archive.signing.signatures import key_path, named_key, signature_path
from archive.wacz import DATAPACKAGE, DIGEST, INDEX, INDEX_OF_BLOCKS, MANIFEST, OWN, PAGES, WARCS
from archive.wacz.crawl import ClosedCrawl, closed_crawl
from archive.wacz.descriptor import descriptor, digest_of, encoded
from archive.wacz.index import blocks, lines_of_file, lines_of_originals, merged
from archive.wacz.left_out import Referred, purged_of, said
from archive.wacz.pages import Page, encoded_pages, pages_of, to_second
from archive.wacz.referred import originals, write_originals
from archive.wacz.warc_copies import WarcCopy, without
from archive.wacz.zip_writer import ZipWriter
from archive.withheld_rows import Withheld, fit, in_force
from archive.withholding import withholdings

_CAPTURES = "select id from captures where crawl = ?"


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written: its size and digest, how many pages it begins with, the key that signed it (empty:
    none), and of its records how many are withheld, were purged, belong to earlier crawls, or to none any more.
    """

    crawl: str
    file: FileEntry
    pages: int
    signed_by: str
    withheld: int
    purged: int
    referred: int
    missing: int


def write_wacz(
    archive: Path, db: Database, crawl: str, target: Path, *, software: str, key: SigningKey | None = None
) -> Written:
    """Write the WACZ of a closed crawl to ``target``, which is there whole or not at all.

    Records of what is withheld are left out, of what was purged there is nothing. The caller holds the archive's lock.
    Raises archive.wacz.errors.NoCrawlError, archive.publish.whole_folder.TargetExistsError, and
    archive.manifest.ManifestError where a file is not what its manifest says, archive.purge_orders.PurgeRegisterError,
    archive.warc_reader.TornRecordError, archive.entry.DecisionFileError for a wrong withheld.yml, OSError.
    """
    closed = closed_crawl(archive, db, crawl)
    with whole_file(target) as file, closing(_Package(archive, db, closed, file)) as package:
        package.write_warcs()
        package.write_index()
        package.write_pages()
        package.write_manifest()
        package.write_descriptor(software, key)
    return package.written(target, key)


@contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """A file to write, which takes the name ``target`` when the block is through and its bytes are on the disk.

    Raises TargetExistsError and ``OSError``; then, and whatever the block raises, nothing is left.
    """
    if target.exists():
        raise TargetExistsError(f"{target}: stands there already; give a name that does not")
    unfinished = target.with_name(target.name + ".part")
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished.open("wb+") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


class _Package:
    """Writes the parts of one package, in the order in which they stand in it."""

    def __init__(self, archive: Path, db: Database, crawl: ClosedCrawl, file: IO[bytes]) -> None:
        self._archive, self._db, self._crawl = archive, db, crawl
        self._withheld = withheld_now(archive, db)
        is_touched = any(id in self._withheld for (id,) in db.execute(_CAPTURES, [crawl.id]))
        self._copies = {
            name: without(archive / name, self._withheld) if is_touched else WarcCopy(archive / name)
            for name in sorted(crawl.files)
            if name.endswith(".warc.gz")
        }
        self._originals, self._missing = originals(archive, db, crawl.id, self._withheld)
        self._referred = f"{crawl.id}-referred.warc.gz"
        self._purged = purged_of(crawl)
        self._pages = 0
        self._main_page: Page | None = None
        self._zip = ZipWriter(file, datetime.fromisoformat(crawl.closed_at))

    def close(self) -> None:
        """Write the directory of the ZIP file."""
        self._zip.close()

    def write_warcs(self) -> None:
        """Every WARC file, stored, so that a reader may ask for a record by its place."""
        for name, copy in self._copies.items():
            with self._zip.member(WARCS + copy.path.name, size=copy.size) as member:
                copy.write(member, self._crawl.files[name])
        if self._originals:
            size = sum(original.length for original in self._originals)
            with self._zip.member(WARCS + self._referred, size=size) as member:
                write_originals(self._originals, member)

    def write_index(self) -> None:
        """The compressed index, and the index of its blocks."""
        sources = [lines_of_originals(self._originals, self._referred)]
        for name, copy in self._copies.items():
            index = name.removesuffix(".warc.gz") + ".cdxj"
            sources.append(lines_of_file(copy, self._archive / index, self._crawl.files[index]))
        places: list[bytes] = []
        with self._zip.member(INDEX) as member:
            for block, line in blocks(merged(sources)):
                member.write(block)
                places.append(line.encode("ascii"))
        self._zip.add(INDEX_OF_BLOCKS, places, deflated=True)

    def write_pages(self) -> None:
        """The list of pages."""
        left_out = self._withheld | {record.id for record in self._purged}
        pages = pages_of(self._db, self._crawl.id, self._crawl.title, self._crawl.base, left_out)
        self._zip.add(PAGES, encoded_pages(self._noted(pages)), deflated=True)

    def _noted(self, pages: Iterator[Page]) -> Iterator[Page]:
        for page in pages:
            self._main_page = self._main_page or page
            self._pages += 1
            yield page

    def write_manifest(self) -> None:
        """The crawl's manifest, and what attests it, as they lie in the archive."""
        manifest = self._crawl.manifest
        self._zip.add(MANIFEST, [manifest.read_bytes()])
        beside = [signature_path(manifest), key_path(manifest), *manifest.parent.glob(f"{manifest.name}.sig.*.tsr")]
        for path in sorted(path for path in beside if path.is_file()):
            self._zip.add(MANIFEST + path.name.removeprefix(manifest.name), [path.read_bytes()])
        key = self._archive / KEYS / f"{named_key(manifest)}.pem"
        if key.is_file():
            # py-wacz 0.6 knows a file by the last two parts of its path alone, so that it has to stand there too.
            for name in (f"{OWN}{KEYS}/{key.name}", f"{KEYS}/{key.name}"):
                self._zip.add(name, [key.read_bytes()])

    def write_descriptor(self, software: str, key: SigningKey | None) -> None:
        """``datapackage.json`` over all that was written, and its digest."""
        referred = Referred(WARCS + self._referred, len(self._originals), self._missing)
        own = said(self._crawl, self._copies, referred)
        described = descriptor(self._crawl, self._zip.entries, software=software, main_page=self._main_page, own=own)
        content = encoded(described)
        self._zip.add(DATAPACKAGE, [content], deflated=True)
        signed = digest_of(content, to_second(self._crawl.closed_at), software, key)
        self._zip.add(DIGEST, [encoded(signed)], deflated=True)

    def written(self, target: Path, key: SigningKey | None) -> Written:
        """What came of it."""
        return Written(
            crawl=self._crawl.id,
            file=file_entry(target, str(target)),
            pages=self._pages,
            signed_by=key.public.fingerprint if key else "",
            withheld=sum(len(copy.left_out) for copy in self._copies.values()),
            purged=len(self._purged),
            referred=len(self._originals),
            missing=self._missing,
        )


def withheld_now(archive: Path, db: Database) -> frozenset[str]:
    """Captures that withheld.yml withholds as it stands, or did when archive.db took it over."""
    entries = [
        (entry.pattern, entry.portal, Withheld(entry.said.reason, entry.said.on.isoformat()))
        for entry in withholdings(archive)
        if entry.is_in_force
    ]
    return frozenset(fit(db, [*entries, *in_force(db)]).captures)
