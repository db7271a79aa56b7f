"""What changes for a member between two plans, and which way it goes for them."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Plan
from memberledger.agreement import changes_between, notice_needed

from .plans import BANK, FACIAL, plan
from .test_every_field_is_told import CASES, FIELDS


def ways(old: Plan, new: Plan) -> dict[str, str]:
    """Which way each thing goes that is told in other words."""
    return {change.about: change.verdict for change in changes_between(old, new, "USD")}


def test_the_same_plan_has_no_difference() -> None:
    assert changes_between(plan(FACIAL), plan(FACIAL), "USD") == ()


def test_a_change_has_both_sentences() -> None:
    (change,) = changes_between(plan(), plan(enrollment_fee="49.00"), "USD")
    assert (change.group, change.about, change.was) == ("pay", "enrollment_fee", None)
    assert change.now == "A joining fee of 49.00 USD, with the first dues."
    assert change.verdict == "worse"


@pytest.mark.parametrize(
    ("about", "better", "worse"),
    [
        ("price", {"price": "189.00"}, {"price": "199.00"}),
        ("prices", {"prices": {"south": "209.00"}}, {"prices": {"south": "219.00"}}),
        ("first_period", {"first_period": "free"}, {"first_period": "full"}),
        ("annual_fee", {}, {"annual_fee": {"amount": "50.00"}}),
        ("tax", {"tax": {"rate": 19, "included": True}}, {"tax": {"rate": 19}}),
        ("price_change", {"price_change": {"notice": "30 days"}}, {}),
        ("stackable", {"stackable": True}, {}),
        ("sharing", {"sharing": {}}, {"sharing": {"after_cycles": 2}}),
        ("redeem_at", {}, {"redeem_at": "home"}),
        ("no_show", {"no_show": {"fee": "9.00"}}, {"no_show": {"fee": "19.00"}}),
        ("pause", {"pause": {}}, {}),
        ("pause.asking", {"pause": {}}, {"pause": {"notice": "14 days"}}),
        (
            "pause.limits",
            {"pause": {"limits": [{"times": 2, "per": "12 months"}]}},
            {"pause": {"limits": [{"times": 1, "per": "12 months"}]}},
        ),
        ("pause.fee", {"pause": {}}, {"pause": {"fee": "10.00"}}),
        ("use_while.paused", {"pause": {}, "use_while": {"paused": "all"}}, {"pause": {}}),
        ("use_while.past_due", {}, {"use_while": {"past_due": "none"}}),
        ("term", {}, {"term": {"cycles": 12, "at_end": "end"}}),
        ("cancellation", {}, {"cancellation": {"notice": "30 days"}}),
        (
            "early_termination_fee",
            {"term": {"cycles": 12}, "early_termination_fee": {"kind": "cycles", "cycles": 2}},
            {"term": {"cycles": 12}, "early_termination_fee": {"kind": "all_remaining"}},
        ),
        (
            "after_end",
            {"cancellation": {"after_end": {"usable_for": "90 days"}}},
            {"cancellation": {"after_end": {"usable_for": "60 days"}}},
        ),
        ("reenrollment", {"reenrollment": {}}, {"reenrollment": {"allowed": False}}),
        (
            "dunning",
            {"dunning": [{"after": "20 days", "do": ["suspend"]}]},
            {"dunning": [{"after": "10 days", "do": ["suspend"]}]},
        ),
    ],
)
def test_what_is_worse_one_way_is_better_the_other(
    about: str, better: dict[str, Any], worse: dict[str, Any]
) -> None:
    base = {"anchor": {"day": 1}, "prices": {"south": "199.00"}}
    good, bad = plan(FACIAL, **{**base, **better}), plan(FACIAL, **{**base, **worse})
    assert ways(good, bad)[about] == "worse"
    assert ways(bad, good)[about] == "better"


@pytest.mark.parametrize(
    ("about", "better", "worse"),
    [
        ("benefit:facial", {"quantity": 2}, {"quantity": 1}),
        ("benefit:facial", {"rollover": {"max_balance": 6}}, {"rollover": {"max_balance": 3}}),
        ("benefit:facial", {"rollover": "unlimited"}, {"rollover": {"periods": 2}}),
        ("benefit:facial", {"rollover": "unlimited"}, {"rollover": {"max_balance": 6}}),
        ("benefit:facial", {"rollover": "unlimited"}, {"rollover": {"carryover_limit": 3}}),
        ("benefit:facial", {"expires": "90 days"}, {"expires": "60 days"}),
        ("benefit:facial", {}, {"grants": "2 months", "expires": "31 days"}),
        ("benefit:facial", {}, {"promotional": True}),
        ("using:facial", {}, {"redemption_limits": [{"wait": "14 days"}]}),
        ("using:facial", {"transferable": {}}, {}),
        (
            "using:facial",
            {"substitution": [{"value": "9.00"}]},
            {"substitution": [{"fee": "9.00"}]},
        ),
        ("using:facial", {}, {"no_show": {"units": "forfeit"}}),
        ("after_end:facial", {"after_end": "keep"}, {"after_end": "forfeit"}),
    ],
)
def test_a_benefit_that_gives_less_is_worse(
    about: str, better: dict[str, Any], worse: dict[str, Any]
) -> None:
    good, bad = plan({**FACIAL, **better}), plan({**FACIAL, **worse})
    assert ways(good, bad)[about] == "worse"
    assert ways(bad, good)[about] == "better"


def test_a_benefit_that_is_taken_away_is_worse_and_a_new_one_better() -> None:
    assert ways(plan(FACIAL, BANK), plan(FACIAL))["benefit:bank"] == "worse"
    assert ways(plan(FACIAL), plan(FACIAL, BANK))["benefit:bank"] == "better"


def test_more_units_that_live_shorter_are_worse_in_one_thing_and_better_in_another() -> None:
    long = {**FACIAL, "rollover": "unlimited"}
    assert ways(plan(long), plan({**FACIAL, "quantity": 2})) == {"benefit:facial": "mixed"}


def test_a_year_paid_ahead_is_cheaper_a_month_and_more_at_once() -> None:
    assert ways(plan(), plan(cycle="1 year", price="1990.00"))["price"] == "mixed"


def test_what_is_neither_better_nor_worse_is_different() -> None:
    old = plan({**FACIAL, "services": ["peel"]})
    assert ways(old, plan({**FACIAL, "services": ["mask"]})) == {"benefit:facial": "different"}


@pytest.mark.parametrize(
    ("old", "new", "needed"),
    [
        ({}, {"price": "209.00"}, True),
        ({}, {"price": "189.00"}, False),
        ({}, {"cycle": "1 year", "price": "1990.00"}, False),
        ({}, {"cycle": "1 week", "price": "50.00"}, True),
        ({"prices": {"south": "199.00"}}, {"prices": {"south": "219.00"}}, True),
        ({"prices": {"south": "99.00"}}, {}, True),
        ({}, {"annual_fee": {"amount": "50.00"}}, True),
        ({}, {"tax": {"rate": 19}}, True),
        ({}, {"tax": {"rate": 19, "included": True}}, False),
        ({}, {"enrollment_fee": "50.00"}, False),
        ({}, {"cancellation": {"notice": "30 days"}}, False),
    ],
)
def test_a_notice_is_needed_where_a_member_will_pay_more(
    old: dict[str, Any],
    new: dict[str, Any],
    needed: bool,
) -> None:
    assert (notice_needed(plan(**old), plan(**new)) is not None) == needed


def test_the_notice_names_what_is_promised_and_what_the_law_asks() -> None:
    promised = {"price_change": {"notice": "45 days"}, "term": {"cycles": 12}}
    said = notice_needed(plan(**promised), plan(**promised, price="209.00"))
    assert said is not None
    for words in ("45 days' notice", "US-CA 7 to 30 days", "end of a running commitment"):
        assert words in said


def test_nobody_is_moved_to_another_plan_without_asking() -> None:
    assert notice_needed(plan(), plan(id="radiance", price="299.00")) is None


def test_what_differs_is_said_in_words() -> None:
    moved = changes_between(plan(), plan(anchor={"day": 15}), "USD")
    what = {c.about: (c.verdict, *c.what) for c in moved}
    assert what["price"] == ("different", "the days on which it is asked for")
    dearer = changes_between(plan(), plan(price="398.00", cycle="2 months"), "USD")
    (price,) = [c for c in dearer if c.about == "price"]
    assert price.what == ("the amount", "how often it is asked for")


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_a_change_that_is_neither_better_nor_worse_says_what_it_is(model: str, field: str) -> None:
    before, after = CASES[model][field]
    for old, new in ((before, after), (after, before)):
        for change in changes_between(old, new, "USD"):
            assert change.what or change.verdict in ("worse", "better"), change


def test_what_waits_for_no_payment_is_better() -> None:
    early = plan({**FACIAL, "trigger": "period_start"})
    assert ways(plan(FACIAL), early)["benefit:facial"] == "better"
    assert ways(early, plan(FACIAL))["benefit:facial"] == "worse"
