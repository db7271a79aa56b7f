"""Commands of handing on: units into money, or to another member."""

from __future__ import annotations

from memberledger.aggregates.member import Work, banking, transferring
from memberledger.ledger.base import Base
from memberledger.ledger.checking import checked_name, invalid, quantity_of
from memberledger.ledger.receipts import Receipt
from memberledger.ledger.transfers import price_of

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

    def transfer(
        self,
        member: str,
        to: str,
        benefit: str,
        *,
        quantity: int = 1,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Give units to another member of the practice, where their terms say so.

        Args:
            member: who gives.
            to: who receives; any member, on any plan.
            benefit: its id.
            quantity: units; minor units of a value credit.
            key: of the request; the same key and request give the first result.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid`, `not_enrolled`, `cancelled`, `suspended`, `past_due`, `paused`,
                `unknown_benefit`, `not_transferable`, `limit_reached`, `insufficient_balance`.
        """
        checked_name(to, "a member")
        checked_name(benefit, "a benefit")
        units = quantity_of(quantity)
        if to == member:
            raise invalid("nobody gives units to themselves; name another member", to=to)

        def act(work: Work) -> None:
            receiver = self._desk.partner(work, to)
            price = price_of(self._desk, work)
            transferring.give(work, receiver, benefit, units, price)

        request = {"to": to, "benefit": benefit, "quantity": units}
        return self._done(member, "transfer", request, act, key, actor, reason)
