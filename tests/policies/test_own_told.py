"""What a host reads where its policy is missing, fails or breaks a law: word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from memberledger import (
    ChangeCost,
    DunningFacts,
    InvalidPlan,
    Keep,
    NextStep,
    Policies,
    PolicyBrokeItsLaw,
    PolicyFailed,
    PolicyUnknown,
    ProrationFacts,
    RolloverFacts,
    read_plan,
)
from memberledger.policies.own import LotLeft, problem
from memberledger.policies.recognition import over_grants
from memberledger.terms import OwnPolicy
from memberledger.values import parse_amount

DAY = date(2026, 2, 5)
BEFORE = date(2026, 1, 5)
LOTS = (LotLeft(1, BEFORE, BEFORE, DAY, None, 3, 2, 1),)
ROLLOVER = RolloverFacts(DAY, "facial", "glow@1", False, "USD", LOTS)
PRORATION = ProrationFacts(
    DAY, "up", "glow@1", "lift@1", 10000, 16000, BEFORE, date(2026, 2, 20), 15, 31, "USD"
)
DUNNING = DunningFacts(DAY, DAY, (), 1, "usable", 10000, "glow@1", 0, 0, "USD")
OWN = OwnPolicy.model_validate({"policy": "acme.rule", "version": 2})
KNOWN = (
    "cancel, flag_chart, forfeit, late_fee, notify_email, notify_sms, retry, returned_payment_fee, "
    "review, suspend, write_off"
)


def keep_all(facts: RolloverFacts) -> Keep:
    return Keep.everything(facts)


@pytest.mark.parametrize(
    ("facts", "decision", "told"),
    [
        (ROLLOVER, "all", "answered 'all', not a Keep"),
        (ROLLOVER, "x" * 78, "answered '" + "x" * 78 + "', not a Keep"),
        (ROLLOVER, "x" * 79, "answered '" + "x" * 76 + "..., not a Keep"),
        (ROLLOVER, Keep("all"), "answered 'all', not pairs of whole numbers (lot, quantity)"),  # type: ignore[arg-type]
        (PRORATION, "free", "answered 'free', not a ChangeCost"),
        (PRORATION, "x" * 90, "answered '" + "x" * 79 + ", not a ChangeCost"),
        (DUNNING, "retry", "answered 'retry', not a NextStep or None"),
        (DUNNING, "x" * 90, "answered '" + "x" * 79 + ", not a NextStep or None"),
        (DUNNING, NextStep("x", ("retry",)), "has 'x' as its day, which is no date"),  # type: ignore[arg-type]
        (
            DUNNING,
            NextStep("x" * 90, ("retry",)),  # type: ignore[arg-type]
            "has '" + "x" * 79 + " as its day, which is no date",
        ),
        (DUNNING, NextStep(DAY, "x"), "does 'x'; name one action or more in a tuple"),  # type: ignore[arg-type]
        (
            DUNNING,
            NextStep(DAY, "x" * 90),  # type: ignore[arg-type]
            "does '" + "x" * 79 + "; name one action or more in a tuple",
        ),
        (DUNNING, NextStep(DAY, ("x",)), f"does 'x'; there are {KNOWN}"),  # type: ignore[arg-type]
        (
            DUNNING,
            NextStep(DAY, ("x" * 90,)),  # type: ignore[arg-type]
            f"does '{'x' * 79}; there are {KNOWN}",
        ),
        (DUNNING, NextStep(DAY, ("retry",) * 2), "does the same action twice in one step"),
        (
            DUNNING,
            NextStep(DAY, ("returned_payment_fee",)),
            "adds the returned_payment_fee, and the terms have none",
        ),
    ],
)
def test_an_answer_is_told_as_it_was_and_no_longer_than_a_line(
    facts: Any, decision: Any, told: str
) -> None:
    assert problem(facts, decision) == told


def test_the_days_left_may_count_at_either_price() -> None:
    for rate in (10000, 16000):
        assert problem(PRORATION, ChangeCost(1, rate)) is None


def test_a_lot_of_which_nothing_is_kept_is_not_named() -> None:
    assert Keep.newest(replace(ROLLOVER, lots=(*LOTS, replace(LOTS[0], lot=2))), 2) == Keep(
        ((2, 2),)
    )
    assert Keep.newest(ROLLOVER, 0) == Keep()


def test_each_kind_of_policy_is_found_by_its_name_and_version() -> None:
    half, never = ChangeCost(3000), NextStep(DAY, ("notify_email",))

    def by_half(_facts: ProrationFacts) -> ChangeCost:
        return half

    def gentle(_facts: DunningFacts) -> NextStep | None:
        return never

    policies = (
        Policies()
        .rollover("acme.rule", 2, keep_all)
        .proration("acme.rule", 2, by_half)
        .dunning("acme.rule", 2, gentle)
    )
    assert list(policies) == [
        ("rollover", "acme.rule", 2),
        ("proration", "acme.rule", 2),
        ("dunning", "acme.rule", 2),
    ]
    assert policies.kept(OWN, ROLLOVER) == Keep(((1, 2),))
    assert policies.cost(OWN, PRORATION) is half
    assert policies.next_step(OWN, DUNNING) is never
    assert policies.function("dunning", "acme.rule", 2) is gentle
    assert policies.function("dunning", "acme.rule", 1) is None


def plan_with(**own: Any) -> Any:
    rule = {"policy": "acme.rule", "version": 2, **own}
    facial = {"id": "facial", "kind": "service_credit", "quantity": 1, "rollover": rule}
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [facial]}
    return read_plan(terms, "USD")


def test_a_plan_whose_policy_nobody_registered_says_what_to_write() -> None:
    terms = plan_with()
    Policies().rollover("acme.rule", 2, keep_all).must_know(terms)
    with pytest.raises(PolicyUnknown) as told:
        Policies().must_know(terms)
    assert told.value.message == (
        "the terms name the rollover policy acme.rule of version 2, and nobody registered it. "
        'Open the ledger with policies=Policies().rollover("acme.rule", 2, FUNCTION); on the '
        "command line, name them with --policies MODULE:NAME"
    )
    others = Policies().rollover("acme.rule", 1, keep_all).rollover("acme.rule", 3, keep_all)
    with pytest.raises(PolicyUnknown, match=r"registered it; version 1, 3 is there\. Open the"):
        others.must_know(terms)


def test_a_name_that_is_none_is_told_with_the_reason() -> None:
    with pytest.raises(ValueError, match="acme") as told:
        Policies().rollover("rollover.of.half", 1, keep_all)
    assert str(told.value) == (
        "'rollover.of.half', version 1: Value error, 'rollover.of.half' is of ours; begin with a "
        "word of yours, such as acme.half; a policy has a name such as acme.keep-half and a "
        "version such as 1"
    )


def test_an_error_is_told_with_the_policy_and_its_kind() -> None:
    def fails(_facts: RolloverFacts) -> Keep:
        raise RuntimeError("no")

    with pytest.raises(PolicyFailed) as told:
        Policies().rollover("acme.rule", 2, fails).kept(OWN, ROLLOVER)
    assert told.value.message == (
        "the rollover policy acme.rule/2 raised RuntimeError: no. Nothing was recorded; mend it "
        "and do this again"
    )
    assert told.value.facts == {"policy": "acme.rule/2", "kind": "rollover", "about": ROLLOVER}


def test_a_broken_law_is_told_with_the_policy_its_kind_and_the_answer() -> None:
    policies = Policies().rollover("acme.rule", 2, lambda _facts: "x" * 300)  # type: ignore[arg-type,return-value]
    with pytest.raises(PolicyBrokeItsLaw) as told:
        policies.kept(OWN, ROLLOVER)
    assert told.value.message == (
        f"the rollover policy acme.rule/2 answered '{'x' * 76}..., not a Keep. Nothing was "
        "recorded; mend it and do this again"
    )
    assert told.value.facts == {
        "policy": "acme.rule/2",
        "kind": "rollover",
        "about": ROLLOVER,
        "decision": "'" + "x" * 199,
    }


@pytest.mark.parametrize("given", [1.5, True, None, [1]])
def test_a_policy_is_given_whole_numbers_and_words(given: Any) -> None:
    with pytest.raises(InvalidPlan, match="percent") as told:
        plan_with(**{"with": {"percent": given}})
    assert (
        "percent is no whole number and no word; write money in minor units and a part as so many "
        "of a hundred"
    ) in str(told.value)


def test_what_carries_over_for_more_than_a_century_is_refused_by_its_own_clock() -> None:
    def facial(periods: int) -> dict[str, Any]:
        rollover = {"max_balance": 9, "periods": periods}
        kind = {"kind": "service_credit", "quantity": 1, "grants": "1 year"}
        return {"id": "facial", **kind, "rollover": rollover}

    terms = {"id": "glow", "price": "199.00", "cycle": "1 month"}
    read_plan({**terms, "benefits": [facial(99)]}, "USD")
    with pytest.raises(InvalidPlan, match="facial: longer than a hundred years"):
        read_plan({**terms, "benefits": [facial(100)]}, "USD")


def test_a_decline_has_one_rule_and_a_conversion_a_benefit() -> None:
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month"}
    own = {"dunning_policy": {"policy": "acme.rule", "version": 1}}
    with pytest.raises(InvalidPlan) as told:
        read_plan({**terms, **own, "dunning": [{"after": "3 days", "do": ["retry"]}]}, "USD")
    assert told.value.facts["problems"] == [
        {
            "field": "",
            "wrong": "dunning_policy: it says which steps follow a decline; leave dunning out",
        }
    ]
    for way in ("upgrade", "downgrade"):
        with pytest.raises(InvalidPlan, match=f"{way}: converts to 'peel', which is no benefit"):
            read_plan({**terms, way: {"when": "now", "converts": {"facial": "peel"}}}, "USD")


def test_no_grants_have_no_parts() -> None:
    assert over_grants(500, 0) == []


def test_a_number_is_no_written_amount() -> None:
    with pytest.raises(ValueError, match=r'199 is not an amount, such as "199\.00"'):
        parse_amount(199, "USD")  # type: ignore[arg-type]
