"""Locations: what a member's home, and the place of a use, allow."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import refuse
from memberledger.policies import places
from memberledger.terms import Plan

__all__ = ["must_be_on_sale", "place_of_use"]


def must_be_on_sale(plan: Plan, home: str | None, day: date) -> None:
    """Refuse a plan that is not sold on that day, or not to members of that home location.

    Raises:
        Refused: `not_on_sale`.
    """
    if plan.sold is None and plan.sold_at is None:
        return
    why = places.not_on_sale(plan, home, day)
    if why is not None:
        raise refuse("not_on_sale", why, plan=plan.id, at=home)


def place_of_use(s: MemberState, benefit: str, at: str | None, day: date) -> str | None:
    """Where a use is: the place given, or else the member's home; by the terms of the day.

    Raises:
        Refused: `wrong_location`.
    """
    place = at if at is not None else s.home
    plan = s.plan_on(day)
    if not places.can_be_used_at(
        plan, plan.by_id.get(benefit) or s.terms_of(benefit), place, s.home
    ):
        raise refuse(
            "wrong_location",
            f"{benefit} can't be used at {place or 'no location'}; "
            f"the member's home is {s.home or 'not known'}",
            at=place,
            home=s.home,
        )
    return place
