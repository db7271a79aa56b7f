"""Decisions by people, clocks of benefits, and what dunning takes: given, when, then."""

from __future__ import annotations

from memberledger.aggregates.member import (
    Work,
    deciding,
    granting,
    pausing,
    redeeming,
    refunding,
    reserving,
)
from memberledger.aggregates.member import events as e

from .spec import Card, day, enrolled, facial, happened, plan

BANK = {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"}
BIRTHDAY = {"id": "treat", "kind": "service_credit", "quantity": 1}


def occasion(name: str):
    return lambda work: deciding.occasion(work, name)


def waive(on: str, *, grants: bool = True):
    return lambda work: deciding.waive(work, day(on), grants=grants)


def extend(benefit: str, granted_on: str, to: str):
    return lambda work: deciding.extend(work, benefit, day(granted_on), day(to))


def refund(charged_on: str, amount: int | None = None):
    def act(work: Work) -> None:
        charge = refunding.find_charge(work.state, None, day(charged_on))
        refunding.refund(work, charge, amount)

    return act


def birthday(per: str = "calendar_year"):
    return plan(benefits=[{**BIRTHDAY, "grants": {"occasion": "birthday", "per": per}}])


def test_a_birthday_gives_a_promotional_lot_of_no_bill() -> None:
    done = enrolled(birthday()).when(occasion("birthday"))
    done.then(happened(e.Granted, "2026-01-05", bill=None, occasion="birthday"))
    assert done.made[0].lots[0].promotional is True


def test_a_second_birthday_in_the_window_is_refused_with_the_day_of_the_first() -> None:
    life = enrolled(birthday()).and_(occasion("birthday")).on("2026-12-31")
    life.when(occasion("birthday")).then_refused("limit_reached", granted_on=day("2026-01-05"))


def test_a_rolling_window_ends_on_its_day() -> None:
    life = enrolled(birthday("3 months")).and_(occasion("birthday"))
    life.on("2026-04-04").when(occasion("birthday")).then_refused("limit_reached")
    assert life.on("2026-04-05").when(occasion("birthday")).refused is None


def test_nothing_is_granted_before_the_first_period() -> None:
    life = enrolled(birthday(), anchor="2026-02-01")
    life.when(occasion("birthday")).then_refused("too_soon")


def test_a_correction_by_hand_is_no_birthday() -> None:
    life = enrolled(birthday()).and_(lambda work: redeeming.adjust(work, "treat", 1))
    assert life.when(occasion("birthday")).refused is None


def test_a_clock_that_waits_starts_once_the_periods_are_paid() -> None:
    grants = {"every": "1 month", "after_cycles": 2}
    life = enrolled(plan(benefits=[facial(grants=grants, rollover="unlimited")]))
    assert life.on("2026-03-04").held() == {}
    later = life.on("2026-03-05")
    assert later.of(e.BenefitClockStarted)[0].base == day("2026-03-05")
    assert later.on("2026-04-05").held() == {"facial": 2}


def test_a_clock_does_not_start_in_a_pause() -> None:
    grants = {"every": "3 months", "after_cycles": 1}
    terms = plan(benefits=[facial(grants=grants, rollover="unlimited")], pause={})
    life = enrolled(terms).on("2026-01-20")
    life = life.and_(lambda work: pausing.pause(work, day("2026-02-20")))
    assert life.on("2026-02-19").of(e.BenefitClockStarted) == []
    assert life.on("2026-03-05").of(e.BenefitClockStarted)[0].base == day("2026-03-05")


def test_what_comes_once_does_not_come_again() -> None:
    grants = {"every": "1 month", "times": 1}
    life = enrolled(plan(benefits=[facial(grants=grants, rollover="unlimited")]))
    assert life.on("2026-06-01").held() == {"facial": 1}


def test_dues_owed_are_waived_and_what_they_give_comes() -> None:
    life = enrolled(card=Card("insufficient_funds"))
    life.when(waive("2026-01-20")).then(
        happened(e.DuesWaived, "2026-01-05", bill=1, amount=19900, grants=True),
        happened(e.BillSettled, "2026-01-05", bill=1, access=0),
        happened(e.Granted, "2026-01-05", bill=1),
        happened(e.DunningEnded, "2026-01-05", cause="paid"),
    )


def test_dues_waived_without_what_they_give_grant_nothing() -> None:
    life = enrolled(card=Card("insufficient_funds"))
    assert life.and_(waive("2026-01-20", grants=False)).held() == {}


def test_a_cadence_in_a_period_waived_without_grants_does_not_come() -> None:
    terms = plan(benefits=[facial(grants="1 week", rollover="unlimited")])
    life = enrolled(terms).and_(waive("2026-02-05", grants=False))
    # 5, 12, 19, 26 January and 2 February; then those from 9 March on
    assert life.on("2026-03-04").held() == {"facial": 5}
    assert life.on("2026-03-09").held() == {"facial": 6}


def test_paid_dues_can_not_be_waived() -> None:
    enrolled().when(waive("2026-01-20")).then_refused("invalid")


def test_a_period_to_come_is_waived_when_it_begins_and_once() -> None:
    life = enrolled().and_(waive("2026-02-20"))
    life.when(waive("2026-02-05")).then_refused("invalid")
    after = life.on("2026-02-05")
    assert [event.amount for event in after.of(e.DuesWaived)] == [19900]
    assert len(after.of(e.Charged)) == 1
    assert len(after.on("2026-03-05").of(e.Charged)) == 2


def test_an_extended_lot_that_had_lapsed_is_there_again() -> None:
    life = enrolled().on("2026-02-10")
    done = life.when(extend("facial", "2026-01-05", "2026-03-01"))
    done.then(
        happened(e.LotExtended, "2026-02-10", expiries=((1, day("2026-03-01")),)),
        happened(e.LapseTakenBack, "2026-02-10", takes=((1, 1),), origin="extended"),
    )


def test_a_lot_is_only_ever_extended_to_later() -> None:
    life = enrolled()
    life.when(extend("facial", "2026-01-05", "2026-02-05")).then_refused("invalid")
    life.when(extend("facial", "2026-01-04", "2026-03-05")).then_refused("invalid")


def test_what_a_cap_took_does_not_come_back_by_an_extension() -> None:
    rollover = {"max_balance": 1, "grace": "20 days"}
    life = enrolled(plan(benefits=[facial(rollover=rollover)])).on("2026-02-06")
    # the facial of January gave way on 5 February; its own time runs until 25 February
    done = life.and_(extend("facial", "2026-01-05", "2026-04-01"))
    assert done.held() == {"facial": 1}


def test_dunning_forfeits_what_is_promotional_first() -> None:
    gift = facial(id="gift", promotional=True, rollover="unlimited")
    terms = plan(
        benefits=[facial(rollover="unlimited"), gift],
        dunning=[{"after": "2 days", "do": ["forfeit"]}],
    )
    card = Card()
    life = enrolled(terms, card=card).on("2026-02-04")
    card.code = "insufficient_funds"
    gone = life.on("2026-02-07").of(e.Forfeited)
    assert [(event.cause, event.takes) for event in gone] == [("dunning", ((2, 1), (1, 1)))]


def test_more_refunded_than_is_banked_is_told_as_consumed() -> None:
    life = enrolled(plan(benefits=[BANK])).and_(lambda work: redeeming.redeem(work, "bank", 19000))
    life.when(refund("2026-01-05", 2000)).then(
        happened(e.Refunded, "2026-01-05", amount=2000, full=False, consumed=1100),
        happened(e.Forfeited, "2026-01-05", takes=((1, 900),), cause="refunded"),
    )


def test_a_refund_takes_banked_money_that_was_reserved() -> None:
    life = enrolled(plan(benefits=[BANK])).and_(
        lambda work: reserving.reserve(work, "bank", 19900, key="a", for_on=day("2026-01-09"))
    )
    done = life.and_(refund("2026-01-05", 5000))
    assert done.held() == {"bank": 14900}
    assert done.of(e.Refunded)[0].consumed is None


def test_what_comes_each_term_comes_with_the_first_dues_of_every_term() -> None:
    peel = facial(id="peel", grants="each_term")
    terms = plan(term={"cycles": 3, "at_end": "renew"}, benefits=[peel])
    s = enrolled(terms).on("2026-05-05").state  # an equal term began on 5 April
    begins = [granting.grants_in(s, terms.benefits[0], bill) for bill in s.bills.values()]
    assert begins == [1, 0, 0, 1, 0]


def test_a_stub_and_its_first_whole_period_are_one_beginning_of_a_term() -> None:
    peel = facial(id="peel", grants="each_term", rollover="unlimited")
    terms = plan(anchor={"day": 1}, term={"cycles": 3}, benefits=[peel])
    assert enrolled(terms).on("2026-03-01").held() == {"peel": 1}
