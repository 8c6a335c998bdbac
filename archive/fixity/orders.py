"""The register of purges as a check sees it: what it accounts for, and whether it was carried out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.fixity.case import Case
from archive.fixity.problems import Problem
from archive.purge import is_begun
from archive.purge_orders import FOLDER, PurgeRegisterError, after_purges, read_orders
from archive.signing.leaves import purged_since


def check_orders(archive: Path, case: Case) -> Iterator[Problem]:
    """Let the case expect what files and records should be after every order. Raises OSError.

    Of an altered register nothing is taken: the files then differ from their manifests, and that is said.
    """
    try:
        orders = read_orders(archive)
    except PurgeRegisterError as error:
        yield Problem(FOLDER, "altered_register", str(error))
        return
    case.purged_since = purged_since(orders, {name: entry.sha256 for name, entry in case.expected.items()})
    case.expected = after_purges(orders, case.expected)
    case.purged = {(record.warc_file, record.offset): record for order in orders for record in order.records}
    if is_begun(archive):
        yield Problem(FOLDER, "purge_unfinished", "a purge was interrupted; `gongkai purge` finishes it")
