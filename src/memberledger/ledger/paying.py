"""Commands of money: charges the processor reports, cards, refunds, disputes."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from memberledger.aggregates.member import Work, collecting, refunding
from memberledger.ledger import transfers
from memberledger.ledger.base import Base
from memberledger.ledger.checking import (
    Money,
    amount_of,
    checked_date,
    checked_name,
    invalid,
    quantity_of,
)
from memberledger.ledger.receipts import Receipt

__all__ = ["Paying"]


class Paying(Base):
    """What the processor says happened to money."""

    def charge_succeeded(
        self,
        member: str,
        charge: str,
        amount: Money,
        *,
        on: date | None = None,
        bill: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """A payment went through. The same charge again changes nothing.

        Args:
            member: who paid.
            charge: the processor's id; it belongs to the practice.
            amount: gross, "199.00" or minor units.
            on: the processor's local date; default today.
            bill: which bill it pays first; default the oldest owed.
            actor: who reported it.
            reason: why.

        Raises:
            Refused: `invalid`, `not_enrolled`, `key_reused` where the id has another amount.
        """
        checked_name(charge, "a charge")
        if bill is not None:
            quantity_of(bill)
        minor, day = amount_of(amount, self.currency), self._day(on)
        return self._done(
            member,
            "charge",
            {},
            lambda work: collecting.charge_succeeded(work, charge, minor, day, bill),
            None,
            actor,
            reason,
        )

    def charge_failed(
        self,
        member: str,
        charge: str,
        amount: Money,
        code: str,
        *,
        on: date | None = None,
        bill: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """A payment was declined with the processor's `code`. After a success it is ignored.

        Raises:
            Refused: `invalid`, `not_enrolled`, `key_reused` where the id has another amount.
        """
        checked_name(charge, "a charge")
        checked_name(code, "a decline code")
        if bill is not None:
            quantity_of(bill)
        minor, day = amount_of(amount, self.currency), self._day(on)
        return self._done(
            member,
            "charge",
            {},
            lambda work: collecting.charge_failed(work, charge, minor, code, day, bill),
            None,
            actor,
            reason,
        )

    def update_card(
        self,
        member: str,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """The member gave a new card; what is owed is collected at once.

        Raises:
            Refused: `not_enrolled`.
        """
        return self._done(member, "card", {}, collecting.replace_card, key, actor, reason)

    def refund(
        self,
        member: str,
        *,
        charge: str | None = None,
        charged_on: date | None = None,
        amount: Money | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Money of a charge went back; all that is left if no amount is named.

        Raises:
            Refused: `invalid` where no one charge is named, `amount_exceeds_charge`.
        """
        minor = amount_of(amount, self.currency) if amount is not None else None
        self._check_charge(charge, charged_on)

        def act(work: Work) -> None:
            found = refunding.find_charge(work.state, charge, charged_on)
            if minor is None or minor == found.amount - found.refunded:
                transfers.take_back(self._desk, work, found, "refunded")
            refunding.refund(work, found, minor)

        request: dict[str, Any] = {"charge": charge, "charged_on": charged_on, "amount": minor}
        return self._done(member, "refund", request, act, key, actor, reason)

    def dispute(
        self,
        member: str,
        *,
        charge: str | None = None,
        charged_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """The cardholder's bank disputes a charge: what it gave is frozen.

        Raises:
            Refused: `invalid` where no one charge is named.
        """
        self._check_charge(charge, charged_on)

        def act(work: Work) -> None:
            found = refunding.find_charge(work.state, charge, charged_on)
            transfers.freeze(self._desk, work, found)
            refunding.dispute(work, found)

        request = {"charge": charge, "charged_on": charged_on}
        return self._done(member, "dispute", request, act, key, actor, reason)

    def close_dispute(
        self,
        member: str,
        outcome: Literal["won", "lost"],
        *,
        charge: str | None = None,
        charged_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """The dispute ended: `won` gives the frozen days back, `lost` takes what is left.

        Raises:
            Refused: `invalid`.
        """
        if outcome not in ("won", "lost"):
            raise invalid("a dispute is won or lost", value=str(outcome)[:80])
        self._check_charge(charge, charged_on)

        def act(work: Work) -> None:
            found = refunding.find_charge(work.state, charge, charged_on)
            if outcome == "won":
                transfers.thaw(self._desk, work, found)
            elif found.dispute not in ("won", "lost"):
                transfers.take_back(self._desk, work, found, "dispute_lost")
            refunding.close_dispute(work, found, won=outcome == "won")

        request = {"charge": charge, "charged_on": charged_on, "outcome": outcome}
        return self._done(member, "dispute_close", request, act, key, actor, reason)

    def _day(self, on: date | None) -> date:
        today = self.today()
        return today if on is None else checked_date(on, "the charge's day", latest=today)

    def _check_charge(self, charge: str | None, charged_on: date | None) -> None:
        if (charge is None) == (charged_on is None):
            raise invalid("name the charge either by `charge` or by `charged_on`")
        if charge is not None:
            checked_name(charge, "a charge")
        else:
            checked_date(charged_on, "the charge's day", latest=self.today())
