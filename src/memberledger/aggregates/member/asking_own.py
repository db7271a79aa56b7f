"""Asking a policy of the host's own: the facts of the state, and what the answer comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from memberledger.aggregates.member.parts import DunningRun, Lot, Period
from memberledger.aggregates.member.state import MemberState, plan_key
from memberledger.aggregates.member.work import Work
from memberledger.policies.changes import Cost
from memberledger.policies.own import (
    DunningFacts,
    Given,
    LotLeft,
    NextStep,
    ProrationFacts,
    RolloverFacts,
    StepTaken,
)
from memberledger.policies.own.rolling import lapses
from memberledger.terms import OwnPolicy, Plan

__all__ = ["cost_now", "gives_way", "next_step"]


def gives_way(work: Work, day: date, own: OwnPolicy, lots: Sequence[Lot]) -> list[tuple[int, int]]:
    """What of some lots of one benefit and one plan lapses as a period ends: (lot, quantity).

    Raises:
        PolicyError: as `Policies.kept`.
    """
    s = work.state
    ordered = sorted(lots, key=lambda lot: (lot.granted_on, lot.id))
    facts = RolloverFacts(
        on=day,
        benefit=ordered[0].benefit,
        plan=ordered[0].plan,
        money=s.benefit_kind(ordered[0].benefit) == "value_credit",
        currency=s.currency,
        lots=tuple(_left(lot) for lot in ordered),
        given=Given.of(own),
    )
    return list(lapses(facts, work.conduct.policies.kept(own, facts)))


def _left(lot: Lot) -> LotLeft:
    return LotLeft(
        lot.id,
        lot.granted_on,
        lot.start,
        lot.end,
        lot.expires_on,
        lot.quantity,
        lot.free,
        lot.reserved,
    )


def cost_now(
    work: Work,
    own: OwnPolicy,
    direction: Literal["up", "down"],
    plan: Plan,
    period: Period,
    end: date,
) -> Cost:
    """What a change of plan now costs in the running period.

    Args:
        work: of the member, still on the terms left.
        own: the policy of the plan moved to.
        direction: whether it is an upgrade.
        plan: the plan moved to.
        period: the running one.
        end: where its days that are reckoned end.

    Raises:
        PolicyError: as `Policies.cost`.
    """
    s, today = work.state, work.today
    facts = ProrationFacts(
        on=today,
        direction=direction,
        left=s.plan_key,
        plan=plan_key(plan),
        billed=period.rate,
        price=plan.price,
        start=period.start,
        end=end,
        days_left=(end - today).days,
        whole=period.whole,
        currency=s.currency,
        given=Given.of(own),
    )
    cost = work.conduct.policies.cost(own, facts)
    return Cost(cost.amount, cost.billed_at(facts), own.name)


def next_step(work: Work, day: date, own: OwnPolicy, run: DunningRun) -> NextStep | None:
    """Which step of dunning follows, asked on a day; None for no more.

    Raises:
        PolicyError: as `Policies.next_step`.
    """
    s: MemberState = work.state
    terms = s.plans[run.plan]
    facts = DunningFacts(
        on=day,
        started_on=run.started_on,
        taken=tuple(StepTaken(on, actions) for on, actions in run.taken),
        declines=len(run.declines),
        card=s.card,
        owed=s.owed,
        plan=run.plan,
        late_fee=terms.late_fee,
        returned_payment_fee=terms.returned_payment_fee or 0,
        currency=s.currency,
        given=Given.of(own),
    )
    return work.conduct.policies.next_step(own, facts)
