"""Sentences about money coming in, and what follows when it does not."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names, day_in_words
from memberledger.history.table import Table

__all__ = ["COLLECTING"]

_STEPS = {
    "notify_email": "notify by email",
    "notify_sms": "notify by text message",
    "flag_chart": "flag the chart",
    "retry": "try the card again",
    "late_fee": "add a late fee",
    "suspend": "suspend",
    "cancel": "end the membership",
    "write_off": "write off what is owed",
    "forfeit": "take what is unused",
    "review": "ask a person to decide",
    "returned_payment_fee": "add a fee for the returned payment",
}


def _bills(bills: tuple[tuple[int, int], ...], names: Names) -> str:
    if len(bills) == 1:
        return f"bill {bills[0][0]}"
    return " and ".join(f"bill {bill} ({names.amount(amount)})" for bill, amount in bills)


def _charged(event: e.Charged, names: Names) -> str:
    told = f"Paid {names.amount(event.amount)}"
    if event.bills:
        told += f" for {_bills(event.bills, names)}"
    told += f" ({event.charge})"
    if event.credited:
        told += f"; {names.amount(event.credited)} is more than owed and kept as billing credit"
    if event.unapplied:
        told += f"; {names.amount(event.unapplied)} is more than owed"
    return told


def _charge_failed(event: e.ChargeFailed, names: Names) -> str:
    told = f"Card declined: {event.code} ({event.severity}), {names.amount(event.amount)}"
    if event.bill is not None:
        told += f" for bill {event.bill}"
    return f"{told} ({event.charge})"


def _card_replaced(_event: e.CardReplaced, _names: Names) -> str:
    return "Gave a new card"


def _credit_given(event: e.CreditGiven, names: Names) -> str:
    return f"Billing credit of {names.amount(event.amount)} given back from bill {event.bill}"


def _credit_used(event: e.CreditUsed, names: Names) -> str:
    return f"Billing credit of {names.amount(event.amount)} went to bill {event.bill}"


def _bill_settled(event: e.BillSettled, _names: Names) -> str:
    return f"Bill {event.bill} is settled"


def _late_fee_assessed(event: e.LateFeeAssessed, names: Names) -> str:
    return f"A late fee of {names.amount(event.amount)} was added to bill {event.bill}"


def _returned_payment_fee_assessed(event: e.ReturnedPaymentFeeAssessed, names: Names) -> str:
    amount = names.amount(event.amount)
    return f"A fee of {amount} for the returned payment was added to bill {event.bill}"


def _waiver_recorded(event: e.WaiverRecorded, _names: Names) -> str:
    what = "" if event.grants else ", and it gives nothing"
    on = day_in_words(event.on, event.effective_on)
    return f"The dues of the period that holds {on} will be waived{what}"


def _dues_waived(event: e.DuesWaived, names: Names) -> str:
    what = "" if event.grants else ", and its period gives nothing more"
    return f"Waived: {names.amount(event.amount)} of bill {event.bill}{what}"


def _written_off(event: e.WrittenOff, names: Names) -> str:
    total = names.amount(sum(amount for _, amount in event.bills))
    return f"Written off: {total} of {_bills(event.bills, names)}"


def _dunning_started(event: e.DunningStarted, _names: Names) -> str:
    return f"Past due with bill {event.bill}"


def _dunning_step_planned(event: e.DunningStepPlanned, _names: Names) -> str:
    if event.on is None:
        return "No further step of dunning follows"
    what = ", ".join(_STEPS[action] for action in event.actions)
    return f"The next step of dunning comes on {day_in_words(event.on, event.effective_on)}: {what}"


def _dunning_step_taken(event: e.DunningStepTaken, _names: Names) -> str:
    done = ", ".join(_STEPS[action] for action in event.actions)
    told = f"Dunning step {event.step + 1}: {done or 'nothing'}"
    if event.left_out:
        told += f"; left out: {', '.join(_STEPS[action] for action in event.left_out)}"
    return told


def _suspended(_event: e.Suspended, _names: Names) -> str:
    return "Suspended until what is owed is paid"


def _dunning_ended(event: e.DunningEnded, _names: Names) -> str:
    how = "all is paid" if event.cause == "paid" else "what was owed is written off"
    return f"In good standing again: {how}"


COLLECTING: Table = {
    e.Charged: _charged,
    e.ChargeFailed: _charge_failed,
    e.CardReplaced: _card_replaced,
    e.CreditGiven: _credit_given,
    e.CreditUsed: _credit_used,
    e.BillSettled: _bill_settled,
    e.LateFeeAssessed: _late_fee_assessed,
    e.ReturnedPaymentFeeAssessed: _returned_payment_fee_assessed,
    e.WaiverRecorded: _waiver_recorded,
    e.DuesWaived: _dues_waived,
    e.WrittenOff: _written_off,
    e.DunningStarted: _dunning_started,
    e.DunningStepPlanned: _dunning_step_planned,
    e.DunningStepTaken: _dunning_step_taken,
    e.Suspended: _suspended,
    e.DunningEnded: _dunning_ended,
}
