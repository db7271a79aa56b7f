"""Money that goes back: refunds, and disputes while they are open, won or lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from . import lots, using
from .dates import days
from .member import Member, Refusal, free

__all__ = ["close_dispute", "dispute", "refund", "void"]


def _charge(m: Member, name: str) -> dict[str, Any]:
    for charge in m.charges:
        if charge["id"] == name and charge["outcome"] != "failed":
            return charge
    raise Refusal("invalid")


def refund(m: Member, on: date, name: str, amount: int | None) -> None:
    charge = _charge(m, name)
    left = charge["amount"] - charge["back"]
    if amount is None:
        amount = left
    if amount > left or left == 0:
        raise Refusal("amount_exceeds_charge")
    _give_back(m, charge, amount, on, "refunded")
    if charge["back"] == charge["amount"]:
        charge["outcome"] = "refunded"


def _give_back(m: Member, charge: dict[str, Any], amount: int, on: date, kind: str) -> None:
    """What is still billing credit first, then of the bills it paid, the newest first."""
    charge["back"] += amount
    full = charge["back"] == charge["amount"]
    rest = amount
    for each in m.credit:
        if each[0] == charge["id"]:
            part = min(each[1], rest)
            each[1] -= part
            rest -= part
    m.credit = [each for each in m.credit if each[1]]
    touched = [b for b in m.bills if any(s == charge["id"] for s, _ in b["parts"])]
    bills, lowered = [], []
    for bill in reversed(touched):
        for part in bill["parts"]:
            if part[0] != charge["id"]:
                continue
            back = min(part[1], rest)
            part[1] -= back
            rest -= back
            bill["back"] += back
            if back:
                bills.append((bill["id"], back))
                if not full:
                    lowered += _banks_fall(m, bill, back, on)
    voids = []
    if full:
        for bill in touched:
            bill["void"] = kind
            for lot in m.lots:
                if lot["bill"] is bill:
                    voids += void(m, lot, on, kind)
    m.tell(
        "refunded", on, charge=charge["id"], amount=amount, bills=bills, full=full, voids=voids,
        lowered=lowered, lost=kind == "dispute_lost",
    )  # fmt: skip


def _banks_fall(m: Member, bill: dict[str, Any], amount: int, on: date) -> list[tuple[int, int]]:
    """Banked dues fall by what is refunded; appointments give way where the rest is too little."""
    lowered = []
    banks = [lot for lot in m.lots if lot["bill"] is bill and lot["bank"]]
    if sum(free(lot) for lot in banks) < amount:
        lots.unkeep(m, [lot["id"] for lot in banks], on, "refunded")
    for lot in banks:
        part = min(free(lot), amount)
        amount -= part
        if part:
            lot["taken"] += part
            lowered.append((lot["id"], part))
    return lowered


def void(m: Member, lot: dict[str, Any], on: date, kind: str) -> list[tuple[int, int]]:
    """The unused units of a charge that is gone."""
    lot["void"] = True
    lot["frozen_on"] = None
    lots.unkeep(m, [lot["id"]], on, kind)
    left = free(lot)
    if left <= 0:
        return []
    lot["taken"] += left
    return [(lot["id"], left)]


def dispute(m: Member, on: date, name: str) -> None:
    _freeze(m, on, name)
    using.appointments(m, on)


def _freeze(m: Member, on: date, name: str) -> None:
    charge = _charge(m, name)
    if charge["open"] or charge["closed"]:
        return
    charge["open"] = True
    frozen = []
    for bill in m.bills:
        if any(source == charge["id"] for source, _ in bill["parts"]):
            for lot in m.lots:
                if lot["bill"] is bill and lot["frozen_on"] is None:
                    lot["frozen_on"] = on
                    frozen.append(lot["id"])
    m.tell("disputed", on, charge=name, lots=frozen)


def close_dispute(m: Member, on: date, name: str, outcome: str) -> None:
    charge = _charge(m, name)
    if charge["closed"]:
        return
    _freeze(m, on, name)
    charge["open"], charge["closed"] = False, True
    bills = [b for b in m.bills if any(s == charge["id"] for s, _ in b["parts"])]
    if outcome == "won":
        for lot in m.lots:
            if lot["bill"] in bills and lot["frozen_on"] is not None:
                sources = [source for source, _ in lot["bill"]["parts"]]
                if any(c["open"] for c in m.charges if c["id"] in sources):
                    continue  # another dispute holds it
                since, lot["frozen_on"] = lot["frozen_on"], None
                if lot["expires"] is not None and lot["expires"] > since:
                    lost = days(since, on) - _paused_days(m, since, on)
                    lot["expires"] += timedelta(days=lost)
        m.tell("dispute_won", on, charge=name)
        lots.over_already(m, on)
        return
    charge["outcome"] = "lost"
    _give_back(m, charge, charge["amount"] - charge["back"], on, "dispute_lost")


def _paused_days(m: Member, start: date, end: date) -> int:
    """Days on which a frozen pause stopped the lots anyway; the pause gives those back."""
    total = 0
    for pause in m.pauses:
        if pause["terms"]["expiry"] == "frozen":
            over = pause["ended"] or end
            total += max(0, days(max(start, pause["from"]), min(end, over)))
    return total
