"""What an event earned of a layer of money: the layer's counters before and after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.explaining.arithmetic import Sums
from memberledger.history import Entry
from memberledger.policies import recognition
from memberledger.projections import MemberRevenue, accounts
from memberledger.projections.journal import Posting
from memberledger.projections.layers import LotMoney, Piece
from memberledger.projections.times import TimeMoney
from memberledger.terms import Plan

__all__ = ["ACCESS", "Earned", "earned_by"]

ACCESS = "of access"
"""Stands for the days of access among the shares of a bill; no benefit has a blank in its id."""
_AT_CHARGE = "at the charge"
_OF_DAYS = {accounts.time_accounts(n)[1] for n in ("Access", "Enrollment", "Freeze", "Annual")}


@dataclass(slots=True)
class Earned:
    """How the lines of a member's events come about.

    Attributes:
        sums: writes the formulas.
        changed: by event and lot, the layer before and after; none before where it is new.
        times: by event and bill, the layers of days that it made or stopped, after it.
        shares: by bill and benefit, where the money of each grant comes from.
        lots: the bill and the benefit of each lot.
    """

    sums: Sums
    changed: dict[tuple[int, int], tuple[LotMoney | None, LotMoney]] = field(default_factory=dict)
    times: dict[tuple[int, int], list[TimeMoney]] = field(default_factory=dict)
    shares: dict[tuple[int, str], str] = field(default_factory=dict)
    lots: dict[int, tuple[int | None, str]] = field(default_factory=dict)

    def how(self, row: Posting) -> tuple[str, ...]:
        """The arithmetic of one line of the journal to an account of income.

        A line that the layer's counters do not give, as that of late news may be, is as recorded.
        """
        amount = -row.amount
        if row.lot is None:
            return self._without_lot(row, amount)
        found = self.changed.get((row.version, row.lot))
        if found is None:
            return ("as recorded",)
        how = self._counted(row.account, *found, amount)
        if how is None:
            return ("as recorded",)
        bill, benefit = self.lots.get(row.lot, (None, ""))
        share = self.shares.get((bill, benefit)) if bill is not None else None
        return (how, share) if share is not None else (how,)

    def _without_lot(self, row: Posting, amount: int) -> tuple[str, ...]:
        if row.account == accounts.AT_CHARGE and row.bill is not None:
            share = self.shares.get((row.bill, _AT_CHARGE))
            if share is not None:
                return (share,)
        for time in self.times.get((row.version, row.bill or 0), []):
            how = self._of_days(time, row, amount)
            if how is not None:
                return (how,)
        if row.account == accounts.BREAKAGE or row.account in _OF_DAYS or amount < 0:
            return ("as recorded",)
        return (f"{self.sums.money(amount)}, earned when it is paid",)

    def _of_days(self, time: TimeMoney, row: Posting, amount: int) -> str | None:
        """The days that were over before they were paid, or that are left when all is over."""
        over, days = time.days_over(row.effective_on), time.days
        if row.account == accounts.time_accounts(time.name)[1] and time.stopped_on is None:
            text = self.sums.so_far(time.total, 0, over, days, amount)
            return None if "recorded" in text else f"{text}, for the days over before it was paid"
        rest = accounts.time_accounts(time.name)[1] if time.fee else accounts.BREAKAGE
        if row.account != rest:
            return None
        text = self.sums.so_far(time.total, over, days, days, amount)
        return None if "recorded" in text else f"{text}, for the days left"

    def _counted(
        self, account: str, old: LotMoney | None, new: LotMoney, amount: int
    ) -> str | None:
        """C(now) - C(was), where one piece of the layer gives it."""
        was = old.pieces if old is not None else []
        if len(new.pieces) != 1 or len(was) > 1:
            return None
        now = new.pieces[0]
        before = was[0] if was else Piece(now.total, now.quantity)
        if (before.total, before.quantity) != (now.total, now.quantity) or not now.quantity:
            return None
        low, high = _counters(account, before, now)
        if low is None or high is None:
            return None
        if high < low:
            text = self.sums.so_far(now.total, high, low, now.quantity, -amount)
            return None if "recorded" in text else f"less {text}"
        text = self.sums.so_far(now.total, low, high, now.quantity, amount)
        return None if "recorded" in text else text


def _counters(account: str, before: Piece, now: Piece) -> tuple[int | None, int | None]:
    """From which unit to which a line earned: those used, or those broken behind them."""
    if account == accounts.BREAKAGE:
        if before.used != now.used:
            return None, None
        return before.used + before.broken, now.used + now.broken
    if before.missed or now.missed:
        return None, None
    return before.used, now.used


def earned_by(history: Sequence[Entry], currency: str) -> Earned:
    """Follow a member's money, event by event, in the order in which they were recorded."""
    found = Earned(Sums(currency))
    money, s = MemberRevenue(), MemberState()
    layers: dict[int, LotMoney] = {}
    for n, entry in enumerate(history, 1):
        event = entry.event
        touched = money.watch(lambda event=event: money.apply(event))  # type: ignore[misc]
        for lot in touched.lots:
            now = money.lots[lot].copy()
            found.changed[n, lot] = layers.get(lot), now
            layers[lot] = now
        for number in touched.times:
            time = money.times[number]
            found.times.setdefault((n, time.bill), []).append(time.copy())
        if isinstance(event, e.BillSettled):
            _add_shares(found, s, event, entry.version)
        elif isinstance(event, e.Granted):
            found.lots.update({lot.lot: (event.bill, lot.benefit) for lot in event.lots})
        apply(s, event)
    return found


def _add_shares(found: Earned, s: MemberState, event: e.BillSettled, number: int) -> None:
    """The split of a bill over its grants, what is earned at the charge, and access."""
    bill = s.bills.get(event.bill)
    plan = s.plans.get(bill.plan) if bill is not None else None
    if plan is None or bill is None or bill.kind != "dues" or event.method != "allocated":
        return
    at_charge = dict(event.fees).get("at_charge", 0)
    shares = _weighed(event, _in_order(plan, s, event))
    amounts = [*(money for _, money, _ in shares), at_charge, event.access]
    terms = plan.recognition
    weights = [plan.by_id[name].standalone_price * grants for name, _, grants in shares]
    weights += [terms.at_charge or 0, terms.access]
    names = [*(name for name, _, _ in shares), _AT_CHARGE, ACCESS]
    grants = {name: count for name, _, count in shares}
    for i, name in enumerate(names):
        told = [w for w in weights if w]
        if not weights[i]:
            continue
        place = sum(bool(w) for w in weights[:i])
        text = f"its money: {found.sums.share(sum(amounts), told, place, amounts[i])}"
        if grants.get(name, 1) > 1:
            text += f", over {grants[name]} grants"
        if name != ACCESS and event.policy is not None:
            text += f", {event.policy} in #{number}"
        found.shares.setdefault((event.bill, name), text)


def _weighed(event: e.BillSettled, parts: list[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """(benefit, money, grants) as they were weighed: each benefit once, of old each grant."""
    if event.policy == recognition.ALLOCATED_BEFORE:
        return [(name, money, 1) for name, money in parts]
    grants, money = Counter(name for name, _ in parts), Counter[str]()
    for name, part in parts:
        money[name] += part
    return [(name, money[name], count) for name, count in grants.items()]


def _in_order(plan: Plan, s: MemberState, event: e.BillSettled) -> list[tuple[str, int]]:
    """(benefit, money) of the grants, those before the payment among them, in the plan's order."""
    caught = [(s.lots[lot].benefit, money) for lot, money in event.caught_up]
    order = {benefit.id: i for i, benefit in enumerate(plan.benefits)}
    every = [part for part in (*event.shares, *caught) if part[0] in order]
    return sorted(every, key=lambda part: order[part[0]])
