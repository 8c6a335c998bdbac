"""What is said of a night over many portals: what politeness takes, and whether CPU takes less."""

from __future__ import annotations

from pathlib import Path

from benchmarks.many import Night, main, promise, write_portals
from benchmarks.site import articles_for, columns_of, pages_of, write_site
from crawler.host_groups import host_groups
from crawler.portal import find_portal


def test_politeness_is_two_seconds_between_any_two_requests_of_a_portal_so_many_at_a_time() -> None:
    night = Night(0.0, 0.0, (11, 11, 11, 11))
    assert (night.polite(1), night.polite(2), night.polite(4)) == (80.0, 40.0, 20.0)
    assert night.polite(100) == 20.0  # no portal is done before its own pauses are


def test_a_night_that_keeps_the_cores_longer_does_not_hold() -> None:
    assert promise(Night(0.0, 38.0, (11, 11)), 1, 1).endswith("politeness takes 40 s, 1 at a time: holds")
    assert promise(Night(0.0, 42.0, (11, 11)), 1, 1).endswith("politeness takes 40 s, 1 at a time: does not hold")
    assert "21 s on 2 cores" in promise(Night(0.0, 42.0, (11, 11)), 1, 2)


def test_what_is_measured_unless_something_else_is_asked_for_is_what_the_figures_were_measured_with() -> None:
    """docs/many-portals.md: 17,000 requests of a hundred portals, robots.txt among them, each with eight columns."""
    said = {option.name: option.default for option in main.params}
    pages = [path for path, _ in pages_of(articles_for(said["pages"]))]
    assert said["portals"] * (len(pages) + 1) == 17_000
    assert len(columns_of(articles_for(said["pages"]))) == 8


def test_every_port_is_a_portal_and_a_host_of_its_own(tmp_path: Path) -> None:
    write_site(tmp_path / "site", 30)
    write_portals(tmp_path / "portals", tmp_path / "site", [9001, 9002])
    files = [str(path) for path in sorted((tmp_path / "portals").iterdir())]
    assert [find_portal(file).hosts for file in files] == [("http://127.0.0.1:9001/",), ("http://127.0.0.1:9002/",)]
    assert host_groups(files, {}) == [[file] for file in files]
