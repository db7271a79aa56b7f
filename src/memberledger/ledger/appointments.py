"""Commands of an appointment: reserve, release, no-show."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import Work, reserving, visits
from memberledger.ledger.cataloguing import Cataloguing
from memberledger.ledger.checking import (
    Money,
    amount_of,
    checked_date,
    checked_name,
    if_said,
    invalid,
)
from memberledger.ledger.measures import fits_kind, measured
from memberledger.ledger.receipts import Receipt

__all__ = ["Appointments"]


class Appointments(Cataloguing):
    """What is kept for a day, and what becomes of it."""

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
        wanted, money = measured(quantity, amount, self.currency)
        self._checked_service(service)
        self._checked_person(by)

        def act(work: Work) -> None:
            fits_kind(work, benefit, money=money)
            visit = self._visit(service)
            reserving.reserve(
                work, benefit, wanted, key=key, for_on=for_on, at=at, by=by, visit=visit
            )

        request = {"benefit": benefit, "quantity": wanted, "for": for_on}
        request |= if_said(at=at, by=by, service=service)
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
