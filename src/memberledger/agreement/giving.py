"""What a member gets: each benefit in one sentence, with what becomes of what is not used."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.owning import in_words
from memberledger.agreement.speech import Speech, any_of, counted, named, number, percent, units
from memberledger.terms import Benefit, GrantEvery, GrantOn, Plan, Rollover
from memberledger.values import Duration

__all__ = ["you_get"]


def you_get(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "You get", one a benefit, in the plan's order."""
    if not plan.benefits:
        yield line("get", "benefits", "membership itself; the plan lists no benefits")
    for benefit in plan.benefits:
        parts = [_gives(benefit, plan, speech)]
        if benefit.has_lots:
            if benefit.trigger == "period_start" and not _by_occasion(benefit):
                parts.append("given when its period begins, before the dues are paid")
            parts.append(what_is_left(benefit, speech))
        if benefit.promotional or (benefit.is_promotional and _by_occasion(benefit)):
            parts.append("a gift: never refunded, and the first to be taken back")
        elif benefit.promotional is False and _by_occasion(benefit):
            parts.append("it counts as paid for")
        yield line("get", f"benefit:{benefit.id}", "; ".join(parts))


def _gives(benefit: Benefit, plan: Plan, speech: Speech) -> str:
    if benefit.kind == "perk":
        return named(benefit)
    if benefit.kind in ("discount", "member_price"):
        text = _price(benefit, speech)
        if benefit.name:
            text = f"{benefit.name}: {text}"
        if benefit.regular_price_only:
            text += ", on regular prices only, never on a sale price"
        if benefit.is_metered:
            often = _often(benefit, plan, speech)
            text += f", for {counted(benefit.quantity or 0, 'unit')} {often}"
        return text
    return _credit(benefit, plan, speech)


def _credit(benefit: Benefit, plan: Plan, speech: Speech) -> str:
    if benefit.amount == "dues":
        name = f"({named(benefit)})"
        return f"what you pay as dues becomes money to spend{_scope(benefit)} {name}"
    often = _often(benefit, plan, speech)
    if benefit.kind == "value_credit":
        amount = speech.money(benefit.amount or 0)
        return f"{amount} to spend{_scope(benefit)} ({named(benefit)}) {often}"
    scope = _scope(benefit)
    held = f" ({scope.strip()})" if scope else ""
    return f"{units(benefit.quantity or 0, named(benefit))}{held} {often}"


def _price(benefit: Benefit, speech: Speech) -> str:
    what = _what(benefit)
    if benefit.percent is not None:
        return f"{percent(benefit.percent)} off {what}"
    if benefit.amount_off is not None:
        return f"{speech.money(benefit.amount_off)} off each unit of {what}"
    return f"{what} at the member price of {speech.money(benefit.price or 0)} each"


def _what(benefit: Benefit) -> str:
    """What a price is lowered for; a member price without services is for its own."""
    if isinstance(benefit.services, tuple):
        what = any_of(benefit.services)
    elif benefit.services is None and benefit.kind == "member_price":
        what = any_of([benefit.id])
    else:
        what = "everything"
    return what + (f" but {any_of(benefit.excluded)}" if benefit.excluded else "")


def _scope(benefit: Benefit) -> str:
    """What it can be used for; a credit of units without services is for what it is named after."""
    services = benefit.services
    if isinstance(services, tuple) and services != (benefit.id,):
        scope = f" for {any_of(services)}"
    elif services == "all":
        scope = " for anything"
    elif services is None and benefit.is_money:
        scope = " for anything" if benefit.excluded else ""
    else:
        scope = ""
    return scope + (f", but not {any_of(benefit.excluded)}" if benefit.excluded else "")


def _by_occasion(benefit: Benefit) -> bool:
    return isinstance(benefit.grants, GrantOn)


def _often(benefit: Benefit, plan: Plan, speech: Speech) -> str:
    grants = benefit.grants
    if grants == "each_period":
        return speech.often(plan.cycle)
    if grants == "at_enrollment":
        return "once, when you join"
    if grants == "each_term":
        return "at the start of each term of the commitment"
    if isinstance(grants, Duration):
        same = grants.same_as(plan.cycle)
        since = "" if same else ", counted from the day you join"
        return speech.often(grants) + since
    if isinstance(grants, GrantEvery):
        return _every(grants, speech)
    assert isinstance(grants, GrantOn)  # noqa: S101 - the last form there is
    occasion = any_of([grants.occasion])
    return f"for the occasion {occasion!r}, at most once {speech.within(grants.per)}"


def _every(grants: GrantEvery, speech: Speech) -> str:
    parts = [speech.often(grants.every)]
    if grants.anchor == "calendar":
        parts.append("counted from the 1st of the month")
    elif not grants.after_cycles:
        parts.append("counted from the day you join")
    if grants.after_cycles:
        row = counted(grants.after_cycles, "billing period")
        parts.append(f"beginning when {row} in a row {_are(grants.after_cycles)} over and paid")
    if grants.times is not None:
        parts.append("once in all" if grants.times == 1 else f"{number(grants.times)} times in all")
    return ", ".join(parts)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def what_is_left(benefit: Benefit, speech: Speech) -> str:
    """What becomes of what is not used, while the membership runs."""
    rule, expires = benefit.rollover, benefit.expires
    gone = "it is gone" if benefit.is_money else "each is gone"
    if rule is None and expires is not None:
        return f"{gone} {speech.span(expires)} after it is given"
    if rule is None or rule.mode == "none":
        parts = [f"what is not used is lost at the end of {_stretch(benefit)}"]
    elif rule.mode == "unlimited" and expires is not None:
        parts = []
    elif rule.mode == "unlimited":
        parts = [f"{_unused(benefit)} for as long as you are a member"]
    else:
        parts = _limits(benefit, rule, speech)
    if expires is not None:
        late = "at the latest " if parts else ""
        parts.append(f"{gone} {late}{speech.span(expires)} after it is given")
    return ", ".join(parts)


def _unused(benefit: Benefit) -> str:
    return "what is not used carries over" if benefit.is_money else "unused ones carry over"


def _stretch(benefit: Benefit) -> str:
    """What a lot's period is called: the billing period, or the stretch of its own cadence."""
    if benefit.cadence is not None:
        return f"its {benefit.cadence.unit}" if benefit.cadence.count == 1 else "its own period"
    return "the term" if benefit.grants == "each_term" else "the billing period"


def _limits(benefit: Benefit, rule: Rollover, speech: Speech) -> list[str]:
    def most(limit: int) -> str:
        return speech.money(limit) if benefit.is_money else number(limit)

    parts = []
    if rule.carryover_limit is not None:
        parts.append(f"{_unused(benefit)}, up to {most(rule.carryover_limit)}")
    if rule.own is not None:
        parts.append(in_words(rule.own, "a rule of the practice decides what carries over"))
    if rule.max_balance is not None:
        new = "new money" if benefit.is_money else "each new one"
        held = most(rule.max_balance)
        if parts:
            parts.append(f"at most {held} can be held")
        else:
            parts.append(f"{_unused(benefit)} until you hold {held}, then {new} ends the oldest")
    if rule.periods is not None:
        longer = _periods(benefit, rule.periods)
        parts.append(f"{'it' if benefit.is_money else 'each'} can be used for {longer} longer")
    if rule.grace is not None:
        after = f"{speech.span(rule.grace)} after {_stretch(benefit)} is over"
        parts.append(f"{'it' if benefit.is_money else 'each'} can be used until {after}")
    return parts


def _periods(benefit: Benefit, count: int) -> str:
    if benefit.cadence is not None and benefit.cadence.count == 1:
        return counted(count, benefit.cadence.unit)
    return counted(count, "billing period" if benefit.cadence is None else "such period")
