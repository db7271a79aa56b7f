"""A test for each law of a host's own policy: rollover, proration, dunning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from memberledger.testing.laws.of_policies import POLICY_LAWS, PolicyKind, PolicyLaw
from memberledger.testing.strategies.policy_facts import policy_facts

__all__ = ["check_policy"]


def check_policy(
    policy: Callable[..., Any],
    kind: PolicyKind,
    given: Mapping[str, int | str] | None = None,
    *,
    but: Iterable[str] = (),
    examples: int | None = None,
) -> type:
    """A class of tests, one for each law of the policy's kind; name it with `Test` first.

    Args:
        policy: the function, as it is registered; of a `share`, a function of price, days and the
            days of the whole period, all whole numbers, as `proration.by_day` is.
        kind: what it decides.
        given: what the terms give it, their `with`; default nothing.
        but: names of laws that it need not keep.
        examples: facts drawn for each law; default as Hypothesis' profile says.

    Raises:
        LookupError: there is no law of such a name.
    """
    unknown = set(but) - set(POLICY_LAWS)
    if unknown:
        raise LookupError(f"no law {min(unknown)!r}; there are: {', '.join(POLICY_LAWS)}")
    more = {} if examples is None else {"max_examples": examples}
    drawn = policy_facts(kind, given)
    tests: dict[str, Any] = {"__doc__": f"Every law of a {kind} policy."}
    for law in POLICY_LAWS.values():
        if kind in law.kinds and law.name not in but:
            test = _held(law, policy, drawn, more)
            tests[test.__name__] = test
    return type("PolicyLaws", (), tests)


def _held(
    law: PolicyLaw, policy: Callable[..., Any], drawn: SearchStrategy[Any], more: dict[str, Any]
) -> Callable[..., None]:
    def holds(_self: object, facts: Any) -> None:
        __tracebackhide__ = True
        law.check(policy, facts)

    holds.__name__ = holds.__qualname__ = f"test_{law.name.replace(' ', '_')}"
    holds.__doc__ = law.promise
    patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], **more)
    tested: Callable[..., None] = patient(given(facts=drawn)(holds))
    return tested
