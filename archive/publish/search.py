"""Search over Chinese text: one token per character, words found as phrases.

SQLite's ``unicode61`` takes a run of Chinese characters for one word and its trigrams find nothing
shorter than three; single characters find a word of any length. A private-use character stands for
punctuation and line ends, so that no phrase reaches across them. What is indexed and what is typed are
folded alike: width, case, traditional characters, and characters that only look like others.

All of it is done here, and not by the SQLite that happens to be installed: its ``ascii`` tokenizer takes what is
beyond ASCII for letters and parts tokens at spaces, in 60 % of the time that ``unicode61`` needs for the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from archive.reports.folding import plain_ideographs, to_simplified

BOUNDARY = "\ue000"
TOKENIZER = "ascii"
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff"  # that NFKC and case folding leave alone, and never join with a neighbour
#: What is a token by itself.
HAN = f"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff{_IDEOGRAPHS}\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_IDEOGRAPHS}]+|[^{_IDEOGRAPHS}]+")
_PIECES = re.compile(f"[{HAN}]|[^{HAN}]+")
_BREAK = re.compile(r"(?:[^\w\s]|[_\n\r\v\f\x1c-\x1e\x85\u2028\u2029])+")
#: Soft hyphens, zero-width marks, directions and variants of glyphs: a reader sees none of them.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_DIACRITICS = re.compile("[\u0300-\u036f]+")
_SHORT = 24  # characters: punctuation, numbers and words between ideographs, which come again and again
_QUERY_PARTS = re.compile(r'"([^"]*)"?|(\S+)')


def spaced(text: str) -> str:
    """``text`` as it is indexed: folded, a space round each Chinese character, a boundary for punctuation.

    Folded is: Unicode NFKC and case folding, radicals and traditional characters as simplified ones, letters without
    their accents, nothing that is invisible.
    """
    runs = _RUNS.findall(to_simplified(text))
    return " ".join([" ".join(run) if "\u3400" <= run[0] <= "\u9fff" else _between(run) for run in runs])


def _between(run: str) -> str:
    return _remembered(run) if len(run) <= _SHORT else _pieces(run)


def _pieces(run: str) -> str:
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", plain_ideographs(run)))
    folded = to_simplified(unicodedata.normalize("NFKC", _DIACRITICS.sub("", plain).casefold()))
    return " ".join(" ".join(_PIECES.findall(_BREAK.sub(f" {BOUNDARY} ", folded))).split())


_remembered = lru_cache(maxsize=20_000)(_pieces)


def escape_query(query: str | None) -> str:
    """The FTS5 expression for what a person typed: every word, and everything in quotes, is a phrase.

    Takes the place of Datasette's own ``escape_fts``. Nothing that was typed is read as FTS5 syntax.
    """
    return " ".join(f'"{" ".join(tokens)}"' for tokens in phrases(query)) or '""'


def phrases(query: str | None) -> list[list[str]]:
    """The phrases of what a person typed, as tokens of the index; those without a word are left out."""
    typed = (found[1] if found[1] is not None else found[2] for found in _QUERY_PARTS.finditer(query or ""))
    return [tokens for words in typed if (tokens := _tokens(words))]


def _tokens(words: str) -> list[str]:
    tokens = spaced(words.replace('"', " ")).split()
    while tokens and tokens[0] == BOUNDARY:
        tokens.pop(0)
    while tokens and tokens[-1] == BOUNDARY:
        tokens.pop()
    return tokens
