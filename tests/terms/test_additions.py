"""What a plan can say beyond its core: read from a file, kept, read again; and what it can't."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Plan, read_plan
from memberledger.errors import InvalidPlan

WIDE: dict[str, Any] = {
    "id": "glow",
    "price": "199.00",
    "cycle": "1 month",
    "tier": "glow",
    "level": 2,
    "prices": {"south": "219.00"},
    "sold": {"from": "2026-01-01", "until": "2027-01-01"},
    "sold_at": ["north", "south"],
    "redeem_at": "home",
    "tax": {"rate": "8.875", "on": ["dues", "fees"]},
    "annual_fee": {"amount": "50.00", "first": "at_enrollment"},
    "no_show": {"units": "forfeit", "fee": {"percent": 50}},
    "late_cancel": {"within": "24 hours", "fee": "25.00"},
    "reenrollment": {"enrollment_fee": "once"},
    "term": {"cycles": 12, "at_end": "renew"},
    "cancellation": {
        "notice": "1 cycle",
        "effective": "term_end",
        "final_dues": "by_day",
        "after_end": {"usable_for": "60 days", "from": "last_payment"},
        "involuntary": {"after_end": "forfeit", "early_termination_fee": True},
    },
    "pause": {
        "limits": [{"times": 2, "per": "calendar_year"}, {"length": "3 cycles", "per": "term"}],
        "fee": {"amount": "10.00", "per": "pause"},
        "after_cycles": 2,
        "starts": "next_period",
        "notice": "14 days",
        "term": "extended",
    },
    "use_while": {"paused": ["discount", "facial"], "notice": "none"},
    "downgrade": {"notice": "30 days", "credit": "unused", "converts": {"peel": "facial"}},
    "benefits": [
        {
            "id": "facial",
            "kind": "service_credit",
            "quantity": 1,
            "services": ["facials"],
            "except": ["deluxe"],
            "for": ["member", "guest"],
            "grants": {"every": "3 months", "after_cycles": 3, "times": 4, "anchor": "calendar"},
            "redemption_limits": [{"per": "cycle"}, {"wait": "14 days"}],
            "substitution": [{"value": "150.00", "except": ["botox"]}, {"fee": "25.00"}],
            "transferable": {"expires": "60 days", "limits": [{"quantity": 2, "per": "term"}]},
            "converts": {"to": "bank", "at": "99.00", "when": "period_end"},
        },
        {"id": "bank", "kind": "value_credit", "amount": "25.00", "grants": "each_term"},
        {
            "id": "half",
            "kind": "discount",
            "percent": 50,
            "quantity": 1,
            "regular_price_only": True,
        },
        {
            "id": "gift",
            "kind": "value_credit",
            "amount": "25.00",
            "grants": {"occasion": "birthday"},
        },
    ],
}


def test_everything_a_file_says_is_kept_and_read_again() -> None:
    plan = read_plan(WIDE, "USD")
    kept = plan.model_dump_json(exclude_none=True)
    assert Plan.model_validate_json(kept) == plan
    assert Plan.model_validate_json(kept).model_dump_json(exclude_none=True) == kept
    for word in ('"except"', '"for"', '"from"'):
        assert word in kept


def test_a_plan_that_says_nothing_new_is_kept_as_before() -> None:
    """What is not said is not stored, so that a stored plan is the same bytes."""
    kept = read_plan({"id": "glow", "price": "1.00", "cycle": "1 month"}, "USD").model_dump_json(
        exclude_none=True
    )
    for word in ("tier", "tax", "involuntary", "sold", "annual_fee", "no_show"):
        assert f'"{word}"' not in kept


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"tax": {"rate": "a lot"}}, "tax.rate", '"8.875"'),
        ({"sold": {"from": "soon"}}, "sold.from", "2026-01-31"),
        ({"sold": {"from": "2026-02-01", "until": "2026-02-01"}}, "sold", "after from"),
        ({"sold_at": []}, "sold_at", "leave the field out"),
        ({"sold_at": ["north", "north"]}, "sold_at", "twice"),
        ({"pause": {"limits": [{"per": "12 months"}]}}, "pause.limits.0", "times or length"),
        ({"pause": {"term": "extended"}}, "", "needs a term"),
        ({"upgrade": {"credit": "unused"}}, "", "an upgrade gives none"),
        ({"upgrade": {"term": "renew"}}, "upgrade.term", "inherit"),
        ({"upgrade": {"notice": "a while"}}, "upgrade.notice", '"30 days"'),
        ({"level": "high"}, "level", "whole number"),
        ({"tier": "no spaces here"}, "tier", "pattern"),
        ({"downgrade": {"converts": {"a": "b"}}}, "", "no benefit with lots"),
        ({"recognition": {"at_charge": "10.00"}}, "recognition", "allocated"),
        ({"dunning": [{"after": "0 days", "do": ["returned_payment_fee"]}]}, "", '"25.00"'),
        (
            {"early_termination_fee": {"kind": "all_remaining", "applies": "always"}},
            "early_termination_fee",
            "can't apply always",
        ),
        ({"cancellation": {"notice": "1 circle"}}, "cancellation.notice", '"30 days"'),
    ],
)
def test_a_plan_that_cannot_hold_says_why(facts: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", **facts}, "USD")
    told = {problem["field"]: problem["wrong"] for problem in caught.value.problems}
    assert words in told[field]


@pytest.mark.parametrize(
    ("benefit", "field", "words"),
    [
        ({"kind": "perk", "for": "guest"}, "benefits.0", "a perk has no for"),
        ({"kind": "perk", "exept": ["x"]}, "benefits.0.exept", "did you mean except?"),
        ({"grants": {"every": "often"}}, "benefits.0.grants.every", "is not a duration"),
        ({"grants": {"occasion": "birthday", "per": "x"}}, "benefits.0.grants.per", "duration"),
        ({"grants": "each_term"}, "", "each_term needs a term"),
        ({"redemption_limits": [{"quantity": 1}]}, "benefits.0.redemption_limits.0", "per or wait"),
        (
            {"redemption_limits": [{"wait": "2 days", "quantity": 1}]},
            "benefits.0.redemption_limits.0",
            "leave quantity out",
        ),
        ({"substitution": [{"services": ["x"]}]}, "benefits.0.substitution.0", "value or a fee"),
        ({"converts": {"to": "bank", "at": "9.00"}}, "", "no value_credit of this plan"),
        ({"promotional": True, "standalone_price": "9.00"}, "benefits.0", "leave out its price"),
        (
            {"kind": "value_credit", "quantity": None, "amount": "dues", "promotional": True},
            "benefits.0",
            "can't be promotional",
        ),
    ],
)
def test_a_benefit_that_cannot_hold_says_why(
    benefit: dict[str, Any], field: str, words: str
) -> None:
    facts = {"id": "facial", "kind": "service_credit", "quantity": 1, **benefit}
    if facts["kind"] == "perk":
        del facts["quantity"]
    with pytest.raises(InvalidPlan) as caught:
        read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [facts]}, "USD")
    told = {problem["field"]: problem["wrong"] for problem in caught.value.problems}
    assert words in told[field]


@pytest.mark.parametrize(
    ("length", "per"),
    [("12 months", "1 year"), ("30 days", "30 days"), ("1 month", "calendar_month")],
)
def test_a_limit_that_no_pause_can_break_is_a_mistake(length: str, per: str) -> None:
    with pytest.raises(InvalidPlan, match="never fills"):
        read_plan(
            {
                "id": "glow",
                "price": "199.00",
                "cycle": "1 month",
                "pause": {"limits": [{"length": length, "per": per}]},
            },
            "USD",
        )
