"""How often a member can use a benefit: its limits over all that was used and is reserved."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import refuse
from memberledger.policies import limiting
from memberledger.terms import RedemptionLimit

__all__ = ["room", "within_limits"]


def within_limits(
    s: MemberState, benefit: str, quantity: int, day: date, key: str | None = None
) -> None:
    """Refuse a use, or an appointment, that a limit of the benefit does not allow on its day.

    Every person's uses count, those of earlier enrollments too. The limits are those of the terms
    in force; a use of money counts as one, whatever its amount.

    Args:
        key: of the reservation that is used; it does not count beside itself.

    Raises:
        Refused: `limit_reached`.
    """
    terms = s.terms_of(benefit)
    if terms is None or terms.redemption_limits is None:
        return
    wanted = 1 if terms.is_money else quantity
    for limit in terms.redemption_limits:
        left = _room(s, limit, benefit, day, key, money=terms.is_money)
        if left is not None and left < wanted:
            raise refuse(
                "limit_reached",
                f"{benefit}: the plan allows {_words(limit)}; on {day} that leaves {left}",
                benefit=benefit,
                left=left,
            )


def room(s: MemberState, benefit: str, day: date) -> int | None:
    """How many units the limits of a benefit still allow on a day; None where they set no bound."""
    terms = s.terms_of(benefit)
    if terms is None or terms.redemption_limits is None:
        return None
    found = (
        _room(s, limit, benefit, day, None, money=terms.is_money)
        for limit in terms.redemption_limits
    )
    return min((left for left in found if left is not None), default=None)


def _room(
    s: MemberState, limit: RedemptionLimit, benefit: str, day: date, key: str | None, *, money: bool
) -> int | None:
    acts = [
        (done.performed_on, 1 if money else done.quantity)
        for done in s.redemptions.values()
        if done.benefit == benefit and done.reversed_on is None
    ]
    acts += [
        (held.for_on, 1 if money else sum(units for _, units in held.takes))
        for name, held in s.open_reservations.items()
        if held.benefit == benefit and name != key
    ]
    return limiting.room(limit, day, acts, s.spans_on(day))


def _words(limit: RedemptionLimit) -> str:
    if limit.wait is not None:
        return f"no other use within {limit.wait}"
    return f"{limit.most} per {str(limit.per).replace('_', ' ')}"
