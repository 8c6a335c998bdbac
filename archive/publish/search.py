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

from archive.folding import IDEOGRAPHS
from archive.reports.folding import plain_ideographs, to_simplified

BOUNDARY = "\ue000"
TOKENIZER = "ascii"
#: What is a token by itself.
HAN = f"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff{IDEOGRAPHS}\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN = re.compile(f"([^{IDEOGRAPHS}]+)")
_PIECES = re.compile(f"[{HAN}]|[^{HAN}]+")
_BREAK = re.compile(r"(?:[^\w\s]|[_\n\r\v\f\x1c-\x1e\x85\u2028\u2029])+")
#: Soft hyphens, zero-width marks, directions and variants of glyphs: a reader sees none of them.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_DIACRITICS = re.compile("[\u0300-\u036f]+")
_SHORT = 24  # characters: punctuation, numbers and words between ideographs, which come again and again
_MOST_KEPT = 20_000  # of them
_QUERY_PARTS = re.compile(r'"([^"]*)"?|(\S+)')


def spaced(text: str) -> str:
    """``text`` as it is indexed: folded, a space round each Chinese character, a boundary for punctuation.

    Folded is: Unicode NFKC and case folding, radicals and traditional characters as simplified ones, letters without
    their accents, nothing that is invisible.
    """
    return _spaced(_folded(text))


def spaced_and_close(text: str) -> tuple[str, str]:
    """``text`` as it is indexed, and the same without any space: characters that follow each other stand together."""
    runs = _folded(text)
    return _spaced(runs), "".join(runs).replace(" ", "")


def _folded(text: str) -> list[str]:
    """In turn ideographs, and the tokens of what stands between them."""
    runs = _BETWEEN.split(to_simplified(text))
    runs[1::2] = map(_known_pieces.__getitem__, runs[1::2])
    return runs


def _spaced(runs: list[str]) -> str:
    apart = list(runs)
    apart[::2] = _apart("\n".join(runs[::2])).split("\n ")
    return " ".join(apart).strip()


def _apart(text: str) -> str:
    """``text`` with a space after each character, put there in UTF-16, where each of these characters is two bytes."""
    each, apart = text.encode("utf-16-le"), bytearray(b"\0\0 \0" * len(text))
    apart[::4], apart[1::4] = each[::2], each[1::2]
    return apart.decode("utf-16-le")


def _pieces(run: str) -> str:
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", plain_ideographs(run)))
    folded = to_simplified(unicodedata.normalize("NFKC", _DIACRITICS.sub("", plain).casefold()))
    return " ".join(" ".join(_PIECES.findall(_BREAK.sub(f" {BOUNDARY} ", folded))).split())


class _Pieces(dict[str, str]):
    """The tokens of what stands between ideographs; those of short runs are kept, until there are too many."""

    def __missing__(self, run: str) -> str:
        tokens = _pieces(run)
        if len(run) <= _SHORT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[run] = tokens
        return tokens


_known_pieces = _Pieces()


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
