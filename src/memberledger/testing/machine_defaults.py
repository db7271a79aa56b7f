"""What a `LedgerMachine` runs and holds unless it is told otherwise: two plans, ten laws."""

from __future__ import annotations

from typing import Any

from memberledger.testing.laws import LAWS, Law

__all__ = ["MACHINE_LAWS", "PRACTICE"]

_FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 1, "rollover": {"periods": 2}}
_BANK = {"id": "bank", "kind": "value_credit", "amount": "dues", "rollover": "unlimited"}
_DUNNING = [
    {"after": "3 days", "do": ["retry", "notify_email"]},
    {"after": "7 days", "do": ["retry", "suspend"]},
    {"after": "30 days", "do": ["cancel"]},
]
PRACTICE: tuple[dict[str, Any], ...] = (
    {
        "id": "glow",
        "price": "199.00",
        "cycle": "1 month",
        "pause": {"billing": "skip", "expiry": "frozen"},
        "dunning": _DUNNING,
        "benefits": [_FACIAL],
    },
    {
        "id": "radiance",
        "price": "299.00",
        "cycle": "1 month",
        "pause": {"billing": "skip", "expiry": "frozen"},
        "dunning": _DUNNING,
        "benefits": [{**_FACIAL, "quantity": 2}, _BANK],
    },
)
"""Two tiers of a practice, for a machine that is given no plans."""

MACHINE_LAWS: tuple[Law, ...] = tuple(
    LAWS[name]
    for name in (
        "what is collected is recognised deferred or refunded",
        "what is collected is what the charges say",
        "every lot adds up after every event",
        "nothing usable outlives its expiry",
        "no day is billed twice",
        "what stands still is left alone",
        "renewals keep the anchor",
        "nobody is paused and suspended",
        "a full refund leaves nothing of its lots",
        "a replay gives the state the ledger holds",
    )
)
"""Laws that are cheap enough to be held after every step."""
