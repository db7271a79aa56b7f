"""Everything that is doubtful in a plan."""

from __future__ import annotations

from memberledger.agreement.doubt import Doubt
from memberledger.agreement.doubts_of_benefits import doubts_of_benefit
from memberledger.agreement.doubts_of_plans import doubts_of_plan
from memberledger.agreement.speech import Speech
from memberledger.terms import Plan

__all__ = ["doubts"]


def doubts(plan: Plan, currency: str) -> tuple[Doubt, ...]:
    """Every warning, the plan's first, then each benefit's in the plan's order.

    Args:
        plan: the terms.
        currency: ISO 4217 code of its amounts.
    """
    speech = Speech(currency)
    of_benefits = (doubt for b in plan.benefits for doubt in doubts_of_benefit(b, plan, speech))
    return (*doubts_of_plan(plan, speech), *of_benefits)
