"""The ledger knows what the processor knows, whatever goes back and however often it is told."""

from datetime import date

from frontdesk.plans import PLANS, PRACTICE
from frontdesk.webhooks import take
from hypothesis import given
from hypothesis import strategies as st

from memberledger import Ledger, SetClock
from memberledger.testing.processor import SimulatedProcessor

JOINED = date(2026, 1, 10)


def practice() -> Ledger:
    """A ledger in memory; the processor charges, and tells us."""
    ledger = Ledger.open("sqlite:///:memory:", clock=SetClock("America/Denver", JOINED))
    ledger.open_practice(**PRACTICE, plans=PLANS)
    ledger.enroll("m-001", "glow")
    return ledger


@given(refunds=st.lists(st.integers(1, 1_000), max_size=4), twice=st.booleans())
def test_what_went_back_is_what_the_ledger_knows(refunds: list[int], twice: bool) -> None:
    processor = SimulatedProcessor()
    charge = processor.charge("m-001", 12_900, JOINED)
    for cents in refunds:
        processor.refund(charge.id, cents, on=JOINED)
    with practice() as ledger:
        for event in processor.told * (2 if twice else 1):
            take(ledger, event.body)
        assert ledger.revenue().refunded == charge.refunded
