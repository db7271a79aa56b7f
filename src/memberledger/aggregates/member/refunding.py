"""Money going back: a refund takes what that charge gave, a dispute freezes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from memberledger.aggregates.member import crediting, lapsing, pausing, taxing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Charge, Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, refuse

__all__ = ["close_dispute", "dispute", "find_charge", "refund"]


def find_charge(s: MemberState, charge: str | None, charged_on: date | None) -> Charge:
    """A paid charge, by its id or by its day.

    Raises:
        Refused: `invalid` for none, for several on that day, for one that was not paid.
    """
    if (charge is None) == (charged_on is None):
        raise refuse("invalid", "name the charge either by `charge` or by `charged_on`")
    paid = [c for c in s.charges.values() if c.outcome == "paid"]
    found = [c for c in paid if c.id == charge or (charge is None and c.on == charged_on)]
    if len(found) != 1:
        word = "no paid charge" if not found else f"{len(found)} charges"
        raise refuse(
            "invalid",
            f"{word} for {charge or charged_on}; name one charge by its id",
            charge=charge,
            charged_on=charged_on,
        )
    return found[0]


def refund(work: Work, charge: Charge, amount: int | None = None) -> None:
    """Give money of a charge back; all that is left if no amount is named.

    In full it takes the unused units of that charge; in part it takes none, except from banked
    dues: those of each bill fall by what goes back of it without its tax, as tax is never banked,
    down to zero; the rest had been used, and is told as consumed. What others paid for a bill
    stays banked.
    Refunded dues are not owed again.

    Raises:
        Refused: `amount_exceeds_charge`.
    """
    left = charge.amount - charge.refunded
    wanted = left if amount is None else amount
    if wanted > left or wanted <= 0:
        raise refuse(
            "amount_exceeds_charge",
            "a charge can't give back more than is left of it",
            left=left,
            amount=wanted,
        )
    s, day = work.state, work.today
    bills = s.bills_of(charge.id)
    full = wanted == left
    lots = s.lots_of(bills)
    over = _from_over(s, charge, wanted)
    banks = []
    for bill, part in over["bills"]:
        of_bill = [lot for lot in lots if lot.bill == bill and crediting.is_bank(s, lot)]
        if of_bill:
            banks.append((of_bill, taxing.net_of(s.bills[bill], part)))
    work.record(
        e.Refunded,
        day,
        charge=charge.id,
        amount=wanted,
        full=full,
        consumed=sum(max(part - _unused(of_bill), 0) for of_bill, part in banks) or None,
        **over,
    )
    if full:
        lapsing.forfeit(work, day, lots, "refunded")
        return
    for of_bill, part in banks:
        _lower_banks(work, day, of_bill, part)


def _unused(lots: list[Lot]) -> int:
    return sum(max(lot.free + lot.reserved, 0) for lot in lots)


def _from_over(s: MemberState, charge: Charge, amount: int) -> dict[str, Any]:
    """Whose money it is: what was never applied first, then the newest bills it paid."""
    held = sum(part for source, part in s.credits if source == charge.id)
    credit = min(amount, held)
    unapplied = min(amount - credit, charge.unapplied)
    left, bills = amount - credit - unapplied, []
    for bill in sorted(s.bills_of(charge.id), reverse=True):
        part = min(left, s.bills[bill].funding[charge.id])
        bills.append((bill, part))
        left -= part
    return {"from_credit": credit, "from_unapplied": unapplied, "bills": tuple(bills)}


def _lower_banks(work: Work, day: date, lots: list[Lot], amount: int) -> None:
    """Banked dues fall by what was refunded, down to zero; what is reserved gives way too."""
    if sum(lot.free for lot in lots) < amount:
        lapsing.release_lots(work, day, {lot.id for lot in lots if lot.reserved}, "refunded")
    left, takes = amount, []
    for lot in lots:
        part = min(lot.free, left)
        if part > 0:
            takes.append((lot.id, part))
            left -= part
    if takes:
        work.record(e.Forfeited, day, takes=tuple(takes), cause="refunded")


def dispute(work: Work, charge: Charge) -> None:
    """The cardholder's bank disputes a charge: what it gave is frozen. Twice is once."""
    if charge.dispute is not None:
        return
    s = work.state
    work.record(
        e.Disputed,
        work.today,
        charge=charge.id,
        amount=charge.amount - charge.refunded,
        lots=tuple(lot.id for lot in s.lots_of(s.bills_of(charge.id))),
    )


def close_dispute(work: Work, charge: Charge, *, won: bool) -> None:
    """The dispute ended. A win gives the frozen days back, a loss takes what is left.

    One that was never reported open is opened the same day; one that is closed stays as it is.
    """
    if charge.dispute in ("won", "lost"):
        return
    dispute(work, charge)
    if won:
        _win(work, charge)
    else:
        _lose(work, charge)


def _win(work: Work, charge: Charge) -> None:
    s, day = work.state, work.today
    expiries = []
    for lot in s.freed_by(charge.id):
        since = lot.disputed_on
        if since is None or lot.expires_on is None or lot.expires_on <= since:
            continue
        given = pausing.frozen_days(s, since, day)
        expiries.append((lot.id, lot.expires_on + timedelta(days=(day - since).days - given)))
    work.record(e.DisputeWon, day, charge=charge.id, expiries=tuple(expiries))
    lapsing.lapse_expired(work, day)


def _lose(work: Work, charge: Charge) -> None:
    s, day = work.state, work.today
    amount = charge.amount - charge.refunded
    bills = s.bills_of(charge.id)
    work.record(
        e.DisputeLost,
        day,
        charge=charge.id,
        amount=amount,
        **_from_over(s, charge, amount),
    )
    lapsing.forfeit(work, day, s.lots_of(bills), "dispute_lost")
