"""The double-entry journal, as rows that are only ever added to."""

from memberledger.projections.journal.balances import balances_at, balances_through, classes_of
from memberledger.projections.journal.book import Entry, book_of
from memberledger.projections.journal.member import (
    MemberJournal,
    journal_of,
    rows_of,
    spreads_of,
)
from memberledger.projections.journal.roll_forward import (
    AccountRollForward,
    RollForward,
    roll_forward,
    sum_of,
)
from memberledger.projections.journal.rows import Posting, Spread

__all__ = [
    "AccountRollForward",
    "Entry",
    "MemberJournal",
    "Posting",
    "RollForward",
    "Spread",
    "balances_at",
    "balances_through",
    "book_of",
    "classes_of",
    "journal_of",
    "roll_forward",
    "rows_of",
    "spreads_of",
    "sum_of",
]
