"""A small practice for tests of the views, and its tables as they are in the database."""

from __future__ import annotations

from typing import Any

from memberledger.ledger import Ledger
from memberledger.views import METADATA, POSITIONS, VIEWS, Views
from memberledger.views.statements import create

__all__ = ["PLANS", "begin_at_nothing", "rows_of"]

PLANS: list[dict[str, Any]] = [
    {
        "id": "glow",
        "price": "199.00",
        "cycle": "1 month",
        "benefits": [
            {
                "id": "facial",
                "kind": "service_credit",
                "quantity": 1,
                "rollover": {"mode": "limited", "periods": 2},
            },
            {"id": "bank", "kind": "value_credit", "amount": "50.00"},
        ],
    },
    {
        "id": "radiance",
        "price": "299.00",
        "cycle": "1 month",
        "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 2}],
    },
]


def rows_of(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every view, as stored, in an order of its own."""
    beside = ledger.views.store.beside
    with beside.reading() as session:
        return {
            name: sorted(session.rows(f"SELECT * FROM {beside.named(name)}"), key=repr)
            for name in METADATA.tables
            if name != POSITIONS.name
        }


def begin_at_nothing(views: Views) -> None:
    """Empty tables that are live, so that catching up begins with the first event."""
    views.standings()
    beside = views.store.beside
    with beside.writing() as session:
        for name, table in METADATA.tables.items():
            if name != POSITIONS.name:
                create(session, beside, table)
        for view in VIEWS.values():
            views.positions.add(session, view)
            views.positions.live(session, view, 0)
