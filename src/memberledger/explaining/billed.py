"""The arithmetic of what is billed: dues by the day, fees, changes of plan, tax."""

from __future__ import annotations

from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.explaining.arithmetic import Sums, percent
from memberledger.policies import proration
from memberledger.policies.tax import tax_is_on
from memberledger.terms import OwnPolicy, Plan
from memberledger.terms.own import is_own
from memberledger.values import half_up

__all__ = ["change_sums", "dues_sums", "fee_sums", "own_sums", "tax_sums"]

_How = tuple[str, ...]


def dues_sums(sums: Sums, plan: Plan, event: e.DuesBilled) -> _How:
    """The dues: the price of a period, or by the day, and what of it is tax."""
    days = ((event.until or event.end) - event.start).days
    gross = half_up(event.rate * days, event.whole)
    if days != event.whole:
        formula = f"{sums.money(event.rate)} x {days} / {event.whole}"
        return _inside(sums, plan, "dues", gross, event.dues, formula)
    return _inside(sums, plan, "dues", gross, event.dues, "the price of a period")


def _inside(sums: Sums, plan: Plan, line: str, gross: int, recorded: int, formula: str) -> _How:
    """A formula for an amount with its tax, where prices contain it; then for what is billed."""
    tax = plan.tax
    if tax is None or not tax.included or not tax_is_on(tax, line):
        return (sums.gives(formula, gross, recorded),)
    text, part = sums.tax_included(gross, tax.rate)
    whole = f"{formula} = {sums.money(gross)}, tax included"
    return whole, f"of it tax: {text}", sums.difference(gross, part, recorded)


def tax_sums(sums: Sums, plan: Plan, lines: list[tuple[str, int]], tax: int) -> _How:
    """The tax on some lines, each rounded by itself; `lines` are without tax."""
    terms = plan.tax
    if terms is None or not tax:
        return ()
    taxed = [(line, amount) for line, amount in lines if amount and tax_is_on(terms, line)]
    if terms.included:
        return (f"{percent(terms.rate)} % are contained in the price",)
    told = [sums.tax_on_top(amount, terms.rate) for _, amount in taxed]
    total = sum(part for _, part in told)
    how = tuple(text for text, _ in told)
    if total == tax and len(how) == 1:
        return how
    return (*how, sums.gives(" + ".join(sums.money(part) for _, part in told), total, tax))


def change_sums(
    sums: Sums, s: MemberState, event: e.Upgraded | e.Downgraded | e.PlanSwitched
) -> _How:
    """What a change of plan costs now; `s` is the state before it."""
    old = s.period.rate if s.period is not None else 0
    new, tax = event.plan.price, event.plan.tax
    inside = tax is not None and tax.included and tax_is_on(tax, "change")
    gross = event.billed + (event.tax or 0) if inside else event.billed
    how: _How = ()
    if event.policy == proration.POLICY_BY_DAY and event.days_left and event.whole:
        how = (sums.change_by_day(new, old, event.days_left, event.whole, gross),)
    elif event.policy == proration.POLICY_DIFFERENCE:
        how = (sums.difference(new, old, gross),)
    elif is_own(event.policy):
        how = own_sums(sums, event, old, gross)
    if inside and event.tax:
        how = (*how, sums.difference(gross, event.tax, event.billed))
    return how


def own_sums(
    sums: Sums, event: e.Upgraded | e.Downgraded | e.PlanSwitched, old: int, decided: int
) -> _How:
    """What a policy of the host's own decided from; how it did is only told by the terms' words."""
    new = sums.money(event.plan.price)
    days = f"{event.days_left} of {event.whole} days left"
    facts = f"{new} a period instead of {sums.money(old)}, {days}"
    rules = [event.plan.upgrade, event.plan.downgrade][isinstance(event, e.Downgraded)]
    own = rules.proration
    said = (own.says,) if isinstance(own, OwnPolicy) and own.says is not None else ()
    return (*said, f"{event.policy} decided, from {facts}: {sums.money(decided)}")


def fee_sums(sums: Sums, s: MemberState, event: e.FeeBilled) -> _How:
    """What a fee is reckoned from; nothing where it is an amount of the terms."""
    tax = s.plan.tax
    inside = tax is not None and tax.included and tax_is_on(tax, event.kind)
    gross = event.amount + (event.tax or 0) if inside else event.amount
    how: _How = ()
    if event.kind == "early_termination_fee":
        how = _leaving(sums, s, gross)
    elif event.kind == "rest_of_dues":
        how = _rest(sums, s, event, gross)
    if inside and event.tax:
        how = (*how, sums.difference(gross, event.tax, event.amount))
    return how


def _leaving(sums: Sums, s: MemberState, gross: int) -> _How:
    """The fee for ending before the term; the periods left are those of the schedule."""
    fee, price = s.plan.early_termination_fee, s.plan.price
    if fee is None or fee.kind == "fixed":
        return ()
    if s.ended_on is not None and s.term_ends_on is not None and s.ended_on < s.term_ends_on:
        left = s.schedule.until(s.ended_on, s.term_ends_on)
    else:
        left = fee.cycles or 0
    periods = min(fee.cycles, left) if fee.kind == "cycles" and fee.cycles else left
    formula = f"{periods} periods x {sums.money(price)}"
    if fee.kind == "percent_remaining":
        basis = fee.percent or 0
        result = half_up(periods * price * basis, 10_000)
        return (sums.gives(f"{formula} x {percent(basis * 100)} %", result, gross),)
    return (sums.gives(formula, periods * price, gross),)


def _rest(sums: Sums, s: MemberState, event: e.FeeBilled, gross: int) -> _How:
    """What was left out of dues that were billed to an end."""
    period = s.period
    if period is None or event.start is None or event.end is None:
        return ()
    days = (event.end - period.start).days
    before = (event.start - period.start).days
    return (sums.so_far(period.rate, before, days, period.whole, gross),)
