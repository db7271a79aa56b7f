"""Money: what was collected is earned, deferred or back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import FAR, Life
from memberledger.audit.checks.story import Story
from memberledger.audit.findings import Finding

__all__ = ["Money"]

_PAYING: tuple[type[Event], ...] = (e.Charged, e.CreditUsed, e.BillSettled)
_MOVING: tuple[type[Event], ...] = (
    e.UnitsGiven,
    e.UnitsReceived,
    e.GiftsTakenBack,
    e.UnitsReturned,
)
_MEMBERS, _JUDGED = ("members",), ("judged",)
"""No names of money, which are texts."""


class Money(Check):
    """Of every member: collected = recognised + deferred + refunded, and bills are what was paid.

    1. The figures add up on the day of the last event and once all days are over, and what is
       deferred is never below zero. Money that moves with units from one member to another counts
       for the one who has it, and what moves in a practice comes to nothing.
    2. What was collected is the sum of the charges, what went back the sum of refunds and of
       disputes that were lost; nothing more went back of a charge than it was.
    3. Of a bill, what was paid is the sum of what charges and billing credit paid of it. One that
       is settled owes nothing, and its split is all of its money; none is paid twice.

    It can't tell whether a bill is of the right amount.
    """

    name = "money"
    advice = "look at the member's charges and bills, and at the processor's statement"

    def of_story(self, story: Story) -> Iterable[Finding]:
        """Counts the members, judged or not."""
        self.sums[_MEMBERS] += not story.is_practice
        return ()

    def at_end(self) -> Iterator[Finding]:
        """What moved between members; it can't be told where a history can't be folded."""
        if self.sums.pop(_MEMBERS, 0) != self.sums.pop(_JUDGED, 0):
            return
        for whose, left in self.sums.items():
            if left:
                message = f"{left} {whose} moved to members, and came from nobody"
                yield self.found(message, left=left)

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Figures, then charges, then bills."""
        money, moved = life.books.money, _moved(life)
        if moved:
            self.sums[f"{life.state.currency} of {life.story.practice}"] += moved
        self.sums[_JUDGED] += 1
        for day, now in zip((life.state.latest_on, FAR), life.figures, strict=True):
            has = now.recognised + now.deferred + now.refunded
            if now.collected + moved != has or now.deferred < 0:
                yield self.found(
                    f"on {day} {now.collected} were collected and {moved} came from others; "
                    f"{now.recognised} are recognised, {now.deferred} deferred, {now.refunded} "
                    "refunded",
                    life.story,
                    day=day,
                )
        charged = sum(event.amount for _, event in life.of(e.Charged))
        back = sum(event.amount for _, event in life.of(e.Refunded))
        back += sum(event.amount for _, event in life.of(e.DisputeLost))
        if (charged, back) != (money.collected, money.refunded):
            yield self.found(
                f"the charges come to {charged} and what went back to {back}; the books have "
                f"{money.collected} and {money.refunded}",
                life.story,
            )
        for charge in life.state.charges.values():
            if charge.outcome == "paid" and not 0 <= charge.refunded <= charge.amount:
                yield self.found(
                    f"of charge {charge.id} over {charge.amount}, {charge.refunded} went back",
                    life.story,
                    charge=charge.id,
                )
        yield from self._bills(life)

    def _bills(self, life: Life) -> Iterator[Finding]:
        paid: defaultdict[int, int] = defaultdict(int)
        for version, event in life.of(*_PAYING):
            if isinstance(event, e.Charged):
                for number, part in event.bills:
                    paid[number] += part
            elif isinstance(event, e.CreditUsed):
                paid[event.bill] += event.amount
            elif isinstance(event, e.BillSettled):
                yield from self._split(life, version, event, paid[event.bill])
        for bill in life.state.bills.values():
            if bill.paid != paid[bill.id] or bill.owed < 0:
                yield self.found(
                    f"bill {bill.id} has {bill.paid} paid and {bill.owed} owed; the payments come "
                    f"to {paid[bill.id]}",
                    life.story,
                    bill=bill.id,
                )
            if bill.settled_on is not None and bill.owed:
                yield self.found(
                    f"bill {bill.id} is settled and owes {bill.owed}", life.story, bill=bill.id
                )

    def _split(
        self, life: Life, version: int, event: e.BillSettled, paid: int
    ) -> Iterator[Finding]:
        """All that was paid by then is split; what went back before is left out of it."""
        split = event.access + event.enrollment + (event.tax or 0)
        for parts in (event.shares, event.caught_up, event.fees):
            for _, money in parts:
                split += money
        bill = life.state.bills[event.bill]
        if not paid - bill.refunded - bill.credited <= split <= paid:
            yield self.found(
                f"bill {event.bill} was settled with {paid}, and {split} of it are split",
                life.story,
                version,
                bill=event.bill,
                paid=paid,
                split=split,
            )


def _moved(life: Life) -> int:
    """Money that came with units from other members, less what went to them."""
    came = 0
    for _, event in life.of(*_MOVING):
        if isinstance(event, e.UnitsGiven | e.UnitsReceived):
            money = sum(part.money for part in event.moved)
            came += money if isinstance(event, e.UnitsReceived) else -money
        elif isinstance(event, e.GiftsTakenBack | e.UnitsReturned):
            money = sum(part for _, part in event.money)
            came += money if isinstance(event, e.UnitsReturned) else -money
    return came
