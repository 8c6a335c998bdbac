"""Instants as the archive writes and reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from archive.clock import instant, stamp


def test_what_a_stamp_says_is_read_again() -> None:
    at = datetime(2020, 6, 1, 0, 30, 0, 123456, timezone(timedelta(hours=8)))
    assert instant(stamp(at)) == at


@pytest.mark.parametrize("text", ["2020-06-01T16:30:00Z", "2020-06-01T16:30:00.000000Z", "2020-06-02T00:30:00+08:00"])
def test_an_instant_is_in_utc(text: str) -> None:
    assert instant(text).isoformat() == datetime(2020, 6, 1, 16, 30, tzinfo=UTC).isoformat()
