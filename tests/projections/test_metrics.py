"""Retention, use and collections on lives that are short enough to work by hand."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Refused
from memberledger.projections import CohortMonth, Ratio
from memberledger.projections.metrics import BreakageCohort, RecoveryMonth

from .books import ALLOCATED, CREDIT, FACIAL, day, plan
from .house import House
from .test_mrr import PLANS, STORY, _lived

GLOW = plan(pause={}, benefits=[])
RADIANCE = plan(id="radiance", price="299.00", benefits=[])


def _january() -> House:
    """a, b, c and d join; b leaves in February and is back in March, c moves up, d pauses."""
    house = House(GLOW, RADIANCE)
    for member, joined in (("d", "01-05"), ("a", "01-10"), ("b", "01-15"), ("c", "01-20")):
        house.joins(f"2026-{joined}", member)
    house.on("2026-02-01").cancel("b")
    house.on("2026-02-20").change_plan("c", "radiance", when="now")
    house.on("2026-03-05").pause("d")
    house.joins("2026-03-25", "b")
    house.on("2026-04-01")
    return house


def test_a_cohort_of_four_is_as_worked_by_hand() -> None:
    (january,) = _january().ledger.retention()[:1]
    assert (january.size, january.mrr) == (4, 79_600)
    assert january.months == (
        CohortMonth(4, 4, 79_600),
        CohortMonth(3, 3, 69_700),
        CohortMonth(4, 3, 69_700, paused=1),
    )
    assert [Ratio(m.members, january.size).percent for m in january.months] == [
        "100.00",
        "75.00",
        "100.00",
    ]
    assert [Ratio(m.mrr, january.mrr).percent for m in january.months] == [
        "100.00",
        "87.56",
        "87.56",
    ]


def test_a_paused_member_is_told_the_way_that_was_chosen() -> None:
    """d's 199.00 counts as if it were paid, or d has left like anybody else."""
    ledger = _january().ledger
    counted = ledger.retention(paused="counted")[0].months[2]
    left_out = ledger.retention(paused="left out")[0].months[2]
    assert counted == CohortMonth(4, 3, 89_600, paused=1)
    assert Ratio(counted.mrr, 79_600).percent == "112.56"
    assert left_out == CohortMonth(3, 2, 69_700)
    with pytest.raises(Refused, match="apart, counted, left out"):
        ledger.retention(paused="hidden")  # type: ignore[arg-type]


def test_recurring_revenue_adds_up_whichever_way_pauses_are_told() -> None:
    """March of the ten: 199.00 is paused and 199.00 resumed; the pool is H's, then B's."""
    first, until = day("2026-03-01"), day("2026-04-01")
    with _lived() as ledger:
        counted = ledger.mrr(first, until, paused="counted")
        left_out = ledger.mrr(first, until, paused="left out")
        rates = ledger.rates(first, until, paused="counted")
        gone = ledger.rates(first, until, paused="left out")
    assert (counted.start, counted.end) == (157_122, 166_159)
    assert (counted.paused, counted.resumed, counted.pool_end) == (0, 0, 0)
    assert (left_out.churn, left_out.reactivation) == (50_663, 39_800)
    assert (left_out.start, left_out.end) == (137_222, 146_259)
    for told in (counted, left_out):
        came = told.start + told.new + told.reactivation + told.expansion
        assert told.end == came - told.contraction - told.churn
    assert rates.gross_churn == Ratio(40_763, 157_122)
    assert rates.member_churn == Ratio(2, 8)
    # H is no member at the start, and B has left with E and G
    assert gone.member_churn == Ratio(3, 7)


def test_six_of_ten_facials_are_used() -> None:
    house = House(plan(benefits=[{**FACIAL, "quantity": 10, "rollover": "unlimited"}]))
    house.joins("2026-01-05", "ana")
    for n in range(7):
        house.ledger.redeem("ana", "facial", key=f"visit-{n}")
    house.ledger.reverse("ana", "visit-6")
    house.on("2026-01-31")
    used = house.ledger.utilisation(day("2026-01-01")).benefits["facial"]
    assert (used, used.percent) == (Ratio(6, 10), "60.00")


def test_a_use_counts_as_far_as_it_was_made_by_the_day_that_is_asked_for() -> None:
    house = House(plan(benefits=[{**FACIAL, "quantity": 4}]))
    house.joins("2026-01-05", "ana")
    house.on("2026-01-10").redeem("ana", "facial", key="a")
    house.on("2026-01-20").redeem("ana", "facial", key="b")
    house.on("2026-01-25").reverse("ana", "a")
    first, until = day("2026-01-01"), day("2026-01-15")

    def used(**moment: Any) -> int:
        return house.ledger.utilisation(first, until, **moment).benefits["facial"].part

    assert [used(), used(as_of=day("2026-01-20")), used(as_of=day("2026-01-12"))] == [1, 2, 1]
    assert house.ledger.utilisation(first, until).engagement == Ratio(0, 1)
    then = house.ledger.utilisation(first, until, as_of=day("2026-01-20"))
    assert then.engagement == Ratio(1, 1)


def test_a_hundred_and_twenty_of_five_credits_is_used() -> None:
    house = House(plan(benefits=[{**CREDIT, "rollover": "unlimited"}]))
    house.joins("2026-01-05", "a", "b", "c", "d", "e")
    for member, amount in (("a", "50.00"), ("b", "50.00"), ("c", "20.00")):
        house.ledger.redeem(member, "credit", amount=amount)
    house.on("2026-01-31")
    used = house.ledger.utilisation(day("2026-01-01")).benefits["credit"]
    assert (used, used.percent) == (Ratio(12_000, 25_000), "48.00")


def test_units_given_away_count_once_and_as_used_by_who_got_them() -> None:
    gift = {**FACIAL, "quantity": 4, "transferable": True, "rollover": "unlimited"}
    house = House(plan(benefits=[gift]), plan(id="plain", benefits=[]))
    house.joins("2026-01-05", "ana")
    house.joins("2026-01-10", "bo", plan="plain")
    house.ledger.transfer("ana", "bo", "facial", quantity=2)
    house.ledger.redeem("bo", "facial")
    house.on("2026-01-31")
    assert house.ledger.utilisation(day("2026-01-01")).benefits == {"facial": Ratio(1, 4)}


def test_four_of_ten_members_are_engaged() -> None:
    """B's visit is reversed and C only reserves, so they are not; A's guest is A's use."""
    plans = [{**each, "benefits": [FACIAL]} for each in PLANS]
    visits: list[tuple[str, str, str, dict[str, Any]]] = [
        ("2026-03-06", "redeem", "I", {"benefit": "facial"}),
        ("2026-03-07", "redeem", "A", {"benefit": "facial"}),
        ("2026-03-09", "redeem", "B", {"benefit": "facial", "key": "b"}),
        ("2026-03-10", "reverse", "B", {"key": "b"}),
        ("2026-03-11", "redeem", "D", {"benefit": "facial"}),
        (
            "2026-03-11",
            "reserve",
            "C",
            {"benefit": "facial", "for_on": day("2026-03-12"), "key": "c"},
        ),
        ("2026-03-14", "redeem", "F", {"benefit": "facial"}),
    ]
    story = sorted([*STORY, *visits], key=lambda each: each[0])
    with _lived(plans, story) as ledger:
        engaged = ledger.utilisation(day("2026-03-01"), day("2026-04-01")).engagement
    assert (engaged, engaged.percent) == (Ratio(4, 10), "40.00")


def _credits() -> House:
    """Four credits of 39.80 in January: one of 50.00 lapses with 30.00 left, one whole."""
    house = House(ALLOCATED)
    house.joins("2026-01-05", "a", "b", "c", "d")
    for member, amount in (("a", "20.00"), ("c", "50.00"), ("d", "50.00")):
        house.ledger.redeem(member, "credit", amount=amount)
    return house


def test_january_broke_forty_percent_of_its_credit() -> None:
    house = _credits()
    house.on("2026-02-20")
    found = house.ledger.breakage()
    january, february = (each for each in found.cohorts if each.benefit == "credit")
    assert january == BreakageCohort(
        "credit", day("2026-01-01"), 4, 0, "value", Ratio(6_368, 15_920)
    )
    assert january.broken is not None
    assert january.broken.percent == "40.00"
    assert (february.lots, february.open, february.broken) == (4, 4, None)
    assert found.benefits["credit"] == ("value", Ratio(6_368, 15_920))


def test_a_cohort_has_no_rate_while_one_of_its_lots_is_open() -> None:
    house = _credits()
    house.on("2026-02-20")
    before = house.ledger.breakage(until=day("2026-02-01"), as_of=day("2026-02-04"))
    january = next(each for each in before.cohorts if each.benefit == "credit")
    assert (january.open, january.broken) == (2, None)
    assert "credit" not in before.benefits


def test_what_a_refund_took_is_no_breakage() -> None:
    house = _credits()
    house.ledger.refund("b", charged_on=day("2026-01-05"))
    house.on("2026-02-20")
    january = house.ledger.breakage(until=day("2026-02-01"))
    assert january.benefits["credit"] == ("value", Ratio(2_388, 3 * 3_980))


def test_a_credit_that_came_before_it_was_paid_for_has_its_value_too() -> None:
    """a's is used whole before it is paid for, b's lapses: 39.80 of 79.60 is broken."""
    early = [{**credit, "trigger": "period_start"} for credit in ALLOCATED["benefits"]]
    house = House({**ALLOCATED, "benefits": early}, reported=True)
    house.joins("2026-01-05", "a", "b")
    house.ledger.redeem("a", "credit", amount="50.00")
    first = house.on("2026-01-20").breakage()
    assert {cohort.measure for cohort in first.cohorts} == {"units"}
    for member in ("a", "b"):
        house.ledger.charge_succeeded(member, f"ch-{member}", "199.00")
    house.on("2026-02-05")
    found = house.ledger.breakage(until=day("2026-02-01"))
    assert found.benefits["credit"] == ("value", Ratio(3_980, 7_960))


def test_where_dues_are_earned_by_the_day_units_are_counted() -> None:
    house = House(plan())
    house.joins("2026-01-05", "ana", "bo")
    house.ledger.redeem("ana", "facial")
    house.ledger.adjust("bo", "facial", quantity=3)
    house.on("2026-02-05")
    found = house.ledger.breakage(until=day("2026-02-01"))
    assert found.benefits == {"facial": ("units", Ratio(1, 2))}


SMALL = plan(id="small", price="25.00", benefits=[])


def _march() -> House:
    """Renewals of 199.00 x 4, two fail; of 25.00 x 3, one fails; one of each is recovered."""
    house = House(plan(benefits=[]), SMALL)
    house.joins("2026-02-05", "a", "b", "c")
    house.joins("2026-02-06", "d")
    house.joins("2026-02-08", "e", "f", "g", plan="small")
    for member in ("a", "d", "e"):
        house.cards.decline(member, "insufficient_funds")
    house.on("2026-03-10")
    for member, paid in (("e", "2026-03-12"), ("a", "2026-03-13")):
        house.cards.approve(member)
        house.on(paid).update_card(member)
    house.on("2026-04-01")
    return house


def test_what_failed_in_march_and_what_of_it_came_back() -> None:
    march = _march().ledger.recovery(day("2026-03-01"), day("2026-04-01"))
    assert (march.failed, march.failed.percent) == (Ratio(42_300, 87_100), "48.56")
    assert march.failed_count == Ratio(3, 7)
    assert (march.recovered, march.recovered.percent) == (Ratio(22_400, 42_300), "52.96")
    assert march.recovered_count == Ratio(2, 3)
    assert (march.days, march.median_days) == ((4, 8), "6")
    # the latest failed due date is 8 March, 24 days before
    assert march.months == (RecoveryMonth(day("2026-03-01"), Ratio(22_400, 42_300), 24),)


def test_recovery_is_told_as_of_any_day() -> None:
    ledger = _march().ledger
    window = day("2026-03-01"), day("2026-03-12")
    assert ledger.recovery(*window, as_of=day("2026-03-12")).recovered == Ratio(2_500, 42_300)
    assert ledger.recovery(*window, as_of=day("2026-03-11")).recovered == Ratio(0, 42_300)
    assert ledger.recovery(*window, as_of=day("2026-03-11")).median_days is None


def test_what_is_given_back_again_was_not_recovered() -> None:
    """A half of a's 199.00 is refunded: 99.50 stays, and the bill is not recovered in full."""
    house = _march()
    house.ledger.refund("a", amount="99.50", charged_on=day("2026-03-13"))
    found = house.ledger.recovery(day("2026-03-01"), day("2026-04-01"))
    assert found.recovered == Ratio(2_500 + 9_950, 42_300)
    assert (found.recovered_count, found.days) == (Ratio(1, 3), (4,))


def test_a_write_off_is_no_recovery_and_a_part_paid_is_one_in_part() -> None:
    last = [{"after": "9 days", "do": ["write_off"]}]
    house = House(plan(benefits=[], dunning=last), on="2026-02-05")
    house.ledger.enroll("ana", "glow")
    house.cards.decline("ana", "insufficient_funds")
    house.on("2026-03-05").charge_succeeded("ana", "cash-1", "50.00")
    house.on("2026-03-20")
    assert house.ledger.member("ana").owed == 0
    found = house.ledger.recovery(day("2026-03-01"))
    assert (found.failed, found.recovered) == (Ratio(19_900, 19_900), Ratio(5_000, 19_900))
    assert found.recovered_count == Ratio(0, 1)


def test_dues_that_no_card_was_asked_for_failed_and_were_recovered_only_once_asked() -> None:
    """March is declined and given up on the 14th; April is chased unasked, and a new card pays."""
    last = [{"after": "9 days", "do": ["write_off"]}]
    house = House(plan(benefits=[], dunning=last), on="2026-02-05")
    house.ledger.enroll("ana", "glow")
    house.cards.decline("ana", "lost_card")
    house.on("2026-04-06")
    assert house.ledger.member("ana").standing == "past_due"
    found = house.ledger.recovery(day("2026-03-01"))
    assert (found.failed, found.recovered) == (Ratio(19_900, 19_900), Ratio(0, 19_900))
    house.cards.approve("ana")
    house.on("2026-04-08").update_card("ana")
    house.on("2026-04-09")
    found = house.ledger.recovery(day("2026-03-01"))
    # what is first attempted on 8 April does not fail, and nothing of March came back
    assert (found.failed, found.recovered) == (Ratio(19_900, 39_800), Ratio(0, 19_900))
    assert (found.failed_count, found.recovered_count) == (Ratio(1, 2), Ratio(0, 1))


def test_tax_is_in_no_volume_and_the_first_dues_are_not_attempts() -> None:
    """10 % on 199.00: 218.90 is asked for in March, and half of it is paid by hand."""
    taxed = plan(benefits=[], tax={"rate": "10", "on": ["dues"]}, enrollment_fee="50.00")
    house = House(taxed, on="2026-02-05")
    house.ledger.enroll("ana", "glow")
    house.cards.decline("ana", "insufficient_funds")
    house.on("2026-03-05").charge_succeeded("ana", "cash-1", "109.45")
    house.on("2026-03-31")
    february = house.ledger.recovery(day("2026-02-01"), day("2026-03-01"))
    assert february.failed == Ratio(0, 0)
    march = house.ledger.recovery(day("2026-03-01"), day("2026-03-31"))
    assert (march.failed, march.recovered) == (Ratio(19_900, 19_900), Ratio(9_950, 19_900))


def test_a_window_in_the_future_is_refused() -> None:
    ledger = House(GLOW).ledger
    for ask in (ledger.recovery, ledger.breakage, ledger.trend):
        with pytest.raises(Refused, match="future"):
            ask(day("2026-01-01"), day("2026-03-01"))
