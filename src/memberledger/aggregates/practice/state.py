"""What a practice's events fold to."""

from __future__ import annotations

from dataclasses import dataclass, field

from memberledger.terms import Plan, Service

__all__ = ["PracticeState"]


@dataclass(slots=True)
class PracticeState:
    """A practice, folded.

    `plans` holds the version on sale, `versions` every one by (id, n), `off_sale` those that
    never were; `locations` is empty where the practice names none.
    """

    version: int = 0
    practice: str = ""
    timezone: str = ""
    currency: str = ""
    rung: str = "live"
    plans: dict[str, Plan] = field(default_factory=dict)
    versions: dict[tuple[str, int], Plan] = field(default_factory=dict)
    off_sale: set[tuple[str, int]] = field(default_factory=set)
    catalogue: dict[str, Service] = field(default_factory=dict)

    locations: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it was opened."""
        return self.version > 0
