"""The practices of a ledger, each with what it was opened with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from memberledger.aggregates.practice.events import PracticeOpened
from memberledger.ledger.base import Base
from memberledger.store import Store

__all__ = ["PracticeLine", "Practices"]

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """A practice of a ledger.

    Attributes:
        practice: its reference.
        currency: ISO 4217.
        timezone: IANA name.
        rung: `observe` only watches; `live` asks cards and takes dunning steps.
        members: how many ever enrolled, those who left included.
    """

    practice: str
    currency: str
    timezone: str
    rung: Literal["observe", "live"]
    members: int


class Practices(Base):
    """What is known of a ledger as a whole."""

    def practices(self) -> list[PracticeLine]:
        """Every practice that was opened in the ledger, sorted by its reference.

        It reads the whole log, so it is a question for once in a while.

        Raises:
            CorruptEvent: an opening is damaged.
        """
        store = self._desk.store
        members = Counter(practice for practice, _ in _index(store))
        lines = [
            PracticeLine(
                opened.practice,
                opened.currency,
                opened.timezone,
                opened.rung,
                members[opened.practice],
            )
            for opened in store.find(PracticeOpened)
        ]
        return sorted(lines, key=lambda line: line.practice)


def _index(store: Store) -> Iterator[tuple[str, str]]:
    """Every (practice, member)."""
    after = ("", "")
    while page := store.index(after, _PAGE):
        for practice, member, _ in page:
            yield practice, member
        after = page[-1][0], page[-1][1]
