"""Charges that the processor reports by itself, late or twice or out of order."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import chasing, collecting, giving, lots
from .member import Member, Refusal, owed_of

__all__ = ["Reports"]


class Reports:
    """The part of a practice that hears of charges."""

    today: date
    members: dict[str, Member]
    charge_ids: dict[str, dict[str, Any]]
    _member: Any
    _after: Any
    new_charge: Any

    def charge_succeeded(self, name: str, charge: str, amount: int, on: date | None = None) -> None:
        on = self._reported(amount, on)
        m = self._member(name)
        known = self._known(charge, name, amount)
        if known is not None and known["outcome"] != "failed":
            return
        if known is None:
            known = self.new_charge(m, amount, on, asked=False, name=charge)
        left, parts = amount, []
        for bill in m.bills:
            part = min(left, owed_of(bill))
            if part > 0:
                parts.append((bill, part))
                left -= part
        on = max([on, *(bill["on"] for bill, _ in parts)])
        known["outcome"], known["on"] = "paid", on
        m.refused.discard(charge)
        m.tell("charged", on, charge=charge, amount=amount, parts=[(b["id"], p) for b, p in parts])
        for bill, part in parts:
            collecting.pay(m, bill, charge, part, on)
        if left:
            m.credit.append([charge, left])
        chasing.run_may_end(m, on, "paid")
        chasing.no_decline(m, on, charge)
        giving.give(m, on)
        lots.over_already(m, self.today)
        self._after(m)

    def charge_failed(
        self, name: str, charge: str, amount: int, code: str, on: date | None = None
    ) -> None:
        on = self._reported(amount, on)
        m = self._member(name)
        known = next((c for c in m.charges if c["id"] == charge), None)
        if known is not None and known["outcome"] != "failed":
            return
        if self._known(charge, name, amount) is not None:
            return
        on = self._not_before_owed(m, on)
        known = self.new_charge(m, amount, on, asked=False, name=charge)
        owed = next((b for b in m.bills if owed_of(b) > 0), None)
        collecting.declined(m, known, code, owed, on)
        self._after(m)

    def _reported(self, amount: int, on: date | None) -> date:
        on = on or self.today
        if amount <= 0 or on > self.today:
            raise Refusal("invalid")
        return on

    def _not_before_owed(self, m: Member, on: date) -> date:
        """Nothing is paid or declined before it was owed."""
        owed = next((b["on"] for b in m.bills if owed_of(b) > 0), on)
        return max(on, owed)

    def _known(self, charge: str, name: str, amount: int) -> dict[str, Any] | None:
        known = self.charge_ids.get(charge)
        if known is None:
            return None
        if known != {"member": name, "amount": amount}:
            raise Refusal("key_reused")
        return next(c for c in self.members[name].charges if c["id"] == charge)
