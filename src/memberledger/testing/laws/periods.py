"""Period n starts at anchor + n cycles, clamped to the month's end and never chained."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from memberledger.aggregates.member import events as e
from memberledger.terms import AnchorDay, Plan
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.lives import Table

__all__ = ["LAWS"]

_MOVES_PERIODS = frozenset(
    {"pause", "pause_later", "resume", "change_plan", "change_plan_later", "amend"}
)


def _moved(anchor: date, count: int, unit: str, day: int | None) -> date:
    """`count` units after the anchor, by the calendar alone."""
    if unit in ("day", "week"):
        return anchor + timedelta(days=count * {"day": 1, "week": 7}[unit])
    months = anchor.month - 1 + count * {"month": 1, "year": 12}[unit]
    year, month = anchor.year + months // 12, months % 12 + 1
    return date(year, month, min(day or anchor.day, monthrange(year, month)[1]))


def _first_day_of_month_on(first: date, day: int) -> date:
    here = _moved(first.replace(day=1), 0, "month", day)
    return here if here >= first else _moved(first.replace(day=1), 1, "month", day)


def _expected_anchor(plan: Plan, enrolled: date, given_anchor: date | None) -> date:
    first = given_anchor or enrolled
    if isinstance(plan.anchor, AnchorDay):
        return _first_day_of_month_on(first, plan.anchor.day)
    return first


@law(without=_MOVES_PERIODS)
def renewals_keep_the_anchor(table: Table) -> None:
    """Where nothing pauses or changes, period n runs from anchor + n cycles to anchor + n + 1
    cycles, counted from the anchor itself: the 31st stays the 31st after a February.
    """
    for member in table.members:
        _check_renewals(table, member)


def _check_renewals(table: Table, member: str) -> None:
    count, unit, day = 1, "month", None
    anchor, n = date.min, 0
    for number, event in enumerate(table.events(member), 1):
        where = {"member": member, "event": number}
        if isinstance(event, e.Enrolled):
            words = str(event.plan.cycle).split()
            count, unit = int(words[0]), words[1].rstrip("s")
            day = event.anchor_day
            given_anchor = event.first_on if event.first_on > event.effective_on else None
            anchor, n = _expected_anchor(event.plan, event.effective_on, given_anchor), 0
            same(anchor, event.anchor, "enrolled with another anchor", **where)
        elif isinstance(event, e.DuesBilled | e.PeriodSkipped):
            if event.n < 0:
                same(anchor, event.end, "a first period that does not end at the anchor", **where)
                continue
            start, end = (_moved(anchor, i * count, unit, day) for i in (n, n + 1))
            wanted = {"n": n, "start": start, "end": end, "on": start}
            found = {"n": event.n, "start": event.start, "end": event.end}
            found |= {"on": event.effective_on}
            same(wanted, found, "a period that does not keep the anchor", anchor=anchor, **where)
            n += 1


@law()
def no_day_is_billed_twice(table: Table) -> None:
    """The periods of a membership follow one another without an overlap, whatever was paused or
    changed.
    """
    for member in table.members:
        covered = date.min
        for n, event in enumerate(table.events(member), 1):
            where = {"member": member, "event": n, "billed until": covered}
            if isinstance(event, e.Enrolled):
                covered = event.effective_on
            elif isinstance(event, e.DuesBilled | e.PeriodSkipped):
                period = {"start": event.start, "end": event.end}
                require(event.start >= covered, "a day is billed twice", **period, **where)
                require(event.end > event.start, "a period of no days", **period, **where)
                covered = event.end
            elif isinstance(event, e.Resumed) and event.period_ends_on is not None:
                end = event.period_ends_on
                require(end >= covered, "a pause made a period shorter", end=end, **where)
                covered = end


LAWS = (renewals_keep_the_anchor, no_day_is_billed_twice)
