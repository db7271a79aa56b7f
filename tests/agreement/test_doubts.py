"""What is doubtful in a plan is warned of, and what is sound is not."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger.agreement import doubts

from .plans import BANK, FACIAL, codes, plan

KEEP = {"after_end": "keep"}
UNPAID_LOSES = {**KEEP, "involuntary": {"after_end": "forfeit"}}
UNPAID_COSTS = {**KEEP, "involuntary": {"early_termination_fee": True}}
RENEWS = {"term": {"cycles": 12, "at_end": "renew"}, "price_change": {"notice": "30 days"}}
SOUND: dict[str, Any] = {
    "dunning": [{"after": "10 days", "do": ["suspend"]}],
    "cancellation": KEEP,
    "recognition": {"method": "allocated"},
}


def found(*benefits: dict[str, Any], **facts: Any) -> list[tuple[str, str | None]]:
    return codes(plan(*benefits, **{**SOUND, **facts}))


def test_a_sound_plan_has_no_warning() -> None:
    bank = {**BANK, "rollover": "unlimited"}
    assert found({**FACIAL, "rollover": {"max_balance": 6}}, bank) == []


@pytest.mark.parametrize(
    ("benefit", "facts"),
    [
        ({"expires": "1 year"}, {}),
        ({"rollover": "none"}, {}),
        ({"rollover": {"max_balance": "100.00"}}, {}),
        ({"rollover": {"grace": "7 days"}}, {}),
        ({"rollover": "unlimited"}, {"cancellation": {"after_end": "forfeit"}}),
        ({"rollover": "unlimited"}, {"cancellation": {"after_end": {"usable_for": "60 days"}}}),
        ({"rollover": "unlimited", "after_end": "forfeit"}, {}),
        (
            {"rollover": "unlimited"},
            {"cancellation": UNPAID_LOSES},
        ),
        ({"rollover": "unlimited"}, {"dunning": [{"after": "9 days", "do": ["forfeit"]}]}),
    ],
)
def test_money_that_was_paid_for_and_is_lost_is_warned_of(
    benefit: dict[str, Any], facts: dict[str, Any]
) -> None:
    assert found({**BANK, **benefit}, **facts) == [("paid_money_expires", "bank")]
    assert found({**BANK, **benefit, "promotional": True}, **facts) == []


def test_units_that_outlive_the_days_their_dues_are_earned_in() -> None:
    ratable = {"recognition": {"method": "ratable"}}
    outlives = [("units_outlive_revenue", "facial")]
    assert found(FACIAL, **ratable) == []
    assert found({**FACIAL, "rollover": "unlimited"}, **ratable) == outlives
    assert found({**FACIAL, "expires": "60 days"}, **ratable) == outlives
    assert found({**FACIAL, "expires": "28 days"}, **ratable) == []
    assert found({**FACIAL, "grants": "3 months"}, **ratable) == outlives
    assert found({**FACIAL, "grants": "1 month"}, cycle="1 year", **ratable) == []


@pytest.mark.parametrize(
    ("rollover", "expires", "binds"),
    [
        # each lives its own period and two more, so right after a grant three are held
        ({"periods": 2, "max_balance": 2}, None, True),
        ({"periods": 2, "max_balance": 3}, None, False),
        # of those three, two are left over at a period's end
        ({"periods": 2, "carryover_limit": 1}, None, True),
        ({"periods": 2, "carryover_limit": 2}, None, False),
        # three carry over and one comes: four
        ({"carryover_limit": 3, "max_balance": 3}, None, True),
        ({"carryover_limit": 3, "max_balance": 4}, None, False),
        # in 60 days from 31 January come the grants of 28 February and 31 March: three
        ({"max_balance": 2}, "60 days", True),
        ({"max_balance": 3}, "60 days", False),
        ({"max_balance": 1}, "2 months", True),
        ({"max_balance": 2}, "2 months", False),
        ({"grace": "7 days", "max_balance": 1}, None, True),
        ({"grace": "7 days", "max_balance": 2}, None, False),
        ({"max_balance": 1000}, None, True),
    ],
)
def test_a_cap_that_can_never_count(
    rollover: dict[str, Any], expires: str | None, binds: bool
) -> None:
    wanted = [] if binds else [("cap_never_binds", "facial")]
    assert found({**FACIAL, "rollover": rollover, "expires": expires}) == wanted


def test_a_cap_below_one_grant() -> None:
    assert found({**FACIAL, "quantity": 4, "rollover": {"max_balance": 3}}) == [
        ("cap_below_grant", "facial")
    ]


def test_an_expiry_after_the_rollovers_end() -> None:
    never = [("expiry_never_binds", "facial")]
    assert found({**FACIAL, "rollover": {"periods": 2}, "expires": "6 months"}) == never
    assert found({**FACIAL, "rollover": "none", "expires": "31 days"}) == never
    assert found({**FACIAL, "rollover": "none", "expires": "20 days"}) == []
    assert found({**FACIAL, "rollover": {"periods": 2}, "expires": "60 days"}) == []


def test_a_limit_that_makes_part_of_each_grant_useless() -> None:
    limited = {**FACIAL, "quantity": 2, "redemption_limits": [{"per": "cycle"}]}
    assert found(limited) == [("limit_below_grant", "facial")]
    assert found({**limited, "rollover": "unlimited"}) == []


def test_a_weight_where_dues_are_earned_by_the_day() -> None:
    weighed = {**FACIAL, "standalone_price": "150.00"}
    assert found(weighed, recognition={}) == [("weight_without_effect", "facial")]
    assert found(weighed) == []


def test_a_commitment_without_a_word_on_the_price() -> None:
    assert found(term={"cycles": 6}) == [("term_without_price_promise", None)]
    assert found(term={"cycles": 6}, price_change={"notice": "30 days"}) == []


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        ("4 days", "price_notice_below_law"),
        ("7 days", None),
        ("30 days", None),
        ("1 month", None),
        ("1 cycle", None),
        ("31 days", "price_notice_beyond_law"),
        ("2 cycles", "price_notice_beyond_law"),
    ],
)
def test_a_notice_of_a_new_price_against_the_laws_windows(notice: str, code: str | None) -> None:
    wanted = [] if code is None else [(code, None)]
    assert found(price_change={"notice": notice}) == wanted


def test_the_states_whose_law_asks_for_more_are_named() -> None:
    short = plan(price_change={"notice": "6 days"})
    assert "US-CA (7 days)" in doubts(short, "USD")[0].text
    assert "US-NY" not in doubts(short, "USD")[0].text


def test_more_retries_than_the_networks_allow() -> None:
    def retries(days: list[int]) -> list[tuple[str, str | None]]:
        steps = [{"after": f"{day} days", "do": ["retry"]} for day in days]
        return found(dunning=[*steps, {"after": "99 days", "do": ["suspend"]}])

    assert retries(list(range(1, 16))) == []
    assert retries(list(range(1, 17))) == [("retries_beyond_networks", None)]
    assert retries([*range(1, 16), 31]) == []  # the 31st day is outside the window of the first
    assert retries([0]) == [("retry_on_the_same_day", None)]


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("renewal_notice", RENEWS),
        ("introductory_notice", {"introductory_price": {"cycles": 2, "price": "99.00"}}),
        ("term_end_without_term", {"cancellation": {**KEEP, "effective": "term_end"}}),
        ("fee_never_owed", {"early_termination_fee": {"kind": "fixed", "amount": "50.00"}}),
        (
            "fee_never_owed",
            {"cancellation": UNPAID_COSTS},
        ),
        ("fee_without_step", {"late_fee": "25.00"}),
        ("fee_without_step", {"returned_payment_fee": "25.00"}),
        ("pause_without_end", {"pause": {}}),
        ("miss_without_notice", {"no_show": {"units": "forfeit"}}),
        ("late_cancel_without_time", {"late_cancel": {"fee": "25.00"}}),
    ],
)
def test_other_things_to_look_at_again(code: str, facts: dict[str, Any]) -> None:
    assert found(**facts) == [(code, None)]


@pytest.mark.parametrize(
    "facts",
    [
        {"introductory_price": {"cycles": 1, "price": "99.00"}},
        {"pause": {"max_length": "3 months"}},
        {"pause": {"limits": [{"length": "3 months", "per": "calendar_year"}]}},
        {"no_show": {"units": "forfeit"}, "late_cancel": {"within": "24 hours"}},
        {"no_show": {}},
        {"early_termination_fee": {"kind": "fixed", "amount": "50.00", "applies": "always"}},
        {"late_fee": "25.00", "dunning": [{"after": "5 days", "do": ["late_fee", "suspend"]}]},
    ],
)
def test_what_is_sound_is_not_warned_of(facts: dict[str, Any]) -> None:
    assert found(**facts) == []


def test_steps_that_a_processor_leaves_out() -> None:
    left = found(FACIAL, retries="processor")
    assert left == [("steps_left_out", None), ("unpaid_never_stopped", None)]


def test_a_member_who_does_not_pay_and_is_never_stopped() -> None:
    assert found(FACIAL, dunning=None) == [("unpaid_never_stopped", None)]
    assert found(FACIAL, dunning=None, use_while={"past_due": "none"}) == []


def test_a_benefit_for_sharers_of_a_plan_that_is_not_shared() -> None:
    shared = {**FACIAL, "for": ["member", "sharers"]}
    assert found(shared) == [("sharers_without_sharing", "facial")]
    assert found(shared, sharing={}) == []


def test_a_missed_visit_of_one_benefit() -> None:
    missed = {**FACIAL, "no_show": {"fee": "50.00"}}
    assert found(missed) == [("miss_without_notice", "facial")]
    assert found({**missed, "late_cancel": {"within": "24 hours"}}) == []


def test_a_pause_that_begins_after_the_membership_is_over() -> None:
    facts = {"term": {"cycles": 6, "at_end": "end"}, "price_change": {"notice": "30 days"}}
    late = {"max_length": "1 month", "after_cycles": 6}
    assert found(**facts, pause=late) == [("pause_after_the_term", None)]
    assert found(**facts, pause={**late, "after_cycles": 5}) == []
