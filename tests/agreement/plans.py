"""Plans for these tests: a base and what is laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from memberledger import Plan, read_plan
from memberledger.agreement import GROUPS, doubts, told

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted((ROOT / "examples" / "programs").glob("*.plan.yaml"))

BASE: dict[str, Any] = {"id": "glow", "price": "199.00", "cycle": "1 month"}
FACIAL: dict[str, Any] = {"id": "facial", "kind": "service_credit", "quantity": 1}
BANK: dict[str, Any] = {"id": "bank", "kind": "value_credit", "amount": "25.00"}


def plan(*benefits: dict[str, Any], **facts: Any) -> Plan:
    """A plan of 199.00 a month with these benefits and terms; None takes a term away."""
    data = {k: v for k, v in {**BASE, **facts}.items() if v is not None}
    if benefits:
        data["benefits"] = [
            {k: v for k, v in benefit.items() if v is not None} for benefit in benefits
        ]
    return read_plan(data, "USD")


def words(the_plan: Plan, group: str | None = None) -> str:
    """The agreement as one text, or one group of it."""
    lines = told(the_plan, "USD")
    return "\n".join(line.text for line in lines if group in (None, line.group))


def codes(the_plan: Plan) -> list[tuple[str, str | None]]:
    """Each warning's code and the benefit it is about."""
    return [(doubt.code, doubt.about) for doubt in doubts(the_plan, "USD")]


def page(the_plan: Plan, currency: str) -> str:
    """The whole agreement with its headings and warnings, as it is kept beside these tests."""
    parts = [f"# {the_plan.title}"]
    for group, heading in GROUPS.items():
        text = [line.text for line in told(the_plan, currency) if line.group == group]
        parts += [f"\n{heading}", *(f"  {line}" for line in text)] if text else []
    found = doubts(the_plan, currency)
    parts += ["", *(f"! {doubt.code} {doubt.about or ''}".rstrip() for doubt in found)]
    return "\n".join(parts).rstrip() + "\n"
