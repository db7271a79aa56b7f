"""The spreadsheet's numbers against the ledger's."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import fold
from memberledger.integrations.mirror.findings import Finding
from memberledger.integrations.mirror.folder import Folder
from memberledger.integrations.mirror.rows import BalanceRow
from memberledger.ledger import Ledger
from memberledger.projections import MemberCard, member_card
from memberledger.values import format_amount, parse_amount

__all__ = ["compare_balances"]


def compare_balances(folder: Folder, ledger: Ledger, as_of: date, findings: list[Finding]) -> None:
    """Add a finding for each number that is not the ledger's at the end of its day."""
    members = set(ledger.members())
    cards: dict[tuple[str, date], MemberCard | None] = {}
    for row in folder.balances:
        if row.date > as_of:
            continue
        if row.member not in members:
            detail = f"{row.member} is no member of members.csv."
            findings.append(
                Finding("unknown_member", row.member, row.date, None, detail, row.source.where)
            )
            continue
        at = (row.member, row.date)
        if at not in cards:
            cards[at] = _card(ledger, *at)
        finding = _compare(row, cards[at], ledger.currency)
        if finding is not None:
            findings.append(finding)


def _card(ledger: Ledger, member: str, day: date) -> MemberCard | None:
    events = [event for event in ledger.history(member) if event.effective_on <= day]
    return member_card(fold(events)) if events else None


def _compare(row: BalanceRow, card: MemberCard | None, currency: str) -> Finding | None:
    held = card.balance.get(row.benefit, 0) if card is not None else 0
    money = card is not None and row.benefit in card.money
    try:
        said = parse_amount(row.balance, currency) if money else _units(row.balance)
    except ValueError as error:
        detail = f"This row can't be read: {error}."
        return Finding("unreadable_row", row.member, row.date, None, detail, row.source.where)
    if said == held:
        return None
    shown = format_amount(held, currency) if money else str(held)
    detail = f"The spreadsheet says {row.balance} {row.benefit}, the ledger {shown}."
    return Finding("balance_disagrees", row.member, row.date, None, detail, row.source.where)


def _units(text: str) -> int:
    whole, _, part = text.partition(".")
    if part.strip("0"):
        raise ValueError(f"balance {text!r} is no number of units")
    return int(whole)
