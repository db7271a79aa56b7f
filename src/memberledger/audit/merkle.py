"""A Merkle tree as RFC 6962 defines it: one root for many leaves, a short path from any of them.

A leaf is hashed as SHA-256(0x00 + leaf), a node as SHA-256(0x01 + left + right); of n leaves the
left part has the largest power of two below n.

>>> root([]).hex()[:16], root([b""]).hex()[:16]
('e3b0c44298fc1c14', '6e340b9cffb37a98')
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

__all__ = ["path", "root", "root_from_path"]


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree of these leaves, in their order; of none, the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) & ~1 :]
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, from the bottom up.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    level = [_leaf(leaf) for leaf in leaves]
    found = []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        pairs = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) & ~1 :]
        index //= 2
    return found


def root_from_path(leaf: bytes, index: int, size: int, hashes: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its path come to; None when the path does not fit the place.

    >>> leaves = [b"a", b"b", b"c"]
    >>> root_from_path(b"c", 2, 3, path(leaves, 2)) == root(leaves)
    True
    """
    if not 0 <= index < size:
        return None
    found, left = _leaf(leaf), list(hashes)
    last = size - 1
    while last:
        if index % 2 or index < last:
            if not left:
                return None
            beside = left.pop(0)
            found = _node(beside, found) if index % 2 else _node(found, beside)
        index, last = index // 2, last // 2
    return found if not left else None


def _leaf(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()
