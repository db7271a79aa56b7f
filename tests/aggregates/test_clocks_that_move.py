"""Clocks of benefits after a change of plan, a pause that shifts, and grants that wait for both."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import changing, collecting, pausing
from memberledger.aggregates.member import events as e

from .spec import Card, History, day, enrolled, facial, plan

KEPT = {"rollover": "unlimited"}
WEEKLY = facial(grants="1 week", **KEPT)
PEEL = {"id": "peel", "kind": "service_credit", "quantity": 1, **KEPT}


def came(life: History, benefit: str, since: str = "2026-01-01") -> list[str]:
    """The days on which a benefit was granted."""
    return [
        str(event.effective_on)
        for event in life.of(e.Granted)
        for lot in event.lots
        if lot.benefit == benefit and event.effective_on >= day(since)
    ]


# A change of plan


def test_a_clock_goes_on_where_both_plans_have_it_and_stops_where_one_does_not() -> None:
    glow = plan(benefits=[WEEKLY, {**PEEL, "grants": "2 weeks"}])
    later = {"upgrade": {"when": "next_period"}}
    gold = plan(id="gold", price="299.00", benefits=[WEEKLY], **later)
    life = enrolled(glow).and_(changing.change_plan, gold).on("2026-02-17")
    # every seven days from 5 January, and not from 5 February
    assert came(life, "facial", "2026-02-01") == ["2026-02-02", "2026-02-09", "2026-02-16"]
    assert came(life, "peel") == ["2026-01-05", "2026-01-19", "2026-02-02"]
    assert list(life.state.cadences) == ["facial"]


def test_a_clock_that_ticks_otherwise_begins_anew_with_the_plan() -> None:
    slower = plan(
        id="gold",
        price="299.00",
        benefits=[facial(grants="2 weeks", **KEPT), {**PEEL, "grants": "1 week"}],
        upgrade={"when": "next_period"},
    )
    life = enrolled(plan(benefits=[WEEKLY])).and_(changing.change_plan, slower).on("2026-02-27")
    assert came(life, "facial", "2026-02-03") == ["2026-02-05", "2026-02-19"]
    assert came(life, "peel") == ["2026-02-05", "2026-02-12", "2026-02-19", "2026-02-26"]


def test_a_clock_of_the_new_plan_that_waits_for_paid_periods_waits() -> None:
    waits = {**PEEL, "grants": {"every": "1 month", "after_cycles": 2}}
    gold = plan(id="gold", price="299.00", benefits=[WEEKLY, waits], upgrade={"when": "now"})
    life = enrolled(plan(benefits=[WEEKLY])).on("2026-01-21").and_(changing.change_plan, gold)
    assert list(life.state.cadences) == ["facial"]
    assert came(life.on("2026-04-01"), "peel") == ["2026-03-05"]


def upgraded(on: str, **grants: object) -> History:
    """A benefit that came with an upgrade now, in a membership that is billed on the 5th."""
    new = {**PEEL, "grants": grants}
    gold = plan(id="gold", price="299.00", benefits=[facial(), new], upgrade={"when": "now"})
    return enrolled().on(on).and_(changing.change_plan, gold)


def test_a_new_clock_ticks_from_the_billing_date_and_its_running_stretch_is_topped_up() -> None:
    # stretches from 5, 12, 19 and 26 January: the third one runs on the 21st
    life = upgraded("2026-01-21", every="1 week").on("2026-02-03")
    assert came(life, "peel") == ["2026-01-21", "2026-01-26", "2026-02-02"]
    # on the very day a stretch begins it is topped up, and does not come again
    life = upgraded("2026-01-19", every="1 week").on("2026-01-27")
    assert came(life, "peel") == ["2026-01-19", "2026-01-26"]


def test_a_new_clock_of_the_calendar_ticks_from_the_month_of_the_upgrade() -> None:
    life = upgraded("2026-03-21", every="3 months", anchor="calendar").on("2026-06-02")
    # from 1 March, and not from 1 January
    assert came(life, "peel") == ["2026-03-21", "2026-06-01"]


# A pause that shifts


def shifted(*benefits: dict[str, object], until: str) -> History:
    life = enrolled(plan(pause={"billing": "shift"}, benefits=list(benefits))).on("2026-01-10")
    return life.and_(pausing.pause, day(until))


def test_a_pause_moves_the_clock_of_a_benefit_and_not_the_calendars() -> None:
    monthly = {**PEEL, "grants": {"every": "1 month", "anchor": "calendar"}}
    waits = {**PEEL, "id": "wrap", "grants": {"every": "1 month", "after_cycles": 5}}
    plain = {**PEEL, "id": "cream"}
    life = shifted(waits, plain, monthly, WEEKLY, until="2026-02-10").on("2026-03-09")
    # 31 days paused: the period ends on 8 March, and what was due in the pause comes at its end
    assert came(life, "facial") == [*["2026-01-05"], *4 * ["2026-02-10"], "2026-03-08"]
    assert came(life, "peel") == ["2026-01-05", "2026-02-10", "2026-03-01"]
    assert came(life, "cream") == ["2026-01-05", "2026-03-08"]


def test_two_grants_of_one_day_that_wait_for_a_pause_wait_for_the_money_then() -> None:
    card = Card("insufficient_funds")
    both = [WEEKLY, {**PEEL, "grants": "1 week"}]
    patient = [{"after": "90 days", "do": ["retry"]}]
    terms = plan(pause={}, benefits=both, dunning=patient)
    life = enrolled(terms, card=card).on("2026-01-10")
    life = life.and_(pausing.pause, day("2026-01-20"), None, "hardship").on("2026-01-21")
    waiting = [(each.benefit, each.start, each.cause) for each in life.state.delayed]
    assert sorted(waiting) == [
        ("facial", date(2026, 1, 5), "unpaid"),
        ("facial", date(2026, 1, 12), "unpaid"),
        ("facial", date(2026, 1, 19), "unpaid"),
        ("peel", date(2026, 1, 5), "unpaid"),
        ("peel", date(2026, 1, 12), "unpaid"),
        ("peel", date(2026, 1, 19), "unpaid"),
    ]
    card.code = None
    paid = life.and_(collecting.replace_card)
    assert (paid.held(), paid.state.delayed) == ({"facial": 3, "peel": 3}, [])


def test_what_waits_has_come_as_often_as_it_does() -> None:
    twice = facial(grants={"every": "1 week", "times": 2}, **KEPT)
    card = Card("insufficient_funds")
    patient = [{"after": "90 days", "do": ["retry"]}]
    life = enrolled(plan(benefits=[twice], dunning=patient), card=card).on("2026-02-02")
    assert [each.start for each in life.of(e.GrantDelayed)] == [
        date(2026, 1, 5),
        date(2026, 1, 12),
    ]
    card.code = None
    assert life.and_(collecting.replace_card).on("2026-02-20").held() == {"facial": 2}


def test_units_that_become_money_do_so_as_much_later_as_a_frozen_pause_and_no_other() -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "10.00", **KEPT}
    turns = {"to": "bank", "at": "40.00", "when": "period_end"}
    benefits = [facial(converts=turns), bank]
    for expiry, until in (("frozen", date(2026, 2, 15)), ("running", date(2026, 2, 5))):
        terms = plan(pause={"billing": "skip", "expiry": expiry}, benefits=benefits)
        life = enrolled(terms).on("2026-01-10").and_(pausing.pause, day("2026-01-20"))
        assert life.on("2026-01-21").state.lots[1].converts_on == until
