"""What is doubtful in one benefit: money that expires, caps and times that never count, misses."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.doubt import Doubt
from memberledger.agreement.holding import (
    grants_alive,
    longest,
    shortest,
    step_of,
    whole_grant,
)
from memberledger.agreement.speech import Speech, counted, listed, named
from memberledger.terms import Benefit, Plan, UsableFor
from memberledger.terms.leaving import AfterEnd

__all__ = ["doubts_of_benefit"]


def doubts_of_benefit(benefit: Benefit, plan: Plan, speech: Speech) -> Iterator[Doubt]:
    """Every warning about one benefit."""
    found = (
        ("paid_money_expires", _paid_money_expires(benefit, plan)),
        ("units_outlive_revenue", _units_outlive_revenue(benefit, plan)),
        ("weight_without_effect", _weight_without_effect(benefit, plan)),
        ("cap_never_binds", _cap_never_binds(benefit, plan, speech)),
        ("cap_below_grant", _cap_below_grant(benefit, plan, speech)),
        ("expiry_never_binds", _expiry_never_binds(benefit, plan, speech)),
        ("limit_below_grant", _limit_below_grant(benefit)),
        ("miss_without_notice", _miss_without_notice(benefit, plan)),
        ("sharers_without_sharing", _sharers_without_sharing(benefit, plan)),
    )
    return (Doubt(code, benefit.id, text) for code, text in found if text is not None)


def _paid_money_expires(benefit: Benefit, plan: Plan) -> str | None:
    if not benefit.is_money or benefit.is_promotional:
        return None
    ways, rule = [], benefit.rollover
    lost_at_end = plan.cancellation.after_end if benefit.after_end is None else benefit.after_end
    involuntary = plan.cancellation.involuntary
    if (
        benefit.expires is not None
        or rule is None
        or rule.mode == "none"
        or rule.periods is not None
        or rule.grace is not None
    ):
        ways.append("after a time")
    if rule is not None and (rule.carryover_limit is not None or rule.max_balance is not None):
        ways.append("above a limit")
    if rule is not None and rule.own is not None:
        ways.append("as a rule of your own decides")
    if _loses(lost_at_end):
        ways.append("after the membership ends")
    elif involuntary is not None and _loses(involuntary.after_end):
        ways.append("when the membership ends for unpaid dues")
    if any("forfeit" in step.do for step in plan.dunning) and plan.retries == "ledger":
        ways.append("when dues stay unpaid")
    if not ways:
        return None
    return (
        f"money that was paid for is lost {listed(ways)}; gift-card law may forbid that where the "
        "member lives, check it with counsel (a gift of the practice is promotional: true)"
    )


def _loses(rest: AfterEnd | None) -> bool:
    return rest == "forfeit" or isinstance(rest, UsableFor)


def _units_outlive_revenue(benefit: Benefit, plan: Plan) -> str | None:
    if plan.recognition.method != "ratable" or not benefit.has_lots or benefit.is_promotional:
        return None
    rule, step = benefit.rollover, step_of(benefit, plan)
    own = plan.cycle if step is None else step
    lives_on = rule is not None and rule.mode != "none"
    if rule is None and benefit.expires is not None:
        lives_on = longest(benefit.expires, plan.cycle) > shortest(plan.cycle, plan.cycle)
    if not lives_on and longest(own, plan.cycle) <= longest(plan.cycle, plan.cycle):
        return None
    return (
        "it can be used after the period that paid for it, and dues are earned by the day: the "
        "revenue is earned before the use; recognition: {method: allocated} with a "
        "standalone_price earns it by use"
    )


def _weight_without_effect(benefit: Benefit, plan: Plan) -> str | None:
    if not benefit.standalone_price or plan.recognition.method == "allocated":
        return None
    return "its standalone_price has no effect, since dues are earned by the day"


def _cap_never_binds(benefit: Benefit, plan: Plan, speech: Speech) -> str | None:
    rule, alive, grant = benefit.rollover, grants_alive(benefit, plan), whole_grant(benefit, plan)
    if rule is None:
        return None
    each_period = benefit.grants == "each_period"
    cap, carried = rule.max_balance, rule.carryover_limit
    if carried is not None and alive is not None and each_period and carried >= (alive - 1) * grant:
        left = _much(benefit, (alive - 1) * grant, speech)
        return f"carryover_limit never counts: {left} is the most that can be left over"
    if cap is None:
        return None
    most = None if alive is None else alive * grant
    if carried is not None and each_period:
        most = carried + grant if most is None else min(most, carried + grant)
    if most is None or cap < most:
        return None
    return f"max_balance never counts: {_much(benefit, most, speech)} is the most that can be held"


def _cap_below_grant(benefit: Benefit, plan: Plan, speech: Speech) -> str | None:
    cap = benefit.rollover.max_balance if benefit.rollover is not None else None
    grant = whole_grant(benefit, plan)
    if cap is None or cap >= grant:
        return None
    lost = _much(benefit, grant - cap, speech)
    return f"max_balance is less than one grant: {lost} of each grant is lost as it is given"


def _much(benefit: Benefit, quantity: int, speech: Speech) -> str:
    return speech.money(quantity) if benefit.is_money else str(quantity)


def _expiry_never_binds(benefit: Benefit, plan: Plan, speech: Speech) -> str | None:
    rule, step = benefit.rollover, step_of(benefit, plan)
    if benefit.expires is None or rule is None or step is None or rule.mode == "unlimited":
        return None
    if rule.grace is None and rule.periods is None and rule.mode != "none":
        return None
    life = longest(step, plan.cycle) * (1 + (rule.periods or 0))
    life += longest(rule.grace, plan.cycle) if rule.grace is not None else 0
    if shortest(benefit.expires, plan.cycle) < life:
        return None
    return (
        f"expires: {benefit.expires} never counts: the rollover ends it earlier; leave one of "
        "the two out"
    )


def _limit_below_grant(benefit: Benefit) -> str | None:
    rule, grant = benefit.rollover, benefit.quantity
    if benefit.grants != "each_period" or grant is None or benefit.expires is not None:
        return None
    if rule is not None and rule.mode != "none":
        return None
    for limit in benefit.redemption_limits or ():
        if limit.per == "cycle" and limit.most < grant:
            never = counted(grant - limit.most, "unit")
            return f"{never} of each grant can never be used: the limit is {limit.most} a period"
    return None


def _miss_without_notice(benefit: Benefit, plan: Plan) -> str | None:
    if not benefit.has_lots or benefit.no_show is None:
        return None
    late = benefit.late_cancel or plan.late_cancel
    if benefit.no_show.units == "release" and benefit.no_show.fee is None:
        return None
    return None if late is not None and late.within else miss_words(named(benefit))


def miss_words(what: str) -> str:
    """A miss that costs something, without a word on how late one may still cancel."""
    return (
        f"a missed appointment of {what} costs something, and nothing says until when one can be "
        'cancelled; write late_cancel: {within: "24 hours"}'
    )


def _sharers_without_sharing(benefit: Benefit, plan: Plan) -> str | None:
    if benefit.for_whom is None or "sharers" not in benefit.people or plan.sharing is not None:
        return None
    return "it is for the people a member shares with, and the plan has no sharing"
