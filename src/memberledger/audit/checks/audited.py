"""A ledger under audit: its log once walked, its practices, its streams one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from memberledger.aggregates.practice import PracticeState, state_of
from memberledger.audit.checks.story import Story, read_story
from memberledger.audit.walking import Fault, Gap, Walk
from memberledger.errors import LedgerError
from memberledger.store import MemberIndex, Store, StoreUnreadable
from memberledger.values import stream_id

__all__ = ["Audited", "Page", "Tell"]

Tell = Callable[[int, int], None]
"""Told how far it is: (done, of how many)."""

_PAGE = 25
_LEAST = 4
"""Members of a page: at first, and of the last ones."""

Page = Sequence[tuple[UUID, MemberIndex | None]]
"""Some streams, each with its row of the index of members, if it has one."""


@dataclass(slots=True)
class Audited:
    """A ledger as the checks see it.

    Attributes:
        store: the ledger; it is only read.
        last: the last position when the audit began; what comes later is left for the next one.
        given: the last position ever given.
        total: how many events there were then.
        streams: every stream of the log, with how many events it has.
        events: how many were found in the log.
        faults: what does not fit in the log; known once it was walked.
        gaps: positions that are missing; known once it was walked.
        unread: why the index of members could not be read; None where it could.
    """

    store: Store
    last: int
    given: int
    total: int = 0
    streams: Mapping[UUID, int] = field(default_factory=dict)
    events: int = 0
    faults: Sequence[Fault] = ()
    gaps: Sequence[Gap] = ()
    unread: str | None = None
    _practices: dict[str, PracticeState | None] = field(default_factory=dict)
    _named: set[UUID] = field(default_factory=set)

    @classmethod
    def of(cls, store: Store) -> Audited:
        """A ledger as it is now."""
        extent = store.whole().extent()
        return cls(store, extent.last, max(extent.last, extent.given), extent.total)

    def count_log(self) -> bool:
        """Count the events of each stream, without reading them.

        Returns:
            Whether every position ever given holds an event of some stream. If not, only a walk
            tells what is there.
        """
        layout = self.store.layout(self.last)
        if layout is None or self.last != self.given:
            return False
        self.streams, self.events = layout, self.last
        return True

    def counted(self, page: Page) -> list[int]:
        """How many events the streams of a page have in the log."""
        return [self.streams.get(stream, 0) for stream, _ in page]

    def walk_log(self) -> Iterator[int]:
        """Read every record in order of position, and recompute its digest.

        Yields:
            How many were read so far, now and then and at the end.
        """
        yield 0
        walk = Walk(keeps_order=False)
        for _ in walk.over(self.store, self.last):
            if walk.events % 1000 == 0:
                yield walk.events
        self.streams = {stream: head.version for stream, head in walk.heads.items()}
        self.events, self.faults, self.gaps = walk.events, walk.faults, walk.gaps
        if walk.position < self.given:
            self.gaps = [*walk.gaps, Gap(walk.position + 1, self.given)]
        yield walk.events

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
        """Every stream of the log, one after the other."""
        for page in self.pages():
            for stream, index in page:
                yield self.story(stream, index)

    def pages(self) -> Iterator[Page]:
        """Every stream: members in the order of the index, then what the index does not name."""
        yield from self.indexed_pages()
        yield from self.other_pages()

    def indexed_pages(self) -> Iterator[Page]:
        """The members that the index names."""
        self._named.clear()
        for page in self._index():
            self._named.update(stream for stream, _ in page)
            yield page

    def other_pages(self) -> Iterator[Page]:
        """The streams of the log that the index does not name, once both were read."""
        rest = sorted(self.streams.keys() - self._named, key=lambda each: each.bytes)
        for first in range(0, len(rest), _PAGE):
            yield [(stream, None) for stream in rest[first : first + _PAGE]]

    def story(self, stream: UUID, index: MemberIndex | None) -> Story:
        """One stream, read."""
        linked = self.store.linked(stream)
        return read_story(self.store.registry, stream, linked, index, self.last)

    def story_of(self, practice: str, member: str) -> Story:
        """A member's stream, by name."""
        return self.story(stream_id(practice, member), None)

    def _page_size(self) -> int:
        """Fewer towards the end, so that several processes end at about the same time."""
        left = len(self.streams) - len(self._named)
        return min(_PAGE, max(left // _PAGE, _LEAST)) if self.streams else _PAGE

    def _index(self) -> Iterator[Page]:
        whole, after = self.store.whole(), ("", "")
        while True:
            size = self._page_size()
            try:
                page = whole.members(after, size)
            except StoreUnreadable as error:
                self.unread = error.message
                return
            yield [*page]
            if len(page) < size:
                return
            before, after = after, (page[-1][1].practice, page[-1][1].member)
            if after <= before:
                self.unread = "its rows are out of order"
                return
