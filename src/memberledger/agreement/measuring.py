"""How good a plan is for the member in each thing it is told about, as numbers to compare.

A measure is a mapping of names to whole numbers or fractions; higher is better for the member. What
only differs has no measure. `FOREVER` stands for no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from memberledger.agreement.declining import taken
from memberledger.agreement.holding import longest, shortest
from memberledger.agreement.measuring_benefits import of_benefit, of_missed, of_places, of_use
from memberledger.agreement.measuring_numbers import FOREVER, Measure
from memberledger.terms import Plan, UsableFor
from memberledger.terms.leaving import AfterEnd
from memberledger.terms.using import Usable

__all__ = ["measure"]


def measure(about: str, plan: Plan) -> Measure:
    """The numbers of what a sentence is about; empty where nothing is better or worse."""
    topic, _, benefit = about.partition(":")
    if benefit:
        return _of_a_benefit(topic, benefit, plan)
    find = _MEASURES.get(about)
    return find(plan) if find is not None else {}


def _of_a_benefit(topic: str, benefit_id: str, plan: Plan) -> Measure:
    benefit = plan.by_id.get(benefit_id)
    if benefit is None:
        return {}
    if topic == "benefit":
        return of_benefit(benefit, plan)
    if topic == "using":
        return of_use(benefit, plan)
    rest = plan.cancellation.after_end if benefit.after_end is None else benefit.after_end
    return _after_end(rest, plan)


def _price(plan: Plan) -> Measure:
    return {"per month": -plan.monthly_price, "at once": -plan.cycle.in_months}


def _prices(plan: Plan) -> Measure:
    """By how much a location is cheaper than the plan's own price, per month."""
    return {
        place: Fraction(plan.price - price) / plan.cycle.in_months
        for place, price in (plan.prices or {}).items()
    }


def _first_period(plan: Plan) -> Measure:
    ranks = {"full": 0, "prorated": 1, "free": 2}
    return {} if plan.anchor == "enrollment" else {"rank": ranks[plan.first_period or "prorated"]}


def _introductory(plan: Plan) -> Measure:
    intro = plan.introductory_price
    return {"saved": (plan.price - intro.price) * intro.cycles if intro is not None else 0}


def _annual(plan: Plan) -> Measure:
    fee = plan.annual_fee
    if fee is None:
        return {"amount": 0, "first": 0}
    return {"amount": -fee.amount, "first": -1 if fee.first == "at_enrollment" else 0}


def _tax(plan: Plan) -> Measure:
    return {"rate": 0 if plan.tax is None or plan.tax.included else -plan.tax.rate}


def _notice_of_price(plan: Plan) -> Measure:
    promised = plan.price_change
    return {"days": -1 if promised is None else shortest(promised.notice, plan.cycle)}


def _sharing(plan: Plan) -> Measure:
    if plan.sharing is None:
        return {"people": 0, "after": -FOREVER}
    return {"people": plan.sharing.add_on_members, "after": -plan.sharing.after_cycles}


def _pause_asking(plan: Plan) -> Measure:
    pause = plan.pause
    if pause is None:
        return {"allowed": 0}
    notice = shortest(pause.notice, plan.cycle) if pause.notice is not None else 0
    return {
        "allowed": 1,
        "after": -(pause.after_cycles or 0),
        "notice": -notice,
        "starts": -1 if pause.starts == "next_period" else 0,
    }


def _pause_limits(plan: Plan) -> Measure:
    pause = plan.pause
    if pause is None:
        return {}
    most = pause.max_length
    found = {"length": FOREVER if most is None else longest(most, plan.cycle)}
    for limit in pause.limits:
        if limit.length is not None:
            found[f"length {limit.per}"] = longest(limit.length, plan.cycle) - FOREVER
        else:
            found[f"times {limit.per}"] = (limit.times or 0) - FOREVER
    return found


def _pause_fee(plan: Plan) -> Measure:
    if plan.pause is None:
        return {}
    return {"amount": -plan.pause.fee_amount}


def _usable(what: Usable | None) -> Measure:
    if isinstance(what, tuple):
        return {"used": len(what)}
    return {"used": 0 if what == "none" else FOREVER}


def _term(plan: Plan) -> Measure:
    if plan.term is None:
        return {"months": Fraction(0), "renews": 0}
    renews = plan.term.at_end == "renew"
    return {
        "months": -plan.cycle.in_months * plan.term.cycles,
        "renews": -1 if renews else 0,
    }


_EFFECTIVE = {
    "immediately": 3,
    "notice_end": 2,
    "period_end": 1,
    "month_end": 1,
    "term_end": 0,
}


def _cancellation(plan: Plan) -> Measure:
    rules = plan.cancellation
    return {
        "notice": -shortest(rules.notice, plan.cycle),
        "effective": _EFFECTIVE[rules.effective],
    }


def _leaving_fee(plan: Plan) -> Measure:
    """What leaving costs at most, on the first day of the term."""
    fee, cycles = plan.early_termination_fee, plan.term.cycles if plan.term is not None else 0
    if fee is None:
        return {"most": 0, "always": 0, "waived": 0}
    most = {
        "fixed": fee.amount or 0,
        "cycles": plan.price * (fee.cycles or 0),
        "percent_remaining": plan.price * cycles * (fee.percent or 0) // 10_000,
        "all_remaining": plan.price * cycles,
    }[fee.kind]
    waived = shortest(fee.waived_within, plan.cycle) if fee.waived_within is not None else 0
    return {"most": -most, "always": -1 if fee.applies == "always" else 0, "waived": waived}


def _after_end(rest: AfterEnd | None, plan: Plan) -> Measure:
    if isinstance(rest, UsableFor):
        early = rest.counted_from not in (None, "end")
        return {"days": shortest(rest.usable_for, plan.cycle), "early": -1 if early else 0}
    return {"days": FOREVER if rest == "keep" else 0, "early": 0}


def _again(plan: Plan) -> Measure:
    rules = plan.reenrollment
    if rules is None:
        return {"allowed": 1, "once": 0}
    return {"allowed": int(rules.allowed), "once": int(rules.enrollment_fee == "once")}


def _dunning(plan: Plan) -> Measure:
    found: dict[str, int | Fraction] = {}
    for action in ("suspend", "cancel", "forfeit"):
        days = [shortest(s.after, plan.cycle) for s in plan.dunning if action in taken(s, plan)]
        found[action] = min(days, default=FOREVER)
    done = [action for step in plan.dunning for action in taken(step, plan)]
    found["late_fee"] = -plan.late_fee * done.count("late_fee")
    returned = plan.returned_payment_fee or 0
    found["returned"] = -returned * done.count("returned_payment_fee")
    return found


def _involuntary(plan: Plan) -> Measure:
    rules = plan.cancellation.involuntary
    rest = rules.after_end if rules is not None and rules.after_end is not None else None
    fee = rules is not None and rules.early_termination_fee
    return {
        **_after_end(plan.cancellation.after_end if rest is None else rest, plan),
        "fee": -1 if fee else 0,
    }


_MEASURES: Mapping[str, Callable[[Plan], Measure]] = {
    "price": _price,
    "prices": _prices,
    "first_period": _first_period,
    "introductory_price": _introductory,
    "enrollment_fee": lambda plan: {"amount": -plan.enrollment_fee},
    "annual_fee": _annual,
    "tax": _tax,
    "price_change": _notice_of_price,
    "stackable": lambda plan: {"adds up": int(plan.stackable)},
    "sharing": _sharing,
    "redeem_at": lambda plan: of_places(plan.redeem_at),
    "no_show": lambda plan: of_missed(plan.no_show),
    "late_cancel": lambda plan: of_missed(plan.late_cancel),
    "pause": lambda plan: {"allowed": int(plan.pause is not None)},
    "pause.asking": _pause_asking,
    "pause.limits": _pause_limits,
    "pause.fee": _pause_fee,
    "pause.expiry": lambda plan: {
        "frozen": int(plan.pause is not None and plan.pause.expiry == "frozen")
    },
    "use_while.paused": lambda plan: _usable(plan.use_while.paused) if plan.pause else {"used": 0},
    "use_while.past_due": lambda plan: _usable(plan.use_while.past_due),
    "use_while.suspended": lambda plan: _usable(plan.use_while.suspended),
    "use_while.notice": lambda plan: _usable(plan.use_while.notice),
    "term": _term,
    "cancellation": _cancellation,
    "early_termination_fee": _leaving_fee,
    "final_dues": lambda plan: {"by day": int(plan.cancellation.final_dues == "by_day")},
    "after_end": lambda plan: _after_end(plan.cancellation.after_end, plan),
    "reenrollment": _again,
    "dunning": _dunning,
    "involuntary": _involuntary,
}
