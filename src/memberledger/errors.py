"""The one family of errors: a stable code, the facts as fields, a message that says what to do."""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "InvalidPlan",
    "LedgerError",
    "PolicyBrokeItsLaw",
    "PolicyError",
    "PolicyFailed",
    "PolicyUnknown",
    "Refused",
]


class LedgerError(Exception):
    """Base of every error this library raises on purpose.

    Attributes:
        code: a stable word for programs; it does not change between versions.
        facts: the values the error is about, by name; also readable as attributes.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts

    def __getattr__(self, name: str) -> Any:
        facts = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[LedgerError], args: tuple[Any, ...], fields: dict[str, Any]) -> LedgerError:
    """An error as it was in another process, whatever its constructor asks for."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class Refused(LedgerError):
    """A command that the rules refuse. Nothing was recorded.

    `reason` is one of the codes of `docs/reference/refusals.md`, such as `insufficient_balance`.
    """

    code = "refused"

    def __init__(self, reason: str, message: str, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"


class InvalidPlan(LedgerError):
    """A plan that can't be read as terms; `problems` lists each field and what is wrong."""

    code = "invalid_plan"


class PolicyError(LedgerError):
    """A policy of the host's own could not decide. Nothing was recorded; mend it and ask again.

    `policy` is its name and version, `kind` what it decides.
    """

    code = "policy_error"


class PolicyUnknown(PolicyError):
    """The terms name a policy that the ledger was not opened with.

    `registered` lists the versions of it that there are.
    """

    code = "policy_unknown"


class PolicyFailed(PolicyError):
    """A policy raised an error, which is the cause of this one; `about` holds its facts."""

    code = "policy_failed"


class PolicyBrokeItsLaw(PolicyError):
    """A policy decided what no policy may; `about` holds its facts, `decision` what it said."""

    code = "policy_broke_its_law"
