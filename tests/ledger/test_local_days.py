"""A day is the practice's own: from its midnight to its midnight, whatever UTC says."""

from __future__ import annotations

from datetime import UTC, datetime

from memberledger import Ledger
from memberledger.aggregates.member import events as e

from .house import GLOW, day


class Moment:
    """A clock that stands at an instant until it is set."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.text).replace(tzinfo=UTC)


def opened(moment: Moment) -> Ledger:
    ledger = Ledger.open("sqlite:///:memory:", clock=moment)
    ledger.open_practice("America/Denver", "USD", [GLOW])
    return ledger


def test_an_evening_in_denver_is_of_the_same_local_day() -> None:
    # 02:00 UTC on the 6th is 19:00 on the 5th in Denver
    ledger = opened(Moment("2026-01-06T02:00"))
    joined = ledger.enroll("ana", "glow").events[0]
    assert isinstance(joined, e.Enrolled)
    assert (joined.effective_on, joined.anchor) == (day("2026-01-05"), day("2026-01-05"))
    assert ledger.today() == day("2026-01-05")


def test_dues_fall_at_local_midnight_and_not_at_utcs() -> None:
    moment = Moment("2026-01-05T18:00")
    ledger = opened(moment)
    ledger.enroll("ana", "glow")
    for text, owed in (("2026-02-05T06:59", 19900), ("2026-02-05T07:00", 39800)):
        moment.text = text
        ledger.advance()
        assert ledger.member("ana").owed == owed


def test_the_books_of_a_day_know_what_was_recorded_by_its_local_midnight() -> None:
    moment = Moment("2026-01-06T06:30")  # half past eleven in the evening of the 5th
    ledger = opened(moment)
    ledger.enroll("ana", "glow")
    ledger.charge_succeeded("ana", "ch_1", "199.00")
    moment.text = "2026-01-07T18:00"
    for known_on, charged in ((day("2026-01-04"), None), (day("2026-01-05"), 19900)):
        books = ledger.accounts(as_of=ledger.today(), known_on=known_on)
        assert books.get("Assets:Processor:Clearing:Charges") == charged
