"""A new price or plan version reaches an existing member only with its notice.

The windows are data: how many days before the change the notice must arrive, at the earliest and
at the latest, by the member's state. They are facts to check with counsel, not legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from memberledger.terms import Plan, PriceChange
from memberledger.values import Schedule, span_after

__all__ = ["POLICY", "WINDOWS", "NoticeWindow", "problem_with_notice", "waits_for_term"]

POLICY = "price_change/1"


@dataclass(frozen=True, slots=True)
class NoticeWindow:
    """Days before a change in which its notice must be given, and where that is written."""

    at_least: int
    at_most: int | None
    source: str


WINDOWS: dict[str, NoticeWindow] = {
    "US-CA": NoticeWindow(7, 30, "Cal. Bus. & Prof. Code 17602 (fee change)"),
    "US-NY": NoticeWindow(5, 30, "N.Y. Gen. Bus. Law 527-a (material change)"),
    "US-MA": NoticeWindow(5, 30, "940 CMR 38"),
}
"""By ISO 3166-2 code of the member's state, where one is known."""


def problem_with_notice(
    terms: PriceChange | None,
    state: str | None,
    notified_on: date | None,
    takes_effect: date,
    schedule: Schedule,
) -> tuple[str, date | None] | None:
    """Why a change may not take effect then: (code, first date it could), or None if it may.

    `notice_too_short`: notified + the plan's notice, or the law's `at_least`, is later than the
    change. `notice_too_early`: the law's `at_most` is over by then.

    Args:
        terms: the plan's own notice, if it has one.
        state: ISO 3166-2 code, such as "US-CA", or None where it is not known.
        notified_on: the day the notice reached the member; None is no notice at all.
        takes_effect: the first day of the new terms.
        schedule: in which a notice of cycles is counted.
    """
    window = WINDOWS.get(state) if state else None
    if terms is None and window is None:
        return None
    if notified_on is None:
        return ("notice_too_short", None)
    earliest = span_after(terms.notice, notified_on, schedule) if terms else notified_on
    if window is not None:
        earliest = max(earliest, notified_on + timedelta(days=window.at_least))
    if takes_effect < earliest:
        return ("notice_too_short", earliest)
    if window is not None and window.at_most is not None:
        latest = notified_on + timedelta(days=window.at_most)
        if takes_effect > latest:
            return ("notice_too_early", latest)
    return None


def waits_for_term(old: Plan, new: Plan, term_ends_on: date | None, day: date) -> bool:
    """Whether new terms must wait on a day: a dearer price waits for the term's end.

    The end is the one that stands on that day, so a term that was renewed or begun anew meanwhile
    is waited for as well; without a running term nothing is.

    Args:
        old: the terms in force.
        new: the terms amended to.
        term_ends_on: the end of the commitment, if there is or was one.
        day: a first day of a period.
    """
    return new.price > old.price and term_ends_on is not None and day < term_ends_on
