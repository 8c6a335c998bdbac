"""How long a server asks to wait, whatever it writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.retry_after import retry_after

NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(" 120 ", 120.0), ("Tue, 06 Jan 2026 04:01:00 GMT", 60.0), ("Tue, 06 Jan 2026 03:00:00 GMT", 0.0)],
)
def test_a_wait_is_said_in_seconds_or_as_a_date(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "-1",
        "²",  # a digit that is no number
        "١٢",
        "Thu, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Thu, 01 Jan 2026 00:00:00 +99999999999999",
    ],
)
def test_what_says_nothing_asks_for_no_wait(value: str) -> None:
    assert retry_after(value, NOW) is None
