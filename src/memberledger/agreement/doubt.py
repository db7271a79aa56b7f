"""One thing in a plan that its author should look at again."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Doubt"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning. The plan is valid; what it says may not be what is meant, or may not be lawful.

    Attributes:
        code: a stable word for programs.
        about: the benefit it is about, or None for the whole plan.
        text: what is doubtful, and what to do.
    """

    code: str
    about: str | None
    text: str
