"""Why a number is what it is: the shortest chain of events and rules that gives it."""

from memberledger.explaining.balances import explain_balance
from memberledger.explaining.charges import explain_charge, explain_owed
from memberledger.explaining.coming import explain_next_charge
from memberledger.explaining.credit import explain_credit
from memberledger.explaining.deferred import explain_deferred
from memberledger.explaining.recurring import explain_mrr
from memberledger.explaining.revenue import explain_revenue
from memberledger.explaining.standing import explain_standing
from memberledger.explaining.values import Explanation, Part, Rule

__all__ = [
    "Explanation",
    "Part",
    "Rule",
    "explain_balance",
    "explain_charge",
    "explain_credit",
    "explain_deferred",
    "explain_mrr",
    "explain_next_charge",
    "explain_owed",
    "explain_revenue",
    "explain_standing",
]
