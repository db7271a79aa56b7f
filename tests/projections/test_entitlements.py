"""A balance is the sum of its movements, each named by the event that made it."""

from __future__ import annotations

import pytest

from memberledger.errors import Refused

from .books import FACIAL, Books, day, plan


def test_a_balance_is_explained_by_its_movements() -> None:
    books = Books(plan(benefits=[{**FACIAL, "quantity": 3}]))
    books.ledger.reserve("ana", "facial", for_on=day("2026-01-20"), key="visit")
    books.ledger.redeem("ana", "facial", key="walk-in")
    books.on("2026-01-20").ledger.redeem("ana", "facial", key="visit")
    books.ledger.reverse("ana", "walk-in")
    books.on("2026-02-05")
    moved = books.ledger.movements("ana", "facial")
    told = [(m.event, m.kind, m.quantity, m.change, m.balance) for m in moved]
    assert told == [
        ("Granted", "grant", 3, 3, 3),
        ("Reserved", "reserve", 1, -1, 2),
        ("Redeemed", "redeem", 1, -1, 1),
        ("Redeemed", "redeem", 1, 0, 1),
        ("RedemptionReversed", "reverse", 1, 1, 2),
        ("Lapsed", "lapse", 2, -2, 0),
        ("Granted", "grant", 3, 3, 3),
    ]
    names = [type(event).__name__ for event in books.ledger.history("ana")]
    assert [names[m.version - 1] for m in moved] == [m.event for m in moved]
    assert moved[0].on == day("2026-01-05")


def test_a_dispute_freezes_a_balance_and_a_win_thaws_it() -> None:
    books = Books(plan())
    books.ledger.dispute("ana", charged_on=day("2026-01-05"))
    books.ledger.close_dispute("ana", "won", charged_on=day("2026-01-05"))
    moved = books.ledger.movements("ana")
    assert [(m.kind, m.change) for m in moved] == [("grant", 1), ("freeze", -1), ("thaw", 1)]


def test_a_benefit_nobody_agreed_to_is_unknown() -> None:
    with pytest.raises(Refused) as caught:
        Books(plan()).ledger.movements("ana", "massage")
    assert caught.value.reason == "unknown_benefit"
