"""Recurring revenue and its movements, by figures worked by hand."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from memberledger import Ledger, SetClock, read_plan
from memberledger.aggregates.member import events as e
from memberledger.projections.mrr import Movement, MrrFigures, movements_of, mrr_between, mrr_of
from memberledger.scenarios import SimulatedCards


@pytest.mark.parametrize(
    ("cycle", "price", "a_month"),
    [
        ("1 month", "199.00", 19_900),
        ("1 year", "1990.00", 16_583),
        ("1 week", "25.00", 10_863),
        ("2 weeks", "25.00", 5_432),
        ("4 weeks", "199.00", 21_618),
        ("30 days", "199.00", 20_176),
        ("3 months", "300.00", 10_000),
    ],
)
def test_a_price_is_worth_so_much_a_month(cycle: str, price: str, a_month: int) -> None:
    assert mrr_of(read_plan({"id": "p", "price": price, "cycle": cycle}, "USD")) == a_month


PLANS: list[dict[str, Any]] = [
    {
        "id": "glow",
        "price": "199.00",
        "cycle": "1 month",
        "introductory_price": {"cycles": 1, "price": "99.00"},
        "dunning": [{"after": "30 days", "do": ["suspend"]}],
        "pause": {},
    },
    {"id": "radiance", "price": "299.00", "cycle": "1 month"},
    {"id": "yearly", "price": "1990.00", "cycle": "1 year"},
    {"id": "weekly", "price": "25.00", "cycle": "1 week"},
    {"id": "thirty", "price": "199.00", "cycle": "30 days"},
]
STORY: list[tuple[str, str, str, dict[str, Any]]] = [
    ("2025-12-24", "enroll", "J", {"plan": "glow"}),
    ("2026-01-05", "enroll", "A", {"plan": "glow"}),
    ("2026-01-06", "enroll", "B", {"plan": "glow"}),
    ("2026-01-10", "enroll", "C", {"plan": "radiance"}),
    ("2026-01-11", "enroll", "D", {"plan": "yearly"}),
    ("2026-01-12", "enroll", "H", {"plan": "glow"}),
    ("2026-01-14", "cancel", "J", {}),
    ("2026-01-22", "enroll", "G", {"plan": "glow"}),
    ("2026-02-06", "enroll", "E", {"plan": "weekly"}),
    ("2026-02-07", "enroll", "F", {"plan": "thirty"}),
    ("2026-02-10", "pause", "H", {}),
    ("2026-02-20", "decline", "G", {}),
    ("2026-03-01", "change_plan", "C", {"plan": "glow"}),
    ("2026-03-05", "enroll", "I", {"plan": "glow"}),
    ("2026-03-08", "change_plan", "A", {"plan": "radiance"}),
    ("2026-03-12", "resume", "H", {}),
    ("2026-03-15", "pause", "B", {}),
    ("2026-03-15", "cancel", "E", {}),
    ("2026-03-25", "enroll", "J", {"plan": "glow"}),
    ("2026-04-02", "nothing", "", {}),
]


def _lived(
    plans: list[dict[str, Any]] = PLANS,
    story: list[tuple[str, str, str, dict[str, Any]]] = STORY,
) -> Ledger:
    clock, cards = SetClock("America/Denver", date(2025, 12, 24)), SimulatedCards()
    ledger = Ledger.open("sqlite:///:memory:", clock=clock, cards=cards)
    ledger.open_practice("America/Denver", "USD", plans)
    for day, verb, member, details in story:
        clock.day = date.fromisoformat(day)
        ledger.advance()
        if verb == "decline":
            cards.decline(member, "insufficient_funds")
        elif verb != "nothing":
            getattr(ledger, verb)(member, **details)
    return ledger


def test_a_month_of_ten_members_by_its_movements() -> None:
    """C's change takes effect on the 10th; G, past due since 22 February, is suspended on 24th."""
    with _lived() as ledger:
        march = ledger.mrr(date(2026, 3, 1), date(2026, 4, 1))
        assert march == MrrFigures(
            start=137_222,
            new=19_900,
            reactivation=19_900,
            expansion=10_000,
            resumed=19_900,
            contraction=10_000,
            churn=30_763,
            paused=19_900,
            end=146_259,
            pool_start=19_900,
            pool_end=19_900,
        )


def test_windows_that_touch_add_up() -> None:
    with _lived() as ledger:
        days = [date(2025, 12, 1), date(2026, 1, 20), date(2026, 3, 10), date(2026, 4, 2)]
        whole = ledger.mrr(days[0], days[-1])
        parts = [ledger.mrr(a, b) for a, b in itertools.pairwise(days)]
        for cause in ("new", "churn", "paused", "resumed", "expansion", "contraction"):
            assert getattr(whole, cause) == sum(getattr(part, cause) for part in parts)
        for before, after in itertools.pairwise(parts):
            assert before.end == after.start


def test_ending_while_paused_is_no_loss_that_hides() -> None:
    with _lived() as ledger:
        clock = ledger._desk.clock
        assert isinstance(clock, SetClock)
        ledger.cancel("B")
        clock.day = date(2026, 5, 10)
        ledger.advance()
        moved = movements_of(ledger.history("B"))
        ended = ledger.member("B").ends_on
        assert moved[-2:] == [
            Movement(ended, "resumed", 19_900),  # type: ignore[arg-type]
            Movement(ended, "churn", 19_900),  # type: ignore[arg-type]
        ]
        assert mrr_between(moved, date(2026, 5, 1), date(2026, 6, 1)).pool_end == 0


def test_a_request_that_is_taken_back_moves_nothing() -> None:
    with _lived() as ledger:
        before = movements_of(ledger.history("A"))
        ledger.cancel("A")
        ledger.reinstate("A")
        assert movements_of(ledger.history("A")) == before
        assert isinstance(ledger.history("A")[-1], e.CancellationWithdrawn)


def test_only_dues_make_a_member_count_and_no_fee_does() -> None:
    strict = read_plan(
        {
            "id": "glow",
            "price": "199.00",
            "cycle": "1 month",
            "benefits": [
                {
                    "id": "facial",
                    "kind": "service_credit",
                    "quantity": 1,
                    "trigger": "period_start",
                    "no_show": {"units": "forfeit", "fee": "50.00"},
                }
            ],
        },
        "USD",
    )
    clock, cards = SetClock("America/Denver", date(2026, 1, 5)), SimulatedCards()
    ledger = Ledger.open("sqlite:///:memory:", clock=clock, cards=cards)
    ledger.open_practice("America/Denver", "USD", [strict])
    cards.decline("ana", "insufficient_funds")
    ledger.enroll("ana", "glow")
    cards.approve("ana")
    ledger.reserve("ana", "facial", key="a-1", for_on=date(2026, 1, 5))
    ledger.no_show("ana", key="a-1")
    events = ledger.history("ana")
    assert [bill.bill for bill in events if isinstance(bill, e.BillSettled)] == [2]
    assert movements_of(events) == []
