"""How good a benefit is for the member: how much, how long, for what, how freely."""

from __future__ import annotations

from fractions import Fraction

from memberledger.agreement.holding import longest, shortest, step_of, whole_grant
from memberledger.agreement.measuring_numbers import FOREVER, Measure
from memberledger.terms import Benefit, MissedFee, MissedVisit, Plan

__all__ = ["of_benefit", "of_missed", "of_places", "of_use"]


def of_benefit(benefit: Benefit, plan: Plan) -> Measure:
    """What it gives, how long that lives, and for what it is."""
    found: dict[str, int | Fraction] = {
        "percent": benefit.percent or 0,
        "amount_off": benefit.amount_off or 0,
        "price": -(benefit.price or 0),
        "regular": -1 if benefit.regular_price_only else 0,
        "paid for": -1 if benefit.is_promotional else 0,
        "services": len(benefit.services) if isinstance(benefit.services, tuple) else FOREVER,
        "except": -len(benefit.excluded or ()),
    }
    if benefit.services is None and benefit.kind in ("service_credit", "member_price"):
        found["services"] = 1
    if not benefit.has_lots:
        return found
    step = step_of(benefit, plan)
    grant = whole_grant(benefit, plan)
    if step is not None:
        found["a month"] = Fraction(grant) / step.in_months
    else:
        found["at once"] = grant
    if benefit.every is not None:
        found["after"] = -benefit.every.after_cycles
        found["times"] = (benefit.every.times or FOREVER) - FOREVER
    found["before paid"] = int(benefit.trigger == "period_start")
    rule = benefit.rollover
    found["life"] = _life(benefit, plan)
    carried = rule.carryover_limit if rule is not None else None
    held = rule.max_balance if rule is not None else None
    found["carried"] = FOREVER if carried is None else carried
    found["held"] = FOREVER if held is None else held
    return found


def _life(benefit: Benefit, plan: Plan) -> int:
    """The most days a lot lives while the membership runs."""
    rule, step = benefit.rollover, step_of(benefit, plan) or plan.cycle
    lives = [FOREVER]
    if benefit.expires is not None:
        lives.append(longest(benefit.expires, plan.cycle))
    if (rule is None and benefit.expires is None) or (rule is not None and rule.mode == "none"):
        lives.append(longest(step, plan.cycle))
    elif rule is not None and rule.periods is not None:
        lives.append(longest(step, plan.cycle) * (1 + rule.periods))
    elif rule is not None and rule.grace is not None:
        lives.append(longest(step, plan.cycle) + longest(rule.grace, plan.cycle))
    return min(lives)


def of_use(benefit: Benefit, plan: Plan) -> Measure:
    """How freely it can be used."""
    found: dict[str, int | Fraction] = {}
    for limit in benefit.redemption_limits or ():
        if limit.wait is not None:
            found["wait"] = -shortest(limit.wait, plan.cycle)
        else:
            found[f"most {limit.per}"] = limit.most - FOREVER
    for other in benefit.substitution or ():
        found["substitutes"] = found.get("substitutes", 0) + 1
        found["value"] = found.get("value", 0) + (other.value or 0) - (other.fee or 0)
    found["people"] = len(benefit.people)
    gift = benefit.transferable
    found["transferable"] = int(gift is not None)
    if gift is not None:
        found["gift lives"] = longest(gift.expires, plan.cycle) - FOREVER if gift.expires else 0
        found["gifts"] = -len(gift.limits or ())
    found["converts"] = benefit.converts.at if benefit.converts is not None else 0
    found |= of_places(benefit.redeem_at)
    for what, rule in (("no show", benefit.no_show), ("late", benefit.late_cancel)):
        found |= {f"{what} {name}": number for name, number in of_missed(rule).items()}
    return found


def of_places(places: tuple[str, ...] | str | None) -> Measure:
    """At how many locations: any, so many, or home."""
    if places is None or places == "any":
        return {"places": 0}
    return {"places": (len(places) if isinstance(places, tuple) else 1) - FOREVER}


def of_missed(rule: MissedVisit | None) -> Measure:
    """What a missed visit costs."""
    if rule is None:
        return {}
    found: dict[str, int | Fraction] = {"units": -1 if rule.units == "forfeit" else 0}
    if isinstance(rule.fee, MissedFee):
        found["percent"] = -rule.fee.percent
    else:
        found["fee"] = -(rule.fee or 0)
    return found
