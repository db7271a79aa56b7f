"""What a command gives back: the events it made, and what a caller wants to read off them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.errors import Refused
from memberledger.terms import Plan

__all__ = [
    "AdvanceReport",
    "AmendReport",
    "LotUse",
    "Receipt",
    "RedemptionReceipt",
    "redemption_receipt",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A command was done.

    Attributes:
        member: the member's reference.
        events: what it recorded, oldest first; empty where it had nothing to do.
        repeated: whether the key was known and this is the first result again.
    """

    member: str
    events: tuple[Event, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class LotUse:
    """What a redemption took from one lot (minor units of a value credit), expiry as it is now."""

    lot: int
    quantity: int
    granted_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class RedemptionReceipt(Receipt):
    """A benefit was used: its key, the lots it came from, and what is left to use.

    For a service that is not its own: what the units paid of its price (`value`) and what the
    member pays (`rest`), or the `fee` for which they cover it; minor units.
    """

    redemption: str = ""
    benefit: str = ""
    quantity: int = 0
    lots: tuple[LotUse, ...] = ()
    left: int = 0
    service: str | None = None
    value: int | None = None
    rest: int | None = None
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class AdvanceReport:
    """What the clock made: as of which day, for how many members, how many events."""

    as_of: date
    members: int
    events: int


@dataclass(frozen=True, slots=True)
class AmendReport:
    """What became of new terms for everybody on a plan: who gets them, who is refused and why.

    Attributes:
        plan: the terms.
        done: members, sorted.
        refused: the refusal by member.
    """

    plan: Plan
    done: tuple[str, ...]
    refused: dict[str, Refused]


def redemption_receipt(
    member: str, events: tuple[Event, ...], state: MemberState, *, repeated: bool
) -> RedemptionReceipt:
    """Read a redemption's events and the lots they name."""
    done = next(event for event in events if isinstance(event, e.Redeemed))
    uses = tuple(
        LotUse(lot, quantity, state.lots[lot].granted_on, state.lots[lot].expires_on)
        for lot, quantity in done.takes
    )
    return RedemptionReceipt(
        member,
        events,
        repeated,
        done.redemption,
        done.benefit,
        done.quantity,
        uses,
        done.left,
        done.service,
        done.value,
        done.rest,
        done.fee,
    )
