"""What dues bring when they are paid late: in a pause, after the end, after coming back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import Plan
from memberledger.aggregates.member import (
    changing,
    collecting,
    deciding,
    leaving,
    pausing,
    refunding,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.rows import paid_row

from .spec import Card, History, day, enrolled, facial, given, happened, joins, plan

PATIENT = [{"after": "100 days", "do": ["retry"]}]
AT_ONCE = {"effective": "immediately", "after_end": "keep"}
BANK = {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"}


def owing(terms: Plan) -> History:
    """Ana has joined, and her card declines."""
    return enrolled(terms, card=Card("insufficient_funds"))


def pays(life: History) -> History:
    """A new card pays what is owed."""
    return History(life.events, Card(), life.today).and_(collecting.replace_card)


def told(life: History, charge: str, on: str, amount: int = 19900) -> History:
    """The processor tells of a payment."""
    return life.and_(collecting.charge_succeeded, charge, amount, day(on))


def lots(life: History) -> list[tuple[str, str, str, str | None]]:
    """Benefit, stretch and end of each lot that was granted."""
    granted = [lot for event in life.of(e.Granted) for lot in event.lots]
    ends = [str(lot.expires_on) if lot.expires_on else None for lot in granted]
    return [
        (lot.benefit, str(lot.start), str(lot.end), end)
        for lot, end in zip(granted, ends, strict=True)
    ]


# Banked dues


def test_dues_are_banked_once_they_are_paid_whatever_the_trigger() -> None:
    life = owing(plan(benefits=[{**BANK, "trigger": "period_start"}], dunning=PATIENT))
    assert life.held() == {}
    assert pays(life).held() == {"bank": 19900}


BY_DAY = {
    "effective": "notice_end",
    "notice": "20 days",
    "final_dues": "by_day",
    "after_end": "keep",
}


def stays_after_all(card: Card | None = None, **facts: Any) -> History:
    """Of the dues from 5 February 100.00 were billed, up to the 15th; on the 6th Ana stays."""
    terms = plan(
        price="280.00",
        cancellation=BY_DAY,
        benefits=[facial(rollover="unlimited"), BANK],
        dunning=PATIENT,
        **facts,
    )
    life = enrolled(terms).on("2026-01-26").and_(leaving.cancel).on("2026-02-06")
    assert life.held() == {"facial": 2, "bank": 38000}
    return History(life.events, card or Card(), life.today).when(leaving.reinstate)


def test_the_rest_of_dues_is_banked_for_the_rest_of_its_period() -> None:
    stays = stays_after_all()
    stays.then(
        happened(e.CancellationWithdrawn),
        happened(e.FeeBilled, kind="rest_of_dues", amount=18000),
        happened(e.Charged, amount=18000),
        happened(e.BillSettled),
        happened(e.Granted, "2026-02-06"),
    )
    assert lots(stays)[-1] == ("bank", "2026-02-15", "2026-03-05", None)
    assert stays.held() == {"facial": 2, "bank": 56000}


def declines_the_rest(**facts: Any) -> History:
    life = stays_after_all(Card("insufficient_funds"), **facts)
    return History(life.events, life.card, life.today)


def test_the_rest_of_dues_paid_after_a_shifted_period_is_banked_until_its_new_end() -> None:
    life = declines_the_rest(pause={"billing": "shift"}).on("2026-02-10")
    life = life.and_(pausing.pause, day("2026-02-20"), waived="a friend of the house")
    paid = pays(life.on("2026-02-21"))
    # ten days later than 5 March
    assert lots(paid)[-1] == ("bank", "2026-02-15", "2026-03-15", None)


def test_the_rest_of_dues_of_a_membership_before_keeps_its_own_end() -> None:
    life = declines_the_rest().on("2026-02-10")
    life = life.and_(leaving.cancel, ends_on=day("2026-02-10"), waive="moves away")
    rest = ("bank", "2026-02-15", "2026-03-05", None)
    ahead = life.on("2026-02-12").and_(joins(life.state.plan, anchor="2026-03-01"))
    assert lots(pays(ahead))[-1] == rest
    back = life.on("2026-02-12").and_(joins(life.state.plan))
    assert rest in lots(pays(back))


def test_the_rest_of_dues_that_is_waived_is_not_banked() -> None:
    life = declines_the_rest().and_(deciding.waive, day("2026-02-20"))
    assert life.state.owed == 0
    assert lots(life)[-1] == ("bank", "2026-02-05", "2026-03-05", None)


def test_a_rest_of_one_cent_is_banked() -> None:
    ends = {**BY_DAY, "notice": "40 days"}
    terms = plan(price="0.28", cancellation=ends, benefits=[BANK])
    life = enrolled(terms).on("2026-01-23").and_(leaving.cancel).on("2026-02-06")
    # ended on 4 March, 27 of 28 days were billed
    assert life.held() == {"bank": 55}
    assert life.and_(leaving.reinstate).held() == {"bank": 56}


# Dues paid after the end


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(
    ("after_end", "rollover", "ends"),
    [
        ("forfeit", "unlimited", "nothing comes"),
        ("keep", "unlimited", None),
        ("keep", "none", "2026-02-05"),
        # 60 days after 10 January
        ({"usable_for": "60 days"}, "unlimited", "2026-03-11"),
        ({"usable_for": "60 days"}, "none", "2026-02-05"),
        ({"usable_for": "10 days"}, "none", "2026-01-20"),
    ],
)
def test_old_dues_give_what_the_end_has_left_coming_back_or_not(
    after_end: Any, rollover: str, ends: str | None, back: bool
) -> None:
    leaves = {"effective": "immediately", "after_end": after_end}
    terms = plan(cancellation=leaves, dunning=PATIENT, benefits=[facial(rollover=rollover)])
    life = owing(terms).on("2026-01-10").and_(leaving.cancel).on("2026-01-12")
    if back:
        life = life.and_(joins(plan(id="other", benefits=[]), anchor="2026-02-01"))
    came = [] if ends == "nothing comes" else [("facial", "2026-01-05", "2026-02-05", ends)]
    assert lots(pays(life)) == came


def test_of_dues_paid_after_the_end_each_benefit_goes_its_own_way() -> None:
    both = [facial(after_end="forfeit"), facial(id="peel", rollover="unlimited")]
    terms = plan(cancellation=AT_ONCE, dunning=PATIENT, benefits=both)
    life = owing(terms).on("2026-01-10").and_(leaving.cancel)
    assert pays(life).held() == {"peel": 1}


def test_dues_paid_on_the_day_of_the_end_or_later_make_no_lot_of_theirs_live_longer() -> None:
    keeps = {"effective": "period_end", "after_end": "keep"}
    terms = plan(cancellation=keeps, dunning=PATIENT)
    life = owing(terms).on("2026-02-10").and_(leaving.cancel).on("2026-03-05")
    assert life.state.status == "cancelled"
    own = [
        ("facial", "2026-01-05", "2026-02-05", "2026-02-05"),
        ("facial", "2026-02-05", "2026-03-05", "2026-03-05"),
    ]
    assert lots(pays(life)) == own
    assert lots(pays(life.on("2026-03-20"))) == own


def test_old_dues_paid_between_two_memberships_make_no_lot_live_longer() -> None:
    life = owing(plan(cancellation=AT_ONCE, dunning=PATIENT)).on("2026-01-10")
    life = life.and_(leaving.cancel).on("2026-02-10")
    life = life.and_(joins(plan(id="other", benefits=[]), anchor="2026-03-01"))
    assert lots(pays(life)) == [("facial", "2026-01-05", "2026-02-05", "2026-02-05")]


# Dues paid late


def test_a_payment_told_late_that_was_made_in_a_period_not_billed_gives_until_its_end() -> None:
    life = given(card=None).and_(joins(plan(pause={"billing": "skip", "expiry": "running"})))
    life = life.on("2026-02-01").and_(pausing.pause, day("2026-03-01"), waived="travels")
    life = life.on("2026-03-10")
    assert [bill.start for bill in life.state.dues_billed()] == [date(2026, 1, 5), date(2026, 3, 5)]
    # 10 February lies in the period from 5 February, which was skipped
    paid = told(life, "c", "2026-02-10")
    assert lots(paid) == [("facial", "2026-01-05", "2026-02-05", "2026-03-05")]


def test_periods_beyond_are_those_that_there_were_and_those_of_the_new_dates() -> None:
    terms = plan(
        benefits=[facial(rollover={"periods": 1})], pause={"billing": "shift"}, dunning=PATIENT
    )
    life = owing(terms).on("2026-02-10")
    life = life.and_(pausing.pause, day("2026-02-20"), waived="travels").on("2026-02-25")
    # the period from 5 February ends on 15 March, the next on 15 April
    assert lots(pays(life)) == [
        ("facial", "2026-01-05", "2026-02-05", "2026-03-15"),
        ("facial", "2026-02-05", "2026-03-15", "2026-04-15"),
    ]


@pytest.mark.parametrize(
    ("rules", "ends"),
    [
        ({}, "2026-01-12"),
        ({"rollover": {"periods": 2}}, "2026-01-26"),
        ({"rollover": {"grace": "10 days"}}, "2026-01-22"),
        ({"rollover": "unlimited"}, None),
        # whole billing periods from 5 January on
        ({"expires": "2 cycles"}, "2026-03-05"),
        ({"expires": "2 cycles", "rollover": {"periods": 20}}, "2026-03-05"),
    ],
)
def test_what_comes_each_week_lives_by_its_weeks(rules: dict[str, Any], ends: str | None) -> None:
    life = enrolled(plan(benefits=[facial(id="peel"), facial(grants="1 week", **rules)]))
    assert lots(life) == [
        ("peel", "2026-01-05", "2026-02-05", "2026-02-05"),
        ("facial", "2026-01-05", "2026-01-12", ends),
    ]


def saves(**facts: Any) -> Plan:
    converts = {"to": "bank", "at": "30.00", "when": "period_end"}
    money = {"id": "bank", "kind": "value_credit", "amount": "0.00", "rollover": "unlimited"}
    unit = facial(converts=converts, rollover="unlimited", standalone_price="100.00")
    peel = facial(id="peel", rollover={"grace": "30 days"})
    split = {"method": "allocated"}
    return plan(benefits=[unit, money, peel], dunning=PATIENT, recognition=split, **facts)


def becomes_money(life: History) -> list[date | None]:
    """The day on which each lot of facials does."""
    granted = [lot for event in life.of(e.Granted) for lot in event.lots]
    return [lot.converts_on for lot in granted if lot.benefit == "facial"]


@pytest.mark.parametrize("on", ["2026-02-05", "2026-02-10"])
def test_units_paid_late_become_money_as_the_period_ends_in_which_they_were_paid(on: str) -> None:
    life = pays(owing(saves()).on(on))
    march = date(2026, 3, 5)
    assert becomes_money(life) == [march, march]
    changed = life.on("2026-03-06").of(e.UnitsConverted)
    assert [(x.effective_on, [part.source for part in x.lots]) for x in changed] == [
        (march, [1, 3])
    ]


def test_units_of_a_membership_that_is_over_keep_their_own_day() -> None:
    keeps = {"effective": "period_end", "after_end": "keep"}
    life = owing(saves(cancellation=keeps)).on("2026-02-10").and_(leaving.cancel)
    life = pays(life.on("2026-03-05"))
    assert becomes_money(life) == [date(2026, 2, 5), date(2026, 3, 5)]
    later = life.on("2026-04-10")
    # the peels were over on 7 March and 4 April
    assert [str(x.effective_on) for x in later.of(e.Lapsed)] == ["2026-03-07", "2026-04-04"]
    assert (later.of(e.UnitsConverted), later.held()) == ([], {"facial": 2})
    gone = owing(saves(cancellation=AT_ONCE)).on("2026-01-10").and_(leaving.cancel)
    ahead = pays(gone.and_(joins(plan(id="other", benefits=[]), anchor="2026-02-01")))
    assert becomes_money(ahead) == [date(2026, 2, 5)]


# What waits in a pause


def held_up(trigger: str = "payment") -> History:
    """Facials every two weeks, dues unpaid; a pause from 10 to 25 January holds up the 19th's."""
    benefit = facial(grants="2 weeks", trigger=trigger)
    terms = plan(benefits=[benefit], pause={"billing": "skip"}, dunning=PATIENT)
    life = owing(terms).on("2026-01-10")
    return life.and_(pausing.pause, day("2026-01-25"), waived="travels").on("2026-01-20")


def came(life: History) -> list[tuple[str, str]]:
    return [(str(g.effective_on), str(lot.start)) for g in life.of(e.Granted) for lot in g.lots]


def test_what_a_pause_holds_up_comes_with_its_end_though_its_dues_were_paid_before() -> None:
    life = pays(held_up())
    assert came(life) == [("2026-01-20", "2026-01-05")]
    assert came(life.on("2026-01-26")) == [
        ("2026-01-20", "2026-01-05"),
        ("2026-01-25", "2026-01-19"),
    ]


def test_what_does_not_wait_for_money_comes_with_the_end_of_the_pause() -> None:
    assert came(held_up("period_start").on("2026-01-26")) == [
        ("2026-01-05", "2026-01-05"),
        ("2026-01-25", "2026-01-19"),
    ]


def test_each_payment_brings_what_waits_for_its_own_dues() -> None:
    terms = plan(benefits=[facial(grants="3 weeks")])
    life = given(card=None).and_(joins(terms)).on("2026-02-17")
    # 5 and 26 January wait for the first dues, 16 February for the second
    paid = told(life, "one", "2026-02-17")
    assert came(paid) == [("2026-02-17", "2026-01-05"), ("2026-02-17", "2026-01-26")]
    assert [granted.bill for granted in paid.of(e.Granted)] == [1, 1]


def test_what_a_pause_holds_up_never_comes_where_its_dues_went_back() -> None:
    benefit = facial(grants="2 weeks")
    life = enrolled(plan(benefits=[benefit], pause={"billing": "skip"})).on("2026-01-10")
    life = life.and_(pausing.pause, day("2026-01-25")).on("2026-01-20")
    life = life.and_(lambda work: refunding.refund(work, work.state.charges["ch_1_1"]))
    delayed = life.on("2026-01-26").of(e.GrantDelayed)
    assert [(str(d.effective_on), d.cause, d.bill) for d in delayed] == [
        ("2026-01-19", "paused", 1),
        ("2026-01-25", "not_billed", None),
    ]


# The first dues of a term


def test_what_comes_with_a_term_that_a_pause_extends_lasts_as_long() -> None:
    kit = facial(id="kit", grants="each_term")
    pause = {"billing": "shift", "term": "extended", "expiry": "running"}
    terms = plan(benefits=[kit, facial()], term={"cycles": 2}, pause=pause, dunning=PATIENT)
    life = owing(terms).on("2026-01-10")
    life = life.and_(pausing.pause, day("2026-01-20"), waived="travels").on("2026-01-21")
    # 5 March and ten days, 5 February and ten days
    assert lots(pays(life)) == [
        ("kit", "2026-01-05", "2026-03-15", "2026-03-15"),
        ("facial", "2026-01-05", "2026-02-15", "2026-02-15"),
    ]


def test_a_plan_moved_to_in_a_term_that_goes_on_gives_nothing_for_it() -> None:
    kit = facial(id="kit", grants="each_term")
    gold = plan(id="gold", price="299.00", term={"cycles": 2}, benefits=[kit])
    for terms in ({}, {"term": {"cycles": 4}}):
        life = enrolled(plan(**terms)).on("2026-02-10")
        life = life.and_(changing.change_plan, gold, "next_period").on("2026-04-06")
        assert life.state.plan.id == "gold"
        assert "kit" not in {lot.benefit for lot in life.state.lots.values()}


# Clocks


ALLOCATED = {"method": "allocated"}


def test_a_clock_that_waits_has_no_part_in_the_dues_before_it_starts() -> None:
    waits = facial(grants={"every": "1 week", "after_cycles": 1}, standalone_price="50.00")
    terms = plan(
        recognition=ALLOCATED, benefits=[waits, facial(id="peel", standalone_price="50.00")]
    )
    (settled,) = enrolled(terms).of(e.BillSettled)
    assert settled.shares == (("peel", 19900),)


def test_dues_are_for_as_many_grants_as_will_come() -> None:
    twice = facial(grants={"every": "1 week", "times": 2}, standalone_price="50.00")
    (settled,) = enrolled(plan(recognition=ALLOCATED, benefits=[twice])).of(e.BillSettled)
    assert settled.shares == (("facial", 9950), ("facial", 9950))


def test_no_clock_starts_when_the_membership_is_over() -> None:
    waits = facial(grants={"every": "1 week", "after_cycles": 1}, rollover="unlimited")
    terms = plan(benefits=[waits], cancellation=AT_ONCE, dunning=PATIENT)
    running = owing(terms).on("2026-02-10")
    assert len(pays(running).of(e.BenefitClockStarted)) == 1
    over = pays(running.and_(leaving.cancel))
    assert over.state.owed == 0
    assert (over.of(e.BenefitClockStarted), over.held()) == ([], {})


def test_a_fee_does_not_break_the_row_of_paid_periods() -> None:
    waits = facial(grants={"every": "1 week", "after_cycles": 2})
    fee = {"fee": {"amount": "10.00", "per": "pause"}}
    life = enrolled(plan(benefits=[waits], pause=fee)).on("2026-02-10")
    life = life.and_(pausing.pause, day("2026-02-12"))
    (started,) = life.on("2026-03-06").of(e.BenefitClockStarted)
    assert started.effective_on == date(2026, 3, 5)


def test_who_looks_ahead_takes_what_is_owed_as_paid_and_what_was_given_up_as_not() -> None:
    march = date(2026, 3, 5)
    life = given(card=None).and_(joins(plan(dunning=PATIENT))).on("2026-02-10")
    assert paid_row(life.state, march) == 0
    assert paid_row(life.state, march, owed_is_paid=True) == 2
    # a cent of the second is left, the first is paid
    part = told(told(life, "one", "2026-02-10"), "two", "2026-02-10", 19899)
    assert part.state.owed == 1
    assert paid_row(part.state, march) == 0
    assert paid_row(part.state, march, owed_is_paid=True) == 2
    gives_up = [{"after": "1 day", "do": ["write_off"]}]
    given_up = owing(plan(dunning=gives_up)).on("2026-02-04")
    assert given_up.state.owed == 0
    assert paid_row(given_up.state, march, owed_is_paid=True) == 0
