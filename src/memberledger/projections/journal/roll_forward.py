"""How what is deferred moved from the beginning of a window to its end, from the rows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from memberledger.projections import accounts
from memberledger.projections.journal.balances import balances_through, classes_of
from memberledger.projections.journal.rows import Posting, Spread

__all__ = ["AccountRollForward", "RollForward", "roll_forward", "sum_of"]

_DAY = timedelta(days=1)
_OVER_TIME = "Income:Dues:Access"
_EARNED_BY_DAYS = {
    accounts.time_accounts(name)[1] for name in ("Access", "Enrollment", "Freeze", "Annual")
}


class AccountRollForward(NamedTuple):
    """The same for one account of `Liabilities:Deferred`, in minor units.

    opening + added - earned - breakage - given_back = closing. `added` is what was paid for, and
    what came from another account or went to one.
    """

    opening: int
    added: int
    earned: int
    breakage: int
    given_back: int
    closing: int


class RollForward(NamedTuple):
    """Deferred revenue of a window, in minor units; all are positive but for what is taken back.

    opening + collected - on_redemption - over_time - at_charge - fees - breakage + reversed -
    refunded + transferred = closing.

    Attributes:
        opening, closing: deferred at the beginning of the first day and at the end of the last.
        collected: net of tax.
        on_redemption: earned by use, net of reversals.
        over_time: earned by the days of access.
        at_charge: of the dues, what was earned when they were paid.
        fees: earned at once or over days.
        breakage: lapsed and forfeited, net of what was taken back.
        reversed: what refunds, lost disputes and billing credit took of what had been earned.
        refunded: net of tax.
        transferred: what came from other members, less what went to them; 0 over all members.
        by_account: the accounts of what is deferred.
    """

    opening: int
    collected: int
    on_redemption: int
    over_time: int
    at_charge: int
    fees: int
    breakage: int
    reversed: int
    refunded: int
    transferred: int
    closing: int
    by_account: dict[str, AccountRollForward]


def roll_forward(
    postings: Iterable[Posting], spreads: Sequence[Spread], first: date, until: date
) -> RollForward:
    """The roll-forward of the accounting dates [first, until), of the rows of one member.

    The figures of several members add up.

    Args:
        postings, spreads: all rows, or all up to a version.
        first: the first day of the window.
        until: the first day after it.
    """
    rows = list(postings)
    before = balances_through(rows, spreads, first - _DAY)
    after = balances_through(rows, spreads, until - _DAY)
    income, reversed_, accounts_of = _moved(rows, spreads, first, until)
    opening, closing = classes_of(before), classes_of(after)
    dues = sum(n for account, n in income.items() if account.startswith("Income:Dues:"))
    return RollForward(
        opening=opening.deferred,
        collected=closing.collected - opening.collected,
        on_redemption=dues - income[_OVER_TIME] - income[accounts.AT_CHARGE],
        over_time=income[_OVER_TIME],
        at_charge=income[accounts.AT_CHARGE],
        fees=sum(n for account, n in income.items() if account.startswith("Income:Fees:")),
        breakage=income[accounts.BREAKAGE],
        reversed=reversed_,
        refunded=closing.refunded - opening.refunded,
        transferred=after.get(accounts.TRANSFERRED, 0) - before.get(accounts.TRANSFERRED, 0),
        closing=closing.deferred,
        by_account={
            account: _account(-before.get(account, 0), -after.get(account, 0), accounts_of, account)
            for account in sorted({*before, *after, *(a for a, _ in accounts_of)})
            if account.startswith("Liabilities:Deferred:")
        },
    )


def sum_of(parts: Iterable[RollForward]) -> RollForward:
    """The figures of several members together."""
    figures: Counter[str] = Counter()
    accounts_: dict[str, AccountRollForward] = {}
    for part in parts:
        told = part._asdict()
        for account, more in told.pop("by_account").items():
            so_far = accounts_.get(account, AccountRollForward(0, 0, 0, 0, 0, 0))
            accounts_[account] = AccountRollForward(*map(sum, zip(so_far, more, strict=True)))
        figures.update(told)
    names = RollForward._fields[:-1]
    ordered = {account: accounts_[account] for account in sorted(accounts_)}
    return RollForward(**{name: figures[name] for name in names}, by_account=ordered)


def _account(
    opening: int, closing: int, moved: Counter[tuple[str, str]], account: str
) -> AccountRollForward:
    earned, broken, back = (moved[account, kind] for kind in ("earned", "breakage", "back"))
    added = closing - opening + earned + broken + back
    return AccountRollForward(opening, added, earned, broken, back, closing)


def _moved(
    rows: list[Posting], spreads: Sequence[Spread], first: date, until: date
) -> tuple[Counter[str], int, Counter[tuple[str, str]]]:
    """Income by account, what was reversed of it, and what left each account by how it left."""
    income: Counter[str] = Counter()
    moved: Counter[tuple[str, str]] = Counter()
    reversed_ = 0
    giving = {row.version for row in rows if row.account in (accounts.REFUNDS, accounts.CREDIT)}
    for row, source in _with_sources(rows):
        if not first <= row.booked_on < until:
            continue
        if row.version in giving:
            if row.account.startswith("Income:"):
                reversed_ += row.amount
            elif row.account.startswith("Liabilities:Deferred:") and row.amount > 0:
                moved[row.account, "back"] += row.amount
        elif row.account.startswith("Income:"):
            income[row.account] -= row.amount
            kind = "breakage" if row.account == accounts.BREAKAGE else "earned"
            moved[source, kind] -= row.amount
    for spread in spreads:
        passed = spread.moved(until) - spread.moved(first)
        income[spread.credit] += passed
        moved[spread.debit, "earned"] += passed
    return income, reversed_, moved


def _with_sources(rows: Iterable[Posting]) -> Iterator[tuple[Posting, str]]:
    """Each row with the account of what is deferred that it is about.

    Of a layer, the lines of one event stand together: what was deferred, then where it went.
    """
    source = ""
    for row in rows:
        account = row.account
        if account.startswith("Liabilities:Deferred:"):
            source = account
        elif account in _EARNED_BY_DAYS or account.startswith("Income:Dues:"):
            source = "Liabilities:Deferred:" + account.rpartition(":")[2]
        if account == accounts.AT_CHARGE or _is_fee_paid(row):
            source = accounts.PART_PAID
        yield row, source


def _is_fee_paid(row: Posting) -> bool:
    """A fee that is earned when it is paid; that of a missed visit may be units of a lot."""
    fee = row.account.startswith("Income:Fees:") and row.account not in _EARNED_BY_DAYS
    return fee and row.lot is None
