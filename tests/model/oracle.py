"""One life on the ledger and on the model at once, compared after every act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from memberledger.projections.card import member_card
from memberledger.projections.revenue import revenue_of
from memberledger.testing.lives import Call, Life, Table, at_table

from . import facts
from .earning import figures
from .model import Model, Refusal
from .seen import seen

__all__ = ["Differs", "Score", "judge"]

MEMBER = "ana"


class Differs(Exception):
    """The ledger and the model do not say the same."""


@dataclass
class Score:
    """What was compared so far."""

    lives: int = 0
    acts: int = 0
    events: int = 0
    views: int = 0
    with_: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: Score) -> Score:
        self.lives += other.lives
        self.acts += other.acts
        self.events += other.events
        self.views += other.views
        self.with_ += other.with_
        return self


def judge(life: Life) -> Score:
    """Play a life on both.

    Raises:
        Differs: they say different things; the message has both.
    """
    with at_table(life) as table:
        pair = _Pair(life, table)
        for asked in life.acts:
            pair.act(asked)
        pair.act_of_waiting(life.rest)
        return pair.score()


class _Pair:
    def __init__(self, life: Life, table: Table) -> None:
        self.life, self.table = life, table
        plans = [dict(plan) for plan in life.plans]
        self.model = Model(plans, life.currency, life.start, manual=life.manual)
        self.events: list[Any] = []
        self.read_events = self.read_log = 0
        self.acts = self.views = 0
        self.seen_kinds: Counter[str] = Counter()
        self.told: list[tuple[Any, date]] = []

    def act(self, asked: Any) -> None:
        outcome = self.table.perform(asked)
        self.acts += 1
        self.model.advance(self.table.clock.day)
        word = "waited"
        if asked.verb == "card":
            self.model.card(MEMBER, asked.details.get("code"))
        elif outcome.call is not None:
            word = self._ask(outcome.call)
        where = f"{outcome.day} {asked}"
        if word != outcome.word:
            raise Differs(f"{where}\n  ledger: {outcome.word}\n  model:  {word}")
        self.compare(where)

    def act_of_waiting(self, rest: int) -> None:
        self.table.wait(rest)
        self.table.ledger.advance()
        self.model.advance(self.table.clock.day)
        self.compare(f"{self.table.clock.day} at the end")
        self._money_in_the_past()

    def _ask(self, call: Call) -> str:
        details = dict(call.kwargs)
        if "charge" in details:
            details["charge"] = self._charge(details["charge"])
        if "amount" in details and call.method in ("redeem", "reserve", "adjust"):
            details["quantity"] = details.pop("amount")
        for theirs, ours in (("performed_on", "performed"),):
            if theirs in details:
                details[ours] = details.pop(theirs)
        try:
            getattr(self.model, call.method)(call.member, *call.args, **details)
        except Refusal as refusal:
            return refusal.word
        return "done"

    def _charge(self, name: str) -> str:
        """The model's word for a charge that the ledger asked for."""
        if MEMBER not in self.model.members:
            return name
        asked = [
            e.charge
            for e in self.table.events()
            if type(e).__name__ in ("Charged", "ChargeFailed") and e.asked
        ]
        mine = [c["id"] for c in self.model.members[MEMBER].charges if c["asked"]]
        return dict(zip(asked, mine, strict=False)).get(name, name)

    # Comparing

    def compare(self, where: str) -> None:
        if MEMBER not in self.model.members:
            if self.table.members:
                raise Differs(f"{where}\n  the model has no such member")
            return
        self.events = events = self.table.events()
        self._events(where, events)
        self._card(where)
        self._money(where, self.table.clock.day)

    def _events(self, where: str, events: list[Any]) -> None:
        m = self.model.members[MEMBER]
        theirs = facts.of_ledger(events[self.read_events :], self.table.state())
        ours = facts.of_model(m.log[self.read_log :], m)
        theirs = Counter({f: n for f, n in theirs.items() if f[0] != "period"})
        for event in events[self.read_events :]:
            self.told.append((event, self.table.clock.day))
            self.seen_kinds[type(event).__name__] += 1
        self.read_events, self.read_log = len(events), len(m.log)
        if theirs != ours:
            raise Differs(
                f"{where}\n  ledger: {_told(theirs - ours)}\n  model:  {_told(ours - theirs)}"
            )

    def _card(self, where: str) -> None:
        card = member_card(self.table.state())
        theirs = {
            "status": card.status,
            "standing": card.standing,
            "plan": card.plan,
            "balance": {b: q for b, q in card.balance.items() if q},
            "reserved": {b: q for b, q in card.reserved.items() if q},
            "lots": sorted((x.benefit, x.remaining, str(x.expires_on)) for x in card.lots),
            "next_charge": card.next_charge,
            "charges": sorted((c.date, c.amount, c.outcome) for c in card.charges),
            "owed": card.owed,
            "billing_credit": card.billing_credit,
            "last_refill": card.last_refill,
            "ends_on": card.ends_on,
            "flagged": card.flagged,
        }
        ours = seen(self.model, MEMBER)
        ours["balance"] = {b: q for b, q in ours["balance"].items() if q}
        ours["reserved"] = {b: q for b, q in ours["reserved"].items() if q}
        ours["lots"] = sorted((b, q, str(on)) for b, q, on in ours["lots"])
        ours["charges"] = sorted(ours["charges"])
        self.views += 1
        for name, value in theirs.items():
            if value != ours[name]:
                raise Differs(f"{where}: {name}\n  ledger: {value}\n  model:  {ours[name]}")

    def _money(self, where: str, on: date) -> None:
        known = [e for e in self.events if e.effective_on <= on]
        figs = revenue_of(known, on)
        ours = figures(self.model.members[MEMBER], on)
        theirs = {name: getattr(figs, name) for name in ours}
        self.views += 1
        if theirs != ours:
            raise Differs(f"{where}: money on {on}\n  ledger: {theirs}\n  model:  {ours}")

    def _money_in_the_past(self) -> None:
        """At the end of a life, its money as of days that are over."""
        if MEMBER not in self.model.members:
            return
        day = self.life.start
        while day < self.table.clock.day:
            self._money("looking back", day)
            day += timedelta(days=23)

    def score(self) -> Score:
        kinds = {
            word: 1
            for word, names in _WORDS.items()
            if any(self.seen_kinds[name] for name in names)
        }
        late = any(
            type(e).__name__ in _TOLD and not getattr(e, "asked", False) and e.effective_on < day
            for e, day in self.told
        )
        if late:
            kinds["late facts"] = 1
        return Score(1, self.acts, self.read_events, self.views, Counter(kinds))


_TOLD = ("Redeemed", "Charged", "ChargeFailed")
_WORDS = {
    "pauses": ("Paused",),
    "declines": ("ChargeFailed",),
    "suspensions": ("Suspended",),
    "refunds": ("Refunded",),
    "disputes": ("Disputed",),
    "changes of plan": ("Upgraded", "Downgraded"),
    "endings": ("Cancelled",),
    "reservations": ("Reserved",),
    "reversals": ("RedemptionReversed",),
    "lapses": ("Lapsed",),
    "lapses taken back": ("LapseTakenBack",),
    "billing credit": ("CreditUsed",),
}


def _told(facts_: Counter[Any]) -> str:
    if not facts_:
        return "-"
    return "\n          ".join(
        " ".join(str(part) for part in fact) + (f" x{n}" if n > 1 else "")
        for fact, n in sorted(facts_.items(), key=str)
    )
