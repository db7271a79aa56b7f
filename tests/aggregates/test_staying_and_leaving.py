"""Pausing, changing plan, new terms with their notice, leaving and what it costs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from memberledger.aggregates.member import Work, amending, changing, collecting, leaving, pausing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_dues
from memberledger.terms import Plan

from .spec import Asking, Card, History, day, enrolled, facial, happened, joins, plan

RADIANCE = plan(
    id="radiance",
    price="299.00",
    benefits=[facial(), {"id": "botox", "kind": "service_credit", "quantity": 10}],
)


def pause(until: str | None = None) -> Asking:
    return lambda work: pausing.pause(work, day(until) if until else None)


def change(to: Plan, when: Any = None) -> Asking:
    return lambda work: changing.change_plan(work, to, when)


def amend(to: Plan, from_on: str, notified_on: str | None = None) -> Asking:
    return lambda work: amending.amend(
        work, to, day(from_on), day(notified_on) if notified_on else None
    )


# Pausing


def test_a_plan_says_whether_it_can_be_paused() -> None:
    enrolled().when(pause()).then_refused("pause_not_allowed")


def test_a_pause_waits_until_the_dues_are_paid() -> None:
    life = enrolled(plan(pause={}), card=Card("insufficient_funds"))
    life.when(pause()).then_refused("past_due")


def test_a_paused_membership_is_not_paused_again() -> None:
    life = enrolled(plan(pause={})).and_(pause())
    life.when(pause()).then_refused("paused")
    enrolled(plan(pause={})).when(pausing.resume).then_refused("invalid")


def test_a_pause_ends_on_a_later_day() -> None:
    enrolled(plan(pause={})).when(pause("2026-01-05")).then_refused("invalid")


def test_a_pause_is_not_longer_than_the_plan_allows_and_ends_by_itself() -> None:
    life = enrolled(plan(pause={"max_length": "2 months"}))
    life.when(pause("2026-03-06")).then_refused("pause_limit", latest=day("2026-03-05"))
    life.when(pause("2026-03-05")).then(happened(e.Paused, ends_by=day("2026-03-05")))
    assert life.and_(pause()).on("2026-03-05").state.status == "active"


def test_two_pauses_in_a_year_are_counted_from_the_day_of_the_third() -> None:
    terms = plan(pause={"limits": [{"times": 2, "per": "12 months"}]})
    life = enrolled(terms).and_(pause("2026-01-10")).on("2026-02-05").and_(pause("2026-02-10"))
    life.on("2027-01-04").when(pause()).then_refused("pause_limit")
    life.on("2027-01-05").when(pause()).then(happened(e.Paused, "2027-01-05"))


def test_a_shift_pause_moves_the_periods_end_and_the_frozen_lot_by_the_days_paused() -> None:
    life = enrolled(plan(pause={"billing": "shift"})).on("2026-01-20").and_(pause())
    life.on("2026-02-19").when(pausing.resume).then(
        happened(
            e.Resumed,
            "2026-02-19",
            days=30,
            period_ends_on=day("2026-03-07"),
            expiries=((1, day("2026-03-07")),),
        )
    )
    billed = life.on("2026-02-19").and_(pausing.resume).on("2026-04-07").of(e.DuesBilled)
    assert [str(bill.start) for bill in billed] == ["2026-01-05", "2026-03-07", "2026-04-07"]


def test_a_running_lot_lapses_in_the_pause() -> None:
    life = enrolled(plan(pause={"expiry": "running"})).and_(pause()).on("2026-02-10")
    assert life.held() == {}


def test_a_pause_of_no_days_moves_nothing() -> None:
    life = enrolled(plan(pause={"billing": "shift"})).and_(pause()).and_(pausing.resume)
    assert life.of(e.Resumed)[0].period_ends_on is None
    assert life.state.next_billing_on() == day("2026-02-05")


# Changing plan


def test_an_upgrade_costs_each_side_by_day_rounded_by_itself() -> None:
    # 20 of 30 days: 199.33 - 132.67 = 66.66, and ten units come with the money
    life = enrolled(on="2026-04-05").on("2026-04-15")
    life.when(change(RADIANCE)).then(
        happened(
            e.Upgraded, "2026-04-15", billed=6666, days_left=20, whole=30, rate=29900, now=True
        ),
        happened(e.Charged, amount=6666),
        happened(e.BillSettled, access=6666),
        happened(e.Granted),
    )
    assert life.and_(change(RADIANCE)).held() == {"facial": 1, "botox": 10}


def test_an_upgrade_that_declines_stands_and_its_units_come_with_the_money() -> None:
    card = Card()
    life = enrolled(on="2026-04-05", card=card).on("2026-04-15")
    card.code = "insufficient_funds"
    life = life.and_(change(RADIANCE))
    assert (life.state.plan.id, life.state.owed, life.held()) == ("radiance", 6666, {"facial": 1})
    card.code = None
    assert life.and_(collecting.replace_card).held() == {"facial": 1, "botox": 10}


def test_a_downgrade_now_credits_no_more_than_was_paid() -> None:
    glow = plan(id="basic", price="99.00", downgrade={"when": "now"})
    life = enrolled(on="2026-04-05").on("2026-04-15").and_(change(glow))
    # 132.67 - 66.00
    assert life.of(e.CreditGiven)[0].amount == 6667
    assert life.state.billing_credit == 6667
    free = plan(introductory_price={"cycles": 1, "price": "0.00"})
    life = enrolled(free, on="2026-04-05").on("2026-04-15").and_(change(glow))
    assert life.state.billing_credit == 0


def test_dues_that_were_written_off_are_no_credit_at_a_downgrade() -> None:
    dunning = [{"after": "1 day", "do": ["write_off"]}]
    basic = plan(id="basic", price="99.00", downgrade={"when": "now"})
    life = enrolled(plan(dunning=dunning), card=Card("insufficient_funds")).on("2026-01-10")
    assert life.state.owed == 0
    assert life.and_(change(basic)).state.billing_credit == 0


def test_up_and_down_and_up_again_collects_the_difference_once() -> None:
    glow = plan(downgrade={"when": "now"})
    life = enrolled(glow).and_(change(RADIANCE)).and_(change(glow)).and_(change(RADIANCE))
    assert life.held() == {"facial": 1, "botox": 10}


def test_a_downgrade_waits_for_the_next_billing_date() -> None:
    basic = plan(id="basic", price="99.00")
    life = enrolled().on("2026-01-20").and_(change(basic))
    assert (life.state.plan.id, next_dues(life.state)) == ("glow", (day("2026-02-05"), 9900))
    life = life.on("2026-02-05")
    assert (life.state.plan.id, life.of(e.DuesBilled)[1].dues) == ("basic", 9900)


def test_asking_for_the_plan_one_has_calls_a_waiting_change_off() -> None:
    life = enrolled()
    life.when(change(plan())).then_nothing_happened()
    life = life.and_(change(plan(id="basic", price="99.00")))
    life.when(change(plan())).then(happened(e.PlanChangeWithdrawn))


def test_a_change_now_waits_until_what_is_owed_is_paid_and_one_later_does_not() -> None:
    life = enrolled(card=Card("insufficient_funds"))
    life.when(change(RADIANCE)).then_refused("past_due", owed=19900)
    life.when(change(RADIANCE, "next_period")).then(happened(e.PlanChangeRequested))


def test_a_paused_membership_changes_only_at_the_next_period() -> None:
    life = enrolled(plan(pause={})).and_(pause())
    life.when(change(RADIANCE)).then_refused("paused")
    life.when(change(RADIANCE, "next_period")).then(happened(e.PlanChangeRequested))


def test_a_change_of_cycle_takes_place_at_the_next_period() -> None:
    year = plan(id="year", price="2990.00", cycle="1 year")
    life = enrolled().on("2026-01-20").and_(change(year)).on("2026-02-05")
    billed = life.of(e.DuesBilled)[1]
    assert (billed.dues, str(billed.end)) == (299000, "2027-02-05")


def test_the_next_charge_of_a_change_to_a_common_billing_day_is_its_short_period() -> None:
    first_of_month = plan(id="first", price="310.00", anchor={"day": 1})
    life = enrolled().and_(change(first_of_month, "next_period"))
    told = next_dues(life.state)
    billed = life.on("2026-02-05").of(e.DuesBilled)[1]
    # 5 February to 1 March is 24 of 28 days: 265.71
    assert (billed.effective_on, billed.dues) == (day("2026-02-05"), 26571)
    assert told == (day("2026-02-05"), 26571)


# New terms of the same plan

DEARER = plan(version=2, price="219.00")


@pytest.mark.parametrize(
    ("notified", "refused"),
    [
        ("2026-01-05", "notice_too_early"),  # 31 days before 5 February
        ("2026-01-06", None),  # 30
        ("2026-01-29", None),  # 7
        ("2026-01-30", "notice_too_short"),  # 6
        (None, "notice_too_short"),
    ],
)
def test_in_california_a_new_price_needs_a_notice_7_to_30_days_before(
    notified: str | None, refused: str | None
) -> None:
    life = enrolled(state="US-CA").on("2026-01-31")
    asked = life.when(amend(DEARER, "2026-02-01", notified))
    if refused is not None:
        asked.then_refused(refused)
    else:
        asked.then(happened(e.AmendmentRecorded, from_on=day("2026-02-05"), state="US-CA"))


@pytest.mark.parametrize(("state", "days"), [("US-NY", 5), ("US-MA", 5), ("US-CA", 7)])
def test_the_law_of_the_members_state_says_how_many_days(state: str, days: int) -> None:
    life = enrolled(state=state).on("2026-02-03")
    last = {5: "2026-01-31", 7: "2026-01-29"}[days]
    late = {5: "2026-02-01", 7: "2026-01-30"}[days]
    life.when(amend(DEARER, "2026-02-05", last)).then(happened(e.AmendmentRecorded))
    life.when(amend(DEARER, "2026-02-05", late)).then_refused("notice_too_short")


def test_without_a_known_state_only_the_plans_notice_counts() -> None:
    enrolled().when(amend(DEARER, "2026-02-05")).then(happened(e.AmendmentRecorded))
    promised = plan(version=2, price="219.00", price_change={"notice": "30 days"})
    life = enrolled()
    life.when(amend(promised, "2026-02-05", "2026-01-05")).then(happened(e.AmendmentRecorded))
    life.on("2026-01-07").when(amend(promised, "2026-02-05", "2026-01-07")).then_refused(
        "notice_too_short", possible=day("2026-02-06")
    )


def test_the_notice_promised_in_the_terms_agreed_to_holds_for_the_terms_that_follow() -> None:
    life = enrolled(plan(price_change={"notice": "60 days"}))
    life.when(amend(DEARER, "2026-02-05", "2026-01-05")).then_refused("notice_too_short")


def test_new_terms_hold_from_the_first_period_on_or_after_their_day() -> None:
    life = enrolled().and_(amend(DEARER, "2026-02-06")).on("2026-03-05")
    assert [bill.dues for bill in life.of(e.DuesBilled)] == [19900, 19900, 21900]
    assert life.of(e.TermsAmended)[0].left == "glow@1"


def test_a_dearer_price_waits_for_the_end_of_the_commitment_and_a_cheaper_one_does_not() -> None:
    life = enrolled(plan(term={"cycles": 3}))
    life.when(amend(DEARER, "2026-02-05")).then(
        happened(e.AmendmentRecorded, from_on=day("2026-04-05"))
    )
    cheaper = plan(version=2, price="189.00")
    life.when(amend(cheaper, "2026-02-05")).then(
        happened(e.AmendmentRecorded, from_on=day("2026-02-05"))
    )


def test_an_amendment_is_another_version_of_the_members_own_plan() -> None:
    enrolled().when(amend(RADIANCE, "2026-02-05")).then_refused("invalid")
    enrolled().when(amend(plan(), "2026-02-05")).then_refused("invalid")


def test_a_benefit_that_new_terms_add_with_a_clock_of_its_own_is_granted() -> None:
    weekly = plan(
        version=2, benefits=[facial(), facial(id="peel", grants="1 week", rollover="unlimited")]
    )
    life = enrolled().and_(amend(weekly, "2026-02-05")).on("2026-02-20")
    # 5, 12 and 19 February
    assert life.held() == {"facial": 1, "peel": 3}


@pytest.mark.parametrize(
    "other", [{"cycle": "1 year"}, {"cycle": "1 week"}, {"anchor": {"day": 1}}]
)
def test_new_terms_with_another_cycle_never_bill_the_past_nor_leave_a_gap(other: Any) -> None:
    life = enrolled().on("2026-03-20")
    asked = life.when(amend(plan(version=2, **other), "2026-04-05"))
    if asked.refused is not None:  # to refuse them is right as well
        asked.then_refused("invalid")
        return
    billed = History(asked.events, asked.card, asked.today).on("2026-05-05").of(e.DuesBilled)
    starts = [(bill.start, bill.end) for bill in billed]
    assert all(end == start for (_, end), (start, _) in pairwise(starts))
    assert starts[-1][1] > day("2026-05-05")


# Leaving


def test_thirty_days_notice_end_at_the_first_period_end_after_them() -> None:
    life = enrolled(plan(cancellation={"notice": "30 days"})).on("2026-01-10")
    # 9 February, so 5 March
    life.when(leaving.cancel).then(happened(e.CancellationRequested, ends_on=day("2026-03-05")))


@pytest.mark.parametrize(
    ("effective", "ends"),
    [("immediately", "2026-01-10"), ("notice_end", "2026-01-20"), ("period_end", "2026-02-05")],
)
def test_a_membership_ends(effective: str, ends: str) -> None:
    terms = plan(cancellation={"notice": "10 days", "effective": effective})
    life = enrolled(terms).on("2026-01-10").and_(leaving.cancel)
    assert str(life.of(e.CancellationRequested)[0].ends_on) == ends
    assert str(life.on("2026-03-01").state.ended_on) == ends


def test_a_request_on_a_billing_date_ends_at_the_next_one() -> None:
    life = enrolled().on("2026-02-05").when(leaving.cancel)
    life.then(happened(e.CancellationRequested, ends_on=day("2026-03-05")))


@pytest.mark.parametrize(
    ("fee", "owed"),
    [
        ({"kind": "fixed", "amount": "150.00"}, 15000),
        ({"kind": "cycles", "cycles": 2}, 39800),
        ({"kind": "cycles", "cycles": 9}, 59700),  # never more than the three that are left
        ({"kind": "percent_remaining", "percent": 50}, 29850),
        ({"kind": "percent_remaining", "percent": "33.33"}, 19898),  # 198.9801
        ({"kind": "all_remaining"}, 59700),
    ],
)
def test_leaving_after_three_of_six_cycles_costs(fee: dict[str, Any], owed: int) -> None:
    terms = plan(term={"cycles": 6}, early_termination_fee=fee)
    life = enrolled(terms).on("2026-03-10").and_(leaving.cancel).on("2026-04-05")
    assert [(f.kind, f.amount) for f in life.of(e.FeeBilled)] == [("early_termination_fee", owed)]
    assert life.of(e.Charged)[-1].amount == owed


def test_leaving_at_the_end_of_the_commitment_costs_nothing() -> None:
    terms = plan(term={"cycles": 2}, early_termination_fee={"kind": "fixed", "amount": "150.00"})
    life = enrolled(terms).on("2026-02-10").and_(leaving.cancel).on("2026-03-05")
    assert (str(life.state.ended_on), life.of(e.FeeBilled)) == ("2026-03-05", [])


def test_a_member_who_changes_their_mind_stays() -> None:
    life = enrolled().and_(leaving.cancel)
    life.when(leaving.cancel).then_refused("invalid", ends_on=day("2026-02-05"))
    life = life.and_(leaving.reinstate)
    life.when(leaving.reinstate).then_refused("invalid")
    assert life.on("2026-02-05").state.status == "active"


@pytest.mark.parametrize(
    ("after_end", "kept", "until"),
    [
        ("forfeit", {}, None),
        ("keep", {"facial": 1}, None),
        ({"usable_for": "30 days"}, {"facial": 1}, "2026-02-09"),
    ],
)
def test_what_is_left_at_the_end(after_end: Any, kept: dict[str, int], until: str | None) -> None:
    terms = plan(
        cancellation={"effective": "immediately", "after_end": after_end},
        benefits=[facial(rollover="unlimited")],
    )
    life = enrolled(terms).on("2026-01-10").and_(leaving.cancel)
    assert life.held() == kept
    assert life.state.lots[1].expires_on == (day(until) if until else None)
    assert life.on("2026-02-09").held() == (kept if after_end == "keep" else {})


def test_usable_for_never_lengthens_a_lot() -> None:
    terms = plan(cancellation={"effective": "immediately", "after_end": {"usable_for": "90 days"}})
    life = enrolled(terms).on("2026-01-10").and_(leaving.cancel)
    assert life.state.lots[1].expires_on == day("2026-02-05")


def test_the_end_of_a_membership_ends_its_pause() -> None:
    terms = plan(pause={}, cancellation={"effective": "immediately"})
    life = enrolled(terms).and_(pause()).on("2026-01-10").when(leaving.cancel)
    assert [type(event) for event in life.made][:3] == [
        e.CancellationRequested,
        e.Resumed,
        e.Cancelled,
    ]


@pytest.mark.parametrize(
    "act", [leaving.cancel, leaving.reinstate, pausing.pause, pausing.resume, change(RADIANCE)]
)
def test_a_membership_that_is_over_takes_no_more_of_these(act: Asking) -> None:
    life = enrolled(plan(cancellation={"effective": "immediately"})).and_(leaving.cancel)
    life.when(act).then_refused("cancelled")


def test_what_stands_on_the_day_is_done_before_the_days_commands() -> None:
    seen: list[str] = []

    def look(work: Work) -> None:
        seen.append(work.state.status)

    enrolled(plan(pause={})).and_(pause("2026-01-10")).on("2026-01-09").when(look)
    enrolled(plan(pause={})).and_(pause("2026-01-10")).on("2026-01-10").when(look)
    assert seen == ["paused", "active"]


def test_coming_back_starts_the_introductory_cycles_anew() -> None:
    terms = plan(
        introductory_price={"cycles": 1, "price": "99.00"},
        cancellation={"effective": "immediately"},
    )
    life = enrolled(terms).and_(leaving.cancel).on("2026-03-01").and_(joins(terms))
    assert [bill.dues for bill in life.of(e.DuesBilled)] == [9900, 9900]
