"""Where and when: the price of a plan at a location, where it is sold, where it can be used."""

from __future__ import annotations

from datetime import date

from memberledger.terms import Benefit, Plan

__all__ = ["POLICY", "can_be_used_at", "not_on_sale", "price_at", "terms_at"]

POLICY = "places/1"


def price_at(plan: Plan, home: str | None) -> int:
    """The price of a plan for a member whose home is there, minor units.

    `prices` says it by location; where it says nothing of a location, and for a member without
    one, it is the plan's `price`.

    >>> from memberledger.terms import read_plan
    >>> plan = {"id": "glow", "price": "199.00", "cycle": "1 month", "prices": {"south": "219.00"}}
    >>> glow = read_plan(plan, "USD")
    >>> price_at(glow, "south"), price_at(glow, "north"), price_at(glow, None)
    (21900, 19900, 19900)
    """
    return (plan.prices or {}).get(home or "", plan.price)


def terms_at(plan: Plan, home: str | None) -> Plan:
    """The terms as a member agrees to them: with the price of their home location.

    Pinned so in the stream, every later figure (dues, proration, fees in percent or cycles, the
    monthly price by which a change is up or down) is reckoned with the member's own price.
    """
    return plan if plan.prices is None else plan.priced(price_at(plan, home))


def not_on_sale(plan: Plan, home: str | None, day: date) -> str | None:
    """Why nobody can take the plan there on that day, in words; None where it is on sale.

    `sold.from` is the first day, `sold.until` the first day it is sold no longer; `sold_at` lists
    the home locations it is sold to, so a member without one can't take it.

    >>> from memberledger.terms import read_plan
    >>> plan = {"id": "lake", "price": "249.00", "cycle": "1 month", "sold_at": ["north"]}
    >>> not_on_sale(read_plan(plan, "USD"), "south", date(2026, 3, 1))
    'lake is sold at north, not at south'
    """
    sold = plan.sold
    if sold is not None and sold.first_on is not None and day < sold.first_on:
        return f"{plan.id} is on sale from {sold.first_on}"
    if sold is not None and sold.until is not None and day >= sold.until:
        return f"{plan.id} was on sale until {sold.until}; choose another plan"
    if plan.sold_at is not None and home not in plan.sold_at:
        return f"{plan.id} is sold at {', '.join(plan.sold_at)}, not at {home or 'no location'}"
    return None


def can_be_used_at(
    plan: Plan, benefit: Benefit | None, place: str | None, home: str | None
) -> bool:
    """Whether a benefit can be used at a place: as the benefit says, or else its plan.

    `home` is the member's home location, a list is those locations; with `any`, or where nothing
    is said, every place will do. A use without a place is at home.

    >>> from memberledger.terms import read_plan
    >>> plan = {"id": "glow", "price": "199.00", "cycle": "1 month", "redeem_at": "home"}
    >>> glow = read_plan(plan, "USD")
    >>> [can_be_used_at(glow, None, place, "north") for place in ("north", "south")]
    [True, False]
    """
    rule = benefit.redeem_at if benefit is not None and benefit.redeem_at else plan.redeem_at
    if rule is None or rule == "any":
        return True
    if rule == "home":
        return place == home
    return place in rule
