"""Units and their money go from one member to another: both have books that balance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memberledger import Ledger, Refused, SetClock
from memberledger.projections import revenue_of
from memberledger.projections.journal import balances_at, classes_of, journal_of
from memberledger.scenarios import SimulatedCards

MEMBERS = ("ana", "bea")
PLAN: dict[str, Any] = {
    "id": "glow",
    "price": "100.01",
    "cycle": "1 month",
    "recognition": {"method": "allocated", "access": "20.00"},
    "no_show": {"units": "forfeit", "fee": "9.00"},
    "tax": {"rate": "7.5"},
    "benefits": [
        {
            "id": "facial",
            "kind": "service_credit",
            "quantity": 3,
            "standalone_price": "100.00",
            "rollover": {"periods": 2},
            "transferable": {},
        }
    ],
}
VERBS = ("transfer", "transfer", "redeem", "reverse", "miss", "excuse", "refund", "lose", "wait")
Act = tuple[str, int, int, int]
acts = st.lists(
    st.tuples(
        st.sampled_from(VERBS), st.integers(0, 1), st.integers(1, 3), st.sampled_from([0, 3, 17])
    ),
    min_size=3,
    max_size=14,
)


def ask(ledger: Ledger, clock: SetClock, act: Act) -> None:
    verb, which, n, _ = act
    member, other = MEMBERS[which], MEMBERS[1 - which]
    charges = [line.charge for line in ledger.member(member).charges if line.outcome == "paid"]
    charge = charges[n % len(charges)] if charges else "none"
    key = f"k{n}"
    if verb == "transfer":
        ledger.transfer(member, other, "facial", quantity=n)
    elif verb == "redeem":
        ago = clock.day - timedelta(days=5 * (n - 1))
        ledger.redeem(member, "facial", key=key, performed_on=ago)
    elif verb == "reverse":
        ledger.reverse(member, key)
    elif verb == "miss":
        ledger.reserve(member, "facial", for_on=clock.day, key=f"v{n}")
        ledger.no_show(member, f"v{n}")
    elif verb == "excuse":
        ledger.release(member, f"v{n}")
    elif verb == "refund":
        ledger.refund(member, charge=charge, amount=(None, "33.33", "0.01")[n - 1])
    elif verb == "lose":
        ledger.dispute(member, charge=charge)
        ledger.close_dispute(member, "lost", charge=charge)


@given(acts)
def test_what_goes_between_members_is_zero_over_both(asked: list[Act]) -> None:
    clock = SetClock("America/Denver", date(2026, 1, 10))
    with Ledger.open("sqlite:///:memory:", clock=clock, cards=SimulatedCards()) as ledger:
        ledger.open_practice("America/Denver", "USD", [PLAN])
        for member in MEMBERS:
            ledger.enroll(member, "glow")
        for act in asked:
            clock.day += timedelta(days=act[3])
            ledger.advance()
            try:
                ask(ledger, clock, act)
            except Refused:
                continue
        streams = [ledger.history(member) for member in MEMBERS]
    books = [journal_of(events) for events in streams]
    days = {event.effective_on for events in streams for event in events}
    for day in sorted({*days, date(2100, 1, 1)}):
        passed = 0
        for events, rows in zip(streams, books, strict=True):
            until = [event for event in events if event.effective_on <= day]
            balances = balances_at(*rows, day)
            assert sum(balances.values()) == 0
            assert classes_of(balances) == revenue_of(until, day), day
            passed += balances.get("Liabilities:Transferred", 0)
        assert passed == 0
