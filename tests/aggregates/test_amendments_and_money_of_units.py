"""Amendments and their notice, annual fees, appointments in a pause, units that become money."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from memberledger import Refused
from memberledger.aggregates.member import (
    Conduct,
    Stamp,
    Work,
    amending,
    annual,
    banking,
    changing,
    erasing,
    fold,
    leaving,
    pausing,
    redeeming,
    reserving,
    transferring,
)
from memberledger.aggregates.member import events as e

from .spec import (
    FEBRUARY,
    JANUARY,
    MARCH,
    History,
    day,
    enrolled,
    facial,
    given,
    joins,
    plan,
)

STAMP = Stamp(datetime(2026, 1, 5, tzinfo=UTC))
ALLOCATED = {"method": "allocated"}


# Amending


def amended(
    from_on: str, *, notified: str | None = None, price: str = "249.00", **terms: Any
) -> e.AmendmentRecorded:
    new = plan(version=2, price=price, **terms)
    known = day(notified) if notified else None
    life = enrolled(plan(**terms)).and_(amending.amend, new, day(from_on), known)
    return life.of(e.AmendmentRecorded)[0]


@pytest.mark.parametrize(
    ("at_end", "from_on", "takes_effect"),
    [
        # the term ends on 5 April
        ("month_to_month", "2026-02-05", "2026-04-05"),
        ("month_to_month", "2026-04-06", "2026-05-05"),
        ("end", "2026-04-06", "2026-05-05"),
        # and begins anew: the next end is 5 July, then 5 October
        ("renew", "2026-02-05", "2026-04-05"),
        ("renew", "2026-04-05", "2026-04-05"),
        ("renew", "2026-04-06", "2026-07-05"),
        ("renew", "2026-07-06", "2026-10-05"),
    ],
)
def test_a_dearer_price_waits_for_the_end_of_a_term(
    at_end: str, from_on: str, takes_effect: str
) -> None:
    told = amended(from_on, term={"cycles": 3, "at_end": at_end})
    assert told.from_on == day(takes_effect)


@pytest.mark.parametrize("price", ["199.00", "149.00"])
def test_a_price_that_is_no_dearer_waits_for_no_term(price: str) -> None:
    assert amended("2026-02-05", price=price, term={"cycles": 3}).from_on == FEBRUARY


def test_a_notice_is_counted_in_the_members_own_cycles_and_told() -> None:
    terms = {"price_change": {"notice": "1 cycle"}}
    # from 6 January the first period starts on 5 February, and one cycle later it is 5 March
    told = amended("2026-03-05", notified="2026-01-06", **terms)
    assert (told.from_on, told.notified_on) == (MARCH, date(2026, 1, 6))
    life = enrolled(plan(**terms))
    new = plan(version=2, price="249.00", **terms)
    life.when(amending.amend, new, FEBRUARY, day("2026-01-06")).then_refused(
        "notice_too_short", possible=MARCH
    )


def test_an_annual_fee_says_the_year_it_is_for() -> None:
    fee = {"annual_fee": {"amount": "50.00"}}
    billed = enrolled(plan(**fee)).on("2027-01-06").of(e.FeeBilled)
    assert [(b.amount, b.start, b.end) for b in billed] == [
        (5000, date(2027, 1, 5), date(2028, 1, 5))
    ]
    assert annual.next_on(enrolled().state) is None
    nothing = enrolled(plan(annual_fee={"amount": "0.00"}))
    assert annual.next_on(nothing.state) is None
    assert nothing.on("2027-01-06").of(e.FeeBilled) == []
    assert (
        annual.next_on(given().and_(joins(plan(**fee))).and_(leaving.cancel).on("2026-02-06").state)
        is None
    )


def test_only_the_appointment_whose_day_it_is_is_released() -> None:
    terms = plan(benefits=[facial(quantity=3)], pause={"expiry": "running"})
    life = enrolled(terms)
    for key, on in (("late", "2026-01-20"), ("soon", "2026-01-12")):
        life = life.and_(reserving.reserve, "facial", 1, key=key, for_on=day(on))
    life = life.and_(pausing.pause, day("2026-01-15")).on("2026-01-14")
    assert [each.reservation for each in life.of(e.ReservationReleased)] == ["soon"]


def test_an_appointment_is_kept_where_the_plan_allows_its_benefit_in_a_pause() -> None:
    both = [facial(quantity=3), facial(id="peel", quantity=3)]
    terms = plan(benefits=both, pause={"expiry": "running"}, use_while={"paused": ["facial"]})
    life = enrolled(terms)
    for benefit in ("facial", "peel"):
        on = day("2026-01-12")
        life = life.and_(reserving.reserve, benefit, 1, key=benefit, for_on=on)
    life = life.and_(pausing.pause, day("2026-01-15")).on("2026-01-14")
    forbidden = [r.reservation for r in life.of(e.ReservationReleased) if r.cause == "paused"]
    assert forbidden == ["peel"]


# Units that become money


def saving(
    when: str = "on_request", bank: dict[str, Any] | None = None, units: int = 3, **facts: Any
) -> Any:
    converts = {"to": "bank", "at": "30.00", "when": when}
    rules = {"rollover": "unlimited", "standalone_price": "100.00", **facts.pop("unit", {})}
    unit = facial(quantity=units, converts=converts, **rules)
    money = {"id": "bank", "kind": "value_credit", "amount": "0.00", "rollover": "unlimited"}
    return plan(recognition=ALLOCATED, benefits=[unit, {**money, **(bank or {})}], **facts)


def converted(life: History) -> list[dict[str, Any]]:
    lots = [lot for each in life.of(e.UnitsConverted) for lot in each.lots]
    return [{k: v for k, v in lot.model_dump().items() if v is not None} for lot in lots]


def test_the_money_of_a_unit_lives_by_the_rules_of_its_benefit() -> None:
    rules = {"max_balance": "500.00", "carryover_limit": "200.00", "periods": 2}
    life = enrolled(saving(bank={"rollover": rules, "priority": 4}))
    life = life.and_(banking.convert, "facial", 1).and_(banking.convert, "facial", 1)
    life = life.on("2026-02-05").and_(banking.convert, "facial", 1)
    # 199.00 over three facials: 66.33, then a half of 132.67, then the rest
    common = {"units": 1, "quantity": 3000, "priority": 4}
    limits = {"carryover_limit": 20000, "max_balance": 50000}
    first = {"source": 1, "start": JANUARY, "end": FEBRUARY, "expires_on": date(2026, 4, 5)}
    later = {"source": 1, "start": FEBRUARY, "end": MARCH, "expires_on": date(2026, 5, 5)}
    assert converted(life) == [
        {**common, **limits, **first, "lot": 2, "share": 6633},
        {**common, **limits, **first, "lot": 3, "share": 6634},
        {**common, **limits, **later, "lot": 5, "share": 6633},
    ]


def test_money_of_units_is_of_the_first_part_of_a_period_too() -> None:
    life = enrolled(saving(anchor={"day": 1})).on("2026-01-10").and_(banking.convert, "facial", 1)
    (lot,) = converted(life)
    assert (lot["start"], lot["end"]) == (JANUARY, date(2026, 2, 1))
    assert "expires_on" not in lot


def test_what_is_turned_into_money_on_request_keeps_the_cap() -> None:
    life = enrolled(saving(bank={"rollover": {"max_balance": "50.00"}}))
    assert life.and_(banking.convert, "facial", 2).held() == {"facial": 1, "bank": 5000}


def test_what_becomes_money_by_itself_is_of_the_new_period() -> None:
    life = enrolled(saving("period_end"))
    assert list(banking.due_dates(life.state)) == [FEBRUARY]
    assert list(banking.due_dates(enrolled(saving()).state)) == []
    (lot,) = converted(life.on("2026-02-06"))
    assert (lot["units"], lot["start"], lot["end"]) == (3, FEBRUARY, MARCH)
    kept = life
    for key in ("a", "b", "c"):
        on = day("2026-02-20")
        kept = kept.and_(reserving.reserve, "facial", 1, key=key, for_on=on)
    assert converted(kept.on("2026-02-06")) == []


@pytest.mark.parametrize(("expiry", "on"), [("frozen", date(2026, 3, 8)), ("running", FEBRUARY)])
def test_in_a_pause_that_freezes_lots_nothing_becomes_money(expiry: str, on: date) -> None:
    terms = saving("period_end", pause={"billing": "skip", "expiry": expiry})
    life = enrolled(terms).on("2026-01-20").and_(pausing.pause, day("2026-02-20"))
    # frozen: 31 days later than 5 February
    changes = life.on("2026-03-09").of(e.UnitsConverted)
    assert changes[0].effective_on == on


def test_a_benefit_that_a_notice_forbids_is_not_turned_into_money() -> None:
    terms = saving(use_while={"notice": ["bank"]})
    life = enrolled(terms).and_(leaving.cancel)
    life.when(banking.convert, "facial", 1).then_refused("in_notice")
    allowed = enrolled(saving(use_while={"notice": ["facial"]})).and_(leaving.cancel)
    assert allowed.and_(banking.convert, "facial", 1).held() == {"facial": 2, "bank": 3000}


def test_a_unit_from_another_member_is_not_turned_into_money() -> None:
    terms = saving(unit={"transferable": {}})
    ana, bo = enrolled(terms), given().and_(joins(terms, member="bo"))
    giver, receiver = (Work(fold(life.events), STAMP, JANUARY, Conduct()) for life in (ana, bo))
    transferring.give(giver, receiver, "facial", 2, lambda _lot, units: units)
    bo = History([*bo.events, *receiver.events], None, JANUARY)
    bo.when(banking.convert, "facial", 4).then_refused("insufficient_balance", free=3)
    assert bo.and_(banking.convert, "facial", 3).held() == {"facial": 2, "bank": 9000}


def test_a_unit_given_under_terms_without_the_benefit_is_not_turned_into_money() -> None:
    gold = plan(id="gold", price="299.00", benefits=[], upgrade={"when": "now"})
    life = enrolled(saving()).on("2026-01-21").and_(changing.change_plan, gold)
    life = life.and_(redeeming.adjust, "facial", 1)
    life.when(banking.convert, "facial", 4).then_refused("insufficient_balance", free=3)


# Erasing


def test_who_was_never_here_is_not_erased() -> None:
    with pytest.raises(Refused) as told:
        erasing.must_be_over(given().state, "ana")
    assert (told.value.reason, told.value.message) == (
        "not_enrolled",
        "ana was never enrolled here",
    )
    assert told.value.facts["member"] == "ana"
