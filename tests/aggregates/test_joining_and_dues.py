"""Enrolling, consent, sharing, and the dues of each period."""

from __future__ import annotations

import pytest

from memberledger.aggregates.member import collecting, enrolling, leaving, pausing
from memberledger.aggregates.member import events as e

from .spec import Card, day, enrolled, facial, given, happened, joins, plan


def test_joining_bills_the_first_period_and_the_facial_comes_with_the_money() -> None:
    given().when(joins(plan())).then(
        happened(
            e.Enrolled, "2026-01-05", enrollment=1, anchor=day("2026-01-05"), term_ends_on=None
        ),
        happened(e.DuesBilled, "2026-01-05", dues=19900, n=0, end=day("2026-02-05"), whole=31),
        happened(e.Charged, "2026-01-05", amount=19900, bills=((1, 19900),), asked=True),
        happened(e.BillSettled, "2026-01-05", access=19900, shares=(), method="ratable"),
        happened(e.Granted, "2026-01-05", bill=1),
    )


def test_the_enrollment_fee_goes_with_the_first_dues_in_one_charge() -> None:
    life = given().when(joins(plan(enrollment_fee="49.00")))
    assert [charge.amount for charge in life.of(e.Charged)] == [24800]
    assert [bill.amount for bill in life.state.bills.values()] == [24800]


def test_before_a_first_billing_date_ahead_nothing_is_billed_or_granted() -> None:
    given().when(joins(plan(), anchor="2026-01-20")).then(
        happened(e.Enrolled, "2026-01-05", anchor=day("2026-01-20"), first_on=day("2026-01-20"))
    )
    later = enrolled(anchor="2026-01-20").on("2026-01-20")
    assert [str(bill.due_on) for bill in later.state.bills.values()] == ["2026-01-20"]


def test_a_first_billing_date_in_the_past_is_invalid() -> None:
    given().when(joins(plan(), anchor="2026-01-04")).then_refused("invalid")


def test_today_may_be_the_first_billing_date() -> None:
    billed = given().when(joins(plan(), anchor="2026-01-05")).of(e.DuesBilled)
    assert [each.start for each in billed] == [day("2026-01-05")]


def test_who_joins_is_known_to_the_processor_and_pays_the_agreed_price_everywhere() -> None:
    terms = plan(prices={"south": "219.00"})
    life = given().and_(joins(terms, home="south", price=14900, processor_customer="cus_1"))
    joined = life.of(e.Enrolled)[0]
    assert (joined.plan.price, joined.plan.prices, joined.list_price) == (14900, None, 21900)
    assert (joined.processor_customer, life.state.processor_customer) == ("cus_1", "cus_1")


def test_nobody_is_enrolled_twice() -> None:
    enrolled().when(joins(plan())).then_refused("invalid")


def test_the_end_of_a_commitment_is_a_date_fixed_on_the_first_day() -> None:
    terms = plan(term={"cycles": 6})
    assert enrolled(terms, on="2026-01-31").state.term_ends_on == day("2026-07-31")


def test_a_member_who_left_comes_back_on_a_second_enrollment() -> None:
    leaves_at_once = plan(cancellation={"effective": "immediately"})
    life = enrolled(leaves_at_once).on("2026-01-10").and_(leaving.cancel).on("2026-03-01")
    back = life.and_(joins(leaves_at_once))
    assert back.state.enrollment == 2
    assert back.held() == {"facial": 1}


def test_a_consent_and_a_notice_are_kept_for_the_record_and_change_nothing_else() -> None:
    life = enrolled()
    before = life.state
    after = life.and_(
        lambda work: enrolling.consent(
            work, terms_hash="ab" * 32, text_version="3", channel="tablet"
        )
    ).when(
        lambda work: enrolling.notice(
            work, kind="price_change", delivered_on=day("2026-01-05"), channel="email"
        )
    )
    after.then(happened(e.NoticeSent, "2026-01-05", kind="price_change", channel="email"))
    before.version += 2
    assert after.state == before


def test_a_plan_without_sharing_is_not_shared() -> None:
    enrolled().when(lambda work: enrolling.share(work, "bo")).then_refused("not_shared")


def test_one_add_on_is_one_person_and_the_same_person_again_is_nothing_new() -> None:
    life = enrolled(plan(sharing={"add_on_members": 1})).and_(
        lambda work: enrolling.share(work, "bo")
    )
    life.when(lambda work: enrolling.share(work, "bo")).then_nothing_happened()
    life.when(lambda work: enrolling.share(work, "cy")).then_refused("not_shared")


def test_sharing_begins_when_enough_periods_are_over_and_paid() -> None:
    life = enrolled(plan(sharing={"after_cycles": 2}))
    share = lambda work: enrolling.share(work, "bo")  # noqa: E731
    life.on("2026-03-04").when(share).then_refused("too_soon", needed=2, paid=1)
    life.on("2026-03-05").when(share).then(happened(e.Shared, "2026-03-05", person="bo"))


def test_an_unpaid_period_breaks_the_row_until_it_is_paid() -> None:
    card = Card()
    life = enrolled(plan(sharing={"after_cycles": 2}), card=card)
    card.code = "insufficient_funds"
    life = life.on("2026-03-20")
    share = lambda work: enrolling.share(work, "bo")  # noqa: E731
    life.when(share).then_refused("too_soon", paid=0)
    card.code = None
    life.and_(collecting.replace_card).when(share).then(happened(e.Shared, person="bo"))


@pytest.mark.parametrize(
    ("first_period", "dues"),
    [
        ("prorated", 12_000),  # 310.00 x 12 of 31 days
        ("full", 31_000),
        ("free", 0),
    ],
)
def test_the_days_before_the_common_billing_day_cost(first_period: str, dues: int) -> None:
    terms = plan(price="310.00", anchor={"day": 1}, first_period=first_period)
    life = enrolled(terms, on="2026-01-20")
    billed = life.of(e.DuesBilled)[0]
    assert (billed.n, billed.dues, str(billed.end)) == (-1, dues, "2026-02-01")
    assert life.held() == {"facial": 1}
    assert life.on("2026-02-01").of(e.DuesBilled)[1].dues == 31_000


def test_the_first_cycles_cost_the_introductory_price() -> None:
    terms = plan(introductory_price={"cycles": 2, "price": "99.00"})
    life = enrolled(terms).on("2026-04-05")
    assert [bill.dues for bill in life.of(e.DuesBilled)] == [9900, 9900, 19900, 19900]


def test_a_member_who_joined_on_the_31st_is_billed_on_the_last_day_of_short_months() -> None:
    life = enrolled(on="2026-01-31").on("2026-05-01")
    assert [str(b.start) for b in life.of(e.DuesBilled)] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]


def test_a_period_that_begins_in_a_skip_pause_is_not_billed() -> None:
    life = enrolled(plan(pause={})).on("2026-01-20").and_(pausing.pause).on("2026-03-10")
    skipped = life.of(e.PeriodSkipped)
    assert [(str(p.start), p.cause) for p in skipped] == [
        ("2026-02-05", "paused"),
        ("2026-03-05", "paused"),
    ]
    assert len(life.of(e.DuesBilled)) == 1


def test_the_fee_of_a_pause_is_owed_on_its_first_day_and_on_each_date_skipped() -> None:
    life = enrolled(plan(pause={"fee": "15.00"})).on("2026-01-20").and_(pausing.pause)
    life = life.on("2026-03-10")
    assert [(str(f.effective_on), f.amount) for f in life.of(e.FeeBilled)] == [
        ("2026-01-20", 1500),
        ("2026-02-05", 1500),
        ("2026-03-05", 1500),
    ]


def test_a_period_that_begins_while_suspended_is_not_billed() -> None:
    terms = plan(dunning=[{"after": "3 days", "do": ["suspend"]}])
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-02-05")
    assert [(str(p.start), p.cause) for p in life.of(e.PeriodSkipped)] == [
        ("2026-02-05", "suspended")
    ]
    assert life.state.owed == 19900


def test_dues_at_a_period_start_give_their_lots_before_they_are_paid() -> None:
    terms = plan(benefits=[facial(trigger="period_start")])
    life = enrolled(terms, card=Card("insufficient_funds"))
    assert life.held() == {"facial": 1}
    assert life.state.owed == 19900
