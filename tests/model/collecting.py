"""Dues: what a period costs, who is asked for it, and what a payment pays."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import chasing, giving, leaving, sharing_out
from .dates import begin_of, days
from .member import Member, owed_of
from .whole import half_up

__all__ = ["apply_credit", "collect", "new_bill", "pay", "period_begins"]

HARD = {"lost_card", "stolen_card", "expired_card"}
STOP = {"revocation_of_authorization"}


def new_bill(m: Member, kind: str, on: date, **more: Any) -> dict[str, Any]:
    usual = {"dues": 0, "fee": 0, "amount": 0, "period": None, "grants": []}
    bill = {
        **usual,
        "late": 0,
        "paid": 0,
        "given_up": 0,
        "settled": None,
        "parts": [],
        "back": 0,
        "credited": 0,
        "void": False,
        "last_paid": on,
        "id": len(m.bills) + 1,
        "kind": kind,
        "on": on,
        "plan": m.plan,
        **more,
        "enrollment": len(m.enrollments),
    }
    m.bills.append(bill)
    amount = bill["dues"] + bill["fee"] + bill["amount"]
    m.tell("billed", on, bill=bill["id"], what=kind, amount=amount)
    return bill


def period_begins(m: Member, on: date) -> None:
    """The next period begins: billed, or not, with what comes at its start."""
    n, start = m.next_n, m.next_start
    end = begin_of(m.schedule, n + 1)
    m.next_n, m.next_start = n + 1, end
    whole = days(start, end)
    period: dict[str, Any] = {"n": n, "start": start, "end": end, "why": None, "bill": None}
    rate = m.plan["price"]
    if n == -1 and m.plan["first_period"] != "full":
        whole = days(begin_of(m.schedule, -1), end)
    period |= {"whole": whole, "rate": rate, "plan": m.plan}
    m.periods.append(period)
    m.period = period
    if m.standing == "suspended" or m.status == "paused":
        period["why"] = "paused" if m.status == "paused" else "suspended"
        m.tell("skipped", on, start=start, end=end, cause=period["why"])
        terms = m.plan["pause"]
        if m.pause and m.pause["from"] != on and terms and terms["fee_every_cycle"]:
            pause_fee(m, on)
        return
    period["first"], m.gift_due = m.gift_due, False
    if n == -1 and m.plan["first_period"] == "free":
        period["why"] = "free"
        giving.period_gives(m, period, on)
        giving.free_period_gives(m, period, on)
        return
    if n >= 0 and m.intro_left:
        rate = m.plan["intro"][1]
        m.intro_left -= 1
    dues = rate
    if n == -1 and m.plan["first_period"] == "prorated":
        dues = half_up(rate * days(start, end), whole)
    fee = m.joined["enrollment_fee"] if m.fee_due else 0
    m.fee_due = False
    period["rate"] = rate
    period["bill"] = new_bill(m, "dues", on, dues=dues, fee=fee, period=period)
    giving.period_gives(m, period, on)


def pause_fee(m: Member, on: date) -> None:
    """The fee of a pause, by the plan in force; earned to the next billing date, or to the end
    that was named; one of the whole pause to that end."""
    terms = m.plan["pause"]
    if m.pause is None or terms is None or not terms["fee"]:
        return
    until = m.pause["until"]
    ends = [until] if until is not None else []
    if terms["fee_every_cycle"] or not ends:
        ends.append(m.next_start if m.next_start > on else begin_of(m.schedule, m.next_n + 1))
    bill = new_bill(m, "pause_fee", on, amount=terms["fee"])
    bill["stretch"] = (on, min(ends))


# Collecting


def collect(m: Member, on: date) -> None:
    """What is owed, oldest first, one charge each; a decline ends the round."""
    apply_credit(m, on)
    if m.practice.manual:
        _settle_nothing(m, on)
        return
    for bill in list(m.bills):
        if not owed_of(bill) and bill["settled"] is None and not bill["given_up"]:
            settle(m, bill, on)
        if owed_of(bill) <= 0 or m.refused:
            continue
        amount = owed_of(bill)
        code = m.practice.cards.get(m.name)
        charge = m.practice.new_charge(m, amount, on, asked=True)
        if code is not None:
            declined(m, charge, code, bill, on)
            _settle_nothing(m, on)
            return
        m.tell("charged", on, charge=charge["id"], amount=amount, parts=[(bill["id"], amount)])
        charge["outcome"] = "paid"
        pay(m, bill, charge["id"], amount, on)
    chasing.unasked(m, on)
    chasing.run_may_end(m, on, "paid")


def _settle_nothing(m: Member, on: date) -> None:
    """A bill of which nothing is owed needs no card."""
    for bill in m.bills:
        if not owed_of(bill) and bill["settled"] is None and not bill["given_up"]:
            settle(m, bill, on)


def apply_credit(m: Member, on: date) -> None:
    """Billing credit pays before any card does."""
    for bill in m.bills:
        while owed_of(bill) > 0 and m.credit:
            source, amount = m.credit[0]
            used = min(amount, owed_of(bill))
            m.credit[0][1] -= used
            if not m.credit[0][1]:
                m.credit.pop(0)
            m.tell("credit_used", on, bill=bill["id"], amount=used, source=source)
            pay(m, bill, source, used, on)
    chasing.run_may_end(m, on, "paid")


def pay(m: Member, bill: dict[str, Any], source: str, amount: int, on: date) -> None:
    bill["paid"] += amount
    bill["last_paid"] = max(on, bill["last_paid"])
    bill["parts"].append([source, amount])
    if not owed_of(bill) and bill["settled"] is None:
        settle(m, bill, on)


def settle(m: Member, bill: dict[str, Any], on: date) -> None:
    """Paid in full: its money is split for good, and what it gives may come."""
    on = max(on, bill["last_paid"])
    bill["settled"] = on
    bill["split"] = sharing_out.split_of(m, bill, on)
    m.tell("settled", on, bill=bill["id"], layers=bill["split"])
    m.waiting_grants.append({"bill": bill, "paid_on": on})


def declined(
    m: Member, charge: dict[str, Any], code: str, bill: dict[str, Any] | None, on: date
) -> None:
    """A soft decline may be tried again, a hard one waits for a card, a stop order asks to go."""
    charge["outcome"], charge["code"] = "failed", code
    m.tell("declined", on, charge=charge["id"], amount=charge["amount"], code=code)
    if code in HARD | STOP:
        m.refused.add(charge["id"])
    chasing.run_begins(m, on, charge["id"])
    if code in STOP and m.status in ("active", "paused") and m.ends_on is None:
        leaving.request(m, on)
