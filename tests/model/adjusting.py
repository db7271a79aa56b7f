"""Correcting a balance by hand, up or down."""

from __future__ import annotations

from datetime import date

from . import lots
from .member import Member, Refusal

__all__ = ["adjust"]


def adjust(m: Member, on: date, benefit: str, quantity: int) -> None:
    """Up makes a lot of its own, without an end; down takes in burn order."""
    if m.status == "cancelled":
        raise Refusal("cancelled")
    terms = m.terms_of(benefit)
    if terms is None:
        raise Refusal("unknown_benefit")
    if not terms["lots"]:
        raise Refusal("invalid")
    if quantity < 0:
        mine = [x for x in m.lots if x["benefit"] == benefit and x["frozen_on"] is None]
        takes = lots.take(lots.burn_order(x for x in mine if lots.live(m, x, on)), -quantity)
        if sum(part for _, part in takes) < -quantity:
            raise Refusal("insufficient_balance")
        for number, part in takes:
            m.lot(number)["taken"] += part
        m.tell("adjusted", on, benefit=benefit, quantity=quantity, takes=takes)
        return
    now = [b for b in m.plan["benefits"] if b["id"] == benefit]
    lot = {
        "id": len(m.lots) + 1,
        "benefit": benefit,
        "plan": "",
        "granted_on": on,
        "start": on,
        "end": on,
        "expires": None,
        "priority": now[0]["priority"] if now else 0,
        "quantity": quantity,
        "used": 0,
        "kept": 0,
        "lapsed": 0,
        "taken": 0,
        "bill": None,
        "promo": True,
        "void": False,
        "frozen_on": None,
        "gone": [],
        "cadence": False,
        "carryover_limit": None,
        "max_balance": None,
        "bank": False,
    }
    m.lots.append(lot)
    m.tell("adjusted", on, benefit=benefit, quantity=quantity, takes=[], lot=lot["id"])
