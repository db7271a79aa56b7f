"""A ledger opened with a host's policies, and read by one that was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import own_policies

from memberledger import (
    AdvanceIncomplete,
    Keep,
    Ledger,
    NextStep,
    Policies,
    PolicyBrokeItsLaw,
    PolicyError,
    PolicyFailed,
    PolicyUnknown,
    Refused,
    SetClock,
)
from memberledger.aggregates.member import events as e
from memberledger.audit import run_checks
from memberledger.policies.own import NO_POLICIES

from .house import House, day, plan

HALF = {"policy": "acme.keep-share", "version": 2, "with": {"percent": 50}}
GENTLE = {"policy": "acme.gentle", "version": 1, "with": {"days": 5, "times": 2}}
BY_WEEK = {"policy": "acme.by-week", "version": 1, "with": {"weeks": 4}}
OWN = plan(
    benefits=[{"id": "facial", "kind": "service_credit", "quantity": 3, "rollover": HALF}],
    dunning_policy=GENTLE,
    late_fee="15.00",
)
LIFT = plan(
    id="lift",
    price="299.00",
    upgrade={"when": "now", "proration": BY_WEEK},
    benefits=[{"id": "facial", "kind": "service_credit", "quantity": 3, "rollover": HALF}],
)
PLAIN = plan(id="plain")


def house(at: str | Path = "sqlite:///:memory:", policies: Policies = own_policies.ALL) -> House:
    return House(OWN, LIFT, PLAIN, at=at, policies=policies)


def forgets(h: House, policies: Policies = NO_POLICIES) -> Ledger:
    """From here on the ledger has other policies, as if it had been opened with them."""
    h.ledger._desk.policies = policies
    return h.ledger


def test_a_life_under_policies_of_the_host_is_read_without_them(tmp_path: Path) -> None:
    place = tmp_path / "spa.db"
    h = house(place)
    with h.ledger as ledger:
        ledger.enroll("ana", "glow")
        h.on("2026-02-05")
        h.cards.decline("ana", "insufficient_funds")
        h.on("2026-03-12")
        h.cards.approve("ana")
        ledger.update_card("ana")
        ledger.change_plan("ana", "lift")
        h.on("2026-05-06")
        kept = ledger.history("ana")
        deciders = {event.policy for event in kept}
        assert {"acme.keep-share/2", "acme.gentle/1", "acme.by-week/1"} <= deciders
        card = ledger.member("ana")
    with Ledger.open(place, clock=SetClock("America/Denver", day("2026-05-06"))) as reader:
        assert reader.history("ana") == kept
        assert reader.member("ana") == card
        assert reader.member("ana", as_of=day("2026-03-11")).standing == "past_due"
        assert reader.explain_standing("ana").adds_up
        assert reader.explain_balance("ana", "facial").figure == card.balance["facial"]
        assert reader.revenue().collected == sum(
            charge.amount for charge in card.charges if charge.outcome == "paid"
        )
        assert list(reader.roster()) == ["ana"]
        assert run_checks(reader._desk.store).findings == []


def test_a_plan_whose_policy_is_not_there_is_not_put_on_sale(tmp_path: Path) -> None:
    with pytest.raises(PolicyUnknown, match=r"rollover policy acme\.keep-share of version 2"):
        house(tmp_path / "spa.db", NO_POLICIES)
    with Ledger.open(tmp_path / "spa.db") as ledger:
        assert not ledger.is_open


def test_the_same_plans_are_opened_again_without_policies() -> None:
    h = house()
    before = h.ledger.event_count
    forgets(h).open_practice("America/Denver", "USD", [OWN, LIFT, PLAIN])
    assert h.ledger.event_count == before


@pytest.mark.parametrize("known", [NO_POLICIES, own_policies.ALL])
def test_who_lacks_a_policy_is_in_the_report_and_the_others_are_done(known: Policies) -> None:
    h = house()
    for member in ("ana", "bea", "cal"):
        h.ledger.enroll(member, "glow" if member == "bea" else "plain")
    before = len(h.ledger.history("bea"))
    forgets(h, known)
    h.clock.day = day("2026-02-05")
    if known is NO_POLICIES:
        with pytest.raises(AdvanceIncomplete, match="1 of 3 members") as told:
            h.ledger.advance()
        assert {m: type(error) for m, error in told.value.failed.items()} == {"bea": PolicyUnknown}
        assert told.value.report.members == 2
        assert len(h.ledger.history("bea")) == before
        with pytest.raises(PolicyUnknown):
            h.ledger.redeem("bea", "facial")
        forgets(h, own_policies.ALL)
    h.ledger.advance()
    assert h.balance("ana") == h.balance("cal") == {"facial": 1}
    assert h.balance("bea") == {"facial": 4}  # 3 of 3 free, 1 kept, 3 new


def answers(decision: Any) -> Policies:
    """Policies that all answer the same."""
    return (
        Policies()
        .rollover("acme.keep-share", 2, lambda _facts: decision)
        .proration("acme.by-week", 1, lambda _facts: decision)
        .dunning("acme.gentle", 1, lambda _facts: decision)
    )


@pytest.mark.parametrize("decision", [Keep(((1, 4),)), Keep(((1, -1),)), 1.5, None])
def test_what_breaks_the_law_is_told_and_nothing_is_recorded(decision: Any) -> None:
    h = house()
    h.ledger.enroll("ana", "glow")
    h.ledger.enroll("bea", "plain")
    before = h.ledger.event_count
    forgets(h, answers(decision))
    h.clock.day = day("2026-02-05")
    with pytest.raises(PolicyBrokeItsLaw, match=r"acme\.keep-share/2"):
        h.ledger.advance(member="ana")
    with pytest.raises(PolicyBrokeItsLaw):
        h.ledger.redeem("ana", "facial", key="v1")
    assert h.ledger.event_count == before


def test_a_change_whose_policy_breaks_its_law_changes_nothing() -> None:
    h = house()
    h.ledger.enroll("ana", "glow")
    before = h.ledger.history("ana")
    h.clock.day = day("2026-01-12")
    for wrong in (answers(0.5), NO_POLICIES, answers(None)):
        forgets(h, wrong)
        with pytest.raises(PolicyError):
            h.ledger.change_plan("ana", "lift", key="up")
        assert h.ledger.history("ana") == before
    forgets(h, own_policies.ALL).change_plan("ana", "lift", key="up")
    (moved,) = [event for event in h.ledger.history("ana") if isinstance(event, e.Upgraded)]
    # 24 days left are 3 whole weeks: 100.00 x 3 / 4
    assert (moved.billed, moved.policy, moved.rate) == (7500, "acme.by-week/1", 29900)


def test_an_error_in_a_policy_names_it_and_the_next_run_tries_again() -> None:
    def divides(facts: Any) -> Any:
        return facts.free // 0

    h = house()
    h.ledger.enroll("ana", "glow")
    forgets(h, Policies().rollover("acme.keep-share", 2, divides))
    h.clock.day = day("2026-02-05")
    with pytest.raises(
        AdvanceIncomplete, match=r"acme\.keep-share/2 raised ZeroDivisionError"
    ) as told:
        h.ledger.advance()
    assert isinstance(told.value.failed["ana"], PolicyFailed)
    forgets(h, own_policies.ALL).advance()
    assert h.balance() == {"facial": 4}


def test_a_new_version_touches_nobody_who_agreed_to_the_old_one() -> None:
    h = house()
    h.ledger.enroll("ana", "glow")
    newer = {**OWN, "version": 2}
    newer["benefits"] = [{**OWN["benefits"][0], "rollover": {**HALF, "version": 3}}]
    h.ledger.publish([newer])
    h.ledger.enroll("bea", "glow")
    h.on("2026-02-05")
    assert (h.balance("ana"), h.balance("bea")) == ({"facial": 4}, {"facial": 5})
    only_new = Policies().rollover("acme.keep-share", 3, own_policies.keep_share_rounded_up)
    forgets(h, only_new)
    h.clock.day = day("2026-03-05")
    with pytest.raises(AdvanceIncomplete) as told:
        h.ledger.advance()
    assert list(told.value.failed) == ["ana"]
    assert "version 3 is there" in str(told.value)


def test_a_step_that_was_found_is_known_before_its_day_and_taken_once() -> None:
    h = house()
    h.ledger.enroll("ana", "glow")
    h.cards.decline("ana", "insufficient_funds")
    h.on("2026-02-05")
    (owing,) = h.ledger.delinquent()
    assert owing.next_step == (day("2026-02-10"), ("notify_email", "retry"))
    h.each(["2026-02-10", "2026-02-10", "2026-02-11"])
    taken = [x for x in h.ledger.history("ana") if isinstance(x, e.DunningStepTaken)]
    assert [(x.step, x.effective_on, x.policy) for x in taken] == [
        (0, day("2026-02-10"), "acme.gentle/1")
    ]


def test_a_policy_that_has_no_more_steps_is_asked_no_more() -> None:
    asked: list[Any] = []

    def once(facts: Any) -> NextStep | None:
        asked.append(facts.on)
        return None if facts.taken else NextStep(facts.on, ("flag_chart",))

    h = house()
    h.ledger.enroll("ana", "glow")
    h.cards.decline("ana", "insufficient_funds")
    forgets(h, own_policies.ALL.dunning("acme.once", 1, once))
    h.ledger.publish(
        [{**OWN, "id": "strict", "dunning_policy": {"policy": "acme.once", "version": 1}}]
    )
    h.ledger.enroll("bea", "strict")
    h.cards.decline("bea", "insufficient_funds")
    h.each(["2026-02-05", "2026-02-06", "2026-03-04"])
    assert asked == [day("2026-02-05"), day("2026-02-05")]
    assert h.ledger.member("bea").flagged
    assert h.ledger.member("bea").standing == "past_due"


def test_reserved_units_stay_whatever_a_policy_keeps() -> None:
    h = house()
    h.ledger.enroll("ana", "glow")
    h.ledger.reserve("ana", "facial", key="v1", for_on=day("2026-02-10"))
    forgets(h, own_policies.ALL.rollover("acme.none", 1, lambda _facts: Keep()))
    nothing = [{**OWN["benefits"][0], "rollover": {"policy": "acme.none", "version": 1}}]
    h.ledger.publish([{**OWN, "id": "strict", "benefits": nothing}])
    h.ledger.enroll("bea", "strict")
    h.ledger.reserve("bea", "facial", key="v2", for_on=day("2026-02-10"))
    h.on("2026-02-05")
    assert h.ledger.member("bea").reserved == {"facial": 1}
    assert h.balance("bea") == {"facial": 3}
    assert h.ledger.member("ana").reserved == {"facial": 1}


def test_one_day_asks_what_carries_over_once_however_often_its_clock_is_run() -> None:
    course = {"every": "1 month", "times": 1}
    once = {**OWN["benefits"][0], "quantity": 4, "grants": course, "rollover": HALF}
    h = House(
        plan(benefits=[once], dunning_policy=GENTLE), policies=own_policies.ALL, reported=True
    )
    h.ledger.enroll("ana", "glow")
    h.ledger.charge_succeeded("ana", "c1", "199.00")
    h.on("2026-02-05")
    assert h.balance() == {"facial": 2}
    h.ledger.charge_failed("ana", "c2", "199.00", code="insufficient_funds")
    h.ledger.advance()
    assert h.balance() == {"facial": 2}
    assert len([x for x in h.ledger.history("ana") if isinstance(x, e.RolledOver)]) == 1


def test_what_is_no_policies_is_refused() -> None:
    with pytest.raises(Refused, match="policies is a Policies"):
        Ledger.open("sqlite:///:memory:", policies={"acme.rule": 1})  # type: ignore[arg-type]
