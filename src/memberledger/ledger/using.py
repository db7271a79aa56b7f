"""Commands of the day: redeem, reverse, adjust, share."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import Work, enrolling, redeeming
from memberledger.ledger.cataloguing import Cataloguing
from memberledger.ledger.checking import Money, amount_of, checked_date, checked_name, if_said
from memberledger.ledger.measures import fits_kind, measured
from memberledger.ledger.receipts import Receipt, RedemptionReceipt, redemption_receipt

__all__ = ["Using"]


class Using(Cataloguing):
    """What members and the front desk do with benefits."""

    def redeem(
        self,
        member: str,
        benefit: str,
        *,
        quantity: int | None = None,
        amount: Money | None = None,
        key: str | None = None,
        performed_on: date | None = None,
        by: str | None = None,
        at: str | None = None,
        service: str | None = None,
        price: Money | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> RedemptionReceipt:
        """Use a benefit, or what was reserved under `key`.

        Args:
            member: whose lots.
            benefit: its id.
            quantity: units of a service credit; default 1.
            amount: money of a value credit, "20.00" or minor units.
            key: of the visit or sale; the same key and request give the first result.
            performed_on: the day it was done, if earlier than today.
            by: another person the member shares with, or a guest.
            at: the location; where it was reserved for, or the home location, if left out.
            service: what it is used for; default what was reserved, or not said.
            price: of one unit of the service today, where units pay a part of it; default the
                catalogue's.
            actor: who asked, a reference.
            reason: why, a code.

        Raises:
            Refused: `invalid`, `not_enrolled`, `key_reused`, `cancelled`, `suspended`, `past_due`,
                `paused`, `in_notice`, `not_shared`, `unknown_benefit`, `not_eligible`,
                `wrong_location`, `limit_reached`, `insufficient_balance`.
        """
        checked_name(benefit, "a benefit")
        wanted, money = measured(quantity, amount, self.currency)
        today = self.today()
        if performed_on is not None:
            checked_date(performed_on, "the day performed", latest=today)
        self._checked_person(by)
        self._check_place(at)
        self._checked_service(service, price)

        def act(work: Work) -> None:
            fits_kind(work, benefit, money=money)
            held = work.state.open_reservations.get(key) if key is not None else None
            named = service or (held.service if held is not None else None)
            redeeming.redeem(
                work,
                benefit,
                wanted,
                key=key,
                performed_on=performed_on,
                by=by,
                at=at,
                visit=self._visit(named, price),
            )

        day_price = amount_of(price, self.currency) if price is not None else None
        request = {"benefit": benefit, "quantity": wanted, "performed": performed_on, "by": by}
        request |= if_said(at=at, service=service, price=day_price)
        done = self._carry_out(member, "redemption", request, act, key, actor, reason)
        return redemption_receipt(member, done.events, done.state, repeated=done.repeated)

    def reverse(
        self, member: str, key: str, *, actor: str | None = None, reason: str | None = None
    ) -> Receipt:
        """Undo the redemption of `key`; doing it again gives the first result.

        Raises:
            Refused: `invalid` for a key that was never redeemed.
        """
        checked_name(key, "a key")
        return self._done(
            member, "reversal", {}, lambda work: redeeming.reverse(work, key), key, actor, reason
        )

    def adjust(
        self,
        member: str,
        benefit: str,
        *,
        quantity: int | None = None,
        amount: Money | None = None,
        expires_on: date | None = None,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Correct a balance up or down; up gives a promotional lot that counts in no cap.

        Args:
            member: whose balance.
            benefit: its id.
            quantity: signed units of a service credit.
            amount: signed money of a value credit.
            expires_on: the first day on which what is given can no longer be used; never, if
                left out.
            key: idempotency key.
            actor: who decided.
            reason: why.

        Raises:
            Refused: `invalid`, `cancelled`, `unknown_benefit`, `insufficient_balance`.
        """
        checked_name(benefit, "a benefit")
        wanted, money = measured(quantity, amount, self.currency, signed=True)

        def act(work: Work) -> None:
            fits_kind(work, benefit, money=money)
            redeeming.adjust(work, benefit, wanted, expires_on)

        request: dict[str, Any] = {"benefit": benefit, "quantity": wanted}
        if expires_on is not None:
            checked_date(expires_on, "the first day it can no longer be used")
            request["expires"] = expires_on
        return self._done(member, "adjustment", request, act, key, actor, reason)

    def share(
        self,
        member: str,
        person: str,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Let another person, a reference, use the member's lots.

        Raises:
            Refused: `invalid`, `cancelled`, `not_shared`, `too_soon`.
        """
        checked_name(person, "a person")
        return self._done(
            member,
            "share",
            {"with": person},
            lambda work: enrolling.share(work, person),
            key,
            actor,
            reason,
        )
