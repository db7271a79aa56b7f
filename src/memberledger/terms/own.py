"""Terms that name a policy of the host's own: a rule that is not among ours."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from memberledger.terms.base import Id, Terms

__all__ = [
    "OURS",
    "OwnPolicy",
    "Parameters",
    "PolicyKind",
    "PolicyName",
    "PolicyVersion",
    "Says",
    "is_own",
]

OURS = frozenset(
    {
        "annual_fee",
        "billing",
        "cadences",
        "changes",
        "conversion",
        "dunning",
        "extending",
        "leaving",
        "memberledger",
        "occasions",
        "pausing",
        "places",
        "price_change",
        "proration",
        "quoting",
        "recognition",
        "redemption",
        "rollover",
        "substituting",
        "transfers",
        "visits",
    }
)
"""The first words of the policies that come with the ledger; no host's policy begins with one."""

_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)+$"


def is_own(policy: str | None) -> bool:
    """Whether the name of a policy, as an event has it, is of a host's own.

    >>> is_own("acme.keep-half/2"), is_own("proration.by_day/1"), is_own("rollover/1"), is_own(None)
    (True, False, False, False)
    """
    return policy is not None and re.split(r"[./]", policy)[0] not in OURS


def _policy_name(name: str) -> str:
    if not is_own(name):
        raise ValueError(
            f"{name!r} is of ours; begin with a word of yours, such as acme.{name.split('.')[-1]}"
        )
    return name


def _parameters(value: Any) -> Any:
    """Whole numbers and words; a fraction is refused with what to write instead."""
    if isinstance(value, dict):
        for name, given in value.items():
            if isinstance(given, bool) or not isinstance(given, int | str):
                raise ValueError(  # noqa: TRY004 - pydantic collects ValueErrors
                    f"{name} is no whole number and no word; write money in minor units and a "
                    "part as so many of a hundred"
                )
    return value


PolicyKind = Literal["rollover", "proration", "dunning"]
"""What a host's own policy decides."""

PolicyName = Annotated[str, Field(max_length=64, pattern=_PATTERN), AfterValidator(_policy_name)]
"""A name with a dot: the host's word, then the policy's, `acme.keep-half`."""

PolicyVersion = Annotated[int, Field(ge=1, le=1_000_000)]

Word = Annotated[str, Field(min_length=1, max_length=64)]

Parameters = Annotated[
    dict[Id, Annotated[int, Field(ge=-(10**15), le=10**15)] | Word], BeforeValidator(_parameters)
]
"""What the policy is given beside the facts: whole numbers and words."""

Says = Annotated[str, Field(min_length=1, max_length=300)]


class OwnPolicy(Terms):
    """A rule of the host's own, a function registered under this name and version.

    Decided each time the rule is asked; what it decided is in the event, with name and version.

    Attributes:
        policy: its name, the host's word first: `acme.keep-half`.
        version: its version; members keep the one that their terms name.
        with: whole numbers and words that it is given beside the facts; default none.
        says: the rule in a sentence, for the member who reads the agreement.
    """

    policy: PolicyName
    version: PolicyVersion
    parameters: Parameters | None = Field(default=None, alias="with")
    says: Says | None = None

    @cached_property
    def name(self) -> str:
        """Name and version, as events have it: `acme.keep-half/2`."""
        return f"{self.policy}/{self.version}"
