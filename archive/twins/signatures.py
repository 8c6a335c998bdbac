"""MinHash signatures of texts, and which texts may be nearly the same by them.

Signatures come from rensa. They are kept by the digest of the text, so that each is computed once; that they are in
custody, never published, is because a signature is a fingerprint of what a mask covers.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import cache
from itertools import accumulate, chain
from typing import TypeAlias

from rensa import RMinHash

from archive.schema import READER_VERSION
from archive.twins.rules import rules
from archive.twins.wording import RUN, Wording, packed_runs, wording

_SEED = 20
#: Of each value so many bits are kept: two texts agree in one by chance once in 65,536 (b-bit minwise hashing).
_LOW_BITS = 0xFFFF
#: Texts that rensa is given at once. 256 and more it has done by threads, which stay; a fork has none of them, and
#: waits for them for ever when it is given as many. Texts are signed in forks, and a stranger says how many a page has.
_TOGETHER = 64
#: The digest of a text, by what it is signed, and its signature: a row of ``text_signatures``.
Signed: TypeAlias = tuple[str, str, bytes]


@cache
def scheme() -> str:
    """By what signatures are made; those of another scheme cannot be compared with them."""
    bounds = json.dumps([str(each) for each in astuple(rules())])
    digest = hashlib.sha256(bounds.encode()).hexdigest()[:8]
    return f"rensa-{RMinHash.ALGORITHM_VERSION}-packed-{READER_VERSION}-{digest}"


def signatures(texts: Sequence[Wording]) -> Iterator[bytes]:
    """A signature for each text: 16 bits for each permutation; empty for a text that is too short."""
    for begin in range(0, len(texts), _TOGETHER):
        yield from _some_signatures(texts[begin : begin + _TOGETHER])


def _some_signatures(texts: Sequence[Wording]) -> Iterator[bytes]:
    packed = [b"" if text.is_short else packed_runs(text.words) for text in texts]
    ends = accumulate((len(one) // RUN for one in packed), initial=0)
    runs = memoryview(b"".join(packed)).cast("Q")
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(runs, [*ends], rules().permutations, _SEED)
    for one, values in zip(packed, matrix.to_rows(), strict=True):
        yield array("H", [value & _LOW_BITS for value in values]).tobytes() if one else b""


def signed(texts: Sequence[tuple[str, str]]) -> list[Signed]:
    """Of texts with their digests, each digest with the signature of its text."""
    made = signatures([wording(text) for _, text in texts])
    return [(digest, scheme(), signature) for (digest, _), signature in zip(texts, made, strict=True)]


def estimate(one: bytes, other: bytes) -> float:
    """The share of pieces that two texts have in common, as their signatures tell: 0 to 1.

    All values are compared at once, as one number each: where two are the same, 16 bits of the difference are zero.
    """
    values = len(one) // 2
    lower, highest = _bits(values)
    apart = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    differing = (((apart & lower) + lower) | apart) & highest  # one bit of each value that is not zero
    return (values - differing.bit_count()) / values


@cache
def _bits(values: int) -> tuple[int, int]:
    """The lower 15 bits, and the highest one, of so many values of 16 bits in a row."""
    lowest = int.from_bytes(b"\1\0" * values, "little")
    return lowest * 0x7FFF, lowest * 0x8000


def may_be_near(ordered: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Pairs of keys whose texts may be nearly the same, the later key first; ``ordered`` is in the order of time.

    Of each pair the signatures share a band, and do not say that it is far below the threshold. Of very many those that
    seem most alike are given, and of equals the latest.
    """
    bound, width = rules().similarity - rules().slack, 2 * rules().rows
    begins = range(0, 2 * rules().permutations - width + 1, width)
    bands: list[dict[bytes, list[str]]] = [{} for _ in begins]  # the keys so far by what their signatures have there
    for key, signature in ordered.items():
        sharing: list[list[str]] = []
        for band, begin in zip(bands, begins, strict=True):
            part = signature[begin : begin + width]
            if together := band.get(part):
                sharing.append(together[: -rules().most_sharing - 1 : -1])
                together.append(key)
            else:
                band[part] = [key]
        shared = Counter(chain.from_iterable(sharing)) if sharing else Counter[str]()
        likely = (other for other, _ in shared.most_common(rules().most_compared))
        yield from ((key, other) for other in likely if estimate(signature, ordered[other]) >= bound)
