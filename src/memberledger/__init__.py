"""An event-sourced membership ledger for med spas and practices like them."""

from memberledger.aggregates.member import Answer, Ask, ChargeRequest
from memberledger.errors import (
    InvalidPlan,
    LedgerError,
    PolicyBrokeItsLaw,
    PolicyError,
    PolicyFailed,
    PolicyUnknown,
    Refused,
)
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
from memberledger.policies.own import (
    ChangeCost,
    DunningFacts,
    Keep,
    NextStep,
    Policies,
    ProrationFacts,
    RolloverFacts,
)
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
    "ChangeCost",
    "ChargeLine",
    "ChargeRequest",
    "CopyReport",
    "DunningFacts",
    "InvalidPlan",
    "Item",
    "Keep",
    "Ledger",
    "LedgerError",
    "LotLine",
    "LotUse",
    "MemberCard",
    "NextStep",
    "Plan",
    "Policies",
    "PolicyBrokeItsLaw",
    "PolicyError",
    "PolicyFailed",
    "PolicyUnknown",
    "PracticeLine",
    "ProrationFacts",
    "Quote",
    "QuoteLine",
    "Receipt",
    "RedemptionReceipt",
    "Refused",
    "RevenueFigures",
    "RolloverFacts",
    "SetClock",
    "Vault",
    "copy_ledger",
    "format_amount",
    "parse_amount",
    "read_plan",
    "read_plans",
]
