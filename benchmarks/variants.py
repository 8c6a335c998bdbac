"""What is measured against what: the whole crawl, the same without capture, the rebuild, and what others do."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BenchError, python, rebuilding
from benchmarks.site import PORTAL


@dataclass(frozen=True, slots=True)
class Place:
    """A site that is served, and the archive that a repetition's crawl of it goes to."""

    folder: Path
    port: int
    paths: tuple[str, ...]
    archive: Path

    @property
    def listed(self) -> Path:
        """The file that lists the site's paths."""
        return self.folder / "paths.txt"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to go through a site: its command, and a look at what it said that makes sure it did so."""

    name: str
    command: Callable[[Place], list[str]]
    check: Callable[[Place, str], None]
    prepare: Callable[[Place], None] = lambda place: None
    unavailable: str = ""
    every_core: bool = False  # on all of them, the server's too
    times: int = 1  # that it goes through the site


def _crawl(module: str, archive: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        host = f"http://127.0.0.1:{place.port}/"
        folder = str(place.archive / archive)
        return python(module, "crawl", str(place.folder / PORTAL), "--host", host, "--archive", folder, "--json")

    return command


def _crawled_all(place: Place, said: str) -> None:
    """The crawl asked for every page once and for robots.txt, and called itself complete."""
    result = json.loads(said)
    if result["verdict"]["key"] != "ok" or result["requests"] != len(place.paths) + 1:
        raise BenchError(f"{result['requests']} requests for {len(place.paths)} pages: {result['verdict']}")


def _rebuild(place: Place) -> list[str]:
    return rebuilding(place.archive / "whole")


def lose_database(archive: Path) -> None:
    """A rebuild with no archive.db to compare with does nothing but rebuild."""
    for path in archive.glob("archive.db*"):
        path.unlink()


def _lose_database(place: Place) -> None:
    lose_database(place.archive / "whole")


def _rebuild_twice(place: Place) -> list[str]:
    return python("benchmarks.side_by_side", str(place.archive / "whole"), str(place.archive / "twin"))


def _lose_databases(place: Place) -> None:
    _lose_database(place)
    shutil.rmtree(place.archive / "twin", ignore_errors=True)
    shutil.copytree(place.archive / "whole", place.archive / "twin")


def _rebuilt_all(place: Place, said: str) -> None:
    result = json.loads(said)
    for captures in [one["captures"] for one in (result if isinstance(result, list) else [result])]:
        if captures != len(place.paths) + 1:
            raise BenchError(f"{captures} captures rebuilt for {len(place.paths)} pages and robots.txt")


def _bare(*settings: str) -> Callable[[Place], list[str]]:
    return lambda place: python("benchmarks.bare_scrapy", str(place.port), str(place.listed), *settings)


def _fetch_only(capture: str) -> Callable[[Place], list[str]]:
    def command(place: Place) -> list[str]:
        folder = str(place.archive / capture / "warc")
        return python("benchmarks.fetch_only", str(place.port), str(place.listed), folder, capture)

    return command


def _obvious(place: Place) -> list[str]:
    folder = str(place.archive / "obvious" / "warc")
    return python("benchmarks.obvious_pipeline", str(place.port), folder, str(len(place.paths)))


def _start_anew(name: str) -> Callable[[Place], None]:
    def prepare(place: Place) -> None:
        shutil.rmtree(place.archive / name, ignore_errors=True)
        (place.archive / name / "warc").mkdir(parents=True)

    return prepare


def _wget(place: Place) -> list[str]:
    warc = place.archive / "wget" / "warc" / "wget"
    return [
        "wget",
        "--quiet",
        f"--input-file={_addresses(place)}",
        "--output-document=/dev/null",
        f"--warc-file={warc}",
    ]


def _addresses(place: Place) -> Path:
    """A file of whole addresses, for programs that take one."""
    listed = place.archive / "addresses.txt"
    listed.write_text("".join(f"http://127.0.0.1:{place.port}{path}\n" for path in place.paths), encoding="ascii")
    return listed


def _webarchive(place: Place) -> list[str]:
    script = str(Path(__file__).with_name("scrapy_webarchive_spider.py"))
    folder = str(place.archive / "webarchive" / "warc")
    return [_WEBARCHIVE, script, str(place.port), str(place.listed), folder]


def _client(place: Place) -> list[str]:
    return python("benchmarks.client", str(place.port), str(place.listed))


def _anything(place: Place, said: str) -> None:
    """The command's exit code says enough."""


WHOLE, ALONE, WITHOUT, REBUILD = "crawl", "crawl, one process", "crawl, no capture", "rebuild"
REBUILD_EVERY, REBUILD_TWICE = "rebuild, every core", "two rebuilds, a core each"
FETCHED, ONLY_FETCHED = "fetch, capture", "fetch"
BARE, OBVIOUS = "Scrapy, default", "obvious pipeline"
#: The Python of an environment with scrapy-webarchive, which needs an older Scrapy than ours.
_WEBARCHIVE = os.environ.get("GONGKAI_SCRAPY_WEBARCHIVE", "")
_NO_WEBARCHIVE = "" if _WEBARCHIVE else "GONGKAI_SCRAPY_WEBARCHIVE names no Python that has it (docs/benchmarks.md)"
VARIANTS = (
    Variant("server's ceiling", _client, _anything),
    Variant(WHOLE, _crawl("crawler.cli.main", "whole"), _crawled_all, every_core=True),
    Variant(ALONE, _crawl("crawler.cli.main", "alone"), _crawled_all),
    Variant(WITHOUT, _crawl("benchmarks.without_capture", "without"), _crawled_all),
    Variant(REBUILD, _rebuild, _rebuilt_all, _lose_database),
    Variant(REBUILD_EVERY, _rebuild, _rebuilt_all, _lose_database, every_core=True),
    Variant(REBUILD_TWICE, _rebuild_twice, _rebuilt_all, _lose_databases, every_core=True, times=2),
    Variant(FETCHED, _fetch_only("with"), _anything),
    Variant(ONLY_FETCHED, _fetch_only("without"), _anything),
    Variant("Scrapy, 1 item", _bare("CONCURRENT_ITEMS=1"), _anything),
    Variant(BARE, _bare(), _anything),
    Variant(OBVIOUS, _obvious, _anything, _start_anew("obvious")),
    Variant("wget --warc", _wget, _anything, _start_anew("wget"), "" if shutil.which("wget") else "no wget here"),
    Variant("scrapy-webarchive", _webarchive, _anything, _start_anew("webarchive"), _NO_WEBARCHIVE),
)
