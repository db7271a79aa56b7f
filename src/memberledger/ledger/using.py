"""Commands of the day: redeem, reserve, release, reverse, adjust, share."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import Work, enrolling, redeeming, reserving, visits
from memberledger.ledger.cataloguing import Cataloguing
from memberledger.ledger.checking import (
    Money,
    amount_of,
    checked_date,
    checked_name,
    invalid,
    quantity_of,
)
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
        wanted, money = self._measure(quantity, amount)
        today = self.today()
        if performed_on is not None:
            checked_date(performed_on, "the day performed", latest=today)
        self._checked_person(by)
        self._check_place(at)
        self._checked_service(service, price)

        def act(work: Work) -> None:
            _fits_kind(work, benefit, money=money)
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
        request |= _if_said(at=at, service=service, price=day_price)
        done = self._carry_out(member, "redemption", request, act, key, actor, reason)
        return redemption_receipt(member, done.events, done.state, repeated=done.repeated)

    def reserve(
        self,
        member: str,
        benefit: str,
        *,
        for_on: date,
        key: str,
        quantity: int | None = None,
        amount: Money | None = None,
        by: str | None = None,
        at: str | None = None,
        service: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Keep units for an appointment on `for_on`; `redeem` with the same key uses them.

        With a `service`, lots it can't be used for are left alone. `by`: who comes instead.

        Raises:
            Refused: as `redeem`; `invalid` for a day that is past.
        """
        checked_name(benefit, "a benefit")
        checked_date(for_on, "the appointment's day")
        self._check_place(at)
        checked_name(key, "a key")
        wanted, money = self._measure(quantity, amount)
        self._checked_service(service)
        self._checked_person(by)

        def act(work: Work) -> None:
            _fits_kind(work, benefit, money=money)
            visit = self._visit(service)
            reserving.reserve(
                work, benefit, wanted, key=key, for_on=for_on, at=at, by=by, visit=visit
            )

        request = {"benefit": benefit, "quantity": wanted, "for": for_on}
        request |= _if_said(at=at, by=by, service=service)
        done = self._carry_out(member, "reservation", request, act, key, actor, reason)
        return Receipt(member, done.events, done.repeated)

    def release(
        self,
        member: str,
        key: str,
        *,
        late: bool = False,
        price: Money | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Give a reservation back.

        Args:
            member: whose.
            key: of the reservation.
            late: whether it is too late for the practice, by the host's clock; then units and fee
                are as the terms say.
            price: of the visit, where the fee is a part of it; only with `late`.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid` for a key that was never reserved, and where a price is missing.
        """
        checked_name(key, "a key")
        if not isinstance(late, bool) or (price is not None and not late):
            raise invalid("late is true or false, and a price goes with late: true")
        if not late:
            return self._done(
                member, "release", {}, lambda work: reserving.release(work, key), key, actor, reason
            )
        minor = amount_of(price, self.currency) if price is not None else None
        request = {"late": True, "price": minor}

        def act(work: Work) -> None:
            visits.cancel_late(work, key, minor)

        return self._done(member, "release", request, act, key, actor, reason)

    def no_show(
        self,
        member: str,
        key: str,
        *,
        price: Money | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """The member did not come to what was reserved under `key`.

        Units are released or forfeited, and a fee is charged to the card, as the terms of the day
        say. `reverse` with the key brings the units back.

        Args:
            member: who.
            key: of the reservation.
            price: of the visit, where the fee is a part of it.
            actor: who asked.
            reason: why.

        Raises:
            Refused: `invalid` for a key that is not kept, for an appointment still to come, and
                where a price is missing.
        """
        checked_name(key, "a key")
        minor = amount_of(price, self.currency) if price is not None else None

        def act(work: Work) -> None:
            visits.no_show(work, key, minor)

        return self._done(member, "no_show", {"price": minor}, act, key, actor, reason)

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
        wanted, money = self._measure(quantity, amount, signed=True)

        def act(work: Work) -> None:
            _fits_kind(work, benefit, money=money)
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

    def _measure(
        self, quantity: int | None, amount: Money | None, *, signed: bool = False
    ) -> tuple[int, bool]:
        if quantity is not None and amount is not None:
            raise invalid("give a quantity of units or an amount of money, not both")
        if amount is not None:
            return amount_of(amount, self.currency, signed=signed), True
        return quantity_of(1 if quantity is None else quantity, signed=signed), False


def _if_said(**details: str | int | None) -> dict[str, Any]:
    """Details of a request that were given; one without them stays the request it always was."""
    return {name: value for name, value in details.items() if value is not None}


def _fits_kind(work: Work, benefit: str, *, money: bool) -> None:
    """Units for a service credit, money for a value credit."""
    kind = work.state.benefit_kind(benefit)
    if kind == "value_credit" and not money:
        raise invalid(f"{benefit} is money; give an amount", benefit=benefit)
    if kind not in (None, "value_credit") and money:
        raise invalid(f"{benefit} is counted in units; give a quantity", benefit=benefit)
