"""The right to be forgotten."""

from __future__ import annotations

from memberledger.aggregates.member import erasing
from memberledger.ledger.base import Base
from memberledger.ledger.checking import invalid
from memberledger.ledger.receipts import Receipt
from memberledger.store import Vault

__all__ = ["Erasing"]


class Erasing(Base):
    """Erasing a person from the vault, and recording that it was done."""

    def erase(
        self,
        member: str,
        vault: Vault | None = None,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Erase what is kept about a person; chain, money and proofs stay whole.

        The event is recorded first, so a crash before the vault is overwritten leaves a request
        that the same call finishes. Nobody can enroll under this reference again. Billing credit
        and lots that are left stay in the books; pay back what is the person's before.

        In a mirror the vault alone forgets: nothing is recorded, since a mirror holds what exports
        say, and what is owed there can't be settled there.

        Args:
            member: the reference.
            vault: where the person's facts are; None where the host keeps them elsewhere and
                erases them itself.
            key: the same again changes nothing more.
            actor, reason: who asked, and why, as codes.

        Raises:
            Refused: `not_enrolled`; `invalid` while the membership runs or money is owed.
        """
        if vault is not None and not isinstance(vault, Vault):
            raise invalid("give an open Vault, or None", value=str(vault)[:80])
        if self._desk.is_live:
            receipt = self._done(member, "erase", {}, erasing.erase, key, actor, reason)
        else:
            receipt = self._only_forgotten(member, key, actor, reason)
        if vault is not None:
            vault.erase(self.practice, member)
        return receipt

    def _only_forgotten(
        self, member: str, key: str | None, actor: str | None, reason: str | None
    ) -> Receipt:
        """What a mirror has to say of it: whether the membership is over; no event."""
        self._check(member, key, actor, reason)
        erasing.must_be_over(self._desk.load(member), member)
        return Receipt(member, (), repeated=False)
