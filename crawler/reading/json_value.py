"""JSON as sites send it, as a value whose texts can be written down."""

from __future__ import annotations

import json
import re
from typing import Any

#: Only an escape can name half a character (RFC 8259, 8.2): what a server's script cuts a title to may end in one.
_MAY_NAME_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


def json_value(text: str) -> Any:
    """The value of a JSON text, with U+FFFD for half a character. Raises ValueError, RecursionError."""
    value = json.loads(text)
    return _whole(value) if _MAY_NAME_HALF.search(text) else value


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(item) for name, item in value.items()}
    return value
