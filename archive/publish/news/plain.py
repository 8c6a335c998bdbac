"""Words of strangers in feeds, mails and messages: one line of text that steers nothing."""

from __future__ import annotations

from archive.publish.steering import line_without_steering

#: Characters of a title; a longer one is cut, and says so.
MOST = 300


def plain(text: str, most: int = MOST) -> str:
    """The text on one line, at most ``most`` characters, with � for each character that steers or hides."""
    line = line_without_steering(" ".join(text[: 4 * most].split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
