"""What happened, told by the ledger's events and by the model's log in the same words.

A fact is a tuple: what, its effective date, and what it is about. Lots are told by benefit, day of
grant and period, not by number; takes of one lot on one day are summed, since one side may write
in one event what the other writes in two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from memberledger.aggregates.member import MemberState

from .member import Member

__all__ = ["of_ledger", "of_model"]

Fact = tuple[Any, ...]
Facts = Counter[Fact]
_QUIET = {
    *("BillSettled", "DunningStepTaken", "GrantDelayed", "RolledOver", "NothingChanged"),
    *("ConsentRecorded", "NoticeSent", "BenefitClockStarted", "CreditGiven"),
}
"""Events that tell how, or what other events tell as well."""


def of_ledger(events: Iterable[Any], state: MemberState) -> Facts:
    told: Facts = Counter()
    for event in events:
        name = type(event).__name__
        if name not in _QUIET:
            for fact, times in _ledger(name, event, state):
                told[fact] += times
    return +told


def _lot(state: MemberState, number: int) -> Fact:
    lot = state.lots[number]
    return (lot.benefit, lot.granted_on, lot.start, lot.end)


def _takes(
    what: str, on: date, state: MemberState, takes: Iterable[tuple[int, int]], *more: Any
) -> Iterator[tuple[Fact, int]]:
    for number, quantity in takes:
        yield (what, on, *_lot(state, number), *more), quantity


def _ledger(  # noqa: C901 - a branch a kind
    name: str, e: Any, s: MemberState
) -> Iterator[tuple[Fact, int]]:
    on = e.effective_on
    if name in _TAKES:
        what, cause = _TAKES[name]
        more = (getattr(e, cause),) if cause else ()
        if name == "Redeemed" and e.released:
            yield from _takes("released", on, s, e.released, "used")
        yield from _takes(what, on, s, e.takes, *more)
    elif name == "Charged" and not e.amount:
        return
    elif name == "Granted":
        for lot in e.lots:
            stretch = (lot.start, lot.end, lot.expires_on)
            yield ("granted", on, lot.benefit, lot.quantity, *stretch), 1
    elif name == "Adjusted":
        yield ("adjusted", on, e.benefit, e.quantity), 1
        yield from _takes("adjusted", on, s, e.takes)
    elif name in ("Upgraded", "Downgraded"):
        bits = (e.plan.id, e.now, name == "Upgraded")
        yield ("changed", on, *bits), 1
        if e.billed:
            yield ("billed", on, "change", e.billed), 1
        if e.credit:
            yield ("credit_given", on), e.credit
    elif name == "CreditUsed":
        yield ("credit_used", on), e.amount
    elif name == "WrittenOff":
        yield ("written_off", on), sum(amount for _, amount in e.bills)
    elif name == "DuesBilled":
        amount = e.dues + e.enrollment_fee
        if amount:
            yield ("billed", on, "dues", amount), 1
        yield ("period", on, e.n, e.start, e.end), 1
    elif name == "FeeBilled":
        kind = {"early_termination_fee": "leaving_fee"}.get(e.kind, e.kind)
        yield ("billed", on, kind, e.amount), 1
    else:
        yield (_NAMES[name][0], on, *(_value(e, field) for field in _NAMES[name][1])), 1


def _value(event: Any, field: str) -> Any:
    value = getattr(event, field)
    return value.id if field == "plan" else value


_TAKES = {
    "Lapsed": ("lapsed", "cause"),
    "LapseTakenBack": ("taken_back", None),
    "Forfeited": ("forfeited", None),
    "Redeemed": ("used", None),
    "RedemptionReversed": ("reversed", None),
    "Reserved": ("reserved", "for_on"),
    "ReservationReleased": ("released", "cause"),
}
_NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Enrolled": ("enrolled", ("first_on", "term_ends_on")),
    "PeriodSkipped": ("skipped", ("start", "end", "cause")),
    "LateFeeAssessed": ("late_fee", ("amount",)),
    "Charged": ("charged", ("amount",)),
    "ChargeFailed": ("declined", ("amount", "code")),
    "CardReplaced": ("new_card", ()),
    "DunningStarted": ("run_begins", ()),
    "DunningEnded": ("run_ends", ("cause",)),
    "Suspended": ("suspended", ()),
    "Shared": ("shared", ("person",)),
    "PauseScheduled": ("pause_asked", ("from_on",)),
    "ScheduledPauseWithdrawn": ("pause_called_off", ()),
    "ScheduledPauseDropped": ("pause_prevented", ("cause",)),
    "Paused": ("paused", ("ends_by", "billing")),
    "Resumed": ("resumed", ("days",)),
    "PlanChangeRequested": ("change_asked", ("plan",)),
    "PlanChangeWithdrawn": ("change_called_off", ()),
    "CancellationRequested": ("leaving", ("ends_on",)),
    "CancellationWithdrawn": ("stays", ()),
    "Cancelled": ("ended", ("cause",)),
    "Refunded": ("refunded", ("amount",)),
    "Disputed": ("disputed", ()),
    "DisputeWon": ("dispute_won", ()),
    "DisputeLost": ("dispute_lost", ("amount",)),
}


def of_model(log: Iterable[dict[str, Any]], m: Member) -> Facts:
    told: Facts = Counter()
    for entry in log:
        for fact, times in _model(entry, m):
            told[fact] += times
    return +told


def _model_lot(m: Member, number: int) -> Fact:
    lot = m.lot(number)
    return (lot["benefit"], lot["granted_on"], lot["start"], lot["end"])


def _model(e: dict[str, Any], m: Member) -> Iterator[tuple[Fact, int]]:
    kind, on = e["kind"], e["on"]
    if kind in ("settled", "layer_taken"):
        return
    if kind in _MODEL_TAKES:
        cause = _MODEL_TAKES[kind]
        more = (e[cause],) if cause else ()
        for number, quantity in e["takes"]:
            yield (kind, on, *_model_lot(m, number), *more), quantity
    elif kind == "granted":
        yield (kind, on, e["benefit"], e["quantity"], e["start"], e["end"], e["expires"]), 1
    elif kind == "adjusted":
        yield (kind, on, e["benefit"], e["quantity"]), 1
        for number, quantity in e["takes"]:
            yield (kind, on, *_model_lot(m, number)), quantity
    elif kind in ("credit_used", "credit_given", "written_off"):
        yield (kind, on), e["amount"]
    elif kind == "billed":
        if e["amount"]:
            yield (kind, on, e["what"], e["amount"]), 1
    elif kind == "refunded":
        yield ("dispute_lost" if e["lost"] else kind, on, e["amount"]), 1
        for number, quantity in [*e["voids"], *e["lowered"]]:
            yield ("forfeited", on, *_model_lot(m, number)), quantity
    else:
        yield (kind, on, *(e[field] for field in _MODEL[kind])), 1


_MODEL_TAKES = {
    "lapsed": "cause",
    "taken_back": None,
    "forfeited": None,
    "used": None,
    "reversed": None,
    "reserved": "for_on",
    "released": "cause",
}
_MODEL: dict[str, tuple[str, ...]] = {
    "enrolled": ("first_on", "term_ends"),
    "period": ("n", "start", "end"),
    "skipped": ("start", "end", "cause"),
    "late_fee": ("amount",),
    "charged": ("amount",),
    "declined": ("amount", "code"),
    "new_card": (),
    "run_begins": (),
    "run_ends": ("cause",),
    "suspended": (),
    "shared": ("person",),
    "pause_asked": ("starts",),
    "pause_called_off": (),
    "pause_prevented": ("cause",),
    "paused": ("ends_by", "billing"),
    "resumed": ("days",),
    "change_asked": ("plan",),
    "change_called_off": (),
    "changed": ("plan", "now", "up"),
    "leaving": ("ends",),
    "stays": (),
    "ended": ("cause",),
    "disputed": (),
    "dispute_won": (),
}
