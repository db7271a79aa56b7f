"""The dues that are foretold are the dues that are billed, to the day and to the cent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import (
    amending,
    changing,
    collecting,
    deciding,
    leaving,
    pausing,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.billing import next_bill

from .spec import Card, History, day, enrolled, given, joins, plan

SKIP: dict[str, Any] = {"pause": {"billing": "skip"}}
SHIFT: dict[str, Any] = {"pause": {"billing": "shift"}}
THREE: dict[str, Any] = {"term": {"cycles": 3, "at_end": "end"}}
LONGER_BY_SKIP: dict[str, Any] = {"pause": {"billing": "skip", "term": "extended"}}
LONGER_BY_SHIFT: dict[str, Any] = {"pause": {"billing": "shift", "term": "extended"}}
SKIP_IN_THREE: dict[str, Any] = {**LONGER_BY_SKIP, **THREE}
SHIFT_IN_THREE: dict[str, Any] = {**LONGER_BY_SHIFT, **THREE}
BY_DAY: dict[str, Any] = {
    "cancellation": {"effective": "notice_end", "notice": "40 days", "final_dues": "by_day"}
}
SOON: dict[str, Any] = {"upgrade": {"when": "next_period"}, "downgrade": {"when": "next_period"}}


def starting_later(**facts: Any) -> History:
    """Sold on 5 January, from 10 January on, billed on the first of each month."""
    terms = plan(enrollment_fee="50.00", anchor={"day": 1}, **facts)
    return given().and_(joins(terms, starts=day("2026-01-10")))


def paused(from_on: str, until: str | None, today: str = "2026-01-10", **facts: Any) -> History:
    last = day(until) if until else None
    return enrolled(plan(**facts)).on(today).and_(pausing.pause, last, day(from_on))


def leaves(life: History) -> History:
    return life.and_(leaving.cancel)


def amended(life: History, from_on: str, **facts: Any) -> History:
    return life.and_(amending.amend, plan(version=2, **facts), day(from_on), None)


CASES: dict[str, tuple[Callable[[], History], str, int]] = {
    "a month like the others": (enrolled, "2026-02-05", 19900),
    # 22 of the 31 days before the anchor: 199.00 x 22 / 31 = 141.23, and the fee
    "a part of a first period": (starting_later, "2026-01-10", 14123 + 5000),
    "a whole first period": (lambda: starting_later(first_period="full"), "2026-01-10", 24900),
    "a free first period": (lambda: starting_later(first_period="free"), "2026-02-01", 24900),
    "on the anchor itself": (
        lambda: given().and_(
            joins(plan(first_period="free", anchor={"day": 10}), starts=day("2026-01-10"))
        ),
        "2026-01-10",
        19900,
    ),
    # 14 of the 28 days until 19 February
    "a last part": (lambda: leaves(enrolled(plan(**BY_DAY)).on("2026-01-10")), "2026-02-05", 9950),
    "a whole last one": (
        lambda: leaves(
            enrolled(plan(cancellation={"effective": "notice_end", "notice": "40 days"})).on(
                "2026-01-10"
            )
        ),
        "2026-02-05",
        19900,
    ),
    "waived on its first day": (
        lambda: enrolled().and_(deciding.waive, day("2026-02-05")),
        "2026-02-05",
        0,
    ),
    "waived on its last day": (
        lambda: enrolled().and_(deciding.waive, day("2026-03-04")),
        "2026-02-05",
        0,
    ),
    "the one after it is waived": (
        lambda: enrolled().and_(deciding.waive, day("2026-03-05")),
        "2026-02-05",
        19900,
    ),
    "with tax on top": (lambda: enrolled(plan(tax={"rate": "10"})), "2026-02-05", 21890),
    "tax on a fee of joining": (
        lambda: given().and_(
            joins(plan(enrollment_fee="50.00", tax={"rate": "10"}), starts=day("2026-01-10"))
        ),
        "2026-01-10",
        27390,
    ),
    "the third of three at a first price": (
        lambda: enrolled(plan(introductory_price={"cycles": 3, "price": "99.00"})).on("2026-02-06"),
        "2026-03-05",
        9900,
    ),
    "the first at the full price": (
        lambda: enrolled(plan(introductory_price={"cycles": 3, "price": "99.00"})).on("2026-03-06"),
        "2026-04-05",
        19900,
    ),
    "one billing date is paused": (
        lambda: paused("2026-02-01", "2026-02-20", **SKIP),
        "2026-03-05",
        19900,
    ),
    "a pause ends on a billing date": (
        lambda: paused("2026-02-01", "2026-03-05", **SKIP),
        "2026-03-05",
        19900,
    ),
    "a pause begins on a billing date": (
        lambda: paused("2026-02-05", "2026-02-20", **SKIP),
        "2026-03-05",
        19900,
    ),
    "a pause begins after it": (
        lambda: paused("2026-02-06", "2026-03-10", **SKIP),
        "2026-02-05",
        19900,
    ),
    "a pause moves the dates": (
        lambda: paused("2026-02-01", "2026-02-11", **SHIFT),
        "2026-02-15",
        19900,
    ),
    "a running pause moves the dates": (
        lambda: paused("2026-01-10", "2026-01-20", **SHIFT),
        "2026-02-15",
        19900,
    ),
    "an amendment takes effect": (
        lambda: amended(enrolled(), "2026-02-05", price="249.00"),
        "2026-02-05",
        24900,
    ),
    "an amendment takes effect later": (
        lambda: amended(enrolled(), "2026-02-06", price="249.00"),
        "2026-02-05",
        19900,
    ),
    "an amendment after a pause": (
        lambda: amended(paused("2026-02-01", "2026-02-20", **SKIP), "2026-03-05", price="249.00"),
        "2026-03-05",
        24900,
    ),
    "a downgrade waits for it": (
        lambda: enrolled().and_(
            changing.change_plan, plan(id="mist", price="99.00", level=0, **SOON)
        ),
        "2026-02-05",
        9900,
    ),
    # the change holds from 5 February on, and the year that begins in the pause is not billed
    "a change in a pause, with other dates": (
        lambda: paused("2026-02-01", "2026-02-20", **SKIP).and_(
            changing.change_plan, plan(id="mist", price="999.00", cycle="1 year", **SOON)
        ),
        "2027-02-05",
        99900,
    ),
    "the first billing date is behind a change": (
        lambda: (
            starting_later()
            .on("2026-01-11")
            .and_(changing.change_plan, plan(id="mist", price="99.00", **SOON))
        ),
        "2026-02-01",
        9900,
    ),
    # the term of three ends on 5 April; one period that a pause skips moves it to 5 May
    "a period that a pause adds to the term": (
        lambda: paused("2026-02-20", "2026-04-04", "2026-02-10", **SKIP_IN_THREE).on("2026-03-06"),
        "2026-04-05",
        19900,
    ),
    "a period that a pause ahead adds to the term": (
        lambda: paused("2026-03-01", "2026-03-20", "2026-02-10", **SKIP_IN_THREE),
        "2026-04-05",
        19900,
    ),
    "a pause in a first part that has not begun": (
        lambda: starting_later(**SKIP).and_(pausing.pause, day("2026-01-20"), day("2026-01-15")),
        "2026-01-10",
        19123,
    ),
    "a pause from a first part on": (
        lambda: (
            starting_later(**SKIP)
            .on("2026-01-11")
            .and_(pausing.pause, day("2026-02-10"), day("2026-01-25"))
        ),
        "2026-03-01",
        19900,
    ),
    "an amendment on the first day of a pause": (
        lambda: amended(
            paused("2026-02-05", "2026-02-20", **SKIP), "2026-02-05", price="249.00", **SKIP
        ),
        "2026-03-05",
        24900,
    ),
    # the notice ends on 19 February; the period that then ends is moved by 10 days, and is whole
    "a last period that was asked for and moves": (
        lambda: leaves(
            paused(
                "2026-01-10",
                "2026-01-20",
                **SHIFT,
                cancellation={"notice": "40 days", "final_dues": "by_day"},
            )
        ),
        "2026-02-15",
        19900,
    ),
    # the skipped period of February moves the term's end, and with it the dearer price, to 5 May
    "a dearer price waits for the term that a pause extends": (
        lambda: amended(
            paused(
                "2026-02-01",
                "2026-02-20",
                **LONGER_BY_SKIP,
                term={"cycles": 3},
            ),
            "2026-04-05",
            price="249.00",
        ).on("2026-03-06"),
        "2026-04-05",
        19900,
    ),
    "a last period that a pause moves": (
        lambda: paused("2026-02-20", "2026-03-02", "2026-02-10", **SHIFT_IN_THREE),
        "2026-03-15",
        19900,
    ),
    # the term of two ends on 5 March, and 30 days later with the pause
    "a pause as long as a period moves the last one": (
        lambda: paused(
            "2026-01-06",
            "2026-02-05",
            "2026-01-06",
            **LONGER_BY_SHIFT,
            term={"cycles": 2, "at_end": "end"},
        ),
        "2026-03-07",
        19900,
    ),
    # asked for the end of the next term, 5 July, which moves with this one
    "a last period of a term that another one follows": (
        lambda: leaves(
            paused(
                "2026-03-10",
                "2026-03-20",
                "2026-03-10",
                **LONGER_BY_SHIFT,
                term={"cycles": 3, "at_end": "renew"},
                cancellation={"effective": "term_end", "notice": "60 days"},
            )
        ),
        "2026-04-15",
        19900,
    ),
    # a month is the term: asked for 5 March, the end of the next one; 36 days of pause move this
    # term's end to 13 March, and the next one's to 13 April
    "a last term that a pause moves past the day it would have ended": (
        lambda: leaves(
            paused(
                "2026-01-20",
                "2026-02-25",
                **LONGER_BY_SHIFT,
                term={"cycles": 1, "at_end": "renew"},
                cancellation={
                    "effective": "term_end",
                    "notice": "30 days",
                    "final_dues": "by_day",
                },
            )
        ),
        "2026-03-13",
        19900,
    ),
    "a term that a pause extends and another one follows": (
        lambda: paused(
            "2026-02-20",
            "2026-03-02",
            "2026-02-10",
            **LONGER_BY_SHIFT,
            term={"cycles": 3, "at_end": "renew"},
        ),
        "2026-03-15",
        19900,
    ),
    # asked for the end of the next term, 5 July; six periods are skipped, and it moves by six
    "a last term that skipped periods move past the day it would have ended": (
        lambda: leaves(
            paused(
                "2026-03-01",
                "2026-08-20",
                "2026-02-10",
                **LONGER_BY_SKIP,
                term={"cycles": 3, "at_end": "renew"},
                cancellation={"effective": "term_end", "notice": "60 days"},
            )
        ),
        "2026-09-05",
        19900,
    ),
    # asked for 5 March, a period after the running one; 26 days move that to 3 March - 3 April
    "a last period ahead that a pause moves is a whole one": (
        lambda: leaves(
            paused(
                "2026-01-20",
                "2026-02-15",
                "2026-01-18",
                **SHIFT,
                cancellation={"notice": "20 days", "final_dues": "by_day"},
            )
        ),
        "2026-03-03",
        19900,
    ),
    "a first billing date ahead that a pause moves": (
        lambda: (
            given()
            .and_(joins(plan(**SHIFT), anchor="2026-02-05"))
            .on("2026-01-10")
            .and_(pausing.pause, day("2026-01-20"))
        ),
        "2026-02-15",
        19900,
    ),
    "a pause from the first day of a first part on": (
        lambda: starting_later(**SKIP).and_(pausing.pause, day("2026-01-20"), day("2026-01-10")),
        "2026-02-01",
        24900,
    ),
    "a first part that a change does not reach": (
        lambda: starting_later().and_(
            changing.change_plan, plan(id="mist", price="99.00", anchor={"day": 1}, **SOON)
        ),
        "2026-01-10",
        19123,
    ),
    "a change from its day on": (
        lambda: enrolled().and_(
            changing.change_plan, plan(id="mist", price="99.00", **SOON), None, day("2026-02-05")
        ),
        "2026-02-05",
        9900,
    ),
    # from 5 February on a pause lasts a week at most, so that this one does not begin
    "a pause that will be too long": (
        lambda: amended(
            paused("2026-02-05", "2026-02-20", **SKIP),
            "2026-02-05",
            pause={"billing": "skip", "max_length": "7 days"},
        ),
        "2026-02-05",
        19900,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_foretold_is_billed(name: str) -> None:
    make, on, asked = CASES[name]
    life = make()
    told = next_bill(life.state)
    assert told is not None
    assert (told.on, told.asked) == (day(on), asked)
    after = life.on(date.fromordinal(told.on.toordinal() + 1).isoformat())
    billed = after.of(e.DuesBilled)[-1]
    fee = billed.enrollment_fee or 0
    assert (told.on, told.end, told.until) == (billed.start, billed.end, billed.until)
    assert (told.rate, told.whole, told.fee) == (billed.rate, billed.whole, fee)
    assert after.state.plans[billed.plan] == told.plan
    assert told.dues == (0 if told.waived else billed.dues)
    charged = [c.amount for c in after.of(e.Charged) if c.effective_on == told.on]
    assert sum(charged) == asked


@pytest.mark.parametrize(
    "make",
    [
        lambda: paused("2026-01-10", None, **SKIP),
        lambda: paused("2026-02-01", None, **SKIP),
        lambda: leaves(enrolled()),
        lambda: enrolled(plan(term={"cycles": 1, "at_end": "end"})),
        lambda: paused("2026-03-01", "2026-03-10", "2026-02-10", **SHIFT_IN_THREE).on("2026-03-20"),
        lambda: paused("2026-03-10", "2026-03-20", "2026-03-10", **SHIFT_IN_THREE),
        lambda: paused("2026-03-10", "2026-04-05", "2026-03-10", **SKIP_IN_THREE),
        # 5 April is skipped only after the term is over, so that the pause does not extend it
        lambda: paused("2026-03-10", "2026-04-10", "2026-03-10", **SKIP_IN_THREE),
        lambda: leaves(paused("2026-02-10", "2026-02-20", "2026-02-10", **SKIP_IN_THREE)),
        lambda: paused("2026-03-01", "2026-03-20", "2026-02-10", **SKIP, **THREE),
        # the next term's end, 5 July, stands: the pause begins as the running one is over
        lambda: leaves(
            paused(
                "2026-04-05",
                "2026-08-20",
                "2026-03-10",
                **LONGER_BY_SHIFT,
                term={"cycles": 3, "at_end": "renew"},
                cancellation={"effective": "term_end", "notice": "60 days"},
            )
        ),
        # 5 April was asked for as a day: the period that the pause skips moves the term alone
        lambda: paused(
            "2026-02-20",
            "2026-03-20",
            "2026-02-10",
            **LONGER_BY_SKIP,
            term={"cycles": 3},
        ).and_(leaving.cancel, ends_on=day("2026-04-05")),
    ],
    ids=[
        *("an open pause", "an open pause ahead", "leaving", "a term of one", "a term of three"),
        *("the last period moves", "a pause until the term's end"),
        *("a pause beyond the term's end", "leaving before the term"),
        *("a pause that extends nothing", "a pause after the term"),
        "leaving on the term's end by its day",
    ],
)
def test_no_dues_are_foretold_where_none_will_be_billed(make: Callable[[], History]) -> None:
    life = make()
    assert next_bill(life.state) is None
    count = len(life.of(e.DuesBilled))
    assert len(life.on("2026-12-31").of(e.DuesBilled)) == count


def test_a_pause_ahead_is_foretold_as_if_what_is_owed_will_be_paid() -> None:
    card = Card()
    terms = plan(pause={"billing": "skip", "after_cycles": 2})
    life = enrolled(terms, card=card).on("2026-01-10")
    life = life.and_(pausing.pause, day("2026-03-20"), day("2026-03-05"))
    card.code = "insufficient_funds"
    life = life.on("2026-02-10")
    told = next_bill(life.state)
    assert told is not None
    assert (life.state.owed, told.on) == (19900, date(2026, 4, 5))
    card.code = None
    after = life.and_(collecting.replace_card).on("2026-04-06")
    assert after.of(e.DuesBilled)[-1].start == date(2026, 4, 5)


def test_a_suspended_member_is_billed_nothing_next() -> None:
    card = Card("insufficient_funds")
    terms = plan(dunning=[{"after": "3 days", "do": ["suspend"]}])
    life = enrolled(terms, card=card).on("2026-01-09")
    assert life.state.standing == "suspended"
    assert next_bill(life.state) is None
    card.code = None
    told = next_bill(life.and_(collecting.replace_card).state)
    assert told is not None
    assert told.on == date(2026, 2, 5)
