"""Merkle trees with the hashes of RFC 6962, section 2.1: SHA-256, leaves begin with 0x00 and inner nodes with 0x01."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

#: The hash of no leaf at all: that of an empty string.
EMPTY = hashlib.sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children's hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes the leaves one by one and remembers one hash for each power of two in their number."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        #: Roots of whole subtrees, the largest first; their sizes are the powers of two that make up ``size``.
        self._peaks: list[bytes] = []
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        """Take the next leaf."""
        node, size = leaf_hash(leaf), self.size
        while size & 1:
            node = node_hash(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The hash over all leaves so far."""
        if not self._peaks:
            return EMPTY
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = node_hash(peak, node)
        return node


def audit_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root, the lowest first (RFC 6962, section 2.1.1).

    ``hashes`` are those of all leaves. Raises IndexError where there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"no leaf {index} among {len(hashes)}")
    path: list[bytes] = []
    start, end = 0, len(hashes)
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_root(hashes[middle:end]))
            end = middle
        else:
            path.append(_root(hashes[start:middle]))
            start = middle
    return path[::-1]


def root_from_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path leads to (RFC 9162, section 2.1.3.2); None where it is too short or too long."""
    if not 0 <= index < size:
        return None
    place, last, node = index, size - 1, leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return node if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two that is smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _root(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    middle = _split(len(hashes))
    return node_hash(_root(hashes[:middle]), _root(hashes[middle:]))
