"""What a host's own policies are asked with, drawn as a ledger asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from memberledger.policies.own import (
    DunningFacts,
    Given,
    LotLeft,
    ProrationFacts,
    RolloverFacts,
    StepTaken,
)
from memberledger.testing.laws.of_policies import PolicyKind, Share
from memberledger.testing.strategies.values import amounts, starts

__all__ = ["policy_facts"]


def policy_facts(
    kind: PolicyKind, given: Mapping[str, int | str] | None = None
) -> st.SearchStrategy[Any]:
    """The facts of a kind.

    Args:
        kind: rollover, proration, dunning or share.
        given: what the terms give the policy; default nothing.
    """
    told = Given(tuple((given or {}).items()))
    if kind == "rollover":
        return _rollover(told)
    if kind == "proration":
        return _proration(told)
    return _dunning(told) if kind == "dunning" else _shares()


@st.composite
def _rollover(draw: st.DrawFn, given: Given) -> RolloverFacts:
    """One to six lots of a benefit, the oldest first, each with something left."""
    on = draw(starts())
    money = draw(st.booleans())
    most = 30_000 if money else 9
    lots = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        free, reserved = draw(st.integers(0, most)), draw(st.sampled_from([0, 0, 0, 1]))
        used = draw(st.integers(0, 3))
        begun = on - timedelta(days=31 * (7 - number))
        quantity = max(free + reserved + used, 1)
        left = draw(st.none() | st.integers(1, 90))
        ends = None if left is None else on + timedelta(days=left)
        end = begun + timedelta(days=31)
        lots.append(LotLeft(number, begun, begun, end, ends, quantity, free, reserved))
    return RolloverFacts(on, "facial", "glow@1", money, "USD", tuple(lots), given)


@st.composite
def _proration(draw: st.DrawFn, given: Given) -> ProrationFacts:
    """A change on any day of a period of a week to a year."""
    start = draw(starts())
    whole = draw(st.sampled_from([31, 28, 30, 7, 14, 92, 365]))
    left = draw(st.integers(1, whole))
    billed, price = draw(amounts()), draw(amounts())
    return ProrationFacts(
        on=start + timedelta(days=whole - left),
        direction="up" if price >= billed else "down",
        left="glow@1",
        plan="radiance@1",
        billed=billed,
        price=price,
        start=start,
        end=start + timedelta(days=whole),
        days_left=left,
        whole=whole,
        currency="USD",
        given=given,
    )


@st.composite
def _dunning(draw: st.DrawFn, given: Given) -> DunningFacts:
    """A run at its beginning, or after a few steps."""
    started: date = draw(starts())
    taken: list[StepTaken] = []
    on = started
    for _ in range(draw(st.integers(0, 3))):
        on += timedelta(days=draw(st.integers(1, 10)))
        taken.append(StepTaken(on, ("notify_email",)))
    return DunningFacts(
        on=on,
        started_on=started,
        taken=tuple(taken),
        declines=draw(st.integers(1, 4)),
        card=draw(st.sampled_from(["usable", "usable", "hard", "stop"])),
        owed=draw(amounts(1)),
        plan="glow@1",
        late_fee=draw(st.sampled_from([0, 2_500])),
        returned_payment_fee=draw(st.sampled_from([0, 3_500])),
        currency="USD",
        given=given,
    )


@st.composite
def _shares(draw: st.DrawFn) -> Share:
    """Some days of a period, from none to all."""
    whole = draw(st.sampled_from([31, 28, 30, 7, 14, 92, 365]))
    return Share(draw(amounts()), draw(st.integers(0, whole)), whole)
