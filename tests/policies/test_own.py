"""The host's own policies as a value, and the laws that every decision of one must keep."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from memberledger import (
    ChangeCost,
    DunningFacts,
    Keep,
    NextStep,
    Policies,
    PolicyBrokeItsLaw,
    PolicyFailed,
    PolicyUnknown,
    ProrationFacts,
    RolloverFacts,
)
from memberledger.explaining.rules import RULES
from memberledger.policies.own import Given, LotLeft, StepTaken, problem
from memberledger.policies.own.chasing import STEPS_MAX
from memberledger.policies.own.rolling import lapses
from memberledger.terms import OwnPolicy
from memberledger.terms.own import OURS, is_own

DAY = date(2026, 2, 5)
BEFORE = date(2026, 1, 5)
LOTS = (
    LotLeft(1, BEFORE, BEFORE, DAY, None, 3, 2, 1),
    LotLeft(4, BEFORE, BEFORE, DAY, None, 3, 3, 0),
)
ROLLOVER = RolloverFacts(DAY, "facial", "glow@1", False, "USD", LOTS, Given((("percent", 50),)))
PRORATION = ProrationFacts(
    DAY, "up", "glow@1", "lift@1", 10000, 16000, BEFORE, date(2026, 2, 20), 15, 31, "USD"
)
DUNNING = DunningFacts(DAY, DAY, (), 1, "usable", 10000, "glow@1", 0, 2500, "USD")
OWN = OwnPolicy.model_validate({"policy": "acme.rule", "version": 2})


def keep_all(facts: RolloverFacts) -> Keep:
    return Keep.everything(facts)


# The value


def test_a_policy_that_is_added_makes_another_value_and_leaves_the_first() -> None:
    none = Policies()
    one = none.rollover("acme.rule", 1, keep_all)
    assert list(none) == []
    assert list(one) == [("rollover", "acme.rule", 1)]
    assert one.rollover("acme.rule", 1, keep_all) == one


def test_two_functions_never_share_a_name_and_a_version() -> None:
    one = Policies().rollover("acme.rule", 1, keep_all)
    with pytest.raises(ValueError, match="another rule is another version"):
        one.rollover("acme.rule", 1, lambda _facts: Keep())
    assert len(list(one.rollover("acme.rule", 2, lambda _facts: Keep()))) == 2
    assert len(list(one.dunning("acme.rule", 1, lambda _facts: None))) == 2


@pytest.mark.parametrize("name", ["acme", "rollover.half", "acme.", ".half", "acme half.x", ""])
def test_a_name_has_the_hosts_word_and_a_dot(name: str) -> None:
    with pytest.raises(ValueError, match=r"acme\.keep-half"):
        Policies().rollover(name, 1, keep_all)


@pytest.mark.parametrize("version", [0, -1, True, 1.0, "1", None])
def test_a_version_is_a_whole_number_from_one(version: Any) -> None:
    with pytest.raises(ValueError, match="version"):
        Policies().rollover("acme.rule", version, keep_all)


def test_what_is_no_function_is_no_policy() -> None:
    with pytest.raises(ValueError, match="function"):
        Policies().proration("acme.rule", 1, "by_week")  # type: ignore[arg-type]


def test_no_name_of_ours_can_be_taken_for_a_hosts() -> None:
    for policy in RULES:
        assert not is_own(policy), policy
        assert policy.split("/")[0].split(".")[0] in OURS


def test_who_asks_for_another_version_is_told_which_there_are() -> None:
    policies = Policies().rollover("acme.rule", 3, keep_all)
    with pytest.raises(PolicyUnknown, match="version 3 is there") as told:
        policies.kept(OWN, ROLLOVER)
    assert told.value.facts == {"policy": "acme.rule/2", "kind": "rollover", "registered": (3,)}


def test_an_error_of_a_policy_is_told_by_its_name_and_keeps_its_cause() -> None:
    def broken(facts: RolloverFacts) -> Keep:
        return Keep.newest(facts, facts.given.number("least"))

    policies = Policies().rollover("acme.rule", 2, broken)
    with pytest.raises(PolicyFailed, match=r"acme\.rule/2 raised KeyError: 'least'") as told:
        policies.kept(OWN, ROLLOVER)
    assert isinstance(told.value.__cause__, KeyError)
    assert pickle.loads(pickle.dumps(told.value)).facts["about"] == ROLLOVER  # noqa: S301 - ours


def test_an_answer_against_the_law_is_told_with_what_was_answered() -> None:
    policies = Policies().rollover("acme.rule", 2, lambda _facts: Keep(((1, 3),)))
    with pytest.raises(PolicyBrokeItsLaw, match="keeps 3 of lot 1, in which 2 are free") as told:
        policies.kept(OWN, ROLLOVER)
    assert told.value.facts["about"] == ROLLOVER
    assert told.value.facts["decision"] == "Keep(lots=((1, 3),))"


def test_what_the_terms_give_is_read_by_name_and_stays() -> None:
    given = Given.of(OwnPolicy.model_validate({"policy": "a.b", "version": 1, "with": {"n": 2}}))
    assert (dict(given), given.number("n"), len(given)) == ({"n": 2}, 2, 1)
    assert copy.deepcopy(given) == given
    with pytest.raises(TypeError, match="whole number"):
        Given((("n", "two"),)).number("n")
    assert Given.of(OWN) == Given()


# The laws


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (None, "not a Keep"),
        (((1, 1),), "not a Keep"),
        (Keep([(1, 1)]), "pairs"),  # type: ignore[arg-type]
        (Keep(((1, 1.0),)), "pairs"),  # type: ignore[arg-type]
        (Keep(((1, True),)), "pairs"),
        (Keep(((1, 1, 1),)), "pairs"),  # type: ignore[arg-type]
        (Keep(((1, -1),)), "keeps -1 of lot 1"),
        (Keep(((1, 3),)), "keeps 3 of lot 1, in which 2 are free"),
        (Keep(((2, 1),)), "not asked about"),
        (Keep(((1, 1), (1, 1))), "twice"),
    ],
)
def test_a_rollover_keeps_of_each_lot_no_more_than_is_free(decision: Any, told: str) -> None:
    assert told in (problem(ROLLOVER, decision) or "nothing")


def test_a_rollover_may_keep_nothing_all_or_part() -> None:
    for decision in (Keep(), Keep.everything(ROLLOVER), Keep(((4, 0), (1, 2)))):
        assert problem(ROLLOVER, decision) is None
    assert lapses(ROLLOVER, Keep(((4, 1),))) == ((1, 2), (4, 2))
    assert lapses(ROLLOVER, Keep.newest(ROLLOVER, 4)) == ((1, 1),)
    assert lapses(ROLLOVER, Keep.newest(ROLLOVER, 99)) == ()


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (100, "not a ChangeCost"),
        (ChangeCost(1.5), "no whole number"),  # type: ignore[arg-type]
        (ChangeCost(True), "no whole number"),
        (ChangeCost(16001), "at most the new price 16000"),
        (ChangeCost(-10001), "at most the 10000"),
        (ChangeCost(1, 9999), "not between"),
        (ChangeCost(1, 16001), "not between"),
        (ChangeCost(1, 12000.0), "no whole number"),  # type: ignore[arg-type]
    ],
)
def test_a_change_gives_back_and_costs_no_more_than_a_period(decision: Any, told: str) -> None:
    assert told in (problem(PRORATION, decision) or "nothing")


def test_a_change_may_cost_from_a_whole_credit_to_a_whole_price() -> None:
    for amount in (-10000, -1, 0, 1, 16000):
        assert problem(PRORATION, ChangeCost(amount)) is None


def test_days_that_cost_nothing_still_count_as_billed_at_the_old_price() -> None:
    assert ChangeCost(0).billed_at(PRORATION) == 10000
    assert ChangeCost(1).billed_at(PRORATION) == 16000
    assert ChangeCost(1, 12000).billed_at(PRORATION) == 12000


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ("retry", "not a NextStep"),
        (NextStep(datetime(2026, 2, 9), ("retry",)), "no date"),  # noqa: DTZ001 - a wrong answer
        (NextStep("2026-02-09", ("retry",)), "no date"),  # type: ignore[arg-type]
        (NextStep(date(2026, 2, 4), ("retry",)), "before 2026-02-05"),
        (NextStep(DAY, ()), "one action"),
        (NextStep(DAY, ["retry"]), "one action"),  # type: ignore[arg-type]
        (NextStep(DAY, ("call",)), "there are cancel"),  # type: ignore[arg-type]
        (NextStep(DAY, ("retry", "retry")), "twice"),
        (NextStep(DAY, ("late_fee",)), "adds the late_fee, and the terms have none"),
    ],
)
def test_a_step_has_its_day_ahead_and_known_actions(decision: Any, told: str) -> None:
    assert told in (problem(DUNNING, decision) or "nothing")


def test_a_step_may_come_at_once_later_or_never() -> None:
    for decision in (
        None,
        NextStep(DAY, ("returned_payment_fee",)),
        NextStep(date.max, ("cancel",)),
    ):
        assert problem(DUNNING, decision) is None


def test_no_two_steps_of_a_run_are_on_one_day_and_a_run_has_an_end() -> None:
    taken = replace(DUNNING, taken=(StepTaken(DAY, ("retry",)),))
    assert "before 2026-02-06" in (problem(taken, NextStep(DAY, ("retry",))) or "")
    assert problem(taken, NextStep(date(2026, 2, 6), ("retry",))) is None
    long = replace(DUNNING, taken=(StepTaken(BEFORE, ("retry",)),) * STEPS_MAX)
    assert "more than 100 steps" in (problem(long, NextStep(DAY, ("retry",))) or "")
    assert problem(long, None) is None
