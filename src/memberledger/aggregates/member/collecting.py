"""Asking the card for what is owed, and what the processor reports by itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import requesting, settling
from memberledger.aggregates.member.parts import Bill
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Answer, ChargeRequest, Work, refuse
from memberledger.policies import dunning

__all__ = [
    "charge_failed",
    "charge_succeeded",
    "collect",
    "collect_dues",
    "collect_fee",
    "holds_disputed_credit",
    "replace_card",
    "take_payment",
]


def collect(work: Work, day: date) -> None:
    """Take what is owed, oldest first, one charge per amount owed; stop at the first decline.

    Billing credit is used before the card. After a hard decline or a stop order nothing is asked
    until the card is replaced, and what is owed is chased. The networks' limits hold. Fees of
    missed visits come last, and no credit pays them.
    """
    s = work.state
    asking = work.conduct.ask is not None and s.card == "usable"
    for bill in sorted(s.owed_bills.values(), key=lambda bill: not bill.chased):
        if s.credits and bill.owed > 0 and bill.chased:
            _use_credit(work, day, bill)
        if bill.owed <= 0:
            settling.settle(work, day, bill)
        elif asking:
            asking = dunning.may_try_again(bill.attempts, day) and _ask(work, day, bill)
    if s.card != "usable" and s.dunning is None:
        _chase_unasked(work, day)
    end_run_if_paid(work, day)


def collect_dues(work: Work, day: date) -> None:
    """Collect as a period begins; a free first one has no dues, so nothing is asked for."""
    s = work.state
    assert s.period is not None  # noqa: S101 - a period was just billed
    assert s.period.bill is not None  # noqa: S101
    bill = s.bills[s.period.bill]
    if bill.n == -1 and s.plan.first_period == "free":
        settling.settle(work, day, bill)
    else:
        collect(work, day)


def holds_disputed_credit(s: MemberState) -> bool:
    """Whether the billing credit that there is comes from a charge that is disputed."""
    return any(
        charge in s.charges and s.charges[charge].dispute == "open" for charge, _ in s.credits
    )


def collect_fee(work: Work, day: date, bill: Bill) -> None:
    """Ask the card for the fee of a missed visit alone; what else is owed has its own days."""
    if work.conduct.ask is not None and work.state.card == "usable":
        _ask(work, day, bill)


def _chase_unasked(work: Work, day: date) -> None:
    """Dues that can't be asked for, since the card was refused for good, are chased.

    The run rests on the last decline; there is one, since it refused the card.
    """
    s = work.state
    dues = next((bill for bill in s.owed_bills.values() if bill.chased), None)
    if dues is not None and work.conduct.ask is not None:
        declines = [charge.id for charge in s.charges.values() if charge.outcome == "failed"]
        work.record(e.DunningStarted, day, plan=s.plan_key, bill=dues.id, charge=declines[-1])


def _use_credit(work: Work, day: date, bill: Bill) -> None:
    left, sources = bill.owed, []
    for charge, held in work.state.credits:
        part = min(held, left)
        if part:
            sources.append((charge, part))
            left -= part
    amount = bill.owed - left
    work.record(e.CreditUsed, day, bill=bill.id, amount=amount, sources=tuple(sources))


def _ask(work: Work, day: date, bill: Bill) -> bool:
    s, ask = work.state, work.conduct.ask
    assert ask is not None  # noqa: S101 - the caller's condition
    amount = bill.owed
    attempt = len(bill.attempts) + 1
    request = ChargeRequest(s.practice, s.member, bill.id, attempt, amount, s.currency, day)
    answer = ask(request)
    if not isinstance(answer, Answer):
        raise TypeError(f"cards gives an Answer(charge, declined=None), not {answer!r}")
    if answer.declined is None:
        work.record(
            e.Charged,
            day,
            charge=answer.charge,
            amount=amount,
            bills=((bill.id, amount),),
            asked=True,
        )
        settling.settle(work, day, bill)
        return True
    _decline(work, day, answer.charge, amount, bill, answer.declined, asked=True)
    return False


def _decline(
    work: Work,
    day: date,
    charge: str,
    amount: int,
    bill: Bill | None,
    code: str,
    *,
    asked: bool,
) -> None:
    s = work.state
    work.record(
        e.ChargeFailed,
        day,
        charge=charge,
        amount=amount,
        bill=bill.id if bill is not None else None,
        code=code,
        severity=dunning.severity(code),
        asked=asked,
        policy=dunning.POLICY,
    )
    if bill is not None and bill.chased and s.dunning is None:
        work.record(e.DunningStarted, day, plan=s.plan_key, bill=bill.id, charge=charge)
    stops = dunning.severity(code) == "stop"
    if stops and work.conduct.chase and s.is_member and s.ending is None:
        requesting.request(work, day, "stop_order")


def end_run_if_paid(work: Work, day: date, cause: Literal["paid", "written_off"] = "paid") -> None:
    """Good standing again once nothing is owed."""
    run = work.state.dunning
    if run is not None and not any(bill.chased for bill in work.state.owed_bills.values()):
        work.record(e.DunningEnded, day, cause=cause)
    elif run is not None and not run.declines:
        work.record(e.DunningEnded, day, cause="no_decline")


def replace_card(work: Work) -> None:
    """A new card: what is owed is collected at once."""
    work.record(e.CardReplaced, work.today)
    collect(work, work.today)


def _effective(on: date, bills: list[Bill]) -> date:
    """A payment never counts before what it pays was owed."""
    return max([on, *(bill.due_on for bill in bills)])


def charge_succeeded(
    work: Work, charge: str, amount: int, on: date, bill: int | None = None
) -> None:
    """A payment the processor reports: it pays the oldest owed, or the bill named first.

    More than is owed becomes billing credit; less lowers what is owed. A success after a failure
    with the same id wins.

    Raises:
        Refused: `key_reused` where the id is known with another amount.
    """
    s = work.state
    known = s.charges.get(charge)
    if known is not None:
        if known.amount != amount:
            raise refuse(
                "key_reused",
                f"charge {charge} is known with another amount; a charge has one amount",
                charge=charge,
                known=known.amount,
                amount=amount,
            )
        if known.outcome == "paid":
            return
    bills, left = [], amount
    owed = sorted(s.owed_bills.values(), key=lambda b: (b.id != bill, not b.chased, b.id))
    for item in owed:
        part = min(left, item.owed)
        if part > 0:
            bills.append((item, part))
            left -= part
    day = _effective(on, [item for item, _ in bills])
    take_payment(work, charge, amount, day, bills)


def take_payment(
    work: Work, charge: str, amount: int, day: date, parts: list[tuple[Bill, int]]
) -> None:
    """A payment applied as it is told: `parts` are (bill, minor units), the rest is over."""
    over = "credited" if work.conduct.keep_over else "unapplied"
    work.record(
        e.Charged,
        day,
        charge=charge,
        amount=amount,
        bills=tuple((item.id, part) for item, part in parts),
        **{over: amount - sum(part for _, part in parts)},
    )
    for item, _ in parts:
        if item.owed == 0:
            paid_on = [work.state.charges[c].on for c in item.funding if c in work.state.charges]
            settling.settle(work, max([day, *paid_on]), item)
    end_run_if_paid(work, day)


def charge_failed(
    work: Work, charge: str, amount: int, code: str, on: date, bill: int | None = None
) -> None:
    """A decline the processor reports; after a success with the same id it is ignored.

    Raises:
        Refused: `key_reused` where the id is known as a failure of another amount.
    """
    s = work.state
    known = s.charges.get(charge)
    if known is not None:
        if known.outcome == "failed" and known.amount != amount:
            raise refuse(
                "key_reused",
                f"charge {charge} is known with another amount; a charge has one amount",
                charge=charge,
                known=known.amount,
                amount=amount,
            )
        return
    item = s.owed_bills.get(bill) if bill is not None else None
    if item is None:
        item = next(iter(sorted(s.owed_bills.values(), key=lambda b: (not b.chased, b.id))), None)
    day = _effective(on, [item] if item is not None else [])
    _decline(work, day, charge, amount, item, code, asked=False)
