"""From a row of text to a typed row; what can't be read is told with what of it could be."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from memberledger.integrations.mirror.rows import (
    BalanceRow,
    ChangeRow,
    ChargeRow,
    MemberRow,
    RedemptionRow,
    RowUnreadable,
    Source,
)
from memberledger.values import parse_amount

__all__ = ["read_balance", "read_change", "read_charge", "read_member", "read_redemption"]

CHANGES = ("change_plan", "pause", "resume", "cancel", "reinstate", "share")
STATUSES = ("succeeded", "failed", "refunded", "disputed")
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
NO_END = "9999-12-31"
"""How exports write that a pause has no end."""
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?")


def _start(source: Source, column: str) -> tuple[str, date]:
    """The member and the day, as far as they can be read."""
    member = source.get("member") or source.get("customer")
    day = _day(source, column, member or None)
    if source.too_long:
        raise RowUnreadable("it has more cells than the header", member or None, day)
    if not member or not member.isprintable() or len(member) > 255:
        raise RowUnreadable("it names no member", None, day)
    return member, day


def _date(text: str, column: str) -> date:
    """A date of the years a practice has exports of; one far off is a slip of the pen."""
    day = date.fromisoformat(text)
    if not FIRST <= day <= LAST:
        raise ValueError(f"{column} {text!r} is no date of ours")
    return day


def _day(source: Source, column: str, member: str | None) -> date:
    text = source.get(column)
    try:
        return _date(text, column)
    except ValueError:
        raise RowUnreadable(f"{column} {text!r} is no date", member) from None


def _optional_day(source: Source, column: str, member: str, day: date) -> date | None:
    text = source.get(column)
    if not text:
        return None
    try:
        return _date(text, column)
    except ValueError:
        raise RowUnreadable(f"{column} {text!r} is no date", member, day) from None


def _checked(read: Callable[[], Any], member: str, day: date) -> Any:
    try:
        return read()
    except ValueError as error:
        raise RowUnreadable(str(error), member, day) from None


def read_member(source: Source) -> MemberRow:
    """A row of members.csv."""
    member, day = _start(source, "enrolled_on")
    plan = source.get("plan")
    if not plan:
        raise RowUnreadable("it names no plan", member, day)
    columns = ("member", "plan", "enrolled_on", "anchor", "processor_customer")
    anchor = _optional_day(source, "anchor", member, day)
    customer = source.get("processor_customer") or None
    return MemberRow(source, source.key(columns), member, day, plan, anchor, customer)


def read_change(source: Source) -> ChangeRow:
    """A row of changes.csv."""
    member, day = _start(source, "date")
    change = source.get("change")
    if change not in CHANGES:
        raise RowUnreadable(f"{change!r} is no change; there are {', '.join(CHANGES)}", member, day)
    plan, person = source.get("plan") or None, source.get("with") or None
    if change == "change_plan" and plan is None:
        raise RowUnreadable("a change_plan names a plan", member, day)
    if change == "share" and person is None:
        raise RowUnreadable("a share names a person in the column with", member, day)
    open_ended = source.get("until") == NO_END
    until = None if open_ended else _optional_day(source, "until", member, day)
    columns = ("date", "member", "change", "plan", "until", "with")
    return ChangeRow(source, source.key(columns), member, day, change, plan, until, person)


def read_charge(source: Source, local: ZoneInfo, currency: str) -> ChargeRow:
    """A row of charges.csv; an instant is read as a local day of the practice."""
    by_customer = not source.get("member")
    member = source.get("member") or source.get("customer") or None
    day, time = _instant(source, local, member)
    if member is None or source.too_long:
        why = "it names no member or customer" if member is None else "it has too many cells"
        raise RowUnreadable(why, member, day)
    if not member.isprintable() or len(member) > 255:
        raise RowUnreadable("its member can't be read", None, day)
    charge, status = source.get("id"), source.get("status").lower()
    if not charge or len(charge) > 255 or not charge.isprintable():
        raise RowUnreadable("it has no charge id", member, day)
    if source.get("currency").upper() != currency:
        why = f"its currency is {source.get('currency')!r}, the practice's {currency}"
        raise RowUnreadable(why, member, day)
    if status not in STATUSES:
        raise RowUnreadable(
            f"{status!r} is no status; there are {', '.join(STATUSES)}", member, day
        )
    amount = _positive(source, "amount", currency, member, day)
    back = None
    if source.get("refunded_amount"):
        back = _positive(source, "refunded_amount", currency, member, day)
        if back > amount:
            raise RowUnreadable("more was refunded than charged", member, day)
    columns = (
        *("id", "created", "member", "customer", "amount", "currency", "status", "decline_code"),
        *("refunded_on", "refunded_amount"),
    )
    return ChargeRow(
        source,
        source.key(columns),
        member,
        day,
        charge,
        amount,
        status,
        source.get("decline_code") or "card_declined",
        _optional_day(source, "refunded_on", member, day),
        back,
        by_customer,
        time,
    )


def _positive(source: Source, column: str, currency: str, member: str, day: date) -> int:
    amount: int = _checked(lambda: parse_amount(source.get(column), currency), member, day)
    if amount <= 0:
        raise RowUnreadable(f"{column} {source.get(column)!r} is not more than zero", member, day)
    return amount


def _instant(source: Source, local: ZoneInfo, member: str | None) -> tuple[date, datetime | None]:
    text = source.get("created")
    with suppress(ValueError):
        return _date(text, "created"), None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise RowUnreadable(f"created {text!r} has no offset, such as Z", member)
        here = moment.astimezone(local)
        return _date(here.date().isoformat(), "created"), here
    except (ValueError, OverflowError):
        raise RowUnreadable(f"created {text!r} is no date or instant", member) from None


def read_redemption(source: Source, currency: str) -> RedemptionRow:
    """A row of redemptions.csv."""
    member, day = _start(source, "date")
    benefit = source.get("benefit")
    if not benefit:
        raise RowUnreadable("it names no benefit", member, day)
    quantity, amount = source.get("quantity"), source.get("amount")
    if quantity and amount:
        raise RowUnreadable("it has both a quantity and an amount", member, day)
    if amount:
        value = _positive(source, "amount", currency, member, day)
    else:
        match = _WHOLE.fullmatch(quantity or "1")
        if match is None or int(match[1]) == 0:
            raise RowUnreadable(f"quantity {quantity!r} is no number of units", member, day)
        value = int(match[1])
    columns = ("date", "member", "benefit", "quantity", "amount", "reference", "by")
    return RedemptionRow(
        source,
        source.key(columns),
        member,
        day,
        benefit,
        value,
        bool(amount),
        source.get("reference") or None,
        source.get("by") or None,
    )


def read_balance(source: Source) -> BalanceRow:
    """A row of balances.csv; whether its number is one is known with the benefit."""
    member, day = _start(source, "as_of")
    benefit, balance = source.get("benefit"), source.get("balance")
    if not benefit:
        raise RowUnreadable("it names no benefit", member, day)
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", balance):
        raise RowUnreadable(f"balance {balance!r} is no number", member, day)
    columns = ("member", "benefit", "balance", "as_of")
    return BalanceRow(source, source.key(columns), member, day, benefit, balance)
