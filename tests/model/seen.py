"""What of a member can be seen from outside, in the words of a scenario's `expect`."""

from __future__ import annotations

from datetime import date
from typing import Any

from .ahead import next_charge
from .earning import figures
from .lots import burn_order
from .member import Member, free
from .model import Model

__all__ = ["revenue", "seen"]


def seen(model: Model, name: str, *, ahead: bool = True) -> dict[str, Any]:
    """Amounts are integers of the minor unit; `ahead` says whether the next charge is wanted."""
    m = model.members[name]
    grants = [e["on"] for e in m.log if e["kind"] == "granted"]
    return {
        "status": m.status,
        "standing": m.standing,
        "plan": m.plan["id"],
        "balance": model.balance(name),
        "reserved": _reserved(m),
        "lots": _lots(m),
        "next_charge": next_charge(model, name) if ahead else None,
        "charges": _charges(m),
        "owed": m.owed,
        "billing_credit": m.credit_left,
        "last_refill": max(grants) if grants else None,
        "ends_on": m.enrollments[-1][1] or m.ends_on,
        "flagged": m.run is not None and m.run["flag"],
        "redeemed_from": {
            key: [(m.lot(n)["granted_on"], part) for n, part in done["takes"]]
            for key, done in m.redemptions.items()
        },
    }


def _reserved(m: Member) -> dict[str, int]:
    total: dict[str, int] = {}
    for lot in m.lots:
        total[lot["benefit"]] = total.get(lot["benefit"], 0) + lot["kept"]
    return total


def _lots(m: Member) -> list[tuple[str, int, date | None]]:
    order = [b["id"] for b in m.plan["benefits"]]
    others = [lot["benefit"] for lot in m.lots if lot["benefit"] not in order]
    found = []
    for benefit in [*order, *dict.fromkeys(others)]:
        mine = [x for x in m.lots if x["benefit"] == benefit and x["frozen_on"] is None]
        found += [(benefit, free(x), x["expires"]) for x in burn_order(mine) if free(x)]
    return found


def _charges(m: Member) -> list[tuple[date, int, str]]:
    ordered = sorted(m.charges, key=lambda c: c["on"])
    return [(c["on"], c["amount"], _outcome(c)) for c in ordered if c["amount"]]


def _outcome(charge: dict[str, Any]) -> str:
    return "disputed" if charge["open"] or charge["outcome"] == "lost" else str(charge["outcome"])


def revenue(model: Model, on: date) -> dict[str, int]:
    """Of the whole practice, at the start of a day with that day's events."""
    total = dict.fromkeys(("collected", "recognised", "breakage", "deferred", "refunded"), 0)
    for member in model.members.values():
        for name, amount in figures(member, on).items():
            total[name] += amount
    return total
