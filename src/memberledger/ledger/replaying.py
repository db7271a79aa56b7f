"""Questions to the past, event by event: a history told, two moments compared, a step-through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS, MemberState, apply, fold
from memberledger.errors import Refused
from memberledger.history import Entry, entries
from memberledger.ledger.booking import Booking
from memberledger.ledger.checking import checked_date, checked_name, invalid
from memberledger.projections import MemberCard
from memberledger.projections.difference import Difference, difference_of, seen
from memberledger.values import stream_id

__all__ = ["Replaying", "Step"]

_KINDS = {kind.__name__.lower(): kind.__name__ for kind in MEMBER_EVENTS}


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a replay: itself, the member right after it, and what it changed."""

    entry: Entry
    card: MemberCard
    changed: Difference


class Replaying(Booking):
    """Questions about how a member came to be as they are; nothing is changed."""

    def history_of(
        self,
        member: str,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
        first: date | None = None,
        until: date | None = None,
        kinds: Iterable[str] = (),
    ) -> list[Entry]:
        """A member's events in the words of the trade, each with its position in the ledger.

        Args:
            member: the reference.
            as_of: those that are effective by the end of that day.
            known_on: those that were recorded by the end of that day; alone it is also the `as_of`.
            first: those effective on or after that day.
            until: those effective before that day.
            kinds: names of events, such as `Redeemed`; all where none is given.

        Returns:
            The entries in the order in which they were recorded; none where nothing fits.

        Raises:
            Refused: `not_enrolled`; `invalid` for a moment in the future, or no kind of event.
        """
        told = self._told(member)
        if isinstance(kinds, str) or not isinstance(kinds, Iterable):
            raise invalid('kinds is a list of events, such as ["Redeemed"]', kinds=str(kinds)[:80])
        wanted = {_kind(name) for name in kinds}
        for name, day in (("from", first), ("until", until)):
            if day is not None:
                checked_date(day, name)
        counted = {id(event) for event in self._at([e.event for e in told], as_of, known_on)}
        return [
            entry
            for entry in told
            if id(entry.event) in counted
            and (first is None or entry.event.effective_on >= first)
            and (until is None or entry.event.effective_on < until)
            and (not wanted or type(entry.event).__name__ in wanted)
        ]

    def difference(
        self,
        member: str,
        before: date | int,
        after: date | int | None = None,
        *,
        known_on: date | None = None,
    ) -> Difference:
        """What changed for a member between two moments.

        Args:
            member: the reference.
            before: a day, of which the end counts, as far as is known now; or the number of an
                event, right after which it is. 0 is before the first.
            after: the same; left out, now, or the end of `known_on`.
            known_on: only what was recorded by the end of this day, on both sides; an event that
                was recorded later can't be named then.

        Raises:
            Refused: `not_enrolled`; `invalid` for a day in the future or an event there is not.
        """
        events = self.history(member)
        now = len(events) if known_on is None else known_on
        last = now if after is None else after
        old, new = self._by(events, before, known_on), self._by(events, last, known_on)
        return difference_of(
            seen(fold(events[n - 1] for n in old)),
            seen(fold(events[n - 1] for n in new)),
            before,
            last,
            tuple(sorted({*old} ^ {*new})),
        )

    def steps(self, member: str) -> Iterator[Step]:
        """A member's replay: every event with the card right after it, and what it changed.

        Raises:
            Refused: `not_enrolled`.
        """
        return _stepped(self._told(member))

    def _told(self, member: str) -> list[Entry]:
        """The whole history with the positions of its events."""
        checked_name(member, "a member")
        rows = self._desk.store.entries(stream_id(self.practice, member))
        if not rows:
            raise Refused("not_enrolled", f"{member} is not enrolled here", member=member)
        return entries([event for _, event in rows], [position for position, _ in rows])

    def _at(self, events: list[Event], as_of: date | None, known_on: date | None) -> list[Event]:
        """The events that count at a moment; all where none is given."""
        if as_of is None and known_on is None:
            return events
        return list(self._seen(events, self._moment(as_of, known_on), known_on))

    def _by(self, events: list[Event], moment: date | int, known_on: date | None) -> list[int]:
        """The numbers of the events that count at a day's end, or up to an event."""
        if isinstance(moment, int):
            known = len(self._at(events, self.today(), known_on)) if known_on else len(events)
            if isinstance(moment, bool) or not 0 <= moment <= known:
                by = f" recorded by {known_on}" if known_on else ""
                raise invalid(f"there is no event {moment}{by}; the last is {known}")
            return list(range(1, moment + 1))
        counted = {
            id(event) for event in self._seen(events, self._moment(moment, known_on), known_on)
        }
        return [n for n, event in enumerate(events, 1) if id(event) in counted]


def _stepped(told: list[Entry]) -> Iterator[Step]:
    s = MemberState()
    before = seen(s)
    for entry in told:
        apply(s, entry.event)
        after, n = seen(s), entry.version
        yield Step(entry, after.card, difference_of(before, after, n - 1, n, (n,)))
        before = after


def _kind(name: str) -> str:
    found = _KINDS.get(name.lower()) if isinstance(name, str) else None
    if found is None:
        raise invalid(
            f"{str(name)[:80]!r} is no kind of event of a member; Redeemed is one",
            kind=str(name)[:80],
        )
    return found
