"""A history is told with its places and dates, two moments are compared, a replay is stepped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from memberledger import Ledger, Refused, SetClock
from memberledger.projections.difference import BalanceChange, ChargeChange, LotChange

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 2, "rollover": "unlimited"}
GLOW = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": [FACIAL]}


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """Ana pays on 5 January; her visit of the 8th is told on the 12th, and bea comes between."""
    clock = SetClock("America/Denver", date(2026, 1, 5))
    with Ledger.open("sqlite:///:memory:", clock=clock) as ledger:
        ledger.open_practice("America/Denver", "USD", [GLOW])
        ledger.enroll("ana", "glow")
        ledger.charge_succeeded("ana", "ch_1", "199.00", actor="amy", reason="at the desk")
        clock.day = date(2026, 1, 10)
        ledger.enroll("bea", "glow")
        clock.day = date(2026, 1, 12)
        ledger.redeem("ana", "facial", key="visit-1", performed_on=date(2026, 1, 8))
        yield ledger


def kinds(ledger: Ledger, **asked: object) -> list[str]:
    return [type(e.event).__name__ for e in ledger.history_of("ana", **asked)]  # type: ignore[arg-type]


def test_an_entry_has_its_position_in_the_ledger_and_its_number_in_the_history(
    ledger: Ledger,
) -> None:
    """The practice's own events come first: it was opened, and a plan was put on sale."""
    told = ledger.history_of("ana")
    assert [(entry.version, entry.position) for entry in told] == [
        (1, 3),
        (2, 4),
        (3, 5),
        (4, 6),
        (5, 7),
        (6, 10),
    ]
    paid = told[2]
    assert (paid.event.actor, paid.event.reason) == ("amy", "at the desk")
    assert paid.sentence == "Paid 199.00 for bill 1 (ch_1)"


def test_a_history_stops_at_what_was_known_and_at_what_was_true(ledger: Ledger) -> None:
    assert kinds(ledger, as_of=date(2026, 1, 7))[-1] == "Granted"
    assert kinds(ledger, as_of=date(2026, 1, 8))[-1] == "Redeemed"
    assert kinds(ledger, as_of=date(2026, 1, 8), known_on=date(2026, 1, 11))[-1] == "Granted"


def test_events_are_picked_by_their_day_and_their_kind(ledger: Ledger) -> None:
    assert kinds(ledger, first=date(2026, 1, 6)) == ["Redeemed"]
    assert kinds(ledger, until=date(2026, 1, 5)) == []
    assert kinds(ledger, kinds=["charged", "Granted"]) == ["Charged", "Granted"]
    with pytest.raises(Refused, match="no kind of event"):
        kinds(ledger, kinds=["Payment"])


def test_a_visit_changes_a_balance_and_its_lot(ledger: Ledger) -> None:
    found = ledger.difference("ana", 5)
    assert found.balances == (
        BalanceChange("facial", 2, 1, 0, 0, (LotChange(1, 2, 1, date(2026, 1, 5), None),)),
    )
    assert (found.facts, found.money, found.charges, found.versions) == ((), (), (), (6,))


def test_a_day_counts_what_was_told_later(ledger: Ledger) -> None:
    assert ledger.difference("ana", date(2026, 1, 7), date(2026, 1, 8)).versions == (6,)
    assert ledger.difference("ana", date(2026, 1, 8)).is_empty


def test_a_payment_changes_what_is_owed_and_what_was_collected(ledger: Ledger) -> None:
    found = ledger.difference("ana", 2, 5)
    money = {change.name: (change.before, change.after) for change in found.money}
    assert money == {"owed": (19900, 0), "collected": (0, 19900)}
    assert found.charges == (ChargeChange("ch_1", date(2026, 1, 5), 19900, None, "paid"),)


def test_before_the_first_event_there_was_nothing(ledger: Ledger) -> None:
    facts = {
        change.name: (change.before, change.after) for change in ledger.difference("ana", 0).facts
    }
    assert facts["status"] == ("none", "active")
    assert facts["next_charge_on"] == (None, date(2026, 2, 5))


@pytest.mark.parametrize("moment", [7, -1, True, date(2026, 1, 13)])
def test_a_moment_that_is_not_there_is_refused(ledger: Ledger, moment: date | int) -> None:
    with pytest.raises(Refused) as caught:
        ledger.difference("ana", moment)
    assert caught.value.reason == "invalid"


def test_a_step_has_the_member_right_after_its_event(ledger: Ledger) -> None:
    steps = list(ledger.steps("ana"))
    assert [step.card.owed for step in steps] == [0, 19900, 0, 0, 0, 0]
    assert [step.card.balance["facial"] for step in steps] == [0, 0, 0, 0, 2, 1]
    assert steps[-1].card == ledger.member("ana")
    assert [step.changed.versions for step in steps] == [(n,) for n in range(1, 7)]
    with pytest.raises(Refused, match="not_enrolled"):
        next(ledger.steps("nobody"))


def test_two_moments_are_compared_as_they_were_known_on_a_day(ledger: Ledger) -> None:
    """The visit of the 8th was told on the 12th."""
    days = date(2026, 1, 7), date(2026, 1, 8)
    early, late = date(2026, 1, 11), date(2026, 1, 12)
    assert ledger.difference("ana", *days, known_on=early).is_empty
    assert ledger.difference("ana", *days, known_on=late) == ledger.difference("ana", *days)
    whole = ledger.difference("ana", 0, known_on=early)
    assert (whole.versions, whole.after) == ((1, 2, 3, 4, 5), early)
    with pytest.raises(Refused, match="no event 6 recorded by 2026-01-11; the last is 5"):
        ledger.difference("ana", 0, 6, known_on=early)
    with pytest.raises(Refused, match="future"):
        ledger.difference("ana", 0, known_on=date(2026, 1, 13))
