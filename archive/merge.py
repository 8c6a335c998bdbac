"""The record of shards gathered beside that of an archive: all of it as it will be, in ``merging/archive``.

Nothing of the archive is touched (archive.merging). What a shard says is believed of its own crawls alone, as far as
`check` finds nothing wrong with it: it takes nothing from the archive, deletes nothing in it, and lifts nothing that
is withheld there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.clock import instant
from archive.fixity import Problem, check
from archive.fixity.manifests import Stored, read_manifests
from archive.holdings import holdings
from archive.import_header import ImportFileError
from archive.kept_archives import FOLDER as ARCHIVES
from archive.kept_decisions import kept_decisions
from archive.kept_imports import KeptImport, kept_imports
from archive.manifest import FileEntry, names_before
from archive.merges import join_chains, read_merges
from archive.merging import FOLDER, view_of
from archive.purge_orders import Order, after_purges, purged_records, read_orders, write_order
from archive.shards import CRAWL, MergeError, Shard
from archive.signing.evidence_list import list_evidence
from archive.signing.queue import FILE as QUEUE
from archive.signing.queue import Waiting, read_queue, write_queue
from archive.signing.signatures import SIGNATURE
from archive.sources import IMPORT
from archive.store import now
from archive.withholding import Withholding, keep_withholdings, withholdings

#: The record's folders, and the files of it that lie beside them.
_FOLDERS = ("warc", "crawls", "merges", "imports", ARCHIVES, "decisions", "purged", "keys", "authorities")
_FILES = ("withheld.yml", "evidence.sha256", QUEUE)
#: No problem of a shard: its rows are not taken, and what its revisits refer to may come from elsewhere.
_NOT_ITS_OWN = ("database_damaged", "revisit_without_original")
#: Two machines' clocks are never further apart.
_AHEAD = timedelta(days=1)
#: So many problems of a shard are named.
_NAMED = 5
_OF_CRAWL = re.compile(rf"{CRAWL.pattern}-[0-9]{{5}}\.(?:warc\.gz|cdxj)")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")


@dataclass
class Brought:
    """What one shard brought that was not there: crawls, imports, portals with decisions, and what to know of it."""

    shard: str
    crawls: list[str] = field(default_factory=list)
    held: int = 0  # crawls that were there already
    imports: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)  # patterns
    orders: int = 0
    evidence: int = 0  # signatures, timestamps, keys, certificates, merge records
    notes: list[str] = field(default_factory=list)

    @property
    def has_rows(self) -> bool:
        """Whether archive.db is another one by it."""
        return bool(self.crawls or self.imports or self.decisions or self.withheld or self.orders)

    @property
    def is_new(self) -> bool:
        """Whether anything of it was not there."""
        return self.has_rows or bool(self.evidence)


class Gathering:
    """The view of an archive (``archive.merging``) to which the record of shards is added, one after the other."""

    def __init__(
        self, archive: Path, *, trusted: Collection[str] = (), keep_decisions: bool = False, unsigned_by: str = ""
    ) -> None:
        """Link everything that the archive has. ``trusted``: fingerprints of keys that manifests have to be signed by;
        ``unsigned_by`` that of the key whose signatures are still to be made, here, once the shards are merged.

        Raises OSError.
        """
        self._archive = archive
        self._trusted = trusted
        self._unsigned_by = unsigned_by
        self._keep_decisions = keep_decisions
        self._shards = 0
        self.view = view_of(archive)
        self.view.mkdir(parents=True)
        for folder in _FOLDERS:
            (self.view / folder).mkdir(exist_ok=True)
        self.link()

    def link(self) -> None:
        """Link what the archive has and the view has not, and forget what is no longer there. Raises OSError."""
        places = [*_FILES]
        for folder in _FOLDERS:
            places += [f"{folder}/{path.name}" for path in (self._archive / folder).glob("*") if path.is_file()]
        for path in self.view.rglob("*"):
            if path.is_symlink() and not path.exists():
                path.unlink()
        for name in places:
            if (self._archive / name).is_file() and not (self.view / name).exists():
                (self.view / name).symlink_to((self._archive / name).resolve())

    def add(self, source: Path) -> Brought:
        """Copy, check and add the record of one shard. Raises MergeError where it contradicts itself or what is there.

        Raises archive.entry.DecisionFileError, archive.purge_orders.PurgeRegisterError, OSError.
        """
        copy = self._archive / FOLDER / f"shard-{self._shards}"
        self._shards += 1
        shard, brought = Shard(source, copy), Brought(str(source))
        if (source / ARCHIVES).exists():
            raise shard.refused(
                ARCHIVES, "archives that somebody brought there; bring their files here with `gongkai import`"
            )
        copy.mkdir()
        shard.copy_record()
        new = self._new(shard, brought)
        orders = read_orders(copy)
        ordered = self._ordered(shard, orders, new)
        expected = {file.name: file for manifest in new for file in self._files(shard, manifest)}
        shard.copy_warcs(after_purges(orders, expected))
        self._check(shard, new)
        for name in shard.unclosed():
            brought.notes.append(f"{name} was never closed and stays there; `gongkai rebuild` in the shard closes it")
        brought.notes += [f"{name}: no part of a closed crawl; it stays there" for name in shard.left[:_NAMED]]
        self._take(shard, brought, new, ordered)
        return brought

    def join(self) -> None:
        """Join the chains, where there are several now. Raises OSError, EvidenceListError."""
        name = join_chains(self.view, now())
        if name:
            list_evidence(self.view, [name])

    def _new(self, shard: Shard, brought: Brought) -> list[Stored]:
        """The manifests of crawls that are not there yet."""
        new = []
        begun = {holding.crawl for holding in holdings(self.view)}
        for manifest in read_manifests(shard.copy):
            present = self.view / manifest.name
            if present.exists():
                if present.read_bytes() != manifest.stored:
                    raise shard.refused(manifest.name, "the archive has another manifest of this crawl")
                brought.held += 1
                continue
            if Path(manifest.name).stem in begun:
                raise shard.refused(manifest.name, "the archive has this crawl and has not closed it; crawl it there")
            if manifest.is_sound:  # else the check names it
                self._check_said(shard, manifest)
            new.append(manifest)
            brought.crawls.append(Path(manifest.name).stem)
        return new

    def _check_said(self, shard: Shard, manifest: Stored) -> None:
        """What a manifest says of its crawl has to be what its name says, and can be."""
        said = manifest.content
        match = CRAWL.fullmatch(Path(manifest.name).stem)
        if not match or said.get("portal") != match["portal"]:
            raise shard.refused(manifest.name, f"it is of the portal {said.get('portal')!r}, by its name of another")
        if said.get("verdict") in (None, "open"):
            raise shard.refused(manifest.name, "its crawl is not closed")
        if said.get("source") == IMPORT:
            raise shard.refused(manifest.name, "was imported there; bring its file here with `gongkai import`")
        for key in ("started_at", "closed_at"):
            if not _is_past(said.get(key)):
                raise shard.refused(manifest.name, f"{key}: {said.get(key)!r} is no instant, or one to come")

    def _files(self, shard: Shard, manifest: Stored) -> Iterator[FileEntry]:
        if not manifest.is_sound:
            return
        names = [file.name for file in manifest.files]
        ours = re.compile(rf"warc/{re.escape(manifest.crawl)}-[0-9]{{5}}\.(?:warc\.gz|cdxj)")
        for name in names:
            if not ours.fullmatch(name) or names.count(name) > 1:
                raise shard.refused(manifest.name, f"{name!r} is no file of this crawl, or named twice")
        yield from manifest.files

    def _ordered(self, shard: Shard, orders: Sequence[Order], new: Sequence[Stored]) -> list[Order]:
        """Of a shard's orders what is for crawls that it brings: it deletes nothing here.

        What else they name has to be purged here already, by whatever order: what this one remembers of it stands.
        """
        crawls, gone = {manifest.crawl for manifest in new}, purged_records(read_orders(self.view))
        ordered = []
        for order in orders:
            where = f"purged/{order.number:05}.json"
            here = [record for record in order.records if _crawl_of(record.warc_file) not in crawls]
            settled = {_crawl_of(record.warc_file) for record in here if record.id in gone}
            names = [f"warc/{record.warc_file}" for record in here if record.id not in gone]
            names += [f.before.name for f in order.files if _crawl_of(f.before.name) not in crawls | settled]
            if names:
                raise shard.refused(where, f"deletes from {min(names)}, which is here; purge it here first")
            records = tuple(record for record in order.records if record not in here)
            if known := next((record.id for record in records if record.id in gone), None):
                raise shard.refused(where, f"{known} was purged here, from another crawl")
            files = tuple(file for file in order.files if _crawl_of(file.before.name) in crawls)
            if files:
                ordered.append(replace(order, files=files, records=records))
        return ordered

    def _check(self, shard: Shard, new: Sequence[Stored]) -> None:
        """Everything that `gongkai check` finds in a shard, but for what it cannot have."""
        crawls = {Path(manifest.name).stem for manifest in new}
        cut, to_sign = _cut(shard.copy), self._to_sign(shard, new)
        found = [
            problem
            for problem in check(shard.copy, trusted=self._trusted)
            if problem.what not in _NOT_ITS_OWN
            and not _is_elsewhere(problem, crawls, cut)
            and not (problem.what == "missing_signature" and problem.where in to_sign)
        ]
        if found:
            named = "; ".join(f"{problem.where}: {problem.what}: {problem.detail}" for problem in found[:_NAMED])
            more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            raise MergeError(f"{shard.source}: {named}{more}")

    def _to_sign(self, shard: Shard, new: Sequence[Stored]) -> set[str]:
        """Names of the signatures that are still to be made here, of manifests that pledge the key which makes them."""
        if not self._unsigned_by:
            return set()
        ours = [each.name for each in new if each.is_sound and _pledge(each).get("key") == self._unsigned_by]
        names = {f"{name}{SIGNATURE}" for name in ours}
        return {name for name in names if not (shard.copy / name).exists()}

    def _take(self, shard: Shard, brought: Brought, new: Sequence[Stored], orders: Sequence[Order]) -> None:
        self._imports(shard, brought)
        self._decisions(shard, brought)
        self._withholdings(shard, brought)
        self._authorities(shard, brought)
        for manifest in new:
            self._move(shard, manifest.name)
            for file in manifest.files:
                self._move(shard, file.name)
        for order in orders:
            write_order(self.view, order.order, order.purged_on, order.files, order.records)
            brought.orders += 1
        moved = [name for name in _evidence_of(shard.copy) if self._evidence(shard, name, brought)]
        brought.evidence = len(moved)
        list_evidence(self.view, moved)
        self._waiting(shard, brought, new)
        if ends := _cut(shard.copy) & _cut(self.view):
            brought.notes.append(f"its chain is not whole: {', '.join(sorted(ends)[:_NAMED])} follows what is not here")

    def _move(self, shard: Shard, name: str) -> None:
        target = self.view / name
        if target.exists():
            raise shard.refused(name, "a file of this name is here, and its crawl is not")
        (shard.copy / name).rename(target)

    def _evidence(self, shard: Shard, name: str, brought: Brought) -> bool:
        """Take a signature, a key or the like that is not here; of two, that of the archive stays."""
        target = self.view / name
        if not target.exists():
            (shard.copy / name).rename(target)
            return True
        if target.read_bytes() != (shard.copy / name).read_bytes():
            brought.notes.append(f"{name}: the one that is here stays")
        return False

    def _waiting(self, shard: Shard, brought: Brought, new: Sequence[Stored]) -> None:
        """Wait here too for pledged timestamps of new crawls that the shard waits for; how often it asked stays there.

        They come when the shard is merged again, or where this archive asks the same authority.
        """
        before, theirs = read_queue(self.view), read_queue(shard.copy)
        pledged = [(Path(each.name).stem, name) for each in new for name in _pledge(each).get("authorities", ())]
        waiting = sorted(place for place in pledged if place in theirs and place not in before)
        if not waiting:
            return
        queue = [*before.values(), *(Waiting(*place, since=now(), said="merged without it") for place in waiting)]
        write_queue(self.view, queue)
        named = ", ".join(f"{authority} of {crawl}" for crawl, authority in waiting[:_NAMED])
        more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
        brought.notes.append(
            f"timestamps are still to come: by {named}{more}; `gongkai sign` there, and merge it again"
        )

    def _authorities(self, shard: Shard, brought: Brought) -> None:
        for path in sorted((shard.copy / "authorities").glob("*")):
            present, name = self.view / "authorities" / path.name, f"authorities/{path.name}"
            if not present.exists():
                brought.notes.append(f"{name}: from now on timestamps of {path.stem} are verified by it")
            elif present.read_bytes() != path.read_bytes():
                raise shard.refused(name, "the archive trusts this authority by other certificates")

    def _imports(self, shard: Shard, brought: Brought) -> None:
        present = {kept.id: kept for kept in kept_imports(self.view)}
        for kept in _imports_of(shard):
            known = present.get(kept.id)
            if known is None:
                for path in (kept.path, kept.path.with_suffix(".json")):
                    self._move(shard, f"imports/{path.name}")
                brought.imports.append(kept.id)
            elif _stated(known) != _stated(kept):
                raise shard.refused(f"imports/{kept.id}.json", "the archive was told otherwise of the same file")

    def _decisions(self, shard: Shard, brought: Brought) -> None:
        for path in sorted((shard.copy / "decisions").glob("*.yml")):
            kept_decisions(shard.copy, path.stem)  # raises where it is none
            present = self.view / "decisions" / path.name
            if not present.exists():
                self._move(shard, f"decisions/{path.name}")
                brought.decisions.append(path.stem)
            elif present.read_bytes() != path.read_bytes():
                if not self._keep_decisions:
                    why = "is not that of the archive; make one file of both, or say --keep-decisions"
                    raise shard.refused(f"decisions/{path.name}", why)
                brought.notes.append(f"decisions/{path.name}: that of the archive stays")

    def _withholdings(self, shard: Shard, brought: Brought) -> None:
        """Add what is not said here yet. Of what is, this archive's word stands: nothing is lifted from afar."""
        here = withholdings(self.view)
        said = {(entry.pattern, entry.portal, entry.said) for entry in here}
        new = [each for each in withholdings(shard.copy) if (each.pattern, each.portal, each.said) not in said]
        in_force = {(entry.pattern, entry.portal) for entry in here if entry.is_in_force}
        new = [each for each in new if not each.is_in_force or (each.pattern, each.portal) not in in_force]
        if new:
            keep_withholdings(self.view, sorted((*here, *new), key=_withheld_order))
            brought.withheld += [each.pattern for each in new]


def _is_past(said: Any) -> bool:
    if not isinstance(said, str) or not _INSTANT.fullmatch(said):
        return False
    try:
        return instant(said) <= datetime.now(UTC) + _AHEAD
    except ValueError:
        return False


def _crawl_of(name: str) -> str:
    """The crawl of a file in ``warc/``, with or without its folder; empty for any other name."""
    match = _OF_CRAWL.fullmatch(name.removeprefix("warc/"))
    return match["crawl"] if match else ""


def _pledge(manifest: Stored) -> Mapping[str, Any]:
    """Who is to attest a manifest, by its own word."""
    said = manifest.content.get("pledge")
    return said if isinstance(said, dict) else {}


def _is_elsewhere(problem: Problem, crawls: Collection[str], cut: Collection[str]) -> bool:
    """Whether a problem of a shard's copy is that the archive has the rest: files of a crawl, the chain before."""
    if problem.what == "missing_file":
        match = CRAWL.match(Path(problem.where).name)
        return match is not None and match["crawl"] not in crawls
    return problem.what == "broken_chain" and problem.where in cut


def _cut(archive: Path) -> set[str]:
    """Paths of manifests and merge records that follow one that is not there."""
    links: dict[str, tuple[str, Mapping[str, Any]]] = {}
    links |= {each.sha256: (each.name, each.content) for each in read_manifests(archive)}
    links |= {each.sha256: (each.name, each.content) for each in read_merges(archive)}
    return {name for name, content in links.values() if any(before not in links for before in names_before(content))}


def _evidence_of(copy: Path) -> list[str]:
    patterns = ("keys/*", "authorities/*", "merges/*", "crawls/*.sig", "crawls/*.key", "crawls/*.tsr")
    return sorted(path.relative_to(copy).as_posix() for pattern in patterns for path in copy.glob(pattern))


def _imports_of(shard: Shard) -> Iterator[KeptImport]:
    """The imports of a shard, each read again. Raises MergeError."""
    for said in sorted((shard.copy / "imports").glob("*.json")):
        where = f"imports/{said.name}"
        try:
            (kept,) = [each for each in kept_imports(shard.copy) if each.id == said.stem]
            is_ours = kept.read().id == kept.id and _is_past(kept.imported_at)
        except (ImportFileError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise shard.refused(where, f"cannot be read again: {error}") from error
        if not is_ours:
            raise shard.refused(where, "its file is not the one that its name says, or it was imported at no time")
        yield kept


def _stated(kept: KeptImport) -> Mapping[str, Any]:
    return {key: value for key, value in kept.said.items() if key != "imported_at"}


def _withheld_order(entry: Withholding) -> tuple[str, str, str, str]:
    return entry.said.on.isoformat(), entry.pattern, entry.portal, entry.said.reason
