"""The annual fee: on which day it is owed."""

from __future__ import annotations

from datetime import date

from memberledger.terms import AnnualFee
from memberledger.values import Duration

__all__ = ["POLICY", "YEAR", "next_on"]

POLICY = "annual_fee/1"
YEAR = Duration(1, "year")


def next_on(fee: AnnualFee, member_since: date, agreed_on: date, last_on: date | None) -> date:
    """The next day on which the annual fee is owed: the enrollment's, and each anniversary of it.

    A membership that starts on a later day has its anniversaries counted from that day.

    `first: anniversary` leaves out that first day. Terms agreed to later, by a change
    of plan or an amendment, owe it from the first anniversary on or after their first day. It is
    never owed twice for one anniversary. Someone who enrolled on 29 February has it on the 28th
    in short years. A pause or a suspension neither moves the day nor waives the fee.

    >>> from memberledger.terms import AnnualFee
    >>> fee = AnnualFee(amount=4900)
    >>> next_on(fee, date(2024, 2, 29), date(2024, 2, 29), None)
    datetime.date(2025, 2, 28)

    Args:
        fee: the terms.
        member_since: the first day of membership of the running enrollment.
        agreed_on: since when the terms with the fee hold.
        last_on: the last day on which it was owed in this enrollment.
    """
    first = 0 if fee.first == "at_enrollment" else 1
    known = max(agreed_on, last_on or agreed_on)
    k = max(first, known.year - member_since.year)
    while (day := YEAR.after(member_since, k)) < agreed_on or (last_on and day <= last_on):
        k += 1
    return day
