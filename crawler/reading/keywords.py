"""The keywords of a document: labelled on the page, else META Keywords where they speak of this document."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from crawler.reading.metadata import labelled_values
from crawler.reading.text import key

_PARTING = re.compile(r"[,，;；、|｜_\s-]+")
_SITE = re.compile(r"(?:网|网站|门户|cms|官网|人民政府)$")
_MOST_WORDS = 30
_LEAST_NAME = 4  # characters: a shorter word in the name of a column is still a word
_OWN_SHARE = 0.5  # of the words that must occur in the document itself
CLOSING = 8  # last paragraphs of a body, where official letters until 2012 named their 主题词 (GB/T 9704—1999)


def closing_keywords(closing: Sequence[str]) -> str:
    """The value of a label such as 主题词 in the last paragraphs of a body; '' when there is none."""
    last = [line for line in closing[-CLOSING:] if "词" in line or "詞" in line]
    return labelled_values(last).get("keywords", "")


def meta_keywords(value: str, site: Collection[str], text: str) -> str:
    """The words of META Keywords without the site's, parted by spaces; '' where the document speaks of few of them.

    ``site`` are keys of the names of site and columns, ``text`` is the title and body.
    """
    words = [word for word in _PARTING.split(value)[:_MOST_WORDS] if not _is_sites(word, site)]
    said = key(text) if words else ""
    own = [word for word in words if key(word) in said]
    if not own or len(own) < _OWN_SHARE * len(words) or said.startswith(key("".join(own))):
        return ""
    return " ".join(own)


def _is_sites(word: str, site: Collection[str]) -> bool:
    """Whether a keyword names the site or a column, by itself or among other words."""
    said = key(word)
    if not said or _SITE.search(said):
        return True
    return any(name and (name in said or (len(said) >= _LEAST_NAME and said in name)) for name in site)
