"""`advance` is the only clock, and any split of it gives the same events."""

from __future__ import annotations

from memberledger.testing.laws.law import again, law, require, same
from memberledger.testing.lives import Pace, Table, facts

__all__ = ["LAWS"]


def _same_events_at(table: Table, pace: Pace) -> None:
    """Lived at this pace and with a clock that runs every day: the same answers and events."""
    with again(table, "daily") as daily, again(table, pace) as other:
        daily.play()
        other.play()
        words, came = ([o.word for o in t.outcomes] for t in (daily, other))
        same(words, came, "something was answered otherwise")
        same(daily.members, other.members, "other members")
        for member in daily.members:
            one, two = facts(daily.events(member)), facts(other.events(member))
            same(one, two, "other events than with a clock that runs daily", member=member)


@law(lives=True)
def any_split_of_advance_gives_the_same_events(table: Table) -> None:
    """Ninety daily calls of `advance` record what one call after ninety days does, and every
    command in between is answered alike.
    """
    _same_events_at(table, "jump")


@law(lives=True)
def a_command_catches_up_with_the_clock(table: Table) -> None:
    """Where `advance` is never called, each command first records what fell due, so it is decided
    and recorded as if the clock had run every day.
    """
    _same_events_at(table, "commands")


@law()
def advancing_twice_changes_nothing(table: Table) -> None:
    """`advance` to a day that was reached already records nothing, for all or for one member."""
    table.ledger.advance()
    before = table.records()
    table.ledger.advance()
    for member in table.members:
        table.ledger.advance(member=member)
    require(table.records() == before, "a second advance recorded something")


@law()
def no_event_is_dated_ahead_of_what_was_known(table: Table) -> None:
    """No event is effective later than the local day on which it was recorded."""
    for member in table.members:
        for n, event in enumerate(table.events(member), 1):
            local = event.recorded_at.astimezone(table.clock.zone).date()
            known = event.effective_on <= local
            require(known, "an event of a day to come", member=member, event=n, found=event)


LAWS = (
    any_split_of_advance_gives_the_same_events,
    a_command_catches_up_with_the_clock,
    advancing_twice_changes_nothing,
    no_event_is_dated_ahead_of_what_was_known,
)
