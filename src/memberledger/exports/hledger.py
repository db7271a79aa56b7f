"""The books as an hledger journal: hledger adds up every entry and finds our balances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from memberledger.exports.books import BookEntry, Books, Tell
from memberledger.values import format_amount

__all__ = ["as_hledger", "encoded"]

_KEPT = frozenset(" -_./+#")


def as_hledger(books: Books, tell: Tell | None = None) -> Iterator[str]:
    """The text of the journal, piece by piece; the order in it is by member, then by date.

    The last entries move nothing and assert what every account holds at each month's end and at
    the last day's. hledger checks them to the last minor unit.

    Args:
        books: what to write.
        tell: told how many members are done.
    """
    yield f"; Memberships of {encoded(books.practice)}\n"
    yield f"commodity {_sample(books.currency)}\n\n"
    for account in books.opened:
        yield f"account {account}\n"
    if books.brought:
        facts = _facts({"practice": encoded(books.practice)})
        lines = _lines(tuple(books.brought.items()), books.currency)
        yield f"\n{books.brought_on} * Balances brought forward\n{facts}{lines}"
    for each in books.entries(tell):
        yield "\n" + _transaction(books, each)
    nothing = f"{format_amount(0, books.currency)} {books.currency}"
    for day, balances in books.closings():
        if balances:
            yield f"\n{day} * Balances at the end of the day\n"
        for account, amount in balances.items():
            held = f"{format_amount(amount, books.currency)} {books.currency}"
            yield f"    {account}  {nothing} = {held}\n"


def _transaction(books: Books, each: BookEntry) -> str:
    entry = each.entry
    facts = {
        "practice": encoded(books.practice),
        "member": encoded(each.member),
        "event": " ".join(each.events),
        "events": " ".join(map(str, entry.versions)),
        "effective": str(entry.effective_on or ""),
        "recorded_at": each.recorded_at.isoformat() if each.recorded_at else "",
        "bill": " ".join(map(str, entry.bills)),
        "lot": " ".join(map(str, entry.lots)),
        "charge": " ".join(encoded(charge).replace(" ", "%20") for charge in entry.charges),
    }
    words = " ".join(encoded(part) for part in entry.text.split(" "))
    head = f"{entry.on} * {encoded(each.member)} | {words}\n"
    return head + _facts(facts) + _lines(entry.lines, books.currency)


def _facts(facts: Mapping[str, str]) -> str:
    """The tags, each on a line of its own; what is not there is left out."""
    return "".join(f"    ; {name}: {value}\n" for name, value in facts.items() if value)


def _lines(lines: tuple[tuple[str, int], ...], currency: str) -> str:
    return "".join(
        f"    {account}  {format_amount(amount, currency)} {currency}\n"
        for account, amount in lines
    )


def _sample(currency: str) -> str:
    """An amount as hledger is to read and write it.

    >>> _sample("USD"), _sample("JPY"), _sample("KWD")
    ('1000.00 USD', '1000. JPY', '1000.000 KWD')
    """
    amount = format_amount(0, currency).removeprefix("0")
    return f"1000{amount or '.'} {currency}"


def encoded(text: str) -> str:
    """Text without what steers hledger, which has no quotes: other characters as in a URL.

    Letters and digits of every script, spaces and `-_./+#` stay as they are.

    >>> encoded("m-001"), encoded("Zoë, date:2026-01-01 [1/1]")
    ('m-001', 'Zoë%2C date%3A2026-01-01 %5B1/1%5D')
    """
    return "".join(c if c.isalnum() or c in _KEPT else _percent(c) for c in text)


def _percent(c: str) -> str:
    return "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "surrogatepass"))
