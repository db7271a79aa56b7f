"""Sealed snapshots: a state kept to save replaying, believed only when it fits the events.

A snapshot is a shortcut, never a source. Its seal is a SHA-256 over everything it says, and it
carries the chain digest of the event it stands at; a snapshot that is damaged, written for another
shape of state, or taken from a history that is not this one, is as good as none.
"""

from __future__ import annotations

from abc import abstractmethod
from hashlib import sha256
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder

__all__ = ["SnapshotRecorder", "seal", "unseal"]

_DIGEST_BYTES = 32


def seal(stream: UUID, version: int, schema: str, digest: bytes, state: bytes) -> bytes:
    """The bytes to keep: SHA-256 of the rest (32), the event's digest (32), the state."""
    return _sum(stream, version, schema, digest, state) + digest + state


def unseal(stream: UUID, version: int, schema: str, digest: bytes, sealed: bytes) -> bytes | None:
    """The state inside, or None when anything about it doesn't fit `digest`, the event's own."""
    kept, state = sealed[_DIGEST_BYTES : 2 * _DIGEST_BYTES], sealed[2 * _DIGEST_BYTES :]
    if kept != digest or sealed[:_DIGEST_BYTES] != _sum(stream, version, schema, digest, state):
        return None
    return state


def _sum(stream: UUID, version: int, schema: str, digest: bytes, state: bytes) -> bytes:
    head = b"%b\0%b%d\0%b" % (schema.encode(), stream.bytes, version, digest)
    return sha256(head + state).digest()


class SnapshotRecorder(AggregateRecorder):
    """What a database must do for snapshots, beside what eventsourcing asks of it."""

    @abstractmethod
    def save(self, stream: UUID, version: int, state: bytes, schema: str) -> None:
        """Keep a sealed state in place of older ones; `Conflict` when there is no such version."""

    @abstractmethod
    def load(self, stream: UUID, schema: str) -> tuple[int, bytes] | None:
        """The newest sealed state of this schema as (version, state); None unless it fits."""

    @abstractmethod
    def kept(self) -> list[tuple[UUID, int, str]]:
        """(stream, version, schema) of every state there is, sealed or not, without the states."""
