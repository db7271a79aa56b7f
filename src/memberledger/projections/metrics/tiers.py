"""Tier mix: how many members each tier has on a day, and what they are worth a month.

Source: own definition; no authority was found. Who is a member and what they are worth is as in
recurring revenue (`projections.mrr`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from memberledger.projections.mrr import Movement, PausedAs, mrr_between
from memberledger.projections.rows.agreements import AgreementRow

__all__ = ["MemberTerms", "TierShare", "tier_mix_of"]


class MemberTerms(NamedTuple):
    """A member's agreements and movements of recurring revenue, each in any order."""

    agreements: Sequence[AgreementRow]
    movements: Sequence[Movement]


@dataclass(frozen=True, slots=True)
class TierShare:
    """One tier at the start of a day.

    Attributes:
        members: who are in recurring revenue; with the switch at `counted` the paused ones, too.
        mrr: their recurring revenue, minor units a month.
        paused, paused_mrr: the paused members and what they were worth, where they are told apart.
        plans: (plan, members) of the plans in the tier, by name; `members` and `paused` together.
    """

    tier: str
    members: int
    mrr: int
    paused: int
    paused_mrr: int
    plans: tuple[tuple[str, int], ...]


def tier_mix_of(
    members: Iterable[MemberTerms], day: date, paused: PausedAs = "apart"
) -> tuple[TierShare, ...]:
    """The tiers that have members at the start of a day, by name.

    A member is in the tier of the terms agreed by then, from the first paid dues until the end or a
    suspension. A plan without a tier is a tier of its own.

    Args:
        members: everybody.
        day: things are as at its start; what happens on it is not in it.
        paused: paused members are told `apart`, `counted` with the others, or `left out`.

    >>> from datetime import date
    >>> joined = AgreementRow(1, date(2026, 1, 5), "enrolled", None, 1, "glow", 1, "glow", 19900)
    >>> ana = MemberTerms([joined], [Movement(date(2026, 1, 5), "new", 19900)])
    >>> tier_mix_of([ana], date(2026, 2, 1))[0]
    TierShare(tier='glow', members=1, mrr=19900, paused=0, paused_mrr=0, plans=(('glow', 1),))
    """
    found: dict[str, tuple[int, int, int, int]] = {}
    plans: dict[str, dict[str, int]] = {}
    for member in members:
        held = mrr_between(member.movements, day, day).treating(paused)
        before = [row for row in member.agreements if row.effective_on < day]
        if not before or not (held.end or held.pool_end):
            continue
        terms = max(before, key=lambda row: (row.effective_on, row.version))
        paying, mrr, resting, pool = found.get(terms.tier, (0, 0, 0, 0))
        found[terms.tier] = (
            paying + (held.end > 0),
            mrr + held.end,
            resting + (held.pool_end > 0),
            pool + held.pool_end,
        )
        of_plans = plans.setdefault(terms.tier, {})
        of_plans[terms.plan] = of_plans.get(terms.plan, 0) + 1
    return tuple(
        TierShare(tier, *sums, tuple(sorted(plans[tier].items())))
        for tier, sums in sorted(found.items())
    )
