"""What metadata.yml says of tables, columns and ready-made queries, in the language that was chosen.

It has both languages in one line, as Datasette shows it everywhere: ``中文 · English`` in titles, and in descriptions
Chinese sentences and then English ones.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup

from archive.labels import Label
from archive.publish.plugin.language import in_plain_words, in_words

_PARTED = re.compile(r" · |(?<=[。！？]) (?=[^一-鿿])")


@cache  # of what metadata.yml says, and nothing that a visitor wrote
def both_languages(text: str) -> Label:
    """The two languages of a line; a line in one language is both."""
    chinese, *english = _PARTED.split(text.strip(), maxsplit=1)
    return Label(chinese, english[0] if english else chinese)


def described(text: str) -> Markup:
    """A line of metadata.yml as markup; one that is in one language says so of itself no more than once."""
    label = both_languages(text)
    return Markup.escape(text) if label.zh == label.en else in_words(label.zh, label.en)


def plainly_described(text: str) -> str:
    """The same without markup, for titles and attributes."""
    label = both_languages(text)
    return text if label.zh == label.en else in_plain_words(label.zh, label.en)
