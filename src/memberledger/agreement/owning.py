"""A rule of the practice's own in words: what its terms say of it, and which one it is."""

from __future__ import annotations

from memberledger.terms import OwnPolicy, Plan

__all__ = ["in_words", "is_unmeasured"]


def in_words(own: OwnPolicy, otherwise: str) -> str:
    """The rule as the terms say it, with its name, version and what it is given.

    >>> own = OwnPolicy.model_validate({"policy": "acme.keep", "version": 2, "with": {"most": 3}})
    >>> in_words(own, "a rule of the practice decides")
    'a rule of the practice decides (rule acme.keep, version 2, most 3)'

    Args:
        own: the terms.
        otherwise: what to say where the terms have no sentence for it.
    """
    given = [f"{name} {value}" for name, value in (own.parameters or {}).items()]
    which = ", ".join([f"rule {own.policy}", f"version {own.version}", *given])
    return f"{own.says or otherwise} ({which})"


def is_unmeasured(about: str, name: str, plan: Plan) -> bool:
    """Whether a number of one thing can't be known, since a rule of the practice's own decides it.

    Args:
        about: as a `Line` has it, such as `dunning` or `benefit:facial`.
        name: of the number.
        plan: whose rule.
    """
    topic, _, benefit = about.partition(":")
    if topic == "dunning":
        return plan.dunning_policy is not None
    terms = plan.by_id.get(benefit) if topic == "benefit" and name == "carried" else None
    return terms is not None and terms.rollover is not None and terms.rollover.own is not None
