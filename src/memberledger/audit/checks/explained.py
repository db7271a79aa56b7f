"""Whether every figure can be told from the events that made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from memberledger.aggregates.member import events as e
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding

__all__ = ["Explained"]


class Explained(Check):
    """Every balance is the sum of its movements, and every charge the sum of what it paid.

    A balance is what of a benefit is free in all of a member's lots, disputed or not. A charge is
    explained when its amount is what it paid of bills, what became billing credit, and what was
    left unapplied. The score `explainability` counts both, and those that are explained.

    It can't tell whether the processor took what the charge says: compare with its statement.
    """

    name = "explained"
    advice = "look at the member's history, and at the processor's statement for a charge"
    scores = "explainability"

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Balances, then charges."""
        benefit_of: dict[int, str] = {}
        told: defaultdict[str, int] = defaultdict(int)
        for _, (lot, benefit, change, _kept) in life.moves:
            if benefit:
                benefit_of[lot] = benefit
            told[benefit_of[lot]] += change
        for version, event in life.of(e.Charged):
            yield from self._charge(life, version, event)
        there: defaultdict[str, int] = defaultdict(int)
        for item in life.state.lots.values():
            there[item.benefit] += item.free
        for benefit in sorted(told.keys() | there.keys()):
            self.score.count(good=told[benefit] == there[benefit])
            if told[benefit] != there[benefit]:
                yield self.found(
                    f"{benefit}: {there[benefit]} are there, the movements come to {told[benefit]}",
                    life.story,
                    benefit=benefit,
                    balance=there[benefit],
                    movements=told[benefit],
                )

    def _charge(self, life: Life, version: int, event: e.Charged) -> Iterator[Finding]:
        paid = sum(part for _, part in event.bills) + event.credited + event.unapplied
        least = min([event.credited, event.unapplied, *(part for _, part in event.bills)])
        is_good = paid == event.amount and least >= 0
        self.score.count(good=is_good)
        if not is_good:
            yield self.found(
                f"charge {event.charge} is of {event.amount}, and what it paid comes to {paid}",
                life.story,
                version,
                charge=event.charge,
                amount=event.amount,
                paid=paid,
            )
