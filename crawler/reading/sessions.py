"""Addresses without the session of whoever looked: servers write it into every link for a visitor without cookies."""

from __future__ import annotations

import re
from functools import cache

from crawler.reading.vocabulary import word_set, words

_IN_PATH = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
#: What a session is called by: long, and of letters and digits.
_SESSION = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9,._!-]{16,256}")


def without_session(url: str) -> str:
    """The URL without what names a session (sessions.yml); every other part stays as it is written."""
    if ("?" not in url and ";" not in url) or not _hint().search(url):
        return url
    whole, mark, fragment = url.partition("#")
    path, question, query = whole.partition("?")
    path = _IN_PATH.sub("", path)
    if question:
        fields = query.split("&")
        names = {_name(field) for field in fields}
        kept = [field for field in fields if not _names_session(field, names)]
        query, question = "&".join(kept), question if kept else ""
    return path + question + query + mark + fragment


def _names_session(field: str, names: set[str]) -> bool:
    """Whether a field of a query names a session, beside fields of these names."""
    name, value = _name(field), field.partition("=")[2]
    if name in word_set("sessions", "always") or name.startswith(words("sessions", "prefixes")):
        return True
    if not _SESSION.fullmatch(value):
        return False
    beside_content = not names.isdisjoint(word_set("sessions", "content"))
    return name in word_set("sessions", "by_value") or (name in word_set("sessions", "beside") and beside_content)


def _name(field: str) -> str:
    return field.partition("=")[0].lower()


@cache
def _hint() -> re.Pattern[str]:
    """What every address with a session has, and few others."""
    names = [name for key in ("always", "prefixes", "by_value", "beside") for name in words("sessions", key)]
    return re.compile("|".join(map(re.escape, sorted(names))), re.IGNORECASE)
