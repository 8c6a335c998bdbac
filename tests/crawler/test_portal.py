"""A portal file is read as it says, or refused with file, key and reason."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from crawler.bounds import AtLeast, PortalChecks
from crawler.errors import PortalFileError, UnknownPortalError
from crawler.portal import (
    Channel,
    Column,
    Inspection,
    Politeness,
    Portal,
    Title,
    built_in_portals,
    find_portal,
    load_portal_file,
)

GOOD = """
portal: sample
title: {zh: 样本, en: Sample}
authority: [样本管委会]
base: http://sample.invalid
columns:
  - {key: news, title: 要闻, evidences: ["topic:党政要闻"]}
channels:
  own_site: {title: {zh: 本站, en: own site}, kind: site}
"""


def write(folder: Path, text: str, name: str = "sample.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_gives_its_portal_with_defaults(tmp_path: Path) -> None:
    portal = load_portal_file(write(tmp_path, GOOD))
    assert (portal.portal, portal.base, portal.zone) == ("sample", "http://sample.invalid/", "Asia/Shanghai")
    assert portal.politeness.delay == 2.0
    assert portal.columns[0].evidences == ("topic:党政要闻",)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("portal: sample", "portal: other", "portal", "must be the file's name"),
        ("base: http://sample.invalid", "base: ftp://sample.invalid", "base", "http:// or https://"),
        ("topic:党政要闻", "nonsense", "columns.0.evidences", "unknown metric 'nonsense'"),
        ("base: http://sample.invalid", "base: http://a:b@sample.invalid", "base", "user name"),
        ("base: http://sample.invalid", "base: http://sample.invalid:99999", "base", "Port out of range"),
        ("title: 要闻", "title: ' '", "columns.0.title", "at least 1 character"),
        ("columns:\n", "columns:\n  - {key: again, title: 要闻}\n", "(the file)", "the same place"),
        ("columns:", "zone: Asia\ncolumns:", "zone", "no such time zone"),
        ("columns:", "note: 2018-99-99\ncolumns:", "", "month must be in 1..12"),
        ("title: 要闻, ", "", "columns.0.title", "Field required"),
        ("kind: site", "kind: newspaper", "channels.own_site.kind", "'site', 'import' or 'offline'"),
        (
            "  own_site:",
            "  warc: {title: {zh: 存档, en: archive}, kind: import}\n  own_site:",
            "(the file)",
            "no channel can be called 'warc'",
        ),
        ("key: news,", "key: news, chanel: x,", "columns.0.chanel", "Extra inputs"),
        ("key: news,", "key: news, channel: radio,", "(the file)", "'radio', which is not declared"),
        ("columns:", "zone: Mars/Olympus\ncolumns:", "zone", "no such time zone"),
        ("columns:", f"zone: {'/'.join('A' * 2000)}\ncolumns:", "zone", "no such time zone"),
        ("columns:", "zone: ../../etc/passwd\ncolumns:", "zone", "no such time zone"),
        ("columns:", "politeness: {delay: -1}\ncolumns:", "politeness.delay", "greater than or equal to 0"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(PortalFileError) as refusal:
        load_portal_file(path)
    message = str(refusal.value)
    assert str(path) in message
    assert f"{key}: " in message or not key
    assert reason in message


@pytest.mark.parametrize(
    ("checks", "key", "reason"),
    [
        ("{kept: {min: 0.2}}", "checks.kept.reason", "Field required"),
        ("{kept: {min: 0.2, reason: ' '}}", "checks.kept.reason", "at least 1 character"),
        ("{kept: {min: 1.2, reason: why}}", "checks.kept.min", "less than or equal to 1"),
        ("{kept: {min: .nan, reason: why}}", "checks.kept.min", "less than or equal to 1"),
        ("{kept: {max: 0.2, reason: why}}", "checks.kept.max", "Extra inputs"),
        ("{kept: }", "checks.kept", "should be"),
        ("", "checks", "should be"),
        ("{kept: {min: 0, reason: why, until: soon}}", "checks.kept.until", "valid date"),
        ("{entries: {min: 0, reason: why}}", "checks.entries.min", "greater than or equal to 1"),
        ("{entries: {min: 9, max: 8, reason: why}}", "checks.entries", "max 8 is less than min 9"),
        ("{newest: {max: 0, reason: why}}", "checks.newest.max", "greater than or equal to 1"),
        ("{challenges: {max: 0.1, reason: why}}", "checks.challenges", "Extra inputs"),
    ],
)
def test_a_bound_is_refused_that_has_no_reason_or_no_sense(tmp_path: Path, checks: str, key: str, reason: str) -> None:
    with pytest.raises(PortalFileError) as refusal:
        load_portal_file(write(tmp_path, f"{GOOD}checks: {checks}\n"))
    assert f"{key}: " in str(refusal.value)
    assert reason in str(refusal.value)


def test_a_column_has_bounds_of_its_own_but_none_of_its_system(tmp_path: Path) -> None:
    bound = "{min: 0.2, reason: why, until: 2026-12-31}"
    portal = load_portal_file(write(tmp_path, GOOD.replace("title: 要闻", f"title: 要闻, checks: {{kept: {bound}}}")))
    assert portal.columns[0].checks.kept == AtLeast(min=0.2, reason="why", until=date(2026, 12, 31))
    with pytest.raises(PortalFileError, match=r"columns\.0\.checks\.family: Extra inputs"):
        load_portal_file(write(tmp_path, GOOD.replace("title: 要闻", f"title: 要闻, checks: {{family: {bound}}}")))


def test_what_no_portal_file_moves_is_refused_in_one(tmp_path: Path) -> None:
    with pytest.raises(PortalFileError, match="check_rules: no portal file moves them"):
        load_portal_file(write(tmp_path, GOOD + "check_rules: {family_share: 0}\n"))


@pytest.mark.parametrize("text", ["", "- a list", "portal: [", "portal: 'a\x00b'", "a: &a [*a, *a]\n" * 3])
def test_what_is_no_mapping_of_yaml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PortalFileError, match=r"sample\.yml"):
        load_portal_file(write(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PortalFileError, match=r"absent\.yml: cannot be read"):
        find_portal(str(tmp_path / "absent.yml"))


def test_an_unknown_name_lists_the_names_there_are() -> None:
    with pytest.raises(UnknownPortalError, match="songshan"):
        find_portal("nowhere")


@pytest.mark.parametrize("name", sorted(built_in_portals()))
def test_every_built_in_portal_file_is_valid(name: str) -> None:
    assert find_portal(name).portal == name


def test_nobody_knows_the_host_of_songshan() -> None:
    assert find_portal("songshan").base == ""


def test_a_host_becomes_the_base_only_where_there_is_none(tmp_path: Path) -> None:
    given = find_portal("songshan").with_host("http://127.0.0.1:8000")
    assert given.base == "http://127.0.0.1:8000/"
    kept = load_portal_file(write(tmp_path, GOOD)).with_host("http://127.0.0.1:8000")
    assert (kept.base, kept.hosts) == ("http://sample.invalid/", ("http://127.0.0.1:8000/",))


SECTIONS = {
    "The portal": Portal,
    "`politeness`": Politeness,
    "A title": Title,
    "An inspection": Inspection,
    "A column": Column,
    "A channel": Channel,
    "`checks`": PortalChecks,
}


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_is_described_with_its_meaning_and_no_other(heading: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / "portal-files.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    described = re.findall(r"^\| `(\w+)` \| .{9,}? \| .*\|$", section, re.MULTILINE)
    assert described == [key for key in described if key in SECTIONS[heading].model_fields]
    assert set(described) == set(SECTIONS[heading].model_fields) - {"file_sha256", "check_rules"}
