"""Dunning: nothing was asked of a card more often than the networks allow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding

__all__ = ["Dunning"]

_REATTEMPTS_MAX = 15
_WINDOW = timedelta(days=30)
_A_DAY_MAX = 10

_OF_CARDS: tuple[type[Event], ...] = (e.Charged, e.ChargeFailed, e.CardReplaced)


class Dunning(Check):
    """What the ledger asked of cards keeps within the networks' limits.

    1. After a hard decline, or one that stops the payment, nothing is asked until the card is
       replaced (Visa category 1; Mastercard advice codes 03 and 21).
    2. One payment is tried again at most 15 times in 30 days (Visa; Mastercard allows 35).
    3. One payment is declined at most 10 times a day on one card (Mastercard).

    Only what the ledger asked by itself is judged; declines that a processor reported count.

    It can't see what was asked of a card elsewhere, nor a code that the processor did not pass on.
    """

    name = "dunning"
    advice = "let the plan's dunning ask less often, and tell the processor; networks fine this"

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Attempts in the order in which they were recorded."""
        declines: defaultdict[int, list[date]] = defaultdict(list)
        today: Counter[tuple[int, date]] = Counter()
        stopped_by: str | None = None
        for version, event in life.of(*_OF_CARDS):
            if not isinstance(event, e.Charged | e.ChargeFailed):
                stopped_by = None
                today.clear()
                continue
            if event.asked:
                bill, day = _bill(event), event.effective_on
                recent = [on for on in declines[bill][1:] if on > day - _WINDOW]
                why = None
                if stopped_by is not None:
                    why = f"the card was asked after it declined with {stopped_by!r}"
                elif len(recent) >= _REATTEMPTS_MAX:
                    why = f"bill {bill} was tried again {len(recent) + 1} times in 30 days"
                elif today[bill, day] >= _A_DAY_MAX:
                    why = f"bill {bill} was asked after {_A_DAY_MAX} declines on {day}"
                if why is not None:
                    yield self.found(why, life.story, version, bill=bill, day=day)
            if isinstance(event, e.ChargeFailed):
                declines[_bill(event)].append(event.effective_on)
                today[_bill(event), event.effective_on] += 1
                if event.severity != "soft":
                    stopped_by = event.code


def _bill(event: e.Charged | e.ChargeFailed) -> int:
    """What was asked for; 0 for nothing that was owed."""
    if isinstance(event, e.Charged):
        return event.bills[0][0] if event.bills else 0
    return event.bill or 0
