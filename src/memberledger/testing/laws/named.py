"""What every law has: a name, a promise, and an error that says where it is broken."""

from __future__ import annotations

from typing import Any, Protocol

from memberledger.testing.telling import difference

__all__ = ["LawBroken", "Named", "require", "same"]


class Named(Protocol):
    """A law of a ledger or of a policy."""

    @property
    def name(self) -> str:
        """A few words, each law's own."""

    @property
    def promise(self) -> str:
        """What is promised, in plain words."""


class LawBroken(AssertionError):
    """A law does not hold.

    Attributes:
        says: what is not as it must be.
        facts: the values that show it, by name.
        law: the law; None until the law that checks has told its name.
    """

    def __init__(self, says: str, **facts: Any) -> None:
        super().__init__(says)
        self.says = says
        self.facts = facts
        self.law: Named | None = None

    def __str__(self) -> str:
        """The law, what is wrong, and the facts, a line each."""
        lines = [self.says]
        if self.law is not None:
            lines = [f"the law '{self.law.name}' is broken: {self.says}"]
        lines += [f"  {name}: {value}" for name, value in self.facts.items()]
        return "\n".join(lines)


def require(condition: bool, says: str, **facts: Any) -> None:  # noqa: FBT001 - what is required
    """What must be so.

    Raises:
        LawBroken: it is not.
    """
    __tracebackhide__ = True
    if not condition:
        raise LawBroken(says, **facts)


def same(wanted: Any, came: Any, says: str, **facts: Any) -> None:
    """Two values that must be equal.

    Raises:
        LawBroken: they are not; the facts say where they differ.
    """
    __tracebackhide__ = True
    if wanted != came:
        raise LawBroken(says, **facts, difference="; ".join(difference(wanted, came)))
