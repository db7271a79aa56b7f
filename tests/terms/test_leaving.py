"""What terms of leaving can't say, and what the message says instead."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import read_plan
from memberledger.errors import InvalidPlan


def read(**facts: Any) -> None:
    plan = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [], **facts}
    read_plan(plan, "USD")


FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
OFF = {"id": "off", "kind": "discount", "percent": 10, "quantity": 2}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"term": {"cycles": 12, "at_end": "again"}}, "term.at_end"),
        ({"term": {"cycles": 0, "at_end": "renew"}}, "term.cycles"),
        ({"cancellation": {"effective": "year_end"}}, "cancellation.effective"),
        ({"cancellation": {"notice": "-1 cycle"}}, "cancellation.notice"),
        ({"cancellation": {"final_dues": "half"}}, "cancellation.final_dues"),
        ({"cancellation": {"involuntary": {"after_end": "lose"}}}, "after_end"),
        ({"cancellation": {"involuntary": {"early_termination_fee": "25.00"}}}, "termination_fee"),
        ({"cancellation": {"after_end": {"usable_for": "60 days", "from": "birth"}}}, "from"),
        ({"benefits": [{**FACIAL, "after_end": {"usable_for": "0 days"}}]}, "usable_for"),
        ({"benefits": [{**OFF, "after_end": "keep"}]}, "a discount has no after_end"),
        (
            {"early_termination_fee": {"kind": "all_remaining", "applies": "always"}},
            "can't apply always",
        ),
        (
            {"early_termination_fee": {"kind": "fixed", "amount": "5.00", "waived_within": "soon"}},
            "waived_within",
        ),
        ({"reenrollment": {"enrollment_fee": "never"}}, "reenrollment.enrollment_fee"),
        ({"reenrollment": {"allowed": "no"}}, "reenrollment.allowed"),
    ],
)
def test_a_plan_can_not_say(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidPlan, match=field):
        read(**facts)
