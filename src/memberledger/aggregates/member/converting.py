"""Converting: unused lots of a benefit left become lots of another, as the plan moved to says."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, refuse
from memberledger.policies import changes
from memberledger.terms import Plan, TierChange

__all__ = ["convert", "must_fit"]


def must_fit(s: MemberState, plan: Plan, rules: TierChange) -> None:
    """Units become units, and money becomes money.

    Raises:
        Refused: `invalid` where a benefit the member has is the one and would become the other.
    """
    for old, new in (rules.converts or {}).items():
        kind = s.benefit_kind(old)
        if kind is not None and (kind == "value_credit") != plan.by_id[new].is_money:
            raise refuse(
                "invalid",
                f"{old} can't become {new}: the one is units, the other money; "
                "correct what the plan converts",
                benefit=old,
                to=new,
            )


def convert(work: Work, converts: dict[str, str] | None, day: date) -> None:
    """What is free of the lots left becomes lots of the new benefit, one for one.

    A new lot keeps the cost, the paying charge, the expiry and the rules of the old one. What is
    reserved or disputed stays what it is.
    """
    if not converts:
        return
    s = work.state
    made: list[e.ConvertedLot] = []
    for lot in sorted(s.open_lots.values(), key=lambda lot: lot.id):
        new = converts.get(lot.benefit)
        if new is None or lot.usable == 0 or new == lot.benefit:
            continue
        if (s.benefit_kind(lot.benefit) == "value_credit") != s.plan.by_id[new].is_money:
            continue
        share = changes.share_used(lot.share, lot.usable, lot.quantity - lot.converted)
        made.append(
            e.ConvertedLot(
                lot=lot.id,
                into=s.last_lot + len(made) + 1,
                benefit=new,
                quantity=lot.usable,
                share=share,
            )
        )
    if made:
        work.record(e.LotsConverted, day, lots=tuple(made), policy=changes.POLICY)
