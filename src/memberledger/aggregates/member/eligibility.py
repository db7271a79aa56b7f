"""Who may use what, and when: judged by the owner's state on the day of the use."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member.afterwards import nothing_left
from memberledger.aggregates.member.coming import coming_end, is_held, term_waits
from memberledger.aggregates.member.pausable import planned_pause_on
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import refuse
from memberledger.policies import eligibility
from memberledger.policies.eligibility import Role, Trouble
from memberledger.values import format_amount

__all__ = ["barred", "known", "may_use", "not_enough", "person_may", "shares_with", "unusable"]


def may_use(s: MemberState, day: date, today: date, benefit: str) -> None:
    """Refuse by the state of the day of the use; a day ahead is judged as it is foreseen.

    Raises:
        Refused: `cancelled`, `suspended`, `past_due`, `paused`, `in_notice`, in this order.
    """
    over = s.status == "cancelled" and s.ended_on is not None and s.ended_on <= day
    if over and nothing_left(s, day):
        raise refuse("cancelled", f"the membership ended on {s.ended_on}", ended_on=s.ended_on)
    trouble = barred(s, day, today, benefit)
    if trouble == "suspended":
        raise refuse("suspended", "what is owed must be paid before this is used", owed=s.owed)
    if trouble == "past_due":
        raise refuse("past_due", f"the plan allows no {benefit} while past due", owed=s.owed)
    if trouble == "paused":
        raise refuse("paused", f"the plan allows no {benefit} while paused")
    if trouble == "in_notice":
        raise refuse("in_notice", f"the plan allows no {benefit} once the membership is to end")


def barred(s: MemberState, day: date, today: date, benefit: str) -> Trouble | None:
    """What forbids a benefit on a day, or None."""
    troubles = _troubles_before(s, day) if day < today else _troubles_ahead(s, day)
    if not troubles:
        return None
    terms = s.plan_on(day).use_while
    return eligibility.barred_by(terms, troubles, benefit, s.benefit_kind(benefit))


def unusable(s: MemberState, today: date) -> set[str]:
    """The benefits the member can't use today: by the state, or because they are for others."""
    return {
        benefit.id
        for benefit in s.plan.benefits
        if (benefit.has_lots and not eligibility.person_fits(benefit.people, "member"))
        or barred(s, today, today, benefit.id) is not None
    }


def _troubles_before(s: MemberState, day: date) -> list[Trouble]:
    """The states that hold at the end of a past day, as known now."""
    return _list(s.standing_on(day), s.paused_on(day), s.in_notice_on(day))


def _troubles_ahead(s: MemberState, day: date) -> list[Trouble]:
    """The states today, or on a day ahead: pauses and notices end as they are known to."""
    pause, planned, ending = s.pause, s.planned_pause, s.ending
    if pause is None and planned is None and ending is None and s.dunning is None:
        return []
    ends_on = coming_end(s)
    over = ends_on is not None and ends_on <= day and not (is_held(s) or term_waits(s))
    paused = pause is not None and (pause.ends_by is None or day < pause.ends_by)
    if planned is not None:
        paused = paused or planned_pause_on(s, day)
    paused = paused and not over
    return _list(s.standing, paused, ending is not None and not over)


def _list(standing: str, paused: bool, in_notice: bool) -> list[Trouble]:  # noqa: FBT001
    troubles: list[Trouble] = []
    if standing == "suspended":
        troubles.append("suspended")
    elif standing == "past_due":
        troubles.append("past_due")
    if paused:
        troubles.append("paused")
    if in_notice:
        troubles.append("in_notice")
    return troubles


def shares_with(s: MemberState, by: str | None, day: date, benefit: str) -> None:
    """Refuse a person the member does not share with on that day; a guest needs no sharing.

    Raises:
        Refused: `not_shared`.
    """
    if by is None or by == s.member or _role(s, by, day) == "sharers":
        return
    terms = s.terms_of(benefit)
    if terms is None or "guest" not in terms.people:
        raise refuse("not_shared", f"{by} does not share this membership; share it first", by=by)


def person_may(s: MemberState, by: str | None, day: date, benefit: str) -> None:
    """Refuse a person the benefit is not for.

    Raises:
        Refused: `not_eligible`.
    """
    terms = s.terms_of(benefit)
    if terms is not None and not eligibility.person_fits(terms.people, _role(s, by, day)):
        people = ", ".join(terms.people)
        raise refuse(
            "not_eligible",
            f"{benefit} is for: {people}; name who uses it with `by`",
            benefit=benefit,
            people=terms.people,
            by=by,
        )


def _role(s: MemberState, by: str | None, day: date) -> Role:
    if by is None or by == s.member:
        return "member"
    since = s.shared_with.get(by)
    return "sharers" if since is not None and since <= day else "guest"


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
