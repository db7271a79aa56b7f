"""The host's policies as one frozen value: a function for each kind, name and version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from memberledger.errors import PolicyBrokeItsLaw, PolicyFailed, PolicyUnknown
from memberledger.policies.own import chasing, prorating, rolling
from memberledger.policies.own.chasing import DunningFacts, NextStep
from memberledger.policies.own.prorating import ChangeCost, ProrationFacts
from memberledger.policies.own.rolling import Keep, RolloverFacts
from memberledger.terms import OwnPolicy, Plan
from memberledger.terms.own import PolicyKind

__all__ = [
    "NO_POLICIES",
    "DunningPolicy",
    "Facts",
    "Kind",
    "Policies",
    "ProrationPolicy",
    "RolloverPolicy",
    "problem",
]

Kind = PolicyKind

RolloverPolicy = Callable[[RolloverFacts], Keep]
ProrationPolicy = Callable[[ProrationFacts], ChangeCost]
DunningPolicy = Callable[[DunningFacts], NextStep | None]
Facts = RolloverFacts | ProrationFacts | DunningFacts

_Key = tuple[Kind, str, int]


def problem(facts: Facts, decision: object) -> str | None:
    """How a decision breaks the law of its kind, in words after the policy's name; None if not."""
    if isinstance(facts, RolloverFacts):
        return rolling.problem(facts, decision)
    if isinstance(facts, ProrationFacts):
        return prorating.problem(facts, decision)
    return chasing.problem(facts, decision)


@dataclass(frozen=True, slots=True)
class Policies:
    """Which policies of its own a host has; adding one gives another value, none is changed.

    A policy is a pure function of the facts it is given: no clock, no file, no chance, nothing
    remembered. The same facts have the same answer, on every machine and in every year.

    >>> def keep_half(facts: RolloverFacts) -> Keep:
    ...     return Keep.newest(facts, facts.free * facts.given.number("percent") // 100)
    >>> policies = Policies().rollover("acme.keep-half", 2, keep_half)
    >>> list(policies)
    [('rollover', 'acme.keep-half', 2)]
    """

    _functions: dict[_Key, Callable[[Any], Any]] = field(default_factory=dict)

    def rollover(self, name: str, version: int, function: RolloverPolicy) -> Policies:
        """These and a rollover policy: facts to what is kept as a period ends.

        Args:
            name: with a dot, the host's word first: `acme.keep-half`.
            version: 1 or more. A version that members have agreed to is never changed; another
                rule is another version.
            function: from `RolloverFacts` to a `Keep`.

        Raises:
            ValueError: no such name, version or function, or another one has them already.
        """
        return self._with("rollover", name, version, function)

    def proration(self, name: str, version: int, function: ProrationPolicy) -> Policies:
        """These and a proration policy: facts to the `ChangeCost` of a change now.

        Raises:
            ValueError: as `rollover`.
        """
        return self._with("proration", name, version, function)

    def dunning(self, name: str, version: int, function: DunningPolicy) -> Policies:
        """These and a dunning policy: facts to the `NextStep`, or None for no more.

        Raises:
            ValueError: as `rollover`.
        """
        return self._with("dunning", name, version, function)

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._functions)

    def function(self, kind: Kind, name: str, version: int) -> Callable[[Any], Any] | None:
        """The function registered, or None."""
        return self._functions.get((kind, name, version))

    # Asking

    def must_know(self, plan: Plan) -> None:
        """See that every policy a plan names is there.

        Raises:
            PolicyUnknown: one is not.
        """
        for kind, own in plan.own_policies:
            self._find(kind, own)

    def kept(self, own: OwnPolicy, facts: RolloverFacts) -> Keep:
        """What a rollover policy keeps.

        Raises:
            PolicyUnknown, PolicyFailed, PolicyBrokeItsLaw.
        """
        decision: Keep = self._decide("rollover", own, facts)
        return decision

    def cost(self, own: OwnPolicy, facts: ProrationFacts) -> ChangeCost:
        """What a proration policy asks for a change now.

        Raises:
            PolicyUnknown, PolicyFailed, PolicyBrokeItsLaw.
        """
        decision: ChangeCost = self._decide("proration", own, facts)
        return decision

    def next_step(self, own: OwnPolicy, facts: DunningFacts) -> NextStep | None:
        """What a dunning policy does next; None for no more.

        Raises:
            PolicyUnknown, PolicyFailed, PolicyBrokeItsLaw.
        """
        decision: NextStep | None = self._decide("dunning", own, facts)
        return decision

    def _with(
        self, kind: Kind, name: str, version: int, function: Callable[[Any], Any]
    ) -> Policies:
        try:
            _REGISTERED.validate_python({"policy": name, "version": version})
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise ValueError(
                f"{name!r}, version {version!r}: {reason}; a policy has a name such as "
                "acme.keep-half and a version such as 1"
            ) from None
        if not callable(function):
            raise ValueError(f"{name}: give a function of the facts")  # noqa: TRY004
        if self._functions.get((kind, name, version), function) is not function:
            raise ValueError(
                f"there is another {kind} policy {name} of version {version}; another rule is "
                "another version"
            )
        return Policies({**self._functions, (kind, name, version): function})

    def _find(self, kind: Kind, own: OwnPolicy) -> Callable[[Any], Any]:
        function = self._functions.get((kind, own.policy, own.version))
        if function is None:
            others = [v for k, name, v in self._functions if (k, name) == (kind, own.policy)]
            known = f"; version {', '.join(map(str, others))} is there" if others else ""
            raise PolicyUnknown(
                f"the terms name the {kind} policy {own.policy} of version {own.version}, and "
                f"nobody registered it{known}. Open the ledger with policies=Policies()"
                f'.{kind}("{own.policy}", {own.version}, FUNCTION); on the command line, name them '
                "with --policies MODULE:NAME",
                policy=own.name,
                kind=kind,
                registered=tuple(others),
            )
        return function

    def _decide(self, kind: Kind, own: OwnPolicy, facts: Facts) -> Any:
        function = self._find(kind, own)
        try:
            decision = function(facts)
        except Exception as error:
            raise PolicyFailed(
                f"the {kind} policy {own.name} raised {type(error).__name__}: {error}. Nothing was "
                "recorded; mend it and do this again",
                policy=own.name,
                kind=kind,
                about=facts,
            ) from error
        broken = problem(facts, decision)
        if broken is not None:
            raise PolicyBrokeItsLaw(
                f"the {kind} policy {own.name} {broken}. Nothing was recorded; mend it and do "
                "this again",
                policy=own.name,
                kind=kind,
                about=facts,
                decision=repr(decision)[:200],
            )
        return decision


_REGISTERED = TypeAdapter(OwnPolicy)

NO_POLICIES = Policies()
"""Of a host that has none."""
