"""What reading a page costs in CPU time: parse, kind and read, as the walk does them for every page.

Prints one table over the labelled pages and the sites of the corpus (GONGKAI_CORPUS, or ../shared/corpus
beside the project) and the demo's pages in every skin, parted by family: known systems and the general reader.
Below it stand the two promises, held against the labelled pages: real ones, and ten times as heavy as the demo's.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.gold import CORPUS
from crawler.demo.site import SKINS, build
from crawler.reading import page_kind, parse_page, read_document, read_list
from crawler.reading.families import family_of
from crawler.reading.families.generic import GENERIC

ADDRESS = "http://www.example.gov.cn/a/b/c/index.html"
RUNS = 5  # of each page; the quickest counts, for other work on the machine only ever adds
EVERY = 11  # of the demo's pages one in so many is measured
MILLISECONDS = 1000.0
PROMISES = {True: 0.6, False: 3.0}  # of milliseconds at the median: for a page of a known system, of none


@dataclass(frozen=True, slots=True)
class Sample:
    """One page as a server sends it, and what the walk would read it as."""

    content: bytes
    url: str
    content_type: str
    is_document: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time of one page, in milliseconds."""

    family: str
    parse: float
    kind: float
    read: float

    @property
    def is_known(self) -> bool:
        """Whether the page shows a known system."""
        return self.family != GENERIC.name

    @property
    def whole(self) -> float:
        """All three."""
        return self.parse + self.kind + self.read


def corpus_pages() -> Iterator[Sample]:
    """The labelled pages."""
    for line in (CORPUS / "pages" / "gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        content = (CORPUS / "pages" / row["file"]).read_bytes()
        yield Sample(content, row.get("url") or ADDRESS, "", row["kind"] == "detail")


def corpus_sites() -> Iterator[Sample]:
    """The pages of the saved sites; those named like lists are read as lists."""
    for site in sorted((CORPUS / "sites").iterdir()):
        for path in sorted(site.rglob("*.html")):
            name = path.relative_to(site).as_posix()
            is_list = name == "index.html" or "column" in path.name or name.startswith("staticmores")
            yield Sample(path.read_bytes(), f"http://www.example.gov.cn/{name}", "", not is_list)


def demo_pages(skin: str) -> Iterator[Sample]:
    """Some of the pages of both sites of the demo."""
    site = build(skin=skin)
    for host in (site.own, site.city):
        documents = {document.url for document in host.documents}
        pages = [(path, page) for path, page in host.pages.items() if "html" in page.content_type]
        for path, page in pages[::EVERY]:
            yield Sample(page.body, host.base.rstrip("/") + path, page.content_type, path in documents)


def cost(sample: Sample) -> Cost:
    """The least of several measurements of one page."""
    return min((_measured(sample) for _ in range(RUNS)), key=lambda found: found.whole)


def _measured(sample: Sample) -> Cost:
    start = time.process_time()
    page = parse_page(sample.content, sample.url, sample.content_type)
    parsed = time.process_time()
    page_kind(page)
    told = time.process_time()
    read_document(page) if sample.is_document else read_list(page)
    read = time.process_time()
    spans = (parsed - start, told - parsed, read - told)
    return Cost(family_of(page).name, *(span * MILLISECONDS for span in spans))


def row(name: str, costs: Sequence[Cost]) -> tuple[str, ...]:
    """One line of the table: how many pages, medians, and what nine pages in ten stay under."""
    if not costs:
        return name, "0", *["-"] * 5
    nine_in_ten = sorted(found.whole for found in costs)[int(0.9 * (len(costs) - 1))]
    parts: list[Callable[[Cost], float]] = [
        lambda found: found.parse,
        lambda found: found.kind,
        lambda found: found.read,
        lambda found: found.whole,
    ]
    medians = [statistics.median(map(part, costs)) for part in parts]
    return name, str(len(costs)), *(f"{value:.2f}" for value in (*medians, nine_in_ten))


def rows(name: str, costs: Sequence[Cost]) -> Iterator[tuple[str, ...]]:
    """The lines of one set of pages: known systems, and the general reader."""
    yield row(f"{name}, known system", [found for found in costs if found.is_known])
    yield row(f"{name}, general", [found for found in costs if not found.is_known])


def promises(costs: Sequence[Cost]) -> Iterator[str]:
    """What reading is to cost at the median at most, and what it costs."""
    for is_known, most in PROMISES.items():
        of = "a page of a known system" if is_known else "the general reader"
        if wholes := [found.whole for found in costs if found.is_known == is_known]:
            median = statistics.median(wholes)
            verdict = "kept" if median <= most else f"missed, {median / most:.1f} times as much"
            yield f"{of}: at most {most} ms at the median, measured {median:.2f} ms: {verdict}"


def main() -> None:
    """Print the table."""
    sets: dict[str, list[Sample]] = {}
    if CORPUS.is_dir():
        sets = {"corpus pages": list(corpus_pages()), "corpus sites": list(corpus_sites())}
    else:
        sys.stderr.write(f"no corpus at {CORPUS}; set GONGKAI_CORPUS\n")
    sets |= {f"demo {skin}": list(demo_pages(skin)) for skin in SKINS}
    table = Table("pages", "n", "parse", "kind", "read", "median", "p90", title="CPU milliseconds a page")
    gc.freeze()  # what the samples hold is no garbage to look through
    costs = {name: [cost(sample) for sample in samples] for name, samples in sets.items()}
    costs["all"] = [found for part in costs.values() for found in part]
    for name, found in costs.items():
        for line in rows(name, found):
            table.add_row(*line)
    console = Console(width=100)
    console.print(table)
    for promise in promises(costs.get("corpus pages", [])):
        console.print(f"corpus pages, {promise}", highlight=False)


if __name__ == "__main__":
    main()
