"""Two archives of a portal: who saw what when, where bytes differ, and what one knows of what it has not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, gongkai
from small_site import PORTAL, article, list_page, small_site
from sqlite_utils import Database
from strangers_warc import small_warc

from archive.diff.archives.compare import ArchivesDiff
from archive.diff.archives.sides import common_portal
from archive.diff.errors import NoSuchPortalError
from archive.store import open_archive
from crawler.brought.bring import Said, bring_archive
from crawler.portal import load_portal_file

ONE, OTHER = "2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z"
Make = Callable[..., Database]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """An archive of what somebody saw of the small site."""
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    portal = load_portal_file(tmp_path / "small.yml")
    made: list[Database] = []

    def archive(name: str, at: str, **pages: Any) -> Database:
        folder = tmp_path / name
        db = open_archive(folder / "archive.db")
        path = small_warc(at=at, **pages).write(tmp_path / f"{name}.warc.gz")
        clock = datetime(2026, 3, 1, tzinfo=UTC)
        bring_archive(db, folder, portal, [path], Said("x", "y"), clock=lambda: clock)
        made.append(db)
        return db

    yield archive
    for db in made:
        db.close()


def addresses(diff: ArchivesDiff) -> dict[str, Any]:
    return {line.url.removeprefix("http://small.invalid"): line for line in diff.addresses()}


def documents(diff: ArchivesDiff) -> dict[str, Any]:
    return {line.url.removeprefix("http://small.invalid"): line for line in diff.documents()}


def test_two_alike_differ_in_nothing_but_when(make):
    diff = ArchivesDiff(make("a", ONE), make("b", OTHER), "small")
    found = addresses(diff)
    assert {line.state for line in found.values()} == {"same"}
    (mine,), (theirs,) = found["/a/0.html"].one, found["/a/0.html"].other
    assert (mine.digest, mine.first_at[:10], theirs.first_at[:10]) == (theirs.digest, "2019-01-01", "2020-01-01")
    assert documents(diff) == {}
    assert diff.totals.documents == {"same": 8}


def test_other_bytes_are_told_by_their_text(make):
    again = article("关于召开全区工作会议的通知之1", "2018-03-01")
    other = {
        "/a/0.html": again.replace("</body>", "<script>1</script></body>"),
        "/a/1.html": article("全区重点项目建设推进情况通报之2", "2018-03-02").replace("下一步安排", "另外的安排"),
        "/": small_site()["/"].replace("欢迎", "再次欢迎"),
    }
    diff = ArchivesDiff(make("a", ONE), make("b", OTHER, **other), "small")
    found = {url: (line.how, line.paragraphs) for url, line in addresses(diff).items() if line.state == "different"}
    assert found == {"/a/0.html": ("same_text", 0), "/a/1.html": ("other_text", 2), "/": ("not_read_as_text", None)}
    assert diff.totals.how == {"same_text": 1, "other_text": 1, "not_read_as_text": 1}


def test_what_only_one_captured_stands_on_its_side(make):
    diff = ArchivesDiff(make("a", ONE, **{"/only": Answer("x")}), make("b", OTHER, **{"/other": Answer("y")}), "small")
    found = addresses(diff)
    assert (found["/only"].state, found["/only"].other) == ("only_one", ())
    assert (found["/other"].state, found["/other"].one) == ("only_other", ())


LISTED = {"/notices/": list_page(("/a/4.html", "通知", "2018-03-05"), ("/a/50.html", "仅此一份", "2018-03-06"))}


@pytest.mark.parametrize(
    ("theirs", "why"),
    [
        ({}, "not_listed"),
        ({"/notices/": None}, "not_captured"),
        ({"/a/50.html": Answer("no", 404)}, "gone"),
        ({"/a/50.html": article("仅此一份", "2018-03-06")}, "captured"),
    ],
)
def test_what_an_archive_has_not_is_told_with_what_it_knows(make, theirs, why):
    mine = LISTED | {"/a/50.html": article("仅此一份", "2018-03-06")}
    for swapped in (False, True):
        pair = [make(f"a{swapped}", ONE, **mine), make(f"b{swapped}", OTHER, **theirs)]
        diff = ArchivesDiff(*(reversed(pair) if swapped else pair), "small")
        line = documents(diff)["/a/50.html"]
        assert (line.state, line.why) == ("only_other" if swapped else "only_one", why)
        assert bool(line.why_at) == (why != "not_captured")
        counted = diff.totals.why_not_in_one if swapped else diff.totals.why_not_in_other
        assert counted[why] == 1


def test_titles_and_dates_that_differ_are_named(make):
    diff = ArchivesDiff(make("a", ONE), make("b", OTHER, **{"/a/0.html": article("新题", "2018-03-09")}), "small")
    line = documents(diff)["/a/0.html"]
    assert (line.state, line.differs, line.other_title) == ("different", ("title", "published_on"), "新题")


def test_a_portal_that_only_one_has_is_asked_for(make, tmp_path):
    one = make("a", ONE)
    with closing(open_archive(tmp_path / "empty" / "archive.db")) as empty:
        with pytest.raises(NoSuchPortalError, match="no portal in common"):
            common_portal(one, empty, None)
        with pytest.raises(NoSuchPortalError, match="no portal other"):
            common_portal(one, one, "other")
        assert common_portal(one, one, None) == "small"


def test_the_command_tells_it_in_three_ways(make, tmp_path):
    title = "=1+1\x1b[31m"
    make("a", ONE).close()
    make("b", OTHER, **LISTED | {"/a/50.html": article(title, "2018-03-06")}).close()
    folders = (tmp_path / "a", tmp_path / "b")
    told = json.loads(gongkai("diff", *folders, "--json").stdout)
    assert (told["kind"], told["portal"]) == ("archives", "small")
    assert told["totals"]["documents"] == {"only_one": 3, "only_other": 1, "same": 5}
    assert {line["state"] for line in told["addresses"]} == {"same", "different", "only_other"}
    table = gongkai("diff", *folders, "--csv").stdout
    assert table.startswith("kind,url,state,")
    assert "\x1b" not in table
    assert ",=1+1" not in table
    shown = gongkai("diff", *folders)
    assert (shown.returncode, "\x1b[31m" in shown.stdout) == (0, False)
    assert "documents only in the second" in shown.stdout
    assert gongkai("diff", folders[0], "2018").returncode == 2
