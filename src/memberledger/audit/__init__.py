"""For whoever must know whether a ledger can be trusted: checks, seals, proofs.

Nothing here changes a ledger, and nothing that is read is run.
"""

from memberledger.audit.checks import CHECKS, Check, CheckUnknown, Report, Score, run_checks
from memberledger.audit.findings import Finding
from memberledger.audit.proving import prove
from memberledger.audit.seal import Seal, SealUnreadable
from memberledger.audit.sealing import LedgerDamaged, seal_ledger
from memberledger.audit.signing import (
    KeyUnusable,
    is_signed_by,
    new_key,
    public_key_of,
    read_key,
    sign,
)
from memberledger.audit.verifying import verify

__all__ = [
    "CHECKS",
    "Check",
    "CheckUnknown",
    "Finding",
    "KeyUnusable",
    "LedgerDamaged",
    "Report",
    "Score",
    "Seal",
    "SealUnreadable",
    "is_signed_by",
    "new_key",
    "prove",
    "public_key_of",
    "read_key",
    "run_checks",
    "seal_ledger",
    "sign",
    "verify",
]
