"""What a processor tells of charges, message by message, as its webhooks do.

Messages come late, twice, in another order, or never. One that the ledger refuses is kept and
delivered again, as processors do: a refund may arrive before the charge it is of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from memberledger.errors import Refused
from memberledger.ledger import Ledger

__all__ = ["Delivery", "deliver"]

Kind = Literal["succeeded", "failed", "refunded", "disputed", "dispute_closed"]
"""What a message says of its charge."""


@dataclass(frozen=True)
class Delivery:
    """One message of a processor.

    Attributes:
        kind: what happened to the charge.
        charge: the processor's id of it, which belongs to the practice.
        amount: in minor units; of the charge, or of what was refunded.
        ago: days before its first delivery on which the card answered, for successes and declines.
        code: why a card declined; `won` or `lost` where a dispute is closed.
        member: whose charge it is.
    """

    kind: Kind
    charge: str
    amount: int = 0
    ago: int = 0
    code: str = ""
    member: str = "ana"

    @property
    def key(self) -> str:
        """The sender's id of the message: the same each time it is delivered."""
        return f"{self.kind}-{self.charge}"

    def to(self, ledger: Ledger) -> None:
        """Deliver it once, today.

        Raises:
            Refused: the ledger does not take it, or not yet.
        """
        on = ledger.today() - timedelta(days=self.ago)
        member, charge = self.member, self.charge
        if self.kind == "succeeded":
            ledger.charge_succeeded(member, charge, self.amount, on=on)
        elif self.kind == "failed":
            ledger.charge_failed(member, charge, self.amount, self.code, on=on)
        elif self.kind == "refunded":
            ledger.refund(member, charge=charge, amount=self.amount, key=self.key)
        elif self.kind == "disputed":
            ledger.dispute(member, charge=charge, key=self.key)
        else:
            won: Literal["won", "lost"] = "won" if self.code == "won" else "lost"
            ledger.close_dispute(member, won, charge=charge, key=self.key)


def deliver(ledger: Ledger, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Deliver each in turn, and what was refused again and again until a round gains nothing.

    Args:
        ledger: which takes them; its clock stands.
        deliveries: in the order in which they arrive.

    Returns:
        Those that the ledger never took, in their order.
    """
    waiting = list(deliveries)
    while waiting:
        refused = []
        for delivery in waiting:
            try:
                delivery.to(ledger)
            except Refused:
                refused.append(delivery)
        if len(refused) == len(waiting):
            return refused
        waiting = refused
    return []
