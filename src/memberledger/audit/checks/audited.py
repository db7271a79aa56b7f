"""A ledger under audit: its log once walked, its practices, its streams one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from memberledger.aggregates.practice import PracticeState, state_of
from memberledger.audit.checks.story import Story, read_story
from memberledger.audit.walking import Walk
from memberledger.errors import LedgerError
from memberledger.store import MemberIndex, Store, StoreUnreadable
from memberledger.values import stream_id

__all__ = ["Audited", "Gap", "Tell"]

Tell = Callable[[int, int], None]
"""Told how far it is: (done, of how many)."""

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of positions that were given and hold nothing."""

    first: int
    last: int


@dataclass(slots=True)
class Audited:
    """A ledger as the checks see it.

    Attributes:
        store: the ledger; it is only read.
        last: the last position when the audit began; what comes later is left for the next one.
        given: the last position ever given.
        walk: the log, walked.
        gaps: positions that are missing.
        unread: why the index of members could not be read; None where it could.
    """

    store: Store
    last: int
    given: int
    walk: Walk = field(default_factory=Walk)
    gaps: list[Gap] = field(default_factory=list)
    unread: str | None = None
    _practices: dict[str, PracticeState | None] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store) -> Audited:
        """A ledger as it is now."""
        extent = store.whole().extent()
        return cls(store, extent.last, max(extent.last, extent.given))

    def walk_log(self, tell: Callable[[int], None]) -> None:
        """Read every record in order of position and recompute its digest."""
        before, faults = 0, 0
        for record in self.walk.over(self.store, self.last):
            while faults < len(self.walk.faults):
                fault = self.walk.faults[faults]
                faults += 1
                if fault.rule == "record":
                    self._step(before, fault.position)
                    before = fault.position
            self._step(before, record.position)
            before = record.position
            if self.walk.events % 1000 == 0:
                tell(self.walk.events)
        broken = [fault.position for fault in self.walk.faults if fault.rule == "record"]
        self._step(max([before, *broken]), self.given + 1)

    def _step(self, before: int, position: int) -> None:
        if position > before + 1:
            self.gaps.append(Gap(before + 1, position - 1))

    def practice(self, name: str) -> PracticeState | None:
        """A practice, folded; None where it was never opened here, or can't be read."""
        if name not in self._practices:
            try:
                found = state_of(self.store.read(stream_id(name)))
            except (LedgerError, TypeError):
                found = PracticeState()
            self._practices[name] = found if found.is_open else None
        return self._practices[name]

    def stories(self) -> Iterator[Story]:
        """Every stream: members in the order of the index, then what the index does not name."""
        waiting = set(self.walk.heads)
        for stream, index in self._index():
            waiting.discard(stream)
            yield self.story(stream, index)
        for stream in sorted(waiting, key=lambda each: each.bytes):
            yield self.story(stream, None)

    def story(self, stream: UUID, index: MemberIndex | None) -> Story:
        """One stream, read."""
        rows = self.store.stored(stream)
        return read_story(self.store.registry, stream, rows, index, self.last)

    def story_of(self, practice: str, member: str) -> Story:
        """A member's stream, by name."""
        return self.story(stream_id(practice, member), None)

    def _index(self) -> Iterator[tuple[UUID, MemberIndex]]:
        whole, after = self.store.whole(), ("", "")
        while True:
            try:
                page = whole.members(after, _PAGE)
            except StoreUnreadable as error:
                self.unread = error.message
                return
            yield from page
            if len(page) < _PAGE:
                return
            before, after = after, (page[-1][1].practice, page[-1][1].member)
            if after <= before:
                self.unread = "its rows are out of order"
                return
