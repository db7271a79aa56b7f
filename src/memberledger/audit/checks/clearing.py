"""Clearing: what is over holds no money that is still to be earned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import Life
from memberledger.audit.findings import Finding
from memberledger.projections import accounts

__all__ = ["Clearing"]

_NAMES = {
    accounts.time_accounts(name)[0]: name for name in ("Access", "Enrollment", "Freeze", "Annual")
}


class Clearing(Check):
    """A lot that is over has nothing deferred, and so has the time that a bill paid for.

    A lot is over when nothing of it is free or reserved; the time of a bill when the bill's period
    is over, on the day of the member's last event, and no pause has moved it. The accounts are read
    line by line: a balance that is left points to an event that is missing, late, or wrong. The
    score `clearing` counts the lots and bills that are over, and those that are at zero.

    It can't see what is not over yet.
    """

    name = "clearing"
    advice = "look for the event that is missing: a lapse, a use, or the end of a period"
    scores = "clearing"

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Lots, then the time of bills."""
        held: defaultdict[int, int] = defaultdict(int)
        waiting: defaultdict[tuple[int, str], int] = defaultdict(int)
        day, books = life.state.latest_on, life.books
        for _, since, lines in books.changes:
            for account, amount, bill, held_by, _charge in lines:
                if held_by is not None and account.startswith("Liabilities:Deferred:"):
                    held[held_by] -= amount
                elif bill is not None and account in _NAMES and since <= day:
                    waiting[bill, account] -= amount
        for spread in books.spreads:
            if spread.bill is not None:
                waiting[spread.bill, spread.debit] -= spread.moved(day)
        for lot in life.state.lots.values():
            if lot.free + lot.reserved == 0:
                yield from self._judge(life, "lot", lot.id, held[lot.id])
        running = {(t.bill, t.name) for t in books.money.times.values() if t.is_open(day)}
        for (bill, account), left in waiting.items():
            name = _NAMES[account]
            if (bill, name) not in running or _is_past(life, bill, name):
                yield from self._judge(life, "bill", bill, left)

    def _judge(self, life: Life, what: str, number: int, left: int) -> Iterator[Finding]:
        self.score.count(good=left == 0)
        if left:
            message = f"{what} {number} is over, and {left} of its money is still deferred"
            yield self.found(message, life.story, what=what, number=number, left=left)


def _is_past(life: Life, bill: int, name: str) -> bool:
    """Whether a bill's period is over, whatever the books say; an enrollment fee has its own."""
    s, end = life.state, life.state.bills[bill].end
    is_held = s.pause is not None and s.pause.billing == "shift"
    return name != "Enrollment" and end is not None and end <= s.latest_on and not is_held
