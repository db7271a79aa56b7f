"""Commands of handing on: units into money."""

from __future__ import annotations

from memberledger.aggregates.member import Work, banking
from memberledger.ledger.base import Base
from memberledger.ledger.checking import checked_name, quantity_of
from memberledger.ledger.receipts import Receipt

__all__ = ["HandingOn"]


class HandingOn(Base):
    """What members do with units they do not use."""

    def convert(
        self,
        member: str,
        benefit: str,
        *,
        quantity: int = 1,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Turn units into money of another benefit, where their terms say so.

        Args:
            member: whose.
            benefit: its id.
            quantity: units.
            key: of the request; the same key and request give the first result.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid`, `cancelled`, `suspended`, `past_due`, `paused`, `unknown_benefit`,
                `not_convertible`, `insufficient_balance`.
        """
        checked_name(benefit, "a benefit")
        units = quantity_of(quantity)

        def act(work: Work) -> None:
            banking.convert(work, benefit, units)

        request = {"benefit": benefit, "quantity": units}
        return self._done(member, "conversion", request, act, key, actor, reason)
