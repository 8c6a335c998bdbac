"""Was every page of a column's list read? What is said where it was not: caps, circles, totals not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.records import ListPageRead

#: Many sites have their system publish so many pages of a list and no more, however long it is.
CAPS = (25, 50)


@dataclass(frozen=True, slots=True)
class Repeats:
    """What pages of one list show that a page before them does: so many entries, and the numbers of the pages that show
    nothing else.
    """

    count: int
    pages: tuple[int, ...]


@dataclass(slots=True)
class ListCoverage:
    """Folds what was read of one list, in any order; ``total_pages``, ``total_items`` are the most that it states."""

    pages: int = 0
    listed: int = 0
    ended: bool = False
    total_pages: int | None = None
    total_items: int | None = None
    sizes: dict[int, int] = field(default_factory=dict)  # number of a page → its entries
    different: dict[int, int] = field(default_factory=dict)  # number of a page → its addresses, where they are counted
    numbers: dict[str, int] = field(default_factory=dict)  # url of a page → its number
    leads: dict[int, str] = field(default_factory=dict)  # number of a page → the url it leads to
    circular: list[str] = field(default_factory=list)

    def add(self, record: ListPageRead) -> None:
        """Take one page."""
        self.pages += 1
        self.listed += record.entries
        self.sizes[record.number] = record.entries
        if record.different is not None:
            self.different[record.number] = record.different
        self.numbers[record.url] = min(record.number, self.numbers.get(record.url, record.number))
        self.leads[record.number] = record.next_url
        if record.circular:
            self.circular.append(record.url)
        self.ended = self.ended or record.last
        self.total_pages = max(self.total_pages or 0, record.total_pages or 0) or None
        self.total_items = max(self.total_items or 0, record.total_items or 0) or None

    def repeats(self, new: Mapping[int, int]) -> Repeats:
        """What its pages repeat; ``new`` is how many addresses each shows that no page before it does."""
        again = {number: count - new.get(number, 0) for number, count in self.different.items()}
        return Repeats(
            sum(again.values()), tuple(sorted(number for number, count in again.items() if count and number not in new))
        )

    def shortfalls(self, repeats: Repeats) -> list[str]:
        """What the list has, or states that it has, beyond what was read; nothing where all of it was.

        ``repeats`` is what its pages show more than once: an entry that comes twice may stand where another should.
        """
        different = self._different(repeats)
        if cap := self.capped(repeats):
            return [
                f"publishing cap: the site publishes {self.filled} pages of this list and no more ({cap}); "
                f"{different} read"
            ]
        is_whole, circles = self._is_whole(repeats), self._circles()
        problems = [] if is_whole else [*circles, *_nothing_new(repeats)]
        if self.pages and not self.ended and not circles:
            problems.append("the list's last page was not read")
        # Data may come in other portions than the pages that the site counts: then its entries say whether all came.
        if self.total_pages and self.pages < self.total_pages and not is_whole:
            problems.append(f"{self.pages} of {self.total_pages} list pages were read")
        if self.total_items and different < self.total_items:
            read = f"{different} different ones" if repeats.count else f"{different}"
            problems.append(f"the site states {self.total_items} entries, {read} were read")
        return problems

    @property
    def filled(self) -> int:
        """Pages that show entries."""
        return sum(size > 0 for size in self.sizes.values())

    def capped(self, repeats: Repeats) -> str:
        """By what a list is told to end where its system stops publishing pages; '' where it ends by itself.

        It does so at exactly 25 or 50 pages, where the site states more than they hold, or where the last is as full
        as the others and nothing states that it is the end.
        """
        if self.filled not in CAPS or self.circular:
            return ""
        if (self.total_items or 0) > self._different(repeats):
            return f"it states {self.total_items} entries"
        if (self.total_pages or 0) > self.pages:
            return f"it states {self.total_pages} pages"
        is_full = self.sizes[max(self.sizes)] >= max(self.sizes.values())
        return "the last of them is full" if self.total_items is None and is_full else ""

    def _different(self, repeats: Repeats) -> int:
        """Entries without those that stand on another page, too; what one page shows twice, the site may count so."""
        return self.listed - repeats.count

    def _is_whole(self, repeats: Repeats) -> bool:
        """Whether all entries that the site states were read, or all pages, each with entries of its own."""
        if self._different(repeats) == self.total_items:
            return True
        return self.pages == self.total_pages and not self.circular and not repeats.pages

    def _circles(self) -> list[str]:
        """What is said of pages that lead back to one read before them."""
        again = [f"list page {url} shows the entries of the page before it" for url in self.circular]
        back = [
            f"list page {number} leads back to page {self.numbers[url]}"
            for number, url in self.leads.items()
            if self.numbers.get(url, number + 1) <= number
        ]
        return sorted([*again, *back])


def _nothing_new(repeats: Repeats) -> list[str]:
    return [f"list page {number} shows no entry that no page before it shows" for number in repeats.pages]
