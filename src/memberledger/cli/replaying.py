"""`memberledger history`, `diff`, `step`: how a member came to be as they are."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Annotated, Any

import typer

from memberledger.aggregates.event import Event
from memberledger.cli import options as o
from memberledger.cli.asking import moment_in_words
from memberledger.cli.card import card_json, print_card
from memberledger.cli.changed import difference_json, print_difference
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_json, print_table, say
from memberledger.cli.telling import event_json
from memberledger.errors import Refused
from memberledger.history import Entry
from memberledger.ledger.clock import zone
from memberledger.ledger.replaying import Step

__all__ = ["entry_json", "register", "who_and_why"]

_EVENT = (
    "version",
    "position",
    "event",
    "effective_on",
    "recorded_at",
    "sentence",
    "actor",
    "reason",
    "key",
    "policy",
)


def history(
    desk: FrontDesk,
    member: o.Member,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
    first: Annotated[
        date | None, o.date_option("--from", help="Events effective on or after this day.")
    ] = None,
    until: Annotated[
        date | None, o.date_option("--until", help="Events effective before this day.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Only this kind of event; may be given again.", metavar="NAME"),
    ] = None,
) -> None:
    """Tell what happened to a member, oldest first: where it is recorded, both dates, who, why."""
    told = desk.ledger.history_of(
        member, as_of=as_of, known_on=known_on, first=first, until=until, kinds=kind or ()
    )
    events = [entry_json(entry) for entry in told]
    if desk.told({"member": member, "events": events}, _EVENT, events):
        return
    if moment := moment_in_words(as_of, known_on):
        say(moment)
    if not told:
        say("Nothing happened that fits.")
        return
    rows = []
    for entry in told:
        who = who_and_why(entry.event)
        text = f"{entry.sentence}\n{who}" if who else entry.sentence
        rows.append(
            (entry.version, entry.position, entry.event.effective_on, _when(desk, entry), text)
        )
    print_table([">#", ">Pos.", "!Effective", "!Recorded", "What happened"], rows)


def entry_json(entry: Entry) -> dict[str, Any]:
    """An event of a history as plain data."""
    place = {"version": entry.version, "position": entry.position}
    return {**place, **event_json(entry.event, entry.sentence), "policy": entry.event.policy}


def _when(desk: FrontDesk, entry: Entry) -> str:
    """The instant at which it was recorded, at the practice's place."""
    return f"{entry.event.recorded_at.astimezone(zone(desk.ledger.timezone)):%Y-%m-%d %H:%M}"


def who_and_why(event: Event) -> str:
    """Who asked for an event and why, in brackets; empty where nobody said."""
    parts = [f"by {event.actor}"] if event.actor else []
    if event.reason:
        parts.append(event.reason)
    return f"  ({': '.join(parts)})" if parts else ""


def _moment(text: str) -> date | int:
    """A day, or the number of an event: 2026-01-31, #12, 12."""
    number = text.removeprefix("#")
    if number.isdecimal() and number.isascii() and len(number) < 10:
        return int(number)
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day such as 2026-01-31, and no number of an event such as #12"
        raise typer.BadParameter(message) from None


def _moment_option(name: str, words: str) -> Any:
    return typer.Option(name, help=words, parser=_moment, metavar="DAY|#NUMBER")


def diff(
    desk: FrontDesk,
    member: o.Member,
    before: Annotated[
        Any, _moment_option("--before", "A day, of which the end counts; or right after an event.")
    ],
    after: Annotated[Any, _moment_option("--after", "The same; now if left out.")] = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show what changed for a member between two moments: state, dates, balances, money."""
    found = desk.ledger.difference(member, before, after, known_on=known_on)
    if desk.as_json:
        print_json(difference_json(found))
        return
    known = f", as known on {known_on}" if known_on is not None else ""
    say(f"{member}: from {_named(found.before)} to {_named(found.after)}{known}", "bold")
    say()
    print_difference(found)
    if found.versions:
        numbers = ", ".join(f"#{version}" for version in found.versions)
        say()
        say(f"Made by {numbers} in `{desk.place.command('history', member)}`")


def _named(moment: date | int) -> str:
    if isinstance(moment, int):
        return f"event #{moment}" if moment else "before the first event"
    return f"the end of {moment}"


def step(
    desk: FrontDesk,
    member: o.Member,
    at: Annotated[
        Any,
        typer.Option("--at", help="This event alone.", parser=_moment, metavar="#NUMBER"),
    ] = None,
) -> None:
    """Step through a member's history: each event, what it changed, and the member after it."""
    if at is not None and (not isinstance(at, int) or at < 1):
        raise typer.BadParameter("--at takes the number of an event, such as #12")
    steps = list(desk.ledger.steps(member)) if at is None else _one(desk, member, at)
    if desk.as_json:
        print_json({"member": member, "steps": [_step_json(each) for each in steps]})
        return
    for each in steps:
        _print_step(desk, each)


def _one(desk: FrontDesk, member: str, number: int) -> list[Step]:
    found = list(islice(desk.ledger.steps(member), number - 1, number))
    if not found:
        raise Refused("invalid", f"{member} has no event #{number}; see `history`", version=number)
    return found


def _step_json(step: Step) -> dict[str, Any]:
    changed = difference_json(step.changed)
    return {**entry_json(step.entry), "changed": changed, "after": card_json(step.card)}


def _print_step(desk: FrontDesk, step: Step) -> None:
    entry = step.entry
    say(f"#{entry.version}, position {entry.position}: {entry.sentence}", "bold")
    who = who_and_why(entry.event).strip()
    dates = f"effective on {entry.event.effective_on}, recorded {_when(desk, entry)}"
    say(f"{dates} {who}".rstrip())
    say()
    print_difference(step.changed)
    say()
    print_card(step.card)
    say()


def register(app: typer.Typer) -> None:
    """Add the questions about how things came to be."""
    panel = "Questions"
    app.command("history", rich_help_panel=panel)(asks(history, table=True))
    app.command("diff", rich_help_panel=panel)(asks(diff))
    app.command("step", rich_help_panel=panel)(asks(step))
