"""Who may use what, and when: judged by the state of the day on which it was performed."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import refuse
from memberledger.values import format_amount

__all__ = ["known", "may_use", "not_enough", "shares_with"]


def may_use(s: MemberState, day: date, today: date) -> None:
    """Refuse by the state of the day performed."""
    over = s.status == "cancelled" and s.ended_on is not None and s.ended_on <= day
    if over and (
        s.after_end == "forfeit" or (s.usable_until is not None and day >= s.usable_until)
    ):
        raise refuse("cancelled", f"the membership ended on {s.ended_on}", ended_on=s.ended_on)
    terms = s.plan_on(day).use_while
    standing = s.standing if day == today else s.standing_on(day)
    if standing == "suspended" and terms.suspended == "none":
        raise refuse("suspended", "what is owed must be paid before anything is used", owed=s.owed)
    if standing == "past_due" and terms.past_due == "none":
        raise refuse("past_due", "the plan allows no use while past due", owed=s.owed)
    paused = s.pause is not None if day == today else s.paused_on(day)
    if paused and terms.paused == "none":
        raise refuse("paused", "the plan allows no use while paused")


def shares_with(s: MemberState, by: str | None, day: date) -> None:
    """Refuse a person the member does not share with on that day."""
    if by is None or by == s.member:
        return
    since = s.shared_with.get(by)
    if since is None or since > day:
        raise refuse("not_shared", f"{by} does not share this membership; share it first", by=by)


def known(s: MemberState, benefit: str) -> None:
    """Refuse what no terms of the member ever had, and what has no balance."""
    kind = s.benefit_kind(benefit)
    if kind is None:
        raise refuse("unknown_benefit", f"no terms of this member have {benefit}", benefit=benefit)
    if kind not in ("service_credit", "value_credit") and not s.is_metered(benefit):
        raise refuse("invalid", f"{benefit} is a {kind}; it has no balance to use", benefit=benefit)


def not_enough(s: MemberState, benefit: str, quantity: int, free: int, day: date) -> Exception:
    """The refusal that says what was wanted and what could be used on the day."""
    money = s.benefit_kind(benefit) == "value_credit"
    shown = [format_amount(n, s.currency) if money else str(n) for n in (quantity, free)]
    return refuse(
        "insufficient_balance",
        f"{benefit}: {shown[0]} wanted, but on {day} only {shown[1]} was free",
        benefit=benefit,
        wanted=quantity,
        free=free,
    )
