"""What was asked of a ledger, written as a scenario file that `memberledger check` plays.

The steps are those that were asked, with their refusals; at the end stands what was seen. Where a
figure is wrong, correct it by hand: the file then fails until the rule is mended, and stays as an
example of it. What has no word in a scenario is a comment in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from memberledger.errors import LedgerError
from memberledger.projections import MemberCard
from memberledger.scenarios.reading import VERBS
from memberledger.testing.asking import Call
from memberledger.testing.lives import Life, Outcome, Table, play
from memberledger.values import format_amount

__all__ = ["as_scenario", "flow", "life_as_scenario"]

_VERB = {"close_dispute": "dispute_closed"}
"""Methods of `Ledger` whose verb is another word."""
_POSITIONAL = {
    "enroll": ("plan",),
    "redeem": ("benefit",),
    "reserve": ("benefit",),
    "release": ("key",),
    "reverse": ("key",),
    "no_show": ("key",),
    "adjust": ("benefit",),
    "change_plan": ("plan",),
    "share": ("with",),
    "close_dispute": ("outcome",),
    "charge_succeeded": ("charge", "amount"),
    "charge_failed": ("charge", "amount", "code"),
    "convert": ("benefit",),
    "occasion": ("name",),
    "extend": ("benefit",),
    "transfer": ("to", "benefit"),
}
"""What the methods take by position after the member, by the names that a step has for them."""
_NAMED = {
    "performed_on": "performed",
    "expires_on": "expires",
    "for_on": "for",
    "from_on": "from",
    "notified_on": "notified",
    "person": "with",
}
"""Details whose name in a step is another than the method's."""
_ALWAYS = frozenset({"actor", "reason"})
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_WORDS = frozenset({"true", "false", "null"})
_UNTOLD = (LedgerError, AssertionError, LookupError, ValueError, ArithmeticError)
"""What asking a ledger with a fault may raise; the file then says so."""


def life_as_scenario(life: Life, title: str = "A life") -> str:
    """Live a life on a ledger in memory and write it down; as `as_scenario`."""
    with play(life) as table:
        return as_scenario(table, title)


def as_scenario(
    table: Table, title: str = "What was asked, and what was seen", why: str = ""
) -> str:
    """The text of a scenario file: practice, plans, everything that was asked, what is seen now.

    Args:
        table: where it was asked; its clock stands on the day of the last expectations.
        title: one sentence.
        why: what is wrong, as comments at the top; its lines are kept.

    Raises:
        Nothing: what can't be told of a ledger with a fault is a comment in the file.
    """
    life = table.life
    lines = [f"# {line}".rstrip() for line in why.splitlines()]
    lines.append(f"scenario: {flow(title)}")
    practice: dict[str, Any] = {"timezone": life.timezone, "currency": life.currency}
    if life.locations:
        practice["locations"] = list(life.locations)
    if life.catalogue is not None:
        practice["catalogue"] = list(life.catalogue)
    lines.append(f"practice: {flow(practice)}")
    if life.manual:
        lines.append("charges: manual")
    lines.append("plans:")
    for plan in life.plans:
        lines += _plan(plan)
    lines.append("steps:")
    published = iter(table.published)
    for outcome in table.outcomes:
        lines += [f"  {line}" for line in _step(table, outcome, published)]
    lines += [f"  {line}" for line in _seen(table)]
    return "\n".join(lines) + "\n"


def flow(value: Any) -> str:
    """A value as YAML on one line; text is in quotes wherever it might be read as another kind.

    >>> flow({"date": date(2026, 1, 31), "amount": "199.00", "benefits": [{"id": "facial"}]})
    '{date: 2026-01-31, amount: "199.00", benefits: [{id: facial}]}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _plan(plan: dict[str, Any]) -> Iterator[str]:
    """A plan, each of its fields on a line, and each of its benefits."""
    mark = "-"
    for name, value in plan.items():
        if name == "benefits" and value:
            yield f"  {mark} benefits:"
            yield from (f"      - {flow(benefit)}" for benefit in value)
        else:
            yield f"  {mark} {name}: {flow(value)}"
        mark = " "


def _step(table: Table, outcome: Outcome, published: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The step of an act; a comment for what has no word in a scenario, nothing for days alone."""
    asked, call = outcome.act, outcome.call
    refused = {} if outcome.word in ("done", "waited") else {"refused": outcome.word}
    day = {"date": outcome.day}
    if call is not None:
        said = _said(table, call)
        verb = _VERB.get(call.method, call.method)
        unknown = set(said) - VERBS.get(verb, frozenset()) - _ALWAYS
        if verb in VERBS and not unknown:
            yield f"- {flow({**day, verb: call.member, **said, **refused})}"
        else:
            told = flow({**day, call.method: call.member, **said, **refused})
            yield f"# no step of a scenario: {told}"
    elif asked.verb == "card":
        code = asked.details.get("code")
        behaves = {"behaves": "approves"} if code is None else {"behaves": "declines", "code": code}
        yield f"- {flow({**day, 'card': asked.member, **behaves})}"
    elif asked.verb == "publish":
        terms = next(published)
        yield f"- {flow({**day, 'publish': terms['id'], 'plan': terms})}"


def _said(table: Table, call: Call) -> dict[str, Any]:
    """The details of a call by the names of a step; amounts as text."""
    names = _POSITIONAL.get(call.method, tuple(f"argument {n + 1}" for n in range(len(call.args))))
    said = dict(zip(names, call.args, strict=True))
    said |= {_NAMED.get(name, name): value for name, value in call.kwargs.items()}
    for name in ("amount", "price"):
        if isinstance(said.get(name), int):
            said[name] = format_amount(said[name], table.life.currency)
    return {name: value for name, value in said.items() if value is not None}


def _seen(table: Table) -> Iterator[str]:
    """What a member's card and the books say now, as expectations."""
    yield f"- date: {table.day().isoformat()}"
    yield "  expect:"
    for member in table.members:
        try:
            card = table.ledger.member(member)
        except _UNTOLD as error:
            yield f"    # {member}: {str(error).splitlines()[0]}"
            continue
        yield f"    {flow(member)}:"
        for field, value in _card(card).items():
            yield f"      {field}: {flow(value)}"
    try:
        booked = table.ledger.booked()
    except _UNTOLD as error:
        yield f"    # revenue: {str(error).splitlines()[0]}"
        return
    figures = ("collected", "recognised", "breakage", "deferred", "refunded")
    told = {name: format_amount(getattr(booked, name), table.life.currency) for name in figures}
    yield f"    revenue: {flow(told)}"


def _card(card: MemberCard) -> dict[str, Any]:
    """A member's card in the words of an expectation."""

    def money(minor: int) -> str:
        return format_amount(minor, card.currency)

    def much(benefit: str, quantity: int) -> int | str:
        return money(quantity) if benefit in card.money else quantity

    next_charge = None
    if card.next_charge is not None:
        day, amount = card.next_charge
        next_charge = {"date": day, "amount": money(amount)}
    return {
        "status": card.status,
        "standing": card.standing,
        "plan": card.plan,
        "balance": {benefit: much(benefit, n) for benefit, n in card.balance.items()},
        "reserved": {benefit: much(benefit, n) for benefit, n in card.reserved.items() if n},
        "lots": [
            {
                "benefit": lot.benefit,
                "remaining": much(lot.benefit, lot.remaining),
                "expires_on": lot.expires_on,
            }
            for lot in card.lots
        ],
        "charges": [
            {"date": line.date, "amount": money(line.amount), "outcome": line.outcome}
            for line in card.charges
        ],
        "owed": money(card.owed),
        "billing_credit": money(card.billing_credit),
        "next_charge": next_charge,
        "ends_on": card.ends_on,
        "flagged": card.flagged,
    }
