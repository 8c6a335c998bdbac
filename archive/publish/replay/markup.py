"""What the markup of a replay is made of, as the cleaner writes it."""

from __future__ import annotations

import re

#: What the cleaner writes: a tag, whose attributes hold neither < nor >, or words between tags.
PIECE = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>[^<>]*)>|(?P<words>[^<>]+)")
#: An attribute whose words a reader may see.
SAID = re.compile(r"(?P<before> (?:title|alt)=\")(?P<value>[^\"<>]*)\"")
