"""From when a pause runs, whether it may begin, when it ends by itself, what it does to a term."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta

from memberledger.policies.windows import Spans, bounds
from memberledger.terms import Pause, PauseLimit
from memberledger.values import Duration, Schedule, span_after

__all__ = [
    "POLICY",
    "first_day",
    "latest_end",
    "limit_reached",
    "longest_end",
    "moved_term_end",
    "notice_over_on",
    "used_up_on",
]

POLICY = "pausing/1"

_DAY = timedelta(days=1)
_FOUR_YEARS = Duration.parse("4 years")

SpansOn = Callable[[date], Spans]
"""The billing cycle and the term that hold a day."""


def notice_over_on(pause: Pause, asked_on: date, later: Schedule) -> date:
    """The first day a pause asked for today can be wanted for: the request + `notice`.

    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> notice_over_on(Pause(notice=Duration.parse("14 days")), date(2026, 3, 1), monthly)
    datetime.date(2026, 3, 15)
    >>> notice_over_on(Pause(starts="next_period"), date(2026, 3, 1), monthly)
    datetime.date(2026, 3, 1)
    """
    return asked_on if pause.notice is None else span_after(pause.notice, asked_on, later)


def first_day(
    pause: Pause, asked_on: date, next_period: date, later: Schedule, wanted: date | None = None
) -> date:
    """The first day a pause asked for today can have.

    The day wanted, or the earliest there is: the request + `notice`. With `starts: next_period`,
    the first period start on or after that. A day wanted before the notice is over
    (`notice_over_on`) is the caller's to refuse.

    Args:
        next_period: when the next period begins that is not billed yet.
        later: the schedule of the periods from then on.
        wanted: the first day asked for; None for the earliest.

    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> told = Pause(notice=Duration.parse("14 days"))
    >>> first_day(told, date(2026, 3, 1), date(2026, 3, 5), monthly)
    datetime.date(2026, 3, 15)
    >>> first_day(Pause(starts="next_period"), date(2026, 3, 1), date(2026, 3, 5), monthly)
    datetime.date(2026, 3, 5)
    """
    day = notice_over_on(pause, asked_on, later)
    if wanted is not None:
        day = max(day, wanted)
    if pause.starts != "next_period":
        return day
    return next_period if day <= next_period else later.first_start_on_or_after(day)


def longest_end(pause: Pause, starts_on: date, schedule: Schedule) -> date | None:
    """Its first day + `max_length`; None for no limit."""
    if pause.max_length is None:
        return None
    return span_after(pause.max_length, starts_on, schedule)


def latest_end(
    pause: Pause,
    spells: Sequence[tuple[date, date]],
    starts_on: date,
    spans_on: SpansOn,
    schedule: Schedule,
    starts: Collection[date] = (),
) -> tuple[date, str] | None:
    """The day a pause ends by itself, and the term that says so; None for never.

    The earliest of its first day + `max_length` and of the days on which a `length` is used up.
    The first day itself says that nothing is left of a `length`.

    Args:
        spells: the pauses that are over, each half open.
        starts: the days on which periods began, where later ones have another anchor.
    """
    ends: list[tuple[date, str]] = []
    longest = longest_end(pause, starts_on, schedule)
    if longest is not None:
        ends.append((longest, f"{pause.max_length}"))
    for limit in pause.limits:
        day = used_up_on(limit, spells, starts_on, spans_on, schedule, starts)
        if day is not None:
            ends.append((day, f"{limit.length} in {_in_words(limit)}"))
    return min(ends, default=None)


def used_up_on(
    limit: PauseLimit,
    spells: Sequence[tuple[date, date]],
    starts_on: date,
    spans_on: SpansOn,
    schedule: Schedule,
    starts: Collection[date] = (),
) -> date | None:
    """The first day on which a pause would break a `length`; None if it never does.

    Each paused day is judged in its own window: the paused days in it, that day included, are at
    most `length`, counted in days from the first paused day in the window. Three months from the
    5th of March are 92 days, and a pause that runs on into another calendar year counts anew there.
    A length in periods is of the periods that there were (`starts`) and of those to come.

    >>> year = PauseLimit(length=Duration.parse("3 months"), per="calendar_year")
    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> march = [(date(2026, 3, 5), date(2026, 4, 5))]
    >>> used_up_on(year, march, date(2026, 6, 1), lambda day: Spans(), monthly)  # 92 - 31 = 61
    datetime.date(2026, 8, 1)
    >>> used_up_on(year, march, date(2026, 12, 1), lambda day: Spans(), monthly)
    datetime.date(2027, 4, 1)
    """
    if limit.length is None:
        return None
    paused = [*spells, (starts_on, date.max)]
    day, last = starts_on, _horizon(limit, paused, starts_on, spans_on, schedule)
    while day <= last:
        first, _ = bounds(limit.per, day, spans_on(day))
        inside = [(max(a, first), min(b, day)) for a, b in paused if b > first and a < day]
        used = sum((b - a).days for a, b in inside)
        begun = min((a for a, _ in inside), default=day)
        if used >= (span_after(limit.length, begun, schedule, starts) - begun).days:
            return day
        day += _DAY
    return None


def _horizon(
    limit: PauseLimit,
    paused: Sequence[tuple[date, date]],
    starts_on: date,
    spans_on: SpansOn,
    schedule: Schedule,
) -> date:
    """How far is looked: the window, the months of four years, and all that a length allows.

    A pause that breaks no limit until then never will; a month in 30 days is used up in February
    alone.
    """
    assert limit.length is not None  # noqa: S101 - the caller's condition
    after = starts_on
    if limit.per != "membership":
        _, over = bounds(limit.per, starts_on, spans_on(starts_on))
        after = max(over, _FOUR_YEARS.after(starts_on))
    allowed = max(span_after(limit.length, begun, schedule) - begun for begun, _ in paused)
    return max(span_after(limit.length, after, schedule), starts_on + allowed)


def limit_reached(pause: Pause, begun: Sequence[date], starts_on: date, spans: Spans) -> str | None:
    """The limit of `times` that one more pause would break, in words; None if it may begin.

    It counts the pauses whose first day lies in the window of the new one's first day.

    >>> twice = Pause(limits=(PauseLimit(times=2, per="calendar_year"),))
    >>> limit_reached(twice, [date(2026, 1, 9), date(2026, 5, 1)], date(2026, 9, 1), Spans())
    '2 in a calendar year'
    >>> limit_reached(twice, [date(2026, 1, 9), date(2026, 5, 1)], date(2027, 1, 1), Spans())
    """
    for limit in pause.limits:
        if limit.times is None:
            continue
        first, last = bounds(limit.per, starts_on, spans)
        if sum(first <= day < last for day in begun) >= limit.times:
            return f"{limit.times} in {_in_words(limit)}"
    return None


def _in_words(limit: PauseLimit) -> str:
    words = {"membership": "all", "calendar_year": "a calendar year"}
    words |= {"calendar_month": "a calendar month", "cycle": "a period", "term": "a term"}
    return words.get(str(limit.per), str(limit.per))


def moved_term_end(term_ends_on: date, *, days: int, skipped: int, schedule: Schedule) -> date:
    """Where a term ends after a pause with `term: extended`.

    Later by the days a period was shifted, or by as many whole periods as were skipped. A term's
    end that is a billing date moves from billing date to billing date, so it returns to the 31st.

    >>> monthly = Schedule(date(2026, 1, 31), Duration.parse("1 month"))
    >>> moved_term_end(date(2026, 6, 30), days=0, skipped=2, schedule=monthly)
    datetime.date(2026, 8, 31)
    >>> moved_term_end(date(2026, 7, 5), days=59, skipped=0, schedule=monthly)
    datetime.date(2026, 9, 2)
    """
    n = schedule.index_at(term_ends_on)
    if skipped and n >= 0 and schedule.start(n) == term_ends_on:
        return schedule.start(n + skipped)
    if skipped:
        return schedule.cycle.after(term_ends_on, skipped)
    return term_ends_on + timedelta(days=days)
