"""Which units of a sale take a metered discount: only where it gives the lowest price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memberledger.policies.pricing import lowered
from memberledger.terms import Benefit

__all__ = ["Metered", "offers"]


@dataclass(frozen=True, slots=True)
class Metered:
    """Units of a line that a metered benefit makes cheaper.

    Attributes:
        units: how many.
        takes: the metered benefits of which each unit takes one.
        lowered_by: every benefit that lowers them, in the order applied.
        due: what they cost together, minor units.
    """

    units: int
    takes: tuple[str, ...]
    lowered_by: tuple[str, ...]
    due: int


def offers(
    lines: Sequence[tuple[Sequence[Benefit], int, int]],
    left: dict[str, int],
    *,
    stackable: bool,
) -> list[tuple[Metered, ...]]:
    """Spread metered units over lines, each where it saves most; ties by the lines' order.

    A metered use is offered only if no price without it is as low. `left` is lowered by what is
    taken.

    Args:
        lines: (benefits that fit in the plan's order, price of one unit, units to price).
        left: units free to use, per benefit.
        stackable: as the plan says.

    Returns:
        For each line the units that take a metered benefit, in the order they were given out.

    >>> off = Benefit(id="off", kind="discount", amount_off=5000, quantity=1)
    >>> offers([([off], 3000, 1), ([off], 9000, 2)], {"off": 1}, stackable=False)
    [(), (Metered(units=1, takes=('off',), lowered_by=('off',), due=4000),)]
    """
    given: list[list[Metered]] = [[] for _ in lines]
    waiting = [units for _, _, units in lines]
    while True:
        best: tuple[int, int, tuple[Benefit, ...], tuple[str, ...]] | None = None
        for n, (benefits, price, _) in enumerate(lines):
            if waiting[n] == 0:
                continue
            using, takes, saved = _best(benefits, price, left, stackable=stackable)
            if saved > 0 and (best is None or saved > best[0]):
                best = saved, n, using, takes
        if best is None:
            return [tuple(parts) for parts in given]
        _, n, using, takes = best
        units = min(waiting[n], *(left[name] for name in takes))
        due, names = lowered(using, lines[n][1], units, stackable=stackable)
        given[n].append(Metered(units, takes, names, due))
        waiting[n] -= units
        for name in takes:
            left[name] -= units


def _best(
    benefits: Sequence[Benefit], price: int, left: dict[str, int], *, stackable: bool
) -> tuple[tuple[Benefit, ...], tuple[str, ...], int]:
    """The benefits that make one unit cheapest, the metered ones among them, and what they save."""

    def cost(some: Sequence[Benefit]) -> int:
        return lowered(some, price, 1, stackable=stackable)[0]

    plain = tuple(b for b in benefits if not b.is_metered)
    metered = [b for b in benefits if b.is_metered and left.get(b.id, 0) > 0]
    if not stackable:
        chosen = min(metered, key=lambda b: cost([b]), default=None)
        if chosen is None:
            return plain, (), 0
        return (chosen,), (chosen.id,), cost(plain) - cost([chosen])
    using = tuple(b for b in benefits if b in plain or b in metered)
    for extra in reversed(metered):
        fewer = tuple(b for b in using if b is not extra)
        if cost(fewer) <= cost(using):
            using = fewer
    return using, tuple(b.id for b in using if b.is_metered), cost(plain) - cost(using)
