"""Granting, lapsing, redeeming: where units come from and where they go."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger.aggregates.member import (
    Work,
    collecting,
    enrolling,
    leaving,
    pausing,
    redeeming,
    refunding,
    reserving,
)
from memberledger.aggregates.member import events as e

from .spec import Asking, Card, day, enrolled, facial, given, happened, joins, plan

UNLIMITED = plan(benefits=[facial(rollover="unlimited")])


def redeem(quantity: int = 1, **facts: Any) -> Asking:
    return lambda work: redeeming.redeem(work, "facial", quantity, **facts)


def reserve(key: str, for_on: str, quantity: int = 1) -> Asking:
    return lambda work: reserving.reserve(work, "facial", quantity, key=key, for_on=day(for_on))


def reverse(key: str) -> Asking:
    return lambda work: redeeming.reverse(work, key)


def release(key: str) -> Asking:
    return lambda work: reserving.release(work, key)


def adjust(quantity: int, benefit: str = "facial") -> Asking:
    return lambda work: redeeming.adjust(work, benefit, quantity)


# Granting


def test_a_paid_year_gives_its_monthly_facial_on_the_day_of_each_month() -> None:
    terms = plan(price="1990.00", cycle="1 year", benefits=[facial(grants="1 month")])
    life = enrolled(terms, on="2026-01-31").on("2026-05-01")
    assert [str(g.effective_on) for g in life.of(e.Granted)] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]


def test_a_weekly_facial_of_an_unpaid_month_waits_for_the_money() -> None:
    card = Card()
    terms = plan(benefits=[facial(grants="1 week", rollover="unlimited")])
    life = enrolled(terms, card=card).on("2026-02-04")
    assert life.held() == {"facial": 5}
    card.code = "insufficient_funds"
    life = life.on("2026-02-20")
    assert life.held() == {"facial": 5}
    card.code = None
    life = life.and_(collecting.replace_card)
    # the stretches that began on 9 and 16 February
    assert life.held() == {"facial": 7}


def test_a_grant_that_falls_in_a_pause_comes_on_the_day_it_ends() -> None:
    terms = plan(
        price="1990.00",
        cycle="1 year",
        pause={},
        benefits=[facial(grants="1 month", rollover="unlimited")],
    )
    life = enrolled(terms).on("2026-01-20").and_(pausing.pause).on("2026-03-10")
    assert life.held() == {"facial": 1}
    resumed = life.when(pausing.resume)
    assert [str(lot.start) for g in resumed.made if isinstance(g, e.Granted) for lot in g.lots] == [
        "2026-02-05",
        "2026-03-05",
    ]
    assert resumed.held() == {"facial": 3}


def test_what_comes_at_enrollment_comes_once() -> None:
    terms = plan(benefits=[facial(grants="at_enrollment", rollover="unlimited")])
    assert enrolled(terms).on("2026-04-10").held() == {"facial": 1}


def test_banked_dues_are_what_the_period_billed() -> None:
    terms = plan(
        enrollment_fee="49.00",
        introductory_price={"cycles": 1, "price": "99.00"},
        benefits=[
            {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"}
        ],
    )
    assert enrolled(terms).held() == {"bank": 9900}
    assert enrolled(terms).on("2026-02-05").held() == {"bank": 29800}


def test_no_free_period_banks_anything() -> None:
    terms = plan(
        anchor={"day": 1},
        first_period="free",
        benefits=[{"id": "bank", "kind": "value_credit", "amount": "dues"}],
    )
    assert enrolled(terms, on="2026-01-20").held() == {}


def test_nothing_is_given_to_a_suspended_member_even_where_grants_do_not_wait_for_money() -> None:
    terms = plan(
        benefits=[facial(grants="1 week", trigger="period_start", rollover="unlimited")],
        dunning=[{"after": "3 days", "do": ["suspend"]}],
    )
    life = enrolled(terms, card=Card("insufficient_funds")).on("2026-01-10")
    assert (life.held(), life.state.standing) == ({"facial": 1}, "suspended")
    assert life.on("2026-01-30").held() == {"facial": 1}


# Lapsing


def test_a_lot_ends_with_its_period() -> None:
    life = enrolled().on("2026-02-04")
    assert life.held() == {"facial": 1}
    life = life.on("2026-02-05")
    lapse = life.of(e.Lapsed)[0]
    assert (str(lapse.effective_on), lapse.takes, lapse.cause) == (
        "2026-02-05",
        ((1, 1),),
        "expired",
    )
    assert [lot.id for lot in life.state.open_lots.values()] == [2]


@pytest.mark.parametrize(
    ("rollover", "ends"),
    [
        ("none", "2026-02-28"),
        ({"grace": "7 days"}, "2026-03-07"),
        ({"periods": 2}, "2026-04-30"),
        ("unlimited", None),
        ({"carryover_limit": 3}, None),
    ],
)
def test_a_lot_of_31_january_lives_until(rollover: Any, ends: str | None) -> None:
    life = enrolled(plan(benefits=[facial(rollover=rollover)]), on="2026-01-31")
    assert life.state.lots[1].expires_on == (day(ends) if ends else None)


def test_at_a_periods_end_three_carry_over_and_the_oldest_lapse() -> None:
    terms = plan(benefits=[facial(quantity=2, rollover={"carryover_limit": 3})])
    life = enrolled(terms).on("2026-03-05")
    capped = life.of(e.Lapsed)[0]
    assert (str(capped.effective_on), capped.takes, capped.cause) == (
        "2026-03-05",
        ((1, 1),),
        "carryover_limit",
    )
    assert life.held() == {"facial": 5}


def test_after_a_grant_at_most_three_are_held_and_the_oldest_give_way() -> None:
    terms = plan(benefits=[facial(quantity=2, rollover={"max_balance": 3})])
    life = enrolled(terms).on("2026-02-05")
    capped = life.of(e.Lapsed)[0]
    assert (capped.takes, capped.cause, life.held()) == (
        ((1, 1),),
        "max_balance",
        {"facial": 3},
    )


def test_a_cap_leaves_what_a_hand_gave_alone() -> None:
    terms = plan(benefits=[facial(quantity=2, rollover={"max_balance": 2})])
    life = enrolled(terms).and_(adjust(5)).on("2026-02-05")
    assert life.held() == {"facial": 7}


def test_reserved_units_count_in_a_cap_and_are_dropped_last() -> None:
    terms = plan(benefits=[facial(quantity=2, rollover={"max_balance": 2})])
    life = enrolled(terms).on("2026-01-20").and_(reserve("appt", "2026-02-10")).on("2026-02-05")
    # 2 + 2 held, 2 too many: the free one of January, then one of February
    assert life.of(e.Lapsed)[0].takes == ((1, 1), (2, 1))
    assert life.held() == {"facial": 1}


def test_an_appointment_nobody_kept_is_released_the_day_after() -> None:
    life = enrolled().and_(reserve("appt", "2026-01-20")).on("2026-01-20")
    assert life.held() == {}
    life = life.on("2026-01-21")
    assert life.held() == {"facial": 1}
    assert life.of(e.ReservationReleased)[0].cause == "unused"


def test_a_debt_is_told_before_a_dispute_where_both_forbid_an_appointment() -> None:
    card = Card()
    terms = plan(use_while={"past_due": "none"}, benefits=[facial(rollover="unlimited")])
    life = enrolled(terms, card=card).on("2026-01-20").and_(reserve("appt", "2026-02-10"))
    life = life.and_(lambda work: refunding.dispute(work, work.state.charges["ch_1_1"]))
    card.code = "insufficient_funds"
    life = life.on("2026-02-10")
    # as a use that day would be refused `past_due`
    assert life.of(e.ReservationReleased)[0].cause == "past_due"


def test_an_appointment_on_a_billing_date_is_kept_for_that_whole_day() -> None:
    life = enrolled(UNLIMITED).and_(reserve("appt", "2026-02-05")).on("2026-02-05")
    assert life.held() == {"facial": 1}  # that of February
    assert life.on("2026-02-06").held() == {"facial": 2}


# Redeeming


def test_the_soonest_to_expire_burns_first_and_the_never_expiring_last() -> None:
    terms = plan(benefits=[facial(rollover={"periods": 2})])
    life = enrolled(terms).and_(adjust(1)).on("2026-02-05").and_(redeem(2))
    # the lots of January and February; the one given by hand stays
    assert life.of(e.Redeemed)[0].takes == ((1, 1), (3, 1))
    assert life.held() == {"facial": 1}


def test_a_lower_priority_burns_before_a_sooner_expiry() -> None:
    first = plan(benefits=[facial(priority=-1, rollover="unlimited")])
    life = enrolled(first).and_(redeem(1))
    assert life.of(e.Redeemed)[0].takes == ((1, 1),)
    assert life.state.lots[1].priority == -1


def test_nothing_is_redeemed_beyond_what_is_free() -> None:
    enrolled().and_(redeem()).when(redeem()).then_refused(
        "insufficient_balance", wanted=1, free=0, benefit="facial"
    )


def test_a_stranger_uses_nothing_and_a_sharer_does_from_the_day_of_the_share() -> None:
    terms = plan(sharing={}, benefits=[facial(quantity=2)])
    life = enrolled(terms).on("2026-01-10")
    life.when(redeem(by="bo")).then_refused("not_shared", by="bo")
    life = life.and_(lambda work: enrolling.share(work, "bo")).on("2026-01-12")
    life.when(redeem(by="bo", performed_on=day("2026-01-09"))).then_refused("not_shared")
    life.when(redeem(by="bo")).then(happened(e.Redeemed, "2026-01-12", by="bo"))


def test_a_late_report_takes_the_lot_of_its_day_back_from_its_lapse() -> None:
    life = enrolled().on("2026-02-08")
    life.when(redeem(performed_on=day("2026-02-04"))).then(
        happened(e.LapseTakenBack, "2026-02-05", takes=((1, 1),)),
        happened(e.Redeemed, "2026-02-04", takes=((1, 1),)),
    )
    life.when(redeem(performed_on=day("2026-01-04"))).then_refused("insufficient_balance")


def test_a_late_report_does_not_find_what_a_cap_had_taken_by_then() -> None:
    terms = plan(benefits=[facial(quantity=2, rollover={"max_balance": 3})])
    life = enrolled(terms).on("2026-02-10")  # the cap took one of four on 5 February
    late = redeem(4, performed_on=day("2026-02-06"))
    life.when(late).then_refused("insufficient_balance", free=3)
    life.when(redeem(3, performed_on=day("2026-02-06"))).then(happened(e.Redeemed, "2026-02-06"))


def test_a_late_report_from_before_the_end_takes_a_forfeited_unit_back() -> None:
    life = enrolled(plan(cancellation={"effective": "immediately"})).on("2026-01-10")
    life = life.and_(leaving.cancel).on("2026-01-12")
    life.when(redeem(performed_on=day("2026-01-08"))).then(
        happened(e.LapseTakenBack, "2026-01-10", origin="forfeited"),
        happened(e.Redeemed, "2026-01-08"),
    )
    life.when(redeem(performed_on=day("2026-01-10"))).then_refused("cancelled")


LEAVES_AT_ONCE = plan(
    cancellation={"effective": "immediately"}, benefits=[facial(rollover="unlimited")]
)


def came_back(on: str = "2026-02-05") -> Any:
    """Joined on 5 January, left on the 10th, joined again on 1 February."""
    life = enrolled(LEAVES_AT_ONCE).on("2026-01-10").and_(leaving.cancel).on("2026-02-01")
    return life.and_(joins(LEAVES_AT_ONCE)).on(on)


def test_what_was_forfeited_at_an_end_is_not_there_after_coming_back() -> None:
    came_back().when(redeem(2, performed_on=day("2026-02-03"))).then_refused("insufficient_balance")


def test_a_treatment_between_two_memberships_is_covered_by_neither() -> None:
    late = came_back().when(redeem(performed_on=day("2026-01-20")))
    assert late.refused is not None
    assert late.refused.reason in ("cancelled", "insufficient_balance")


def test_a_treatment_of_the_first_membership_reported_in_the_second_uses_the_first() -> None:
    came_back().when(redeem(performed_on=day("2026-01-08"))).then(
        happened(e.LapseTakenBack, "2026-01-10", takes=((1, 1),), origin="forfeited"),
        happened(e.Redeemed, "2026-01-08", takes=((1, 1),)),
    )


def test_redeeming_less_than_was_reserved_releases_the_rest_and_more_is_invalid() -> None:
    life = enrolled(plan(benefits=[facial(quantity=3)])).and_(reserve("appt", "2026-01-10", 2))
    life.when(redeem(3, key="appt")).then_refused("invalid", reserved=2)
    life.when(redeem(1, key="appt")).then(
        happened(e.Redeemed, takes=((1, 1),), reserved=True, released=((1, 1),))
    )
    assert life.and_(redeem(1, key="appt")).held() == {"facial": 2}


def test_a_reservation_takes_only_lots_that_live_on_its_day() -> None:
    life = enrolled()
    life.when(reserve("appt", "2026-02-05")).then_refused("insufficient_balance")
    life.when(reserve("appt", "2026-02-04")).then(happened(e.Reserved, takes=((1, 1),)))
    life.when(reserve("appt", "2026-01-04")).then_refused("invalid")


def test_a_lot_that_the_coming_end_forfeits_is_not_reserved_for_a_day_after_it() -> None:
    life = enrolled(UNLIMITED).and_(leaving.cancel)
    life.when(reserve("appt", "2026-02-05")).then_refused("insufficient_balance")
    life.when(reserve("appt", "2026-02-04")).then(happened(e.Reserved))


def test_releasing_gives_the_units_back_once() -> None:
    life = enrolled().and_(reserve("appt", "2026-01-10"))
    life.when(release("other")).then_refused("invalid")
    life = life.and_(release("appt"))
    assert life.held() == {"facial": 1}
    life.when(release("appt")).then_nothing_happened()


def test_a_reversed_unit_returns_to_its_lot_and_a_second_reversal_is_refused() -> None:
    life = enrolled().and_(redeem(key="v")).and_(reverse("v"))
    assert life.held() == {"facial": 1}
    life.when(reverse("v")).then_refused("already_reversed")
    life.when(reverse("w")).then_refused("invalid")


def test_a_reversed_unit_goes_to_the_lot_it_came_from_and_to_no_newer_one() -> None:
    life = enrolled(UNLIMITED).and_(redeem(key="v")).on("2026-02-05").and_(reverse("v"))
    assert {lot.id: (lot.redeemed, lot.free) for lot in life.state.lots.values()} == {
        1: (0, 1),
        2: (0, 1),
    }


def test_a_unit_that_returns_to_a_lot_that_is_over_lapses_at_once() -> None:
    life = enrolled().and_(redeem(key="v")).on("2026-02-10")
    life.when(reverse("v")).then(
        happened(e.RedemptionReversed, "2026-02-10", takes=((1, 1),)),
        happened(e.Lapsed, "2026-02-10", takes=((1, 1),), cause="returned"),
    )


def test_a_reversal_triggers_no_cap() -> None:
    terms = plan(benefits=[facial(quantity=3, rollover={"max_balance": 3})])
    life = enrolled(terms).and_(redeem(3, key="v")).on("2026-02-05").and_(reverse("v"))
    assert life.held() == {"facial": 6}


def test_a_unit_that_returns_after_the_end_is_forfeited_at_once() -> None:
    life = enrolled(LEAVES_AT_ONCE).and_(redeem(key="v")).on("2026-01-10").and_(leaving.cancel)
    life.when(reverse("v")).then(
        happened(e.RedemptionReversed), happened(e.Forfeited, takes=((1, 1),), cause="ended")
    )


def test_a_correction_up_never_expires_and_a_correction_down_burns_in_order() -> None:
    life = enrolled(plan(benefits=[facial(), facial(id="peel")])).and_(adjust(2))
    assert life.state.lots[3].expires_on is None
    assert life.and_(adjust(-2)).of(e.Adjusted)[1].takes == ((1, 1), (3, 1))
    life.when(adjust(-4)).then_refused("insufficient_balance", wanted=4, free=3)
    life.when(adjust(1, "laser")).then_refused("unknown_benefit")


@pytest.mark.parametrize("state", ["paused", "suspended", "past_due", "cancelled"])
def test_the_state_of_the_day_forbids_use(state: str) -> None:
    terms = plan(
        pause={},
        use_while={"past_due": "none"},
        cancellation={"effective": "immediately"},
        dunning=[{"after": "3 days", "do": ["suspend"]}],
        benefits=[facial(trigger="period_start")],
    )
    card = Card("insufficient_funds" if state in ("suspended", "past_due") else None)
    life = enrolled(terms, card=card)
    if state == "paused":
        life = life.and_(pausing.pause)
    if state == "cancelled":
        life = life.and_(leaving.cancel)
    if state == "suspended":
        life = life.on("2026-01-08")
    life.when(redeem()).then_refused(state)


def test_a_late_report_is_judged_by_the_state_of_the_day_performed() -> None:
    life = enrolled(plan(pause={})).on("2026-01-10").and_(pausing.pause).on("2026-01-12")
    life.when(redeem()).then_refused("paused")
    life.when(redeem(performed_on=day("2026-01-10"))).then_refused("paused")
    life.when(redeem(performed_on=day("2026-01-09"))).then(happened(e.Redeemed, "2026-01-09"))


def test_a_perk_has_no_balance_and_what_no_terms_have_is_unknown() -> None:
    life = enrolled(plan(benefits=[facial(), {"id": "tea", "kind": "perk"}]))
    life.when(lambda work: redeeming.redeem(work, "tea", 1)).then_refused("invalid")
    life.when(lambda work: redeeming.redeem(work, "laser", 1)).then_refused("unknown_benefit")


def test_the_same_history_gives_the_same_lots_whoever_asks() -> None:
    def act(work: Work) -> None:
        redeeming.redeem(work, "facial", 1, key="v")

    one, other = given().and_(joins(plan())).and_(act), given().and_(joins(plan())).and_(act)
    assert one.state == other.state
