"""The names of the accounts, and which part of a benefit's or a fee's money is kept where.

An account of a benefit ends in the benefit's name, `terms.rules.account_name`: what is held for
`product_credit` is on `Liabilities:Deferred:Product-Credit`. A benefit whose name is that of an
account there already is, such as `access`, has `-Benefit` behind it.

Terms that a chart of accounts does not know have accounts by analogy: the annual fee is earned by
the day like the fee of a pause; what is earned at the charge is dues with a name of its own; money
that goes with units to another member passes through `Liabilities:Transferred`, which is zero over
the two of them and no part of what is deferred.
"""

from __future__ import annotations

from functools import cache

from memberledger.terms.rules import account_name

__all__ = [
    "AT_CHARGE",
    "BREAKAGE",
    "CHARGES",
    "CREDIT",
    "DISPUTED",
    "DISPUTES",
    "DUES",
    "NO_SHOW",
    "PART_PAID",
    "REFUNDS",
    "TAX_COLLECTED",
    "TAX_REFUNDED",
    "TRANSFERRED",
    "UNEARNED",
    "deferred",
    "earned",
    "fee_account",
    "time_accounts",
]

CHARGES = "Assets:Processor:Clearing:Charges"
REFUNDS = "Assets:Processor:Clearing:Refunds"
DISPUTES = "Assets:Processor:Clearing:Disputes"
DISPUTED = "Assets:Receivable:Disputed"
DUES = "Assets:Receivable:Dues"
UNEARNED = "Assets:Receivable:Unearned"
PART_PAID = "Liabilities:Deferred:PartPaid"
CREDIT = "Liabilities:BillingCredit"
TRANSFERRED = "Liabilities:Transferred"
TAX_COLLECTED = "Liabilities:Tax:Collected"
TAX_REFUNDED = "Liabilities:Tax:Refunded"
BREAKAGE = "Income:Breakage"
AT_CHARGE = "Income:Dues:At-Charge"
NO_SHOW = "Income:Fees:NoShow"

_TAKEN = {"Access", "Enrollment", "Freeze", "Annual", "PartPaid", "At-Charge"}
_TIMES = {
    "Access": ("Liabilities:Deferred:Access", "Income:Dues:Access"),
    "Enrollment": ("Liabilities:Deferred:Enrollment", "Income:Fees:Enrollment"),
    "Freeze": ("Liabilities:Deferred:Freeze", "Income:Fees:Freeze"),
    "Annual": ("Liabilities:Deferred:Annual", "Income:Fees:Annual"),
}
_FEES = {
    "late_fee": "Income:Fees:Late",
    "returned_payment_fee": "Income:Fees:ReturnedPayment",
    "early_termination_fee": "Income:Fees:EarlyTermination",
    "no_show_fee": NO_SHOW,
    "late_cancel_fee": "Income:Fees:LateCancel",
    "at_charge": AT_CHARGE,
}


@cache
def _own(benefit: str) -> str:
    name = account_name(benefit)
    return f"{name}-Benefit" if name in _TAKEN else name


@cache
def deferred(benefit: str) -> str:
    """Where the money of a benefit waits to be earned.

    >>> deferred("product_credit"), deferred("access")
    ('Liabilities:Deferred:Product-Credit', 'Liabilities:Deferred:Access-Benefit')
    """
    return f"Liabilities:Deferred:{_own(benefit)}"


@cache
def earned(benefit: str) -> str:
    """What a benefit's use earns.

    >>> earned("facial")
    'Income:Dues:Facial'
    """
    return f"Income:Dues:{_own(benefit)}"


def time_accounts(name: str) -> tuple[str, str]:
    """Where money that is earned by the day waits, and what its days earn.

    >>> time_accounts("Freeze")
    ('Liabilities:Deferred:Freeze', 'Income:Fees:Freeze')
    """
    return _TIMES[name]


@cache
def fee_account(kind: str) -> str:
    """What a fee earns when it is paid, by the kind that `BillSettled` gives it.

    >>> fee_account("late_fee")
    'Income:Fees:Late'
    """
    return _FEES.get(kind) or f"Income:Fees:{account_name(kind)}"
