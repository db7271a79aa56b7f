"""Who asked and why is told of what was asked, and of nothing that fell due by itself."""

from __future__ import annotations

from datetime import date

from memberledger import Ledger

from .house import House, day, plan

GIVEN = plan(
    benefits=[
        {
            "id": "facial",
            "kind": "service_credit",
            "quantity": 1,
            "rollover": "unlimited",
            "transferable": {},
        }
    ]
)
AMY = {"actor": "amy", "reason": "at the desk"}


def who(ledger: Ledger, member: str, since: str) -> list[tuple[str, date, str | None, str | None]]:
    """Of the events from a day on: kind, day, who asked, why."""
    events = [event for event in ledger.history(member) if event.effective_on >= day(since)]
    return [(type(each).__name__, each.effective_on, each.actor, each.reason) for each in events]


def test_what_fell_due_before_a_command_names_nobody() -> None:
    house = House(GIVEN)
    house.ledger.enroll("ana", "glow", **AMY)
    house.clock.day = day("2026-02-06")
    house.ledger.redeem("ana", "facial", **AMY)
    assert who(house.ledger, "ana", "2026-02-01") == [
        ("DuesBilled", day("2026-02-05"), None, None),
        ("Charged", day("2026-02-05"), None, None),
        ("BillSettled", day("2026-02-05"), None, None),
        ("Granted", day("2026-02-05"), None, None),
        ("Redeemed", day("2026-02-06"), "amy", "at the desk"),
    ]


def test_what_a_command_brings_with_it_names_who_asked() -> None:
    house = House(GIVEN)
    house.ledger.enroll("ana", "glow", **AMY)
    told = {(actor, reason) for _, _, actor, reason in who(house.ledger, "ana", "2026-01-01")}
    assert told == {("amy", "at the desk")}


def test_of_two_members_whom_a_command_concerns_it_is_the_same() -> None:
    house = House(GIVEN)
    for member in ("ana", "bo"):
        house.ledger.enroll(member, "glow")
    house.clock.day = day("2026-02-06")
    house.ledger.transfer("ana", "bo", "facial", **AMY)
    for member, kind in (("ana", "UnitsGiven"), ("bo", "UnitsReceived")):
        *fell_due, asked = who(house.ledger, member, "2026-02-01")
        assert {(actor, reason) for _, _, actor, reason in fell_due} == {(None, None)}
        assert asked == (kind, day("2026-02-06"), "amy", "at the desk")
