"""When a membership ends, and what leaving early costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from memberledger.policies.proration import by_day
from memberledger.terms import Cancellation, EarlyTerminationFee, Plan
from memberledger.values import Schedule, half_up, span_after

__all__ = [
    "POLICY",
    "RequestedEnd",
    "at_term_end",
    "early_termination_fee",
    "ends_on",
    "final_dues",
    "next_term_end",
    "requested_end",
]

POLICY = "leaving/1"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RequestedEnd:
    """When a request ends the membership, and what kind of day that is.

    Attributes:
        on: the first day it is over.
        at: `period` moves with a period that a pause moves; `term` is a term's end; `date` stands.
    """

    on: date
    at: Literal["period", "term", "date"]


def ends_on(
    cancellation: Cancellation, requested_on: date, boundary: date, later: Schedule
) -> date:
    """The first day the membership is over, where no term has a say.

    `immediately`: the day of the request. `notice_end`: request + notice. `month_end`: the first
    day of a month on or after the notice's end and after the request. Otherwise the first period
    end on or after the notice's end and after the request.

    Args:
        boundary: the end of the running period.
        later: the schedule of the periods that follow it.

    >>> from memberledger.values import Duration
    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> terms = Cancellation(notice="20 days", effective="month_end")
    >>> ends_on(terms, date(2026, 1, 10), date(2026, 2, 5), monthly)
    datetime.date(2026, 2, 1)
    >>> ends_on(terms, date(2026, 1, 20), date(2026, 2, 5), monthly)
    datetime.date(2026, 3, 1)
    """
    if cancellation.effective == "immediately":
        return requested_on
    notice_ends = span_after(cancellation.notice, requested_on, later)
    if cancellation.effective == "notice_end":
        return notice_ends
    earliest = max(notice_ends, requested_on + _DAY)
    if cancellation.effective == "month_end":
        return _first_of_a_month(earliest)
    return boundary if boundary >= earliest else later.first_start_on_or_after(earliest)


def _first_of_a_month(day: date) -> date:
    """The day, or the first of the next month."""
    return day if day.day == 1 else (day.replace(day=28) + 4 * _DAY).replace(day=1)


def requested_end(
    plan: Plan,
    requested_on: date,
    boundary: date,
    later: Schedule,
    term_ends: date | None,
    *,
    renews: bool,
) -> RequestedEnd:
    """When a request made on a day ends the membership, under the plan's `cancellation`.

    `term_end` is the first term end on or after the notice's end: of the running term, or of the
    terms that would follow it where they renew. A notice that comes too late for the running
    term's end so runs to the next one's, though no new term begins. Where no term runs then, it is
    as `period_end`.

    Args:
        boundary: the end of the running period.
        later: the schedule of the periods that follow it.
        term_ends: the running term's end; None, or a day that is past, where none runs.
        renews: whether an equal term would follow.

    >>> from memberledger.values import Duration
    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> yearly = Plan(
    ...     id="glow", price=19900, cycle="1 month",
    ...     term={"cycles": 12}, cancellation={"notice": "30 days", "effective": "term_end"},
    ... )
    >>> asked, end = date(2026, 3, 10), date(2027, 1, 5)
    >>> requested_end(yearly, asked, date(2026, 4, 5), monthly, end, renews=True).on
    datetime.date(2027, 1, 5)
    >>> asked, boundary = date(2026, 12, 20), date(2027, 1, 5)
    >>> requested_end(yearly, asked, boundary, monthly, end, renews=True).on
    datetime.date(2028, 1, 5)
    >>> requested_end(yearly, asked, boundary, monthly, end, renews=False).on
    datetime.date(2027, 2, 5)
    """
    terms = plan.cancellation
    if terms.effective == "term_end" and term_ends is not None and term_ends > requested_on:
        notice_ends = span_after(terms.notice, requested_on, later)
        end = term_ends
        while renews and plan.term is not None and end < notice_ends:
            end = next_term_end(plan, end, later)
        if end >= notice_ends:
            return RequestedEnd(end, "term")
    moves = terms.effective in ("period_end", "term_end")
    end = ends_on(terms, requested_on, boundary, later)
    return RequestedEnd(end, "period" if moves else "date")


def next_term_end(plan: Plan, day: date, schedule: Schedule) -> date:
    """The end of an equal term that begins on a day.

    On a billing date it is the date on which period cycles + 1 from there would begin. Between
    two, where a pause has moved the billing dates, the term is as long as its cycles.

    >>> from memberledger.values import Duration
    >>> month = Duration.parse("1 month")
    >>> half_year = Plan(id="glow", price=19900, cycle=month, term={"cycles": 6})
    >>> next_term_end(half_year, date(2026, 2, 28), Schedule(date(2026, 1, 31), month))
    datetime.date(2026, 8, 31)
    >>> next_term_end(half_year, date(2026, 7, 5), Schedule(date(2026, 5, 19), month))
    datetime.date(2027, 1, 5)

    Raises:
        ValueError: the plan has no term.
    """
    if plan.term is None:
        raise ValueError(f"{plan.id} has no term")
    if schedule.first_start_on_or_after(day) == day:
        return schedule.start(schedule.index_at(day) + plan.term.cycles)
    return plan.cycle.after(day, plan.term.cycles)


def at_term_end(plan: Plan, *, pending: bool, opted_in: bool) -> Literal["renew", "end", "go_on"]:
    """What happens on a term's end.

    No new term begins while a cancellation is pending: the member goes on without commitment until
    it ends them. `opt_in` renews where that was asked for in time, and ends otherwise.

    >>> term = {"cycles": 12, "at_end": "opt_in"}
    >>> yearly = Plan(id="glow", price=19900, cycle="1 month", term=term)
    >>> at_term_end(yearly, pending=False, opted_in=True)
    'renew'
    >>> at_term_end(yearly, pending=False, opted_in=False)
    'end'
    >>> at_term_end(yearly, pending=True, opted_in=True)
    'go_on'
    """
    rule = plan.term.at_end if plan.term is not None else "month_to_month"
    if rule == "end" or (rule == "opt_in" and not opted_in):
        return "end"
    if rule == "month_to_month" or pending:
        return "go_on"
    return "renew"


def early_termination_fee(
    plan: Plan,
    ends: date,
    term_ends: date | None,
    later: Schedule,
    *,
    sold_on: date | None = None,
    requested_on: date | None = None,
    begun: Iterable[date] = (),
) -> int:
    """The fee for ending before the term's end, minor units; 0 when none is owed.

    `fixed` and `cycles` are owed whenever the end precedes the term's end, `cycles` never more
    than are left. The others count the whole periods between the two, at the plan's price; a
    percentage is rounded half up once, on the sum. One that `applies: always` is owed without a
    term as well, but never at a term's end. A request before `waived_within` of the sale is over
    costs nothing.

    Args:
        ends: the first day the membership is over.
        term_ends: the running term's end; None, or a day that is past, where none runs.
        later: the schedule of the periods that follow the running one.
        sold_on: the day of the sale.
        requested_on: the day of the request.
        begun: the days on which the periods since the sale began.

    >>> from memberledger.values import Duration
    >>> month = Duration.parse("1 month")
    >>> monthly = Schedule(date(2026, 1, 5), month)
    >>> fee = {"kind": "fixed", "amount": 15000, "applies": "always", "waived_within": "14 days"}
    >>> glow = Plan(id="glow", price=19900, cycle=month, early_termination_fee=fee)
    >>> sale = date(2026, 1, 5)
    >>> [
    ...     early_termination_fee(
    ...         glow, date(2026, 2, 5), None, monthly, sold_on=sale, requested_on=asked
    ...     )
    ...     for asked in (date(2026, 1, 18), date(2026, 1, 19))
    ... ]
    [0, 15000]
    """
    fee = plan.early_termination_fee
    if fee is None or ends == term_ends:
        return 0
    if _is_waived(fee, sold_on, requested_on, later, begun):
        return 0
    in_term = term_ends is not None and ends < term_ends
    if not in_term and fee.applies != "always":
        return 0
    if fee.kind == "fixed":
        return fee.amount or 0
    left = later.until(ends, term_ends) if in_term and term_ends is not None else None
    if fee.kind == "cycles":
        wanted = fee.cycles or 0
        return (wanted if left is None else min(wanted, left)) * plan.price
    if fee.kind == "all_remaining":
        return (left or 0) * plan.price
    return half_up((left or 0) * plan.price * (fee.percent or 0), 10_000)


def _is_waived(
    fee: EarlyTerminationFee,
    sold_on: date | None,
    requested_on: date | None,
    later: Schedule,
    begun: Iterable[date],
) -> bool:
    """Whether the request came before the time after the sale was over in which leaving is free."""
    if fee.waived_within is None or sold_on is None or requested_on is None:
        return False
    return requested_on < span_after(fee.waived_within, sold_on, later, begun)


def final_dues(
    plan: Plan, dues: int, rate: int, start: date, end: date, ends: date | None, whole: int
) -> int:
    """The dues of a period in which the membership may end, minor units.

    `full`: the dues. `by_day`: where the end falls inside the period, the price of a whole one x
    days to the end / days of the whole period, half up.

    Args:
        dues: of the period, minor units.
        rate: the price of a whole period.
        start, end: the period, half open.
        ends: the first day the membership is over; None where no end is known.
        whole: days over which a by-day amount in the period is reckoned.

    >>> terms = {"final_dues": "by_day"}
    >>> glow = Plan(id="glow", price=31000, cycle="1 month", cancellation=terms)
    >>> start, end = date(2026, 3, 5), date(2026, 4, 5)
    >>> final_dues(glow, 31000, 31000, start, end, date(2026, 3, 15), 31)
    10000
    >>> final_dues(glow, 31000, 31000, start, end, date(2026, 4, 5), 31)
    31000
    """
    if plan.cancellation.final_dues != "by_day" or ends is None or not start < ends < end:
        return dues
    return by_day(rate, (ends - start).days, whole)
