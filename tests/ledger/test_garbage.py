"""Whatever is thrown at a ledger, it answers or refuses; nothing else comes back."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memberledger import InvalidPlan, Item, Ledger, Refused

from .house import GLOW, House, day

NOT_COMMANDS = {"open", "close"}
METHODS = sorted(
    name
    for name, member in inspect.getmembers(Ledger)
    if not name.startswith("_") and inspect.isfunction(member) and name not in NOT_COMMANDS
)

plausible = st.sampled_from(
    [
        *("ana", "bo", "glow", "radiance", "facial", "credit", "k", "sim_ana_1_1", "now", "won"),
        *("lost", "insufficient_funds", "US-CA", "5.00", "-1.00", "199.00", "1.005", "USD"),
        *("America/Denver", 1, 2, -1, 10**15, day("2026-01-05"), day("2026-01-04")),
        *(day("2026-02-05"), day("2026-03-01"), None, True),
    ]
)
garbage = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["", " ", "\0", "\ud800", "a\n", "x" * 300, "\u202e", "[/red]"]),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.binary(max_size=3),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
    st.sampled_from([date.min, date.max, datetime(2026, 1, 5, tzinfo=UTC)]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.just(Item("facial", 100)),
    st.just([Item("facial", 100)]),
    st.just([GLOW]),
    st.just([{**GLOW, "version": 2}]),
)
anything = st.one_of(plausible, plausible, garbage)


def calls(name: str) -> st.SearchStrategy[tuple[list[Any], dict[str, Any]]]:
    parameters = list(inspect.signature(getattr(Ledger, name)).parameters.values())[1:]
    positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    needed = {
        p.name: anything for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty
    }
    optional = {
        p.name: anything
        for p in parameters
        if p.kind is p.KEYWORD_ONLY and p.default is not p.empty and p.name != "progress"
    }
    return st.tuples(
        st.lists(anything, min_size=len(positional), max_size=len(positional)),
        st.fixed_dictionaries(needed, optional=optional),
    )


def throw(house: House, name: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    call: Callable[..., Any] = getattr(house.ledger, name)
    before = house.ledger.event_count
    try:
        call(*args, **kwargs)
    except (Refused, InvalidPlan):
        assert house.ledger.event_count == before


@pytest.mark.parametrize("name", METHODS)
def test_garbage_is_answered_or_refused(name: str) -> None:
    house = House()
    house.ledger.enroll("ana", "glow")

    @settings(
        max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(calls(name))
    def run(call: tuple[list[Any], dict[str, Any]]) -> None:
        throw(house, name, *call)

    run()
    # whatever was done, the members can still be read and the clock still runs
    for member in house.ledger.members():
        house.ledger.member(member)
    house.on("2026-02-06")
    for member in house.ledger.members():
        house.ledger.member(member)
    figures = house.ledger.revenue()
    assert figures.collected == figures.recognised + figures.deferred + figures.refunded


def test_there_are_methods_to_throw_at() -> None:
    assert {"enroll", "redeem", "refund", "amend", "quote", "advance", "revenue"} <= set(METHODS)
