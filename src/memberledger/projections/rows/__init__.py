"""The rows that views keep of a member, made from events; where they are kept is for others."""

from memberledger.projections.rows.agreements import AgreementRow, AgreementRows
from memberledger.projections.rows.bills import BillEntryRow, BillRow, BillRows
from memberledger.projections.rows.changes import Changes, History, MemberRows, RowsOf
from memberledger.projections.rows.delinquency import DelinquencyRow, DelinquencyRows
from memberledger.projections.rows.entitlements import (
    BalanceRow,
    EntitlementRows,
    Expiring,
    LotRow,
    MovementRow,
    RedemptionRow,
    balances_of,
    expiring_of,
    lots_of,
)
from memberledger.projections.rows.gathering import rows_of
from memberledger.projections.rows.recurring import MrrRow, MrrRows
from memberledger.projections.rows.revenue import JournalRow, RevenueRows, SpreadRow
from memberledger.projections.rows.roster import RosterRow, RosterRows, roster_row

__all__ = [
    "AgreementRow",
    "AgreementRows",
    "BalanceRow",
    "BillEntryRow",
    "BillRow",
    "BillRows",
    "Changes",
    "DelinquencyRow",
    "DelinquencyRows",
    "EntitlementRows",
    "Expiring",
    "History",
    "JournalRow",
    "LotRow",
    "MemberRows",
    "MovementRow",
    "MrrRow",
    "MrrRows",
    "RedemptionRow",
    "RevenueRows",
    "RosterRow",
    "RosterRows",
    "RowsOf",
    "SpreadRow",
    "balances_of",
    "expiring_of",
    "lots_of",
    "roster_row",
    "rows_of",
]
