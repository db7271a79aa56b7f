"""The member's card: what the front desk reads."""

from __future__ import annotations

from typing import Any

import pytest

from .books import CREDIT, FACIAL, Books, day, plan


def test_what_is_reserved_is_not_free_to_use() -> None:
    books = Books(plan(benefits=[{**FACIAL, "quantity": 3}]))
    books.ledger.reserve("ana", "facial", for_on=day("2026-01-20"), quantity=2, key="appt")
    card = books.ledger.member("ana")
    assert (card.balance, card.reserved) == ({"facial": 1}, {"facial": 2})
    assert [(lot.remaining, str(lot.expires_on)) for lot in card.lots] == [(1, "2026-02-05")]


def test_lots_are_told_in_the_plans_order_and_then_as_they_burn() -> None:
    benefits = [CREDIT, {**FACIAL, "rollover": {"periods": 1}}]
    books = Books(plan(benefits=benefits)).on("2026-02-05")
    books.ledger.adjust("ana", "facial", quantity=2)
    told = [(lot.benefit, lot.remaining, lot.expires_on) for lot in books.ledger.member("ana").lots]
    assert told == [
        ("credit", 5000, day("2026-03-05")),
        ("facial", 1, day("2026-03-05")),
        ("facial", 1, day("2026-04-05")),
        ("facial", 2, None),
    ]


def test_charges_are_told_with_what_became_of_them() -> None:
    books = Books(plan()).on("2026-02-05")
    books.ledger.refund("ana", charged_on=day("2026-01-05"), amount="50.00")
    books.ledger.dispute("ana", charged_on=day("2026-02-05"))
    books.once().on("2026-03-05")
    told = [(str(c.date), c.amount, c.outcome) for c in books.ledger.member("ana").charges]
    assert told == [
        ("2026-01-05", 19900, "paid"),
        ("2026-02-05", 19900, "disputed"),
        ("2026-03-05", 19900, "failed"),
    ]
    books.ledger.refund("ana", charged_on=day("2026-01-05"))
    books.ledger.close_dispute("ana", "won", charged_on=day("2026-02-05"))
    told = [(str(c.date), c.amount, c.outcome) for c in books.ledger.member("ana").charges]
    assert [outcome for _, _, outcome in told] == ["refunded", "paid", "failed"]


def test_a_charge_of_nothing_is_none() -> None:
    books = Books(plan(introductory_price={"cycles": 1, "price": "0.00"}))
    assert books.ledger.member("ana").charges == ()
    assert books.ledger.member("ana").balance == {"facial": 1}


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda at: None, ("2026-02-05", 19900)),
        (lambda at: at.cancel("ana"), None),
        (lambda at: at.pause("ana"), None),
        (lambda at: at.pause("ana", until=day("2026-02-20")), ("2026-03-05", 19900)),
        (lambda at: at.change_plan("ana", "basic"), ("2026-02-05", 9900)),
        (lambda at: at.charge_succeeded("ana", "x", "50.00"), ("2026-02-05", 14900)),
        (lambda at: at.charge_succeeded("ana", "x", "500.00"), ("2026-02-05", 0)),
    ],
)
def test_the_next_dues_and_what_the_card_will_be_asked_for(act: Any, told: Any) -> None:
    books = Books(plan(pause={}), plan(id="basic", price="99.00")).on("2026-01-10")
    act(books.ledger)
    next_charge = books.ledger.member("ana").next_charge
    assert next_charge == (None if told is None else (day(told[0]), told[1]))


def test_a_shift_pause_with_an_end_moves_the_next_dues_by_its_days() -> None:
    books = Books(plan(pause={"billing": "shift"})).on("2026-01-10")
    books.ledger.pause("ana", until=day("2026-01-20"))
    assert books.ledger.member("ana").next_charge == (day("2026-02-15"), 19900)


def test_what_was_redeemed_is_told_with_the_day_its_lot_was_granted() -> None:
    books = Books(plan(benefits=[{**FACIAL, "rollover": "unlimited"}])).on("2026-02-05")
    books.ledger.redeem("ana", "facial", quantity=2, key="v")
    assert books.ledger.member("ana").redeemed_from == {
        "v": ((day("2026-01-05"), 1), (day("2026-02-05"), 1))
    }


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({}, ["ends with its period"]),
        ({"rollover": "none"}, ["ends with its period"]),
        ({"rollover": "unlimited"}, ["carries over"]),
        ({"rollover": {"periods": 1}}, ["1 more period"]),
        ({"rollover": {"periods": 2}}, ["2 more periods"]),
        ({"rollover": {"grace": "7 days"}}, ["7 days past its period"]),
        ({"rollover": {"carryover_limit": 3}}, ["3", "carries over"]),
        ({"expires": "90 days"}, ["90 days after its grant"]),
        (
            {"rollover": {"periods": 2, "max_balance": 6}, "expires": "6 months"},
            ["6 is held", "2 more periods", "6 months after its grant"],
        ),
    ],
)
def test_how_a_benefit_carries_over_is_told_in_words(terms: Any, words: list[str]) -> None:
    books = Books(plan(benefits=[{**FACIAL, **terms}]))
    told = books.ledger.member("ana").rollover["facial"]
    assert [word for word in words if word not in told] == []
