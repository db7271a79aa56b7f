"""Using what is there: redeem, reserve, release, reverse, and adjusting by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import lots, pausing
from .dates import plus
from .member import Member, Refusal, free

__all__ = ["appointments", "redeem", "release", "reserve", "reverse", "unused"]


def _allowed(m: Member, on: date, by: str | None, benefit: str, *, foreseen: bool = False) -> None:
    """Refused by what the member was, or will be, on a day; in the order of the words."""
    state = _foreseen(m, on) if foreseen else _was(m, on)
    if "cancelled" in state and not _left_usable(m, on):
        raise Refusal("cancelled")
    for word in ("suspended", "past_due", "paused"):
        if word in state and m.plan_on(on)["use_while"][word] == "none":
            raise Refusal(word)
    if by is not None and by != m.name and m.sharers.get(by, date.max) > on:
        raise Refusal("not_shared")
    terms = m.terms_of(benefit)
    if terms is None:
        raise Refusal("unknown_benefit")
    if not terms["lots"]:
        raise Refusal("invalid")


def _was(m: Member, on: date) -> set[str]:
    """What was so on a day that is not later than today."""
    words = {word for word in ("suspended", "past_due", "paused") if m.was(word, on)}
    if m.status == "cancelled" and _over(m, on) is not None:
        words.add("cancelled")
    return words - {"past_due"} if "suspended" in words else words


def _foreseen(m: Member, on: date) -> set[str]:
    """What will be so on a later day, as far as it is known today."""
    words = set()
    if m.run is not None:
        words.add("suspended" if m.run["suspended"] else "past_due")
    pause = m.pause
    if pause is not None and (pause["ends_by"] is None or on < pause["ends_by"]):
        words.add("paused")
    if _in_later_pause(m, on):
        words.add("paused")
    ends_on = _coming_end(m)
    if ends_on is not None and ends_on <= on:
        return (words - {"paused"}) | {"ended"}
    return words


def _in_later_pause(m: Member, on: date) -> bool:
    """Whether a pause asked for ahead will hold on a day, by the terms that hold on its first."""
    later = m.later_pause
    if later is None or on < later["from"]:
        return False
    moves = m.change is not None and m.next_n >= 0 and m.next_start <= later["from"]
    terms = m.change["pause"] if moves and m.change is not None else m.plan["pause"]
    if terms is None:
        return False
    try:
        ends_by = pausing.judge(m, terms, later["from"], later["until"], foreseen=True)
    except Refusal:
        return False
    return ends_by is None or on < ends_by


def _coming_end(m: Member) -> date | None:
    """The end that was asked for; one at a period's end waits for a `shift` pause, and moves."""
    pause = m.pause
    if m.ends_on is None or pause is None or not m.ends_with_period:
        return m.ends_on
    if pause["terms"]["billing"] != "shift":
        return m.ends_on
    ends_by: date | None = pause["ends_by"]
    return None if ends_by is None else m.ends_on + (ends_by - pause["from"])


def _over(m: Member, on: date) -> list[Any] | None:
    """The enrollment that was over on that day, if the member had no other."""
    over = None
    for enrollment in m.enrollments:
        if enrollment[0] <= on:
            over = enrollment if enrollment[1] is not None and enrollment[1] <= on else None
    return over


def _left_usable(m: Member, on: date) -> bool:
    over = _over(m, on)
    if over is None or over[2]["after_end"] == "forfeit":
        return False
    return over[2]["after_end"] == "keep" or on < plus(over[1], over[2]["usable_for"])


def redeem(
    m: Member, on: date, benefit: str, quantity: int, performed: date, by: str | None, key: str
) -> None:
    """A use, today's or one told late."""
    kept = m.reservations.get(key)
    if kept is not None and not kept["open"]:
        kept = None
    if kept is not None and by is None:
        by = kept["by"]
    if kept is not None:
        _fits(kept, benefit, quantity)
    _allowed(m, performed, by, benefit)
    if kept is not None:
        _use_kept(m, key, kept, benefit, quantity, performed)
        return
    takes, back = _on_the_day(m, benefit, quantity, performed, on)
    for number, part, lapsed_on, how in back:
        lot = m.lot(number)
        lot[how] -= part
        for each in lot["gone"]:
            if each[0] == lapsed_on and each[2] == how and each[1] >= part:
                each[1] -= part
                break
        m.tell("taken_back", lapsed_on, takes=[(number, part)], how=how)
    _use(m, key, benefit, quantity, takes, performed)


def _use(
    m: Member, key: str, benefit: str, quantity: int, takes: lots.Takes, performed: date
) -> None:
    for number, part in takes:
        m.lot(number)["used"] += part
    m.redemptions[key] = {"benefit": benefit, "takes": takes, "reversed": False}
    m.tell("used", performed, benefit=benefit, quantity=quantity, takes=takes)


def _fits(kept: dict[str, Any], benefit: str, quantity: int) -> None:
    whole = sum(part for _, part in kept["takes"])
    if benefit != kept["benefit"] or quantity > whole:
        raise Refusal("invalid")


def _use_kept(
    m: Member, key: str, kept: dict[str, Any], benefit: str, quantity: int, performed: date
) -> None:
    """By an appointment: less gives the rest back, more is no sense."""
    takes, rest = [], []
    for number, part in kept["takes"]:
        if m.lot(number)["frozen_on"] is not None:
            raise Refusal("insufficient_balance")
        used = min(part, quantity) if m.lot(number)["granted_on"] <= performed else 0
        quantity -= used
        if used:
            takes.append((number, used))
        if part - used:
            rest.append((number, part - used))
    if quantity:
        raise Refusal("insufficient_balance")
    for number, part in kept["takes"]:
        m.lot(number)["kept"] -= part
    kept["open"] = False
    if rest:
        m.tell("released", performed, reservation=key, takes=rest, cause="used")
    _use(m, key, benefit, sum(part for _, part in takes), takes, performed)


def _on_the_day(
    m: Member, benefit: str, quantity: int, performed: date, on: date
) -> tuple[lots.Takes, list[tuple[int, int, date, str]]]:
    """Lots that were live then, with what is free now or has gone since; what had gone, first."""
    takes: dict[int, int] = {}
    back: list[tuple[int, int, date, str]] = []
    wanted = quantity
    mine = [lot for lot in m.lots if lot["benefit"] == benefit and lot["frozen_on"] is None]
    for lot in lots.burn_order(mine):
        if not lots.live(m, lot, performed):
            continue
        for gone_on, amount, how in sorted(lot["gone"], key=lambda g: g[0]):
            part = min(amount, wanted)
            if gone_on > performed and part > 0:
                back.append((lot["id"], part, gone_on, how))
                takes[lot["id"]] = takes.get(lot["id"], 0) + part
                wanted -= part
        part = min(free(lot), wanted)
        if part > 0:
            takes[lot["id"]] = takes.get(lot["id"], 0) + part
            wanted -= part
    if wanted:
        raise Refusal("insufficient_balance")
    return list(takes.items()), back


def _outlives_the_end(m: Member, lot: dict[str, Any], on: date) -> bool:
    """Whether the end that was asked for leaves a lot until a day."""
    ends_on = _coming_end(m)
    if ends_on is None or on < ends_on:
        return True
    rules = m.plan["cancellation"]
    if lot["promo"] or rules["after_end"] == "forfeit":
        return False
    return rules["after_end"] == "keep" or on < plus(ends_on, rules["usable_for"])


def reserve(
    m: Member, on: date, benefit: str, quantity: int, for_on: date, by: str | None, key: str
) -> None:
    """Units for an appointment, of lots that will be live on its day."""
    if key in m.redemptions:
        raise Refusal("invalid")
    if m.status == "cancelled":
        raise Refusal("cancelled")
    _allowed(m, for_on, by, benefit, foreseen=True)
    able = [
        lot
        for lot in m.lots
        if lot["benefit"] == benefit
        and lots.live(m, lot, for_on)
        and lots.live(m, lot, on)
        and lot["frozen_on"] is None
        and _outlives_the_end(m, lot, for_on)
    ]
    takes = lots.take(lots.burn_order(able), quantity)
    if sum(part for _, part in takes) < quantity:
        raise Refusal("insufficient_balance")
    for number, part in takes:
        m.lot(number)["kept"] += part
    facts = {"benefit": benefit, "takes": takes, "for_on": for_on}
    m.reservations[key] = {**facts, "open": True, "by": by}
    m.tell("reserved", on, **facts)


def _release(m: Member, key: str, on: date, cause: str) -> None:
    each = m.reservations[key]
    for number, part in each["takes"]:
        m.lot(number)["kept"] -= part
    each["open"] = False
    m.tell("released", on, reservation=key, takes=each["takes"], cause=cause)


def release(m: Member, on: date, key: str) -> None:
    if key not in m.reservations:
        raise Refusal("invalid")
    if m.reservations[key]["open"]:
        _release(m, key, on, "asked")
        _gone_meanwhile(m, [n for n, _ in m.reservations[key]["takes"]], on)


def unused(m: Member, on: date) -> None:
    """The day after its day a reservation is let go."""
    for key, each in m.reservations.items():
        if each["open"] and each["for_on"] < on:
            _release(m, key, on, "unused")


def appointments(m: Member, on: date) -> None:
    """On its day, what the state of the member forbids is let go."""
    for key, each in m.reservations.items():
        if not each["open"] or each["for_on"] != on:
            continue
        state = _was(m, on)
        for word in ("suspended", "past_due", "paused"):
            if word in state and m.plan["use_while"][word] == "none" and each["open"]:
                _release(m, key, on, word)
        frozen = any(m.lot(n)["frozen_on"] is not None for n, _ in each["takes"])
        if each["open"] and frozen:
            _release(m, key, on, "disputed")


def _gone_meanwhile(m: Member, numbers: list[int], on: date) -> None:
    """What comes back to a lot that is over goes the same way at once."""
    for number in numbers:
        lot = m.lot(number)
        left = free(lot)
        if left <= 0:
            continue
        if lot["void"]:
            lot["taken"] += left
            if lot["bill"] is None or not lot["bill"]["void"]:
                lot["gone"].append([on, left, "taken"])
            m.tell("forfeited", on, takes=[(number, left)])
        elif lot["frozen_on"] is None and not lots.live(m, lot, on):
            lots.lapse(m, [(number, left)], on, "returned")


def reverse(m: Member, on: date, key: str) -> None:
    done = m.redemptions.get(key)
    if done is None:
        raise Refusal("invalid")
    if done["reversed"]:
        return
    done["reversed"] = True
    for number, part in done["takes"]:
        m.lot(number)["used"] -= part
    m.tell("reversed", on, takes=done["takes"])
    _gone_meanwhile(m, [number for number, _ in done["takes"]], on)
