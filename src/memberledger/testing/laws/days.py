"""What comes on its day and not before, and what does not come at all."""

from __future__ import annotations

from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.testing.laws.law import law, require
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


@law()
def no_period_that_begins_in_a_pause_is_billed(table: Table) -> None:
    """A billing date in a pause is skipped, or moved past it: no dues are billed meanwhile."""
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            if isinstance(event, e.DuesBilled):
                where = {"member": member, "event": n, "pause": s.pause}
                require(s.pause is None, "dues are billed in a pause", start=event.start, **where)
            apply(s, event)


@law()
def nothing_lapses_before_its_day(table: Table) -> None:
    """A lot can be used until the day before `expires_on`: it lapses on that day, no sooner."""
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            if isinstance(event, e.Lapsed) and event.cause == "expired":
                for lot_id, _ in event.takes:
                    ends = s.lots[lot_id].expires_on
                    over = ends is not None and ends <= event.effective_on
                    where = {"member": member, "event": n, "lot": lot_id, "ends": ends}
                    require(over, "a lot lapses too soon", lapsed=event.effective_on, **where)
            apply(s, event)


@law()
def no_card_is_asked_after_a_hard_decline(table: Table) -> None:
    """Once a card is lost, stolen or expired, or its holder has stopped it, the ledger asks nothing
    of it until it is replaced.
    """
    for member in table.members:
        dead: e.ChargeFailed | None = None
        for n, event in enumerate(table.events(member), 1):
            if isinstance(event, e.CardReplaced):
                dead = None
            elif isinstance(event, e.Charged | e.ChargeFailed):
                where = {"member": member, "event": n, "declined before": dead}
                alive = dead is None or not event.asked
                require(alive, "a card is asked that can't answer", asked=event, **where)
                if isinstance(event, e.ChargeFailed) and event.severity != "soft":
                    dead = event


LAWS = (
    no_period_that_begins_in_a_pause_is_billed,
    nothing_lapses_before_its_day,
    no_card_is_asked_after_a_hard_decline,
)
