"""Members to measure with: lives led through a ledger with a simulated card, copied to many."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from memberledger import Ledger, SetClock
from memberledger.aggregates.event import Event
from memberledger.aggregates.member import fold
from memberledger.aggregates.member.day import next_due
from memberledger.scenarios import SimulatedCards
from memberledger.store import Append, Claim, MemberIndex
from memberledger.values import stream_id

__all__ = ["PLANS", "PRACTICE", "START", "ZONE", "World", "copy_to", "life", "lives", "month"]

PRACTICE = "main"
ZONE = "America/Denver"
START = date(2025, 1, 15)
PLANS: list[dict[str, Any]] = [
    {
        "id": "glow",
        "price": "129.00",
        "cycle": "1 month",
        "enrollment_fee": "49.00",
        "pause": {"billing": "skip", "expiry": "frozen", "max_length": "3 months"},
        "dunning": [
            {"after": "0 days", "do": ["notify_email", "flag_chart"]},
            {"after": "3 days", "do": ["retry"]},
            {"after": "21 days", "do": ["suspend"]},
        ],
        "benefits": [
            {"id": "facial", "kind": "service_credit", "quantity": 1,
             "rollover": {"carryover_limit": 1}, "standalone_price": "150.00"},
            {"id": "product_credit", "kind": "value_credit", "amount": "25.00", "rollover": "none"},
        ],
    },
    {
        "id": "often",
        "price": "199.00",
        "cycle": "1 month",
        "benefits": [
            {"id": "facial", "kind": "service_credit", "quantity": 1000, "rollover": "none"},
            {"id": "product_credit", "kind": "value_credit", "amount": "50.00",
             "rollover": {"max_balance": "100.00"}},
        ],
    },
]  # fmt: skip


@dataclass
class World:
    """A ledger, its clock and its cards."""

    ledger: Ledger
    clock: SetClock
    cards: SimulatedCards

    @classmethod
    def open(cls, path: Path | None = None, day: date = START) -> World:
        """Over a file, or in memory."""
        clock, cards = SetClock(ZONE, day), SimulatedCards()
        url = ":memory:" if path is None else path
        ledger = Ledger.open(url, PRACTICE, clock=clock, cards=cards)
        ledger.open_practice(ZONE, "USD", PLANS)
        return cls(ledger, clock, cards)

    def to(self, day: date) -> None:
        """Let time pass until a day, what is due on the way included."""
        self.clock.day = day
        self.ledger.advance()


def month(n: int, start: date = START) -> date:
    """The day `n` months after the first."""
    years, index = divmod(start.month - 1 + n, 12)
    return date(start.year + years, index + 1, start.day)


def life(world: World, member: str, months: int, visits: int, plan: str = "often") -> None:
    """One member who comes `visits` times a month; the world's clock goes on with them."""
    first = world.clock.day
    world.ledger.enroll(member, plan)
    for n in range(months):
        start = month(n, first)
        for visit in range(visits):
            world.to(max(world.clock.day, start + timedelta(days=27 * visit // visits)))
            key = f"visit-{n}-{visit}"
            if visit % 2:
                world.ledger.redeem(member, "product_credit", amount=100, key=key)
            else:
                world.ledger.redeem(member, "facial", key=key)
        world.to(month(n + 1, first))


def lives(count: int, months: int, seed: int = 7) -> list[list[Event]]:
    """The events of `count` different members on `glow`: visits, declines, pauses."""
    draw = random.Random(seed)
    world = World.open()
    names = [f"t{n:04d}" for n in range(count)]
    for name in names:
        world.ledger.enroll(name, "glow", key="enroll")
    for n in range(months):
        for name in names:
            if n and draw.random() < 0.04:
                world.cards.decline(name, "insufficient_funds")
        world.to(month(n) + timedelta(days=1))
        for name in names:
            _one_month(world, draw, name, n)
        world.to(month(n) + timedelta(days=10))
        for name in names:
            world.cards.approve(name)
            if world.ledger.member(name).standing != "good":
                world.ledger.update_card(name)
            if draw.random() < 0.02 and world.ledger.member(name).status == "active":
                world.ledger.pause(name, until=month(n + 1) + timedelta(days=5))
        world.to(month(n + 1))
    found = [world.ledger.history(name) for name in names]
    world.ledger.close()
    return found


def _one_month(world: World, draw: random.Random, name: str, n: int) -> None:
    card = world.ledger.member(name)
    if card.status != "active" or card.standing != "good":
        return
    if draw.random() < 0.7 and card.balance.get("facial"):
        world.ledger.redeem(name, "facial", key=f"visit-{n}")
    for part in range(draw.randrange(3)):
        world.ledger.redeem(name, "product_credit", amount="10.00", key=f"sale-{n}-{part}")


def copy_to(world: World, kept: list[tuple[str, list[Event]]], batch: int = 200) -> int:
    """Append lives under other names through the store, `batch` members to a transaction."""
    desk, events = world.ledger._desk, 0
    for first in range(0, len(kept), batch):
        writes = []
        for member, life_ in kept[first : first + batch]:
            own = [_renamed(event, member) for event in life_]
            due = next_due(fold(own), desk.conduct())
            charges = [event.charge for event in own if hasattr(event, "charge")]
            claims = [Claim(PRACTICE, "charge", charge, member) for charge in charges]
            index = MemberIndex(PRACTICE, member, due)
            writes.append(Append(stream_id(PRACTICE, member), 0, own, index, claims))
            events += len(own)
        desk.store.append(writes)
    return events


def _renamed(event: Event, member: str) -> Event:
    """The same event in another member's life: its name, and the ids of its charges."""
    if hasattr(event, "member"):
        return event.model_copy(update={"member": member})
    if hasattr(event, "charge"):
        return event.model_copy(update={"charge": f"{member}:{event.charge}"})
    return event
