"""Decisions by people: an occasion that came, dues that are waived, a lot that lives longer."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import deciding
from memberledger.ledger.base import Base
from memberledger.ledger.checking import checked_date, checked_name, invalid
from memberledger.ledger.receipts import Receipt

__all__ = ["Deciding"]


class Deciding(Base):
    """What staff decide for one member, kept with who decided it and why."""

    def occasion(
        self,
        member: str,
        name: str,
        *,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Tell that an occasion has come, such as `birthday`: what the plan gives on it is granted.

        Each benefit comes at most once in its window, across enrollments.

        Args:
            member: whose occasion.
            name: the plan's word for it.
            key: idempotency key.
            actor: who told.
            reason: why.

        Raises:
            Refused: `invalid` for an occasion that the plan does not know, `cancelled`,
                `suspended`, `paused`, `too_soon`, `limit_reached`.
        """
        checked_name(name, "an occasion")
        return self._done(
            member,
            "occasion",
            {"occasion": name},
            lambda work: deciding.occasion(work, name),
            key,
            actor,
            reason,
        )

    def waive(
        self,
        member: str,
        *,
        on: date,
        grants: bool = True,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Don't collect the dues of the period that begins on a date or holds it.

        They count as paid, and are never banked. Dues owed are waived at once, and so is the
        rest of them that who stays after all owes; those of a period to come when it begins. Fees
        stay owed.

        Args:
            member: whose dues.
            on: a date in the period.
            grants: whether the period gives what it would.
            key: idempotency key.
            actor: who decided.
            reason: why.

        Raises:
            Refused: `invalid` where no dues are owed for that date, nor will be; `cancelled`.
        """
        checked_date(on, "a date in the period")
        if not isinstance(grants, bool):
            raise invalid("`grants` is true or false", value=str(grants)[:80])
        return self._done(
            member,
            "waiver",
            {"on": on, "grants": grants},
            lambda work: deciding.waive(work, on, grants=grants),
            key,
            actor,
            reason,
        )

    def extend(
        self,
        member: str,
        benefit: str,
        *,
        granted_on: date,
        to: date,
        key: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Receipt:
        """Let the lots of a benefit that were granted on a day live longer; what lapsed is back.

        Args:
            member: whose lots.
            benefit: its id.
            granted_on: the day of the grant; every lot of that day that would end before `to`.
            to: the first day they can no longer be used; in a pause it moves like any expiry.
            key: idempotency key.
            actor: who decided.
            reason: why.

        Raises:
            Refused: `invalid` where no lot of that day would live longer, `cancelled`,
                `unknown_benefit`.
        """
        checked_name(benefit, "a benefit")
        checked_date(granted_on, "the day of the grant", latest=self.today())
        checked_date(to, "the first day it can no longer be used")
        return self._done(
            member,
            "extension",
            {"benefit": benefit, "granted_on": granted_on, "to": to},
            lambda work: deciding.extend(work, benefit, granted_on, to),
            key,
            actor,
            reason,
        )
