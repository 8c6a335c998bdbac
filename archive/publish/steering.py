"""Characters of a text that steer what stands round it, or are none: a line that one of them stands in may read as
anything (Unicode TR36, 3.1). Where texts of strangers are shown, � stands for each; files of data keep them.
"""

from __future__ import annotations

import re

#: Controls but tab and line ends, marks that turn the direction of a line, separators that end it; then halves of
#: characters, and what no XML may hold (XML 1.0, production 2).
_STEERING = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_IN_TEXT = re.compile(f"[{_STEERING}{_NO_CHARACTERS}]")
#: On one line also its ends, and tags, which hide (of flags only those of England and the like need them).
_IN_LINE = re.compile(f"[{_STEERING}{_NO_CHARACTERS}\t\n\r\U000e0000-\U000e007f]")
_INSTEAD = "�"


def text_without_steering(text: str) -> str:
    """The text with � for each character that steers; its lines stay."""
    return _IN_TEXT.sub(_INSTEAD, text)


def line_without_steering(line: str) -> str:
    """The same of what has to stay on one line, and may hide nothing."""
    return _IN_LINE.sub(_INSTEAD, line)
