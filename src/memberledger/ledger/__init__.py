"""The ledger: open it, give it commands, ask it questions. The one place of composition."""

from memberledger.ledger.ledger import Ledger
from memberledger.ledger.practices import PracticeLine
from memberledger.ledger.receipts import (
    AdvanceReport,
    AmendReport,
    LotUse,
    Receipt,
    RedemptionReceipt,
)

__all__ = [
    "AdvanceReport",
    "AmendReport",
    "Ledger",
    "LotUse",
    "PracticeLine",
    "Receipt",
    "RedemptionReceipt",
]
