"""A paid year is given whole, a reversal triggers no cap, and a bank holds what was paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.aggregates.spec import Card, History, day, enrolled, facial, plan

from memberledger.aggregates.member import Work, deciding, pausing, redeeming, refunding
from memberledger.aggregates.member import events as e

JOINED = day("2026-01-05")


def on(life: History, days: int) -> History:
    return life.on(str(JOINED + timedelta(days=days)))


@given(
    billing=st.sampled_from(["skip", "shift"]),
    start=st.integers(1, 200),
    length=st.integers(1, 120),
    refunded=st.none() | st.integers(0, 360),
)
def test_a_paid_year_is_given_whole_unless_it_is_refunded(
    billing: str, start: int, length: int, refunded: int | None
) -> None:
    monthly = facial(grants="1 month", rollover="unlimited")
    terms = plan(cycle="1 year", benefits=[monthly], pause={"billing": billing})
    begins, ends = JOINED + timedelta(days=start), JOINED + timedelta(days=start + length)

    def give_back(work: Work) -> None:
        charge = refunding.find_charge(work.state, None, JOINED)
        refunding.refund(work, charge)

    life, paused = enrolled(terms), False
    for at in sorted({start, *([refunded] if refunded is not None else [])}):
        life = on(life, at)
        if at == refunded:
            life = life.and_(give_back)
        if at == start and not paused:
            life, paused = life.and_(lambda work: pausing.pause(work, ends)), True
    shifted = length if billing == "shift" else 0
    life = on(life, 364 + shifted)
    granted = life.of(e.Granted)
    assert not [g for g in granted if begins < g.effective_on < ends]
    if refunded is None:
        # a shifted year is longer, and its clock ticks on: it never gives less than was paid for
        came = sum(len(event.lots) for event in granted)
        assert came == 12 if billing == "skip" else came >= 12
    else:
        gone = JOINED + timedelta(days=refunded)
        assert life.held() == {}
        assert not [g for g in granted if g.effective_on > gone]


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=15))
def test_a_reversal_triggers_no_cap_and_a_grant_does(acts: list[tuple[int, bool]]) -> None:
    life = enrolled(plan(benefits=[facial(quantity=3, rollover={"max_balance": 4})]))
    days = used = 0
    open_keys: list[str] = []
    for after, back in acts:
        days += after
        life = on(life, days)
        held = life.held().get("facial", 0)
        if back and open_keys:
            key, known = open_keys.pop(), len(life.events)
            life = life.and_(lambda work, key=key: redeeming.reverse(work, key))
            made = life.events[known:]
            assert not [x for x in made if isinstance(x, e.Lapsed) and x.cause == "max_balance"]
            assert life.held().get("facial", 0) == held + 1
        elif held:
            used += 1
            key = f"v{used}"
            life = life.and_(lambda work, key=key: redeeming.redeem(work, "facial", 1, key=key))
            open_keys.append(key)
    month = on(life, days + 31)
    assert month.held()["facial"] <= 4


_MONTH = st.fixed_dictionaries(
    {
        "declines": st.booleans(),
        "waives": st.booleans(),
        "refunds": st.integers(0, 12_000),
        "uses": st.integers(0, 10_000),
    }
)


@given(st.lists(_MONTH, min_size=1, max_size=5))
def test_a_bank_never_holds_more_than_was_paid_for_its_dues(months: list[dict[str, Any]]) -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"}
    card = Card()
    life = enrolled(plan(price="100.00", enrollment_fee="30.00", benefits=[bank]), card=card)
    for n, month in enumerate(months):
        card.code = "insufficient_funds" if month["declines"] else None
        life = on(life, 31 * n + 10)
        for act in (
            lambda work, month=month: _waive_some(work, wanted=month["waives"]),
            lambda work, month=month: redeeming.redeem(work, "bank", month["uses"]),
            lambda work, month=month: _refund_some(work, month["refunds"]),
        ):
            done = life.when(act)
            life = life if done.refused else History(done.events, card, done.today)
        s = life.state
        for lot in s.lots.values():
            assert lot.bill is not None
            bill = s.bills[lot.bill]
            paid = min(bill.paid, bill.lines["dues"] - bill.waived)
            assert lot.quantity <= paid
            assert lot.free <= max(paid - bill.refunded, 0) or lot.free == 0


def _refund_some(work: Work, amount: int) -> None:
    charge = next(c for c in work.state.charges.values() if c.outcome == "paid")
    if amount:
        refunding.refund(work, charge, min(amount, charge.amount))


def _waive_some(work: Work, *, wanted: bool) -> None:
    if wanted:
        deciding.waive(work, work.today)
