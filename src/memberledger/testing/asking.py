"""What is asked, in words that need no knowledge of what came before, and as a call of the ledger.

"The second charge", "half of it", "performed four days ago" are resolved against the ledger when
they are asked, so a shorter life still makes sense.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memberledger.testing.lives import Table

__all__ = ["MONEY", "RESOLVE", "UNITS", "Act", "Call", "PlanFile", "act", "money_benefits"]

UNITS = ("facial", "peel")
"""Benefits of random plans that are counted."""
MONEY = ("bank", "gift")
"""Benefits of random plans that are money."""
PlanFile = dict[str, Any]
"""A plan as a file has it."""


@dataclass(frozen=True)
class Act:
    """After some days, something is asked for a member.

    Attributes:
        after: whole days that pass before it, from the act before.
        verb: a word of `RESOLVE`.
        details: what is said with it. Amounts are in minor units; days are counted from the day
            of the act: `ago` back, `ahead`, `in_days`, `until_in` and the like ahead.
        member: for whom.
    """

    after: int
    verb: str
    details: dict[str, Any] = field(default_factory=dict)
    member: str = "ana"

    def __repr__(self) -> str:
        words = "".join(f", {name}={value!r}" for name, value in self.details.items())
        whose = "" if self.member == "ana" else f", member={self.member!r}"
        return f"act({self.after}, {self.verb!r}{words}{whose})"


def act(after: int, verb: str, *, member: str = "ana", **details: Any) -> Act:
    """An act, written as its repr."""
    return Act(after, verb, details, member)


@dataclass(frozen=True)
class Call:
    """An act as the ledger is asked: a method of `Ledger`, a member, and what else it is given."""

    method: str
    member: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def _wait(_table: Table, _asked: Act) -> None:
    return None


def _card(table: Table, asked: Act) -> None:
    """From now on the card approves, or declines with a code."""
    table.ledger.advance()
    code = asked.details.get("code")
    if code is None:
        table.cards.approve(asked.member)
    else:
        table.cards.decline(asked.member, code)


def _publish(table: Table, asked: Act) -> None:
    """The terms of one of the life's plans become the next version of one of them."""
    plans = table.life.plans
    terms, plan = (plans[asked.details[n] % len(plans)] for n in ("like", "plan"))
    known = table.ledger._desk.practice_state(fresh=True).versions
    number = max(version for name, version in known if name == plan["id"]) + 1
    table.published.append({**terms, "id": plan["id"], "version": number})
    table.ledger.publish(table.published[-1:])


def _call(method: str, *positional: str) -> Callable[[Table, Act], Call]:
    def resolve(_table: Table, asked: Act) -> Call:
        details = dict(asked.details)
        args = tuple(details.pop(name) for name in positional)
        return Call(method, asked.member, args, details)

    return resolve


def _enroll(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    _place(table, details)
    for name, word in (("anchor_in", "anchor"), ("starts_in", "starts")):
        ahead = details.pop(name, None)
        if ahead is not None:
            details[word] = table.day(-ahead)
    return Call("enroll", asked.member, (details.pop("plan"),), details)


def _pause(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    first = details.pop("from_in", None)
    if first is not None:
        details["from_on"] = table.day(-first)
    ahead = details.pop("until_in", None)
    if ahead is not None:
        details["until"] = table.day(-ahead - (first or 0))
    return Call("pause", asked.member, (), details)


def money_benefits(plans: Iterable[PlanFile]) -> frozenset[str]:
    """The ids of benefits that are money, of random plans and of these."""
    benefits = [benefit for plan in plans for benefit in plan.get("benefits", ())]
    return frozenset(MONEY) | {b["id"] for b in benefits if b["kind"] == "value_credit"}


def _measured(table: Table, details: dict[str, Any]) -> None:
    if details["benefit"] in table.money:
        details["amount"] = details.pop("quantity")


def _place(table: Table, details: dict[str, Any]) -> None:
    """The n-th location, where the practice has several."""
    place = details.pop("place", None)
    if place is not None and table.life.locations:
        details["at"] = table.life.locations[place]


def _redeem(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    ago = details.pop("ago", None)
    if ago is not None:
        details["performed_on"] = table.day(ago)
    _measured(table, details)
    _place(table, details)
    return Call("redeem", asked.member, (details.pop("benefit"),), details)


def _reserve(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    details["for_on"] = table.day(-details.pop("ahead"))
    _measured(table, details)
    _place(table, details)
    return Call("reserve", asked.member, (details.pop("benefit"),), details)


def _adjust(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    _measured(table, details)
    ahead = details.pop("expires_in", None)
    if ahead is not None:
        details["expires_on"] = table.day(-ahead)
    return Call("adjust", asked.member, (details.pop("benefit"),), details)


def _update_card(table: Table, asked: Act) -> Call:
    table.ledger.advance()
    table.cards.approve(asked.member)
    details = {name: value for name, value in asked.details.items() if name != "code"}
    return Call("update_card", asked.member, (), details)


def _charge(method: str) -> Callable[[Table, Act], Call]:
    """A refund or a dispute of the n-th charge; of all of it or of a part."""

    def resolve(table: Table, asked: Act) -> Call:
        details = dict(asked.details)
        which, percent = details.pop("which"), details.pop("percent", None)
        outcome = details.pop("outcome", None)
        table.ledger.advance()
        paid = [c for c in table.state(asked.member).charges.values() if c.outcome == "paid"]
        charge = paid[which % len(paid)] if paid else None
        details["charge"] = charge.id if charge is not None else "none"
        if percent is not None:
            whole = charge.amount if charge is not None else 100
            details["amount"] = max(whole * percent // 100, 1)
        return Call(method, asked.member, () if outcome is None else (outcome,), details)

    return resolve


def _reported(method: str) -> Callable[[Table, Act], Call]:
    """A charge the processor reports: a part of what is owed, or more than it."""

    def resolve(table: Table, asked: Act) -> Call:
        details = dict(asked.details)
        table.ledger.advance()
        owed = [b.owed for b in table.state(asked.member).owed_bills.values()]
        amount = max((owed[0] if owed else 5_000) * details.pop("percent") // 100, 1)
        details["on"] = table.day(details.pop("ago"))
        charge = f"{asked.member}-{details.pop('charge')}"
        code = details.pop("code", None)
        args = (charge, amount) if code is None else (charge, amount, code)
        return Call(method, asked.member, args, details)

    return resolve


def _later(method: str, *positional: str) -> Callable[[Table, Act], Call]:
    """A command that begins on a later day."""

    def resolve(table: Table, asked: Act) -> Call:
        details = dict(asked.details)
        details["from_on"] = table.day(-details.pop("in_days"))
        args = tuple(details.pop(name) for name in positional)
        return Call(method, asked.member, args, details)

    return resolve


def _waive(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    return Call("waive", asked.member, (), {"on": table.day(-details.pop("in_days")), **details})


def _extend(table: Table, asked: Act) -> Call | None:
    """A lot that there was, used or not; to a later day than today, or an earlier one."""
    table.ledger.advance()
    lots = list(table.state(asked.member).lots.values())
    if not lots:
        return None
    lot = lots[asked.details["which"] % len(lots)]
    days = {"granted_on": lot.granted_on, "to": table.day(-asked.details["in_days"])}
    return Call("extend", asked.member, (lot.benefit,), days)


def _amend(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    told = details.pop("told_ago", None)
    notified = {} if told is None else {"notified_on": table.day(told)}
    from_on = table.day(-details.pop("in_days"))
    return Call("amend", asked.member, (), {"from_on": from_on, **notified, **details})


def _cancel(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    ahead = details.pop("ends_in", None)
    if ahead is not None:
        details["ends_on"] = table.day(-ahead)
    return Call("cancel", asked.member, (), details)


def _release_late(_table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    return Call("release", asked.member, (details.pop("key"),), {"late": True, **details})


Resolve = Callable[["Table", Act], Call | None]
"""From an act to the call it is at this table."""

RESOLVE: dict[str, Resolve] = {
    "wait": _wait,
    "card": _card,
    "publish": _publish,
    "enroll": _enroll,
    "update_card": _update_card,
    "redeem": _redeem,
    "reserve": _reserve,
    "release": _call("release", "key"),
    "reverse": _call("reverse", "key"),
    "adjust": _adjust,
    "pause": _pause,
    "resume": _call("resume"),
    "change_plan": _call("change_plan", "plan"),
    "cancel": _cancel,
    "reinstate": _call("reinstate"),
    "share": _call("share", "person"),
    "refund": _charge("refund"),
    "dispute": _charge("dispute"),
    "dispute_closed": _charge("close_dispute"),
    "charge_succeeded": _reported("charge_succeeded"),
    "charge_failed": _reported("charge_failed"),
    "no_show": _call("no_show", "key"),
    "convert": _call("convert", "benefit"),
    "occasion": _call("occasion", "name"),
    "waive": _waive,
    "extend": _extend,
    "amend": _amend,
    "renew": _call("renew"),
    "transfer": _call("transfer", "to", "benefit"),
    "release_late": _release_late,
    "pause_later": _later("pause"),
    "change_plan_later": _later("change_plan", "plan"),
}
"""Every verb that an act can have; None is resolved where the ledger is asked nothing."""
