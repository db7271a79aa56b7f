"""What a mirror reports: findings as values, in one order, and what is at stake."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from memberledger.values import format_amount

__all__ = ["Finding", "Report"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One leak, or one row that can't be placed.

    Attributes:
        finding: its kind, a stable word.
        member: the member's reference, or what the row says in its place.
        date: the due date for dues, otherwise the local day of the row.
        amount: minor units, signed; None where no money is named.
        detail: one plain sentence.
        source: file and line, "charges.csv:12".
    """

    finding: str
    member: str | None
    date: date | None
    amount: int | None
    detail: str
    source: str

    @property
    def order(self) -> tuple[Any, ...]:
        """By date, member, kind; what is not known comes first."""
        return (
            (self.date is not None, self.date or date.min),
            (self.member is not None, self.member or ""),
            self.finding,
            self.source,
        )

    def text(self) -> str:
        """As text that `parse` reads again."""
        return json.dumps({**asdict(self), "date": self.date and self.date.isoformat()})

    @classmethod
    def parse(cls, text: str) -> Finding:
        """Read what `text` wrote."""
        facts = json.loads(text)
        day = facts.pop("date")
        return cls(date=date.fromisoformat(day) if day else None, **facts)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of the mirror found.

    Attributes:
        as_of: the day it looks from.
        members: how many the ledger holds.
        events: how many events the ledger holds.
        findings: in their order.
        currency: of every amount.
    """

    as_of: date
    members: int
    events: int
    findings: tuple[Finding, ...]
    currency: str

    @classmethod
    def of(
        cls, as_of: date, members: int, events: int, findings: Iterable[Finding], currency: str
    ) -> Report:
        """A report with its findings in order."""
        ordered = tuple(sorted(findings, key=lambda finding: finding.order))
        return cls(as_of, members, events, ordered, currency)

    @property
    def at_stake(self) -> dict[str, int]:
        """Absolute amounts added up, by kind of finding; kinds without money are left out."""
        stake: dict[str, int] = {}
        for finding in self.findings:
            if finding.amount is not None:
                stake[finding.finding] = stake.get(finding.finding, 0) + abs(finding.amount)
        return stake

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, amounts in major units."""
        return {
            "as_of": self.as_of.isoformat(),
            "members": self.members,
            "events": self.events,
            "findings": [
                {
                    "finding": f.finding,
                    "member": f.member,
                    "date": f.date.isoformat() if f.date else None,
                    "amount": None if f.amount is None else format_amount(f.amount, self.currency),
                    "detail": f.detail,
                    "source": f.source,
                }
                for f in self.findings
            ],
            "at_stake": {
                kind: format_amount(amount, self.currency)
                for kind, amount in sorted(self.at_stake.items())
            },
        }
