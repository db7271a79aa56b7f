"""A life is a list of acts; playing it on a real ledger in memory gives streams to judge.

An act says how many days pass and what is asked then, in words that need no knowledge of what
came before: "the second charge", "half of it", "performed four days ago". They are resolved
against the ledger when they are played, so a shorter life still makes sense.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, snapshot
from memberledger.errors import Refused
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards
from memberledger.store import StoredRecord
from memberledger.values import stream_id

__all__ = [
    "MONEY",
    "UNITS",
    "Act",
    "Call",
    "Life",
    "Outcome",
    "Table",
    "act",
    "at_table",
    "facts",
    "play",
]

MEMORY = "sqlite:///:memory:"
"""Where a life is lived unless another place is named."""
UNITS = ("facial", "peel")
"""Benefits that are counted, in every plan that has them."""
MONEY = ("bank", "gift")
"""Benefits that are money, in every plan that has them."""

Pace = Literal["jump", "daily", "commands"]
"""When the clock is run: before each act, every day, or only by the commands themselves."""


@dataclass(frozen=True)
class Act:
    """After some days, something is asked for a member."""

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
class Life:
    """A practice with its plans, a first day, and what is asked from then on."""

    plans: tuple[dict[str, Any], ...]
    acts: tuple[Act, ...]
    start: date = date(2026, 1, 10)
    currency: str = "USD"
    timezone: str = "America/Denver"
    manual: bool = False
    rest: int = 0
    locations: tuple[str, ...] = ()

    def only(self, member: str) -> Life:
        """The same days with the acts of one member alone; the others' days just pass."""
        acts = [a if a.member == member else Act(a.after, "wait") for a in self.acts]
        return replace(self, acts=tuple(acts))


@dataclass(frozen=True)
class Call:
    """An act as the ledger is asked: a method and what it is given."""

    method: str
    member: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of an act: `done`, `waited`, or the code of a refusal."""

    act: Act
    day: date
    call: Call | None
    word: str
    receipt: Any = None


class Table:
    """A ledger with its clock and its cards, and what came of the acts so far."""

    def __init__(
        self, life: Life, pace: Pace = "jump", *, reloading: bool = False, url: str = MEMORY
    ) -> None:
        self.life, self.pace, self.reloading = life, pace, reloading
        self.clock = SetClock(life.timezone, life.start)
        self.cards = SimulatedCards()
        cards = None if life.manual else self.cards
        self.ledger = Ledger.open(url, clock=self.clock, cards=cards)
        self.ledger.open_practice(
            life.timezone, life.currency, life.plans, locations=life.locations
        )
        self.outcomes: list[Outcome] = []

    # What is asked

    def play(self) -> None:
        for asked in self.life.acts:
            self.perform(asked)
        self.wait(self.life.rest)
        self.ledger.advance()

    def wait(self, days: int) -> None:
        if self.pace == "daily":
            for _ in range(days):
                self.clock.day += timedelta(days=1)
                self.ledger.advance()
        else:
            self.clock.day += timedelta(days=days)
            if self.pace == "jump":
                self.ledger.advance()

    def perform(self, asked: Act) -> Outcome:
        self.wait(asked.after)
        if asked.verb in ("card", "update_card"):
            self.ledger.advance()
            _turn(self.cards, asked)
        call = self.resolve(asked)
        word, receipt = "waited", None
        if call is not None:
            word, receipt = self.ask(call)
        outcome = Outcome(asked, self.clock.day, call, word, receipt)
        self.outcomes.append(outcome)
        if self.reloading:
            self.reload(asked.member)
        return outcome

    def ask(self, call: Call) -> tuple[str, Any]:
        """Ask the ledger; a refusal is an answer, anything else is raised."""
        method = getattr(self.ledger, call.method)
        try:
            return "done", method(call.member, *call.args, **call.kwargs)
        except Refused as refusal:
            return refusal.reason, None

    def resolve(self, asked: Act) -> Call | None:
        return _RESOLVE[asked.verb](self, asked)

    def reload(self, member: str) -> None:
        """Keep the member as a snapshot and nothing else, as after a restart."""
        desk = self.ledger._desk
        stream = stream_id(desk.practice, member)
        if stream in desk._states:
            again = snapshot.load(snapshot.dump(desk._states[stream]))
            assert again is not None
            desk._states[stream] = again

    # What is there to judge

    @property
    def members(self) -> list[str]:
        return self.ledger.members()

    def events(self, member: str = "ana") -> list[Event]:
        return self.ledger._desk.store.read(stream_id(self.ledger.practice, member))

    def state(self, member: str = "ana") -> MemberState:
        return self.ledger._desk.load(member)

    def records(self) -> list[StoredRecord]:
        return list(self.ledger._desk.store.records())

    def day(self, ago: int = 0) -> date:
        return self.clock.day - timedelta(days=ago)


@contextmanager
def at_table(
    life: Life, pace: Pace = "jump", *, reloading: bool = False, url: str = MEMORY
) -> Iterator[Table]:
    """A ledger on which nothing was asked yet."""
    table = Table(life, pace, reloading=reloading, url=url)
    with table.ledger:
        yield table


@contextmanager
def play(
    life: Life, pace: Pace = "jump", *, reloading: bool = False, url: str = MEMORY
) -> Iterator[Table]:
    """A ledger on which the whole life was lived."""
    with at_table(life, pace, reloading=reloading, url=url) as table:
        table.play()
        yield table


def facts(events: list[Event]) -> list[dict[str, Any]]:
    """Events as plain values, without the instant at which they were recorded."""
    return [{"event": type(e).__name__, **e.model_dump(exclude={"recorded_at"})} for e in events]


def _turn(cards: SimulatedCards, asked: Act) -> None:
    code = asked.details.get("code")
    if code is None:
        cards.approve(asked.member)
    else:
        cards.decline(asked.member, code)


def _wait(_table: Table, _asked: Act) -> None:
    return None


def _call(method: str, *positional: str) -> Callable[[Table, Act], Call]:
    def resolve(_table: Table, asked: Act) -> Call:
        details = dict(asked.details)
        args = tuple(details.pop(name) for name in positional)
        return Call(method, asked.member, args, details)

    return resolve


def _enroll(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    place = details.pop("place", None)
    if place is not None and table.life.locations:
        details["at"] = table.life.locations[place]
    ahead = details.pop("anchor_in", None)
    if ahead is not None:
        details["anchor"] = table.day(-ahead)
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


def _measured(details: dict[str, Any]) -> None:
    if details["benefit"] in MONEY:
        details["amount"] = details.pop("quantity")


def _redeem(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    ago = details.pop("ago", None)
    if ago is not None:
        details["performed_on"] = table.day(ago)
    _measured(details)
    return Call("redeem", asked.member, (details.pop("benefit"),), details)


def _reserve(table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    details["for_on"] = table.day(-details.pop("ahead"))
    _measured(details)
    return Call("reserve", asked.member, (details.pop("benefit"),), details)


def _adjust(_table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    _measured(details)
    return Call("adjust", asked.member, (details.pop("benefit"),), details)


def _update_card(_table: Table, asked: Act) -> Call:
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


def _release_late(_table: Table, asked: Act) -> Call:
    details = dict(asked.details)
    return Call("release", asked.member, (details.pop("key"),), {"late": True, **details})


_RESOLVE: dict[str, Callable[[Table, Act], Call | None]] = {
    "wait": _wait,
    "card": _wait,
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
    "cancel": _call("cancel"),
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
    "release_late": _release_late,
    "pause_later": _later("pause"),
    "change_plan_later": _later("change_plan", "plan"),
}
