"""What a replay is known by: all that it depends on, and no number of a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.publish.replay.choosing import Source

PAGE = Source(
    "urn:uuid:1", "d1", "http://p.invalid/a/1.html", "2026-01-01T00:00:00Z", "sha256:1", "a.warc.gz", 0, "", 0
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://p.invalid/fj/13812345678.html", "http://p.invalid/fj/13812345679.html"),
        ("http://p.invalid/cx?sfz=150402198001011232", "http://p.invalid/cx?sfz=150402197001011238"),
    ],
)
def test_nobody_finds_a_number_in_an_address_by_trying_which_gives_the_key(one: str, other: str) -> None:
    sources = [replace(PAGE, url=url) for url in (one, other)]
    assert [source.public_url for source in sources] == ["", ""]
    assert sources[0].key == sources[1].key


def test_another_address_content_record_or_scan_is_another_replay() -> None:
    others = [
        {"url": "http://p.invalid/a/2.html"},
        {"entity_digest": "sha256:2"},
        {"capture": "urn:uuid:2"},
        {"scan": 1},
    ]
    assert PAGE.public_url == "http://p.invalid/a/1.html"
    assert len({PAGE.key, *(replace(PAGE, **other).key for other in others)}) == 5
