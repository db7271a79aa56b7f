"""Why a charge is what it is, and why that much is owed: the lines of the bills behind it."""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.errors import Refused
from memberledger.explaining.bills import billed
from memberledger.explaining.rules import rule_of
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry

__all__ = ["explain_charge", "explain_owed"]

_AFTERWARDS = (e.Refunded, e.Disputed, e.DisputeWon, e.DisputeLost)


def explain_charge(history: Sequence[Entry], charge: str) -> Explanation:
    """A charge: each bill it paid with its lines, and what was more than owed.

    A declined charge is explained by what it asked for.

    Args:
        history: the member's events that count, oldest first.
        charge: the processor's id.

    Raises:
        Refused: `unknown_charge`.
    """
    lines: dict[int, list[Part]] = {}
    found: tuple[Entry, tuple[Part, ...]] | None = None
    s = MemberState()
    for entry, s, more in billed(history):  # noqa: B007 - the state after the walk is wanted
        event = entry.event
        if isinstance(event, e.Charged) and event.charge == charge:
            found = entry, tuple(_paid(event, entry, lines))
        elif isinstance(event, e.ChargeFailed) and event.charge == charge and found is None:
            found = entry, tuple(_asked(event, entry, lines))
        for bill, part in more:
            lines.setdefault(bill, []).append(part)
    if found is None:
        raise Refused("unknown_charge", f"no charge {charge!r} of this member", charge=charge)
    entry, parts = found
    amount = getattr(entry.event, "amount", 0)
    word = "declined" if isinstance(entry.event, e.ChargeFailed) else "paid"
    return Explanation(
        subject=f"charge {charge} of {s.member} ({word} on {entry.event.effective_on})",
        figure=amount,
        unit=s.currency,
        currency=s.currency,
        parts=parts,
        notes=tuple(
            f"#{each.version} on {each.event.effective_on}: {each.sentence}"
            for each in history
            if isinstance(each.event, _AFTERWARDS) and each.event.charge == charge
        ),
    )


def _paid(event: e.Charged, entry: Entry, lines: dict[int, list[Part]]) -> list[Part]:
    parts = [_of_bill(bill, amount, entry, lines) for bill, amount in event.bills]
    for amount, words in (
        (event.credited, "more than was owed, kept as billing credit"),
        (event.unapplied, "more than was owed, left unapplied"),
    ):
        if amount:
            parts.append(Part(amount, words, entry, rule_of(event.policy)))
    return _whole(event.amount, entry, parts)


def _asked(event: e.ChargeFailed, entry: Entry, lines: dict[int, list[Part]]) -> list[Part]:
    parts = []
    if event.bill is not None:
        owed = sum(part.amount or 0 for part in lines.get(event.bill, []))
        if owed:
            parts.append(_of_bill(event.bill, owed, entry, lines))
    return _whole(event.amount, entry, parts)


def _whole(amount: int, entry: Entry, parts: list[Part]) -> list[Part]:
    """The parts, and what the processor told beyond them."""
    rest = amount - sum(part.amount or 0 for part in parts)
    if not rest:
        return parts
    return [*parts, Part(rest, "as the processor told it", entry, rule_of(entry.event.policy))]


def _of_bill(bill: int, amount: int, entry: Entry, lines: dict[int, list[Part]]) -> Part:
    """What of a charge is for one bill: the lines there were by then, less what stays owed."""
    known = tuple(lines.get(bill, ()))
    rest = sum(part.amount or 0 for part in known) - amount
    if rest:
        known = (*known, Part(-rest, "still owed afterwards", entry))
    return Part(amount, f"bill {bill}", entry, parts=known)


def explain_owed(history: Sequence[Entry]) -> Explanation:
    """What is owed: each bill that is not paid in full, with its lines.

    Args:
        history: the member's events that count, oldest first.
    """
    lines: dict[int, list[Part]] = {}
    s = MemberState()
    for _, s, more in billed(history):  # noqa: B007 - the state after the walk is wanted
        for bill, part in more:
            lines.setdefault(bill, []).append(part)
    parts = []
    for bill in s.owed_bills:
        known = tuple(lines.get(bill, ()))
        owed = sum(part.amount or 0 for part in known)
        if owed:
            parts.append(Part(owed, f"bill {bill}", parts=known))
    closed = len(s.bills) - len(parts)
    many = f"{closed} bills are" if closed > 1 else "1 bill is"
    notes = (f"{many} paid, waived or written off.",) if closed else ()
    title = f"owed by {s.member}"
    return Explanation(title, s.owed, s.currency, s.currency, tuple(parts), notes)
