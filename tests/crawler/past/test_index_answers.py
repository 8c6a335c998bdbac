"""Answers of CDX servers in the forms that archive.org and pywb give, and lists of links (RFC 6690)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.errors import WebArchiveError
from crawler.past.cdx import Listed, read_cdx, site_query
from crawler.past.link_format import read_http_date, read_links
from crawler.past.view import PastView, instant_of
from crawler.past.web_archive import Indexed, WebArchive, built_in, find_web_archive

DAY = datetime(2019, 2, 15, 1, 2, 3, tzinfo=UTC)
ONE = Indexed("http://www.example.cn/a", DAY, 200)
FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["cn,example)/a", "20190215010203", "http://www.example.cn/a", "text/html", "200", "ABC", "99"]
REVISIT = [*ROW[:3], "warc/revisit", "-", "ABC", "9"]


@pytest.mark.parametrize(
    ("answer", "captures", "resume"),
    [
        (json.dumps([FIELDS, ROW]), (ONE,), ""),
        (json.dumps([FIELDS, ROW, [], ["cn%2Cexample%29%2Fa+20190215010204"]]), (ONE,), "cn,example)/a 20190215010204"),
        (json.dumps([["original", "timestamp"], [ROW[2], ROW[1]]]), (Indexed(ONE.url, DAY),), ""),
        (json.dumps([FIELDS, REVISIT]), (Indexed(ONE.url, DAY),), ""),
        ("[]", (), ""),
        ("", (), ""),
        (" ".join(ROW) + "\n", (ONE,), ""),
        (" ".join(ROW) + "\n\ncn%2Cexample%29%2Fb+20190215010204\n", (ONE,), "cn,example)/b 20190215010204"),
        ('cn,example)/a 20190215010203 {"url": "http://www.example.cn/a", "status": "200"}\n', (ONE,), ""),
        ('{"urlkey": "cn,example)/a", "timestamp": "20190215010203", "url": "http://www.example.cn/a", '
         '"status": "200"}\n', (ONE,), ""),
    ],
)  # fmt: skip
def test_every_form_says_the_same(answer: str, captures: tuple[Indexed, ...], resume: str) -> None:
    assert read_cdx(answer.encode()) == Listed(captures, resume)


def test_an_answer_as_long_as_was_asked_for_without_a_key_may_be_cut() -> None:
    """pywb obeys the limit and knows no resumption key."""
    line = '{"timestamp": "20190215010203", "url": "http://www.example.cn/%d", "status": "200"}'
    lines = [line % number for number in range(5_000)]
    assert read_cdx("\n".join(lines).encode()).is_cut
    assert not read_cdx("\n".join(lines[1:]).encode()).is_cut
    table = [["original", "timestamp"], *([f"http://www.example.cn/{number}", ROW[1]] for number in range(5_000))]
    assert read_cdx(json.dumps(table).encode()).is_cut
    assert not read_cdx(json.dumps([*table, [], ["more"]]).encode()).is_cut


@pytest.mark.parametrize(
    "original",
    [
        "ftp://example.cn/a",
        "http://user@example.cn/a",
        "http://",
        "javascript:alert(1)",
        "http://a b/",
        "http://a/\ud800",
        "x" * 70_000,
    ],
)
def test_a_line_that_is_no_capture_is_left_out(original: str) -> None:
    bad = [*ROW[:2], original, *ROW[3:]]
    assert read_cdx(json.dumps([FIELDS, bad, ROW]).encode()).captures == (ONE,)


@pytest.mark.parametrize(
    "answer",
    ["<html>busy</html>", "[1, 2]", "[[", '[["a"], ["b"]]', "no capture at all", "[" * 100_000],
)
def test_what_is_no_list_of_captures_is_said_to_be_none(answer: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_cdx(answer.encode())


def test_a_site_is_asked_for_by_its_prefix_between_two_instants_and_further_by_its_key() -> None:
    asked = parse_qs(urlsplit(site_query("http://a/cdx", "http://s/", DAY, DAY, "k y")).query)
    wanted = {"url": "http://s/", "matchType": "prefix", "from": "20190215010203", "resumeKey": "k y", "output": "json"}
    assert {name: asked[name] for name in wanted} == {name: [value] for name, value in wanted.items()}


def test_links_are_read_with_commas_and_semicolons_inside_of_them() -> None:
    text = '<http://a/b,c;d>; rel="original",\n <http://a/2>; rel="first memento"; '
    text += 'datetime="Fri, 15 Feb 2019 01:02:03 GMT"'
    original, memento = read_links(text)
    assert (original.url, original.relations) == ("http://a/b,c;d", ("original",))
    assert memento.relations == ("first", "memento")
    assert read_http_date(memento.parameters["datetime"]) == DAY


@pytest.mark.parametrize("text", ["", "no link", "<http://a", "<http://a>; rel=", "," * 10_000, "<" * 100_000])
def test_what_is_no_list_of_links_gives_few_or_none(text: str) -> None:
    assert len(list(read_links(text))) <= 1


def _view(at: str, within: int) -> PastView:
    return PastView(find_web_archive("http://127.0.0.1:1/c/"), datetime.fromisoformat(at), within)


@pytest.mark.parametrize(
    ("captures", "chosen"),
    [
        ([("2019-03-01", 200), ("2019-03-30", 200), ("2019-04-01", 200)], "2019-03-30"),
        ([("2019-04-02", 200), ("2019-04-01", 200)], "2019-04-01"),
        ([("2019-03-01", 404), ("2019-04-01", 200)], "2019-03-01"),
        ([("2019-03-30", 503), ("2019-03-01", 302)], "2019-03-01"),
        ([("2019-03-30", 403)], None),
        ([("2018-12-01", 200), ("2019-07-01", 200)], None),
        ([("2019-03-02", 0)], "2019-03-02"),
        ([], None),
    ],
    ids=[
        "the last before",
        "else the first after",
        "gone is gone",
        "no error",
        "no refusal",
        "too far",
        "revisit",
        "none",
    ],
)
def test_the_capture_that_shows_an_address_as_it_was(captures: list[tuple[str, int]], chosen: str | None) -> None:
    listed = [Indexed("http://s/", datetime.fromisoformat(f"{day}T00:00:00+00:00"), status) for day, status in captures]
    found = _view("2019-03-31T16:00:00+00:00", 90).choose(listed)
    assert (f"{found.at:%Y-%m-%d}" if found else None) == chosen


def test_a_day_ends_in_the_zone_of_the_portal() -> None:
    assert instant_of("2019-03-31", "Asia/Shanghai").isoformat() == "2019-03-31T15:59:59+00:00"
    assert instant_of("2019-03-31T08:00+08:00", "UTC").isoformat() == "2019-03-31T00:00:00+00:00"


@pytest.mark.parametrize("said", ["", "31.3.2019", "2019-02-30", "yesterday"])
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(WebArchiveError, match="--at"):
        instant_of(said, "Asia/Shanghai")


def test_the_archive_that_comes_with_the_program_is_asked_on_one_host_and_slowly() -> None:
    archive = built_in()["archive.org"]
    assert (archive.host, archive.delay) == ("https://web.archive.org/", 5)
    url = archive.replay_url(ONE)
    assert url == "https://web.archive.org/web/20190215010203id_/http://www.example.cn/a"
    assert archive.replayed(url) == Indexed(ONE.url, DAY)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("replay", '"http://a/web/{timestamp}/{url}"', "rewritten"),
        ("cdx", '"http://b/cdx"', "one host"),
        ("cdx", '""', "one of cdx"),
        ("delay", "-1", "delay"),
    ],
)
def test_an_archive_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, key: str, value: str, reason: str
) -> None:
    said = {
        "name": "x",
        "title": "{zh: x, en: x}",
        "replay": '"http://a/web/{timestamp}id_/{url}"',
        "cdx": '"http://a/c"',
    }
    path = tmp_path / "x.yml"
    path.write_text("".join(f"{name}: {text}\n" for name, text in (said | {key: value}).items()))
    with pytest.raises(WebArchiveError, match=reason):
        find_web_archive(str(path))


@pytest.mark.parametrize("said", ["nobody", "http://", "http://user@host/c/", "http://host/c/?a", "missing.yml"])
def test_what_names_no_archive_is_refused(said: str) -> None:
    with pytest.raises(WebArchiveError):
        find_web_archive(said)


def test_an_address_off_the_archive_replays_nothing() -> None:
    archive = WebArchive.model_validate(built_in()["archive.org"].model_dump())
    assert archive.replayed("https://web.archive.org.evil.example/web/20190215010203id_/http://s/") is None
    assert archive.replayed("https://web.archive.org/web/20190215010203id_/file:///etc/passwd") is None
