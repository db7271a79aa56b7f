"""What an audit finds, as values that a program can act on and a person can read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        rule: the check's name.
        message: what is wrong, with its figures.
        advice: what to do about it.
        position: the event it is about, 0 where it is about none.
        stream: whose history, where one is known.
        facts: the values of the message.
    """

    rule: str
    message: str
    advice: str
    position: int = 0
    stream: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
