"""Lots: how long one lives, which burns first, what gives way to a cap, what lapses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from .dates import Span, begin_of, days, in_months, plus, plus_many
from .member import Member, free
from .plans import Plan

__all__ = [
    "Takes",
    "burn_order",
    "capped",
    "carry_over",
    "lapse",
    "lapses",
    "live",
    "new_lot",
    "over_already",
    "stretch_of",
    "take",
    "unkeep",
]

Takes = list[tuple[int, int]]


def stretch_of(clock: date, length: Span, on: date) -> tuple[date, date]:
    """The stretch of a cadence that holds a day, counted from where its clock began."""
    n = 0
    while plus_many(clock, length, n + 1) <= on:
        n += 1
    return plus_many(clock, length, n), plus_many(clock, length, n + 1)


def _end_of_life(
    m: Member, benefit: dict[str, Any], end: date, on: date, now_ends: date
) -> date | None:
    """The first day a lot granted on that day can't be used; None for never."""
    life: date | None = end
    if benefit["rollover"] in ("unlimited", None):
        life = None
    elif benefit["rollover"] == "limits":
        life = None
        if benefit["periods"]:
            life = _periods_later(m, benefit, end)
        elif benefit["grace"]:
            life = plus(end, benefit["grace"])
    if life is not None:
        life = max(life, now_ends)
    if benefit["expires"]:
        cut = plus(on, benefit["expires"])
        life = cut if life is None else min(life, cut)
    return life


def _periods_later(m: Member, benefit: dict[str, Any], end: date) -> date:
    """So many billing periods, or stretches of its own cadence, after an end."""
    clock = m.clocks.get(benefit["id"])
    if isinstance(benefit["grants"], tuple) and clock is not None:
        n = 0
        while plus_many(clock["base"], benefit["grants"], n) < end:
            n += 1
        return plus_many(clock["base"], benefit["grants"], n + benefit["periods"])
    begun = [p["start"] for p in m.periods if p["bill"] is not None and p["n"] >= 0]
    begun = [day for day in begun if day >= m.enrollments[-1][0]]
    begins = [day for day in begun if end <= day < m.schedule[0]]
    n = 0
    while begin_of(m.schedule, n) < end:
        n += 1
    begins += [begin_of(m.schedule, n + k) for k in range(benefit["periods"] + 1)]
    return begins[benefit["periods"]]  # type: ignore[no-any-return]


def new_lot(
    m: Member,
    plan: Plan,
    benefit: dict[str, Any],
    quantity: int,
    on: date,
    stretch: tuple[date, date],
    bill: dict[str, Any] | None,
) -> dict[str, Any]:
    """What one grant gives, with the rules it keeps for life."""
    now_ends = next(
        (p["end"] for p in reversed(m.periods) if p["start"] <= on < p["end"]), stretch[1]
    )
    if isinstance(benefit["grants"], tuple):
        clock = m.clocks.get(benefit["id"])
        if clock is not None:
            now_ends = stretch_of(clock["base"], benefit["grants"], on)[1]
    lot = {
        "id": len(m.lots) + 1,
        "benefit": benefit["id"],
        "plan": plan["id"],
        "granted_on": on,
        "start": stretch[0],
        "end": stretch[1],
        "expires": _end_of_life(m, benefit, stretch[1], on, now_ends),
        "priority": benefit["priority"],
        "quantity": quantity,
        "bill": bill,
        "used": 0,
        "kept": 0,
        "lapsed": 0,
        "taken": 0,
        "promo": False,
        "void": False,
        "frozen_on": None,
        "carryover_limit": benefit["carryover_limit"],
        "max_balance": benefit["max_balance"],
        "cadence": isinstance(benefit["grants"], tuple),
        "bank": benefit["quantity"] == "dues",
        "gone": [],
    }
    m.lots.append(lot)
    facts = {"benefit": lot["benefit"], "quantity": quantity, "expires": lot["expires"]}
    number = bill["id"] if bill else None
    m.tell("granted", on, lot=lot["id"], bill=number, start=stretch[0], end=stretch[1], **facts)
    return lot


def live(m: Member, lot: dict[str, Any], on: date) -> bool:
    """Whether a lot could be used on a day; in a frozen pause it loses no time."""
    ends = lot["expires"]
    if ends is None or ends > on:
        return bool(lot["granted_on"] <= on)
    pause = m.pause
    if pause is None or pause["terms"]["expiry"] != "frozen" or ends <= pause["from"]:
        return False
    until = min(on, pause["ends_by"] or m.practice.today)
    stood = days(max(pause["from"], lot["granted_on"]), until)
    still = stood > 0 and until == on
    return bool(lot["granted_on"] <= on and (still or on < ends + timedelta(days=stood)))


def burn_order(lots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Priority, soonest expiry, never-expiring last, oldest, lot id."""

    def rank(lot: dict[str, Any]) -> Any:
        never = lot["expires"] is None
        return (
            lot["priority"],
            never,
            lot["expires"] or date.max,
            lot["granted_on"],
            lot["id"],
        )

    return sorted(lots, key=rank)


def take(lots: list[dict[str, Any]], quantity: int) -> Takes:
    """So much of what is free, lot by lot; the lots are not changed. Less, if there is less."""
    takes = []
    for lot in lots:
        part = min(free(lot), quantity)
        if part > 0:
            takes.append((lot["id"], part))
            quantity -= part
    return takes


def lapse(m: Member, takes: Takes, on: date, cause: str) -> None:
    for number, quantity in takes:
        lot = m.lot(number)
        lot["lapsed"] += quantity
        lot["gone"].append([on, quantity, "lapsed"])
    if takes:
        m.tell("lapsed", on, takes=takes, cause=cause)


def lapses(m: Member, on: date) -> None:
    """What time has run out of; nothing in a frozen pause, nothing that is disputed."""
    if m.status == "paused" and m.pause and m.pause["terms"]["expiry"] == "frozen":
        return
    over_already(m, on)


def unkeep(m: Member, numbers: list[int], on: date, kind: str) -> None:
    """No appointment keeps anything of these lots any more."""
    for key, each in m.reservations.items():
        if not each["open"]:
            continue
        mine = [take for take in each["takes"] if take[0] in numbers]
        if mine:
            for number, part in mine:
                m.lot(number)["kept"] -= part
            each["takes"] = [take for take in each["takes"] if take not in mine]
            each["open"] = bool(each["takes"])
            m.tell("released", on, reservation=key, takes=mine, cause=kind)


def over_already(m: Member, today: date) -> None:
    """What late news gave and what has ended since lapses on its own day."""
    if m.status == "paused" and m.pause and m.pause["terms"]["expiry"] == "frozen":
        return
    for lot in m.lots:
        if not lot["expires"] or lot["expires"] > today or lot["frozen_on"] is not None:
            continue
        over_on = max(lot["expires"], lot["granted_on"])
        unkeep(m, [lot["id"]], over_on, "lapsed")
        if free(lot):
            lapse(m, [(lot["id"], free(lot))], over_on, "expired")


def carry_over(m: Member, on: date, *, period_ends: bool) -> None:
    """As a billing period ends, or the stretch of a benefit's own clock, so much carries over.

    Lots of a plan that was left, whose clock has stopped, go by the billing period.
    """
    groups = {}
    for lot in m.lots:
        if lot["carryover_limit"] is None or lot["frozen_on"] is not None:
            continue
        clock, ends = m.clocks.get(lot["benefit"]), period_ends
        if clock is not None:
            next_on = plus_many(clock["base"], clock["step"], clock["k"])
            goes_on = clock["k"] > 0 or "moved" in clock
            ends = goes_on and next_on == on and not _waits(m, clock, on)
        if ends and free(lot) + lot["kept"]:
            groups[lot["benefit"], lot["plan"]] = lot["carryover_limit"]
    for (benefit, plan), limit in groups.items():
        mine = [x for x in m.lots if (x["benefit"], x["plan"]) == (benefit, plan)]
        capped(m, [x for x in mine if x["start"] < on], limit, on, "carryover_limit")


def _waits(m: Member, clock: dict[str, Any], on: date) -> bool:
    """Whether a clock that ticks in the period waits for the new end that a `shift` pause gives."""
    shifting = m.pause is not None and m.pause["terms"]["billing"] == "shift"
    inside = in_months(clock["step"]) <= in_months(m.plan["cycle"])
    return shifting and inside and m.next_n >= 0 and on >= m.next_start


def capped(m: Member, lots: list[dict[str, Any]], limit: int, on: date, cause: str) -> None:
    """The oldest give way; what is kept for an appointment counts, and stays kept."""
    counted = [lot for lot in lots if lot["frozen_on"] is None and not lot["promo"]]
    counted.sort(key=lambda lot: (lot["granted_on"], lot["id"]))
    over = sum(free(lot) + lot["kept"] for lot in counted) - limit
    if over <= 0:
        return
    lapse(m, take(counted, over), on, cause)
