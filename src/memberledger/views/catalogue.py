"""The views there are: what is rebuilt, and what stops, together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import get_type_hints

from memberledger.projections.rows import (
    AgreementRows,
    BillRows,
    DelinquencyRows,
    EntitlementRows,
    MemberRows,
    MrrRows,
    RevenueRows,
    RosterRows,
)

__all__ = ["VIEWS", "View"]


@dataclass(frozen=True)
class View:
    """One view.

    Attributes:
        name: as it is asked for.
        rows: what makes a member's rows.
        rules: counts up when the same events come to give other rows, so that they are made anew.
    """

    name: str
    rows: type[MemberRows]
    rules: int = 1

    @cached_property
    def shape(self) -> str:
        """Which rows it holds: another shape means that its tables are built anew."""
        parts = [f"rules {self.rules}"]
        for table in self.rows.tables:
            columns = ",".join(f"{k} {v}" for k, v in get_type_hints(table.row).items())
            parts.append(f"{table.name} {table.keys} {columns}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        view.name: view
        for view in (
            View("entitlements", EntitlementRows, rules=2),
            View("roster", RosterRows, rules=2),
            View("delinquency", DelinquencyRows, rules=3),
            View("recurring", MrrRows),
            View("revenue", RevenueRows, rules=2),
            View("bills", BillRows, rules=2),
            View("agreements", AgreementRows),
        )
    }
)
"""Every view by name."""
