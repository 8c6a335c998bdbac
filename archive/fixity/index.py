"""One CDXJ file against the records of the WARC file that it is an index of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from archive.fixity.case import Case
from archive.fixity.problems import Problem, shown
from archive.holdings import Holding
from archive.warc_index import BadLine, IndexLine, Record, read_index
from archive.warc_revisit import is_not_modified

#: What Wayback software expects where a revisit's or no media type stands.
_REVISIT, _UNKNOWN = "warc/revisit", "unk"
_FIELDS = ("url", "mime", "status", "digest", "length", "offset", "filename")


class IndexCheck:
    """The check of one index; the WARC file's check shows it every record. Raises OSError."""

    def __init__(self, holding: Holding, case: Case) -> None:
        self._holding = holding
        self._case = case
        self._lines: dict[int | None, list[IndexLine]] = defaultdict(list)
        self._unlisted: list[tuple[int, dict[str, str]]] = []
        self._problems: list[Problem] = []
        self._bad: list[int] = []
        self._disorder: list[int] = []
        self._read()

    def _read(self) -> None:
        before = ""
        for line in read_index(self._holding.path):
            if isinstance(line, BadLine):
                self._bad.append(line.number)
                continue
            self._lines[line.offset].append(line)
            # Sorted by its bytes, so that others can search it by halves.
            if line.text < before:
                self._disorder.append(line.number)
            before = line.text

    def _add(self, number: int, what: str, detail: str) -> None:
        self._problems.append(Problem(f"{self._holding.name} line {number}", what, detail))
        self._case.explained.add(self._holding.name)

    def see(self, record: Record) -> None:
        """Compare a record with its line."""
        lines = self._lines.get(record.offset, [])
        line = lines.pop(0) if lines else None
        should = _line_of(record, self._holding.warc_name)
        if line:
            self._compare(line, should or {})
        elif should:
            self._unlisted.append((record.offset, should))

    def _compare(self, line: IndexLine, should: dict[str, str]) -> None:
        said = line.fields | {"timestamp": line.timestamp}
        names = sorted(said.keys() | should.keys())
        wrong = [(name, said.get(name), should.get(name)) for name in names if said.get(name) != should.get(name)]
        if wrong:
            detail = (f"{name}: {shown(a)} in the index, {shown(b)} in the record" for name, a, b in wrong)
            self._add(line.number, "line_differs", "; ".join(detail))

    def forgive(self, start: int, end: float) -> None:
        """Ask no more for the lines of records that can no longer be read."""
        for offset in [offset for offset in self._lines if offset is not None and start <= offset < end]:
            del self._lines[offset]

    def problems(self) -> list[Problem]:
        """What is wrong with the index, once every record was seen."""
        left = [line for lines in self._lines.values() for line in lines]
        for line in left:
            record = max(self._unlisted, key=lambda item: _likeness(line, item[1]), default=None)
            if record and _likeness(line, record[1]) > len(_FIELDS) // 2:
                self._unlisted.remove(record)
                self._compare(line, record[1])
            else:
                self._add(line.number, "line_without_record", f"no record stands at byte {line.fields.get('offset')!r}")
        for first, last in _stretches(self._bad):
            lines = f"lines {first} to {last} are" if last > first else "the line is"
            self._add(first, "unreadable_line", f"{lines} no CDXJ")
        if not self._bad:  # a line that cannot be read may be theirs
            for offset, should in self._unlisted:
                detail = (
                    f"no line leads to the record at byte {offset} of {should['filename']} ({shown(should['url'])})"
                )
                self._problems.append(Problem(self._holding.name, "unlisted_record", detail))
                self._case.explained.add(self._holding.name)
        if not self._problems:  # a line that is wrong otherwise may stand in no order for that reason alone
            for number in self._disorder:
                detail = "this line and the one before it are not in the order of their bytes"
                self._add(number, "index_out_of_order", detail)
        return self._problems


def _line_of(record: Record, warc_name: str) -> dict[str, str] | None:
    """What the line of a record says; None for one that has none: no answer, a truncated one, or a 304 to us."""
    if not record.is_capture or not record.answer or record.get("WARC-Truncated") or is_not_modified(record):
        return None
    answer = record.answer
    values = (
        record.url,
        _REVISIT if record.kind == "revisit" else answer.head.mime or _UNKNOWN,
        str(answer.head.status),
        record.get("WARC-Payload-Digest"),
        str(record.length),
        str(record.offset),
        warc_name,
    )
    timestamp = "".join(character for character in record.get("WARC-Date")[:19] if character.isdigit())
    return dict(zip(_FIELDS, values, strict=True)) | {"timestamp": timestamp}


def _likeness(line: IndexLine, should: dict[str, str]) -> int:
    """In how many fields a line that leads nowhere agrees with a record that no line leads to."""
    said = line.fields | {"timestamp": line.timestamp}
    return sum(said.get(name) == value for name, value in should.items())


def _stretches(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers."""
    starts = [number for before, number in pairwise([-1, *numbers]) if number != before + 1]
    ends = [number for number, after in pairwise([*numbers, -1]) if after != number + 1]
    return zip(starts, ends, strict=True)
