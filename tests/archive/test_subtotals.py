"""Sub-totals: each condition on documents made by hand, one at a time, and the rows behind it."""

from __future__ import annotations

import pytest
from handmade_archive import PORTAL, Archive

from archive.subtotals import kinds, subtotal_label, subtotal_order
from archive.verify import verify

BEFORE_THE_DAY, ON_THE_DAY, AFTER = "2018-05-01T20:00:00Z", "2018-05-02T20:00:00Z", "2018-05-03T01:00:00Z"


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("undated", "另有无日期", "further, without a date"),
        ("channel", "该渠道", "on this channel"),
        ("from_the_future", "from_the_future", "from_the_future"),
    ],
)
def test_a_sub_total_is_shown_in_words(key, zh, en):
    label = subtotal_label(key)
    assert (label.zh, label.en) == (zh, en)


def test_channels_are_shown_before_what_was_merged_and_before_every_condition():
    order = subtotal_order()
    assert order[:2] == ("channel", "merged")
    assert order[2:] == tuple(kind.key for kind in kinds())


class Counted:
    """An archive of one column and one claim about it; ``subtotals`` are its numbers of documents by key."""

    def __init__(self):
        self.archive = Archive()
        self.column = self.archive.column("a", "interpretations")
        self.crawl = self.archive.crawl()
        self.archive.report()

    def document(self, published_on="2018-05-01", **fields):
        return self.archive.document(published_on, columns=[self.column], crawl=self.crawl, **fields)

    def subtotals(self):
        self.archive.claim("interpretations", 1, channel="own_site")
        verify(self.archive.db, PORTAL)
        return {row["key"]: row["documents"] for row in self.archive.rows("select key, documents from subtotals")}
