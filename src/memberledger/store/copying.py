"""Copying a whole ledger to another place: all practices, byte for byte, from any kind to any.

Events keep their positions, versions and digests; claims and the index of members, with what is
next due, come with them. Snapshots don't: they are made again. The source is only read.

The target is marked before the first parcel, and the mark is lifted after the last comparison: what
was begun and not finished opens nowhere as a ledger. A parcel is one transaction, so after a kill
what is there is the beginning of the source, and another call goes on behind it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from memberledger.store.address import without_password
from memberledger.store.copy_errors import CopyDiverged
from memberledger.store.errors import CorruptEvent, StoreBusy, StoreUnreadable
from memberledger.store.opening import holds_ledger, open_store, require_two_places
from memberledger.store.registry import Registry
from memberledger.store.store import Store
from memberledger.store.whole import Indexed, Parcel, Whole
from memberledger.store.writes import Claim, StoredRecord

__all__ = ["CopyReport", "copy_ledger"]

BATCH = 2000
"""Rows in one parcel."""

ROUNDS_MAX = 20
"""How often the copy looks for what was written to the source meanwhile."""

Progress = Callable[[int, int], None]
T = TypeVar("T", Claim, Indexed)


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A copy that is whole and was compared with its source.

    Attributes:
        events: how many the ledger has.
        copied: how many of them this call brought; the others were there.
        claims: how many keys are spoken for.
        members: how many members the index has, of all practices.
    """

    events: int
    copied: int
    claims: int
    members: int


def copy_ledger(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> CopyReport:
    """Copy a whole ledger, all its practices, to an empty place; or finish a copy begun there.

    Stop whoever writes to the source first. What is written meanwhile is still brought over, what
    is written after the last look is not. A copy that was finished before may be brought up to
    date the same way, as long as nobody wrote to it.

    Args:
        source: the address of a ledger; it is only read.
        target: the address of an empty place, or of the beginning of a copy of this source.
        progress: called with the events that are there, and those that the source had.
        batch: rows in one transaction.

    Raises:
        CopyDiverged: what is at the target is not the beginning of this source; it stays so.
        CorruptEvent: an event of the source is not what was written; `position` names it. The
            parcels before it are copied; finish the copy once the source is restored.
        StoreBusy: the source is written to without a pause.
        StoreUnreadable: there is no ledger at the source, or something else at the target.
        UnfinishedCopy: the source is itself a copy that was not finished.
        StoreError: as opening and writing; call again to go on.
    """
    require_two_places(source, target)
    if not holds_ledger(source):
        raise StoreUnreadable(without_password(os.fspath(source)), "there is none")
    bytes_only = Registry(())
    with (
        open_store(source, bytes_only) as origin,
        open_store(target, bytes_only, copying=True) as copy,
    ):
        return _Copy(origin, copy, progress, batch).run()


class _Copy:
    """One call: compare, bring over until nothing is missing, compare all."""

    def __init__(self, origin: Store, copy: Store, progress: Progress | None, batch: int) -> None:
        self._origin, self._copy = origin, copy
        self._source, self._target = origin.whole(), copy.whole()
        self._progress = progress
        self._batch = batch
        self._last = 0
        self._marked = False

    def run(self) -> CopyReport:
        began = self._last = self._compared()
        for difference in (self._missing_claims(), self._missing_members()):
            for _ in difference:
                """Raises where something is no part of the source, before anything is written."""
        for _ in range(ROUNDS_MAX):
            if not self._events() + self._claims() + self._members():
                break
        else:
            raise StoreBusy(self._source.place, "it is written to all the time; stop the writers")
        self._finish()
        events = self._last
        claims = sum(1 for _ in _claims_of(self._target, self._batch))
        members = sum(1 for _ in _members_of(self._target, self._batch))
        return CopyReport(events, events - began, claims, members)

    def _finish(self) -> None:
        """Compare every event once more, walk the chain, and let the target be a ledger."""
        extent = self._source.extent()
        if extent.given > extent.last:
            raise CorruptEvent("none", extent.last + 1, why="it was given and is gone")
        self._compared()
        for fault in self._copy.verify_chain():
            raise CopyDiverged(self._target.place, fault.position or None, fault.message)
        self._target.mark(finished=True)

    def _compared(self) -> int:
        """The last position of the target, every event up to it being the source's own."""
        last, theirs = 0, self._sound(0)
        for mine in self._standing():
            other = next(theirs, None)
            if mine != other:
                why = "it holds another event" if other else "it has events which that has not"
                raise CopyDiverged(self._target.place, mine.position, why)
            last = mine.position
        if self._target.extent().given > last:
            raise CopyDiverged(self._target.place, last + 1, "it was given and is gone")
        return last

    def _standing(self) -> Iterator[StoredRecord]:
        """The events at the target."""
        try:
            yield from self._copy.records(0, self._batch)
        except CorruptEvent as error:
            raise CopyDiverged(self._target.place, error.position, error.why) from error

    def _sound(self, after: int) -> Iterator[StoredRecord]:
        """The events of the source above a position, none of them missing."""
        for record in self._origin.records(after, self._batch):
            after += 1
            if record.position != after:
                why = f"position {after} before it was given and is gone"
                raise CorruptEvent(record.name, record.position, record.stream, record.version, why)
            yield record

    def _events(self) -> int:
        """Bring over the events that are not there yet; how many."""
        there = self._last
        goal = self._source.extent().last
        for records in _parcels(self._sound(there), self._batch):
            self._take(Parcel(records=records))
            self._last = records[-1].position
            if self._progress is not None:
                self._progress(self._last, max(goal, self._last))
        return self._last - there

    def _claims(self) -> int:
        return sum(
            self._take(Parcel(claims=part))
            for part in _parcels(self._missing_claims(), self._batch)
        )

    def _members(self) -> int:
        return sum(
            self._take(Parcel(members=part))
            for part in _parcels(self._missing_members(), self._batch)
        )

    def _take(self, parcel: Parcel) -> int:
        """Write a parcel, the mark first; how many rows."""
        if not self._marked:
            self._target.mark(finished=False)
            self._marked = True
        self._target.take(self._last, parcel)
        return len(parcel.records) + len(parcel.claims) + len(parcel.members)

    def _missing_claims(self) -> Iterator[Claim]:
        """The claims that are not at the target yet."""
        return self._missing(_claims_of, _key_of_claim, lambda claim: claim.value)

    def _missing_members(self) -> Iterator[Indexed]:
        """The rows of the index that are not at the target, or are out of date there."""
        return self._missing(_members_of, _key_of_member, lambda indexed: indexed[0])

    def _missing(
        self,
        rows: Callable[[Whole, int], Iterator[T]],
        key: Callable[[T], tuple[str, ...]],
        fixed: Callable[[T], object],
    ) -> Iterator[T]:
        """What the source has and the target has not, or has otherwise.

        Both come sorted by `key`, a page at a time. Taking what is missing changes nothing in what
        is still to be read: it stands before the next key of the target.

        Raises:
            CopyDiverged: the target has a row the source has not, or one that differs in `fixed`.
        """
        mine = rows(self._target, self._batch)
        standing = next(mine, None)
        for row in rows(self._source, self._batch):
            if standing is None or key(row) < key(standing):
                yield row
                continue
            if key(row) != key(standing) or fixed(row) != fixed(standing):
                break
            if row != standing:
                yield row
            standing = next(mine, None)
        if standing is not None:
            words = " ".join(key(standing))
            raise CopyDiverged(self._target.place, None, f"that ledger has no such row: {words}")


def _key_of_claim(claim: Claim) -> tuple[str, ...]:
    return claim.practice, claim.scope, claim.key


def _key_of_member(indexed: Indexed) -> tuple[str, ...]:
    return indexed[1].practice, indexed[1].member


def _claims_of(ledger: Whole, limit: int) -> Iterator[Claim]:
    after: tuple[str, ...] = ("", "", "")
    while page := ledger.claims(after, limit):
        yield from page
        after = _key_of_claim(page[-1])


def _members_of(ledger: Whole, limit: int) -> Iterator[Indexed]:
    after: tuple[str, ...] = ("", "")
    while page := ledger.members(after, limit):
        yield from page
        after = _key_of_member(page[-1])


R = TypeVar("R", StoredRecord, Claim, Indexed)


def _parcels(rows: Iterable[R], size: int) -> Iterator[list[R]]:
    """The rows, so many at a time."""
    parcel: list[R] = []
    for row in rows:
        parcel.append(row)
        if len(parcel) == size:
            yield parcel
            parcel = []
    if parcel:
        yield parcel
