"""A payment processor that moves no money: it answers by script, remembers, and tells what it did.

Like those there are, it tells of each thing that happened in an event of its own, says with each
refund what was refunded *altogether*, and may tell the same again and in any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from memberledger.aggregates.member import Answer, ChargeRequest
from memberledger.aggregates.member.events import Refunded
from memberledger.ledger import Ledger
from memberledger.scenarios.cards import SimulatedCards

__all__ = ["SimulatedProcessor", "TakenCharge", "Told", "report"]

Kind = Literal[
    "charge.succeeded",
    "charge.failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
]


@dataclass
class TakenCharge:
    """A charge as the processor keeps it; amounts in minor units.

    Attributes:
        id: the processor's.
        member: whose card it was.
        amount: what was asked for.
        on: the local date.
        code: why it was declined; None where it was paid.
        refunded: what went back of it so far.
        disputed: `open`, `won`, `lost`, or None.
    """

    id: str
    member: str
    amount: int
    on: date
    code: str | None = None
    refunded: int = 0
    disputed: Literal["open", "won", "lost"] | None = None


@dataclass(frozen=True)
class Told:
    """An event as a webhook brings it; amounts in minor units.

    Attributes:
        id: the event's own; told again it is the same.
        kind: what happened.
        charge, member, amount, on: of the charge; `on` is the day on which this happened.
        code: of a decline.
        amount_refunded: all that was refunded of the charge so far, this refund included.
        outcome: of a dispute that closed, `won` or `lost`.
        asked: whether the ledger asked for the charge, and so knows the answer already.
    """

    id: str
    kind: Kind
    charge: str
    member: str
    amount: int
    on: date
    code: str | None = None
    amount_refunded: int = 0
    outcome: Literal["won", "lost"] | None = None
    asked: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """The event as JSON has it, for a host's own handler: days are text, none is null."""
        return {
            "id": self.id,
            "type": self.kind,
            "date": self.on.isoformat(),
            "customer": self.member,
            "charge": self.charge,
            "amount": self.amount,
            "amount_refunded": self.amount_refunded,
            "code": self.code,
            "outcome": self.outcome,
        }


@dataclass
class SimulatedProcessor(SimulatedCards):
    """Give it to a ledger as its `cards`; without, charge with it and report what it tells.

    >>> from datetime import date
    >>> processor = SimulatedProcessor()
    >>> processor.decline("m-001", "insufficient_funds")
    >>> processor.charge("m-001", 12_900, date(2026, 1, 5)).code
    'insufficient_funds'
    >>> processor.told[-1].kind
    'charge.failed'

    Attributes:
        charges: by their ids, in the order in which they were made.
        told: every event so far, in the order in which it happened.
    """

    charges: dict[str, TakenCharge] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    _scripts: dict[str, list[str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The cards approve unless told otherwise."""
        super().__init__()

    def script(self, member: str, *answers: str | None) -> None:
        """What the member's card answers next: a decline code each, or None to approve.

        When they are used up, it answers as `approve` or `decline` said last.
        """
        self._scripts[member] = [*self._scripts.get(member, []), *answers]

    def __call__(self, request: ChargeRequest) -> Answer:
        """The answer to a ledger's request; the same request gets the same answer, charged once."""
        known = self._answers.get(request.key)
        if known is not None:
            return known
        answer = super().__call__(request)
        answer = self._answers[request.key] = replace(
            answer, declined=self._next(request.member, answer.declined)
        )
        charge, code = answer.charge, answer.declined
        self._take(charge, request.member, request.amount, request.on, code, asked=True)
        return answer

    def charge(self, member: str, amount: int, on: date) -> TakenCharge:
        """Charge the card without being asked by a ledger, as a processor that owns the cycle."""
        code = self._next(member, self._declines.get(member))
        return self._take(f"ch_{len(self.charges) + 1}", member, amount, on, code, asked=False)

    def refund(self, charge: str, amount: int | None = None, *, on: date) -> int:
        """Give back a part of a charge, or all that is left; what was refunded altogether.

        Raises:
            ValueError: it was not paid, or not so much of it is left.
        """
        found = self.charges[charge]
        left = found.amount - found.refunded
        part = left if amount is None else amount
        if found.code is not None or not 0 < part <= left:
            raise ValueError(f"of {charge} {left} is left to refund, not {part}")
        found.refunded += part
        self._tell("charge.refunded", found, on, amount_refunded=found.refunded)
        return found.refunded

    def dispute(self, charge: str, *, on: date) -> None:
        """The cardholder disputes a charge."""
        found = self.charges[charge]
        found.disputed = "open"
        self._tell("charge.dispute.created", found, on)

    def close_dispute(self, charge: str, outcome: Literal["won", "lost"], *, on: date) -> None:
        """A dispute is over: `won` by the practice, or `lost`."""
        found = self.charges[charge]
        found.disputed = outcome
        self._tell("charge.dispute.closed", found, on, outcome=outcome)

    def taken_from(self, member: str) -> int:
        """What the practice has of a member: paid, less what was refunded; minor units."""
        own = (c for c in self.charges.values() if c.member == member and c.code is None)
        return sum(c.amount - c.refunded for c in own)

    def _next(self, member: str, otherwise: str | None) -> str | None:
        script = self._scripts.get(member)
        return script.pop(0) if script else otherwise

    def _take(
        self, name: str, member: str, amount: int, on: date, code: str | None, *, asked: bool
    ) -> TakenCharge:
        found = self.charges[name] = TakenCharge(name, member, amount, on, code)
        kind: Kind = "charge.succeeded" if code is None else "charge.failed"
        self._tell(kind, found, on, code=code, asked=asked)
        return found

    def _tell(self, kind: Kind, charge: TakenCharge, on: date, **more: object) -> None:
        event = Told(
            f"evt_{len(self.told) + 1}",
            kind,
            charge.id,
            charge.member,
            charge.amount,
            on,
            **more,  # type: ignore[arg-type]
        )
        self.told.append(event)


def report(ledger: Ledger, told: Iterable[Told]) -> None:
    """Report events to a ledger as a host should: each once in effect, however often it is told.

    A refund is reported by what it adds to the refunds the ledger knows of, so a refund told twice,
    or after a later one, changes nothing.

    Raises:
        Refused: the ledger knows no such member or charge.
    """
    for event in told:
        if event.kind == "charge.succeeded":
            ledger.charge_succeeded(event.member, event.charge, event.amount, on=event.on)
        elif event.kind == "charge.failed":
            code = event.code or "declined"
            ledger.charge_failed(event.member, event.charge, event.amount, code, on=event.on)
        elif event.kind == "charge.refunded":
            _report_refund(ledger, event)
        elif event.kind == "charge.dispute.created":
            ledger.dispute(event.member, charge=event.charge, key=event.id)
        else:
            outcome = event.outcome or "lost"
            ledger.close_dispute(event.member, outcome, charge=event.charge, key=event.id)


def _report_refund(ledger: Ledger, event: Told) -> None:
    known = sum(
        x.amount
        for x in ledger.history(event.member)
        if isinstance(x, Refunded) and x.charge == event.charge
    )
    if event.amount_refunded > known:
        part = event.amount_refunded - known
        ledger.refund(event.member, charge=event.charge, amount=part, key=event.id)
