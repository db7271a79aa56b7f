"""When dues fall and what they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from memberledger.policies.proration import by_day
from memberledger.terms import AnchorDay, Plan
from memberledger.values import Schedule

__all__ = ["POLICY", "Stub", "dues", "schedule_after_change", "schedule_for", "stub_before"]

POLICY = "billing/1"


@dataclass(frozen=True, slots=True)
class Stub:
    """A first period before the anchor day; it is not a cycle.

    Attributes:
        start, end: the days it holds, half open.
        dues: minor units.
        days: its days when prorated, and the whole when it was billed in full.
        whole: days over which a by-day amount in it is reckoned.
    """

    start: date
    end: date
    dues: int
    whole: int
    rate: int


def schedule_for(plan: Plan, starts_on: date, anchor: date | None = None) -> Schedule:
    """The member's billing dates: from the anchor given, the plan's day, or the first day.

    An anchor given is the first billing date; nothing is billed before it. With a plan that bills
    on a day of the month, later dates fall on that day.
    """
    first = anchor or starts_on
    if isinstance(plan.anchor, AnchorDay):
        return Schedule.on_day(first, plan.cycle, plan.anchor.day)
    return Schedule(first, plan.cycle)


def schedule_after_change(old: Plan, old_day: int | None, new: Plan, day: date) -> Schedule | None:
    """The schedule that a change on `day` makes; None where the billing dates stay.

    Another cycle, or another day of the month, begins anew on the day of the change.
    """
    anchored = new.anchor.day if isinstance(new.anchor, AnchorDay) else None
    if anchored is not None and anchored != old_day:
        return schedule_for(new, day)
    return None if new.cycle.same_as(old.cycle) else schedule_for(new, day)


def stub_before(plan: Plan, schedule: Schedule, first: date) -> Stub | None:
    """The first period from `first` to the anchor, or None where the anchor is the first day.

    Prorated: price x days / days of the whole anchored period, half up to the minor unit. Full:
    the plan's price. Free: nothing. An introductory price does not apply.
    """
    if first >= schedule.anchor:
        return None
    days = (schedule.anchor - first).days
    whole = (schedule.anchor - schedule.before_anchor()).days
    kind = plan.first_period or "prorated"
    if kind == "prorated":
        return Stub(first, schedule.anchor, by_day(plan.price, days, whole), whole, plan.price)
    if kind == "full":
        return Stub(first, schedule.anchor, plan.price, days, plan.price)
    return Stub(first, schedule.anchor, 0, whole, 0)


def dues(plan: Plan, cycles_billed: int, *, introductory: bool = True) -> int:
    """Dues of the next whole period, minor units; the first cycles may cost less.

    An introductory price belongs to the plan enrolled on; a change of plan ends it.
    """
    intro = plan.introductory_price
    if introductory and intro is not None and cycles_billed < intro.cycles:
        return intro.price
    return plan.price
