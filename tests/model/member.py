"""What the model remembers of one member: plain lists and dictionaries, and a log of what was.

A bill: id, kind (dues, change, pause_fee, leaving_fee), on, dues, fee (the enrollment's), amount
(of other kinds), late, paid, given_up, period, plan, settled (a date), parts (what was paid, by
which charge), grants (of a change).
A lot: id, benefit, plan (its id), granted_on, start, end, expires, priority, quantity, used, kept
(reserved), lapsed, taken (forfeited), bill, promo, void, frozen_on, benefit's caps.
A period: n, start, end, whole, why (not billed: paused, suspended, free), bill, rate, plan.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from .dates import Schedule, begin_of
from .plans import Plan

__all__ = ["Member", "Refusal", "free", "owed_of"]


class Refusal(Exception):
    """The rules say no, with the word for why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Member:
    """One member; `practice` has the plans, the cards and the charges of all."""

    def __init__(self, practice: Any, name: str) -> None:
        self.practice, self.name = practice, name
        self.status = "none"
        self.enrolled_on: date | None = None
        self.enrollments: list[list[Any]] = []  # [first day, end or None, after_end]
        self.plan: Plan = {}
        self.joined: Plan = {}
        self.plans: list[Plan] = []
        self.agreed: list[tuple[date, Plan]] = []
        self.intro_left = 0
        self.schedule: Schedule = (date.min, None, (1, "months"))
        self.first_on = self.next_start = date.max
        self.next_n = 0
        self.clocks: dict[str, dict[str, Any]] = {}
        self.period: dict[str, Any] | None = None
        self.periods: list[dict[str, Any]] = []
        self.fee_due = self.gift_due = False
        self.term_ends: date | None = None
        self.commitments: list[date | None] = []  # the end of each enrollment's
        self.bills: list[dict[str, Any]] = []
        self.charges: list[dict[str, Any]] = []
        self.credit: list[list[Any]] = []  # [charge, amount], oldest first
        self.refused: set[str] = set()
        self.run: dict[str, Any] | None = None
        self.lots: list[dict[str, Any]] = []
        self.waiting_grants: list[dict[str, Any]] = []
        self.redemptions: dict[str, dict[str, Any]] = {}
        self.reservations: dict[str, dict[str, Any]] = {}
        self.requests: dict[tuple[str, str], Any] = {}
        self.sharers: dict[str, date] = {}  # since when
        self.change: Plan | None = None
        self.pause: dict[str, Any] | None = None
        self.later_pause: dict[str, Any] | None = None
        self.pauses: list[dict[str, Any]] = []
        self.ends_on: date | None = None
        self.ends_with_period = False
        self.spans: list[list[Any]] = []  # [word, first day, first day no more or None]
        self.log: list[dict[str, Any]] = []

    def tell(self, kind: str, on: date, **facts: Any) -> None:
        """Something has happened."""
        self.log.append({"kind": kind, "on": on, **facts})

    # What is so

    @property
    def standing(self) -> str:
        if self.run is None:
            return "good"
        return "suspended" if self.run["suspended"] else "past_due"

    @property
    def owed(self) -> int:
        return sum(owed_of(b) for b in self.bills)

    @property
    def credit_left(self) -> int:
        return sum(amount for _, amount in self.credit)

    def bill(self, number: int) -> dict[str, Any]:
        return self.bills[number - 1]

    def lot(self, number: int) -> dict[str, Any]:
        return self.lots[number - 1]

    def begin(self, n: int) -> date:
        return begin_of(self.schedule, n)

    def span_begins(self, word: str, on: date) -> None:
        self.spans.append([word, on, None])

    def span_ends(self, word: str, on: date) -> None:
        for each in self.spans:
            if each[0] == word and each[2] is None:
                each[2] = on

    def was(self, word: str, on: date) -> bool:
        """Whether it was so on that day."""
        return any(w == word and a <= on and (z is None or on < z) for w, a, z in self.spans)

    def agree(self, plan: Plan, on: date) -> None:
        """The terms from a day on."""
        self.plan = plan
        self.plans.append(plan)
        self.agreed.append((on, plan))

    def plan_on(self, on: date) -> Plan:
        """The terms in force on a day."""
        return next((plan for day, plan in reversed(self.agreed) if day <= on), self.agreed[0][1])

    def terms_of(self, benefit: str) -> dict[str, Any] | None:
        """The benefit, by the newest terms that have it of those the member ever agreed to."""
        for plan in [self.plan, *reversed(self.plans)]:
            for each in plan["benefits"]:
                if each["id"] == benefit:
                    return each
        return None


def owed_of(bill: dict[str, Any]) -> int:
    whole = bill["dues"] + bill["fee"] + bill["amount"] + bill["late"]
    return whole - bill["paid"] - bill["given_up"]


def free(lot: dict[str, Any]) -> int:
    """What is neither used, nor kept, nor gone."""
    return lot["quantity"] - lot["used"] - lot["kept"] - lot["lapsed"] - lot["taken"]
