"""Our policies and a host's keep the laws; and each law is seen broken by one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from tests.own_policies import by_week, gentle, keep_share, keep_share_rounded_up

from memberledger.policies.own import (
    ChangeCost,
    DunningFacts,
    Keep,
    NextStep,
    ProrationFacts,
    RolloverFacts,
)
from memberledger.policies.proration import by_day
from memberledger.policies.rollover import over_cap
from memberledger.testing.checking import check_policy
from memberledger.testing.laws import LawBroken
from memberledger.testing.laws.of_policies import POLICY_LAWS, PolicyKind
from memberledger.testing.strategies.policy_facts import policy_facts


def capped(facts: RolloverFacts) -> Keep:
    """Our own rule: at most two are kept, what is reserved counts, the oldest gives way."""
    lots = [
        type("Held", (), {"id": x.lot, "granted_on": x.granted_on, "free": x.free, "reserved": 0})
        for x in facts.lots
    ]
    gone = dict(over_cap(lots, 2))
    return Keep(tuple((lot.lot, lot.free - gone.get(lot.lot, 0)) for lot in facts.lots))


def steps(facts: DunningFacts) -> NextStep | None:
    """Our own chase: so many days after the first failure, and no retry of a card that is gone."""
    after = (0, 3, 10)
    if len(facts.taken) >= len(after):
        return None
    due = max(facts.started_on + timedelta(days=after[len(facts.taken)]), facts.earliest)
    return NextStep(due, ("notify_email", "retry") if facts.card == "usable" else ("review",))


GONE = "a card that is gone is not tried"
"""The host's reminders ask for a retry whatever the card is; the ledger leaves it out."""
TestOurRollover = check_policy(capped, "rollover", examples=15)
TestOurShare = check_policy(by_day, "share", examples=15)
TestOurDunning = check_policy(steps, "dunning", examples=15)
TestKeepShare = check_policy(keep_share, "rollover", {"percent": 50}, examples=15)
TestKeepShareRoundedUp = check_policy(
    keep_share_rounded_up, "rollover", {"percent": 33}, examples=15
)
TestByWeek = check_policy(by_week, "proration", {"weeks": 4}, examples=15)
TestGentle = check_policy(gentle, "dunning", {"days": 5, "times": 3}, but=[GONE], examples=15)

_numbers = count()


def once(days: int, times: int, *, moves: bool = True) -> Callable[[DunningFacts], Any]:
    """So many retries, each so many days after the one before."""

    def policy(facts: DunningFacts) -> NextStep | None:
        if len(facts.taken) >= times:
            return None
        on = facts.on + timedelta(days=days) if moves else facts.started_on
        return NextStep(max(on, facts.earliest) if moves else on, ("retry",))

    return policy


BROKEN: list[tuple[PolicyKind, str, Callable[..., Any]]] = [
    ("share", "the same facts have the same answer", lambda p, d, w: next(_numbers)),
    ("rollover", "the same facts have the same answer", lambda f: Keep(((next(_numbers), 1),))),
    ("rollover", "every answer can be recorded", lambda f: Keep(((1, f.lots[0].free + 1),))),
    ("rollover", "every answer can be recorded", lambda f: Keep(((1, -1),))),
    ("proration", "every answer can be recorded", lambda f: ChangeCost(f.price + 1)),
    ("proration", "every answer can be recorded", lambda f: ChangeCost(-f.billed - 1)),
    (
        "rollover",
        "what is kept and what lapses is what was free",
        lambda f: Keep(tuple((lot.lot, lot.quantity) for lot in f.lots)),
    ),
    ("dunning", "a run of steps goes forward and ends", once(1, 1_000)),
    ("dunning", "a run of steps goes forward and ends", once(0, 3, moves=False)),
    ("dunning", "no card is tried more often than the networks allow", once(1, 20)),
    ("dunning", GONE, once(5, 3)),
    ("share", "a share is between nothing and the whole", lambda p, d, w: p + 1),
    ("share", "a share is between nothing and the whole", lambda p, d, w: p * d // (w + 1)),
    ("share", "shares of adjacent days add up", lambda p, d, w: p if d else 0),
]


@pytest.mark.parametrize(("kind", "name", "policy"), BROKEN)
def test_a_policy_that_breaks_a_law_is_found(
    kind: PolicyKind, name: str, policy: Callable[..., Any]
) -> None:
    def breaks(facts: Any) -> bool:
        try:
            POLICY_LAWS[name].check(policy, facts)
        except LawBroken as broken:
            return f"the law '{name}' is broken" in str(broken)
        return False

    quick = settings(max_examples=200, database=None, phases=[Phase.generate])
    assert breaks(find(policy_facts(kind), breaks, settings=quick))


def test_every_law_of_policies_is_seen_broken() -> None:
    assert {name for _, name, _ in BROKEN} == set(POLICY_LAWS)


def test_a_law_to_leave_out_must_be_one() -> None:
    with pytest.raises(LookupError, match="no law 'be nice'; there are"):
        check_policy(by_day, "share", but=["be nice"])


def test_facts_of_a_change_are_those_a_ledger_asks_with() -> None:
    facts: ProrationFacts = find(policy_facts("proration"), lambda f: f.days_left > 3)
    assert facts.end - facts.on == timedelta(days=facts.days_left)
    assert replace(facts) == facts
