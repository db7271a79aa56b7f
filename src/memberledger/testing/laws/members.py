"""What one member does reaches another only where something is given away."""

from __future__ import annotations

from collections import Counter
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.projections import RevenueFigures
from memberledger.projections.revenue import MemberRevenue
from memberledger.testing.laws.law import again, law, require, same
from memberledger.testing.laws.money import FAR
from memberledger.testing.lives import Table, facts

__all__ = ["LAWS"]

_TOGETHER = frozenset({"transfer", "publish", "amend"})
"""Units go from one to the other; versions of a plan are the practice's, counted over all."""
_BOTH = ("ana", "bea")


@law(lives=True, without=_TOGETHER, members=_BOTH)
def a_member_lives_the_same_life_alone(table: Table) -> None:
    """Beside others a member's events are those of a life lived alone, and the practice's revenue
    is the sum of theirs.
    """
    table.play()
    alone = RevenueFigures()
    members = sorted({act.member for act in table.life.acts})
    for member in members:
        with again(table, life=table.life.only(member)) as own:
            own.play()
            beside, by_itself = facts(table.events(member)), facts(own.events(member))
            same(by_itself, beside, "beside others it is another life", member=member)
            alone += own.ledger.revenue()
    same(alone, table.ledger.revenue(), "the practice's revenue is not its members'")


def _of(events: list[Event], kind: type[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@law(members=_BOTH)
def what_is_given_away_arrives(table: Table) -> None:
    """What one member gives another receives on the same day, and what is taken back was given."""
    sent, came = set[tuple[Any, ...]](), set[tuple[Any, ...]]()
    back, taken = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for member in table.members:
        events = table.events(member)
        for x in _of(events, e.UnitsGiven):
            sent |= {(member, x.to, x.effective_on, moved) for moved in x.moved}
        for x in _of(events, e.UnitsReceived):
            came |= {(x.giver, member, x.effective_on, moved) for moved in x.moved}
        for x in _of(events, e.UnitsReturned):
            back[member, x.to, x.effective_on, x.used] += sum(units for _, units in x.takes)
        for x in _of(events, e.GiftsTakenBack):
            taken[x.giver, member, x.effective_on, x.used] += sum(units for _, units in x.takes)
    missing = {"only sent": sent - came, "only received": came - sent}
    require(sent == came, "what was sent is not what was received", **missing)
    require(back == taken, "what came back is not what was taken", back=back, taken=taken)


@law(members=_BOTH)
def a_receivers_own_lots_are_left_alone(table: Table) -> None:
    """What becomes of a giver's charge freezes, thaws or takes only lots that this giver gave, and
    never more than is free.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            where = {"member": member, "event": n, "found": event}
            if isinstance(event, e.GiftsFrozen | e.GiftsThawed):
                theirs = all(s.lots[lot].giver == event.giver for lot in event.lots)
                require(theirs, "a lot that the giver did not give", **where)
            elif isinstance(event, e.GiftsTakenBack):
                for lot, units in event.takes:
                    theirs = s.lots[lot].giver == event.giver and units <= s.lots[lot].free
                    require(theirs, "more is taken back than is there of it", lot=lot, **where)
            apply(s, event)


@law(members=_BOTH)
def gifts_move_money_and_make_none(table: Table) -> None:
    """Over all members together, with all that was given between them, collected = recognised +
    deferred + refunded.
    """
    for day in (table.day(), FAR):
        collected = kept = 0
        for member in table.members:
            money = MemberRevenue()
            for event in table.events(member):
                money.apply(event)
            figures = money.figures(day)
            collected += figures.collected
            kept += figures.recognised + figures.deferred + figures.refunded
        same(collected, kept, "over all members the money does not add up", on=day)


LAWS = (
    a_member_lives_the_same_life_alone,
    what_is_given_away_arrives,
    a_receivers_own_lots_are_left_alone,
    gifts_move_money_and_make_none,
)
