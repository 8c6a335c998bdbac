"""What a terminal may be shown of strangers' words: nothing that moves the cursor, colours, links, or turns the line.

Titles, addresses and errors repeat what sites and files say; an escape code in one of them would run in the
terminal of whoever looks on, and a sign of direction would show words in another order than they stand.
"""

from __future__ import annotations

import json
import re
from typing import Any

#: Control characters of both sets but tab and line feed, and signs that turn the direction (Unicode TR36, 3.1).
_STEERING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_HIDDEN = re.compile(f"[{_STEERING}\ud800-\udfff]")
_UNESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with every character that steers a terminal replaced by �."""
    return _HIDDEN.sub("�", text)


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON for people and programs: Chinese as it stands, whatever steers a terminal escaped. Its value is the same."""
    said = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", said)
