"""Random lives of members under random plans, of the core or of the whole schema."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.testing.asking import MONEY, UNITS, Act
from memberledger.testing.lives import Life
from memberledger.testing.strategies.core_plans import core_plans
from memberledger.testing.strategies.stories import LENGTHS, House, acts
from memberledger.testing.strategies.values import CURRENCIES, currencies, starts
from memberledger.testing.strategies.wider_acts import invited
from memberledger.testing.strategies.wider_benefits import LOCATIONS, catalogues
from memberledger.testing.strategies.wider_plans import widened

__all__ = ["lives", "mixed", "plans"]


@st.composite
def plans(
    draw: st.DrawFn, name: str = "p0", currency: str = "USD", *, wide: bool | None = False
) -> dict[str, Any]:
    """A plan as a file has it, which `read_plan` takes: any mix of the terms there are.

    Args:
        name: the plan's id.
        currency: ISO 4217; amounts are text in its major units.
        wide: False for the terms of the core, True for those beyond it too, None for either. The
            places named by a wide plan are `north` and `south`.
    """
    plan = draw(core_plans(name, currency))
    if wide is None:
        wide = draw(st.booleans())
    return draw(widened(plan, currency)) if wide else plan


@st.composite
def lives(
    draw: st.DrawFn,
    without: frozenset[str] = frozenset(),
    *,
    members: tuple[str, ...] = ("ana",),
    tiers: int = 3,
    wide: bool | None = None,
) -> Life:
    """A practice with a few plans, and what its members do for most of a year.

    Args:
        without: verbs that are never asked.
        members: who is enrolled; the acts of all are mixed.
        tiers: how many plans at most, with ids `p0`, `p1`, ...
        wide: whether plans say more than the core and verbs beyond it are asked; None for either.
            Of a single member, a wide life may have a second one, for what is given away.
    """
    currency = draw(currencies())
    manual = draw(st.integers(0, 3)) == 3
    names = [f"p{n}" for n in range(draw(st.integers(min(tiers, 2), tiers)))]
    if wide is None:
        wide = draw(st.booleans())
    terms = tuple(draw(core_plans(name, currency)) for name in names)
    if wide:
        terms = tuple(draw(widened(plan, currency)) for plan in terms)
    gives = any(verb == "transfer" for verb, _ in invited(terms[:1])) or draw(st.booleans())
    if wide and len(members) == 1 and "transfer" not in without and gives:
        members = (*members, "bea")
    house = House(
        terms,
        menu=_menu(terms[0]),
        manual=manual,
        wide=wide,
        locations=LOCATIONS if wide else (),
    )
    return Life(
        terms,
        draw(mixed(house, members, without)),
        start=draw(starts()),
        currency=currency,
        timezone=CURRENCIES[currency],
        manual=manual,
        rest=draw(st.sampled_from([0, 1, 40, 100])),
        locations=house.locations,
        catalogue=draw(catalogues(currency)) if wide else None,
    )


def _menu(plan: dict[str, Any]) -> tuple[str, ...]:
    """The benefits of a plan that make lots."""
    return tuple(b["id"] for b in plan["benefits"] if b["id"] in UNITS + MONEY or "quantity" in b)


@st.composite
def mixed(
    draw: st.DrawFn, house: House, members: tuple[str, ...], without: frozenset[str]
) -> tuple[Act, ...]:
    """The acts of every member, in an order that keeps the order of each."""
    each = []
    for n, member in enumerate(members):
        others = tuple(other for other in members if other != member)
        lengths = LENGTHS if n == 0 or "bea" not in members else LENGTHS[:2]
        each.append(list(draw(acts(member, house, without, others=others, lengths=lengths))))
    mixed = [each[0].pop(0)]
    while any(each):
        waiting = [left for left in each if left]
        mixed.append(waiting[draw(st.integers(0, len(waiting) - 1))].pop(0))
    return tuple(mixed)
