"""`memberledger members`, `show`: what the ledger knows; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import typer

from memberledger.cli import options as o
from memberledger.cli.card import card_json, print_card, summary_json
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_json, print_table, say
from memberledger.cli.words import plain
from memberledger.errors import Refused
from memberledger.projections import MemberCard
from memberledger.values import format_amount

__all__ = ["moment_in_words", "register"]


_SUMMARY = (
    "member",
    "plan",
    "status",
    "standing",
    "flagged",
    "owed",
    "next_charge.date",
    "next_charge.amount",
    "last_refill",
)


def members(desk: FrontDesk, as_of: o.AsOf = None, known_on: o.KnownOn = None) -> None:
    """List every member: plan, status, standing, what is owed, and the next charge."""
    cards = list(_cards(desk, as_of, known_on))
    facts = {"practice": desk.ledger.practice, "currency": desk.ledger.currency}
    rows = [summary_json(card) for card in cards]
    if desk.told({**facts, "members": rows}, _SUMMARY, rows):
        return
    moment = moment_in_words(as_of, known_on)
    if moment:
        say(moment)
    if not cards and moment:
        say("Nobody was enrolled.")
        return
    if not cards:
        say("Nobody is enrolled yet. To enroll a member:")
        say(f"  {desk.place.command('enroll', 'MEMBER', 'PLAN')}")
        return
    columns = ["Member", "Plan", "Status", "Standing", ">Owed", "!Next charge", "!Last refill"]
    print_table(columns, [_row(card) for card in cards])
    if not moment:
        _say_due(desk, cards)


def _cards(desk: FrontDesk, as_of: date | None, known_on: date | None) -> Iterator[MemberCard]:
    """The card of every member; at a past moment, of those who were enrolled by then."""
    for member in desk.ledger.members():
        try:
            yield desk.ledger.member(member, as_of=as_of, known_on=known_on)
        except Refused as refusal:
            if refusal.reason != "not_enrolled":
                raise


def _row(card: MemberCard) -> tuple[object, ...]:
    charge = card.next_charge
    money = f"{charge[0]} {format_amount(charge[1], card.currency)}" if charge else None
    return (
        card.member,
        card.plan,
        plain(card.status),
        plain(card.standing) + (" !" if card.flagged else ""),
        format_amount(card.owed, card.currency),
        money,
        card.last_refill,
    )


def _say_due(desk: FrontDesk, cards: list[MemberCard]) -> None:
    """What is read is what was recorded; say so where the clock has something to do."""
    today = desk.ledger.today()
    late = sum(card.next_charge is not None and card.next_charge[0] <= today for card in cards)
    if late:
        who = "This member has" if len(cards) == 1 else f"{late} of {len(cards)} have"
        say()
        say(f"{who} dues to be billed by today ({today}). To bill them:")
        say(f"  {desk.place.command('advance')}")


def show(
    desk: FrontDesk, member: o.Member, as_of: o.AsOf = None, known_on: o.KnownOn = None
) -> None:
    """Show a member: tier, standing, balances with their lots, money, dates, last charges."""
    card = desk.ledger.member(member, as_of=as_of, known_on=known_on)
    if desk.as_json:
        print_json(card_json(card))
        return
    if moment := moment_in_words(as_of, known_on):
        say(moment)
    print_card(card)
    if not moment:
        _say_due(desk, [card])


def moment_in_words(as_of: date | None, known_on: date | None) -> str:
    """Which moment an answer is of; nothing for now."""
    parts = [f"at the end of {as_of}"] if as_of else []
    if known_on:
        parts.append(f"as known at the end of {known_on}")
    return f"As it was {', '.join(parts)}:" if parts else ""


def register(app: typer.Typer) -> None:
    """Add the questions about members."""
    panel = "Questions"
    app.command("members", rich_help_panel=panel)(asks(members, table=True))
    app.command("show", rich_help_panel=panel)(asks(show))
