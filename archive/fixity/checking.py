"""The check of a whole archive."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from archive import merging
from archive.fixity.brought import check_brought
from archive.fixity.case import Case
from archive.fixity.chains import check_chains
from archive.fixity.evidence import Attested, EvidenceCheck
from archive.fixity.files import check_bytes, check_names, check_rows
from archive.fixity.index import IndexCheck
from archive.fixity.ledger import Ledger
from archive.fixity.manifests import ManifestCheck, Stored, read_manifests
from archive.fixity.orders import check_orders
from archive.fixity.problems import Problem, Progress, Report
from archive.fixity.register import Register
from archive.fixity.warc import WarcCheck
from archive.holdings import Holding, holdings
from archive.manifest import file_entry


def _silent(progress: Progress) -> None:
    """Nobody wants to know."""


def check(
    archive: Path, report: Report = _silent, *, trusted: Collection[str] = (), attested: list[Attested] | None = None
) -> Iterator[Problem]:
    """Compare everything an archive holds with everything it says of itself; yield what is wrong, each cause once.

    Nothing is written, and no problem ends the check. Nobody may be writing to the archive meanwhile. ``trusted``:
    fingerprints of keys that signatures have to be by; none means any key in ``keys/``. ``attested`` is filled with
    what soundly stands behind each crawl. Raises OSError where a file that is there cannot be read.
    """
    with closing(Register(archive / "archive.db")) as register, closing(Ledger(archive / "warc")) as ledger:
        yield from register.problems
        case = Case(register, ledger)
        manifests = read_manifests(archive)
        for manifest in manifests:
            if manifest.is_sound:
                case.manifested.add(manifest.crawl)
                case.expected |= {file.name: file for file in manifest.files}
        yield from check_orders(archive, case)
        if merging.is_committed(archive):
            yield Problem(
                merging.FOLDER, "merge_unfinished", "it was interrupted; the next command that writes ends it"
            )
        held = list(holdings(archive))
        yield from check_names(archive, held, manifests, case)
        yield from _check_files(held, case, report)
        yield from _check_together(archive, held, manifests, case)
        yield from check_brought(archive, register)
    evidence = EvidenceCheck(archive, manifests, trusted)
    yield from evidence.problems()
    if attested is not None:
        attested += evidence.attested


def _check_files(held: Sequence[Holding], case: Case, report: Report) -> Iterator[Problem]:
    """Every WARC file with its index, one after the other."""
    indexes = {holding.stem: holding for holding in held if holding.is_index and not holding.is_open}
    warcs = [holding for holding in held if not holding.is_index]
    total = sum(holding.path.stat().st_size for holding in warcs)
    done = 0
    swapped = {holding.name for holding in held if not holding.is_open and _is_swapped(holding, case)}
    for holding in warcs:
        index = indexes.get(holding.stem)
        if index and (index.name in swapped or case.is_foreign(index.name, index.crawl)):
            index = None
        checked = IndexCheck(index, case) if index else None
        if holding.name in swapped:
            case.ledger.lose(holding.warc_name)
            case.ledger.lost.update(str(row.id) for row in case.register.rows(holding.warc_name))
        else:
            yield from WarcCheck(holding, case, checked).run(report, done, total)
            yield from checked.problems() if checked else ()
        done += holding.path.stat().st_size


def _is_swapped(holding: Holding, case: Case) -> bool:
    """True where a file holds the bytes of another: it is then named as a whole, and not record by record.

    Large files are only read for it where their size is that of another.
    """
    size = holding.path.stat().st_size
    sizes = {entry.size for name, entry in case.expected.items() if name != holding.name}
    if holding.is_index or size in sizes:
        found = case.found[holding.name] = file_entry(holding.path, holding.name)
        return case.another(holding.name, found) is not None
    return False


def _check_together(
    archive: Path, held: Sequence[Holding], manifests: Sequence[Stored], case: Case
) -> Iterator[Problem]:
    """What can only be said when every file was read."""
    names = {holding.name for holding in held}
    warc_files = {holding.warc_name for holding in held if not holding.is_index}
    case.astray += case.register.rows_elsewhere(warc_files)
    yield from check_rows(case, {f"warc/{name}" for name in warc_files})
    case.ledger.lost.update(str(row.id) for row in case.astray)
    yield from check_bytes(case, names)
    yield from case.ledger.problems()
    case.altered |= case.ledger.altered
    of_manifests = ManifestCheck(manifests, case)
    yield from of_manifests.problems()
    yield from check_chains(archive, manifests, of_manifests)
