"""What is left at a period's end: what carries over, what lapses, and when nothing does."""

from __future__ import annotations

from typing import Any

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import leaving, pausing, redeeming, reserving

from .spec import Card, History, day, enrolled, facial, plan

CAPPED = facial(quantity=3, rollover={"carryover_limit": 1})
PEEL = {"id": "peel", "kind": "service_credit", "quantity": 1}


def lapses(life: History) -> list[tuple[str, tuple[tuple[int, int], ...], str]]:
    return [(str(each.effective_on), each.takes, each.cause) for each in life.of(e.Lapsed)]


def capped(*others: dict[str, Any], **facts: Any) -> History:
    return enrolled(plan(benefits=[*others, CAPPED], **facts))


def test_only_a_periods_end_drops_what_does_not_carry_over() -> None:
    life = capped().and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    assert life.on("2026-01-22").held() == {"facial": 3}  # released on the 21st, a day like any
    ended = life.on("2026-02-05")
    assert lapses(ended) == [("2026-02-05", ((1, 2),), "carryover_limit")]
    assert ended.of(e.Lapsed)[0].policy == "rollover/1"
    assert [(each.benefit, each.lots, each.policy) for each in ended.of(e.RolledOver)] == [
        ("facial", ((1, 1),), "rollover/1")
    ]


def test_what_is_kept_for_an_appointment_carries_over_and_is_told() -> None:
    two = facial(quantity=3, rollover={"carryover_limit": 2})
    life = enrolled(plan(benefits=[two]))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-02-20"))
    ended = life.on("2026-02-05")
    assert lapses(ended) == [("2026-02-05", ((1, 1),), "carryover_limit")]
    assert [each.lots for each in ended.of(e.RolledOver)] == [((1, 2),)]


def test_a_balance_cap_is_no_carrying_over() -> None:
    life = enrolled(plan(benefits=[facial(quantity=2, rollover={"max_balance": 3})]))
    ended = life.on("2026-02-05")
    assert lapses(ended) == [("2026-02-05", ((1, 1),), "max_balance")]
    assert ended.of(e.RolledOver) == []


def test_a_lot_without_a_limit_does_not_hide_one_with_a_limit() -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "5.00", "rollover": "unlimited"}
    assert lapses(capped(bank).on("2026-02-05")) == [("2026-02-05", ((2, 2),), "carryover_limit")]


def test_the_end_of_a_short_first_period_is_a_periods_end() -> None:
    terms = plan(benefits=[CAPPED], anchor={"day": 1})
    life = enrolled(terms, on="2026-01-20").on("2026-02-01")
    assert lapses(life) == [("2026-02-01", ((1, 2),), "carryover_limit")]


def test_a_membership_that_ends_takes_no_cap_that_day() -> None:
    life = capped(cancellation={"after_end": "keep"}).and_(leaving.cancel).on("2026-02-06")
    assert (life.state.status, lapses(life), life.held()) == ("cancelled", [], {"facial": 3})


def test_a_frozen_pause_holds_expiry_and_caps_over_a_billing_date() -> None:
    life = capped(PEEL, pause={}).on("2026-01-20").and_(pausing.pause).on("2026-02-10")
    assert [str(each.effective_on) for each in life.of(e.PeriodSkipped)] == ["2026-02-05"]
    assert (lapses(life), life.held()) == ([], {"peel": 1, "facial": 3})


def test_a_running_pause_holds_nothing_but_a_shifted_period_has_not_ended() -> None:
    shift = {"billing": "shift", "expiry": "running"}
    life = capped(PEEL, pause=shift).on("2026-01-20").and_(pausing.pause, day("2026-03-01"))
    # 40 days: the period to 5 February ends on 17 March
    assert lapses(life.on("2026-02-06")) == [("2026-02-05", ((1, 1),), "expired")]
    ended = life.on("2026-03-17")
    assert lapses(ended)[1:] == [("2026-03-17", ((2, 2),), "carryover_limit")]
    skip = {"billing": "skip", "expiry": "running"}
    skipped = capped(pause=skip).on("2026-01-20").and_(pausing.pause, day("2026-03-01"))
    assert lapses(skipped.on("2026-02-06")) == [("2026-02-05", ((1, 2),), "carryover_limit")]


def test_a_cadence_carries_over_at_the_end_of_its_own_stretches() -> None:
    weekly = facial(quantity=2, grants="1 week", rollover={"carryover_limit": 1})
    life = enrolled(plan(benefits=[weekly])).on("2026-02-06")
    # 2; one of them and 2; one of three and 2; ...: the billing date of 5 February is no such day
    assert [(on, sum(n for _, n in takes)) for on, takes, _ in lapses(life)] == [
        ("2026-01-12", 1),
        ("2026-01-19", 2),
        ("2026-01-26", 2),
        ("2026-02-02", 2),
    ]
    assert life.held() == {"facial": 3}


def test_an_appointment_in_a_lot_that_ends_with_the_membership_is_released_as_it_lapses() -> None:
    ends = {"effective": "immediately", "after_end": {"usable_for": "10 days"}}
    life = enrolled(plan(benefits=[facial(rollover="unlimited")], cancellation=ends))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-03-01"))
    over = life.on("2026-01-10").and_(leaving.cancel).on("2026-01-21")
    released = over.of(e.ReservationReleased)
    told = [(str(each.effective_on), each.takes, each.cause) for each in released]
    assert told == [("2026-01-20", ((1, 1),), "lapsed")]
    assert lapses(over) == [("2026-01-20", ((1, 1),), "expired")]


def test_what_comes_back_to_a_lot_that_is_over_goes_the_way_the_lot_went() -> None:
    at_once = plan(cancellation={"effective": "immediately"}, benefits=[facial(quantity=2)])
    used = enrolled(at_once).and_(redeeming.redeem, "facial", 1, key="v")
    left = used.and_(leaving.cancel).on("2026-01-07").and_(redeeming.reverse, "v")
    gone = [(str(x.effective_on), x.takes, x.cause) for x in left.of(e.Forfeited)]
    assert gone == [("2026-01-05", ((1, 1),), "ended"), ("2026-01-07", ((1, 1),), "ended")]
    dunning = [{"after": "1 day", "do": ["forfeit"]}]
    early = facial(quantity=2, trigger="period_start")
    owing = enrolled(plan(dunning=dunning, benefits=[early]), card=Card("insufficient_funds"))
    taken = owing.and_(redeeming.redeem, "facial", 1, key="v").on("2026-01-07")
    back = taken.and_(redeeming.reverse, "v")
    causes = [(x.takes, x.cause) for x in back.of(e.Forfeited)]
    assert causes == [(((1, 1),), "dunning"), (((1, 1),), "dunning")]
