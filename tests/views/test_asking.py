"""Questions to the views through a ledger: of one practice, in pages, refused where senseless."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.errors import Refused
from memberledger.ledger import Ledger

from .practice import PLANS


def test_each_practice_sees_its_own_members(shared_url: str, clock: Any) -> None:
    with (
        Ledger.open(shared_url, "north", clock=clock) as north,
        Ledger.open(shared_url, "south", clock=clock) as south,
    ):
        for ledger in (north, south):
            ledger.open_practice("America/Denver", "USD", PLANS)
        north.enroll("ana", "glow")
        south.enroll("ana", "radiance")
        south.enroll("bo", "glow")
        assert {m: row.plan for m, row in north.roster().items()} == {"ana": "glow"}
        assert {m: row.plan for m, row in south.roster().items()} == {
            "ana": "radiance",
            "bo": "glow",
        }
        assert [due.member for due in north.agenda()] == ["ana"]
        with pytest.raises(Refused, match="not enrolled"):
            north.balances("bo")


def test_a_roster_comes_in_pages(ledger: Ledger) -> None:
    for member in ("ana", "bo", "cy", "élodie"):
        ledger.enroll(member, "glow")
    first = ledger.roster(limit=3)
    assert list(first) == ["ana", "bo", "cy"]
    assert list(ledger.roster(after="cy", limit=3)) == ["élodie"]
    today = ledger.today()
    assert list(ledger.roster(after="ana", limit=2, as_of=today)) == ["bo", "cy"]


def test_ones_own_use_is_in_the_balance_at_once(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    assert ledger.balances("ana")["facial"].free == 1
    ledger.redeem("ana", "facial")
    assert ledger.balances("ana")["facial"].free == 0
    (facial, bank) = ledger.lots("ana")
    assert (facial.redeemed, facial.free) == (1, 0)
    assert (bank.redeemed, bank.free) == (0, 5000)


def test_a_day_that_is_asked_for_is_in_the_answer(ledger: Ledger) -> None:
    """Enrolled on 10 January: the next dues, and the end of the bank, are on 10 February."""
    ledger.enroll("ana", "glow")
    ninth, tenth = date(2026, 2, 9), date(2026, 2, 10)
    assert [(each.member, each.due_on) for each in ledger.agenda(tenth)] == [("ana", tenth)]
    assert ledger.agenda(ninth) == []
    assert [(each.benefit, each.quantity) for each in ledger.expiring(tenth)] == [("bank", 5000)]
    assert ledger.expiring(ninth) == []
    assert list(ledger.roster(expiring_by=tenth)) == ["ana"]
    assert ledger.roster(expiring_by=ninth) == {}


def test_what_a_dispute_freezes_is_not_expiring_and_not_free(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    ledger.dispute("ana", charge="sim_ana_1_1")
    bank = ledger.balances("ana")["bank"]
    assert (bank.free, bank.frozen, bank.expiring) == (0, 5000, 0)
    assert ledger.expiring(date(2026, 3, 1)) == []


@pytest.mark.parametrize(
    "question",
    [
        {"status": "gone"},
        {"standing": "bad"},
        {"limit": 0},
        {"limit": True},
        {"expiring_by": "2026-01-31"},
        {"as_of": date(2027, 1, 1)},
    ],
)
def test_a_senseless_question_is_refused(ledger: Ledger, question: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        ledger.roster(**question)
    assert refused.value.reason == "invalid"


def test_a_practice_that_was_never_opened_has_no_roster(url: str, clock: Any) -> None:
    with Ledger.open(url, clock=clock) as ledger:
        for ask in (ledger.roster, ledger.all_balances, ledger.agenda, ledger.delinquent):
            with pytest.raises(Refused) as refused:
                ask()
            assert refused.value.reason == "unknown_practice"


def test_a_mirror_is_asked_like_any_ledger(url: str, clock: Any) -> None:
    with Ledger.open(url, clock=clock) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS, rung="observe")
        assert ledger.roster() == {}
        assert ledger.all_balances() == {}
        assert ledger.agenda() == []
        assert ledger.expiring(date(2026, 3, 1)) == []
