"""How the money of a paid bill is split, once: over days, over grants, or earned at once.

A layer is a mapping: kind ("days", "lot" or "once"), money, and of days `start` and how many
`days`, with `rest`, what an end makes of them ("breakage" or "fee"); of a lot its `benefit` and,
once it is granted, its `lot`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from .dates import days, plus_many
from .member import Member
from .whole import split

__all__ = ["layer_of_lot", "split_of"]

Layer = dict[str, Any]


def split_of(m: Member, bill: dict[str, Any], on: date) -> list[Layer]:
    """The layers of a bill that is paid, less what went back before: of its lines in order."""
    layers: list[Layer] = []
    period, back = bill["period"], bill["back"]
    money = {}
    for line in ("dues", "fee", "amount", "late"):
        money[line] = bill[line] - min(back, bill[line])
        back -= min(back, bill[line])
    if bill["kind"] == "dues":
        layers = _dues(m, bill, money["dues"])
        if bill["fee"]:
            start, end = period["start"], _fee_until(m, bill)
            layer = {"kind": "days", "money": money["fee"], "start": start}
            layers.append({**layer, "days": days(start, end), "rest": "fee"})
    elif bill["kind"] == "change":
        layers = _change(m, bill, money["amount"])
    elif bill["kind"] == "pause_fee":
        start, end = bill["stretch"]
        layers = [{**_by_days(m, money["amount"], start, end, "fee"), "pause": True}]
    else:
        layers = [{"kind": "once", "money": money["amount"]}]
    if bill["late"]:
        layers.append({"kind": "once", "money": money["late"]})
    return layers


def _fee_until(m: Member, bill: dict[str, Any]) -> date:
    """An enrollment fee is earned over the commitment, without one over its period."""
    end: date = bill["period"]["end"]
    commitment = m.commitments[bill["enrollment"] - 1]
    return end if commitment is None else max(end, commitment)


def _by_days(m: Member, money: int, start: date, end: date | None, rest: str) -> Layer:
    count = None if end is None else days(start, end) - _stood_still(m, start, end)
    return {"kind": "days", "money": money, "start": start, "days": count, "rest": rest}


def _stood_still(m: Member, start: date, end: date) -> int:
    """Days of `shift` pauses that are over, from one day to another."""
    total = 0
    for pause in m.pauses:
        if pause["terms"]["billing"] == "shift" and pause["ended"] is not None:
            total += max(0, days(max(start, pause["from"]), min(end, pause["ended"])))
    return total


def _dues(m: Member, bill: dict[str, Any], money: int) -> list[Layer]:
    plan, period = bill["plan"], bill["period"]
    if not plan["allocated"]:
        return [_by_days(m, money, period["start"], period["end"], "breakage")]
    counted = [(b, _grants_in(m, b, bill)) for b in plan["benefits"] if b["lots"]]
    weights = [b["weight"] * count for b, count in counted] + [plan["access"]]
    if not sum(weights):
        return [_by_days(m, money, period["start"], period["end"], "breakage")]
    parts = split(money, weights)
    layers = [_by_days(m, parts[-1], period["start"], period["end"], "breakage")]
    early = [lot for lot in m.lots if lot["bill"] is bill]
    for (benefit, count), part in zip(counted, parts[:-1], strict=True):
        shares = split(part, [1] * count) if count else []
        given = [lot["id"] for lot in early if lot["benefit"] == benefit["id"]]
        for n, share in enumerate(shares):
            lot = given[n] if n < len(given) else None
            layers.append({"kind": "lot", "money": share, "benefit": benefit["id"], "lot": lot})
    return layers


def _grants_in(m: Member, benefit: dict[str, Any], bill: dict[str, Any]) -> int:
    """How many grants of a benefit this bill pays for."""
    if benefit["quantity"] == "dues":
        return 1 if bill["dues"] else 0
    if benefit["grants"] == "each_period":
        return 1
    if benefit["grants"] == "at_enrollment":
        return 1 if bill["period"].get("first") else 0
    period, clock = bill["period"], m.clocks.get(benefit["id"])
    if clock is None or clock["step"] != benefit["grants"]:
        return 0
    n = count = 0
    while plus_many(clock["base"], benefit["grants"], n) < period["end"]:
        count += plus_many(clock["base"], benefit["grants"], n) >= period["start"]
        n += 1
    return count


def _change(m: Member, bill: dict[str, Any], money: int) -> list[Layer]:
    """Over what is more than before."""
    plan, period = bill["plan"], bill["period"]
    everything = [_by_days(m, money, bill["on"], period["end"], "breakage")]
    if not plan["allocated"]:
        return everything
    weights = []
    for benefit, quantity, _ in bill["grants"]:
        whole = benefit["quantity"]
        weights.append((benefit["weight"] * quantity, quantity if whole == "dues" else whole))
    bottom = 1
    for _, under in weights:
        bottom *= under
    whole_weights = [top * bottom // under for top, under in weights]
    if not sum(whole_weights):
        return everything
    layers: list[Layer] = []
    for (benefit, _, _), part in zip(bill["grants"], split(money, whole_weights), strict=True):
        layers.append({"kind": "lot", "money": part, "benefit": benefit["id"], "lot": None})
    return layers


def layer_of_lot(m: Member, lot: dict[str, Any], benefit: dict[str, Any]) -> None:
    """A grant takes the next layer that its bill has for it."""
    bill = lot["bill"]
    if bill is None or bill["settled"] is None:
        return
    for layer in bill["split"]:
        if layer["kind"] == "lot" and layer["benefit"] == benefit["id"] and layer["lot"] is None:
            layer["lot"] = lot["id"]
            m.tell("layer_taken", lot["granted_on"], lot=lot["id"], bill=bill["id"])
            return
