"""A member's card as plain data, and as a page for people."""

from __future__ import annotations

from typing import Any

from memberledger.cli.output import print_table, say
from memberledger.cli.words import plain
from memberledger.projections import LotLine, MemberCard
from memberledger.values import format_amount

__all__ = ["card_json", "measure", "print_card", "summary_json"]

_CHARGES_SHOWN = 5


def measure(card: MemberCard, benefit: str, quantity: int) -> str:
    """A quantity of a benefit: units, or money with its decimals."""
    if benefit in card.money:
        return format_amount(quantity, card.currency)
    return str(quantity)


def summary_json(card: MemberCard) -> dict[str, Any]:
    """A member at a glance."""
    charge = card.next_charge
    return {
        "member": card.member,
        "plan": card.plan,
        "status": card.status,
        "standing": card.standing,
        "flagged": card.flagged,
        "owed": format_amount(card.owed, card.currency),
        "next_charge": None
        if charge is None
        else {"date": charge[0], "amount": format_amount(charge[1], card.currency)},
        "last_refill": card.last_refill,
    }


def card_json(card: MemberCard) -> dict[str, Any]:
    """Everything on a card; counted benefits as whole numbers, money as text."""
    return {
        **summary_json(card),
        "currency": card.currency,
        "enrolled_on": card.enrolled_on,
        "pause_from": card.pause_from,
        "paused_until": card.paused_until,
        "waiting_plan": card.waiting_plan,
        "ends_on": card.ends_on,
        "billing_credit": format_amount(card.billing_credit, card.currency),
        "benefits": [_benefit_json(card, benefit) for benefit in card.balance],
        "charges": [
            {
                "charge": line.charge,
                "date": line.date,
                "amount": format_amount(line.amount, card.currency),
                "outcome": line.outcome,
            }
            for line in card.charges
        ],
    }


def _benefit_json(card: MemberCard, benefit: str) -> dict[str, Any]:
    def quantity(value: int) -> int | str:
        return measure(card, benefit, value) if benefit in card.money else value

    return {
        "benefit": benefit,
        "free": quantity(card.balance[benefit]),
        "reserved": quantity(card.reserved.get(benefit, 0)),
        "rollover": card.rollover.get(benefit),
        "lots": [
            {
                "lot": line.lot,
                "remaining": quantity(line.remaining),
                "granted_on": line.granted_on,
                "expires_on": line.expires_on,
                **({"promotional": True} if line.promotional else {}),
            }
            for line in _lots(card, benefit)
        ],
    }


def _lots(card: MemberCard, benefit: str) -> list[LotLine]:
    return [line for line in card.lots if line.benefit == benefit]


def print_card(card: MemberCard) -> None:
    """A card as a front desk reads it: who, money, benefits, last charges."""
    say(f"{card.member}: {card.plan}, {', '.join(_states(card))}", "bold")
    say()
    for label, value in _facts(card):
        say(f"  {label:<15} {value}")
    if card.balance:
        say()
        _print_benefits(card)
    if card.charges:
        say()
        _print_charges(card)


def _states(card: MemberCard) -> list[str]:
    """Status, standing, flag; good standing goes without saying once the membership is over."""
    states = [plain(card.status)]
    if card.standing != "good":
        states.append(plain(card.standing))
    elif card.status != "cancelled":
        states.append("in good standing")
    if card.review:
        states.append("to be reviewed")
    return [*states, "chart flagged"] if card.flagged else states


def _facts(card: MemberCard) -> list[tuple[str, str]]:
    """The facts that hold for this member; money always, the rest where there is any."""
    money = "none"
    if card.next_charge is not None:
        day, amount = card.next_charge
        money = f"{format_amount(amount, card.currency)} on {day}"
    facts = [
        ("Owed", f"{format_amount(card.owed, card.currency)} {card.currency}"),
        ("Next charge", money),
    ]
    if card.billing_credit:
        facts.append(("Billing credit", format_amount(card.billing_credit, card.currency)))
    for label, value in (
        ("Last refill", card.last_refill),
        ("Enrolled", card.enrolled_on),
        ("Moves to", card.waiting_plan),
        ("Pauses from", card.pause_from),
        ("Ended" if card.status == "cancelled" else "Ends", card.ends_on),
    ):
        if value is not None:
            facts.append((label, str(value)))
    if card.status == "paused":
        facts.append(("Paused until", str(card.paused_until or "resumed")))
    return facts


def _print_benefits(card: MemberCard) -> None:
    rows: list[tuple[str, str, str, str]] = []
    for benefit, free in card.balance.items():
        reserved = card.reserved.get(benefit, 0)
        rule = card.rollover.get(benefit) or "of a plan left"
        kept = measure(card, benefit, reserved) if reserved else ""
        rows.append((benefit, measure(card, benefit, free), kept, rule))
        for line in _lots(card, benefit):
            end = f"until {line.expires_on}" if line.expires_on else "does not expire"
            left = measure(card, benefit, line.remaining)
            gift = ", promotional" if line.promotional else ""
            rows.append((f"  lot {line.lot}", left, "", f"from {line.granted_on}, {end}{gift}"))
    print_table(["Benefit", ">Free", ">Reserved", "What is left"], rows)


def _print_charges(card: MemberCard) -> None:
    last = card.charges[-_CHARGES_SHOWN:]
    if len(last) < len(card.charges):
        say(f"The last {len(last)} of {len(card.charges)} charges:")
    print_table(
        ["!Charged", ">Amount", "Outcome", "Charge"],
        [(c.date, format_amount(c.amount, card.currency), c.outcome, c.charge) for c in last],
    )
