"""What the processor tells: each event once in effect, however often it comes."""

from datetime import date
from typing import Any

from memberledger import Ledger


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
            ledger.refund(member, charge=charge, amount=event["amount_refunded"], key=event["id"])
