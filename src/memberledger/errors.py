"""The one family of errors: a stable code, the facts as fields, a message that says what to do."""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = ["InvalidPlan", "LedgerError", "Refused"]


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
