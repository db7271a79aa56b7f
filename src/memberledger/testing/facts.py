"""Given facts, when a policy decides, then this is its decision: pure functions, asked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memberledger.errors import LedgerError
from memberledger.testing.telling import difference, listed

__all__ = ["Facts", "given_facts"]


class Facts:
    """The facts a policy decides from, and what it decided."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self._decided: list[Any] = []
        self._raised: Exception | None = None

    def when(self, policy: Callable[..., Any]) -> Facts:
        """The policy decides, twice: from the same facts it must decide the same.

        Raises:
            AssertionError: the second decision is another than the first.
        """
        after = Facts(self.facts)
        for _ in range(2):
            try:
                after._decided.append(policy(**self.facts))
            except (LedgerError, ValueError) as error:
                after._raised = error
                return after
        lines = difference(*after._decided)
        if lines:
            raise AssertionError(f"asked twice, it decided two things{listed(lines)}")
        return after

    def then(self, decision: Any) -> None:
        """What it decided is this.

        Raises:
            AssertionError: it decided something else, or refused.
        """
        __tracebackhide__ = True
        if self._raised is not None:
            raise AssertionError(f"expected {decision!r}\nbut refused: {self._raised}")
        lines = difference(decision, self._decided[0])
        if lines:
            raise AssertionError(
                f"expected {decision!r}\ncame     {self._decided[0]!r}\ndifference{listed(lines)}"
            )

    def then_nothing_happened(self) -> None:
        """It decided to do nothing: None, or nothing in a list.

        Raises:
            AssertionError: it decided something.
        """
        __tracebackhide__ = True
        if self._raised is not None or self._decided[0] not in (None, (), [], {}):
            raise AssertionError(f"expected nothing\ncame {self._raised or self._decided[0]!r}")

    def then_refused(self, code: str) -> None:
        """It refuses with this code; a `ValueError` is told by "ValueError".

        Raises:
            AssertionError: it decided something, or refused with another code.
        """
        __tracebackhide__ = True
        found = self._raised
        if found is None:
            raise AssertionError(f"expected a refusal: {code}\nbut decided {self._decided[0]!r}")
        reason = getattr(found, "reason", getattr(found, "code", type(found).__name__))
        if reason != code:
            raise AssertionError(f"expected a refusal: {code}\nbut refused {reason}: {found}")


def given_facts(**facts: Any) -> Facts:
    """What a policy decides from: `given_facts(price=10000, days=12, whole=31).when(by_day)`."""
    return Facts(facts)
