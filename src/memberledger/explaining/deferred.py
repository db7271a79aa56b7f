"""Why so much is deferred: of each bill, what was set aside and what of it is earned or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from memberledger.explaining.earned import Earned, earned_by
from memberledger.explaining.rules import rule_of
from memberledger.explaining.spreads import joined, passed_in
from memberledger.explaining.values import Explanation, Part
from memberledger.history import Entry
from memberledger.projections import accounts
from memberledger.projections.journal import Posting, Spread, journal_of

__all__ = ["explain_deferred"]

_Key = tuple[str, int | None]


def explain_deferred(
    histories: Mapping[str, Sequence[Entry]],
    day: date,
    currency: str,
    practice: str | None = None,
) -> Explanation:
    """What is deferred, billing credit in it, at the start of a day with the events of that day.

    Of each account and bill that something is left of, what events set aside and took, and what
    the days over have earned; bills of which nothing is left are counted in a note.

    Args:
        histories: by member, the events that count, oldest first.
        day: a local date of the practice.
        currency: of the practice.
        practice: its name, where it is asked about all its members; each account is then told
            member by member. None for one member.
    """
    found: dict[str, list[Part]] = {}
    over = 0
    for member, history in histories.items():
        mine, done = _of_member(member, history, day, currency)
        over += done
        for account, parts in mine.items():
            if practice is not None:
                parts = [Part(_total(parts), member, parts=tuple(parts), member=member)]
            found.setdefault(account, []).extend(parts)
    told = tuple(
        Part(_total(parts), account, parts=tuple(parts)) for account, parts in sorted(found.items())
    )
    whose = practice if practice is not None else ", ".join(histories)
    notes = (f"{over} others were set aside and are earned or gone in full.",) if over else ()
    return Explanation(
        f"deferred of {whose} on {day}", _total(told), currency, currency, told, notes
    )


def _total(parts: Iterable[Part]) -> int:
    return sum(part.amount or 0 for part in parts)


def _of_member(
    member: str, history: Sequence[Entry], day: date, currency: str
) -> tuple[dict[str, list[Part]], int]:
    """By account, a part for each bill that something is left of; and how many have nothing."""
    postings, spreads = journal_of(entry.event for entry in history)
    postings = [row for row in postings if row.effective_on <= day]
    lines: dict[_Key, list[Part]] = {}
    earned: Earned | None = None
    for row, amount in _lines(postings):
        if earned is None:
            earned = earned_by(history, currency)
        entry = history[row.version - 1]
        rule = rule_of(entry.event.policy)
        how = _how(earned, row, amount, postings)
        part = Part(amount, entry.sentence, entry, rule, how, member=member)
        lines.setdefault((row.account, row.bill), []).append(part)
    for run, amount, text, how in _days(spreads, day, currency):
        entry = history[run.version - 1]
        part = Part(-amount, text, entry, rule_of(entry.event.policy), how, member=member)
        lines.setdefault((run.debit, run.bill), []).append(part)
    found: dict[str, list[Part]] = {}
    over = 0
    for (account, bill), parts in lines.items():
        if not _total(parts):
            over += 1
            continue
        says = f"of bill {bill}" if bill is not None else "of no bill"
        whole = Part(_total(parts), says, parts=tuple(parts), member=member)
        found.setdefault(account, []).append(whole)
    return found, over


def _is_deferred(account: str) -> bool:
    return account.startswith("Liabilities:Deferred:") or account == accounts.CREDIT


def _lines(postings: Sequence[Posting]) -> Iterator[tuple[Posting, int]]:
    """What each event moved in each account for each bill, credit positive; nothing where it is 0.

    A grant takes its money from what was set aside for it and holds it in its lot, which is none.
    """
    moved: dict[tuple[int, str, int | None], tuple[Posting, int]] = {}
    for row in postings:
        if _is_deferred(row.account):
            key = row.version, row.account, row.bill
            first, amount = moved.get(key, (row, 0))
            moved[key] = (first if first.lot is not None else row, amount - row.amount)
    return ((row, amount) for row, amount in moved.values() if amount)


def _how(earned: Earned, row: Posting, amount: int, postings: Sequence[Posting]) -> tuple[str, ...]:
    """The arithmetic of a line: that of the income it became, where it is one line of it."""
    for other in postings:
        same = other.version == row.version and (other.lot, other.bill) == (row.lot, row.bill)
        if same and other.account.startswith("Income:") and other.amount == amount:
            return earned.how(other)
    return ()


def _days(
    spreads: Iterable[Spread], day: date, currency: str
) -> Iterator[tuple[Spread, int, str, tuple[str, ...]]]:
    """What the days that are over took out of what is deferred."""
    for run in joined(spreads):
        passed = passed_in(run, run.first_day, day, currency) if _is_deferred(run.debit) else None
        if passed is not None:
            yield run, *passed
