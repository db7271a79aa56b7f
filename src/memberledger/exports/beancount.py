"""The books as a beancount file: `bean-check` adds up every entry and finds our balances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from memberledger.exports.books import BookEntry, Books, Tell
from memberledger.exports.cells import printable
from memberledger.values import format_amount

__all__ = ["as_beancount", "quoted"]

_DAY = timedelta(days=1)


def as_beancount(books: Books, tell: Tell | None = None) -> Iterator[str]:
    """The text of the file, piece by piece; the order in it is by member, which beancount sorts.

    A `balance` stands at the start of the day after each month's end, and after the last day, for
    every account that is open. Its tolerance is 0: a minor unit too much is an error.

    Args:
        books: what to write.
        tell: told how many members are done.
    """
    yield f'option "title" {quoted(f"Memberships of {books.practice}")}\n'
    yield f'option "operating_currency" "{books.currency}"\n\n'
    for account, on in books.opened.items():
        yield f"{on} open {account} {books.currency}\n"
    if books.brought:
        facts = _facts({"practice": books.practice})
        lines = _lines(tuple(books.brought.items()), books.currency)
        yield f'\n{books.brought_on} * "Balances brought forward"\n{facts}{lines}'
    for each in books.entries(tell):
        yield "\n" + _transaction(books, each)
    for day, balances in books.closings():
        yield "\n"
        for account, amount in balances.items():
            held = format_amount(amount, books.currency)
            yield f"{day + _DAY} balance {account} {held} ~ 0 {books.currency}\n"


def _transaction(books: Books, each: BookEntry) -> str:
    entry = each.entry
    facts: dict[str, object] = {
        "practice": books.practice,
        "member": each.member,
        "event": ", ".join(each.events),
        "events": ", ".join(map(str, entry.versions)),
        "effective": entry.effective_on,
        "recorded_at": each.recorded_at.isoformat() if each.recorded_at else None,
        "bill": ", ".join(map(str, entry.bills)),
        "lot": ", ".join(map(str, entry.lots)),
        "charge": ", ".join(entry.charges),
    }
    head = f"{entry.on} * {quoted(each.member)} {quoted(entry.text)}\n"
    return head + _facts(facts) + _lines(entry.lines, books.currency)


def _facts(facts: Mapping[str, object]) -> str:
    """The lines of metadata; what is not there is left out."""
    return "".join(
        f"  {name}: {value if isinstance(value, date) else quoted(str(value))}\n"
        for name, value in facts.items()
        if value not in (None, "")
    )


def _lines(lines: tuple[tuple[str, int], ...], currency: str) -> str:
    return "".join(
        f"  {account}  {format_amount(amount, currency)} {currency}\n" for account, amount in lines
    )


def quoted(text: str) -> str:
    r"""A string of beancount, on one line and with one end.

    >>> print(quoted('say "hi" \\ 2026-01-01 open Assets:X'))
    "say \"hi\" \\ 2026-01-01 open Assets:X"
    """
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
