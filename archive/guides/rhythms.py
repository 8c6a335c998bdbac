"""How often something new is due by the words of a guide."""

from __future__ import annotations

import re

from archive.guides.rules import rules


def rhythm(text: str) -> int | None:
    """Days after which something new is due by folded words (每年更新); None where they say nothing of that."""
    found = (int(rule["days"]) for rule in rules()["rhythms"] if re.search(rule["pattern"], text))
    return next(found, None)
