"""What does not come: dues in a pause, a lapse before its day, a question to a dead card."""

from __future__ import annotations

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.testing.laws.law import law, require
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


@law()
def what_stands_still_is_left_alone(table: Table) -> None:
    """In a pause no dues are billed; a lot lapses on the day it ends and no sooner; and once a card
    is lost, stolen, expired or stopped, the ledger asks nothing of it until it is replaced.
    """
    for member in table.members:
        s = MemberState()
        dead: e.ChargeFailed | None = None
        for n, event in enumerate(table.events(member), 1):
            where = {"member": member, "event": n}
            if isinstance(event, e.DuesBilled):
                require(s.pause is None, "dues are billed in a pause", pause=s.pause, **where)
            if isinstance(event, e.Lapsed) and event.cause == "expired":
                _check_lapse(s, event, where)
            if isinstance(event, e.Charged | e.ChargeFailed) and event.asked:
                says = "a card is asked that can't answer"
                require(dead is None, says, asked=event, declined=dead, **where)
            dead = _declined(dead, event)
            apply(s, event)


def _check_lapse(s: MemberState, event: e.Lapsed, where: dict[str, object]) -> None:
    for lot_id, _ in event.takes:
        ends = s.lots[lot_id].expires_on
        over = ends is not None and ends <= event.effective_on
        require(over, "a lot lapses too soon", lapsed=event.effective_on, ends=ends, **where)


def _declined(dead: e.ChargeFailed | None, event: Event) -> e.ChargeFailed | None:
    """The decline since which the card is dead; None while it may be asked."""
    if isinstance(event, e.CardReplaced):
        return None
    if isinstance(event, e.ChargeFailed) and event.severity != "soft":
        return event
    return dead


LAWS = (what_stands_still_is_left_alone,)
