"""The journal: every event's lines are balanced, and the books are where the money is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from memberledger.audit.checks.check import Check
from memberledger.audit.checks.life import FAR, Life
from memberledger.audit.findings import Finding
from memberledger.projections import accounts
from memberledger.projections.journal import classes_of

__all__ = ["Journal"]

_PAIRS = {
    accounts.DUES: 0,
    accounts.UNEARNED: 0,
    accounts.DISPUTED: 1,
    accounts.DISPUTES: 1,
}
_WORDS = ("what is owed", "what is disputed")


class Journal(Check):
    """Each event's lines come to zero on every date, and the balances are those of the money.

    Two pairs of accounts are zero by themselves: dues owed with those not earned yet, and disputed
    money with the processor's. Once all days are over, the balances of the accounts are the five
    figures of revenue, reckoned without the journal, and what is owed is what the bills say.

    It can't see an entry of somebody else's books; the journal is made from the events each time.
    """

    name = "journal"
    advice = "the history moves money in a way that the journal does not know; compare with a copy"

    def of_life(self, life: Life) -> Iterator[Finding]:
        """Lines, then balances."""
        books = life.books
        balances: defaultdict[str, int] = defaultdict(int)
        for version, day, lines in books.changes:
            left, pairs = 0, [0, 0]
            for account, amount, _bill, _lot, _charge in lines:
                left += amount
                balances[account] += amount
                if account in _PAIRS:
                    pairs[_PAIRS[account]] += amount
            if left or any(pairs):
                yield from self._unbalanced(life, version, day, left, pairs)
        for spread in books.spreads:
            moved = spread.moved(FAR)
            balances[spread.debit] += moved
            balances[spread.credit] -= moved
        _, in_the_end = life.figures
        if classes_of(balances) != in_the_end:
            yield self.found(
                f"the accounts say {classes_of(balances)}, the money {in_the_end}",
                life.story,
            )
        owed = sum(bill.owed for bill in life.state.bills.values())
        if balances[accounts.DUES] != owed:
            yield self.found(
                f"the accounts say {balances[accounts.DUES]} is owed, the bills {owed}",
                life.story,
                owed=owed,
            )

    def _unbalanced(
        self, life: Life, version: int, day: date, left: int, pairs: Sequence[int]
    ) -> Iterator[Finding]:
        if left:
            message = f"the lines of {day} do not balance, {left} is left"
            yield self.found(message, life.story, version, left=left)
        for words, part in zip(_WORDS, pairs, strict=True):
            if part:
                message = f"the pair of {words} does not balance on {day}, {part} is left"
                yield self.found(message, life.story, version, left=part)
