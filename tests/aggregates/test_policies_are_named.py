"""What a rule decided is kept with the rule's name and version; what nobody decided names none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import (
    amending,
    banking,
    changing,
    collecting,
    deciding,
    leaving,
    pausing,
    redeeming,
    refunding,
    reserving,
    visits,
)

from .spec import Card, History, day, enrolled, facial, plan

BANK = {"id": "bank", "kind": "value_credit", "amount": "50.00", "rollover": "unlimited"}


def named(life: History) -> dict[str, set[str | None]]:
    """By kind of event, the policies that these events name."""
    found: dict[str, set[str | None]] = {}
    for event in life.events:
        found.setdefault(type(event).__name__, set()).add(event.policy)
    return found


def names(life: History, **expected: str | None) -> None:
    found = named(life)
    assert {kind: found.get(kind) for kind in expected} == {k: {v} for k, v in expected.items()}


def test_joining_paying_and_using() -> None:
    terms = plan(benefits=[facial(quantity=2, rollover={"carryover_limit": 1}), BANK])
    life = enrolled(terms).and_(redeeming.redeem, "bank", 100, key="a").and_(redeeming.reverse, "a")
    life = life.and_(reserving.reserve, "facial", 1, key="b", for_on=day("2026-01-09"))
    life = life.and_(reserving.release, "b").on("2026-02-05")
    names(
        life,
        Enrolled="billing/1",
        DuesBilled="billing/1",
        Charged=None,
        BillSettled="recognition.ratable/1",
        Granted="rollover/1",
        Redeemed="redemption/1",
        RedemptionReversed=None,
        Reserved="redemption/1",
        ReservationReleased=None,
        Lapsed="rollover/1",
        RolledOver="rollover/1",
    )
    allocated = plan(
        recognition={"method": "allocated"}, benefits=[facial(standalone_price="180.00")]
    )
    names(enrolled(allocated), BillSettled="recognition.allocated/2")


def test_lots_that_live_longer_or_become_others() -> None:
    money = {"to": "bank", "at": "90.00", "when": "on_request"}
    terms = plan(benefits=[facial(converts=money), BANK])
    life = enrolled(terms).and_(deciding.extend, "facial", day("2026-01-05"), day("2026-03-05"))
    life = life.and_(banking.convert, "facial", 1)
    names(life, LotExtended="extending/1", UnitsConverted="conversion/1")
    gold = plan(
        id="gold",
        price="299.00",
        upgrade={"converts": {"facial": "peel"}},
        benefits=[{**facial(), "id": "peel"}],
    )
    changed = enrolled().and_(changing.change_plan, gold)
    names(changed, Upgraded="proration.by_day/1", LotsConverted="changes/1")


def test_a_declined_card() -> None:
    terms = plan(dunning=[{"after": "3 days", "do": ["notify_email"]}])
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-09")
    names(life, ChargeFailed="dunning/1", DunningStarted=None, DunningStepTaken="dunning/1")


def test_pauses() -> None:
    life = enrolled(plan(pause={"fee": "10.00"}))
    asked: dict[str, Any] = {"until": day("2026-03-01"), "from_on": day("2026-02-01")}
    ahead = life.and_(pausing.pause, **asked)
    names(
        ahead.on("2026-03-01"),
        PauseScheduled="pausing/1",
        Paused="pausing/1",
        Resumed="pausing/1",
        FeeBilled=None,
        PeriodSkipped=None,
    )
    declines = Card()
    broke = enrolled(plan(pause={}), card=declines, on="2025-12-20").and_(pausing.pause, **asked)
    declines.code = "insufficient_funds"
    names(broke.on("2026-02-02"), ScheduledPauseDropped="pausing/1")


def test_changes_of_plan_and_price() -> None:
    gold = plan(id="gold", price="299.00")
    basic = plan(id="basic", price="99.00", downgrade={"when": "now"})
    life = enrolled().and_(changing.change_plan, gold).and_(changing.change_plan, basic)
    names(
        life,
        Upgraded="proration.by_day/1",
        Downgraded="proration.by_day/1",
        CreditGiven="proration.by_day/1",
    )
    waits = enrolled().and_(changing.change_plan, gold, "next_period").on("2026-02-05")
    names(waits, PlanChangeRequested="changes/1", Upgraded="changes/1")
    asked = day("2026-02-05"), day("2026-01-05")
    amended = enrolled().and_(amending.amend, plan(version=2, price="249.00"), *asked)
    names(
        amended.on("2026-02-05"),
        AmendmentRecorded="price_change/1",
        TermsAmended="price_change/1",
    )


def test_terms_ends_and_fees() -> None:
    fee = {"kind": "fixed", "amount": "150.00"}
    terms = plan(term={"cycles": 6}, early_termination_fee=fee)
    life = enrolled(terms).and_(leaving.cancel).on("2026-02-05")
    names(life, CancellationRequested="leaving/1", Cancelled="leaving/1", FeeBilled="leaving/1")
    renews = enrolled(plan(term={"cycles": 1, "at_end": "renew"})).on("2026-02-05")
    names(renews, TermRenewed="leaving/1")
    leaves = plan(term={"cycles": 1, "at_end": "renew"}, cancellation={"notice": "45 days"})
    names(enrolled(leaves).and_(leaving.cancel).on("2026-02-05"), TermEnded="leaving/1")
    yearly = enrolled(plan(annual_fee={"amount": "49.00", "first": "at_enrollment"})).on(
        "2026-01-06"
    )
    names(yearly, FeeBilled="annual_fee/1")


def test_visits_clocks_and_money_back() -> None:
    strict = {"units": "forfeit", "fee": "50.00"}
    kept = enrolled(plan(benefits=[facial(no_show=strict)]))
    kept = kept.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-09"))
    names(
        kept.on("2026-01-09").and_(visits.no_show, "a"),
        VisitMissed="visits/1",
        FeeBilled="visits/1",
    )
    waits = facial(grants={"every": "1 month", "after_cycles": 1})
    clock = enrolled(plan(benefits=[waits])).on("2026-02-05")
    names(clock, BenefitClockStarted="cadences/1")
    paid = enrolled()
    charge = refunding.find_charge(paid.state, "ch_1_1", None)
    names(paid.and_(refunding.refund, charge), Refunded=None, Forfeited=None)
    reported = paid.and_(collecting.charge_failed, "x", 100, "lost_card", day("2026-01-05"))
    names(reported, ChargeFailed="dunning/1")


def every_policy(events: Iterable[Event]) -> set[str]:
    return {event.policy for event in events if event.policy is not None}


def test_a_policys_name_has_its_version_behind_a_slash() -> None:
    for policy in every_policy(enrolled(plan(pause={})).and_(pausing.pause).events):
        name, _, version = policy.partition("/")
        assert name
        assert version.isdigit()
