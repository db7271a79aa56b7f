"""The next dues that will be billed: the member is copied, and the days go on."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from .day import day_passes
from .member import owed_of
from .model import Model

__all__ = ["next_charge"]


def next_charge(model: Model, name: str) -> tuple[date, int] | None:
    """The next dues that will be billed, if nothing more is asked and the card approves."""
    m = model.members[name]
    if m.status == "cancelled" or m.standing == "suspended":
        return None
    practice = Model([], "USD", model.today, manual=False)
    memo: dict[int, Any] = {id(model): practice}
    memo |= {id(plan): plan for plan in model.plans.values()}
    memo |= {id(old): [] for old in (m.log, m.lots, m.charges, m.spans, m.waiting_grants)}
    memo |= {id(old): {} for old in (m.redemptions, m.reservations, m.requests, m.clocks)}
    again = copy.deepcopy(m, memo)
    again.run, again.refused = None, set()
    for bill in again.bills:
        if owed_of(bill) > 0:
            bill["paid"] += owed_of(bill)
            bill["settled"] = model.today
    known = len(again.bills)
    day = model.today
    for _ in range(1500):
        day += timedelta(days=1)
        if again.pause is not None and again.pause["until"] is None:
            return None
        credit = again.credit_left
        day_passes(again, day)
        again.run = None
        if again.status == "cancelled":
            return None
        for bill in again.bills[known:]:
            if bill["kind"] == "dues":
                return day, max(0, bill["dues"] + bill["fee"] - credit)
        known = len(again.bills)
    return None
