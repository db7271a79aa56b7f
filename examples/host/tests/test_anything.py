"""Anything may be asked at the desk, in any order; the promises hold after every step."""

from frontdesk.plans import PLANS
from frontdesk.visits import check_in
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from memberledger.testing.machine import LedgerMachine


class Desk(LedgerMachine):
    """Our plans, two members, and people who walk in."""

    plans = tuple(PLANS)
    members = ("m-001", "m-002")

    @rule(appointment=st.integers(1, 4))
    def somebody_walks_in(self, appointment: int) -> None:
        """What the desk covers is taken from the membership, under the appointment's name."""
        said = check_in(self.table.ledger, "m-001", f"appt-{appointment}")
        if said.startswith("Covered"):
            assert f"appt-{appointment}" in self.table.ledger.member("m-001").redeemed_from


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
