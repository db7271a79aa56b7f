"""Where the money is, worked by hand: collected = recognised + deferred + refunded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from memberledger.aggregates.member import events as e
from memberledger.projections import revenue_of

from .books import ALLOCATED, FACIAL, Books, day, plan


def test_dues_earned_by_the_day_count_the_days_fully_over() -> None:
    books = Books(plan()).once()
    assert books.told("2026-01-05") == {"collected": "199.00", "deferred": "199.00"}
    books.on("2026-02-05")
    # 10 of 31 days are 64.19, 30 of 31 are 192.58
    assert books.told("2026-01-15") == {
        "collected": "199.00",
        "recognised": "64.19",
        "deferred": "134.81",
    }
    assert books.told("2026-02-04")["recognised"] == "192.58"
    assert books.told("2026-02-05") == {"collected": "199.00", "recognised": "199.00"}


def test_dues_split_over_benefits_are_earned_by_use_and_what_lapses_is_breakage() -> None:
    books = Books(ALLOCATED).once().on("2026-01-10")
    books.ledger.redeem("ana", "facial")
    books.ledger.redeem("ana", "credit", amount="20.00")
    books.on("2026-01-15")
    # 143.28 + 15.92 + 10 of 31 days of 15.92
    assert books.told() == {"collected": "199.00", "recognised": "164.34", "deferred": "34.66"}
    assert books.told("2026-01-09") == {
        "collected": "199.00",
        "recognised": "2.05",
        "deferred": "196.95",
    }
    books.on("2026-02-05")
    assert books.told() == {"collected": "199.00", "recognised": "199.00", "breakage": "23.88"}


def test_a_reversal_takes_the_revenue_back_and_a_late_one_becomes_breakage() -> None:
    books = Books(ALLOCATED).once()
    books.ledger.redeem("ana", "facial", key="v")
    assert books.told()["recognised"] == "143.28"
    books.on("2026-01-06").ledger.reverse("ana", "v")
    assert books.told()["recognised"] == "0.51"  # a day of access
    books.ledger.redeem("ana", "facial", key="w")
    books.on("2026-02-10").ledger.reverse("ana", "w")
    assert books.told() == {"collected": "199.00", "recognised": "199.00", "breakage": "183.08"}


def test_a_late_report_takes_its_breakage_back_on_the_day_of_the_lapse() -> None:
    books = Books(ALLOCATED).once().on("2026-02-08")
    assert books.told()["breakage"] == "183.08"
    books.ledger.redeem("ana", "facial", performed_on=day("2026-01-20"))
    assert books.told()["breakage"] == "39.80"
    # 143.28 of the facial and 15 days of access are earned by the 20th
    assert books.told("2026-01-20")["recognised"] == "150.98"
    assert books.told("2026-02-05")["breakage"] == "39.80"


def test_units_of_an_upgrade_are_earned_one_by_one_to_the_cent() -> None:
    botox = {
        "id": "botox",
        "kind": "service_credit",
        "quantity": 10,
        "standalone_price": "120.00",
        "rollover": "unlimited",
    }
    dearer = plan(
        id="radiance",
        price="299.00",
        recognition={"method": "allocated"},
        benefits=[{**FACIAL, "standalone_price": "180.00"}, botox],
    )
    same = plan(
        recognition={"method": "allocated"}, benefits=[{**FACIAL, "standalone_price": "180.00"}]
    )
    books = Books(same, dearer, on="2026-04-05").on("2026-04-15")
    books.ledger.change_plan("ana", "radiance")
    assert books.told() == {"collected": "265.66", "deferred": "265.66"}
    earned = ["0.00"]
    for _ in range(10):
        books.ledger.redeem("ana", "botox")
        earned.append(books.told()["recognised"])
    cents = [int(text.replace(".", "")) for text in earned]
    assert [b - a for a, b in zip(cents, cents[1:], strict=False)] == [  # noqa: RUF007
        *(667, 666, 667, 666, 667, 667, 666, 667, 666, 667)
    ]


def test_a_full_refund_leaves_nothing_earned_and_no_breakage() -> None:
    books = Books(ALLOCATED).once().on("2026-01-10")
    books.ledger.redeem("ana", "facial")
    books.on("2026-01-15").ledger.refund("ana", charged_on=day("2026-01-05"))
    assert books.told() == {"collected": "199.00", "refunded": "199.00"}
    books.on("2026-03-20")
    assert books.told() == {"collected": "199.00", "refunded": "199.00"}


def test_a_part_refunded_lowers_what_is_deferred_pro_rata() -> None:
    books = Books(ALLOCATED).once().on("2026-01-15")
    books.ledger.refund("ana", charged_on=day("2026-01-05"), amount="50.00")
    assert books.told() == {
        "collected": "199.00",
        "recognised": "5.14",
        "deferred": "143.86",
        "refunded": "50.00",
    }
    # 50.00 over 143.28, 39.80 and the 10.78 of access still to come: 36.95, 10.27, 2.78
    books.ledger.redeem("ana", "facial")
    assert books.told()["recognised"] == "111.47"  # 5.14 + 143.28 - 36.95
    books.on("2026-02-05")
    assert books.told() == {
        "collected": "199.00",
        "recognised": "149.00",
        "breakage": "29.53",  # 39.80 - 10.27
        "refunded": "50.00",
    }


def test_what_is_refunded_beyond_the_deferred_was_earned() -> None:
    books = Books(ALLOCATED).once().on("2026-01-10")
    books.ledger.redeem("ana", "facial")
    books.ledger.redeem("ana", "credit", amount="20.00")
    books.on("2026-01-15").ledger.refund("ana", charged_on=day("2026-01-05"), amount="100.00")
    # 34.66 was deferred; the other 65.34 had been recognised: 164.34 - 65.34
    assert books.told() == {"collected": "199.00", "recognised": "99.00", "refunded": "100.00"}
    assert books.on("2026-02-10").told()["recognised"] == "99.00"


def test_the_parts_of_a_refund_end_where_the_whole_does() -> None:
    books = Books(ALLOCATED).once().on("2026-01-10")
    books.ledger.redeem("ana", "facial")
    for amount in ("0.01", "33.33", "66.66", None):
        books.ledger.refund("ana", charged_on=day("2026-01-05"), amount=amount)
    assert books.told() == {"collected": "199.00", "refunded": "199.00"}


def test_an_open_dispute_moves_nothing_but_time_and_a_lost_one_is_a_refund() -> None:
    books = Books(ALLOCATED).once().on("2026-01-10")
    books.ledger.dispute("ana", charged_on=day("2026-01-05"))
    books.on("2026-02-20")
    # neither the facial nor the credit has lapsed; access is over
    assert books.told() == {"collected": "199.00", "recognised": "15.92", "deferred": "183.08"}
    books.ledger.close_dispute("ana", "lost", charged_on=day("2026-01-05"))
    assert books.told() == {"collected": "199.00", "refunded": "199.00"}


def test_a_dispute_that_is_won_gives_the_lots_their_days_back_and_then_they_lapse() -> None:
    books = Books(ALLOCATED).once().on("2026-01-10")
    books.ledger.dispute("ana", charged_on=day("2026-01-05"))
    books.on("2026-02-20").ledger.close_dispute("ana", "won", charged_on=day("2026-01-05"))
    # 41 days were frozen: the lots end on 18 March instead of 5 February
    assert books.on("2026-03-17").told()["deferred"] == "183.08"
    assert books.on("2026-03-18").told() == {
        "collected": "199.00",
        "recognised": "199.00",
        "breakage": "183.08",
    }


def test_a_downgrade_now_moves_money_from_the_period_to_billing_credit() -> None:
    basic = plan(id="basic", price="99.00", downgrade={"when": "now"})
    books = Books(plan(), basic, on="2026-04-05").on("2026-04-15")
    books.ledger.change_plan("ana", "basic")
    # 10 of 30 days are earned; 132.67 - 66.00 = 66.67 is credit
    assert books.told() == {"collected": "199.00", "recognised": "66.33", "deferred": "132.67"}
    assert books.ledger.member("ana").billing_credit == 6667
    books.on("2026-05-05")
    # 99.00 - 66.67 was charged; April kept 132.33
    assert books.told() == {"collected": "231.33", "recognised": "132.33", "deferred": "99.00"}


def test_a_refund_takes_the_billing_credit_of_its_charge_first() -> None:
    basic = plan(id="basic", price="99.00", downgrade={"when": "now"})
    books = Books(plan(), basic, on="2026-04-05").on("2026-04-15")
    books.ledger.change_plan("ana", "basic")
    books.ledger.refund("ana", charged_on=day("2026-04-05"), amount="66.67")
    assert books.ledger.member("ana").billing_credit == 0
    assert books.told() == {
        "collected": "199.00",
        "recognised": "66.33",
        "deferred": "66.00",
        "refunded": "66.67",
    }
    books.ledger.refund("ana", charged_on=day("2026-04-05"))
    assert books.told() == {"collected": "199.00", "refunded": "199.00"}


def test_a_refund_lowers_a_bill_by_no_more_than_its_charge_had_paid_of_it() -> None:
    basic = plan(id="basic", price="99.00", downgrade={"when": "now"})
    books = Books(plan(), basic, on="2026-04-05").on("2026-04-15")
    books.ledger.change_plan("ana", "basic")
    books.on("2026-05-06").ledger.refund("ana", charged_on=day("2026-04-05"))
    # of May's 99.00 the charge had paid 66.67 and 32.33 came from May's own; a day is earned:
    # 95.81 - 66.67 stays deferred, and April's 132.33 is taken from what was recognised
    assert books.told() == {
        "collected": "231.33",
        "recognised": "3.19",
        "deferred": "29.14",
        "refunded": "199.00",
    }


def test_leaving_with_time_left_is_breakage_and_a_fee_is_not() -> None:
    books = Books(plan(enrollment_fee="49.00", cancellation={"effective": "immediately"}))
    books.on("2026-01-15").ledger.cancel("ana")
    # 64.19 of the dues was earned by then, 134.81 never will be
    assert books.told() == {"collected": "248.00", "recognised": "248.00", "breakage": "134.81"}
    # the start of the day before: 9 of 31 days, 57.77 and 14.23
    assert books.told("2026-01-14") == {
        "collected": "248.00",
        "recognised": "72.00",
        "deferred": "176.00",
    }


def test_leaving_forfeits_what_was_paid_for_grants_that_will_not_come() -> None:
    year = plan(
        price="1000.00",
        cycle="1 year",
        recognition={"method": "allocated"},
        cancellation={"effective": "immediately"},
        benefits=[{**FACIAL, "grants": "1 month", "standalone_price": "100.00"}],
    )
    books = Books(year).on("2026-02-05")
    # twelve grants: 4 x 83.34 and 8 x 83.33; the first has lapsed
    assert books.told() == {
        "collected": "1000.00",
        "recognised": "83.34",
        "breakage": "83.34",
        "deferred": "916.66",
    }
    books.ledger.redeem("ana", "facial")
    books.on("2026-02-10").ledger.cancel("ana")
    assert books.told() == {
        "collected": "1000.00",
        "recognised": "1000.00",
        "breakage": "916.66",
    }


def test_units_kept_after_the_end_stay_deferred_until_they_are_used() -> None:
    kept = {
        **ALLOCATED,
        "cancellation": {"effective": "immediately", "after_end": "keep"},
        "benefits": [
            {**FACIAL, "standalone_price": "180.00", "rollover": "unlimited"},
            ALLOCATED["benefits"][1],
        ],
    }
    books = Books(kept).on("2026-01-15")
    books.ledger.cancel("ana")
    # access is over: 5.14 earned, 10.78 broken
    assert books.told() == {
        "collected": "199.00",
        "recognised": "15.92",
        "breakage": "10.78",
        "deferred": "183.08",
    }
    books.on("2026-02-05")
    assert books.told()["deferred"] == "143.28"
    books.ledger.redeem("ana", "facial")
    assert books.told() == {"collected": "199.00", "recognised": "199.00", "breakage": "50.58"}


def test_a_shift_pause_stands_still_and_a_skip_pause_does_not() -> None:
    shift, skip = plan(pause={"billing": "shift"}), plan(pause={"billing": "skip"})
    earned = {}
    for name, terms in (("shift", shift), ("skip", skip)):
        books = Books(terms).once().on("2026-01-15")
        books.ledger.pause("ana", until=day("2026-01-25"))
        books.on("2026-02-20")
        days = ("2026-01-15", "2026-01-20", "2026-01-25", "2026-02-04", "2026-02-15")
        earned[name] = [books.told(text)["recognised"] for text in days]
    # 10, 10, 10, 20 and 31 days; 10, 15, 20, 30 and 31
    assert earned["shift"] == ["64.19", "64.19", "64.19", "128.39", "199.00"]
    assert earned["skip"] == ["64.19", "96.29", "128.39", "192.58", "199.00"]


def test_a_period_paid_late_is_caught_up_on_the_day_it_is_paid() -> None:
    books = Books(plan(), reported=True).on("2026-01-15")
    assert books.told() == {}
    books.ledger.charge_succeeded("ana", "c", "199.00")
    assert books.told() == {"collected": "199.00", "recognised": "64.19", "deferred": "134.81"}
    assert books.told("2026-01-14") == {}


def test_a_part_paid_earns_nothing_and_the_rest_makes_it_whole() -> None:
    books = Books(plan(), reported=True).on("2026-01-15")
    books.ledger.charge_succeeded("ana", "c", "100.00")
    assert books.told() == {"collected": "100.00", "deferred": "100.00"}
    books.ledger.charge_succeeded("ana", "d", "99.00")
    assert books.told()["recognised"] == "64.19"


def test_what_is_paid_beyond_the_dues_is_deferred_and_never_breakage() -> None:
    books = Books(plan(cancellation={"effective": "immediately"}), reported=True)
    books.ledger.charge_succeeded("ana", "c", "230.00")
    books.ledger.cancel("ana")
    assert books.on("2027-01-05").told() == {
        "collected": "230.00",
        "recognised": "199.00",
        "breakage": "199.00",
        "deferred": "31.00",
    }
    books.ledger.refund("ana", charge="c", amount="31.00")
    assert books.told() == {
        "collected": "230.00",
        "recognised": "199.00",
        "breakage": "199.00",
        "refunded": "31.00",
    }


def test_a_unit_used_before_it_was_paid_is_earned_when_it_is_paid() -> None:
    early = {
        **ALLOCATED,
        "benefits": [{**b, "trigger": "period_start"} for b in ALLOCATED["benefits"]],
    }
    books = Books(early, reported=True).on("2026-01-06")
    books.ledger.redeem("ana", "facial")
    assert books.told() == {}
    books.on("2026-01-10").ledger.charge_succeeded("ana", "c", "199.00")
    # 143.28 + 5 of 31 days of 15.92
    assert books.told() == {"collected": "199.00", "recognised": "145.85", "deferred": "53.15"}


def test_fees_are_earned_when_they_are_paid() -> None:
    terms = plan(late_fee="25.00", dunning=[{"after": "2 days", "do": ["late_fee"]}])
    books = Books(terms, reported=True)
    books.ledger.charge_failed("ana", "c", "199.00", "insufficient_funds")
    books.on("2026-01-15").ledger.charge_succeeded("ana", "d", "224.00")
    assert books.told() == {"collected": "224.00", "recognised": "89.19", "deferred": "134.81"}
    books.ledger.refund("ana", charge="d")
    assert books.told() == {"collected": "224.00", "refunded": "224.00"}


def test_what_a_hand_gave_is_worth_nothing() -> None:
    books = Books(ALLOCATED).once()
    books.ledger.adjust("ana", "facial", quantity=5)
    books.ledger.redeem("ana", "facial", quantity=6)
    assert books.told()["recognised"] == "143.28"


def test_a_correction_down_is_breakage() -> None:
    books = Books(ALLOCATED).once()
    books.ledger.adjust("ana", "facial", quantity=-1)
    assert books.told() == {
        "collected": "199.00",
        "recognised": "143.28",
        "breakage": "143.28",
        "deferred": "55.72",
    }


def _long_life() -> Books:
    """Use, reversal, decline, late fee, pause, downgrade, refund, dispute, end, return."""
    terms: dict[str, Any] = {
        **ALLOCATED,
        "enrollment_fee": "49.00",
        "late_fee": "10.00",
        "pause": {"billing": "shift", "fee": "15.00"},
        "dunning": [{"after": "2 days", "do": ["late_fee"]}],
        "cancellation": {"effective": "immediately"},
    }
    basic = {**terms, "id": "basic", "price": "99.00", "downgrade": {"when": "now"}}
    books = Books(terms, basic)
    at = books.ledger
    at.redeem("ana", "credit", amount="20.00", key="a")
    at.redeem("ana", "facial", key="b")
    at.reverse("ana", "a")
    books.on("2026-01-20")
    at.pause("ana")
    books.on("2026-02-01")
    at.resume("ana")
    books.once().on("2026-02-20")
    books.cards.approve("ana")
    at.update_card("ana")
    at.change_plan("ana", "basic")
    books.on("2026-03-20")
    charges = [c for c in at.member("ana").charges if c.outcome == "paid"]
    at.refund("ana", charge=charges[0].charge, amount="70.00")
    at.dispute("ana", charge=charges[-1].charge)
    books.on("2026-04-10")
    at.close_dispute("ana", "lost", charge=charges[-1].charge)
    at.refund("ana", charge=charges[0].charge)
    at.adjust("ana", "facial", quantity=1)
    books.on("2026-04-12")
    at.redeem("ana", "facial", performed_on=day("2026-04-11"))
    at.cancel("ana")
    books.on("2026-05-01")
    at.enroll("ana", "glow")
    return books.on("2026-06-15")


def test_the_figures_add_up_after_every_event_and_on_every_day() -> None:
    events = _long_life().ledger.history("ana")
    kinds = {type(event) for event in events}
    assert {e.Refunded, e.DisputeLost, e.CreditGiven, e.CreditUsed, e.Cancelled, e.Lapsed} <= kinds
    days = [day("2026-01-01") + timedelta(days=9 * n) for n in range(22)]
    for n in range(len(events) + 1):
        for on in days:
            f = revenue_of(events[:n], on)
            assert f.collected == f.recognised + f.deferred + f.refunded, (n, on)


def test_every_day_adds_up_with_what_had_happened_by_then() -> None:
    books = _long_life()
    on = day("2026-01-05")
    while on <= day("2026-06-15"):
        f = books.ledger.revenue(as_of=on)
        assert f.collected == f.recognised + f.deferred + f.refunded, on
        assert f.deferred >= 0, on
        assert f.refunded <= f.collected, on
        assert 0 <= f.breakage <= max(f.recognised, 0), on
        on += timedelta(days=1)


@pytest.mark.parametrize("known_on", ["2026-01-05", "2026-02-20", "2026-04-10"])
def test_the_books_of_a_past_day_as_they_were_known_then_add_up(known_on: str) -> None:
    f = _long_life().ledger.revenue(known_on=day(known_on))
    assert f.collected == f.recognised + f.deferred + f.refunded


EVERY_MONTH = {
    **FACIAL,
    "grants": {"every": "1 month"},
    "trigger": "period_start",
    "standalone_price": "50.00",
}
TWO_MONTHS = plan(
    price="100.00",
    cycle="2 months",
    recognition={"method": "allocated"},
    benefits=[EVERY_MONTH],
)


def test_each_grant_that_came_before_its_dues_were_paid_gets_its_own_share() -> None:
    books = Books(TWO_MONTHS, reported=True).once().on("2026-02-10")
    books.ledger.charge_succeeded("ana", "c1", "100.00", on=day("2026-01-20"))
    # the facial of January lapsed on 5 February, the one of February is there
    assert books.told() == {
        "collected": "100.00",
        "recognised": "50.00",
        "breakage": "50.00",
        "deferred": "50.00",
    }


def test_money_paid_late_is_for_a_grant_to_come_on_the_day_it_was_paid() -> None:
    books = Books(TWO_MONTHS, reported=True).once().on("2026-02-10")
    books.ledger.charge_succeeded("ana", "c1", "100.00", on=day("2026-01-20"))
    assert books.told("2026-01-19") == {}
    assert books.told("2026-01-25") == {"collected": "100.00", "deferred": "100.00"}
