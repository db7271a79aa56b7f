"""The tree is RFC 6962's: told once more, recursively as the RFC does."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memberledger.audit.merkle import path, root, root_from_path

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def by_the_rfc(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + by_the_rfc(leaves[:k]) + by_the_rfc(leaves[k:])).digest()


@given(LEAVES)
def test_the_root_is_the_one_of_the_rfc(leaves: list[bytes]) -> None:
    assert root(leaves) == by_the_rfc(leaves)


@given(LEAVES)
def test_every_leafs_path_leads_to_the_root(leaves: list[bytes]) -> None:
    for place, leaf in enumerate(leaves):
        hashes = path(leaves, place)
        assert root_from_path(leaf, place, len(leaves), hashes) == root(leaves)


@given(LEAVES, st.data())
def test_another_leaf_place_or_path_leads_elsewhere(
    leaves: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    hashes, size = path(leaves, place), len(leaves)
    right = root(leaves)
    assert root_from_path(leaves[place] + b"!", place, size, hashes) != right
    assert root_from_path(leaves[place], size, size, hashes) is None
    assert root_from_path(leaves[place], place, size, [*hashes, b"x" * 32]) != right
    if hashes:
        assert root_from_path(leaves[place], place, size, hashes[:-1]) != right


def test_a_leaf_that_is_not_there_has_no_path() -> None:
    with pytest.raises(IndexError):
        path([b"a"], 1)
    assert root([]) == sha256(b"").digest()
