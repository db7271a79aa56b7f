"""Strategies of the trade for Hypothesis: plans, members' lives, and the values in them.

A plan is drawn as a file has it, a mapping with amounts as text; a life is played on a ledger by
`memberledger.testing.lives`.
"""

from memberledger.testing.strategies.commands import commands
from memberledger.testing.strategies.deliveries import Deliveries, deliveries
from memberledger.testing.strategies.histories import histories
from memberledger.testing.strategies.own_lives import lives_under
from memberledger.testing.strategies.stories import House, acts
from memberledger.testing.strategies.values import amounts, cents, codes, currencies, starts
from memberledger.testing.strategies.whole_lives import lives, plans
from memberledger.testing.strategies.wider_benefits import catalogues
from memberledger.testing.strategies.wrong_plans import WrongPlan, nearly_valid_plans

__all__ = [
    "Deliveries",
    "House",
    "WrongPlan",
    "acts",
    "amounts",
    "catalogues",
    "cents",
    "codes",
    "commands",
    "currencies",
    "deliveries",
    "histories",
    "lives",
    "lives_under",
    "nearly_valid_plans",
    "plans",
    "starts",
]
