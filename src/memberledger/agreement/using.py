"""Using a membership: who, where, how often, instead of what, and what a missed visit costs."""

from __future__ import annotations

from collections.abc import Iterator

from memberledger.agreement.line import Line, line
from memberledger.agreement.speech import (
    Speech,
    any_of,
    counted,
    listed,
    named,
    number,
    percent,
    plain,
)
from memberledger.terms import (
    Benefit,
    LateCancel,
    MissedFee,
    MissedVisit,
    Plan,
    RedemptionLimit,
    Substitution,
)
from memberledger.terms.using import Usable

__all__ = ["usable", "using_it"]


def using_it(plan: Plan, speech: Speech) -> Iterator[Line]:
    """The sentences of "Using it"."""
    if any(b.trigger == "payment" and b.has_lots for b in plan.benefits):
        yield line("use", "trigger", "what you get comes when the dues are paid")
    prices = [b for b in plan.benefits if b.kind in ("discount", "member_price")]
    if plan.stackable:
        yield line("use", "stackable", "price reductions add up, one after the other")
    elif len(prices) > 1:
        yield line("use", "stackable", "price reductions do not add up: the best one counts")
    if plan.sharing is not None:
        yield _sharing(plan)
    if plan.redeem_at is not None:
        yield line("use", "redeem_at", f"it can be used {_where(plan.redeem_at)}")
    if plan.no_show is not None:
        yield line("use", "no_show", _missed(plan.no_show, "a missed appointment", speech))
    if plan.late_cancel is not None:
        yield line("use", "late_cancel", _late(plan.late_cancel, speech))
    for benefit in plan.benefits:
        about = f"using:{benefit.id}"
        yield from (
            line("use", about, f"{named(benefit)}: {text}") for text in _of_one(benefit, speech)
        )


def _sharing(plan: Plan) -> Line:
    assert plan.sharing is not None  # noqa: S101 - asked by the caller
    people, after = plan.sharing.add_on_members, plan.sharing.after_cycles
    who = "one more person" if people == 1 else f"{number(people)} more people"
    when = (
        f", once {counted(after, 'billing period')} in a row {'is' if after == 1 else 'are'} "
        "over and paid"
        if after
        else ", from the first day"
    )
    return line("use", "sharing", f"{who} may use what you hold{when}")


def _of_one(benefit: Benefit, speech: Speech) -> Iterator[str]:
    if benefit.for_whom is not None:
        yield f"it is for {listed((_PEOPLE[who] for who in benefit.people), 'or')}"
    for limit in benefit.redemption_limits or ():
        yield _limit(limit, speech)
    for other in benefit.substitution or ():
        yield _instead(other, speech)
    if benefit.transferable is not None:
        yield _handed_on(benefit, speech)
    if benefit.converts is not None:
        rule = benefit.converts
        into = f"{speech.money(rule.at)} of {plain(rule.to)}"
        if rule.when == "period_end":
            yield f"each one that is left when its period ends becomes {into}"
        else:
            yield f"if you ask for it, one becomes {into}"
    if benefit.redeem_at is not None:
        yield f"it can be used {_where(benefit.redeem_at)}"
    if benefit.no_show is not None:
        yield _missed(benefit.no_show, "a missed appointment", speech)
    if benefit.late_cancel is not None:
        yield _late(benefit.late_cancel, speech)
    if benefit.priority:
        when = "before" if benefit.priority < 0 else "after"
        yield f"it is used up {when} what you hold of it at rank 0 (its rank is {benefit.priority})"


_PEOPLE = {"member": "you", "sharers": "the people you share with", "guest": "a guest"}


def _where(places: tuple[str, ...] | str) -> str:
    if places == "any":
        return "at every location"
    if places == "home":
        return "at your home location only"
    return f"only at {any_of(places)}"


def _limit(limit: RedemptionLimit, speech: Speech) -> str:
    if limit.wait is not None:
        return f"at least {speech.span(limit.wait)} between two uses"
    return f"used at most {_times(limit.most)} {speech.within(limit.per or 'cycle')}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def _instead(other: Substitution, speech: Speech) -> str:
    services = other.services
    what = "for another service" if services == "all" else f"for {any_of(services)}"
    if other.excluded:
        what += f" (but not {any_of(other.excluded)})"
    if other.fee is not None:
        return f"one can be used {what} for {speech.money(other.fee)} on top"
    value = speech.money(other.value or 0)
    return f"one can be used {what}: it pays up to {value}, you pay the rest, nothing comes back"


def _handed_on(benefit: Benefit, speech: Speech) -> str:
    rule = benefit.transferable
    assert rule is not None  # noqa: S101 - asked by the caller
    text = "one can be given to another member, and not be passed on from there"
    if rule.expires is not None:
        text += f"; it is gone {speech.span(rule.expires)} later at the latest"
    for limit in rule.limits or ():
        if limit.wait is not None:
            text += f"; at least {speech.span(limit.wait)} between two gifts"
        else:
            most = number(limit.most)
            text += f"; at most {most} can be given {speech.within(limit.per or 'cycle')}"
    return text


def _missed(rule: MissedVisit, what: str, speech: Speech) -> str:
    booked = "is lost" if rule.units == "forfeit" else "is given back"
    if rule.fee is None:
        return f"{what} costs nothing more: what was booked for it {booked}"
    fee = (
        f"{percent(rule.fee.percent)} of its price"
        if isinstance(rule.fee, MissedFee)
        else speech.money(rule.fee)
    )
    return f"{what} costs {fee}, and what was booked for it {booked}"


def _late(rule: LateCancel, speech: Speech) -> str:
    late = f"less than {rule.within} before" if rule.within else "late"
    return _missed(rule, f"an appointment cancelled {late}", speech)


_KINDS = {
    "service_credit": "treatments",
    "value_credit": "money to spend",
    "discount": "discounts",
    "member_price": "member prices",
    "perk": "perks",
}


def usable(what: Usable, plan: Plan) -> str:
    """What can be used in a state: "everything you hold", "nothing", or a list of it."""
    if what == "all":
        return "everything can be used"
    if what == "none":
        return "nothing can be used"
    names = [
        _KINDS.get(each) or (named(plan.by_id[each]) if each in plan.by_id else plain(each))
        for each in what
    ]
    return f"only {listed(names)} can be used"
