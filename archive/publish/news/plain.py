"""Words of strangers in feeds, mails and messages: one line of text that steers nothing."""

from __future__ import annotations

import re

#: Characters of a title; a longer one is cut, and says so.
MOST = 300
#: Control characters, signs that turn the direction of a line (Unicode TR36, 3.1) or hide (tags), halves of
#: characters, and what no XML may hold (XML 1.0, production 2).
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)


def plain(text: str, most: int = MOST) -> str:
    """The text on one line, at most ``most`` characters, with � for each character that steers or hides."""
    line = _STEERING.sub("�", " ".join(text[: 4 * most].split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
