"""Which event of a member may follow which: kept in few words, apart from what folds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e

__all__ = ["STEPS", "Course"]

_CHANGES = (e.Upgraded, e.Downgraded, e.PlanSwitched)


class Course:
    """How far a member's history is, as far as it decides what may come next.

    Attributes:
        problems: what was wrong with the events so far; who reads them empties it.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.is_member = False
        self.is_paused = False
        self.is_chased = False
        self.bills = 0
        self.lots = 0
        self.settled: set[int] = set()
        self.paid: set[str] = set()
        self.used: dict[str, bool] = {}

    def new_bill(self, number: int) -> None:
        """A bill that is made; they count up by one."""
        if number != self.bills + 1:
            self.problems.append(f"bill {number} comes after bill {self.bills}")
        self.bills = max(self.bills, number)

    def known_bill(self, number: int) -> None:
        """A bill that is named."""
        if not 0 < number <= self.bills:
            self.problems.append(f"there is no bill {number}")

    def new_lots(self, numbers: Iterable[int]) -> None:
        """Lots that are made; they count up by one."""
        for number in numbers:
            if number != self.lots + 1:
                self.problems.append(f"lot {number} comes after lot {self.lots}")
            self.lots = max(self.lots, number)


def _enrolled(c: Course, _event: e.Enrolled) -> None:
    if c.is_member:
        c.problems.append("the member is enrolled already")
    c.is_member = True


def _cancelled(c: Course, _event: e.Cancelled) -> None:
    if not c.is_member:
        c.problems.append("the membership is over already")
    c.is_member = c.is_paused = False


def _paused(c: Course, _event: e.Paused) -> None:
    if c.is_paused or not c.is_member:
        c.problems.append(
            "the member is paused already" if c.is_paused else "there is no membership"
        )
    c.is_paused = True


def _resumed(c: Course, _event: e.Resumed) -> None:
    if not c.is_paused:
        c.problems.append("the member is not paused")
    c.is_paused = False


def _billed(c: Course, event: e.DuesBilled | e.FeeBilled) -> None:
    c.new_bill(event.bill)


def _changed(c: Course, event: Any) -> None:
    if event.bill is not None:
        c.new_bill(event.bill)


def _charged(c: Course, event: e.Charged) -> None:
    if event.charge in c.paid:
        c.problems.append(f"charge {event.charge} was paid already")
    c.paid.add(event.charge)
    for bill, _ in event.bills:
        c.known_bill(bill)


def _settled(c: Course, event: e.BillSettled) -> None:
    c.known_bill(event.bill)
    if event.bill in c.settled:
        c.problems.append(f"bill {event.bill} is settled already")
    c.settled.add(event.bill)


def _chased(c: Course, _event: e.DunningStarted) -> None:
    if c.is_chased:
        c.problems.append("a declined card is chased already")
    c.is_chased = True


def _let_be(c: Course, _event: e.DunningEnded) -> None:
    if not c.is_chased:
        c.problems.append("no declined card is chased")
    c.is_chased = False


def _granted(c: Course, event: e.Granted) -> None:
    c.new_lots(lot.lot for lot in event.lots)


def _adjusted(c: Course, event: e.Adjusted) -> None:
    if event.lot is not None:
        c.new_lots([event.lot])


def _converted(c: Course, event: e.LotsConverted) -> None:
    c.new_lots(lot.into for lot in event.lots)


def _became_money(c: Course, event: e.UnitsConverted) -> None:
    c.new_lots(lot.lot for lot in event.lots)


def _received(c: Course, event: e.UnitsReceived) -> None:
    c.new_lots(part.into for part in event.moved)


def _redeemed(c: Course, event: e.Redeemed) -> None:
    if event.redemption in c.used:
        c.problems.append(f"redemption {event.redemption} was recorded already")
    c.used[event.redemption] = True


def _reversed(c: Course, event: e.RedemptionReversed) -> None:
    if not c.used.get(event.redemption):
        c.problems.append(f"redemption {event.redemption} was never recorded, or is undone already")
    c.used[event.redemption] = False


STEPS: dict[type[Event], Callable[[Course, Any], None]] = {
    e.Enrolled: _enrolled,
    e.Cancelled: _cancelled,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.DuesBilled: _billed,
    e.FeeBilled: _billed,
    **dict.fromkeys(_CHANGES, _changed),
    e.Charged: _charged,
    e.BillSettled: _settled,
    e.DunningStarted: _chased,
    e.DunningEnded: _let_be,
    e.Granted: _granted,
    e.Adjusted: _adjusted,
    e.LotsConverted: _converted,
    e.UnitsConverted: _became_money,
    e.UnitsReceived: _received,
    e.Redeemed: _redeemed,
    e.RedemptionReversed: _reversed,
}
"""What each event does; those that are not in it can come at any time."""
