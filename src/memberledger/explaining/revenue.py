"""Why a month's revenue is what it is: by account, the lines of events and the days that passed.

A month holds what has its accounting date in it: what ends on a day belongs to the day before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from memberledger.explaining.earned import ACCESS, Earned, earned_by
from memberledger.explaining.rules import rule_of
from memberledger.explaining.spreads import joined, passed_in
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry
from memberledger.projections import accounts
from memberledger.projections.journal import journal_of

__all__ = ["explain_revenue"]


def explain_revenue(
    histories: Mapping[str, Sequence[Entry]],
    first: date,
    until: date,
    currency: str,
    practice: str | None = None,
) -> Explanation:
    """What was recognised over the accounting dates [first, until), breakage included.

    Args:
        histories: by member, the events that count, oldest first.
        first: the first day.
        until: the first day after it.
        currency: of the practice.
        practice: its name, where it is asked about all its members; each account is then told
            member by member. None for one member.
    """
    found: dict[str, list[Part]] = {}
    for member, history in histories.items():
        mine: dict[str, list[Part]] = {}
        for account, part in _of_member(member, history, first, until, currency):
            mine.setdefault(account, []).append(part)
        for account, parts in mine.items():
            if practice is not None:
                parts = [Part(_total(parts), member, parts=tuple(parts), member=member)]
            found.setdefault(account, []).extend(parts)
    accounts = tuple(
        Part(_total(parts), account, parts=tuple(parts)) for account, parts in sorted(found.items())
    )
    whose = practice if practice is not None else ", ".join(histories)
    title = f"revenue of {whose} from {first} until {until}"
    return Explanation(title, _total(accounts), currency, currency, accounts)


def _total(parts: Iterable[Part]) -> int:
    return sum(part.amount or 0 for part in parts)


def _of_member(
    member: str, history: Sequence[Entry], first: date, until: date, currency: str
) -> Iterator[tuple[str, Part]]:
    """(account, line): what events booked to income in the window, and what its days earned."""
    postings, spreads = journal_of(entry.event for entry in history)
    earned: Earned | None = None
    for row in postings:
        if not first <= row.booked_on < until or not row.account.startswith("Income:"):
            continue
        if earned is None:
            earned = earned_by(history, currency)
        entry = history[row.version - 1]
        how = earned.how(row)
        rule = rule_of(entry.event.policy)
        yield row.account, Part(-row.amount, entry.sentence, entry, rule, how, member=member)
    for run in joined(spreads):
        passed = passed_in(run, first, until, currency)
        if passed is not None:
            amount, text, how = passed
            if run.debit == accounts.time_accounts("Access")[0] and run.bill is not None:
                earned = earned if earned is not None else earned_by(history, currency)
                share = earned.shares.get((run.bill, ACCESS))
                how = (*how, share) if share is not None else how
            entry = history[run.version - 1]
            rule = rule_of(entry.event.policy)
            yield run.credit, Part(amount, text, entry, rule, how, member=member)
