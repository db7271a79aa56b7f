"""A practice of the model: its verbs, its clock, and what can be seen from outside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from . import (
    adjusting,
    changing,
    chasing,
    collecting,
    giving,
    leaving,
    lots,
    money_back,
    pausing,
    using,
)
from .dates import begin_of, next_anchor_day
from .day import day_passes
from .member import Member, Refusal, free
from .plans import read_plan
from .reported import Reports

__all__ = ["SOFT", "Model", "Refusal"]

SOFT = "insufficient_funds"


class Model(Reports):
    """Members, plans, cards; `today` only goes on."""

    def __init__(
        self, plans: list[dict[str, Any]], currency: str, today: date, *, manual: bool = False
    ) -> None:
        self.plans = {raw["id"]: read_plan(raw, currency) for raw in plans}
        self.today, self.manual = today, manual
        self.cards: dict[str, str] = {}
        self.members: dict[str, Member] = {}
        self.charge_ids: dict[str, dict[str, Any]] = {}

    # The clock

    def advance(self, to: date) -> None:
        while self.today < to:
            self.today += timedelta(days=1)
            for member in self.members.values():
                day_passes(member, self.today)

    # Charges

    def new_charge(
        self, m: Member, amount: int, on: date, *, asked: bool, name: str = ""
    ) -> dict[str, Any]:
        name = name or f"{m.name}/{sum(c['asked'] for c in m.charges) + 1}"
        charge = {"id": name, "amount": amount, "on": on, "outcome": "", "back": 0, "asked": asked}
        charge["open"] = charge["closed"] = False
        m.charges.append(charge)
        self.charge_ids[name] = {"member": m.name, "amount": amount}
        return charge

    # What is asked

    def _member(self, name: str) -> Member:
        if name not in self.members:
            raise Refusal("not_enrolled")
        return self.members[name]

    def _plan(self, name: str) -> dict[str, Any]:
        if name not in self.plans:
            raise Refusal("unknown_plan")
        return self.plans[name]

    def enroll(self, name: str, plan: str, anchor: date | None = None) -> None:
        on = self.today
        if anchor is not None and anchor < on:
            raise Refusal("invalid")
        terms = self._plan(plan)
        m = self.members.get(name) or Member(self, name)
        if m.status in ("active", "paused"):
            raise Refusal("invalid")
        self.members[name] = m
        m.status, m.enrolled_on, m.joined = "active", on, terms
        m.agree(terms, on)
        m.enrollments.append([on, None, None])
        first = anchor or on
        begins = first if terms["day"] is None else next_anchor_day(first, terms["day"])
        m.schedule = (begins, terms["day"], terms["cycle"])
        m.first_on = m.next_start = first
        giving.start_clocks(m, first)
        m.next_n = 0 if begins == first else -1
        m.period, m.sharers, m.fee_due, m.gift_due = None, {}, True, True
        m.intro_left = terms["intro"][0] if terms["intro"] else 0
        m.term_ends = begin_of(m.schedule, terms["term"]) if terms["term"] else None
        m.commitments.append(m.term_ends)
        m.tell("enrolled", on, plan=plan, first_on=first, term_ends=m.term_ends)
        if first == on:
            bills = len(m.bills)
            collecting.period_begins(m, on)
            if len(m.bills) > bills:
                collecting.collect(m, on)
            giving.own_clocks(m, on)
            self._after(m)

    def card(self, name: str, code: str | None) -> None:
        """From now on the card approves, or declines with a code."""
        if code is None:
            self.cards.pop(name, None)
        else:
            self.cards[name] = code

    def update_card(self, name: str) -> None:
        self.card(name, None)
        m = self._member(name)
        m.refused.clear()
        m.tell("new_card", self.today)
        collecting.collect(m, self.today)
        self._after(m)

    def _after(self, m: Member) -> None:
        """What a command's charge leads to on the same day."""
        giving.give(m, self.today)
        if m.ends_on is not None and m.ends_on <= self.today:  # its day: ends, then steps
            chasing.steps(m, m.ends_on - timedelta(days=1))
            leaving.may_end(m, self.today)
        chasing.steps(m, self.today)
        leaving.may_end(m, self.today)
        giving.give(m, self.today)
        lots.over_already(m, self.today)
        using.appointments(m, self.today)

    def refund(self, name: str, charge: str, amount: int | None = None) -> None:
        if amount is not None and amount <= 0:
            raise Refusal("invalid")
        m = self._member(name)
        money_back.refund(m, self.today, charge, amount)

    def dispute(self, name: str, charge: str) -> None:
        money_back.dispute(self._member(name), self.today, charge)

    def close_dispute(self, name: str, outcome: str, charge: str) -> None:
        money_back.close_dispute(self._member(name), self.today, charge, outcome)

    def _first_time(self, m: Member, what: str, key: str | None, request: Any) -> bool:
        """Whether a key is new; the same request again has its first result."""
        if key is None or (what, key) not in m.requests:
            return True
        if m.requests[what, key] != request:
            raise Refusal("key_reused")
        return False

    def redeem(
        self,
        name: str,
        benefit: str,
        quantity: int,
        performed: date | None = None,
        by: str | None = None,
        key: str | None = None,
    ) -> None:
        on = self.today
        if quantity <= 0 or (performed or on) > on:
            raise Refusal("invalid")
        m = self._member(name)
        request = (benefit, quantity, performed, by)
        if not self._first_time(m, "redeem", key, request):
            return
        number = key or f"#{len(m.redemptions) + 1}"
        using.redeem(m, on, benefit, quantity, performed or on, by, number)
        if key is not None:
            m.requests["redeem", key] = request

    def reserve(
        self,
        name: str,
        benefit: str,
        quantity: int,
        for_on: date,
        key: str,
        by: str | None = None,
    ) -> None:
        if quantity <= 0 or for_on < self.today:
            raise Refusal("invalid")
        m = self._member(name)
        request = (benefit, quantity, for_on, by)
        if not self._first_time(m, "reserve", key, request):
            return
        using.reserve(m, self.today, benefit, quantity, for_on, by, key)
        m.requests["reserve", key] = request

    def release(self, name: str, key: str) -> None:
        using.release(self._member(name), self.today, key)

    def reverse(self, name: str, key: str) -> None:
        using.reverse(self._member(name), self.today, key)

    def adjust(self, name: str, benefit: str, quantity: int) -> None:
        if quantity == 0:
            raise Refusal("invalid")
        adjusting.adjust(self._member(name), self.today, benefit, quantity)

    def pause(
        self,
        name: str,
        until: date | None = None,
        from_on: date | None = None,
        waive: str | None = None,
    ) -> None:
        m = self._member(name)
        pausing.ask(m, self.today, until, from_on, waive is not None)
        self._after(m)

    def resume(self, name: str) -> None:
        m = self._member(name)
        if m.status == "cancelled":
            raise Refusal("cancelled")
        if m.pause is not None:
            pausing.resume(m, self.today)
            day_passes(m, self.today)
        elif m.later_pause is not None:
            m.later_pause = None
            m.tell("pause_called_off", self.today)
        else:
            raise Refusal("invalid")

    def change_plan(self, name: str, plan: str, when: str | None = None) -> None:
        terms = self._plan(plan)
        m = self._member(name)
        changing.ask(m, self.today, terms, when)
        self._after(m)

    def cancel(self, name: str) -> None:
        m = self._member(name)
        leaving.cancel(m, self.today)
        leaving.may_end(m, self.today)
        self._after(m)

    def reinstate(self, name: str) -> None:
        m = self._member(name)
        if m.status == "cancelled":
            raise Refusal("cancelled")
        if m.ends_on is None:
            raise Refusal("invalid")
        m.ends_on = None
        m.tell("stays", self.today)

    def share(self, name: str, person: str) -> None:
        m = self._member(name)
        if m.status == "cancelled":
            raise Refusal("cancelled")
        if person == m.name:
            raise Refusal("invalid")
        if person in m.sharers:
            return
        if m.plan["sharing"] is None:
            raise Refusal("not_shared")
        many, cycles = m.plan["sharing"]
        if len(m.sharers) >= many:
            raise Refusal("not_shared")
        if pausing.paid_in_a_row(m, self.today) < cycles:
            raise Refusal("too_soon")
        m.sharers[person] = self.today
        m.tell("shared", self.today, person=person)

    # What can be seen

    def balance(self, name: str) -> dict[str, int]:
        """Free to use, by benefit, of the lots that there ever were."""
        m, total = self.members[name], {}
        for lot in m.lots:
            usable = free(lot) if lot["frozen_on"] is None else 0
            total[lot["benefit"]] = total.get(lot["benefit"], 0) + usable
        return total
