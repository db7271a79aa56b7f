"""What a member pays: dues, the first periods, fees that are certain, tax, and where it is sold."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.speech import (
    Speech,
    day_of_month,
    listed,
    number,
    on,
    plain,
    rate,
)
from memberledger.terms import AnchorDay, Plan, Sold, Tax

__all__ = ["you_pay"]


def you_pay(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "You pay"."""
    yield _dues(plan, speech)
    if plan.prices:
        at = (
            f"{speech.money(price)} if your home location is {plain(place)}"
            for place, price in plan.prices.items()
        )
        yield line("pay", "prices", f"instead of that price: {listed(at)}")
    if isinstance(plan.anchor, AnchorDay):
        yield line("pay", "first_period", _FIRST[plan.first_period or "prorated"])
    if plan.introductory_price is not None:
        intro = plan.introductory_price
        price = speech.money(intro.price)
        text = (
            f"the first full billing period costs {price}"
            if intro.cycles == 1
            else f"each of the first {number(intro.cycles)} full billing periods costs {price}"
        )
        yield line("pay", "introductory_price", text)
    if plan.enrollment_fee:
        fee = speech.money(plan.enrollment_fee)
        yield line("pay", "enrollment_fee", f"a joining fee of {fee}, with the first dues")
    if plan.annual_fee is not None:
        yield _annual(plan, speech)
    if plan.tax is not None:
        yield line("pay", "tax", _tax(plan.tax))
    if plan.price_change is not None and plan.price_change.notice.count:
        notice = speech.notice(plan.price_change.notice)
        yield line("pay", "price_change", f"a new price or new terms come only after {notice}")
    elif plan.price_change is not None:
        yield line(
            "pay", "price_change", "you are told of a new price or new terms before they hold"
        )
    if plan.sold is not None and (plan.sold.first_on or plan.sold.until):
        yield line("pay", "sold", _sold(plan.sold))
    if plan.sold_at is not None:
        yield line("pay", "sold_at", f"sold only at {listed(map(plain, plan.sold_at))}")


def _dues(plan: Plan, speech: Speech) -> Line:
    dues = f"{speech.money(plan.price)} {speech.every(plan.cycle)}"
    if isinstance(plan.anchor, AnchorDay):
        return line("pay", "price", f"{dues}, on {day_of_month(plan.anchor.day)}")
    text = f"{dues}, counted from the day you join or a first billing date agreed with you"
    return line("pay", "price", text)


_FIRST = {
    "prorated": "a first part period, until that day comes, is charged by the day",
    "full": "a first part period, until that day comes, costs as much as a whole one",
    "free": "a first part period, until that day comes, is free",
}


def _annual(plan: Plan, speech: Speech) -> Line:
    assert plan.annual_fee is not None  # noqa: S101 - asked by the caller
    fee = speech.money(plan.annual_fee.amount)
    first = (
        "on the day you join and on each anniversary of it"
        if plan.annual_fee.first == "at_enrollment"
        else "on each anniversary of the day you joined"
    )
    return line("pay", "annual_fee", f"an annual fee of {fee}, {first}")


_TAXED = {
    "dues": "dues",
    "enrollment_fee": "the joining fee",
    "annual_fee": "the annual fee",
    "fees": "other fees",
}


def _tax(tax: Tax) -> str:
    what = listed(_TAXED[each] for each in tax.on) if tax.on else "all these prices and fees"
    if tax.included:
        return f"{what} contain {rate(tax.rate)} tax"
    return f"{rate(tax.rate)} tax is added to {what}"


def _sold(sold: Sold) -> str:
    since = f" from {on(sold.first_on)}" if sold.first_on else ""
    until = f" until the day before {on(sold.until)}" if sold.until else ""
    return f"new members can join{since}{until}"
