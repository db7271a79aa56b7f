"""Monthly recurring revenue: what a member is worth a month, and every movement of it by its cause.

A member counts from the first paid dues while active (past due and in notice too), at the price of
the terms agreed, rounded half up once per member; a paused member is kept in a pool beside it, and
an introductory price counts as the plan's price. What is not recurring (fees, tax, proration,
billing credit, refunds, disputes) changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import groupby
from typing import Any, Literal

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.terms import Plan
from memberledger.values import half_up

__all__ = [
    "HEEDED",
    "Movement",
    "MrrFigures",
    "MrrWatch",
    "PausedAs",
    "movements_of",
    "mrr_between",
    "mrr_of",
]

Cause = Literal["new", "expansion", "contraction", "churn", "reactivation", "paused", "resumed"]

PausedAs = Literal["apart", "counted", "left out"]
"""How paused members are told: apart from recurring revenue, as if they paid, or as if gone."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A change of a member's recurring revenue on a local day; minor units, never negative."""

    on: date
    cause: Cause
    amount: int


@dataclass(frozen=True, slots=True)
class MrrFigures:
    """Recurring revenue from the start of one day to the start of another, minor units a month.

    end = start + new + reactivation + expansion + resumed - contraction - churn - paused, and the
    pool of paused members closes at its opening + paused - resumed.
    """

    start: int = 0
    new: int = 0
    reactivation: int = 0
    expansion: int = 0
    resumed: int = 0
    contraction: int = 0
    churn: int = 0
    paused: int = 0
    end: int = 0
    pool_start: int = 0
    pool_end: int = 0

    def __add__(self, other: MrrFigures) -> MrrFigures:
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return MrrFigures(**sums)

    def treating(self, paused: PausedAs) -> MrrFigures:
        """The same figures with paused members told another way; their law holds for each.

        `apart`: as they are. `counted`: what is paused stays in recurring revenue, and a pause
        moves nothing. `left out`: a pause is churn and its end a reactivation. No authority that
        was found says which is right, so it is a choice.

        >>> figures = MrrFigures(start=300, paused=100, end=200, pool_end=100)
        >>> figures.treating("counted") == MrrFigures(start=300, end=300)
        True
        >>> figures.treating("left out").churn
        100
        """
        if paused == "apart":
            return self
        if paused == "counted":
            start, end = self.start + self.pool_start, self.end + self.pool_end
            return replace(
                self, start=start, end=end, resumed=0, paused=0, pool_start=0, pool_end=0
            )
        return replace(
            self,
            churn=self.churn + self.paused,
            reactivation=self.reactivation + self.resumed,
            resumed=0,
            paused=0,
            pool_start=0,
            pool_end=0,
        )


def mrr_of(plan: Plan) -> int:
    """A plan's price per month in minor units, rounded half up once.

    A month is a twelfth of a year, and a day a 365th of one: weekly 25.00 is 108.63 a month.

    >>> from memberledger.values import Duration
    >>> mrr_of(Plan(id="gold", price=2500, cycle=Duration.parse("1 week")))
    10863
    """
    monthly = plan.monthly_price
    return half_up(monthly.numerator, monthly.denominator)


@dataclass(slots=True)
class _Standing:
    """Whether and at how much one member counts, event by event."""

    enrolled: bool = False
    paid: bool = False
    paused: bool = False
    suspended: bool = False
    worth: int = 0
    dues: set[int] = field(default_factory=set)

    @property
    def counted(self) -> int:
        there = self.enrolled and self.paid and not self.paused and not self.suspended
        return self.worth if there else 0

    @property
    def pooled(self) -> bool:
        return self.enrolled and self.paid and self.paused and not self.suspended

    def apply(self, event: Event) -> None:
        change = HEEDED.get(type(event))
        if change is not None:
            change(self, event)


def _enrolled(s: _Standing, event: e.Enrolled) -> None:
    s.enrolled, s.paid, s.paused, s.suspended = True, False, False, False
    s.worth, s.dues = mrr_of(event.plan), set()


def _billed(s: _Standing, event: e.DuesBilled) -> None:
    if event.dues or not s.worth:
        s.dues.add(event.bill)


def _settled(s: _Standing, event: e.BillSettled) -> None:
    s.paid = s.paid or event.bill in s.dues


def _on_other_terms(s: _Standing, event: Any) -> None:
    s.worth = mrr_of(event.plan)


def _paused(s: _Standing, _event: e.Paused) -> None:
    s.paused = True


def _resumed(s: _Standing, _event: e.Resumed) -> None:
    s.paused = False


def _suspended(s: _Standing, _event: e.Suspended) -> None:
    s.suspended = True


def _dunning_ended(s: _Standing, _event: e.DunningEnded) -> None:
    s.suspended = False


def _cancelled(s: _Standing, _event: e.Cancelled) -> None:
    s.enrolled = False


HEEDED: dict[type[Event], Any] = {
    e.Enrolled: _enrolled,
    e.DuesBilled: _billed,
    e.BillSettled: _settled,
    e.Upgraded: _on_other_terms,
    e.Downgraded: _on_other_terms,
    e.PlanSwitched: _on_other_terms,
    e.TermsAmended: _on_other_terms,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.Suspended: _suspended,
    e.DunningEnded: _dunning_ended,
    e.Cancelled: _cancelled,
}


class MrrWatch:
    """Follows one member's recurring revenue, event by event, in order of their dates.

    Attributes:
        day: of the last event.
        moved: the movements of that day so far, from its net change.
    """

    def __init__(self) -> None:
        self.day = date.min
        self.moved: list[Movement] = []
        self._standing = _Standing()
        self._held = self._pool = 0
        self._was_there = False

    def apply(self, event: Event) -> None:
        """One event more, of the same day as the last or of a later one."""
        if event.effective_on > self.day:
            self._close_day()
            self.day = event.effective_on
        if type(event) not in HEEDED:
            return
        self._standing.apply(event)
        counted = self._standing.counted
        if counted == self._held and not self._pool:
            self.moved = []
            return
        net = _net(self._held, self._pool, counted, self._standing, was_there=self._was_there)
        self.moved = [Movement(self.day, cause, amount) for cause, amount in net]

    def _close_day(self) -> None:
        counted = self._standing.counted
        self._pool = (self._pool or self._held) if self._standing.pooled else 0
        self._was_there = self._was_there or counted > 0
        self._held, self.moved = counted, []


def movements_of(events: Iterable[Event]) -> list[Movement]:
    """Every movement of one member, one a day and cause, from the day's net change.

    A member that resumes at another price resumes at the old one, and the rest is expansion or
    contraction; one that ends while paused resumes and churns on that day, so that no loss hides
    in the pool. A suspension is churn, and paying up afterwards is reactivation.
    """
    watch = MrrWatch()
    moved: list[Movement] = []
    ordered = sorted(events, key=lambda event: event.effective_on)
    for _, made in groupby(ordered, key=lambda event: event.effective_on):
        for event in made:
            watch.apply(event)
        moved.extend(watch.moved)
    return moved


def _net(
    held: int, pool: int, counted: int, now: _Standing, *, was_there: bool
) -> Iterable[tuple[Cause, int]]:
    if pool and not now.pooled:
        yield "resumed", pool
        held = pool
    if held == counted:
        return
    if held and now.pooled:
        yield "paused", held
    elif not counted:
        yield "churn", held
    elif not held:
        yield ("reactivation" if was_there else "new"), counted
    elif counted > held:
        yield "expansion", counted - held
    else:
        yield "contraction", held - counted


_SIGN: dict[Cause, int] = {
    "new": 1,
    "reactivation": 1,
    "expansion": 1,
    "resumed": 1,
    "contraction": -1,
    "churn": -1,
    "paused": -1,
}


def mrr_between(movements: Iterable[Movement], first: date, until: date) -> MrrFigures:
    """The figures of a window [first, until): windows that touch add up.

    The start is what the movements before `first` come to.
    """
    figures = dict.fromkeys((f.name for f in fields(MrrFigures)), 0)
    for movement in movements:
        if movement.on >= until:
            continue
        signed = _SIGN[movement.cause] * movement.amount
        pooled = {"paused": movement.amount, "resumed": -movement.amount}.get(movement.cause, 0)
        figures["end"] += signed
        figures["pool_end"] += pooled
        if movement.on < first:
            figures["start"] += signed
            figures["pool_start"] += pooled
        else:
            figures[movement.cause] += movement.amount
    return MrrFigures(**figures)
