"""The files of an archive as a whole: there, sealed, known, and with the bytes that the manifests say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.fixity.case import EVERY_COLUMN, Case
from archive.fixity.manifests import Stored
from archive.fixity.problems import Problem, shown
from archive.fixity.register import Row
from archive.holdings import Holding, strangers


def check_names(archive: Path, held: Sequence[Holding], manifests: Sequence[Stored], case: Case) -> Iterator[Problem]:
    """Files that nobody knows, that should be sealed, or that should have an index."""
    for name in strangers(archive):
        yield Problem(name, "unknown_file", "no part of an archive; left over, or put there by somebody")
    yield from _unknown_crawls(held, manifests, case)
    names = {holding.name for holding in held}
    for holding in held:
        if case.register.is_unknown(holding.crawl):
            continue
        if holding.is_open:
            yield from _open_file(holding, names, case)
        elif case.is_foreign(holding.name, holding.crawl):
            yield Problem(holding.name, "unlisted_file", f"the manifest of {holding.crawl} does not know it")
        else:
            yield from _partner(holding, names, case)


def _unknown_crawls(held: Sequence[Holding], manifests: Sequence[Stored], case: Case) -> Iterator[Problem]:
    """Crawls that archive.db does not have, each once with all that speaks of it."""
    parts: dict[str, list[str]] = defaultdict(list)
    for crawl, (count, first) in case.register.captures.items():
        if crawl not in case.register.crawls:
            parts[str(crawl)].append(f"{count} rows of captures (one is {first})")
    for manifest in manifests:
        crawl = manifest.name.removeprefix("crawls/").removesuffix(".json")
        if case.register.is_unknown(crawl):
            parts[crawl].append(manifest.name)
    for holding in held:
        if case.register.is_unknown(holding.crawl):
            parts[holding.crawl].append(holding.name)
    for crawl, names in sorted(parts.items()):
        yield Problem(
            f"archive.db crawls {crawl}", "unknown_crawl", f"no such crawl; of it there are {'; '.join(names)}"
        )


def _open_file(holding: Holding, names: set[str], case: Case) -> Iterator[Problem]:
    if case.register.is_closed(holding.crawl):
        yield Problem(holding.name, "unsealed_file", "its crawl is closed; the next run seals what it left open")
        case.explained.add(holding.name.removesuffix(".open"))
    elif holding.name.removesuffix(".open") in names and not holding.is_index:
        yield Problem(holding.name, "unsealed_file", "a sealed file of the same number stands beside it")


def _partner(holding: Holding, names: set[str], case: Case) -> Iterator[Problem]:
    """A sealed file without its index, or an index without its file, where no manifest misses it."""
    other = f"warc/{holding.stem}{'.warc.gz' if holding.is_index else '.cdxj'}"
    if other in names or other in case.expected or f"{other}.open" in names:
        return
    what = "index_without_file" if holding.is_index else "missing_index"
    yield Problem(holding.name, what, f"{other} is not there")


def check_bytes(case: Case, names: set[str]) -> Iterator[Problem]:
    """Files that are not what their crawl's manifest says, and rows that lead to files that are not there."""
    rows = Counter(f"warc/{row.warc_file}" for row in case.astray)
    missing = {name for name in rows if name not in names and f"{name}.open" not in names}
    missing |= {name for name in case.expected if name not in names and f"{name}.open" not in names}
    for name in sorted(missing):
        case.ledger.lose(name.removeprefix("warc/"))
        some = f"; {rows[name]} rows of captures lead into it" if rows[name] else ""
        yield Problem(name, "missing_file", f"it is not there{some}{_ids(case.astray, name)}")
    for name, expected in sorted(case.expected.items()):
        found = case.found.get(name)
        if found is None or found.sha256 == expected.sha256 or name in case.explained:
            continue
        original = case.another(name, found)
        if original:
            yield Problem(name, "swapped_file", f"it holds the bytes of {original}")
        else:
            now, then = (f"{entry.size} bytes with SHA-256 {entry.sha256}" for entry in (found, expected))
            yield Problem(name, "altered_file", f"{now}; the manifest says {then}. No record in it is harmed")


def _ids(rows: Sequence[Row], name: str) -> str:
    first = next((row for row in rows if f"warc/{row.warc_file}" == name), None)
    return f" (the first: {first.id})" if first else ""


def check_rows(case: Case, names: set[str]) -> Iterator[Problem]:
    """Rows whose record is not where they say, records without a row, and crawls without any."""
    left = []
    for row in case.astray:
        record = case.rowless.pop(row.id, None)
        if record is None:
            left.append(row)
            continue
        case.altered |= {(record.crawl, column) for column in ("warc_file", "warc_offset")}
        said, really = (row.warc_file, row.warc_offset), (record.warc_file, record.offset)
        yield Problem(
            row.name,
            "row_differs",
            f"warc_file and warc_offset: {shown(said)} in the row, its record is at {shown(really)}",
        )
    case.astray = [row for row in left if f"warc/{row.warc_file}" not in names]
    for row in left:
        case.altered.add((str(row.crawl), EVERY_COLUMN))
        if row not in case.astray:
            place = f"byte {row.warc_offset} of {row.warc_file}"
            yield Problem(row.name, "row_without_record", f"no record stands at {place}")
    for record_id, record in case.rowless.items():
        if record.required:
            case.altered.add((record.crawl, EVERY_COLUMN))
            where = f"warc/{record.warc_file} byte {record.offset}"
            yield Problem(where, "record_without_row", f"no row of captures leads to {record_id} ({shown(record.uri)})")
    for crawl, count in sorted(case.without_rows.items()):
        case.altered.add((crawl, EVERY_COLUMN))
        detail = f"its files hold {count} answers, and captures has no row of it; `gongkai rebuild` makes them"
        yield Problem(f"archive.db crawls {crawl}", "crawl_without_rows", detail)
