"""The member's card: what a front desk reads at a glance, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member.billing import next_dues
from memberledger.aggregates.member.coming import coming_end
from memberledger.aggregates.member.parts import Charge, Lot
from memberledger.policies.redemption import burn_order
from memberledger.terms import Benefit, Rollover
from memberledger.values import format_amount

__all__ = ["ChargeLine", "LotLine", "MemberCard", "member_card", "rollover_in_words"]


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot with something free; quantities are units, or minor units of a value credit."""

    lot: int
    benefit: str
    remaining: int
    granted_on: date
    expires_on: date | None
    promotional: bool = False


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A charge: paid, failed, refunded (in full) or disputed (open or lost)."""

    charge: str
    date: date
    amount: int
    outcome: str


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member at one moment. Amounts are minor units of `currency`."""

    member: str
    currency: str
    status: str
    standing: str
    flagged: bool
    plan: str | None
    enrolled_on: date | None
    balance: dict[str, int]
    reserved: dict[str, int]
    money: frozenset[str]
    lots: tuple[LotLine, ...]
    charges: tuple[ChargeLine, ...]
    owed: int
    billing_credit: int
    next_charge: tuple[date, int] | None
    last_refill: date | None
    pause_from: date | None
    paused_until: date | None
    waiting_plan: str | None
    ends_on: date | None
    redeemed_from: dict[str, tuple[tuple[date, int], ...]]
    money_redemptions: frozenset[str]
    rollover: dict[str, str]
    review: bool = False


def member_card(s: MemberState) -> MemberCard:
    """Read a folded state. Balances are what is free to use: not reserved, not disputed."""
    order = _benefit_order(s)
    balance = dict.fromkeys(order, 0)
    reserved = dict.fromkeys(order, 0)
    for lot in s.open_lots.values():
        balance[lot.benefit] = balance.get(lot.benefit, 0) + lot.usable
        reserved[lot.benefit] = reserved.get(lot.benefit, 0) + lot.reserved
    return MemberCard(
        member=s.member,
        currency=s.currency,
        status=s.status,
        standing=s.standing,
        flagged=s.dunning is not None and s.dunning.flagged,
        plan=s.plan.id if s.plan_key else None,
        enrolled_on=s.enrolled_on,
        balance=balance,
        reserved=reserved,
        money=frozenset(b for b in order if s.benefit_kind(b) == "value_credit"),
        lots=tuple(_lot_lines(s, order)),
        charges=_charges(s),
        owed=s.owed,
        billing_credit=s.billing_credit,
        next_charge=next_dues(s) if s.plan_key else None,
        last_refill=s.last_refill,
        pause_from=s.planned_pause.from_on if s.planned_pause is not None else None,
        paused_until=s.pause.ends_by if s.pause is not None else None,
        waiting_plan=s.waiting_plan.id if s.waiting_plan is not None else None,
        ends_on=coming_end(s) if s.is_member else s.ended_on,
        redeemed_from=_redeemed_from(s),
        money_redemptions=frozenset(
            key for key, r in s.redemptions.items() if s.benefit_kind(r.benefit) == "value_credit"
        ),
        rollover={b.id: rollover_in_words(b, s.currency) for b in s.plan.with_lots}
        if s.plan_key
        else {},
        review=s.dunning is not None and s.dunning.review,
    )


def _benefit_order(s: MemberState) -> list[str]:
    """Benefits of the plan in its order, then those of plans left."""
    if not s.plan_key:
        return []
    order = [b.id for b in s.plan.with_lots]
    for plan in reversed(s.plans.values()):
        order.extend(b.id for b in plan.with_lots if b.id not in order)
    return order


def _lot_lines(s: MemberState, order: list[str]) -> list[LotLine]:
    def place(lot: Lot) -> int:
        return order.index(lot.benefit) if lot.benefit in order else len(order)

    lots = sorted(s.open_lots.values(), key=lambda lot: (place(lot), *burn_order(lot)))
    return [
        LotLine(lot.id, lot.benefit, lot.usable, lot.granted_on, lot.expires_on, lot.promotional)
        for lot in lots
        if lot.usable > 0
    ]


def _outcome(charge: Charge) -> str:
    if charge.dispute in ("open", "lost"):
        return "disputed"
    if charge.outcome == "paid" and charge.refunded >= charge.amount:
        return "refunded"
    return charge.outcome


def _charges(s: MemberState) -> tuple[ChargeLine, ...]:
    lines = [ChargeLine(c.id, c.on, c.amount, _outcome(c)) for c in s.charges.values()]
    return tuple(sorted((line for line in lines if line.amount), key=lambda line: line.date))


def _redeemed_from(s: MemberState) -> dict[str, tuple[tuple[date, int], ...]]:
    return {
        key: tuple((s.lots[lot].granted_on, quantity) for lot, quantity in redemption.takes)
        for key, redemption in s.redemptions.items()
    }


def rollover_in_words(benefit: Benefit, currency: str) -> str:
    """What becomes of what is left, as a front desk would say it."""
    parts = _rollover(benefit, benefit.rollover, currency) if benefit.rollover else []
    if benefit.expires is not None:
        parts.append(f"gone {benefit.expires} after its grant")
    return ", ".join(parts) or "ends with its period"


def _rollover(benefit: Benefit, rule: Rollover, currency: str) -> list[str]:
    if rule.mode == "unlimited":
        return ["carries over"]

    def most(limit: int) -> str:
        return format_amount(limit, currency) if benefit.is_money else str(limit)

    parts = []
    if rule.carryover_limit is not None:
        parts.append(f"up to {most(rule.carryover_limit)} carries over")
    if rule.own is not None:
        parts.append(rule.own.says or f"carries over as {rule.own.name} decides")
    if rule.max_balance is not None:
        parts.append(f"at most {most(rule.max_balance)} is held")
    if rule.periods is not None:
        parts.append(f"lives {rule.periods} more period{'' if rule.periods == 1 else 's'}")
    if rule.grace is not None:
        parts.append(f"lives {rule.grace} past its period")
    return parts
