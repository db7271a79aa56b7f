"""The figures of a practice, asked of each kind of database, are those worked out from events."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.projections import Ratio


def test_figures_are_the_same_wherever_the_rows_are_kept(ledger: Ledger, clock: SetClock) -> None:
    """Ana's dues of February fail and are paid by hand; Bo moves up; Cy leaves unused units."""
    cards: Any = ledger._desk.cards
    for member in ("ana", "bo", "cy"):
        ledger.enroll(member, "glow")
    ledger.redeem("ana", "facial")
    ledger.redeem("bo", "bank", amount="20.00")
    ledger.cancel("cy")
    cards.decline("ana", "insufficient_funds")
    clock.day = date(2026, 2, 12)
    ledger.advance()
    ledger.charge_succeeded("ana", "cash-1", "199.00")
    ledger.change_plan("bo", "radiance", when="now")
    clock.day = today = date(2026, 4, 1)
    cards.approve("ana")
    ledger.advance()

    first = date(2026, 1, 1)
    told = ledger.recovery(first)
    assert (told.recovered, told.days) == (Ratio(19_900, 19_900), (2,))
    assert told == ledger.recovery(first, known_on=today)
    assert ledger.breakage() == ledger.breakage(known_on=today)
    assert ledger.utilisation(first) == ledger.utilisation(first, known_on=today)
    assert ledger.tiers() == ledger.tiers(known_on=today)
    assert [(tier.tier, tier.members) for tier in ledger.tiers()] == [("glow", 1), ("radiance", 1)]
    assert ledger.trend(first) == ledger.trend(first, known_on=today)
    assert [month.net for month in ledger.trend(first)] == [3, -1, 0]
