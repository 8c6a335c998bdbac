"""What ``archive.names`` asks of a title, as SQL that runs in stock Datasette: its values are literals."""

from __future__ import annotations

import json

from archive.measures import quote
from archive.names import Wanted, variants

# Years in digits and in Chinese numerals, as archive.names tells them.
_YEAR_GLOBS = ("*20[0-9][0-9]*", "*二[〇零][〇零一二][〇零一二三四五六七八九]年*")
_DEEPEST = 12  # replacements in one SQL expression


def named_sql(name: Wanted) -> str:
    """The condition on ``w.words`` that ``Wanted.carried_by`` asks, its values as literals."""
    conditions = [_holds(name.name)] if name.key else ["0"]
    if name.year:
        rest = f"replace(w.words, {quote(name.year)}, '')"
        undated = [f"{rest} not glob {quote(pattern)}" for pattern in _YEAR_GLOBS]
        alone = " and ".join([f"instr(w.words, {quote(name.year)}) > 0", *undated])
        conditions.append(f"(({alone}) or {_holds(name.key)})")
    elif name.years:
        shown = [f"instr(w.words, {quote(year)}) > 0" for year in name.years]
        undated = [f"w.words not glob {quote(pattern)}" for pattern in _YEAR_GLOBS]
        conditions.append(f"({' or '.join(shown)} or ({' and '.join(undated)}))")
    if name.asides:
        # The name stands once behind the patterns, not in each: the SQL has to fit into an address.
        patterns = quote(json.dumps(name.asides, ensure_ascii=False, separators=(",", ":")))
        filled = f"replace(value, '{{name}}', {quote(name.name)})"
        conditions.append(f"not exists (select 1 from json_each({patterns}) where w.words glob {filled})")
    return " and ".join(conditions)


def words_sql(name: Wanted) -> str:
    """``Wanted.words`` as common table expressions upon ``titles (id, words)``; the last one is ``worded``.

    Several, for SQLite's parser takes no expression as deep as all replacements in one.
    """
    steps, source = [], "titles"
    for number, begin in enumerate(range(0, len(name.pairs), _DEEPEST)):
        words = "words"
        for word, instead in name.pairs[begin : begin + _DEEPEST]:
            words = f"replace({words}, {quote(word)}, {quote(instead)})"
        steps.append(f"step{number} as (select id, {words} as words from {source})")
        source = f"step{number}"
    return ",\n".join([*steps, f"worded as (select id, words from {source})"])


def needed_sql(name: Wanted) -> str:
    """A condition that every title of this name fulfils and few others."""
    asked = [[f"instr(title_key, {quote(letter)}) > 0" for letter in forms] for forms in name.needed]
    return " and ".join(f"({' or '.join(each)})" if len(each) > 1 else each[0] for each in asked) or "1"


def _holds(key: str) -> str:
    """The condition that ``w.words`` holds ``key``, in simplified or traditional characters."""
    if not any(letter in variants() for letter in key):
        return f"instr(w.words, {quote(key)}) > 0"
    letters = (f"[{letter}{variants()[letter]}]" if letter in variants() else letter for letter in key)
    return f"w.words glob {quote('*' + ''.join(letters) + '*')}"
