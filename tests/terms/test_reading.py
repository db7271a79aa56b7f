"""What is wrong with a plan is told with its file, its plan, its field and what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import InvalidPlan, read_plan, read_plans
from memberledger.terms import Plan

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
GOOD = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL]}


def broken(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in {**GOOD, **facts}.items() if value is not ...}


def benefit(**facts: Any) -> dict[str, Any]:
    item = {name: value for name, value in {**FACIAL, **facts}.items() if value is not ...}
    return broken(benefits=[item])


# the plan, the field that is named, and words of what would be right
BROKEN: list[tuple[Any, str, str]] = [
    (broken(price=...), "price", "needed"),
    (broken(id=...), "id", "needed"),
    (broken(cycle=...), "cycle", "needed"),
    (broken(price=199), "price", '"199.00"'),
    (broken(price=199.0), "price", '"199.00"'),
    (broken(price="199,00"), "price", '"199.00"'),
    (broken(price="199.005"), "price", "2 decimals of USD"),
    (broken(price="-199.00"), "price", "greater than or equal to 0"),
    (broken(price="9" * 30), "price", "larger than any amount"),
    (broken(cycle="monthly"), "cycle", '"1 month"'),
    (broken(cycle=1), "cycle", '"1 month"'),
    (broken(cycle="0 months"), "cycle", "1 or more"),
    (broken(id="gl ow"), "id", "pattern"),
    (broken(id=""), "id", "at least 1"),
    (broken(name=5), "name", "text"),
    (broken(pirce="199.00"), "pirce", "did you mean price?"),
    (broken(Price="199.00"), "Price", "did you mean price?"),
    (broken(**{"late fee": "5.00"}), "late fee", "did you mean late_fee?"),
    (broken(**{"": 1}), "", "no such field"),
    (benefit(Rollover="none"), "benefits.0.Rollover", "did you mean rollover?"),
    (broken(first_period="free"), "", "first_period: only with an anchor day"),
    (broken(anchor={"day": 32}), "anchor.day", "31"),
    (broken(anchor={"day": 1}, cycle="2 weeks"), "", "anchor: a day of the month needs"),
    (broken(anchor={"day": 1}, pause={"billing": "shift"}), "", "use billing: skip"),
    (broken(introductory_price={"cycles": 0, "price": "9.00"}), "introductory_price.cycles", "1"),
    (broken(introductory_price={"price": "9.00"}), "introductory_price.cycles", "needed"),
    (broken(benefits={}), "benefits", "write a list"),
    (broken(benefits=[FACIAL, FACIAL]), "", "'facial' is there twice"),
    (benefit(kind="credit"), "benefits.0.kind", "service_credit"),
    (benefit(kind=...), "benefits.0.kind", "needed"),
    (benefit(quantity=...), "benefits.0", "quantity: 1"),
    (benefit(quantity="1"), "benefits.0.quantity", "whole number without quotes"),
    (benefit(quantity=1.5), "benefits.0.quantity", "whole number"),
    (benefit(quantity=0), "benefits.0.quantity", "1"),
    (benefit(quantity=True), "benefits.0.quantity", "whole number"),
    (benefit(amount="50.00"), "benefits.0", "a service_credit has no amount"),
    (benefit(kind="value_credit", quantity=...), "benefits.0", 'amount: "50.00"'),
    (benefit(kind="discount", quantity=...), "benefits.0", "percent or amount_off"),
    (benefit(kind="member_price", quantity=...), "benefits.0", 'price: "12.00"'),
    (benefit(kind="perk"), "benefits.0", "only an id and a name"),
    (benefit(rollover="some"), "benefits.0.rollover", "carryover_limit: 3"),
    (benefit(rollover={}), "benefits.0.rollover", "needs a limit"),
    (benefit(rollover={"max_balance": "6"}), "benefits.0", "max_balance: 6"),
    (benefit(rollover={"periods": 1, "grace": "7 days"}), "benefits.0.rollover", "keep one"),
    (benefit(grants="weekly"), "benefits.0.grants", '"1 month"'),
    (benefit(expires="soon"), "benefits.0.expires", '"30 days"'),
    (benefit(expire="30 days"), "benefits.0.expire", "did you mean expires?"),
    (benefit(priority=1.0), "benefits.0.priority", "whole number"),
    (
        broken(
            benefits=[
                {
                    "id": "bank",
                    "kind": "value_credit",
                    "amount": "5.00",
                    "rollover": {"max_balance": 300},
                }
            ]
        ),
        "benefits.0",
        '"250.00"',
    ),
    (broken(term={"cycles": 6, "at_end": "never"}), "term.at_end", "month_to_month"),
    (broken(early_termination_fee={"kind": "fixed"}), "early_termination_fee", "takes amount"),
    (
        broken(early_termination_fee={"kind": "percent_remaining", "percent": 130}),
        "early_termination_fee.percent",
        "10000",
    ),
    (
        broken(early_termination_fee={"kind": "percent_remaining", "percent": 0.3}),
        "early_termination_fee.percent",
        '"12.5"',
    ),
    (broken(cancellation={"after_end": "lose"}), "cancellation.after_end", "forfeit"),
    (broken(cancellation={"notice": 30}), "cancellation.notice", '"30 days"'),
    (broken(pause={"billing": "stop"}), "pause.billing", "skip"),
    (broken(pause={"limits": [{"times": 2}]}), "pause.limits.0.per", "needed"),
    (broken(use_while={"paused": False}), "use_while.paused", "all"),
    (broken(upgrade={"when": "later"}), "upgrade.when", "next_period"),
    (broken(dunning=[{"after": "3 days", "do": []}]), "dunning.0.do", "at least 1"),
    (broken(dunning=[{"after": "3 days", "do": ["phone"]}]), "dunning.0.do.0", "notify_email"),
    (broken(dunning=[{"after": "3 days", "do": ["late_fee"]}]), "", 'late_fee, such as "25.00"'),
    (
        broken(
            dunning=[
                {"after": "3 days", "do": ["retry"]},
                {"after": "1 day", "do": ["retry"]},
            ]
        ),
        "",
        "in the order of their days",
    ),
    (broken(stackable="yes"), "stackable", "true or false"),
    (broken(version=0), "version", "1"),
    ("glow", "", "write a mapping"),
    (None, "", "write a mapping"),
    ([GOOD], "", "write a mapping"),
]


@pytest.mark.parametrize(("data", "field", "words"), BROKEN)
def test_a_broken_plan_says_where_and_what_would_be_right(
    data: Any, field: str, words: str
) -> None:
    with pytest.raises(InvalidPlan) as told:
        read_plan(data, "USD", "spa.yaml")
    error = told.value
    assert error.code == "invalid_plan"
    assert str(error).startswith("spa.yaml: plan ")
    if isinstance(data, dict) and "id" in data:
        assert repr(data["id"]) in str(error)
    told_of = {problem["field"]: problem["wrong"] for problem in error.problems}
    assert words in told_of[field]
    assert words in str(error)
    assert "pydantic" not in str(error)


def test_several_problems_are_told_at_once_in_the_order_of_the_fields() -> None:
    with pytest.raises(InvalidPlan) as told:
        read_plan(broken(price=1, cycle="x", stackable=1), "USD")
    assert [problem["field"] for problem in told.value.problems] == ["price", "cycle", "stackable"]


@pytest.mark.parametrize("data", [None, [], {}, "glow", 5])
def test_a_practice_has_a_list_of_at_least_one_plan(data: Any) -> None:
    with pytest.raises(InvalidPlan, match=r"spa\.yaml: plans: write a list"):
        read_plans(data, "USD", "spa.yaml")


def test_each_plan_has_an_id_of_its_own() -> None:
    with pytest.raises(InvalidPlan, match=r"'glow' is there twice"):
        read_plans([GOOD, GOOD], "USD", "spa.yaml")


def test_two_benefits_do_not_share_an_account() -> None:
    twins = [{**FACIAL, "id": "product_credit"}, {**FACIAL, "id": "product-credit"}]
    with pytest.raises(InvalidPlan, match="would share the account Product-Credit"):
        read_plan(broken(benefits=twins), "USD")


@pytest.mark.parametrize("cycle", ["9000 years", "36600 years"])
def test_a_cycle_that_ends_beyond_the_calendar_is_no_cycle(cycle: str) -> None:
    with pytest.raises(InvalidPlan, match="cycle"):
        read_plan(broken(cycle=cycle), "USD")


@pytest.mark.parametrize(
    ("currency", "text", "minor"), [("JPY", "1500", 1500), ("KWD", "1.234", 1234)]
)
def test_amounts_are_written_in_the_practices_currency(
    currency: str, text: str, minor: int
) -> None:
    assert read_plan(broken(price=text), currency).price == minor


def test_what_is_left_out_is_what_the_plan_page_says() -> None:
    plan = read_plan(GOOD, "USD")
    assert plan.anchor == "enrollment"
    assert (plan.enrollment_fee, plan.late_fee, plan.introductory_price) == (0, 0, None)
    assert (str(plan.cancellation.notice), plan.cancellation.effective) == ("0 days", "period_end")
    assert (plan.cancellation.after_end, plan.pause, plan.term) == ("forfeit", None, None)
    use = plan.use_while
    assert (use.paused, use.past_due, use.suspended) == ("none", "all", "none")
    up, down = plan.upgrade, plan.downgrade
    assert (up.when, up.proration, up.entitlements) == ("now", "by_day", "difference")
    assert down.when == "next_period"
    assert (plan.dunning, plan.retries, plan.sharing) == ((), "ledger", None)
    assert (plan.recognition.method, plan.recognition.access) == ("ratable", 0)
    (facial,) = plan.benefits
    assert (facial.grants, facial.trigger, facial.priority) == ("each_period", "payment", 0)
    assert read_plan(broken(pause={}), "USD").pause.billing == "skip"  # type: ignore[union-attr]
    assert read_plan(broken(sharing={}), "USD").sharing.add_on_members == 1  # type: ignore[union-attr]


def test_a_plan_is_read_again_from_what_an_event_keeps() -> None:
    data = broken(
        anchor={"day": 31},
        first_period="full",
        introductory_price={"cycles": 1, "price": "99.00"},
        early_termination_fee={"kind": "percent_remaining", "percent": "12.5"},
        cancellation={"notice": "30 days", "after_end": {"usable_for": "90 days"}},
        pause={"limits": [{"times": 2, "per": "12 months"}], "fee": "15.00"},
        benefits=[
            {**FACIAL, "rollover": {"carryover_limit": 3}, "grants": "2 weeks"},
            {"id": "bank", "kind": "value_credit", "amount": "dues"},
            {"id": "ten", "kind": "discount", "percent": "7.25", "services": "all"},
        ],
    )
    plan = read_plan(data, "USD")
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_plan(GOOD, "USD").price = 1
