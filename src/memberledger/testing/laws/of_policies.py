"""What every policy of a host must keep: rollover, proration, dunning, a share of a price.

A law is held against a function and facts it is asked with. What a ledger checks of each single
decision before it records it is here too; the others need more than one decision to be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from memberledger.policies.dunning import RETRIES_MAX
from memberledger.policies.own import DunningFacts, RolloverFacts, StepTaken, problem
from memberledger.policies.own.chasing import STEPS_MAX
from memberledger.policies.own.rolling import lapses
from memberledger.testing.laws.named import LawBroken, require, same

__all__ = ["POLICY_LAWS", "PolicyKind", "PolicyLaw", "Share"]

PolicyKind = Literal["rollover", "proration", "dunning", "share"]
"""What a policy decides; a `share` is what some days of a period cost, of a price and a whole."""
Policy = Callable[..., Any]


@dataclass(frozen=True)
class Share:
    """What a share of a price is asked with: minor units, days, days of the whole period."""

    price: int
    days: int
    whole: int


@dataclass(frozen=True)
class PolicyLaw:
    """A law that every policy of some kinds keeps.

    Attributes:
        name: a few words, each law's own.
        promise: what is promised, in plain words.
        kinds: of which policies.
        judge: raises `LawBroken` of a function and the facts it breaks it with.
    """

    name: str
    promise: str
    kinds: tuple[PolicyKind, ...]
    judge: Callable[[Policy, Any], None]

    def check(self, policy: Policy, facts: Any) -> None:
        """Hold the law against a policy that is asked with these facts.

        Raises:
            LawBroken: it does not hold; says what was decided.
        """
        __tracebackhide__ = True
        try:
            self.judge(policy, facts)
        except LawBroken as broken:
            broken.law = self
            raise


def _law(
    *kinds: PolicyKind,
) -> Callable[[Callable[[Policy, Any], None]], PolicyLaw]:
    def made(judge: Callable[[Policy, Any], None]) -> PolicyLaw:
        name = getattr(judge, "__name__", "").replace("_", " ")
        return PolicyLaw(name, " ".join((judge.__doc__ or "").split()), kinds, judge)

    return made


def _ask(policy: Policy, facts: Any) -> Any:
    """A share is a function of numbers, the others of their facts."""
    if isinstance(facts, Share):
        return policy(facts.price, facts.days, facts.whole)
    return policy(facts)


@_law("rollover", "proration", "dunning", "share")
def the_same_facts_have_the_same_answer(policy: Policy, facts: Any) -> None:
    """A policy is a function of its facts alone: asked again, and after other questions, it decides
    the same.
    """
    first = _ask(policy, facts)
    same(first, _ask(policy, replace(facts)), "asked again, it decides otherwise", facts=facts)
    other = replace(facts, **_another(facts))
    _ask(policy, other)
    later = _ask(policy, facts)
    same(first, later, "it remembers what it was asked before", facts=facts, between=other)


def _another(facts: Any) -> dict[str, Any]:
    """Something else that can be asked."""
    if isinstance(facts, Share):
        return {"price": facts.price + 1}
    if isinstance(facts, RolloverFacts):
        return {"lots": facts.lots[1:] or facts.lots}
    if isinstance(facts, DunningFacts):
        return {"owed": facts.owed + 1}
    return {"price": facts.price + 1}


@_law("rollover", "proration", "dunning")
def every_answer_can_be_recorded(policy: Policy, facts: Any) -> None:
    """Each decision is one that a ledger records. A rollover keeps, of each lot it was asked about,
    from nothing to what is free; a change costs from minus what was billed to the new price; a step
    of dunning comes on its day or later, with known actions, each once.
    """
    decision = _ask(policy, facts)
    broken = problem(facts, decision)
    require(broken is None, f"the policy {broken}", facts=facts, decided=decision)


@_law("rollover")
def what_is_kept_and_what_lapses_is_what_was_free(policy: Policy, facts: RolloverFacts) -> None:
    """What carries over and what lapses add up to what was free, of each lot and together."""
    decision = policy(facts)
    gone = dict(lapses(facts, decision))
    kept = dict(decision.lots)
    for lot in facts.lots:
        parts = {"kept": kept.get(lot.lot, 0), "lapses": gone.get(lot.lot, 0)}
        whole = sum(parts.values()) == lot.free and min(parts.values()) >= 0
        require(whole, "a lot does not add up", lot=lot, parts=parts, decided=decision)
    total = sum(kept.values()) + sum(gone.values())
    require(total == facts.free, "the lots do not add up", free=facts.free, decided=decision)


@_law("dunning")
def a_run_of_steps_goes_forward_and_ends(policy: Policy, facts: DunningFacts) -> None:
    """Asked after each of its steps, a policy names a later day each time and, before a hundred
    steps, none.
    """
    for asked, decision in _run(policy, facts):
        broken = problem(asked, decision)
        require(broken is None, f"the policy {broken}", facts=asked, decided=decision)
        if decision is None:
            return
    raise LawBroken(f"it takes more than {STEPS_MAX} steps", started_on=facts.started_on)


@_law("dunning")
def no_card_is_tried_more_often_than_the_networks_allow(policy: Policy, facts: Any) -> None:
    """In no thirty days does a run ask for more than fifteen retries, which is the stricter of the
    networks' limits.
    """
    tried: list[date] = []
    for asked, decision in _run(policy, facts):
        if decision is None or problem(asked, decision) is not None:
            return
        if "retry" in decision.do:
            tried.append(decision.on)
            recent = [day for day in tried if day > decision.on - timedelta(days=30)]
            within = len(recent) <= RETRIES_MAX
            require(within, "too many retries in thirty days", days=recent, facts=asked)


@_law("dunning")
def a_card_that_is_gone_is_not_tried(policy: Policy, facts: DunningFacts) -> None:
    """After a hard decline, or one by which the holder stopped the card, no step asks for a retry:
    only another card can pay.
    """
    if facts.card == "usable":
        return
    for asked, decision in _run(policy, facts):
        if decision is None or problem(asked, decision) is not None:
            return
        tries = "retry" in decision.do
        require(not tries, f"a retry, and the card is {facts.card}", decided=decision, facts=asked)


def _run(policy: Policy, facts: DunningFacts) -> Any:
    """What is decided, and from what, until there are no more steps."""
    for _ in range(STEPS_MAX + 1):
        decision = policy(facts)
        yield facts, decision
        if decision is None or problem(facts, decision) is not None:
            return
        taken = (*facts.taken, StepTaken(decision.on, decision.do))
        facts = replace(facts, on=decision.on, taken=taken)


@_law("share")
def a_share_is_between_nothing_and_the_whole(policy: Policy, facts: Share) -> None:
    """A part of a period costs a whole number of minor units, from nothing to the price; no day
    costs nothing, and all days cost the price.
    """
    cost = _ask(policy, facts)
    require(type(cost) is int, "no whole number of minor units", facts=facts, decided=cost)
    require(
        0 <= cost <= facts.price, "not between nothing and the price", facts=facts, decided=cost
    )
    none, all_ = (_ask(policy, replace(facts, days=days)) for days in (0, facts.whole))
    require(none == 0, "no day costs something", facts=facts, decided=none)
    require(all_ == facts.price, "all days do not cost the price", facts=facts, decided=all_)


@_law("share")
def shares_of_adjacent_days_add_up(policy: Policy, facts: Share) -> None:
    """More days never cost less, and two ranges that follow each other cost what they cost as one,
    but for one minor unit of rounding.
    """
    whole = _ask(policy, facts)
    for days in {1, facts.days // 3, facts.days // 2}:
        if not 0 <= days <= facts.days:
            continue
        first = _ask(policy, replace(facts, days=days))
        rest = _ask(policy, replace(facts, days=facts.days - days))
        where = {"facts": facts, "split": days, "first": first, "rest": rest, "whole": whole}
        require(first <= whole, "more days cost less", **where)
        require(abs(first + rest - whole) <= 1, "the parts do not add up", **where)


POLICY_LAWS: dict[str, PolicyLaw] = {
    law.name: law
    for law in (
        the_same_facts_have_the_same_answer,
        every_answer_can_be_recorded,
        what_is_kept_and_what_lapses_is_what_was_free,
        a_run_of_steps_goes_forward_and_ends,
        no_card_is_tried_more_often_than_the_networks_allow,
        a_card_that_is_gone_is_not_tried,
        a_share_is_between_nothing_and_the_whole,
        shares_of_adjacent_days_add_up,
    )
}
"""Every law of policies, by its name."""
