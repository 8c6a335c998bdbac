"""The tree of RFC 6962, by its own definition and by the digests that certificate logs' tests use."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.signing.merkle import Tree, audit_path, leaf_hash, root_from_path

#: The leaves, and roots over the first so many of them, that implementations of RFC 6962 are compared by.
LEAVES = [
    bytes.fromhex(said)
    for said in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
leaves = st.lists(st.binary(max_size=20), min_size=1, max_size=70)


def by_definition(found: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if len(found) == 1:
        return hashlib.sha256(b"\x00" + found[0]).digest()
    half = 1
    while half * 2 < len(found):
        half *= 2
    return hashlib.sha256(b"\x01" + by_definition(found[:half]) + by_definition(found[half:])).digest()


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_that_others_have(size: int) -> None:
    assert Tree(LEAVES[:size]).root().hex() == ROOTS[size]


def test_the_root_over_nothing_is_the_digest_of_nothing() -> None:
    assert Tree().root() == hashlib.sha256().digest()


@given(leaves)
def test_the_root_is_that_of_the_definition(found: list[bytes]) -> None:
    assert Tree(found).root() == by_definition(found)


@given(leaves, st.data())
def test_the_path_of_any_leaf_leads_to_the_root(found: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(found) - 1))
    path = audit_path(index, [leaf_hash(leaf) for leaf in found])
    assert root_from_path(index, len(found), found[index], path) == by_definition(found)


@given(leaves, st.data())
def test_no_path_proves_another_leaf_place_or_number(found: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(found) - 1))
    path = audit_path(index, [leaf_hash(leaf) for leaf in found])
    root = by_definition(found)
    assert root_from_path(index, len(found), found[index] + b"!", path) != root
    assert root_from_path(index, len(found), found[index], [*path, bytes(32)]) != root
    assert not path or root_from_path(index, len(found), found[index], path[:-1]) != root
    assert root_from_path(index + len(found), len(found), found[index], path) is None


def test_there_is_no_path_of_a_leaf_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        audit_path(3, [b""] * 3)
