"""A policy of the host's own is told every fact of its case, and nothing else decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import changing, collecting, redeeming, reserving
from memberledger.aggregates.member import events as e
from memberledger.policies.own import (
    ChangeCost,
    DunningFacts,
    Given,
    Keep,
    LotLeft,
    NextStep,
    Policies,
    ProrationFacts,
    RolloverFacts,
    StepTaken,
)

from .spec import (
    FEBRUARY,
    JANUARY,
    Card,
    day,
    facial,
    given,
    joins,
    plan,
)


def test_a_policy_of_rollover_is_told_what_is_left_of_each_lot() -> None:
    asked: list[RolloverFacts] = []

    def keeps_all(facts: RolloverFacts) -> Keep:
        asked.append(facts)
        return Keep.everything(facts)

    own = {"policy": "acme.all", "version": 3, "with": {"days": 9}}
    terms = plan(
        benefits=[
            facial(quantity=4, rollover={**own, "periods": 2}),
            {"id": "bank", "kind": "value_credit", "amount": "25.00", "rollover": own},
        ]
    )
    life = given(policies=Policies().rollover("acme.all", 3, keeps_all)).and_(joins(terms))
    life = life.and_(redeeming.redeem, "facial", 1)
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-02-20"))
    life.on("2026-02-05")
    # of 4 facials one is used and one is kept for an appointment; 2 periods carry them to April
    left = LotLeft(1, JANUARY, JANUARY, FEBRUARY, date(2026, 4, 5), 4, 2, 1)
    money = LotLeft(2, JANUARY, JANUARY, FEBRUARY, None, 2500, 2500, 0)
    days = Given((("days", 9),))
    assert asked == [
        RolloverFacts(FEBRUARY, "facial", "glow@1", False, "USD", (left,), days),
        RolloverFacts(FEBRUARY, "bank", "glow@1", True, "USD", (money,), days),
    ]


def test_a_policy_of_proration_is_told_both_plans_and_the_days_left() -> None:
    asked: list[ProrationFacts] = []

    def a_tenth(facts: ProrationFacts) -> ChangeCost:
        asked.append(facts)
        return ChangeCost((facts.price - facts.billed) // 10)

    own = {"when": "now", "proration": {"policy": "acme.tenth", "version": 1, "with": {"of": 10}}}
    gold = plan(id="gold", price="299.00", version=2, upgrade=own)
    policies = Policies().proration("acme.tenth", 1, a_tenth)
    life = given(policies=policies).and_(joins(plan())).on("2026-01-21")
    up = life.and_(changing.change_plan, gold).of(e.Upgraded)[0]
    assert asked == [
        ProrationFacts(
            date(2026, 1, 21),
            "up",
            "glow@1",
            "gold@2",
            19900,
            29900,
            JANUARY,
            FEBRUARY,
            15,
            31,
            "USD",
            Given((("of", 10),)),
        )
    ]
    assert (up.billed, up.policy) == (1000, "acme.tenth/1")


def test_a_policy_of_proration_is_told_which_way_it_goes() -> None:
    told: list[str] = []

    def nothing(facts: ProrationFacts) -> ChangeCost:
        told.append(facts.direction)
        return ChangeCost(0)

    own = {"when": "now", "proration": {"policy": "acme.nothing", "version": 1}}
    policies = Policies().proration("acme.nothing", 1, nothing)
    life = given(policies=policies).and_(joins(plan()))
    for price, rules in (("99.00", "downgrade"), ("299.00", "upgrade")):
        life.and_(changing.change_plan, plan(id="other", price=price, **{rules: own}))
    assert told == ["down", "up"]


def test_a_policy_of_dunning_is_told_the_run_so_far() -> None:
    asked: list[DunningFacts] = []

    def twice(facts: DunningFacts) -> NextStep | None:
        asked.append(facts)
        if len(facts.taken) == 2:
            return None
        return NextStep(date.fromordinal(facts.on.toordinal() + 5), ("notify_email", "retry"))

    own = {"policy": "acme.twice", "version": 1, "with": {"times": 2}}
    base = {"currency": "USD", "plan": "glow@1", "given": Given((("times", 2),))}
    fees: tuple[dict[str, Any], ...] = (
        {},
        {"late_fee": "15.00", "returned_payment_fee": "20.00"},
    )
    for terms, late, returned in ((fees[0], 0, 0), (fees[1], 1500, 2000)):
        asked.clear()
        card = Card("insufficient_funds")
        policies = Policies().dunning("acme.twice", 1, twice)
        life = given(policies=policies, card=card).and_(joins(plan(dunning_policy=own, **terms)))
        life.on("2026-01-16")
        first = StepTaken(date(2026, 1, 10), ("notify_email", "retry"))
        second = StepTaken(date(2026, 1, 15), ("notify_email", "retry"))
        steps = [
            (JANUARY, (), 1),
            (date(2026, 1, 10), (first,), 2),
            (date(2026, 1, 15), (first, second), 3),
        ]
        assert asked == [
            DunningFacts(
                on=on,
                started_on=JANUARY,
                taken=taken,
                declines=declines,
                card="usable",
                owed=19900,
                late_fee=late,
                returned_payment_fee=returned,
                **base,
            )
            for on, taken, declines in steps
        ]


def test_a_policy_of_dunning_is_told_that_a_card_is_gone() -> None:
    asked: list[DunningFacts] = []

    def waits(facts: DunningFacts) -> NextStep:
        asked.append(facts)
        return NextStep(date.fromordinal(facts.on.toordinal() + 5), ("notify_email",))

    own = {"policy": "acme.waits", "version": 1}
    policies = Policies().dunning("acme.waits", 1, waits)
    card = Card("stolen_card")
    life = given(policies=policies, card=card).and_(joins(plan(dunning_policy=own)))
    assert [facts.card for facts in asked] == [life.state.card]
    assert life.state.card != "usable"
    card.code = None
    assert life.and_(collecting.replace_card).state.card == "usable"
