"""The shortest lives that once broke a promise, each as the sentence it broke."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from memberledger.aggregates.member import events as e
from memberledger.projections.revenue import revenue_of
from memberledger.testing.lives import Act, Life, Table, act, at_table, facts, play


def plan(name: str = "p0", price: str = "199.00", **terms: Any) -> dict[str, Any]:
    return {"id": name, "price": price, "cycle": "1 month", **terms}


def facial(quantity: int = 1, **terms: Any) -> dict[str, Any]:
    return {"id": "facial", "kind": "service_credit", "quantity": quantity, **terms}


def life(plans: list[dict[str, Any]], *acts: Act, manual: bool = False, rest: int = 0) -> Life:
    return Life(tuple(plans), (act(0, "enroll", plan="p0"), *acts), manual=manual, rest=rest)


def balance(table: Table) -> int:
    return table.ledger.member("ana").balance["facial"]


def adds_up(table: Table) -> None:
    events = table.events()
    for day in {event.effective_on for event in events}:
        for seen in (events, [event for event in events if event.effective_on <= day]):
            money = revenue_of(seen, day)
            assert money.collected == money.recognised + money.deferred + money.refunded, (
                day,
                money,
            )


# Keys


def test_the_second_receipt_of_an_enrollment_is_the_first() -> None:
    with at_table(life([plan()])) as table:
        first = table.ledger.enroll("ana", "p0", key="once")
        again = table.ledger.enroll("ana", "p0", key="once")
    assert again.repeated
    assert again.events == first.events


def test_the_second_receipt_of_a_redemption_is_the_first_whatever_happened_since() -> None:
    with play(life([plan(benefits=[facial(3)])])) as table:
        first = table.ledger.redeem("ana", "facial", key="visit")
        table.ledger.redeem("ana", "facial", key="another")
        again = table.ledger.redeem("ana", "facial", key="visit")
    assert (again.redemption, again.lots, again.left) == (first.redemption, first.lots, first.left)


# Charges


def test_a_decline_can_be_reported_when_nothing_is_owed() -> None:
    with play(life([plan()])) as table:
        receipt = table.ledger.charge_failed("ana", "ch_1", "5.00", "insufficient_funds")
        assert [type(event) for event in receipt.events] == [e.ChargeFailed]
        assert table.ledger.member("ana").standing == "good"


def test_a_success_that_pays_a_part_ends_the_same_before_and_after_its_failure() -> None:
    """A success after a failure with the same id wins; a failure after a success is ignored."""
    standings = []
    for order in ("failed, succeeded", "succeeded, failed"):
        with play(life([plan()], manual=True)) as table:
            for outcome in order.split(", "):
                if outcome == "failed":
                    table.ledger.charge_failed("ana", "ch_1", "50.00", "insufficient_funds")
                else:
                    table.ledger.charge_succeeded("ana", "ch_1", "50.00")
            standings.append(table.ledger.member("ana").standing)
    assert standings[0] == standings[1]


def test_dues_paid_in_two_parts_are_not_earned_before_both_are_there() -> None:
    """The second part is reported later, and dated before the first."""
    news = (
        act(1, "charge_succeeded", charge="c1", percent=40, ago=0),
        act(0, "charge_succeeded", charge="c2", percent=100, ago=1),
    )
    with play(life([plan()], *news, manual=True)) as table:
        adds_up(table)


# Money back


def test_a_part_payment_that_was_refunded_is_not_earned_when_the_rest_is_paid() -> None:
    news = (
        act(0, "charge_succeeded", charge="c1", percent=40, ago=0),
        act(0, "refund", which=0),
        act(0, "charge_succeeded", charge="c2", percent=100, ago=0),
    )
    with play(life([plan()], *news, manual=True)) as table:
        adds_up(table)


def test_a_refund_of_a_charge_that_paid_two_bills_takes_the_same_money_everywhere() -> None:
    """The first charge paid the first dues and, as billing credit, a part of the second."""
    news = (
        act(0, "charge_succeeded", charge="c1", percent=130, ago=0),
        act(31, "refund", which=0, percent=33),
        act(0, "charge_succeeded", charge="c2", percent=100, ago=0),
    )
    with play(life([plan()], *news, manual=True)) as table:
        adds_up(table)


def test_units_stay_frozen_while_any_dispute_over_their_dues_is_open() -> None:
    news = (
        act(0, "charge_succeeded", charge="c1", percent=40, ago=0),
        act(0, "charge_succeeded", charge="c2", percent=100, ago=0),
        act(1, "dispute", which=0),
        act(0, "dispute", which=1),
        act(1, "dispute_closed", which=0, outcome="won"),
    )
    with play(life([plan(benefits=[facial()])], *news, manual=True)) as table:
        assert balance(table) == 0
        table.perform(act(1, "dispute_closed", which=1, outcome="won"))
        assert balance(table) == 1


@pytest.mark.parametrize(
    "back", [act(3, "refund", which=0), act(3, "dispute_closed", which=0, outcome="lost")]
)
def test_a_year_that_was_refunded_gives_no_more_monthly_units(back: Act) -> None:
    """A full refund takes the unused units of that charge, those still to come included."""
    yearly = plan(benefits=[facial(grants="1 month")]) | {"cycle": "1 year"}
    with play(life([yearly], back, rest=70)) as table:
        assert balance(table) == 0


# Late news


@pytest.mark.parametrize("rule", [{"carryover_limit": 3}, {"max_balance": 6}])
def test_a_visit_told_late_is_not_charged_again_by_the_cap_that_came_between(
    rule: dict[str, int],
) -> None:
    terms = [plan(benefits=[facial(5, rollover=rule)])]
    visit = {"benefit": "facial", "quantity": 1, "key": "visit"}
    with (
        play(life(terms, act(5, "redeem", **visit), rest=35)) as on_time,
        play(life(terms, act(40, "redeem", **visit, ago=35))) as late,
    ):
        assert on_time.day() == late.day()
        assert balance(late) == balance(on_time)


def test_a_visit_told_late_is_judged_by_the_terms_of_its_day() -> None:
    """The plan of that day allowed use while past due; the plan of today does not."""
    strict = plan("p1", "99.00", benefits=[facial()], use_while={"past_due": "none"})
    visit = {"benefit": "facial", "quantity": 1}
    news = (
        act(0, "charge_succeeded", charge="c0", percent=100, ago=0),
        act(9, "change_plan", plan="p1"),
        act(22, "charge_failed", charge="c1", percent=100, ago=0, code="insufficient_funds"),
    )
    told = life([plan(benefits=[facial()]), strict], *news, manual=True)
    with play(told) as table:
        assert table.ledger.member("ana").plan == "p1"
        assert table.ledger.member("ana").standing == "past_due"
    loose = plan(benefits=[facial(rollover="unlimited")])
    started = (
        act(0, "charge_succeeded", charge="c0", percent=100, ago=0),
        act(31, "charge_failed", charge="c1", percent=100, ago=0, code="insufficient_funds"),
        act(1, "change_plan", plan="p1", when="next_period"),
        act(30, "redeem", **visit, ago=25),
    )
    with play(life([loose, strict], *started, manual=True)) as table:
        assert table.outcomes[-1].word == "done"


def test_what_was_forfeited_at_an_end_is_not_there_after_coming_back() -> None:
    terms = [plan(benefits=[facial()], cancellation={"effective": "immediately"})]
    acts = (
        act(5, "cancel"),
        act(5, "enroll", plan="p0"),
        act(5, "redeem", benefit="facial", quantity=2, ago=2),
    )
    with play(life(terms, *acts)) as table:
        assert table.outcomes[-1].word == "insufficient_balance"


# Grants with a cadence of their own, across a change of plan


def stretches(table: Table) -> list[tuple[date, date]]:
    granted = [event for event in table.events() if isinstance(event, e.Granted)]
    return [(lot.start, lot.end) for event in granted for lot in event.lots]


def test_a_change_from_monthly_to_weekly_units_grants_no_weeks_long_over() -> None:
    terms = [
        plan(benefits=[facial(grants="1 month")]),
        plan("p1", "299.00", benefits=[facial(grants="1 week")]),
    ]
    with play(life(terms, act(92, "change_plan", plan="p1"), rest=1)) as table:
        changed = table.day() - timedelta(days=1)
        assert all(end > changed for _, end in stretches(table)[4:]), stretches(table)[4:]


def test_a_change_from_weekly_to_monthly_units_goes_on_granting() -> None:
    terms = [
        plan(benefits=[facial(grants="1 week")]),
        plan("p1", "299.00", benefits=[facial(grants="1 month")]),
    ]
    with play(life(terms, act(92, "change_plan", plan="p1"), rest=70)) as table:
        assert balance(table) == 1


def test_coming_back_to_a_plan_grants_nothing_for_the_time_on_another() -> None:
    terms = [plan(benefits=[facial(grants="1 week")]), plan("p1", "299.00")]
    acts = (act(5, "change_plan", plan="p1"), act(92, "change_plan", plan="p0", when="now"))
    with play(life(terms, *acts, rest=1)) as table:
        back = table.day() - timedelta(days=1)
        assert all(end > back for _, end in stretches(table)[1:]), stretches(table)[1:]


# What is announced, and what is kept


def test_the_next_charge_after_a_pause_falls_on_the_dates_of_the_waiting_plan() -> None:
    """A waiting change takes place on the next billing date, paused or not."""
    terms = [plan(pause={}), plan("p1", "50.00") | {"cycle": "1 week"}]
    acts = (act(0, "change_plan", plan="p1"), act(0, "pause", until_in=60))
    with play(life(terms, *acts)) as table:
        announced = table.ledger.member("ana").next_charge
        assert announced is not None
        table.wait(90)
        billed = [event for event in table.events() if isinstance(event, e.DuesBilled)]
        assert (billed[1].effective_on, billed[1].dues) == announced


def test_a_restart_does_not_bring_back_what_was_written_off() -> None:
    """Dues of nothing wait behind dues that were declined, and both are written off."""
    terms = plan(
        anchor={"day": 1},
        first_period="full",
        introductory_price={"cycles": 1, "price": "0.00"},
        benefits=[facial(rollover="unlimited")],
        dunning=[{"after": "40 days", "do": ["write_off"]}],
    )
    acts = (
        act(0, "card", code="insufficient_funds"),
        act(0, "enroll", plan="p0"),
        act(41, "adjust", benefit="facial", quantity=1),
        act(1, "update_card"),
    )
    told = Life((terms,), acts)
    with play(told) as steady, play(told, reloading=True) as restarted:
        assert facts(restarted.events()) == facts(steady.events())


def test_what_comes_back_in_a_pause_to_a_lot_that_was_over_before_it_lapses_at_once() -> None:
    """The lot ended on the 20th, the pause began on the 31st and holds no clock of that lot."""
    terms = plan(benefits=[facial(2, expires="10 days")], pause={})
    acts = (
        act(0, "redeem", benefit="facial", quantity=1, key="visit"),
        act(21, "pause", until_in=31),
        act(0, "reverse", key="visit"),
    )
    with play(life([terms], *acts)) as table:
        assert balance(table) == 0
        reversed_on = table.day()
        table.wait(60)
        lapses = [event for event in table.events() if isinstance(event, e.Lapsed)]
        assert [event.takes for event in lapses[:2]] == [((1, 1),), ((1, 1),)]
        assert lapses[1].effective_on == reversed_on
