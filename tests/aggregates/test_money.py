"""Cards, credits, charges the processor reports, the split of what is paid, refunds, disputes."""

from __future__ import annotations

import pytest

from memberledger.aggregates.member import (
    Conduct,
    collecting,
    leaving,
    pausing,
    redeeming,
    refunding,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.day import next_due

from .spec import Asking, Card, day, enrolled, facial, happened, plan

WEIGHTED = {
    "recognition": {"method": "allocated", "access": "20.00"},
    "benefits": [
        facial(standalone_price="180.00"),
        {
            "id": "credit",
            "kind": "value_credit",
            "amount": "50.00",
            "standalone_price": "50.00",
        },
    ],
}


def paid(charge: str, amount: int, on: str) -> Asking:
    return lambda work: collecting.charge_succeeded(work, charge, amount, day(on))


def declined(charge: str, amount: int, code: str, on: str) -> Asking:
    return lambda work: collecting.charge_failed(work, charge, amount, code, day(on))


def refund(charge: str, amount: int | None = None) -> Asking:
    return lambda work: refunding.refund(
        work, refunding.find_charge(work.state, charge, None), amount
    )


def dispute(charge: str) -> Asking:
    return lambda work: refunding.dispute(work, refunding.find_charge(work.state, charge, None))


def closes(charge: str, *, won: bool) -> Asking:
    return lambda work: refunding.close_dispute(
        work, refunding.find_charge(work.state, charge, None), won=won
    )


# Collecting


def test_a_soft_decline_makes_the_member_past_due_and_gives_nothing() -> None:
    life = enrolled(card=Card("insufficient_funds"))
    failed, started = life.events[2:]
    assert (failed.code, failed.severity, failed.bill) == ("insufficient_funds", "soft", 1)
    assert isinstance(started, e.DunningStarted)
    assert (life.state.standing, life.state.owed, life.held()) == ("past_due", 19900, {})


def test_billing_credit_is_used_before_the_card() -> None:
    card = Card()
    life = enrolled(card=card).on("2026-01-10").and_(paid("extra", 5000, "2026-01-10"))
    assert life.state.billing_credit == 5000
    life.on("2026-02-05")
    assert card.asked == [19900, 14900]


def test_credit_that_covers_the_dues_leaves_the_card_alone() -> None:
    card = Card()
    life = enrolled(card=card).and_(paid("extra", 25000, "2026-01-05")).on("2026-02-05")
    assert card.asked == [19900]
    assert (life.state.owed, life.state.billing_credit) == (0, 5100)


def test_less_than_is_owed_lowers_it_and_grants_nothing_until_the_rest_comes() -> None:
    life = enrolled(card=None).and_(paid("a", 10000, "2026-01-05"))
    assert (life.state.owed, life.held()) == (9900, {})
    life = life.on("2026-01-08").and_(paid("b", 9900, "2026-01-08"))
    assert (life.state.owed, life.held()) == (0, {"facial": 1})


def test_one_payment_pays_the_oldest_first_and_what_is_over_becomes_credit() -> None:
    life = enrolled(card=None).on("2026-02-10")
    life.when(paid("a", 45000, "2026-02-10")).then(
        happened(e.Charged, "2026-02-10", bills=((1, 19900), (2, 19900)), credited=5200),
        happened(e.BillSettled, bill=1),
        happened(e.Granted, bill=1),
        happened(e.BillSettled, bill=2),
        happened(e.Granted, bill=2),
    )


def test_every_amount_owed_is_a_charge_of_its_own_and_the_first_decline_stops() -> None:
    card = Card("insufficient_funds")
    life = enrolled(card=card).on("2026-02-10")
    assert card.asked == [19900, 19900]  # January twice: on its day, and on February's
    card.code = None
    life.when(collecting.replace_card)
    assert card.asked == [19900] * 4


def test_the_card_is_asked_for_the_oldest_debt_first() -> None:
    card = Card("insufficient_funds")
    life = enrolled(card=card).on("2026-02-10")
    card.code = None
    life = life.and_(collecting.replace_card)
    assert [charge.bills for charge in life.of(e.Charged)] == [((1, 19900),), ((2, 19900),)]


def test_after_a_hard_decline_nothing_is_tried_until_the_card_is_replaced() -> None:
    card = Card("lost_card")
    life = enrolled(plan(dunning=[{"after": "2 days", "do": ["retry"]}]), card=card)
    life = life.on("2026-02-10")
    assert card.asked == [19900]
    assert life.of(e.DunningStepTaken)[0].left_out == ("retry",)
    card.code = None
    life = life.and_(collecting.replace_card)
    assert (life.state.owed, life.state.standing) == (0, "good")


def test_a_stop_order_is_a_request_to_cancel_and_nothing_is_tried_again() -> None:
    card = Card("revocation_of_authorization")
    life = enrolled(card=card)
    asked = life.of(e.CancellationRequested)[0]
    assert (asked.origin, str(asked.ends_on)) == ("stop_order", "2026-02-05")
    life = life.on("2026-03-01")
    assert card.asked == [19900]
    assert life.state.status == "cancelled"


def test_the_networks_allow_fifteen_reattempts_in_thirty_days() -> None:
    card = Card("insufficient_funds")
    steps = [{"after": f"{n} days", "do": ["retry"]} for n in range(1, 21)]
    enrolled(plan(dunning=steps), card=card).on("2026-02-03")
    assert len(card.asked) == 1 + 15


def test_a_success_wins_over_a_failure_of_the_same_id_on_the_day_of_the_success() -> None:
    life = enrolled(card=None).and_(declined("c", 19900, "x", "2026-01-05")).on("2026-01-07")
    life = life.and_(paid("c", 19900, "2026-01-07"))
    charge = life.state.charges["c"]
    assert (charge.outcome, str(charge.on)) == ("paid", "2026-01-07")
    assert life.state.standing == "good"
    life.when(declined("c", 19900, "x", "2026-01-07")).then_nothing_happened()
    life.when(paid("c", 19900, "2026-01-07")).then_nothing_happened()


def test_a_charge_has_one_amount() -> None:
    life = enrolled(card=None).and_(paid("c", 19900, "2026-01-05"))
    life.when(paid("c", 19800, "2026-01-05")).then_refused("key_reused", known=19900)


def test_a_payment_never_counts_before_what_it_pays_was_owed() -> None:
    life = enrolled(card=None).on("2026-02-05").and_(paid("a", 39800, "2026-01-02"))
    assert [str(c.effective_on) for c in life.of(e.Charged)] == ["2026-02-05"]


# Settling


def test_dues_are_split_by_stand_alone_prices() -> None:
    # 199.00 over 180, 50 and 20 of 250: 143.28, 39.80, 15.92
    settled = enrolled(plan(**WEIGHTED)).of(e.BillSettled)[0]
    assert settled.shares == (("facial", 14328), ("credit", 3980))
    assert (settled.access, settled.method) == (1592, "allocated")


def test_a_prepaid_year_is_split_over_the_grants_it_will_give() -> None:
    terms = plan(
        price="1000.00",
        cycle="1 year",
        recognition={"method": "allocated"},
        benefits=[facial(grants="1 month", standalone_price="100.00")],
    )
    shares = [money for _, money in enrolled(terms).of(e.BillSettled)[0].shares]
    assert shares == [8334] * 4 + [8333] * 8


def test_the_enrollment_fee_is_earned_by_the_day_over_the_first_period() -> None:
    settled = enrolled(plan(enrollment_fee="49.00")).of(e.BillSettled)[0]
    assert (settled.enrollment, settled.access, settled.fees) == (4900, 19900, ())
    assert settled.enrollment_end == day("2026-02-05")


def test_a_late_fee_is_earned_at_once_when_it_is_paid() -> None:
    card = Card("insufficient_funds")
    terms = plan(late_fee="25.00", dunning=[{"after": "2 days", "do": ["late_fee"]}])
    life = enrolled(terms, card=card).on("2026-01-08")
    assert life.state.owed == 22400
    card.code = None
    life = life.and_(collecting.replace_card)
    assert card.asked[-1] == 22400
    assert life.of(e.BillSettled)[0].fees == (("late_fee", 2500),)


# Chasing

STEPS = [
    {"after": "0 days", "do": ["notify_email"]},
    {"after": "3 days", "do": ["retry", "notify_sms"]},
    {"after": "7 days", "do": ["flag_chart", "suspend"]},
    {"after": "30 days", "do": ["cancel", "write_off"]},
]


def test_the_steps_are_taken_on_their_dates_from_the_first_failure() -> None:
    life = enrolled(plan(dunning=STEPS), card=Card("insufficient_funds")).on("2026-02-20")
    assert [(str(s.effective_on), s.step, s.actions) for s in life.of(e.DunningStepTaken)] == [
        ("2026-01-05", 0, ("notify_email",)),
        ("2026-01-08", 1, ("retry", "notify_sms")),
        ("2026-01-12", 2, ("flag_chart", "suspend")),
        ("2026-02-04", 3, ("cancel", "write_off")),
    ]
    s = life.state
    assert (s.status, str(s.ended_on), s.owed, s.standing) == (
        "cancelled",
        "2026-02-04",
        0,
        "good",
    )


def test_a_run_that_ends_on_the_way_takes_no_more_of_its_step() -> None:
    card = Card("insufficient_funds")
    terms = plan(
        late_fee="9.00", dunning=[{"after": "3 days", "do": ["retry", "late_fee", "suspend"]}]
    )
    life = enrolled(terms, card=card)
    card.code = None
    life = life.on("2026-01-09")
    assert (life.of(e.LateFeeAssessed), life.of(e.Suspended)) == ([], [])
    assert life.state.standing == "good"


def test_the_flag_and_the_suspension_are_lifted_when_nothing_is_owed() -> None:
    card = Card("insufficient_funds")
    life = enrolled(plan(dunning=STEPS), card=card).on("2026-01-15")
    run = life.state.dunning
    assert run is not None
    assert (run.flagged, life.state.standing) == (True, "suspended")
    card.code = None
    life = life.and_(collecting.replace_card)
    assert (life.state.dunning, life.state.standing) == (None, "good")
    assert life.held() == {"facial": 1}


def test_where_the_processor_retries_the_ledger_only_notifies() -> None:
    card = Card("insufficient_funds")
    enrolled(plan(dunning=STEPS[:2], retries="processor"), card=card).on("2026-01-20")
    assert card.asked == [19900]


def test_a_run_keeps_the_steps_of_its_first_decline() -> None:
    life = enrolled(plan(dunning=STEPS), card=Card("insufficient_funds"))
    assert life.of(e.DunningStarted)[0].plan == "glow@1"


def test_leaving_by_dunning_costs_no_early_termination_fee_when_nobody_asked_to_leave() -> None:
    terms = plan(
        term={"cycles": 12},
        early_termination_fee={"kind": "fixed", "amount": "150.00"},
        dunning=[{"after": "10 days", "do": ["cancel"]}],
    )
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-20")
    assert (life.of(e.FeeBilled), life.state.owed) == ([], 19900)


def test_a_suspended_member_wakes_the_clock_on_the_next_billing_date_and_not_before() -> None:
    life = enrolled(plan(dunning=STEPS[:3]), card=Card("insufficient_funds")).on("2026-06-01")
    assert next_due(life.state, Conduct()) == day("2026-06-05")


def test_a_suspension_that_falls_in_a_pause_waits_for_the_resume() -> None:
    card = Card()
    terms = plan(pause={"fee": "10.00"}, dunning=[{"after": "3 days", "do": ["suspend"]}])
    life = enrolled(terms, card=card).on("2026-01-10")
    card.code = "insufficient_funds"
    life = life.and_(pausing.pause).on("2026-01-20")
    assert life.state.standing == "past_due"
    assert life.and_(pausing.resume).state.standing == "suspended"


# Refunds and disputes


def test_a_full_refund_takes_the_unused_units_of_that_charge() -> None:
    life = enrolled().on("2026-01-10")
    life.when(refund("ch_1_1")).then(
        happened(e.Refunded, "2026-01-10", amount=19900, full=True, bills=((1, 19900),)),
        happened(e.Forfeited, "2026-01-10", takes=((1, 1),), cause="refunded"),
    )
    assert life.and_(refund("ch_1_1")).state.owed == 0


def test_a_part_takes_no_units_and_the_last_part_takes_them() -> None:
    life = enrolled().and_(refund("ch_1_1", 5000))
    assert life.held() == {"facial": 1}
    life = life.and_(refund("ch_1_1"))
    assert [r.amount for r in life.of(e.Refunded)] == [5000, 14900]
    assert life.held() == {}


def test_banked_dues_fall_by_a_partial_refund_down_to_zero() -> None:
    terms = plan(benefits=[{"id": "bank", "kind": "value_credit", "amount": "dues"}])
    life = enrolled(terms)
    assert life.held() == {"bank": 19900}
    assert life.and_(refund("ch_1_1", 6000)).held() == {"bank": 13900}


def test_what_was_used_of_a_months_bank_is_not_taken_from_another_months() -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"}
    terms = plan(benefits=[bank])
    life = enrolled(terms, card=None).and_(paid("a", 29900, "2026-01-05"))
    life = life.on("2026-02-05").and_(paid("b", 9900, "2026-02-05"))
    life = life.and_(lambda work: redeeming.redeem(work, "bank", 19900))
    # 100.00 of February's are of a, the other 99.00 of b; January's are used
    back = life.when(refund("a", 15000))
    back.then(
        happened(e.Refunded, bills=((2, 10000), (1, 5000)), consumed=5000),
        happened(e.Forfeited, takes=((2, 10000),), cause="refunded"),
    )


def test_a_charge_cannot_give_back_more_than_is_left_of_it() -> None:
    life = enrolled().and_(refund("ch_1_1", 19000))
    life.when(refund("ch_1_1", 901)).then_refused("amount_exceeds_charge", left=900)
    life.and_(refund("ch_1_1", 900)).when(refund("ch_1_1")).then_refused("amount_exceeds_charge")


def test_a_refund_gives_back_billing_credit_first() -> None:
    life = enrolled(card=None).and_(paid("a", 24900, "2026-01-05"))
    life.when(refund("a", 6000)).then(
        happened(e.Refunded, amount=6000, from_credit=5000, full=False)
    )


def test_two_charges_of_one_day_are_named_by_their_id() -> None:
    life = enrolled(card=None).and_(paid("a", 100, "2026-01-05")).and_(paid("b", 100, "2026-01-05"))
    by_day = lambda work: refunding.find_charge(work.state, None, day("2026-01-05"))  # noqa: E731
    life.when(by_day).then_refused("invalid")


def test_a_dispute_freezes_the_lots_and_a_win_gives_the_days_back() -> None:
    life = enrolled().on("2026-01-20").and_(dispute("ch_1_1"))
    assert life.held() == {}
    life = life.on("2026-02-10")
    assert [lot.granted_on for lot in life.state.open_lots.values()] == [
        day("2026-01-05"),
        day("2026-02-05"),
    ]
    life = life.and_(closes("ch_1_1", won=True))
    # the facial of 5 January ended on 5 February; 21 days were frozen
    assert life.state.lots[1].expires_on == day("2026-02-26")
    assert life.held() == {"facial": 2}


def test_a_lost_dispute_takes_what_is_left() -> None:
    life = enrolled().and_(dispute("ch_1_1")).when(closes("ch_1_1", won=False))
    life.then(
        happened(e.DisputeLost, amount=19900, bills=((1, 19900),)),
        happened(e.Forfeited, takes=((1, 1),), cause="dispute_lost"),
    )


def test_a_dispute_that_was_never_reported_open_is_opened_the_day_it_closes() -> None:
    life = enrolled().when(closes("ch_1_1", won=True))
    assert [type(event) for event in life.made] == [e.Disputed, e.DisputeWon]
    life.when(closes("ch_1_1", won=False)).then_nothing_happened()


@pytest.mark.parametrize("money_back", [refund("ch_1_1"), closes("ch_1_1", won=False)])
def test_money_back_for_a_prepaid_year_takes_the_grants_not_yet_made(money_back: Asking) -> None:
    terms = plan(
        price="1200.00", cycle="1 year", benefits=[facial(grants="1 month", rollover="unlimited")]
    )
    life = enrolled(terms).on("2026-02-10")
    assert life.held() == {"facial": 2}
    life = life.and_(money_back)
    assert life.held() == {}
    assert life.on("2026-06-10").held() == {}


def test_a_notice_given_keeps_its_own_terms_when_the_card_declines_on_the_way() -> None:
    terms = plan(
        cancellation={"notice": "30 days"},
        dunning=[{"after": "40 days", "do": ["cancel"]}],
    )
    card = Card()
    life = enrolled(terms, card=card).on("2026-01-20").and_(leaving.cancel)
    card.code = "insufficient_funds"
    life = life.on("2026-04-01")
    # 20 January + 30 days is 19 February; the first period end after it is 5 March
    assert (life.state.status, str(life.state.ended_on)) == ("cancelled", "2026-03-05")
    assert life.state.owed == 19900
