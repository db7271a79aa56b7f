"""What each policy says, in a line: the rules that events name beside what they decided."""

from __future__ import annotations

from memberledger.explaining.values import Rule
from memberledger.terms.own import is_own

__all__ = ["RULES", "rule_of"]

RULES = {
    "annual_fee/1": "the annual fee is owed once a year, beside the dues",
    "billing/1": "a period's dues are owed on its first day: its price, or by the day for a part",
    "cadences/1": "a benefit with a clock of its own comes at each of its ticks",
    "changes/1": "a change of plan comes now or at a billing date, as the plan moved to says",
    "conversion/1": "unused units become money at the rate of the terms",
    "dunning/1": "a step is due so long after the first decline, and takes its actions in order",
    "extending/1": "staff may give lots a longer life",
    "leaving/1": "an end follows the notice; leaving before the term costs what the terms say",
    "occasions/1": "an occasion gives its benefit once in its window",
    "pausing/1": "a pause stops billing, and holds clocks as the terms say",
    "places/1": "a benefit is used where the terms allow it",
    "price_change/1": "a new price needs its notice, and holds from a period on",
    "proration.by_day/1": "price x days left / days of the period, each price half up by itself",
    "proration.difference/1": "the new price less the price that was billed",
    "proration.none/1": "a change now costs nothing until the next period",
    "quoting/2": "the best price that the benefits give",
    "recognition.allocated/1": "what is paid is split by stand-alone prices, largest remainder",
    "recognition.allocated/2": "what is paid is split by stand-alone prices, largest remainder",
    "recognition.ratable/1": "what is paid is earned by the day over its period",
    "redemption/1": "what ends first burns first",
    "rollover/1": "what is left carries over as far as the terms let it; the rest lapses",
    "substituting/1": "a service that is not covered is paid at its price, or covered for a fee",
    "transfers/1": "units that are given away take their money with them",
    "visits/1": "a missed visit costs its units or a fee, as the terms say",
}
"""One line for each policy and version that an event may name."""


def rule_of(policy: str | None) -> Rule | None:
    """The rule an event names; None where nobody had to decide by one."""
    if policy is None:
        return None
    if is_own(policy):
        return Rule(policy, "a policy of the host's own, which the terms name")
    return Rule(policy, RULES.get(policy, "a policy that this version does not know any more"))
