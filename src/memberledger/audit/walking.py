"""One walk through a whole log, in order of position, that recomputes every digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from memberledger.store import CorruptEvent, Store, StoredRecord, genesis, link

__all__ = ["Fault", "Gap", "Head", "Walk"]

_BEGINNING = sha256(b"memberledger log").digest()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the log that is not as it was written; `rule` is `digest`, `gap` or `record`."""

    position: int
    stream: UUID | None
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of positions that hold nothing, both ends included."""

    first: int
    last: int


class Head(NamedTuple):
    """A stream's last event so far: its version, and the digest recomputed from all its bytes."""

    version: int
    digest: bytes


@dataclass(slots=True)
class Walk:
    """What a walk has seen so far.

    Attributes:
        position: of the last record.
        events: how many there were.
        log: a digest of the order of all records: each one's stream, version and own digest.
        heads: each stream's last event.
        faults: what does not fit.
        gaps: positions that were passed and hold nothing.
        keeps_order: whether `log` is reckoned; a seal needs it.
    """

    position: int = 0
    events: int = 0
    log: bytes = _BEGINNING
    heads: dict[UUID, Head] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    keeps_order: bool = True

    def over(self, store: Store, until: int | None = None) -> Iterator[StoredRecord]:
        """Walk on, to the end or to a position; each record is given once it is counted.

        A row that is no record at all is a fault, and the walk goes on after it; where rows are out
        of order, which no ledger writes, it ends.
        """
        records = store.records(self.position)
        while True:
            try:
                record = next(records, None)
            except CorruptEvent as error:
                broken = error.position or 0
                self.faults.append(Fault(broken, None, "record", error.why))
                if broken <= self.position:
                    return
                self._reach(broken)
                records = store.records(broken)
                continue
            if record is None or (until is not None and record.position > until):
                return
            self._take(record)
            yield record

    def _take(self, record: StoredRecord) -> None:
        position, stream, version, name, data, stored = record
        before, digest = self.heads.get(stream) or (0, genesis(stream))
        if version != before + 1:
            message = f"version {before + 1} should come next, version {version} does"
            self.faults.append(Fault(position, stream, "gap", message))
        digest = link(digest, name, version, data)
        if digest != stored:
            message = "name, version, bytes or the event before it changed"
            self.faults.append(Fault(position, stream, "digest", message))
            digest = stored  # told once: the next row is checked against what is stored
        self.heads[stream] = Head(version, digest)
        if position > self.position + 1:
            self._reach(position)
        self.position = position
        self.events += 1
        if self.keeps_order:
            order = b"%b%b%d\0%b" % (self.log, stream.bytes, version, digest)
            self.log = sha256(order).digest()

    def _reach(self, position: int) -> None:
        """Stand at a position; what lies between it and the last one is a gap."""
        if position > self.position + 1:
            self.gaps.append(Gap(self.position + 1, position - 1))
        self.position = position
