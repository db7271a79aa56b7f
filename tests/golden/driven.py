"""Lives that no scenario file can play: consents, notices, keyed commands, a mirror's reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.mirror import folders

from memberledger import Ledger, SetClock
from memberledger.scenarios import SimulatedCards

__all__ = ["DRIVEN"]

FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1}
GLOW = {
    "id": "glow",
    "price": "199.00",
    "cycle": "1 month",
    "benefits": [FACIAL],
    "pause": {},
    "price_change": {"notice": "14 days"},
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def agreed_and_notified(file: Path) -> None:
    """A member in California agrees to a text, is told of a new price, and pays it from May."""
    clock = SetClock("America/Denver", day("2026-01-05"))
    with Ledger.open(file, clock=clock, cards=SimulatedCards()) as ledger:
        ledger.open_practice("America/Denver", "USD", [GLOW])
        ledger.enroll(
            "m-001",
            "glow",
            state="US-CA",
            processor_customer="cus_001",
            key="join-1",
            actor="desk-1",
            reason="walk_in",
        )
        ledger.record_consent(
            "m-001",
            terms_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            text_version="2026-01",
            channel="tablet",
            key="consent-1",
            actor="desk-1",
        )
        ledger.redeem("m-001", "facial", key="visit-1", actor="desk-2")
        ledger.dispute("m-001", charged_on=day("2026-01-05"), key="bank-1")
        ledger.close_dispute("m-001", "won", charged_on=day("2026-01-05"), key="bank-2")
        ledger.close_dispute("m-001", "won", charged_on=day("2026-01-05"), key="bank-3")
        clock.day = day("2026-04-20")
        ledger.advance()
        ledger.publish([{**GLOW, "version": 2, "price": "219.00"}])
        ledger.record_notice(
            "m-001",
            kind="price_change",
            delivered_on=day("2026-04-18"),
            channel="email",
            key="notice-1",
        )
        ledger.amend(
            "m-001",
            version=2,
            from_on=day("2026-05-01"),
            notified_on=day("2026-04-18"),
            key="price-1",
            reason="price_change",
        )
        clock.day = day("2026-06-01")
        ledger.advance()


def mirrored(file: Path) -> None:
    """A mirror reads exports in which more was paid than owed, a part of it given back."""
    folder = folders.write(
        file.with_suffix(""),
        charges=[
            folders.paid(1, "2026-01-05"),
            "ch_2,2026-02-05,ana,,249.00,usd,refunded,,2026-02-07,60.00",
            folders.paid(3, "2026-03-05", status="failed"),
        ],
        redemptions=["2026-01-20,ana,facial,1,,visit-1,", "2026-02-20,ana,credit,,20.00,,"],
    )
    folders.run(folder, file, "2026-03-20")


def paid_late_and_too_much(file: Path) -> None:
    """A facial comes before its dues are paid; what was paid over is lost in a dispute."""
    terms = {"recognition": {"method": "allocated", "access": "20.00"}, "stackable": True}
    facial = {**FACIAL, "trigger": "period_start", "standalone_price": "180.00"}
    retail = {"id": "retail", "kind": "discount", "amount_off": "5.00", "name": "5 off retail"}
    plans = [
        {**GLOW, **terms, "name": "Glow", "benefits": [facial, retail]},
        {**GLOW, "id": "radiance", "price": "299.00", "anchor": {"day": 1}},
        {**GLOW, "id": "basic", "price": "99.00", "anchor": {"day": 15}},
    ]
    clock = SetClock("America/Denver", day("2026-01-05"))
    with Ledger.open(file, clock=clock) as ledger:
        ledger.open_practice("America/Denver", "USD", plans)
        ledger.enroll("m-001", "glow")
        clock.day = day("2026-01-08")
        ledger.charge_succeeded("m-001", "ch-1", "249.00")
        ledger.dispute("m-001", charge="ch-1")
        ledger.close_dispute("m-001", "lost", charge="ch-1")
        ledger.change_plan("m-001", "radiance", when="next_period")
        clock.day = day("2026-02-05")
        ledger.advance()
        ledger.charge_succeeded("m-001", "ch-2", "800.00")
        ledger.change_plan("m-001", "basic", when="next_period")
        clock.day = day("2026-03-20")
        ledger.advance()


def left_and_forgotten(file: Path) -> None:
    """A member leaves and asks to be forgotten."""
    clock = SetClock("America/Denver", day("2026-01-05"))
    with Ledger.open(file, clock=clock, cards=SimulatedCards()) as ledger:
        terms = {"cancellation": {"effective": "immediately"}}
        ledger.open_practice("America/Denver", "USD", [{**GLOW, **terms}])
        ledger.enroll("m-001", "glow")
        ledger.cancel("m-001")
        ledger.erase("m-001", key="request-1", actor="owner", reason="erasure_request")


DRIVEN: tuple[Callable[[Path], None], ...] = (
    agreed_and_notified,
    mirrored,
    paid_late_and_too_much,
    left_and_forgotten,
)
