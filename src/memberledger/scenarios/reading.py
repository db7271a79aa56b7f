"""A scenario file as values; what is malformed is told with its file, step and field."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from memberledger.errors import LedgerError, Refused
from memberledger.files import read_yaml
from memberledger.ledger.checking import DATE_MAX, DATE_MIN
from memberledger.ledger.clock import zone
from memberledger.scenarios import quoting
from memberledger.terms import Plan, Service, read_catalogue, read_plan, read_plans
from memberledger.values import is_currency

__all__ = [
    "VERBS",
    "Practice",
    "Scenario",
    "ScenarioInvalid",
    "Step",
    "read_practice",
    "read_scenario",
]

VERBS: dict[str, frozenset[str]] = {
    "enroll": frozenset({"plan", "anchor", "state", "at", "starts", "price", "waive"}),
    "card": frozenset({"behaves", "code"}),
    "update_card": frozenset(),
    "charge_succeeded": frozenset({"charge", "amount", "on"}),
    "charge_failed": frozenset({"charge", "amount", "code", "on"}),
    "refund": frozenset({"charge", "charged_on", "amount", "key"}),
    "dispute": frozenset({"charge", "charged_on"}),
    "dispute_closed": frozenset({"charge", "charged_on", "outcome"}),
    "redeem": frozenset(
        {"benefit", "quantity", "amount", "key", "performed", "by", "at", "service", "price"}
    ),
    "reserve": frozenset({"benefit", "quantity", "amount", "key", "for", "by", "at", "service"}),
    "release": frozenset({"key", "late", "price"}),
    "no_show": frozenset({"key", "price"}),
    "reverse": frozenset({"key"}),
    "transfer": frozenset({"to", "benefit", "quantity", "key"}),
    "convert": frozenset({"benefit", "quantity", "key"}),
    "adjust": frozenset({"benefit", "quantity", "amount", "key", "expires"}),
    "extend": frozenset({"benefit", "granted_on", "to"}),
    "occasion": frozenset({"name", "key"}),
    "waive": frozenset({"on", "grants"}),
    "pause": frozenset({"until", "from", "waive"}),
    "resume": frozenset(),
    "change_plan": frozenset({"plan", "when", "from"}),
    "amend": frozenset({"plan", "version", "price", "from", "notified", "done", "left_out"}),
    "publish": frozenset({"plan"}),
    "cancel": frozenset({"waive", "ends_on"}),
    "renew": frozenset(),
    "reinstate": frozenset(),
    "share": frozenset({"with"}),
    "quote": quoting.DETAILS,
}
"""The verbs, and the details each takes beside `actor`, `reason`, `refused`."""

_COMMON = frozenset({"date", "refused", "expect", "as_of", "known_on", "actor", "reason", "why"})


_FACTS = frozenset({"timezone", "currency", "name", "locations", "catalogue"})
_FIELDS = frozenset(
    {"scenario", "why", "practice", "locations", "catalogue", "plans", "charges", "steps"}
)


class ScenarioInvalid(LedgerError):
    """A file that is no scenario."""

    code = "invalid_scenario"


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice and its plans, as a file gives them."""

    timezone: str
    currency: str
    plans: tuple[Plan, ...]
    locations: tuple[str, ...] = ()
    catalogue: tuple[Service, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step: a verb naming a member with its details, or an expectation, or both."""

    number: int
    date: dt.date
    verb: str | None
    member: str | None
    details: dict[str, Any]
    refused: str | None
    expect: dict[str, Any] | None
    as_of: dt.date | None
    known_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file."""

    path: str
    title: str
    practice: Practice
    manual: bool
    steps: tuple[Step, ...]


def read_practice(data: Any, where: str) -> Practice:
    """The `practice` and `plans` of a file.

    Raises:
        ScenarioInvalid: the practice is missing or wrong.
        InvalidPlan: a plan is.
    """
    if not isinstance(data, dict):
        raise _wrong(where, "the file", "write a mapping with practice and plans")
    facts = data.get("practice")
    if not isinstance(facts, dict):
        raise _wrong(where, "practice", "write practice: {timezone: America/Denver, currency: USD}")
    unknown = sorted(set(map(str, facts)) - _FACTS)
    if unknown:
        raise _wrong(where, f"practice.{unknown[0]}", f"there are {', '.join(sorted(_FACTS))}")
    currency, timezone = facts.get("currency"), facts.get("timezone")
    if not isinstance(currency, str) or not is_currency(currency):
        raise _wrong(where, "practice.currency", f"{currency!r} is not an ISO 4217 code, as USD")
    try:
        zone(timezone)  # type: ignore[arg-type]
    except Refused as error:
        raise _wrong(where, "practice.timezone", error.message) from None
    plans = read_plans(data.get("plans"), currency, where)
    places = _read_places(data, facts, where)
    return Practice(str(timezone), currency, plans, places, _catalogue(data, currency, where))


def _read_places(data: dict[str, Any], facts: dict[Any, Any], where: str) -> tuple[str, ...]:
    """The locations, of the practice or beside it."""
    places = facts.get("locations", data.get("locations", []))
    if not isinstance(places, list) or not all(isinstance(p, str) and p for p in places):
        raise _wrong(where, "practice.locations", "write a list of ids, as [north, south]")
    return tuple(places)


def _catalogue(data: dict[str, Any], currency: str, where: str) -> tuple[Service, ...] | None:
    """The catalogue, beside the practice's facts or at the top of the file; None where neither."""
    inside, above = data["practice"].get("catalogue"), data.get("catalogue")
    if inside is not None and above is not None:
        raise _wrong(where, "catalogue", "it is there twice; keep the one of the practice")
    given = inside if inside is not None else above
    return read_catalogue(given, currency, where) if given is not None else None


def read_scenario(path: Path | str) -> Scenario:
    """Read a scenario file.

    Raises:
        FileUnreadable: it is no YAML file.
        ScenarioInvalid: it is no scenario; names the step and the field.
        InvalidPlan: a plan is wrong.
    """
    where = str(path)
    data = read_yaml(Path(path))
    practice = read_practice(data, where)
    unknown = sorted(set(map(str, data)) - _FIELDS)
    if unknown:
        raise _wrong(where, unknown[0], "no such field in a scenario")
    if data.get("charges") not in (None, "manual", "simulated"):
        raise _wrong(where, "charges", "write charges: manual, or leave it out")
    steps = data.get("steps")
    if not isinstance(steps, list):
        raise _wrong(where, "steps", "write a list of dated steps")
    read: list[Step] = []
    for number, item in enumerate(steps, 1):
        step = _read_step(item, number, where)
        if read and step.date < read[-1].date:
            raise _wrong(where, f"step {number}: date", f"{step.date} goes back in time")
        if step.verb == "publish":
            step.details["plan"] = _published(step, practice.currency, where)
        read.append(step)
    title = str(data.get("scenario", where))
    return Scenario(where, title, practice, data.get("charges") == "manual", tuple(read))


def _read_step(item: Any, number: int, where: str) -> Step:
    name = f"step {number}"
    if not isinstance(item, dict):
        raise _wrong(where, name, "write a mapping with a date and a verb")
    named = [verb for verb in VERBS if verb in item]
    verbs = [verb for verb in named if not any(verb in VERBS[other] for other in named)]
    if len(verbs) > 1:
        raise _wrong(where, name, f"one verb a step, not {' and '.join(verbs)}")
    verb = verbs[0] if verbs else None
    if verb is None and "expect" not in item:
        raise _wrong(where, name, f"no verb; there are {', '.join(VERBS)} and expect")
    known = _COMMON | (VERBS[verb] | {verb} if verb else frozenset())
    for field in item:
        if field not in known:
            close = get_close_matches(str(field), known, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise _wrong(where, f"{name}: {field}", f"no such detail of {verb or 'expect'}{hint}")
    member = item[verb] if verb else None
    if verb and not isinstance(member, str):
        raise _wrong(where, f"{name}: {verb}", "name a member")
    expect = item.get("expect")
    if "expect" in item and not isinstance(expect, dict):
        raise _wrong(where, f"{name}: expect", "write a mapping of members, or revenue")
    refused = item.get("refused")
    if refused is not None and not isinstance(refused, str):
        raise _wrong(where, f"{name}: refused", "write a code, such as insufficient_balance")
    details = {k: v for k, v in item.items() if verb and k in VERBS[verb] | {"actor", "reason"}}
    return Step(
        number,
        read_date(item.get("date"), f"{name}: date", where),
        verb,
        member,
        details,
        refused,
        expect,
        _optional_date(item, "as_of", name, where),
        _optional_date(item, "known_on", name, where),
    )


def _published(step: Step, currency: str, where: str) -> Plan:
    """The plan of a `publish`, whose id is the one the step names.

    Raises:
        InvalidPlan: it can't be read.
    """
    facts = step.details.get("plan")
    if not isinstance(facts, dict) or facts.get("id", step.member) != step.member:
        raise _wrong(where, f"step {step.number}: plan", f"write the terms of {step.member}")
    return read_plan({**facts, "id": step.member}, currency, f"{where}: step {step.number}")


def _optional_date(item: dict[str, Any], field: str, name: str, where: str) -> date | None:
    return read_date(item[field], f"{name}: {field}", where) if field in item else None


def read_date(value: Any, field: str, where: str) -> date:
    """A date as YAML or text gives it, in the years a practice keeps books for.

    Raises:
        ScenarioInvalid: it is none.
    """
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if (
        isinstance(value, date)
        and not isinstance(value, datetime)
        and DATE_MIN <= value <= DATE_MAX
    ):
        return value
    raise _wrong(where, field, f"{str(value)[:40]!r} is not a date, such as 2026-01-31")


def _wrong(where: str, field: str, right: str) -> ScenarioInvalid:
    return ScenarioInvalid(f"{where}: {field}: {right}", where=where, field=field)
