"""How money, dunning, refunds and disputes change the state."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Bill, Charge, DunningRun, PlannedStep
from memberledger.aggregates.member.state import MemberState, Standing

__all__: list[str] = []


def charged(s: MemberState, event: e.Charged) -> None:
    if s.dunning is not None and event.charge in s.dunning.declines:
        s.dunning.declines = [c for c in s.dunning.declines if c != event.charge]
    s.refusals.pop(event.charge, None)
    s.charges[event.charge] = Charge(
        event.charge,
        event.amount,
        event.effective_on,
        "paid",
        credited=event.credited,
        unapplied=event.unapplied,
    )
    for bill_id, amount in event.bills:
        _pay(s.bills[bill_id], event.charge, amount)
    if event.credited:
        s.credits.append((event.charge, event.credited))


def _pay(bill: Bill, charge: str, amount: int) -> None:
    bill.paid += amount
    bill.funding[charge] = bill.funding.get(charge, 0) + amount


def charge_failed(s: MemberState, event: e.ChargeFailed) -> None:
    s.charges[event.charge] = Charge(event.charge, event.amount, event.effective_on, "failed")
    if event.bill is not None:
        bill = s.bills[event.bill]
        bill.attempts = (*bill.attempts, event.effective_on)
    if s.dunning is not None:
        s.dunning.declines.append(event.charge)
    if event.severity != "soft":
        s.refusals[event.charge] = event.severity


def card_replaced(s: MemberState, _event: e.CardReplaced) -> None:
    s.refusals.clear()


def credit_given(s: MemberState, event: e.CreditGiven) -> None:
    bill = s.bills[event.bill]
    bill.credited += event.amount
    left = event.amount
    for charge, amount in list(bill.funding.items()):
        part = min(amount, left)
        if part:
            s.credits.append((charge, part))
            bill.funding[charge] = amount - part
            left -= part
    if left:
        s.credits.append(("", left))


def credit_used(s: MemberState, event: e.CreditUsed) -> None:
    left = event.amount
    while left and s.credits:
        charge, amount = s.credits[0]
        part = min(amount, left)
        left -= part
        if part == amount:
            s.credits.pop(0)
        else:
            s.credits[0] = (charge, amount - part)
    for charge, amount in event.sources:
        _pay(s.bills[event.bill], charge, amount)


def bill_settled(s: MemberState, event: e.BillSettled) -> None:
    bill = s.bills[event.bill]
    bill.settled_on = event.effective_on
    for benefit, share in event.shares:
        bill.pool.setdefault(benefit, []).append(share)
    for lot, share in event.caught_up:
        s.lots[lot].share += share
    s.owed_bills.pop(event.bill, None)


def late_fee_assessed(s: MemberState, event: e.LateFeeAssessed) -> None:
    lines = s.bills[event.bill].lines
    lines["late_fee"] = lines.get("late_fee", 0) + event.amount
    if event.tax:
        lines["tax"] = lines.get("tax", 0) + event.tax


def returned_payment_fee_assessed(s: MemberState, event: e.ReturnedPaymentFeeAssessed) -> None:
    lines = s.bills[event.bill].lines
    lines["returned_payment_fee"] = lines.get("returned_payment_fee", 0) + event.amount
    if event.tax:
        lines["tax"] = lines.get("tax", 0) + event.tax


def waiver_recorded(s: MemberState, event: e.WaiverRecorded) -> None:
    s.waivers.append((event.on, event.grants))


def dues_waived(s: MemberState, event: e.DuesWaived) -> None:
    bill = s.bills[event.bill]
    bill.waived += event.amount
    if event.tax:
        bill.lines["tax"] -= event.tax
    bill.no_grants = not event.grants
    if s.waivers and bill.start and bill.end:
        s.waivers = [w for w in s.waivers if not bill.start <= w[0] < bill.end]


def written_off(s: MemberState, event: e.WrittenOff) -> None:
    for bill_id, amount in event.bills:
        s.bills[bill_id].written_off += amount
        s.owed_bills.pop(bill_id, None)


def _stand(s: MemberState, day: date, standing: Standing) -> None:
    """Remember since when; a late fact takes its place among the others."""
    while s.standings and s.standings[-1][0] > day:
        s.standings.pop()  # told late, it holds from its day on
    s.standings.append((day, standing))


def dunning_started(s: MemberState, event: e.DunningStarted) -> None:
    s.dunning = DunningRun(event.effective_on, event.plan, [event.charge])
    _stand(s, event.effective_on, "past_due")


def dunning_step_planned(s: MemberState, event: e.DunningStepPlanned) -> None:
    if s.dunning is not None:
        s.dunning.planned = PlannedStep(event.on, event.actions)


def dunning_step_taken(s: MemberState, event: e.DunningStepTaken) -> None:
    run = s.dunning
    if run is not None:
        if run.planned is not None:
            run.planned = None
            run.taken.append((event.effective_on, event.actions))
        run.next_step = event.step + 1
        run.flagged = run.flagged or "flag_chart" in event.actions
        run.review = run.review or "review" in event.actions
        waits = "suspend" in event.left_out and s.pause is not None
        run.suspend_waits = run.suspend_waits or waits


def suspended(s: MemberState, event: e.Suspended) -> None:
    if s.dunning is not None:
        s.dunning.suspended = True
        _stand(s, event.effective_on, "suspended")


def dunning_ended(s: MemberState, event: e.DunningEnded) -> None:
    s.dunning = None
    over = event.effective_on  # paid by then, it was never past due or suspended later
    if s.standings and s.standings[-1][0] > over:
        s.standings = [(day, standing) for day, standing in s.standings if day <= over]
    _stand(s, over, "good")


def _take_credit(s: MemberState, charge: str, amount: int) -> None:
    left, kept = amount, []
    for source, held in s.credits:
        part = min(held, left) if source == charge else 0
        left -= part
        if held - part:
            kept.append((source, held - part))
    s.credits = kept


def _money_back(s: MemberState, event: e.Refunded | e.DisputeLost) -> None:
    charge = s.charges[event.charge]
    charge.refunded += event.amount
    charge.credited -= event.from_credit
    charge.unapplied -= event.from_unapplied
    _take_credit(s, event.charge, event.from_credit)
    for bill_id, amount in event.bills:
        bill = s.bills[bill_id]
        bill.refunded += amount
        bill.funding[event.charge] -= amount


def refunded(s: MemberState, event: e.Refunded) -> None:
    _money_back(s, event)
    if event.full:
        _void(s, event.bills)


def _void(s: MemberState, bills: tuple[tuple[int, int], ...]) -> None:
    for lot in s.lots_of(tuple(bill for bill, _ in bills)):
        lot.void = "refunded"
    for bill_id, _ in bills:
        s.bills[bill_id].pool.clear()
        s.bills[bill_id].void = True


def disputed(s: MemberState, event: e.Disputed) -> None:
    charge = s.charges[event.charge]
    charge.dispute, charge.disputed_on = "open", event.effective_on
    for lot_id in event.lots:
        lot = s.lots[lot_id]
        lot.disputed_on = lot.disputed_on or event.effective_on


def dispute_won(s: MemberState, event: e.DisputeWon) -> None:
    for lot in s.freed_by(event.charge):
        lot.disputed_on = None
    s.charges[event.charge].dispute = "won"
    for lot_id, expires_on in event.expiries:
        s.lots[lot_id].expires_on = expires_on


def dispute_lost(s: MemberState, event: e.DisputeLost) -> None:
    s.charges[event.charge].dispute = "lost"
    for lot in s.lots_of(tuple(bill for bill, _ in event.bills)):
        lot.disputed_on = None
    _money_back(s, event)
    _void(s, event.bills)
