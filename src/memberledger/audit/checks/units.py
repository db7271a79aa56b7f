"""Units of lots: none appears, none is lost, none is below zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding

__all__ = ["Units"]


class Units(Check):
    """Of every lot: granted = redeemed + reserved + lapsed + forfeited + converted + given + free.

    What each event moves is added up lot by lot, apart from the state that events fold to; both
    must come to the same, nothing may be below zero after any event, and what appointments and
    redemptions hold must be what their lots say.

    It can't tell whether a lot holds what its plan would have granted.
    """

    name = "units"
    advice = (
        "look at the member's history; correct the balance with `adjust` once the cause is known"
    )

    def of_life(self, life: Life) -> Iterator[Finding]:
        """The events added up, and the lots they fold to."""
        free: defaultdict[int, int] = defaultdict(int)
        kept: defaultdict[int, int] = defaultdict(int)
        for version, (lot, _, change, keeping) in life.moves:
            free[lot] += change
            kept[lot] += keeping
            if free[lot] < 0 or kept[lot] < 0:
                name = type(life.events[version - 1]).__name__
                yield self.found(
                    f"after {name} lot {lot} has {free[lot]} free and {kept[lot]} reserved",
                    life.story,
                    version,
                    lot=lot,
                    free=free[lot],
                    reserved=kept[lot],
                )
        yield from self._lots(life, free, kept)

    def _lots(
        self, life: Life, free: Mapping[int, int], kept: Mapping[int, int]
    ) -> Iterator[Finding]:
        s, found = life.state, partial(self.found, story=life.story)
        reserved: defaultdict[int, int] = defaultdict(int)
        redeemed: defaultdict[int, int] = defaultdict(int)
        for reservation in s.open_reservations.values():
            for number, units in reservation.takes:
                reserved[number] += units
        for redemption in s.redemptions.values():
            if redemption.reversed_on is None:
                for number, units in redemption.takes:
                    redeemed[number] += units
        for lot in s.lots.values():
            parts = (
                lot.redeemed,
                lot.reserved,
                lot.lapsed,
                lot.forfeited,
                lot.converted,
                lot.given,
            )
            if lot.quantity <= 0 or min(parts) < 0 or lot.free < 0:
                yield found(f"lot {lot.id} of {lot.quantity} has a part below zero", lot=lot.id)
            if (lot.free, lot.reserved) != (free[lot.id], kept[lot.id]):
                yield found(
                    f"lot {lot.id} folds to {lot.free} free and {lot.reserved} reserved; its "
                    f"events come to {free[lot.id]} and {kept[lot.id]}",
                    lot=lot.id,
                )
            if lot.reserved != reserved[lot.id] or lot.redeemed != redeemed[lot.id]:
                yield found(
                    f"lot {lot.id} has {lot.reserved} reserved and {lot.redeemed} redeemed; "
                    f"appointments hold {reserved[lot.id]}, redemptions {redeemed[lot.id]}",
                    lot=lot.id,
                )
