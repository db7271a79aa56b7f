"""What the processor tells: each event once in effect, however often it comes."""

from datetime import date
from typing import Any

from memberledger import Ledger
from memberledger.aggregates.member.events import Refunded


def take(ledger: Ledger, event: dict[str, Any]) -> None:
    """Report an event of the processor to the ledger. Amounts are cents."""
    member, charge = event["customer"], event["charge"]
    on = date.fromisoformat(event["date"])
    match event["type"]:
        case "charge.succeeded":
            ledger.charge_succeeded(member, charge, event["amount"], on=on)
        case "charge.failed":
            ledger.charge_failed(member, charge, event["amount"], event["code"], on=on)
        case "charge.refunded":
            more = event["amount_refunded"] - refunded(ledger, member, charge)
            if more > 0:
                ledger.refund(member, charge=charge, amount=more, key=event["id"])


def refunded(ledger: Ledger, member: str, charge: str) -> int:
    """What the ledger knows to have gone back of a charge, in cents."""
    back = (event for event in ledger.history(member) if isinstance(event, Refunded))
    return sum(event.amount for event in back if event.charge == charge)
