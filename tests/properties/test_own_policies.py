"""Lives under policies of a host's own: nothing is lost, and reading them needs no policy."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import own_policies

from memberledger import AdvanceIncomplete, InvalidPlan, Ledger, PolicyUnknown, read_plan
from memberledger.aggregates.member import events as e
from memberledger.policies.own import NO_POLICIES
from memberledger.terms.own import is_own
from memberledger.testing.laws import LAWS
from memberledger.testing.lives import MEMORY, Act, Life, Table, act, play
from memberledger.testing.strategies import lives

OPENS = partial(Ledger.open, MEMORY, policies=own_policies.ALL)
_EXAMPLES = max(settings.default.max_examples // 8, 1) if settings.default else 5

_BY_WEEK = {"policy": "acme.by-week", "version": 1, "with": {"weeks": 4}}
_PERCENT = st.sampled_from([0, 34, 50, 100])


@st.composite
def hosted(draw: st.DrawFn) -> Life:
    """A random life whose plans leave what they can to policies of the host's own."""
    life = draw(lives())
    cycle = life.plans[0]["cycle"]
    plans = tuple(_left_to_the_host(draw, plan, cycle) for plan in life.plans)
    moved = [act(9, "change_plan", plan=f"p{n}", when="now") for n in (1, 0)]
    acts = (life.acts[0], *moved, *life.acts[1:]) if draw(st.booleans()) else life.acts
    return replace(life, plans=plans, acts=acts)


def _left_to_the_host(draw: st.DrawFn, plan: dict[str, Any], cycle: str) -> dict[str, Any]:
    benefits = [_kept_in_part(draw, benefit) for benefit in plan.get("benefits") or []]
    days = {"days": draw(st.sampled_from([1, 4, 9])), "times": draw(st.integers(0, 3))}
    other = {
        **{name: value for name, value in plan.items() if name != "dunning"},
        "cycle": cycle,
        "benefits": benefits,
        "upgrade": {**(plan.get("upgrade") or {}), "when": "now", "proration": _BY_WEEK},
        "downgrade": {**(plan.get("downgrade") or {}), "when": "now", "proration": _BY_WEEK},
        "dunning_policy": {"policy": "acme.gentle", "version": 1, "with": days},
    }
    return other if _can_be_read(other) else plan


def _kept_in_part(draw: st.DrawFn, benefit: dict[str, Any]) -> dict[str, Any]:
    if "quantity" not in benefit and "amount" not in benefit:
        return benefit
    version = draw(st.sampled_from([2, 3]))
    given_ = {"percent": draw(_PERCENT)}
    rule: dict[str, Any] = {"policy": "acme.keep-share", "version": version, "with": given_}
    if isinstance(benefit.get("rollover"), dict):
        rule |= {k: v for k, v in benefit["rollover"].items() if k != "carryover_limit"}
    return {**benefit, "rollover": rule}


def _can_be_read(plan: dict[str, Any]) -> bool:
    try:
        read_plan(plan, "USD")
    except InvalidPlan:
        return False
    return True


def test_every_law_holds_of_such_lives_and_of_reading_them_without_the_hosts_code() -> None:
    decided: set[str] = set()

    @settings(max_examples=_EXAMPLES)
    @given(hosted())
    def lived(life: Life) -> None:
        with play(life, opens=OPENS) as table:
            table.ledger._desk.policies = NO_POLICIES
            table.ledger._desk._states.clear()
            for law in LAWS.values():
                if not law.lives:
                    law.check(table)
            events = [event for member in table.members for event in table.events(member)]
            decided.update(type(event).__name__ for event in events if is_own(event.policy))

    lived()
    wanted = (e.Lapsed, e.RolledOver, e.DunningStepPlanned, e.DunningStepTaken)
    assert {kind.__name__ for kind in wanted} <= decided
    assert decided & {"Upgraded", "Downgraded"}


@pytest.mark.parametrize(
    "name", ["any split of advance gives the same events", "a restart changes nothing"]
)
def test_the_clock_asks_such_policies_the_same_however_it_is_run(name: str) -> None:
    @settings(max_examples=_EXAMPLES)
    @given(hosted())
    def lived(life: Life) -> None:
        LAWS[name].check_life(life, OPENS)

    lived()


@settings(max_examples=_EXAMPLES)
@given(hosted(), st.sampled_from(["rollover", "proration", "dunning"]))
def test_who_lacks_a_policy_is_told_and_nothing_is_half_done(life: Life, kind: str) -> None:
    known = own_policies.ALL
    without = type(known)({key: f for key, f in known._functions.items() if key[0] != kind})
    with play(replace(life, acts=life.acts[:1], rest=0), opens=OPENS) as table:
        table.ledger._desk.policies = without
        for asked in life.acts[1:]:
            before = {member: len(table.events(member)) for member in table.members}
            failed = _who_failed(table, asked)
            for member in failed:
                assert len(table.events(member)) == before[member]


def _who_failed(table: Table, asked: Act) -> list[str]:
    """The members who could not be advanced; a command that is refused comes after the clock."""
    try:
        table.perform(asked)
    except PolicyUnknown:
        return []
    except AdvanceIncomplete as incomplete:
        return list(incomplete.failed)
    return []
