"""`memberledger explain`: the chain of events and rules that gives a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_rows, print_table, say
from memberledger.cli.replaying import entry_json, who_and_why
from memberledger.cli.words import plain
from memberledger.explaining import Explanation, Part
from memberledger.values import format_amount

__all__ = ["register"]

_COLUMNS = (
    "level",
    "amount",
    "says",
    "member",
    "version",
    "position",
    "event",
    "effective_on",
    "recorded_at",
    "actor",
    "reason",
    "policy",
    "rule",
    "arithmetic",
)
_SHOWN = 2
"""How deep a table for people goes; `--json` goes down to the last event."""


def explain(
    desk: FrontDesk,
    whom: Annotated[
        str,
        typer.Argument(
            help="The member's reference; or `revenue`, `mrr` or `deferred`, of the practice.",
            metavar="MEMBER|revenue|mrr|deferred",
        ),
    ],
    what: Annotated[
        str,
        typer.Argument(
            help="`balance`, `charge`, `owed`, `credit`, `standing`, `next`, `deferred`; of "
            "revenue and mrr, a month: 2026-03; of deferred, a day: 2026-03-31.",
            metavar="WHAT",
        ),
    ],
    which: Annotated[
        str | None,
        typer.Argument(help="The benefit of a balance, the id of a charge.", metavar="[ID]"),
    ] = None,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
    member: Annotated[
        str | None, typer.Option("--member", help="Of the revenue, this member's.")
    ] = None,
) -> None:
    """Explain a number: the events that give it, their rules, and the arithmetic.

    `explain m-001 balance facial`, `explain m-001 charge ch_1`, `explain m-001 owed`,
    `explain m-001 standing`, `explain m-001 next`, `explain revenue 2026-03`,
    `explain mrr 2026-03`, `explain deferred 2026-03-31`.
    """
    found = _found(desk, whom, what, which, as_of, known_on, member)
    rows = [_flat(found, level, part) for level, part in _walk(found.parts)]
    if desk.told(_json(found), _COLUMNS, rows):
        return
    _print(desk, found)


def _found(
    desk: FrontDesk,
    whom: str,
    what: str,
    which: str | None,
    as_of: date | None,
    known_on: date | None,
    member: str | None,
) -> Explanation:
    ledger, moment = desk.ledger, {"as_of": as_of, "known_on": known_on}
    if whom == "revenue" and (month := _month(what)) is not None:
        if as_of is not None or which is not None:
            raise typer.BadParameter("revenue takes a month, --member and --known-on")
        return ledger.explain_revenue(month, member, known_on=known_on)
    if member is not None:
        raise typer.BadParameter("--member is of `explain revenue MONTH`")
    if whom in ("mrr", "deferred") and (found := _of_the_practice(desk, whom, what, known_on)):
        if as_of is not None or which is not None:
            raise typer.BadParameter(f"{whom} takes its time as its argument, and --known-on")
        return found
    if what == "balance" and which is not None:
        return ledger.explain_balance(whom, which, **moment)
    if what == "charge" and which is not None:
        return ledger.explain_charge(whom, which, **moment)
    plain_ones: dict[str, Callable[..., Explanation]] = {
        "owed": ledger.explain_owed,
        "credit": ledger.explain_credit,
        "standing": ledger.explain_standing,
        "next": ledger.explain_next_charge,
        "deferred": ledger.explain_deferred,
    }
    if what in plain_ones and which is None:
        return plain_ones[what](whom, **moment)
    raise typer.BadParameter(
        "say MEMBER balance BENEFIT, MEMBER charge ID, MEMBER owed, MEMBER credit, MEMBER "
        "standing, MEMBER next, MEMBER deferred; or revenue or mrr and a month such as 2026-03, "
        "or deferred and a day such as 2026-03-31"
    )


def _of_the_practice(
    desk: FrontDesk, whom: str, what: str, known_on: date | None
) -> Explanation | None:
    """Recurring revenue of a month, or what is deferred on a day; None where neither is meant."""
    if whom == "mrr" and (month := _month(what)) is not None:
        return desk.ledger.explain_mrr(month, known_on=known_on)
    if whom == "deferred" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", what):
        try:
            day = date.fromisoformat(what)
        except ValueError:
            raise typer.BadParameter(f"{what!r} is not a date, such as 2026-03-31") from None
        return desk.ledger.explain_deferred(as_of=day, known_on=known_on)
    return None


def _month(text: str) -> date | None:
    """The first day of a month such as 2026-03; None for anything else."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
        return None
    return date.fromisoformat(f"{text}-01")


def _walk(parts: tuple[Part, ...], level: int = 1) -> Iterator[tuple[int, Part]]:
    for part in parts:
        yield level, part
        yield from _walk(part.parts, level + 1)


def _shown(found: Explanation, amount: int | None) -> str | int | None:
    """Money as text, units as whole numbers."""
    if amount is None or not found.is_money:
        return amount
    return format_amount(amount, found.currency)


def _json(found: Explanation) -> dict[str, Any]:
    figure = found.figure if isinstance(found.figure, str) else _shown(found, found.figure)
    return {
        "subject": found.subject,
        "figure": figure,
        "unit": found.unit or None,
        "adds_up": found.adds_up,
        "parts": [_part_json(found, part) for part in found.parts],
        "notes": list(found.notes),
    }


def _part_json(found: Explanation, part: Part) -> dict[str, Any]:
    return {
        "amount": _shown(found, part.amount),
        "says": part.says,
        "member": part.member,
        "event": entry_json(part.entry) if part.entry is not None else None,
        "policy": part.rule.policy if part.rule is not None else None,
        "rule": part.rule.says if part.rule is not None else None,
        "arithmetic": list(part.arithmetic),
        "parts": [_part_json(found, each) for each in part.parts],
    }


def _flat(found: Explanation, level: int, part: Part) -> dict[str, Any]:
    told = _part_json(found, part)
    event = told.pop("event") or {}
    return {"level": level, **dict.fromkeys(_COLUMNS[4:]), **event, **told}


def _print(desk: FrontDesk, found: Explanation) -> None:
    figure = plain(found.figure) if isinstance(found.figure, str) else _shown(found, found.figure)
    say(f"{found.subject}: {figure} {found.unit}".rstrip(), "bold")
    shown = [(level, part) for level, part in _walk(found.parts) if level <= _SHOWN]
    rows = [_row(found, level, part) for level, part in shown]
    if rows:
        say()
        counted = not isinstance(found.figure, str)
        numbers = [">Amount", ">Of it"] if counted else []
        columns = [*numbers, "Why", ">#", ">Pos.", "!Effective"]
        print_table(columns, rows if counted else [row[2:] for row in rows])
    for note in found.notes:
        say()
        say(note)
    rules = {p.rule.policy: p.rule.says for _, p in shown if p.rule is not None}
    if rules:
        say()
        print_rows(rules.items())


def _row(found: Explanation, level: int, part: Part) -> tuple[object, ...]:
    amount = _shown(found, part.amount)
    amounts = (amount, None) if level == 1 else (None, amount)
    lines = [part.says, *(f"  {text}" for text in part.arithmetic)]
    if part.rule is not None:
        lines[-1] += f" ({part.rule.policy})"
    entry = part.entry
    if entry is None:
        return (*amounts, "\n".join(lines), None, None, None)
    if who := who_and_why(entry.event):
        lines.append(who)
    place = entry.version, entry.position, entry.event.effective_on
    return (*amounts, "\n".join(lines), *place)


def register(app: typer.Typer) -> None:
    """Add the question why."""
    app.command("explain", rich_help_panel="Questions")(asks(explain, table=True))
