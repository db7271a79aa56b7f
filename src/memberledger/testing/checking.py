"""A test for each law, made at once: of a host's own ledger, under a host's own plans.

    from memberledger.testing.checking import check_all

    TestLaws = check_all(plans=PLANS)

gives pytest a class with a test for every law of `memberledger.testing.laws`. A law that breaks is
told with its facts and with the shortest life that breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from memberledger.testing.checking_policies import check_policy
from memberledger.testing.laws import LAWS, Law
from memberledger.testing.lives import Life, Opens
from memberledger.testing.strategies import lives, lives_under

__all__ = ["Draws", "check_all", "check_policy", "held"]

Draws = Callable[[Law], SearchStrategy[Life]]
"""The lives that a law is held against: without its verbs, of its members."""
_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large]


def check_all(
    ledger_factory: Opens | None = None,
    *,
    plans: Iterable[dict[str, Any]] | None = None,
    laws: Iterable[str] | None = None,
    but: Iterable[str] = (),
    examples: int | None = None,
    **practice: Any,
) -> type:
    """A class of tests, one for each law; give it a name that begins with `Test`.

    Args:
        ledger_factory: opens a new, empty ledger each time, with the `clock` and the `cards` it is
            given by name, such as `partial(MyLedger.open, "sqlite:///:memory:")`; default a ledger
            in memory.
        plans: the host's own, as a file has them; default random ones that use the whole schema.
        laws: names of those to check; default all of them.
        but: names of those to leave out.
        examples: lives drawn for each law; default as Hypothesis' profile says.
        practice: currency, timezone, locations and catalogue for the host's own plans.

    Raises:
        LookupError: there is no law of such a name.
    """
    chosen = [_named(name) for name in laws] if laws is not None else list(LAWS.values())
    left_out = {_named(name).name for name in but}
    draws = _draws(tuple(plans) if plans is not None else None, practice)
    more = {} if examples is None else {"max_examples": examples}
    tests: dict[str, Any] = {"__doc__": "Every law, each held against random lives."}
    for law in chosen:
        if law.name not in left_out:
            test = held(law, draws(law), ledger_factory, **more)
            tests[test.__name__] = test
    return type("Laws", (), tests)


def held(
    law: Law, drawn: SearchStrategy[Life], opens: Opens | None = None, **how: Any
) -> Callable[..., None]:
    """A method that tests a law against lives.

    Args:
        law: which.
        drawn: the lives.
        opens: opens an empty ledger; default one in memory.
        how: settings of Hypothesis beside those of the profile.
    """

    def holds(_self: object, life: Life) -> None:
        __tracebackhide__ = True
        law.check_life(life, opens)

    holds.__name__ = holds.__qualname__ = f"test_{law.name.replace(' ', '_')}"
    holds.__doc__ = law.promise
    hard = settings(deadline=None, suppress_health_check=_PATIENT, **how)
    tested: Callable[..., None] = hard(given(life=drawn)(holds))
    return tested


def _draws(plans: tuple[dict[str, Any], ...] | None, practice: dict[str, Any]) -> Draws:
    if plans is None:
        if practice:
            raise LookupError(f"{', '.join(practice)}: give plans of your own with it")
        return lambda law: lives(law.without, members=law.members, wide=None)
    return lambda law: lives_under(plans, law.without, members=law.members, **practice)


def _named(name: str) -> Law:
    law = LAWS.get(name.replace("_", " ").removeprefix("test "))
    if law is None:
        raise LookupError(f"no law {name!r}; there are: {', '.join(LAWS)}")
    return law
