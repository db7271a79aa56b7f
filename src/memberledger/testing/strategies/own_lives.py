"""Random lives under plans that are there: a host's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from memberledger.testing.lives import Life
from memberledger.testing.strategies.stories import House
from memberledger.testing.strategies.values import starts
from memberledger.testing.strategies.whole_lives import mixed

__all__ = ["lives_under"]

_WITH_LOTS = ("service_credit", "value_credit")


@st.composite
def lives_under(
    draw: st.DrawFn,
    plans: Iterable[dict[str, Any]],
    without: frozenset[str] = frozenset(),
    *,
    currency: str = "USD",
    timezone: str = "America/Denver",
    locations: tuple[str, ...] = (),
    catalogue: tuple[dict[str, Any], ...] | None = None,
    members: tuple[str, ...] = ("ana",),
) -> Life:
    """What members do for most of a year in a practice with these plans.

    Each life begins on one of them and may change to any other; what is asked is most often asked
    of the plan's own benefits, and now and then of what is not there.

    Args:
        plans: as a file has them, with amounts as text.
        without: verbs that are never asked.
        currency, timezone, locations, catalogue: of the practice, as `Ledger.open_practice` takes
            them.
        members: who is enrolled; the acts of all are mixed.
    """
    terms = tuple(plans)
    names = tuple(plan["id"] for plan in terms)
    first = draw(st.integers(0, len(terms) - 1))
    known = (names[first], *names[:first], *names[first + 1 :], "no-such-plan")
    manual = draw(st.integers(0, 3)) == 3
    benefits = terms[first].get("benefits", [])
    lots = tuple(b["id"] for b in benefits if b.get("kind") in _WITH_LOTS)
    house = House(
        (terms[first], *terms[:first], *terms[first + 1 :]),
        known=known,
        menu=lots or ("no-such-benefit",),
        strays=("no-such-benefit",),
        manual=manual,
        wide=True,
        locations=locations,
    )
    return Life(
        terms,
        draw(mixed(house, members, without)),
        start=draw(starts()),
        currency=currency,
        timezone=timezone,
        manual=manual,
        rest=draw(st.sampled_from([0, 1, 40, 100])),
        locations=locations,
        catalogue=catalogue,
    )
