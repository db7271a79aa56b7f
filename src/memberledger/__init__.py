"""An event-sourced membership ledger for med spas and practices like them."""

from memberledger.aggregates.member import Answer, Ask, ChargeRequest
from memberledger.errors import InvalidPlan, LedgerError, Refused
from memberledger.ledger import (
    AdvanceReport,
    AmendReport,
    Ledger,
    LotUse,
    PracticeLine,
    Receipt,
    RedemptionReceipt,
)
from memberledger.ledger.advancing import AdvanceIncomplete
from memberledger.ledger.clock import SetClock
from memberledger.policies.quoting import Item, Quote, QuoteLine
from memberledger.projections import ChargeLine, LotLine, MemberCard, RevenueFigures
from memberledger.store import CopyReport, Vault, copy_ledger
from memberledger.terms import Plan, read_plan, read_plans
from memberledger.values import format_amount, parse_amount

__all__ = [
    "AdvanceIncomplete",
    "AdvanceReport",
    "AmendReport",
    "Answer",
    "Ask",
    "ChargeLine",
    "ChargeRequest",
    "CopyReport",
    "InvalidPlan",
    "Item",
    "Ledger",
    "LedgerError",
    "LotLine",
    "LotUse",
    "MemberCard",
    "Plan",
    "PracticeLine",
    "Quote",
    "QuoteLine",
    "Receipt",
    "RedemptionReceipt",
    "Refused",
    "RevenueFigures",
    "SetClock",
    "Vault",
    "copy_ledger",
    "format_amount",
    "parse_amount",
    "read_plan",
    "read_plans",
]
