"""The hash chain: each event's digest covers the one before it, so no past changes unseen.

An event's digest is SHA-256(previous digest + name + NUL + version in decimal + NUL + stored
bytes), beginning from SHA-256 of the stream's id (16 bytes). Anyone can recompute it with a shell
and this paragraph.

What it can't see by itself: a stream cut off at its end, and a whole stream rewritten with fresh
digests. The first shows as a missing position; the second needs a digest kept somewhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from memberledger.store.errors import CorruptEvent
from memberledger.store.writes import StoredRecord

__all__ = [
    "ChainFault",
    "Head",
    "Linked",
    "genesis",
    "is_unbroken",
    "link",
    "require_chained",
    "walk",
]

Head = tuple[int, bytes]
"""The last version of a stream and its digest."""

Linked = tuple[int, int, str, bytes, bytes]
"""(position, version, stored name, bytes, digest) of one event of a known stream."""


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One thing that is not as it was written.

    `rule` is one of:

    - `digest`: the row, or the one before it, is not what was stored;
    - `gap`: a version of the stream is missing before this row;
    - `order`: the row stands before an earlier version of its stream;
    - `position`: a position of the log is missing (no stream or version is known for it);
    - `record`: the row can't be read as a record at all;
    - `guard`: what forbids change and removal is itself missing (position 0).
    """

    position: int
    stream: UUID | None
    version: int | None
    rule: str
    message: str


def genesis(stream: UUID) -> bytes:
    """What comes before a stream's first event: its own name, so that none is relabelled."""
    return sha256(stream.bytes).digest()


def link(previous: bytes, name: str, version: int, data: bytes) -> bytes:
    """The digest of an event, 32 bytes, from the digest of the one before it."""
    return sha256(b"".join((previous, name.encode(), b"\0%d\0" % version, data))).digest()


def is_unbroken(stream: UUID, rows: Sequence[Linked]) -> bool:
    """Whether a whole stream's rows are as they were written, one after the other.

    The quick question; `walk` tells what is wrong. A row may hold anything.
    """
    position, version, digest = 0, 0, genesis(stream)
    try:
        for at, number, name, data, stored in rows:
            version += 1
            linked = b"".join((digest, name.encode(), b"\0%d\0" % version, data))
            digest = sha256(linked).digest()
            if digest != stored or number != version or type(number) is not int or at <= position:
                return False
            position = at
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def walk(records: Iterable[StoredRecord]) -> Iterator[ChainFault]:
    """The faults of a log, its records sorted by stream, then version; memory stays flat.

    A damaged row is reported once: the next one is checked against the digest that is stored.
    """
    stream: UUID | None = None
    version, position, previous = 0, 0, b""
    for record in records:
        if record.stream != stream:
            stream, version, position = record.stream, 0, 0
            previous = genesis(stream)
        if record.version != version + 1:
            message = f"version {version + 1} should come next, version {record.version} does"
            yield _fault(record, "gap", message)
        elif link(previous, record.name, record.version, record.data) != record.digest:
            yield _fault(record, "digest", "name, version, bytes or the event before it changed")
        if record.position <= position:
            message = f"an earlier version stands at position {position}, after this one"
            yield _fault(record, "order", message)
        version, position, previous = record.version, record.position, record.digest


def require_chained(records: Iterable[StoredRecord], heads: Mapping[UUID, Head]) -> None:
    """See that each record is what its digest says, and the next one of its stream.

    Args:
        records: in order of position.
        heads: the last event of each stream before them, of those that have any.

    Raises:
        CorruptEvent: the first one that isn't.
    """
    moved = dict(heads)
    for r in records:
        version, digest = moved.get(r.stream) or (0, genesis(r.stream))
        if r.version != version + 1:
            why = f"version {version + 1} of its stream should come next"
        elif link(digest, r.name, r.version, r.data) != r.digest:
            why = "its digest says that it, or the one before it, was changed"
        else:
            moved[r.stream] = r.version, r.digest
            continue
        raise CorruptEvent(r.name, r.position, r.stream, r.version, why)


def _fault(record: StoredRecord, rule: str, message: str) -> ChainFault:
    return ChainFault(record.position, record.stream, record.version, rule, message)
