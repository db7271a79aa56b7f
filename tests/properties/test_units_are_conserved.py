"""Of every lot: granted = redeemed + reserved + lapsed + forfeited + free, and none below zero."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given

from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.projections import entitlement_movements, member_card
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives


def check_lots(s: MemberState, where: object) -> None:
    reserved, redeemed = Counter[int](), Counter[int]()
    for reservation in s.open_reservations.values():
        reserved.update(dict(reservation.takes))
    for redemption in s.redemptions.values():
        if redemption.reversed_on is None:
            redeemed.update(dict(redemption.takes))
    for lot in s.lots.values():
        parts = (
            lot.redeemed,
            lot.reserved,
            lot.lapsed,
            lot.forfeited,
            lot.converted,
            lot.given,
            lot.free,
        )
        assert lot.quantity > 0, (where, lot)
        assert min(parts) >= 0, (where, lot)
        assert sum(parts) == lot.quantity, (where, lot)
        assert lot.reserved == reserved[lot.id], (where, lot)
        assert lot.redeemed == redeemed[lot.id], (where, lot)
        assert (lot.id in s.open_lots) == (lot.free + lot.reserved > 0), (where, lot)
        assert sum(quantity for _, quantity in lot.lapses) == lot.lapsed, (where, lot)
        assert 0 <= lot.ended <= lot.forfeited, (where, lot)


@given(lives(wide=None))
def test_every_lot_adds_up_after_every_event(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    s = MemberState()
    for event in events:
        apply(s, event)
        check_lots(s, event)
    card = member_card(s)
    assert all(left >= 0 for left in card.balance.values())
    assert all(kept >= 0 for kept in card.reserved.values())


@given(lives())
def test_no_balance_is_below_zero_as_of_any_past_date(life: Life) -> None:
    with play(life) as table:
        events = table.events()
        for day in sorted({event.effective_on for event in events}):
            if day > table.day():
                continue
            card = table.ledger.member("ana", as_of=day)
            assert all(left >= 0 for left in card.balance.values()), (day, card.balance)
            assert card.owed >= 0, (day, card.owed)
            assert card.billing_credit >= 0, (day, card.billing_credit)


@given(lives())
def test_nothing_usable_outlives_its_expiry(life: Life) -> None:
    with play(life) as table:
        s, today = table.state(), table.day()
    frozen = s.pause is not None and s.pause.expiry == "frozen"
    for lot in s.open_lots.values():
        if lot.expires_on is not None and lot.disputed_on is None and not frozen:
            assert lot.expires_on > today, lot


@given(lives())
def test_after_a_grant_no_more_than_the_balance_cap_is_held(life: Life) -> None:
    """Reserved units count and are dropped last; a reversal triggers no cap."""
    with play(life) as table:
        events = table.events()
    s = MemberState()
    for n, event in enumerate(events):
        apply(s, event)
        ends_a_grant = isinstance(event, e.Granted) and not _is_capped(events, n)
        if not ends_a_grant:
            continue
        for lot in event.lots:
            if lot.max_balance is not None:
                held, free = _held(s, lot.benefit, lot.plan)
                assert held <= lot.max_balance or free == 0, (event, held)


def _is_capped(events: list[e.Event], n: int) -> bool:
    after = events[n + 1] if n + 1 < len(events) else None
    return isinstance(after, e.Lapsed) and after.cause == "max_balance"


def _held(s: MemberState, benefit: str, plan: str) -> tuple[int, int]:
    lots = [
        lot
        for lot in s.open_lots.values()
        if (lot.benefit, lot.plan) == (benefit, plan)
        and not lot.promotional
        and lot.disputed_on is None
    ]
    return sum(lot.free + lot.reserved for lot in lots), sum(lot.free for lot in lots)


@given(lives())
def test_a_full_refund_leaves_nothing_of_its_lots_to_use(life: Life) -> None:
    with play(life) as table:
        s = table.state()
    for charge in s.charges.values():
        if charge.outcome == "paid" and charge.refunded == charge.amount:
            for lot in s.lots_of(s.bills_of(charge.id)):
                if lot.void:
                    assert lot.free == 0, lot


@given(lives())
def test_no_unit_is_granted_for_a_time_before_its_terms_were_agreed(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    agreed: dict[str, date] = {}
    for event in events:
        if isinstance(
            event, e.Enrolled | e.Upgraded | e.Downgraded | e.PlanSwitched | e.TermsAmended
        ):
            agreed[f"{event.plan.id}@{event.plan.version}"] = event.effective_on
        elif isinstance(event, e.Granted):
            for lot in event.lots:
                known = agreed[lot.plan]
                assert lot.end > known or event.effective_on < known, (lot, known)


@given(lives())
def test_no_stretch_is_granted_twice_under_the_same_bill(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    seen = set()
    for event in events:
        if isinstance(event, e.Granted):
            for lot in event.lots:
                grant = (lot.benefit, lot.plan, lot.start, event.bill)
                assert event.bill is None or grant not in seen, grant
                seen.add(grant)


@given(lives())
def test_every_balance_is_the_sum_of_its_movements(life: Life) -> None:
    with play(life) as table:
        events, card = table.events(), member_card(table.state())
    moved = entitlement_movements(events)
    for benefit, left in card.balance.items():
        own = [m for m in moved if m.benefit == benefit]
        assert sum(m.change for m in own) == left
        assert own == entitlement_movements(events, benefit)
        assert all(m.quantity > 0 and m.balance >= 0 for m in own), own
    for m in moved:
        assert type(events[m.version - 1]).__name__ == m.event
