"""What a change of plan now costs, gives back and tops up, told to the cent and to the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from memberledger.aggregates.member import (
    Conduct,
    Stamp,
    Work,
    changing,
    collecting,
    deciding,
    enrolling,
    fold,
    leaving,
    redeeming,
    refunding,
    reserving,
    transferring,
)
from memberledger.aggregates.member import events as e

from .spec import (
    FEBRUARY,
    JANUARY,
    MARCH,
    Asking,
    History,
    day,
    enrolled,
    facial,
    given,
    happened,
    joins,
    plan,
)

NOW: dict[str, Any] = {"upgrade": {"when": "now"}, "downgrade": {"when": "now"}}
BANK: dict[str, Any] = {"id": "bank", "kind": "value_credit", "amount": "dues"}
BY_DAY: dict[str, Any] = {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}


def gold(*benefits: dict[str, Any], units: int = 3, **facts: Any) -> Asking:
    """A change to Gold: 299.00 a month, three facials unless told otherwise."""
    terms = {**NOW, "id": "gold", "price": "299.00", **facts}
    to = plan(**terms, benefits=list(benefits) or [facial(quantity=units)])
    return lambda work: changing.change_plan(work, to)


def basic(**facts: Any) -> Asking:
    """A change to Basic: 99.00 a month, and nothing comes with it."""
    to = plan(**{**NOW, "id": "basic", "price": "99.00", "benefits": [], **facts})
    return lambda work: changing.change_plan(work, to)


def refund(charge: str, amount: int | None = None) -> Asking:
    return lambda work: refunding.refund(work, work.state.charges[charge], amount)


def grants(life: History, change: Asking) -> tuple[tuple[str, int, date, date], ...]:
    return changed(life, change).grants


def changed(life: History, change: Asking) -> e.Upgraded | e.Downgraded:
    event = life.when(change).made[0]
    assert isinstance(event, e.Upgraded | e.Downgraded)
    return event


# What it tops up


def test_a_gift_of_another_member_is_no_grant_of_the_period() -> None:
    terms = plan(benefits=[facial(transferable={})])
    bo = given().and_(joins(terms, member="bo"))
    ana = enrolled(terms)
    stamp = Stamp(datetime(2026, 1, 5, tzinfo=UTC))
    giver, receiver = (Work(fold(life.events), stamp, JANUARY, Conduct()) for life in (bo, ana))
    transferring.give(giver, receiver, "facial", 1, lambda _lot, units: units)
    ana = History([*ana.events, *receiver.events], ana.card, JANUARY)
    assert ana.held() == {"facial": 2}
    # of three facials the period has granted one
    assert grants(ana, gold()) == (("facial", 2, JANUARY, FEBRUARY),)


def test_what_staff_gave_is_no_grant_of_the_period() -> None:
    before = enrolled(card=None).and_(redeeming.adjust, "facial", 1)
    life = before.and_(collecting.charge_succeeded, "a", 19900, JANUARY)
    assert life.held() == {"facial": 2}
    assert grants(life, gold()) == (("facial", 2, JANUARY, FEBRUARY),)


def test_what_an_occasion_gave_is_no_grant_for_what_comes_each_period() -> None:
    """A birthday gives a peel; Gold gives three a month, of which the birthday's is one."""
    peel = {"id": "peel", "kind": "service_credit", "quantity": 1}
    birthday = {**peel, "grants": {"occasion": "birthday", "per": "1 year"}}
    life = enrolled(plan(benefits=[birthday])).and_(deciding.occasion, "birthday")
    assert grants(life, gold({**peel, "quantity": 3})) == (("peel", 2, JANUARY, FEBRUARY),)


def test_banked_dues_are_topped_up_by_what_the_change_costs_though_some_went_back() -> None:
    """On the first day the change costs 100.00; what goes back takes no units, in full all."""
    both = [facial(), BANK]
    for back in (0, 5000, 19900):
        life = enrolled(plan(benefits=both))
        life = life.and_(refund("ch_1_1", back)) if back else life
        assert grants(life, gold(*both)) == (("bank", 10000, JANUARY, FEBRUARY),)
    life = enrolled(plan(benefits=both))
    again = gold(*both, upgrade={"when": "now", "entitlements": "full"})
    assert grants(life, again) == (
        ("facial", 1, JANUARY, FEBRUARY),
        ("bank", 10000, JANUARY, FEBRUARY),
    )


def test_what_was_converted_counts_as_what_it_has_become() -> None:
    """Of two facials one is kept for an appointment, and the other becomes a peel."""
    life = enrolled(plan(benefits=[facial(quantity=2)]))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    rules = {"when": "now", "converts": {"facial": "peel"}}
    life = life.and_(gold(facial(id="peel"), upgrade=rules))
    assert life.held() == {"peel": 1}
    top = gold(facial(quantity=4), facial(id="peel", quantity=3), id="top", price="399.00")
    assert grants(life, top) == (
        ("facial", 3, JANUARY, FEBRUARY),
        ("peel", 2, JANUARY, FEBRUARY),
    )


def test_a_stretch_longer_than_the_period_is_topped_up_as_the_stretch_it_is() -> None:
    life = enrolled(plan(benefits=[facial(grants="2 months")])).on("2026-02-20")
    assert grants(life, gold(facial(quantity=3, grants="2 months"))) == (
        ("facial", 2, JANUARY, MARCH),
    )
    assert grants(life, gold(facial(quantity=3))) == (("facial", 3, FEBRUARY, MARCH),)
    assert grants(life, gold(facial(id="peel"))) == (("peel", 1, FEBRUARY, MARCH),)


def test_all_that_a_period_has_granted_counts_where_its_stretches_are_shorter() -> None:
    life = enrolled(plan(benefits=[facial(grants="2 weeks")])).on("2026-01-21")
    assert grants(life, gold(facial(quantity=3, grants="2 weeks"))) == (
        ("facial", 1, date(2026, 1, 19), date(2026, 2, 2)),
    )


def test_what_has_come_as_often_as_it_does_is_not_topped_up() -> None:
    once = {"every": "1 month", "times": 1}
    life = enrolled(plan(benefits=[facial(grants=once)]))
    assert grants(life, gold(facial(quantity=3, grants=once))) == ()


def test_what_a_former_membership_has_paid_is_of_no_period_of_the_next() -> None:
    """Ana pays a change, leaves the same day, and comes back to dues of 199.00."""
    at_once: dict[str, Any] = {"cancellation": {"effective": "immediately"}}
    glow = plan(benefits=[BANK], **at_once)
    life = enrolled(glow).and_(gold(BANK, **at_once)).and_(leaving.cancel)
    life = life.and_(
        lambda work: enrolling.enroll(
            work, practice="main", member="ana", plan=glow, currency="USD"
        )
    )
    assert [bill.kind for bill in life.state.bills.values()] == ["dues", "change", "dues"]
    assert grants(life, gold(BANK)) == (("bank", 10000, JANUARY, FEBRUARY),)


def test_dues_that_are_banked_are_one_unit_of_what_a_change_pays_for() -> None:
    """Of 100.00 a half is the facial's and a half the bank's, which cost the same by themselves."""
    bank = {**BANK, "standalone_price": "150.00"}
    split: dict[str, Any] = {"recognition": {"method": "allocated"}}
    both = [facial(quantity=2, standalone_price="300.00"), bank]
    life = enrolled(plan(benefits=[facial(), BANK])).and_(gold(*both, **split))
    settled = life.of(e.BillSettled)[1]
    assert (settled.shares, settled.access) == ((("facial", 5000), ("bank", 5000)), 0)


# What it gives back


def test_the_last_cent_is_given_back() -> None:
    life = enrolled().and_(basic(price="198.99"))
    assert [(given.bill, given.amount) for given in life.of(e.CreditGiven)] == [(1, 1)]


def test_units_used_are_charged_before_the_credit_and_tax_goes_back_with_it() -> None:
    """All of 199.00 is of four facials: one that was used is 49.75 of it."""
    shares = {"recognition": {"method": "allocated"}, "tax": {"rate": "10", "on": ["dues"]}}
    terms = plan(benefits=[facial(quantity=4, standalone_price="60.00")], **shares)
    life = enrolled(terms).and_(redeeming.redeem, "facial", 1)
    unused = {"downgrade": {"when": "now", "credit": "unused"}}
    # 100.00 - 49.75 = 50.25, and 5.03 of tax
    life.when(basic(**unused)).then(
        happened(e.Downgraded, used=4975, credit=5528, billed=0, rate=9900, days_left=31),
        happened(e.CreditGiven, bill=1, amount=5528),
        happened(e.BillSettled),
    )
    whole = changed(life, basic())
    assert (whole.used, whole.credit) == (None, 11000)


def test_a_lower_level_that_is_no_cheaper_charges_no_units_used() -> None:
    benefits = [facial(quantity=4, standalone_price="60.00")]
    high = plan(level=2, recognition={"method": "allocated"}, benefits=benefits)
    life = enrolled(high).and_(redeeming.redeem, "facial", 1)
    for price, billed in (("199.00", 0), ("299.00", 10000)):
        change = basic(level=1, price=price, downgrade={"when": "now", "credit": "unused"})
        down = changed(life, change)
        assert (down.used, down.billed, down.credit) == (None, billed, 0)


def test_units_used_of_what_was_partly_converted_keep_their_share() -> None:
    """Of four facials one is used, one reserved, and two become peels, with half of the money."""
    terms = plan(
        recognition={"method": "allocated"},
        benefits=[facial(quantity=4, standalone_price="60.00")],
    )
    life = enrolled(terms).and_(redeeming.redeem, "facial", 1)
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    same = {"when": "now", "converts": {"facial": "peel"}}
    life = life.and_(gold(facial(id="peel"), price="199.00", upgrade=same))
    assert [lot.share for lot in life.state.lots.values()] == [9950, 9950]
    change = basic(downgrade={"when": "now", "credit": "unused"})
    assert changed(life, change).used == 4975


def test_the_credit_is_of_the_dues_first_and_then_of_what_changes_have_cost() -> None:
    """From 199.00 to 299.00 and down to 99.00, all on the first day."""
    life = enrolled().and_(gold()).and_(basic())
    assert [(each.bill, each.amount) for each in life.of(e.CreditGiven)] == [(1, 19900), (2, 100)]


def test_the_rest_of_dues_that_was_paid_after_all_goes_back_as_well() -> None:
    """Of February 9 of 28 days were billed, 63.96, and then the other 135.04."""
    life = enrolled(plan(cancellation=BY_DAY)).and_(leaving.cancel).on("2026-02-06")
    life = life.and_(leaving.reinstate)
    # for 27 of 28 days: 99.00 is 95.46, and 199.00 is 191.89
    life = life.and_(basic())
    assert [(each.bill, each.amount) for each in life.of(e.CreditGiven)] == [(2, 6396), (3, 3247)]


def test_no_more_goes_back_than_was_paid_and_has_not_gone_back() -> None:
    life = enrolled().and_(refund("ch_1_1", 12000)).and_(basic())
    assert life.of(e.CreditGiven)[0].amount == 7900
    # 100.00 of credit go back first, then 50.00 of the bill: 49.00 are left of it
    life = enrolled().and_(basic()).and_(refund("ch_1_1", 15000))
    life = life.and_(basic(id="mist", price="10.00"))
    assert [each.amount for each in life.of(e.CreditGiven)] == [10000, 4900]
    taxed = enrolled(plan(tax={"rate": "10"})).and_(basic(price="1.00"))
    assert taxed.of(e.CreditGiven)[0].amount == 21780


# When it comes


def test_a_change_in_a_part_of_a_period_is_for_the_days_of_the_part() -> None:
    """The notice ends on 14 February: 8 of February's 28 days are left on the 6th."""
    life = enrolled(plan(cancellation=BY_DAY)).and_(leaving.cancel).on("2026-02-06")
    # 299.00 x 8 / 28 = 85.43, and 199.00 x 8 / 28 = 56.86
    life.when(gold(units=1, cancellation=BY_DAY)).then(
        happened(e.Upgraded, billed=2857, end=date(2026, 2, 14), days_left=8, whole=28, grants=()),
        happened(e.Charged, amount=2857),
        happened(e.BillSettled, access_end=date(2026, 2, 14)),
    )


def test_a_change_in_a_first_part_that_was_billed_is_made_at_once() -> None:
    stub = enrolled(plan(anchor={"day": 1})).on("2026-01-10")
    anchored: dict[str, Any] = {"anchor": {"day": 1}}
    assert type(stub.when(gold(**anchored)).made[0]) is e.Upgraded
    free = enrolled(plan(anchor={"day": 1}, first_period="free")).on("2026-01-10")
    assert type(free.when(gold(**anchored)).made[0]) is e.PlanChangeRequested
    billed = free.on("2026-02-10")
    assert type(billed.when(gold(**anchored)).made[0]) is e.Upgraded


def test_a_change_that_gives_other_billing_dates_waits_for_the_next_period() -> None:
    life = enrolled().on("2026-01-20")
    dates: tuple[dict[str, Any], ...] = ({"anchor": {"day": 15}}, {"cycle": "2 months"})
    for facts in dates:
        life.when(gold(price="699.00", **facts)).then(happened(e.PlanChangeRequested, from_on=None))


def test_another_option_of_a_tier_waits_though_it_is_asked_for_now() -> None:
    lean = plan(id="lean", tier="glow", price="149.00", **NOW)
    life = enrolled().when(changing.change_plan, lean, "now")
    life.then(happened(e.PlanChangeRequested, from_on=None))


def test_a_change_may_be_asked_for_from_today_on() -> None:
    life = enrolled().on("2026-01-20")
    to = plan(id="gold", price="299.00", **NOW)
    life = life.and_(changing.change_plan, to, None, day("2026-01-20"))
    assert life.on("2026-02-06").of(e.Upgraded)[0].effective_on == FEBRUARY


def test_a_term_that_a_change_now_begins_anew_is_of_whole_periods() -> None:
    rules = {"when": "now", "term": "restart"}
    life = enrolled(plan(term={"cycles": 12})).on("2026-01-20")
    life = life.and_(gold(term={"cycles": 3}, upgrade=rules))
    assert life.state.term_ends_on == date(2026, 5, 5)


def test_a_plan_is_sold_to_who_is_at_home_where_it_is_sold() -> None:
    lake = plan(id="lake", price="299.00", sold_at=["north"], **NOW)
    life = given().and_(joins(plan(), home="north"))
    assert type(life.when(changing.change_plan, lake).made[0]) is e.Upgraded
