"""A practice for proofs, and a row of commands to it: number n of a seed is always the same.

So whoever goes on after a kill asks again, under the same key, for what was not acknowledged.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zlib import crc32

from memberledger import Answer, Ledger, Refused
from memberledger.aggregates.event import Event
from memberledger.aggregates.member import ChargeRequest

__all__ = [
    "MEMBERS",
    "PLANS",
    "START",
    "ZONE",
    "Command",
    "ask",
    "cards",
    "command",
    "day",
    "digest",
    "drawn",
]

ZONE, START = "America/Denver", date(2026, 1, 5)
MEMBERS = 24
A_DAY = 30
"""Commands of one day."""

PLANS: list[dict[str, Any]] = [
    {
        "id": "glow",
        "price": "199.00",
        "cycle": "1 month",
        "pause": {},
        "dunning": [
            {"after": "0 days", "do": ["notify_email"]},
            {"after": "3 days", "do": ["retry"]},
        ],
        "benefits": [
            {
                "id": "facial",
                "kind": "service_credit",
                "quantity": 2,
                "rollover": {"mode": "limited", "periods": 2},
                "transferable": {},
            },
            {"id": "bank", "kind": "value_credit", "amount": "50.00"},
        ],
    },
    {
        "id": "radiance",
        "price": "299.00",
        "cycle": "1 month",
        "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 3}],
    },
]


@dataclass(frozen=True)
class Command:
    """A call of the ledger for a member, under a key of its own."""

    method: str
    member: str
    key: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def cards(request: ChargeRequest) -> Answer:
    """A processor that answers a request the same way for ever, in whatever process it is asked."""
    declined = "insufficient_funds" if crc32(request.key.encode()) % 6 == 0 else None
    return Answer(f"{request.member}-{request.bill}-{request.attempt}", declined)


def day(number: int) -> date:
    """The day on which command `number` is asked."""
    return START + timedelta(days=2 * (number // A_DAY))


def command(seed: int, number: int) -> Command:
    """Command `number`; the first ones enroll everybody."""
    if number < MEMBERS:
        return Command("enroll", f"m-{number:02}", f"join-{number}", ("glow",))
    return drawn(random.Random(f"{seed} {number}"), f"k-{number}")


def drawn(dice: random.Random, key: str, members: int = MEMBERS) -> Command:
    """Something that is asked at a front desk, for one of so many members."""
    member = f"m-{dice.randrange(members):02}"
    method = dice.choice(
        ["redeem"] * 6 + ["adjust"] * 3 + ["reserve", "pause", "resume", "change_plan", "transfer"]
    )
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    if method == "redeem":
        args = (dice.choice(["facial", "bank"]),)
        kwargs = {"amount": dice.randint(1, 900)} if args == ("bank",) else {}
    elif method == "adjust":
        args, kwargs = ("facial",), {"quantity": 1, "reason": "goodwill"}
    elif method == "reserve":
        args, kwargs = ("facial",), {"for_on": START + timedelta(days=900)}
    elif method == "change_plan":
        args = (dice.choice(["glow", "radiance"]),)
    elif method == "transfer":
        args = (f"m-{dice.randrange(members):02}", "facial")
    return Command(method, member, key, args, kwargs)


def ask(ledger: Ledger, asked: Command) -> tuple[str, tuple[Event, ...], bool]:
    """Ask; `done` or the code of the refusal, the events, and whether the key was known."""
    try:
        method = getattr(ledger, asked.method)
        receipt = method(asked.member, *asked.args, key=asked.key, **asked.kwargs)
    except Refused as refused:
        return refused.reason, (), False
    return "done", receipt.events, receipt.repeated


def digest(events: Iterable[Event]) -> str:
    """What events say, in short."""
    said = "\n".join(f"{type(each).__name__} {each.model_dump_json()}" for each in events)
    return hashlib.sha256(said.encode()).hexdigest()
