"""New terms of the plan a member is on."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.event import Event
from memberledger.terms import Plan

__all__ = ["AmendmentRecorded", "TermsAmended"]


class AmendmentRecorded(Event):
    """New terms of the same plan will hold from the first period on or after `from_on`.

    Attributes:
        plan: the new terms, word for word.
        from_on: the first day they hold.
        notified_on: the day the notice reached the member.
        state: ISO 3166-2 code of the member's state, by which the notice was judged.
        list_price: what was on sale, minor units, where another price was agreed with the member.
    """

    plan: Plan
    from_on: date
    notified_on: date | None = None
    state: str | None = None
    list_price: int | None = None


class TermsAmended(Event):
    """The amended terms hold from this period on.

    Attributes:
        plan: the terms, word for word.
        left: "id@version" of the terms left.
        list_price: as it was recorded with the amendment.
    """

    plan: Plan
    left: str
    list_price: int | None = None
