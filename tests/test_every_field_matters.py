"""Take each term out of the plans of the scenarios in turn: some scenario must then fail.

A term whose absence no scenario notices is either not carried out or not tested. Where a plan can't
be without the term, it says something else instead.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests import own_policies

from memberledger.errors import LedgerError
from memberledger.files import read_yaml
from memberledger.scenarios import play, read_scenario
from memberledger.scenarios.reading import Scenario
from memberledger.terms import read_plan
from memberledger.testing.fields import all_fields, places

ROOT = Path(__file__).parent.parent
FILES = sorted(
    [
        *(ROOT / "tests" / "scenarios").glob("*.yaml"),
        *(ROOT / "examples" / "programs").glob("*.scenario.yaml"),
    ]
)

WORDS_ONLY = {
    "Plan.name": "what a person reads",
    "Plan.version": "names the terms in events; amendments are judged by it in other tests",
    "Benefit.name": "what a person reads",
    "LateCancel.within": "words for people; the host's clock judges",
    "OwnPolicy.says": "what a person reads",
    "Rollover.says": "what a person reads",
}
"""Fields that change no figure, and why."""

OTHERWISE: dict[str, tuple[Any, ...]] = {
    "Plan.id": ("renamed",),
    "Plan.price": ("1.00",),
    "Plan.cycle": ("1 week", "1 year"),
    "Benefit.id": ("renamed",),
    "Benefit.kind": ("value_credit", "service_credit", "discount"),
    "Benefit.quantity": (7,),
    "Benefit.amount": ("1.00",),
    "Benefit.percent": (1,),
    "Benefit.amount_off": ("0.01",),
    "Benefit.price": ("0.01",),
    "Benefit.services": (["nothing"],),
    "Rollover.mode": ("none", "unlimited"),
    "Rollover.policy": ("acme.other",),
    "OwnPolicy.policy": ("acme.other",),
    "Sharing.add_on_members": (1, 3),
    "UseWhile.suspended": ("all", "none"),
    "DunningStep.do": (["notify_email"], ["write_off"]),
    "EarlyTerminationFee.kind": ("all_remaining",),
    "Commitment.at_end": ("month_to_month",),
    "Conversion.to": ("gift",),
    "GrantOn.occasion": ("other",),
    "RedemptionLimit.per": ("membership", "cycle"),
    "Tax.rate": (1,),
}
"""What a term that is needed says instead."""

RESHAPED: dict[str, Callable[[Any], dict[str, Any]]] = {
    "Benefit.kind": lambda benefit: {"id": benefit["id"], "kind": "perk"},
    "Substitution.value": lambda _form: {"fee": "1.00", "services": ["nothing"]},
    "Substitution.fee": lambda _form: {"fee": "1.00", "services": ["nothing"]},
    "EarlyTerminationFee.kind": lambda _fee: {"kind": "all_remaining"},
}
"""What holds a term that says which others there are, with another one of it."""

_GENERAL: tuple[Any, ...] = (
    "1.00",
    1,
    2,
    "1 day",
    "9 months",
    "0 days",
    "none",
    "all",
    97,
    "97.00",
)


@lru_cache(maxsize=1)
def _said() -> dict[str, list[tuple[Path, int, tuple[str | int, ...]]]]:
    """Where each field is set: (file, plan, place in its mapping)."""
    found: dict[str, list[tuple[Path, int, tuple[str | int, ...]]]] = {}
    for file in FILES:
        for n, plan in enumerate(read_scenario(file).practice.plans):
            for field, place in places(plan):
                found.setdefault(field, []).append((file, n, place))
    return found


@cache
def _scenario(file: Path) -> tuple[Scenario, Any]:
    return read_scenario(file), read_yaml(file)


def _without(data: Any, place: tuple[str | int, ...], field: str) -> Iterator[Any]:
    """The plan's mapping without the term, then with others in its place."""
    missing = object()
    for other in (missing, *OTHERWISE.get(field, ()), *_GENERAL):
        changed = copy.deepcopy(data)
        held, last = _holder(changed, place)
        if field in RESHAPED:
            new = RESHAPED[field](dict(held))
            held.clear()
            held |= new
        elif other is missing:
            del held[last]
        elif held[last] == other:
            continue
        else:
            held[last] = other
        yield changed


def _holder(data: Any, place: tuple[str | int, ...]) -> tuple[Any, str | int]:
    """What holds the term, and under which name; a rollover may be one word."""
    held = data
    for step in place[:-2]:
        held = held[step]
    if len(place) > 1 and isinstance(held[place[-2]], dict | list):
        return held[place[-2]], place[-1]
    return (held, place[-2]) if len(place) > 1 else (held, place[-1])


def _is_noticed(file: Path, n: int, place: tuple[str | int, ...], field: str) -> bool:
    scenario, data = _scenario(file)
    plans = scenario.practice.plans
    for changed in _without(data["plans"][n], place, field):
        try:
            plan = read_plan(changed, scenario.practice.currency)
        except LedgerError:
            continue
        if plan == plans[n]:
            return False
        others = (*plans[:n], plan, *plans[n + 1 :])
        played = replace(scenario, practice=replace(scenario.practice, plans=others))
        try:
            return not play(played, policies=own_policies.ALL).passed
        except LedgerError:
            return True
    return False


@pytest.mark.parametrize("field", [f for f in all_fields() if f not in WORDS_ONLY])
def test_a_scenario_fails_without(field: str) -> None:
    found = _said().get(field, [])
    assert found, f"no scenario has a plan that says {field}"
    assert any(_is_noticed(*where, field) for where in found), (
        f"{len(found)} scenarios say {field}, and none fails without it"
    )
