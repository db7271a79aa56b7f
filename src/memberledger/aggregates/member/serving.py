"""What a unit is used for: its own services, or another one that its terms let it pay for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from memberledger.aggregates.member.parts import Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import refuse
from memberledger.policies import redemption
from memberledger.policies.substituting import pays, substitution_for
from memberledger.terms import Benefit, Substitution

__all__ = ["Pick", "Visit", "facts_of", "pick"]


@dataclass(frozen=True, slots=True)
class Visit:
    """The service a benefit is used for.

    Attributes:
        service: its id.
        category: as the practice's catalogue says, where it does.
        price: of one unit today, minor units, where it is known.
    """

    service: str
    category: str | None = None
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """The takes that were found, None where there is not enough, with what was free then.

    `instead` is the substitution under which the units pay for a service that is not theirs.
    """

    takes: list[tuple[int, int]] | None
    free: int = 0
    instead: Substitution | None = None


def pick(
    s: MemberState,
    benefit: str,
    pool: Sequence[tuple[Lot, int]],
    quantity: int,
    visit: Visit | None,
) -> Pick:
    """Which lots of a pool a use takes, in the pool's order.

    What a lot can be used for is said by the terms it was granted under. Lots that cover the
    service go first; only where they are too few do all the units pay for it as a substitute.

    Raises:
        Refused: `not_eligible`, where neither these lots nor the terms in force allow the service.
    """
    if visit is None:
        found = redemption.take(((lot.id, free) for lot, free in pool), quantity)
        return Pick(found, sum(free for _, free in pool))
    covering: list[tuple[int, int]] = []
    others: dict[Substitution, list[tuple[int, int]]] = {}
    for lot, free in pool:
        terms = _terms_of_lot(s, lot)
        if terms is None:
            continue
        if terms.covers(visit.service, visit.category):
            covering.append((lot.id, free))
        elif (instead := substitution_for(terms, visit.service, visit.category)) is not None:
            others.setdefault(instead, []).append((lot.id, free))
    found = redemption.take(covering, quantity)
    if found is not None:
        return Pick(found)
    for instead, lots in others.items():
        found = redemption.take(lots, quantity)
        if found is not None:
            return Pick(found, instead=instead)
    if not covering and not others:
        _must_be_in_scope(s, benefit, visit)
    return Pick(None, max(sum(free for _, free in some) for some in (covering, *others.values())))


def _terms_of_lot(s: MemberState, lot: Lot) -> Benefit | None:
    return s.plans[lot.plan].by_id.get(lot.benefit) or s.terms_of(lot.benefit)


def _must_be_in_scope(s: MemberState, benefit: str, visit: Visit) -> None:
    terms = s.terms_of(benefit)
    if (
        terms is None
        or terms.covers(visit.service, visit.category)
        or substitution_for(terms, visit.service, visit.category) is not None
    ):
        return
    raise refuse(
        "not_eligible",
        f"{benefit} can't be used for {visit.service}",
        benefit=benefit,
        service=visit.service,
    )


def facts_of(visit: Visit | None, quantity: int, instead: Substitution | None) -> dict[str, Any]:
    """What the event keeps of the service: its name, and where it is a substitute the money.

    Raises:
        Refused: `invalid`, where a unit pays a part of a price that is not known, or is zero.
    """
    if visit is None:
        return {}
    if instead is None:
        return {"service": visit.service}
    if instead.value is not None and visit.price is None:
        raise refuse(
            "invalid",
            f"a unit pays a part of {visit.service}: give its price today",
            service=visit.service,
        )
    if instead.value is not None and visit.price == 0:
        raise refuse(
            "invalid",
            f"{visit.service} costs nothing today: no unit is needed for it",
            service=visit.service,
        )
    paid = pays(instead, quantity, visit.price)
    return {
        "service": visit.service,
        "price": visit.price,
        "value": paid.value,
        "rest": paid.rest,
        "fee": paid.fee,
    }
