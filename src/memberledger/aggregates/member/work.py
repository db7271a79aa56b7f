"""One decision in progress: the state so far, and the events decided on the way to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from memberledger.aggregates.event import Event
from memberledger.aggregates.member.evolve import apply
from memberledger.aggregates.member.state import MemberState
from memberledger.errors import Refused
from memberledger.policies.own import NO_POLICIES, Policies

__all__ = [
    "Answer",
    "Ask",
    "ChargeRequest",
    "Conduct",
    "Stamp",
    "Work",
    "must_be_running",
    "refuse",
]

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """What the card is asked for. `attempt` makes the request's idempotency key with the rest."""

    practice: str
    member: str
    bill: int
    attempt: int
    amount: int
    currency: str
    on: date

    @property
    def key(self) -> str:
        """The same for the same attempt, however often it is asked, and for no other.

        A slash within a name is written %2F, so that no two practices share a key.
        """
        practice, member = _apart(self.practice), _apart(self.member)
        return f"{practice}/{member}/bill-{self.bill}/{self.attempt}"


def _apart(name: str) -> str:
    """A name without a slash, and no two names alike."""
    return name.replace("%", "%25").replace("/", "%2F") if "/" in name or "%" in name else name


@dataclass(frozen=True, slots=True)
class Answer:
    """What the processor answered: its charge id, and a decline code unless it took the money."""

    charge: str
    declined: str | None = None


Ask = Callable[[ChargeRequest], Answer]


@dataclass(frozen=True, slots=True)
class Conduct:
    """What the ledger does by itself for a practice.

    Attributes:
        ask: asks the card for what falls due; None where charges are only reported.
        chase: whether dunning steps are taken; a mirror only watches.
        keep_over: whether what is paid beyond what is owed becomes billing credit; a mirror
            leaves it unapplied.
        policies: of the host's own, for terms that name one.
    """

    ask: Ask | None = None
    chase: bool = True
    keep_over: bool = True
    policies: Policies = NO_POLICIES


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a decision is recorded, and who asked for it and why."""

    recorded_at: datetime
    actor: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Work:
    """Deciding: `record` appends an event and folds it in, so the next rule sees it.

    The state given is changed in place; whoever wants to keep it passes a copy. `partners` are the
    versions and decisions of other members whom the same command concerns. `due` is what the clock
    last found: the state's version, and the next day with something due then.
    """

    state: MemberState
    stamp: Stamp
    today: date
    conduct: Conduct = Conduct()
    events: list[Event] = field(default_factory=list)
    key: str | None = None
    request: str | None = None
    partners: dict[str, tuple[int, Work]] = field(default_factory=dict)
    due: tuple[int, date | None] | None = None

    def record(self, kind: type[E], effective_on: date, /, **facts: Any) -> E:
        """Record that something happened, effective on a local date."""
        stamp = self.stamp
        event = kind(
            effective_on=effective_on,
            recorded_at=stamp.recorded_at,
            actor=stamp.actor,
            reason=stamp.reason,
            key=self.key,
            request=self.request,
            **facts,
        )
        apply(self.state, event)
        self.events.append(event)
        return event


def must_be_running(work: Work) -> None:
    """Refuse `cancelled` when the membership is over.

    Raises:
        Refused: `cancelled`.
    """
    s = work.state
    if s.status == "cancelled":
        raise refuse("cancelled", f"the membership ended on {s.ended_on}", ended_on=s.ended_on)


def refuse(reason: str, message: str, **facts: Any) -> Refused:
    """A refusal: its code, what to do, and the facts."""
    return Refused(reason, message, **facts)
