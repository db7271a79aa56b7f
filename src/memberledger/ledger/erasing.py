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
        that the same call finishes. Nobody can enroll under this reference again.

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
        receipt = self._done(member, "erase", {}, erasing.erase, key, actor, reason)
        if vault is not None:
            vault.erase(self.practice, member)
        return receipt
