"""What it is that differs where two plans say something else about one thing, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from memberledger.terms import Plan

__all__ = ["what_differs"]


def what_differs(about: str, old: Plan, new: Plan) -> tuple[str, ...]:
    """The words for each field that differs and is told in the sentences about one thing.

    Empty where one of the plans says nothing of it, and where the words differ and not the terms.

    Args:
        about: as a `Line` has it, such as `price` or `using:facial`.
        old: what a member has.
        new: what they would have.
    """
    topic, _, benefit = about.partition(":")
    was: Any = old.by_id.get(benefit) if benefit else old
    now: Any = new.by_id.get(benefit) if benefit else new
    if was is None or now is None:
        return ()
    fields = _FIELDS.get(topic.partition(".")[0] if topic not in _FIELDS else topic, {})
    told = [words for path, words in fields.items() if _at(was, path) != _at(now, path)]
    if topic == "benefit" and old.cycle != new.cycle:
        told.append("how long a period is")
    return tuple(dict.fromkeys(told))


def _at(terms: Any, path: str) -> Any:
    """What stands at a path of attributes; None where the way there ends."""
    for name in path.split("."):
        terms = getattr(terms, name, None)
    return terms


def _of_a_move(way: str) -> Mapping[str, str]:
    return {
        f"{way}.when": "when it takes effect",
        f"{way}.notice": "the notice",
        f"{way}.proration": "what the move costs or gives back",
        f"{way}.entitlements": "what is given at the move",
        f"{way}.credit": "whether what was used is charged",
        f"{way}.converts": "what becomes of what is left",
        f"{way}.term": "what becomes of a commitment",
        "term": "whether there is a commitment",
    }


_MISSED = {"units": "what becomes of what was booked", "fee": "the fee"}

_PAUSE = {
    "pause.billing": "whether billing dates are skipped or moved",
    "pause.expiry": "whether time stands still for what is held",
    "pause.max_length": "how long a pause may be",
    "pause.limits": "how many pauses, or how much paused time, there may be",
    "pause.fee": "what a pause costs",
    "pause.after_cycles": "how soon the first pause may be",
    "pause.starts": "when a pause begins",
    "pause.notice": "the notice",
    "pause.term": "whether a pause moves the end of the commitment",
    "use_while.paused": "what can be used in a pause",
}

_FIELDS: Mapping[str, Mapping[str, str]] = {
    "price": {
        "price": "the amount",
        "cycle": "how often it is asked for",
        "anchor": "the days on which it is asked for",
    },
    "prices": {"prices": "the locations and their prices", "price": "the price elsewhere"},
    "first_period": {
        "first_period": "what a first short period costs",
        "anchor": "whether there is a first short period",
    },
    "introductory_price": {
        "introductory_price.price": "the amount",
        "introductory_price.cycles": "for how long",
        "cycle": "how long a period is",
    },
    "enrollment_fee": {"enrollment_fee": "the amount"},
    "annual_fee": {"annual_fee.amount": "the amount", "annual_fee.first": "when it is first owed"},
    "tax": {
        "tax.rate": "the rate",
        "tax.included": "whether prices contain it",
        "tax.on": "what it is on",
    },
    "benefit": {
        "name": "what it is called",
        "kind": "what kind of thing it is",
        "quantity": "how many",
        "amount": "how much",
        "percent": "how much",
        "amount_off": "how much",
        "price": "the price",
        "services": "what it is for",
        "excluded": "what it is not for",
        "regular_price_only": "whether it is for sale prices too",
        "grants": "when it is given",
        "trigger": "whether it waits for the dues",
        "rollover": "what carries over",
        "expires": "how long it can be used",
        "promotional": "whether it is a gift",
    },
    "using": {
        "priority": "what is used up first",
        "redemption_limits": "how often it can be used",
        "substitution": "what else it can be used for",
        "transferable": "whether it can be given away",
        "for_whom": "who can use it",
        "converts": "what money it can become",
        "redeem_at": "where it can be used",
        "no_show": "what a missed appointment costs",
        "late_cancel": "what a late cancellation costs",
    },
    "no_show": {f"no_show.{name}": words for name, words in _MISSED.items()},
    "late_cancel": {
        "late_cancel.within": "how late is late",
        **{f"late_cancel.{name}": words for name, words in _MISSED.items()},
    },
    "trigger": {"benefits": "what waits for the dues"},
    "prices_end": {"benefits": "what is given"},
    "pause": _PAUSE,
    "sharing": {
        "sharing.add_on_members": "how many people",
        "sharing.after_cycles": "from when on",
    },
    "stackable": {"stackable": "whether reductions add up"},
    "price_change": {"price_change": "the notice"},
    "redeem_at": {"redeem_at": "where it can be used"},
    "upgrade": _of_a_move("upgrade"),
    "downgrade": _of_a_move("downgrade"),
    "tier": {"tier": "which plans are of one tier"},
    "level": {"level": "which plan is higher"},
    "sold": {"sold": "when new members can join"},
    "sold_at": {"sold_at": "where new members can join"},
    "term": {
        "term.cycles": "how long the commitment is",
        "cycle": "how long a period is",
        "term.at_end": "what follows the commitment",
        "term": "whether there is a commitment",
    },
    "cancellation": {
        "cancellation.notice": "the notice",
        "cancellation.effective": "the day on which it ends",
    },
    "final_dues": {
        "cancellation.final_dues": "what the last period costs",
        "cancellation.effective": "whether it can end inside a period",
    },
    "early_termination_fee": {
        "early_termination_fee": "the fee",
        "price": "the price it is worked out from",
        "term": "the commitment it is for",
    },
    "after_end": {
        "cancellation.after_end": "how long it can be used afterwards",
        "after_end": "how long it can be used afterwards",
        "benefits": "what is given",
    },
    "involuntary": {
        "cancellation.involuntary": "what is kept and owed then",
        "cancellation.after_end": "what is kept then",
        "early_termination_fee": "the fee",
        "dunning_policy": "the rule for the steps and their days",
    },
    "dunning": {
        "dunning": "the steps and their days",
        "dunning_policy": "the rule for the steps and their days",
        "late_fee": "the late fee",
        "returned_payment_fee": "the fee for a returned payment",
        "retries": "who tries the card again",
    },
    "retries": {"retries": "who tries the card again"},
    "use_while": {
        "use_while.past_due": "what can be used while dues are owed",
        "use_while.suspended": "what can be used while suspended",
        "use_while.notice": "what can be used before the end",
        "use_while.paused": "what can be used in a pause",
        "dunning_policy": "the rule for the steps and their days",
    },
    "reenrollment": {"reenrollment": "coming back and its fee"},
    "recognition": {
        "recognition.method": "how dues are earned",
        "recognition.access": "the weight of access",
        "recognition.at_charge": "the weight earned at the charge",
        "benefits": "the weights of what is given",
    },
}
"""Per word that sentences are about, the fields they tell of; of a benefit's, from the benefit."""
