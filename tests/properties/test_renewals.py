"""Period n starts at anchor + n cycles, clamped to the month's end and never chained."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given

from memberledger.aggregates.member import events as e
from memberledger.terms import AnchorDay, Plan
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

STEADY = frozenset({"pause", "resume", "change_plan", "amend"})


def moved(anchor: date, count: int, unit: str, day: int | None) -> date:
    """`count` units after the anchor, by the calendar alone."""
    if unit in ("day", "week"):
        return anchor + timedelta(days=count * {"day": 1, "week": 7}[unit])
    months = anchor.month - 1 + count * {"month": 1, "year": 12}[unit]
    year, month = anchor.year + months // 12, months % 12 + 1
    return date(year, month, min(day or anchor.day, monthrange(year, month)[1]))


def first_day_of_month_on(first: date, day: int) -> date:
    here = moved(first.replace(day=1), 0, "month", day)
    return here if here >= first else moved(first.replace(day=1), 1, "month", day)


def expected_anchor(plan: Plan, enrolled: date, given_anchor: date | None) -> date:
    first = given_anchor or enrolled
    if isinstance(plan.anchor, AnchorDay):
        return first_day_of_month_on(first, plan.anchor.day)
    return first


@given(lives(without=STEADY))
def test_renewals_keep_the_anchor(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    count = unit = day = None
    anchor, n = date.min, 0
    for event in events:
        if isinstance(event, e.Enrolled):
            words = str(event.plan.cycle).split()
            count, unit = int(words[0]), words[1].rstrip("s")
            day = event.anchor_day
            given_anchor = event.first_on if event.first_on > event.effective_on else None
            anchor, n = expected_anchor(event.plan, event.effective_on, given_anchor), 0
            assert event.anchor == anchor
        elif isinstance(event, e.DuesBilled | e.PeriodSkipped):
            if event.n < 0:
                assert event.end == anchor
                continue
            assert count is not None
            assert unit is not None
            assert event.n == n
            assert event.start == event.effective_on == moved(anchor, n * count, unit, day)
            assert event.end == moved(anchor, (n + 1) * count, unit, day)
            n += 1


@given(lives())
def test_no_day_is_billed_twice(life: Life) -> None:
    """The periods of a membership follow one another, whatever was paused or changed."""
    with play(life) as table:
        events = table.events()
    covered = date.min
    for event in events:
        if isinstance(event, e.Enrolled):
            covered = event.effective_on
        elif isinstance(event, e.DuesBilled | e.PeriodSkipped):
            assert event.start >= covered, event
            assert event.end > event.start, event
            covered = event.end
        elif isinstance(event, e.Resumed) and event.period_ends_on is not None:
            assert event.period_ends_on >= covered, event
            covered = event.period_ends_on
