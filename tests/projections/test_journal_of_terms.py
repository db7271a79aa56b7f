"""What terms and late news post, worked out by hand."""

from __future__ import annotations

from typing import Any

from memberledger.projections.journal import (
    Posting,
    Spread,
    balances_at,
    journal_of,
    roll_forward,
)

from .books import ALLOCATED, FACIAL, Books, day, plan

BOUGHT = {**FACIAL, "standalone_price": "100.00", "rollover": "unlimited"}
BY_USE = {"method": "allocated"}


def rows_of(books: Books, member: str = "ana") -> tuple[list[Posting], list[Spread]]:
    return journal_of(books.ledger.history(member))


def last(books: Books, member: str = "ana") -> dict[tuple[str, str], int]:
    """The lines of the last event that has any: (date, account) to minor units."""
    postings, _ = rows_of(books, member)
    version = postings[-1].version
    found: dict[tuple[str, str], int] = {}
    for row in postings:
        if row.version == version:
            key = row.effective_on.isoformat(), row.account
            found[key] = found.get(key, 0) + row.amount
    return {key: amount for key, amount in found.items() if amount}


def held(books: Books, on: str, member: str = "ana") -> dict[str, int]:
    return balances_at(*rows_of(books, member), day(on))


def four(**facts: Any) -> dict[str, Any]:
    """120.00 a month for four facials, 30.00 each."""
    facts = {"benefits": [{**BOUGHT, "quantity": 4}], **facts}
    return plan(price="120.00", recognition=BY_USE, **facts)


def test_a_use_told_late_earns_what_it_was_worth_that_day_and_what_a_refund_left_after() -> None:
    books = Books(ALLOCATED).once().on("2026-01-15")
    books.ledger.refund("ana", charged_on=day("2026-01-05"), amount="100.00")
    # of 143.28, 39.80 and 10.78 that were deferred: 73.91, 20.53 and 5.56
    assert last(books) == {
        ("2026-01-15", "Liabilities:Deferred:Facial"): 7_391,
        ("2026-01-15", "Liabilities:Deferred:Credit"): 2_053,
        ("2026-01-15", "Liabilities:Deferred:Access"): 556,
        ("2026-01-15", "Assets:Processor:Clearing:Refunds"): -10_000,
    }
    books.on("2026-01-17").ledger.redeem("ana", "facial", performed_on=day("2026-01-10"))
    # on the 10th it earned 143.28; since the refund on the 15th it is worth 69.37
    assert last(books) == {
        ("2026-01-10", "Liabilities:Deferred:Facial"): 14_328,
        ("2026-01-10", "Income:Dues:Facial"): -14_328,
        ("2026-01-15", "Liabilities:Deferred:Facial"): -7_391,
        ("2026-01-15", "Income:Dues:Facial"): 7_391,
    }
    assert held(books, "2026-01-14")["Income:Dues:Facial"] == -14_328
    assert held(books, "2026-01-15")["Income:Dues:Facial"] == -6_937


def test_a_use_told_late_earns_by_the_uses_that_there_were_on_each_day_since() -> None:
    thirds = plan(price="100.00", recognition=BY_USE, benefits=[{**BOUGHT, "quantity": 3}])
    books = Books(thirds).once()
    for performed in ("2026-01-12", "2026-01-20"):
        books.on(performed).ledger.redeem("ana", "facial")
    books.on("2026-01-21").ledger.redeem("ana", "facial", performed_on=day("2026-01-08"))
    # three earn 33.33, 33.34, 33.33: it was the first until the 12th, the second until the 20th
    assert last(books) == {
        ("2026-01-08", "Liabilities:Deferred:Facial"): 3_333,
        ("2026-01-08", "Income:Dues:Facial"): -3_333,
        ("2026-01-12", "Liabilities:Deferred:Facial"): 1,
        ("2026-01-12", "Income:Dues:Facial"): -1,
        ("2026-01-20", "Liabilities:Deferred:Facial"): -1,
        ("2026-01-20", "Income:Dues:Facial"): 1,
    }


def test_a_part_of_a_bill_waits_until_the_rest_is_paid() -> None:
    books = Books(four(), reported=True)
    books.ledger.charge_succeeded("ana", "ch_1", "50.00")
    assert held(books, "2026-01-05") == {
        "Assets:Receivable:Dues": 7_000,
        "Assets:Receivable:Unearned": -7_000,
        "Assets:Processor:Clearing:Charges": 5_000,
        "Liabilities:Deferred:PartPaid": -5_000,
    }
    books.ledger.charge_succeeded("ana", "ch_2", "70.00")
    assert held(books, "2026-01-05") == {
        "Assets:Processor:Clearing:Charges": 12_000,
        "Liabilities:Deferred:Facial": -12_000,
    }


def test_units_given_away_pass_through_an_account_that_is_zero_over_both() -> None:
    books = Books(four(benefits=[{**BOUGHT, "quantity": 4, "transferable": {}}]))
    books.ledger.enroll("bea", "glow")
    books.ledger.transfer("ana", "bea", "facial")
    assert last(books) == {
        ("2026-01-05", "Liabilities:Deferred:Facial"): 3_000,
        ("2026-01-05", "Liabilities:Transferred"): -3_000,
    }
    assert last(books, "bea") == {
        ("2026-01-05", "Liabilities:Deferred:Facial"): -3_000,
        ("2026-01-05", "Liabilities:Transferred"): 3_000,
    }


def test_what_another_member_used_is_earned_there_and_refunded_here() -> None:
    books = Books(four(benefits=[{**BOUGHT, "quantity": 4, "transferable": {}}]))
    books.ledger.enroll("bea", "glow")
    books.ledger.transfer("ana", "bea", "facial")
    books.ledger.redeem("bea", "facial", quantity=5)  # 120.00 of her own, 30.00 of the other
    books.ledger.refund("ana", charged_on=day("2026-01-05"))
    assert held(books, "2026-01-05") == {
        "Assets:Processor:Clearing:Charges": 12_000,
        "Assets:Processor:Clearing:Refunds": -12_000,
        "Income:Dues:Facial": 3_000,
        "Liabilities:Transferred": -3_000,
    }
    assert held(books, "2026-01-05", "bea")["Income:Dues:Facial"] == -15_000


def test_the_unit_of_a_missed_visit_is_a_fee() -> None:
    books = Books(four(no_show={"units": "forfeit"}))
    books.ledger.reserve("ana", "facial", for_on=day("2026-01-08"), key="v")
    books.on("2026-01-08").ledger.no_show("ana", "v")
    assert last(books) == {
        ("2026-01-08", "Liabilities:Deferred:Facial"): 3_000,
        ("2026-01-08", "Income:Fees:NoShow"): -3_000,
    }


def test_an_annual_fee_is_earned_day_by_day() -> None:
    books = Books(plan(annual_fee={"amount": "36.50", "first": "at_enrollment"})).once()
    assert held(books, "2026-01-05")["Liabilities:Deferred:Annual"] == -3_650
    assert held(books, "2026-01-15")["Income:Fees:Annual"] == -100


def test_what_is_earned_at_the_charge_has_an_account_of_its_own() -> None:
    """200.00 by weights of 150, 30 and 20."""
    recognition = {"method": "allocated", "at_charge": "30.00", "access": "20.00"}
    benefits = [{**BOUGHT, "standalone_price": "150.00"}]
    books = Books(plan(price="200.00", recognition=recognition, benefits=benefits))
    assert held(books, "2026-01-05") == {
        "Assets:Processor:Clearing:Charges": 20_000,
        "Liabilities:Deferred:Facial": -15_000,
        "Liabilities:Deferred:Access": -2_000,
        "Income:Dues:At-Charge": -3_000,
    }
    moved = roll_forward(*rows_of(books), day("2026-01-01"), day("2026-02-01"))
    assert (moved.at_charge, moved.over_time, moved.closing) == (3_000, 1_742, 15_258)


def test_the_end_at_once_is_booked_that_day_and_that_of_a_period_the_day_before() -> None:
    for effective, ends in (("immediately", "2026-01-20"), ("period_end", "2026-02-04")):
        books = Books(four(cancellation={"effective": effective})).on("2026-01-20")
        books.ledger.cancel("ana")
        books.on("2026-02-05")
        postings, _ = rows_of(books)
        broken = [row for row in postings if row.account == "Income:Breakage"]
        assert [(row.booked_on, row.amount) for row in broken] == [(day(ends), -12_000)]


def test_what_was_paid_for_grants_that_will_not_come_is_breakage_at_the_end() -> None:
    """1,200.00 a year for a facial a month; the third is never given."""
    yearly = plan(
        price="1200.00",
        cycle="1 year",
        recognition=BY_USE,
        cancellation={"effective": "immediately"},
        benefits=[{**BOUGHT, "grants": "1 month"}],
    )
    books = Books(yearly).on("2026-02-10")
    books.ledger.redeem("ana", "facial")
    books.ledger.cancel("ana")
    moved = roll_forward(*rows_of(books), day("2026-01-01"), day("2026-03-01"))
    assert (moved.collected, moved.on_redemption, moved.breakage) == (120_000, 10_000, 110_000)
    facial = moved.by_account["Liabilities:Deferred:Facial"]
    assert facial == (0, 120_000, 10_000, 110_000, 0, 0)


def test_the_fee_of_a_pause_is_earned_by_its_end_and_no_later() -> None:
    """31.00 for a month of pause from 20 January, and it ends after ten days."""
    paused = plan(pause={"billing": "skip", "fee": "31.00"})
    books = Books(paused).on("2026-01-20")
    books.ledger.pause("ana")
    before = held(books, "2026-01-20")["Liabilities:Deferred:Freeze"]
    assert before == -3_100
    books.on("2026-01-30").ledger.resume("ana")
    assert held(books, "2026-01-30")["Income:Fees:Freeze"] == -3_100
    assert "Liabilities:Deferred:Freeze" not in held(books, "2026-01-30")
    postings, _ = rows_of(books)
    assert {row.booked_on for row in postings if row.account == "Income:Fees:Freeze"} == {
        day("2026-01-29")
    }
