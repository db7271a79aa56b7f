"""Plans, benefits and dates in the words of the trade."""

from __future__ import annotations

from memberledger.projections.card import rollover_in_words
from memberledger.terms import Benefit, Plan
from memberledger.values import format_amount

__all__ = ["benefit_in_words", "plain", "plan_json", "plan_row"]


def plain(word: str) -> str:
    """A word of the library as people write it: `past_due` is "past due"."""
    return word.replace("_", " ")


def plan_row(plan: Plan, currency: str) -> tuple[str, ...]:
    """A plan on sale as a row of a table."""
    title = plan.id if plan.title == plan.id else f"{plan.id}\n{plan.title}"
    benefits = "\n".join(benefit_in_words(b, currency) for b in plan.benefits)
    return title, format_amount(plan.price, currency), _every(str(plan.cycle)), benefits


def plan_json(plan: Plan, currency: str) -> dict[str, object]:
    """A plan on sale as plain data."""
    return {
        "plan": plan.id,
        "name": plan.title,
        "version": plan.version,
        "price": format_amount(plan.price, currency),
        "cycle": str(plan.cycle),
        "enrollment_fee": format_amount(plan.enrollment_fee, currency),
        "benefits": [
            {"benefit": b.id, "kind": b.kind, "in_words": benefit_in_words(b, currency)}
            for b in plan.benefits
        ],
    }


def benefit_in_words(benefit: Benefit, currency: str) -> str:
    """What a benefit gives, how often, and what becomes of what is left."""
    return _KINDS[benefit.kind](benefit, currency)


def _every(span: str) -> str:
    return f"every {span.removeprefix('1 ')}" if span.startswith("1 ") else f"every {span}"


def _often(benefit: Benefit) -> str:
    if benefit.grants == "each_period":
        return "each period"
    return "at enrollment" if benefit.grants == "at_enrollment" else _every(str(benefit.grants))


def _units(benefit: Benefit, currency: str) -> str:
    uses = benefit.services
    of = f" ({' or '.join(uses)})" if isinstance(uses, tuple) and uses != (benefit.id,) else ""
    left = rollover_in_words(benefit, currency)
    return f"{benefit.quantity} {benefit.id}{of} {_often(benefit)}; {left}"


def _money(benefit: Benefit, currency: str) -> str:
    if benefit.amount == "dues":
        given = f"the dues go into {benefit.id}"
    else:
        given = f"{format_amount(benefit.amount or 0, currency)} of {benefit.id} {_often(benefit)}"
    return f"{given}{_for(benefit)}; {rollover_in_words(benefit, currency)}"


def _discount(benefit: Benefit, currency: str) -> str:
    if benefit.percent is not None:
        text = f"{benefit.percent // 100}.{benefit.percent % 100:02}".rstrip("0").rstrip(".")
        return f"{text}% off{_for(benefit)}"
    return f"{format_amount(benefit.amount_off or 0, currency)} off{_for(benefit)}"


def _member_price(benefit: Benefit, currency: str) -> str:
    what = _for(benefit) or f" for {benefit.id}"
    return f"member price of {format_amount(benefit.price or 0, currency)}{what}"


def _perk(benefit: Benefit, _currency: str) -> str:
    return benefit.name or plain(benefit.id)


_KINDS = {
    "service_credit": _units,
    "value_credit": _money,
    "discount": _discount,
    "member_price": _member_price,
    "perk": _perk,
}


def _for(benefit: Benefit) -> str:
    return f" for {', '.join(benefit.services)}" if isinstance(benefit.services, tuple) else ""
