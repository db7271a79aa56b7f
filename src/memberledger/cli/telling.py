"""What a command says after it was done: what it recorded, and what to do about money owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.cli.desk import FrontDesk
from memberledger.cli.output import print_json, say
from memberledger.history import names_of, sentence
from memberledger.ledger import Receipt
from memberledger.projections import MemberCard
from memberledger.values import format_amount

__all__ = ["DEMONSTRATION", "event_json", "say_owed", "tell"]

DEMONSTRATION = "A demonstration: simulated cards approve everything, and no money moves."


def tell(
    desk: FrontDesk,
    receipt: Receipt,
    *,
    owed: bool = False,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Print a receipt, as a sentence for each event or as JSON.

    Args:
        desk: where it was done.
        receipt: what was recorded.
        owed: whether to say what is owed and how a payment is recorded.
        facts: what the JSON tells besides.
    """
    card = desk.ledger.member(receipt.member)
    told = _sentences(desk, receipt)
    if desk.as_json:
        print_json({**_json(desk, receipt, told, card), **facts})
        return
    if desk.demo:
        say(DEMONSTRATION, "yellow")
    if receipt.repeated:
        say("This was done before; nothing new was recorded. What it did then:", "yellow")
    elif not receipt.events:
        say("There was nothing to do, and nothing was recorded.")
    for line in told:
        say(line)
    if owed:
        say_owed(desk, card)


def _sentences(desk: FrontDesk, receipt: Receipt) -> list[str]:
    names = names_of(desk.ledger.history(receipt.member))
    return [sentence(event, names) for event in receipt.events]


def _json(
    desk: FrontDesk, receipt: Receipt, told: Sequence[str], card: MemberCard
) -> dict[str, Any]:
    return {
        "member": receipt.member,
        "repeated": receipt.repeated,
        "demonstration": desk.demo,
        "events": [
            event_json(event, text) for event, text in zip(receipt.events, told, strict=True)
        ],
        "owed": format_amount(card.owed, card.currency),
    }


def event_json(event: Event, told: str) -> dict[str, Any]:
    """An event as plain data."""
    return {
        "event": type(event).__name__,
        "effective_on": event.effective_on,
        "recorded_at": event.recorded_at,
        "sentence": told,
        "actor": event.actor,
        "reason": event.reason,
        "key": event.key,
    }


def say_owed(desk: FrontDesk, card: MemberCard) -> None:
    """What is owed, and the command that records a payment somebody took."""
    if not card.owed:
        return
    owed = format_amount(card.owed, card.currency)
    say()
    say(f"Owed: {owed} {card.currency}. Once it is paid, record it with the processor's charge id:")
    say(f"  {desk.place.command('charge', card.member, 'CHARGE', owed)}")
