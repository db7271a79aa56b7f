"""What changes for a member from one plan to another, in words, and which way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from memberledger.agreement.line import GROUPS, Group, Line
from memberledger.agreement.measuring import measure
from memberledger.agreement.naming import what_differs
from memberledger.agreement.owning import is_unmeasured
from memberledger.agreement.speech import Speech
from memberledger.agreement.telling import told
from memberledger.policies.price_change import WINDOWS
from memberledger.terms import Plan

__all__ = ["Change", "Verdict", "changes_between", "notice_needed"]

Verdict = Literal["worse", "better", "mixed", "different"]
"""For the member; `mixed` is worse in one thing and better in another."""


@dataclass(frozen=True, slots=True)
class Change:
    """Sentences about one thing that are not the same.

    Attributes:
        group: where they stand in the agreement.
        about: the stable word for what they are about, such as `price`.
        was: what the one plan says, None for nothing.
        now: what the other says, None for nothing.
        verdict: which way it goes for the member.
        what: what of it differs, in a few words each; empty where one plan says nothing of it,
            or where only the words differ.
    """

    group: Group
    about: str
    was: str | None
    now: str | None
    verdict: Verdict
    what: tuple[str, ...] = ()


def changes_between(old: Plan, new: Plan, currency: str) -> tuple[Change, ...]:
    """Every difference in the words of two plans, in the order of the groups.

    Args:
        old: what a member has.
        new: what they would have.
        currency: ISO 4217 code of the amounts of both.
    """
    whole = (old.pause is None) != (new.pause is None)
    was = _by_topic(told(old, currency), pauses_as_one=whole)
    now = _by_topic(told(new, currency), pauses_as_one=whole)
    topics = [*was, *(topic for topic in now if topic not in was)]
    topics.sort(key=lambda topic: list(GROUPS).index(topic[0]))
    return tuple(
        Change(group, about, was.get(topic), now.get(topic), *_judged(about, old, new))
        for topic in topics
        if was.get(topic) != now.get(topic)
        for group, about in [topic]
    )


def _by_topic(lines: tuple[Line, ...], *, pauses_as_one: bool) -> dict[tuple[Group, str], str]:
    """The sentences about each thing; of plans that can be paused or not, pauses are one thing."""
    found: dict[tuple[Group, str], str] = {}
    for line in lines:
        about = "pause" if pauses_as_one and line.group == "pause" else line.about
        topic = (line.group, about)
        found[topic] = f"{found[topic]} {line.text}" if topic in found else line.text
    return found


def _judged(about: str, old: Plan, new: Plan) -> tuple[Verdict, tuple[str, ...]]:
    return _verdict(about, old, new), what_differs(about, old, new)


def _verdict(about: str, old: Plan, new: Plan) -> Verdict:
    topic, _, benefit = about.partition(":")
    if topic == "benefit" and (benefit in old.by_id) != (benefit in new.by_id):
        return "worse" if benefit in old.by_id else "better"
    was, now = measure(about, old), measure(about, new)
    names = [
        name
        for name in {*was, *now}
        if not any(is_unmeasured(about, name, plan) for plan in (old, new))
    ]
    steps = [now.get(name, 0) - was.get(name, 0) for name in names]
    worse, better = any(step < 0 for step in steps), any(step > 0 for step in steps)
    if worse and better:
        return "mixed"
    if worse or better:
        return "worse" if worse else "better"
    return "different"


def _is_dearer(old: Plan, new: Plan) -> bool:
    """Whether dues anywhere, the annual fee or the tax on top rise; a month of dues counts."""
    places: list[str | None] = [None, *(old.prices or {}), *(new.prices or {})]
    if any(_monthly(new, place) > _monthly(old, place) for place in places):
        return True
    return any(
        measure(about, new)[name] < measure(about, old)[name]
        for about, name in (("annual_fee", "amount"), ("tax", "rate"))
    )


def _monthly(plan: Plan, place: str | None) -> Fraction:
    price = plan.price if place is None else (plan.prices or {}).get(place, plan.price)
    return Fraction(price) / plan.cycle.in_months


def notice_needed(old: Plan, new: Plan) -> str | None:
    """What must be told before a member is moved from one plan to the other, or None.

    Who moves to another plan asks for it, so only versions of one plan need a notice, and only
    where the dues, an annual fee or tax on top rise. Windows by state are data of
    the policy `price_change`, facts to check with counsel.
    """
    if old.id != new.id or not _is_dearer(old, new):
        return None
    speech = Speech("")
    parts = ["the price rises, so members need a notice before it does"]
    promises = (old.price_change, new.price_change)
    longest = [speech.notice(p.notice) for p in promises if p is not None and p.notice.count]
    if longest:
        parts.append(f"the plan promises {' and '.join(dict.fromkeys(longest))}")
    law = [f"{s} {w.at_least} to {w.at_most} days" for s, w in WINDOWS.items()]
    parts.append(f"the law asks for its own time: {', '.join(law)} (check it with counsel)")
    if old.term is not None and new.price > old.price:
        parts.append("and dearer dues wait for the end of a running commitment")
    return "; ".join(parts)
