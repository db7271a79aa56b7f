"""What every event has: the two dates, who, why, and the key of the command that made it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

__all__ = ["Event"]


class Event(BaseModel):
    """A fact, in the past tense; it holds what was decided, never how to decide it again.

    Attributes:
        effective_on: the local date of the practice that decides money and balances.
        recorded_at: the UTC instant that decides order and what was known.
        actor: a reference to the person or system that asked, never a name.
        reason: a code or short text given by the person who asked.
        key: the idempotency key of the command, prefixed by its object ("redemption:appt-1").
        request: SHA-256 of the command's request; the same key with another request is seen.
        policy: name and version of the policy that decided, "proration.by_day/1".
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    version: ClassVar[int] = 1

    effective_on: date
    recorded_at: datetime
    actor: str | None = None
    reason: str | None = None
    key: str | None = None
    request: str | None = None
    policy: str | None = None
