"""Replays of pages that link what is withheld: they say that it is, and not how it is called.

A page names the one before it, the one after it, and the newest of its site; those may be withheld where it is not.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Set

from archive.publish.replay.markup import PIECE, SAID
from archive.publish.replay.replays import Replay, packed

#: What stands in place of withheld words.
INSTEAD = "（已停止公开 withheld）"
_TITLE = 6  # letters from which on the words of a link are taken for a title, wherever else they stand on the page
_ADDRESSES = """
with ids as (select value as id from json_each(?))
select url from document_urls where document in ids union select url from documents where id in ids
union select url from attachments where document in ids or file in ids
"""
_FIELDS = ", ".join(Replay._fields)


def addresses_of(public: sqlite3.Connection, withheld: Iterable[str]) -> frozenset[str]:
    """The addresses, without their scheme, of withheld documents and files."""
    found = public.execute(_ADDRESSES, [json.dumps(sorted(withheld))])
    return frozenset(_place(url) for (url,) in found if url)


def is_forgotten(replay: Replay, key: str, withheld: Set[str]) -> bool:
    """Whether a kept replay, whose page has the key ``key``, lacks no words but those of ``withheld`` addresses."""
    return replay.key == key or replay.key == _key(key, _linked(replay, withheld))


def forgotten(replay: Replay, withheld: Set[str]) -> Replay:
    """The replay without the words of its links to ``withheld`` addresses; its key says which those were."""
    linked = _linked(replay, withheld)
    if not linked or "-" in replay.key:
        return replay
    page = json.loads(zlib.decompress(replay.page))
    numbers = {number for number, address in enumerate(page["links"]) if _place(address) in linked}
    page["html"] = _without(page["html"], numbers)
    return replay._replace(key=_key(replay.key, linked), page=packed(page))


def forget(public: sqlite3.Connection, withheld: Iterable[str]) -> None:
    """Take the words of links to withheld documents and files out of all replays of a public.db."""
    addresses = addresses_of(public, withheld)
    for row in public.execute(f"select {_FIELDS} from replays").fetchall():
        replay = Replay(*row)
        changed = forgotten(replay, addresses)
        if changed is not replay:
            said = [changed.key, changed.page, changed.capture]
            public.execute("update replays set key = ?, page = ? where capture = ?", said)


def _key(key: str, linked: Set[str]) -> str:
    return f"{key}-{hashlib.sha256(chr(10).join(sorted(linked)).encode()).hexdigest()}" if linked else key


def _linked(replay: Replay, withheld: Set[str]) -> Set[str]:
    if not withheld or not replay.page:
        return frozenset()
    return withheld & {_place(address) for address in json.loads(zlib.decompress(replay.page))["links"]}


def _place(address: str) -> str:
    return address.partition("://")[2] or address


def _without(html: str, numbers: Set[int]) -> str:
    """A clean page without the words in links of these numbers, and without the same words elsewhere."""
    pieces = list(_pieces(html, {f' href="gongkai-link-{number}"' for number in numbers}))
    titles = {words for piece, is_within in pieces if is_within for words in _said(piece) if len(words) >= _TITLE}
    kept = []
    for piece, is_within in pieces:
        if piece.startswith("<"):
            kept.append(SAID.sub("", piece) if is_within else _unnamed(piece, titles))
        else:
            kept.append(INSTEAD if is_within and piece.strip() else _replaced(piece, titles))
    return "".join(kept)


def _pieces(html: str, links: Set[str]) -> Iterator[tuple[str, bool]]:
    """Tags and words, and whether each stands in one of the links."""
    around: list[bool] = []  # a cell may have a link in a link
    for found in PIECE.finditer(html):
        is_link = found["name"] == "a"
        if is_link and not found["end"]:
            around.append(any(link in found[0] for link in links))
        yield found[0], any(around)
        if is_link and found["end"] and around:
            around.pop()


def _said(piece: str) -> Iterator[str]:
    """The words of a piece: its own, or those of a tag's attributes; a title that is cut short without its dots."""
    words = [found["value"] for found in SAID.finditer(piece)] if piece.startswith("<") else [piece]
    yield from (each.strip().rstrip(".…") for each in words)


def _unnamed(tag: str, titles: Set[str]) -> str:
    return SAID.sub(lambda found: "" if any(each in found["value"] for each in titles) else found[0], tag)


def _replaced(words: str, titles: Set[str]) -> str:
    for each in sorted(titles, key=len, reverse=True):
        words = words.replace(each, INSTEAD)
    return words
