"""Faults, and lives in which they show: what is wrong with an answer, a fold or a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from memberledger import Refused
from memberledger.aggregates.member import events as e
from memberledger.testing.lives import Act, Life, act

LONG_AGO, FAR = date(2000, 1, 1), date(2100, 1, 1)
FACIAL = {"id": "facial", "kind": "service_credit", "quantity": 2, "standalone_price": "80.00"}
PLAN: dict[str, Any] = {
    "id": "p0",
    "price": "199.00",
    "cycle": "1 month",
    "benefits": [{**FACIAL, "transferable": {}, "rollover": {"max_balance": 3}}],
    "recognition": {"method": "allocated", "access": "20.00"},
    "term": {"cycles": 6},
    "pause": {"billing": "shift", "term": "extended"},
}


def lived(*acts: Act, rest: int = 40, **plan: Any) -> Life:
    """Ana joins, and then this."""
    return Life(({**PLAN, **plan},), (act(0, "enroll", plan="p0"), *acts), rest=rest)


VISIT = act(3, "redeem", benefit="facial", quantity=1, key="visit")
APPOINTMENT = act(2, "reserve", benefit="facial", quantity=1, key="appt", ahead=9)
GIFT = act(1, "transfer", to="bea", benefit="facial", quantity=1)
BEA = act(0, "enroll", plan="p0", member="bea")
REFUND = act(2, "refund", which=0)
PLAIN = lived(VISIT)
PAUSED = lived(act(5, "pause", until_in=20), rest=70)
LAPSING = lived(rest=80, benefits=[{**FACIAL, "rollover": "none"}])


@dataclass(frozen=True)
class Fault:
    """A place of the library, what stands there instead, and a life that shows the difference.

    Attributes:
        place: "module:name" or "module:Class.name", below memberledger.
        spoils: makes what stands there, of what stood there.
        life: in which the law is broken.
    """

    place: str
    spoils: Callable[[Any], Any]
    life: Life = PLAIN


def answers(change: Callable[[Any], Any], when: str | None = None) -> Callable[[Any], Any]:
    """The answer is changed; only where an argument is given, if one is named."""

    def spoils(original: Any) -> Any:
        def spoiled(*args: Any, **details: Any) -> Any:
            answer = original(*args, **details)
            asked = when is None or details.get(when) is not None
            return change(answer) if asked else answer

        return spoiled

    return spoils


def more(**amounts: int) -> Callable[[Any], Any]:
    """A figure is so much more than it is."""

    def change(figures: Any) -> Any:
        sums = {name: getattr(figures, name) + n for name, n in amounts.items()}
        named = getattr(figures, "_replace", None)
        return named(**sums) if named else replace(figures, **sums)

    return change


def changed(thing: Any, **facts: Any) -> Any:
    """A state with other facts in it."""
    for name, value in facts.items():
        setattr(thing, name, value)
    return thing


def each(kind: type[Any], **facts: Any) -> Callable[[Any], Any]:
    """Every event of a kind has other facts."""

    def change(events: list[Any]) -> list[Any]:
        return [x.model_copy(update=facts) if isinstance(x, kind) else x for x in events]

    return answers(change)


def twice(kind: type[Any]) -> Callable[[Any], Any]:
    """Every event of a kind is there twice."""
    return answers(lambda events: [x for x in events for _ in range(1 + isinstance(x, kind))])


def lots(**facts: Any) -> Callable[[Any], Any]:
    """Every lot of a state has other facts."""
    return answers(lambda s: ([changed(lot, **facts) for lot in s.lots.values()], s)[1])


def also(deed: Callable[[Any, Any], None]) -> Callable[[Any], Any]:
    """After a fold or an event, something else happens to the state."""

    def spoils(original: Any) -> Any:
        def spoiled(*args: Any) -> Any:
            answer = original(*args)
            state = next(x for x in (*reversed(args), answer) if hasattr(x, "open_lots"))
            deed(state, args)
            return answer

        return spoiled

    return spoils


def refused(deed: Callable[[Any, Refused], Any]) -> Callable[[Any], Any]:
    """A refusal of a command is handled otherwise."""

    def spoils(original: Any) -> Any:
        def spoiled(self: Any, *args: Any, **details: Any) -> Any:
            try:
                return original(self, *args, **details)
            except Refused as refusal:
                return deed(self, refusal)

        return spoiled

    return spoils


def with_details(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Any], Any]:
    """A command is asked otherwise than it was."""
    return lambda original: lambda self, *args, **details: original(self, *args, **change(details))


def remembers(original: Any) -> Any:
    """A policy that gives another answer each time."""
    days = count(40)

    def policy(*args: Any) -> Any:
        original(*args)
        return date(2027, 1, 1) + timedelta(days=next(days))

    return policy


def and_adjusts(original: Any) -> Any:
    def advance(self: Any, *args: Any, **details: Any) -> Any:
        report = original(self, *args, **details)
        if self.members():
            self.adjust("ana", "facial", quantity=1, actor="desk", reason="luck")
        return report

    return advance


def trace(ledger: Any, refusal: Refused) -> Any:
    ledger.adjust("ana", "facial", quantity=1, actor="desk", reason="sorry")
    raise refusal


_CODES = iter(["paused", "suspended"] * 1_000)


def other_code(_ledger: Any, _refusal: Refused) -> Any:
    raise Refused(next(_CODES), "no")


NUMBERS = count()
EVENTS, STATE = "testing.lives:Table.events", "testing.lives:Table.state"
FIGURES = "projections.revenue:MemberRevenue.figures"
LAWS = "testing.laws"
TOO_MANY = lived(act(3, "redeem", benefit="facial", quantity=9))
DAYS = {**FACIAL, "quantity": 9, "expires": "1 day"}
LATE = lived(rest=0, benefits=[DAYS], term=None, pause=None)
TOGETHER = replace(lived(VISIT, BEA), acts=(act(0, "enroll", plan="p0"), BEA, VISIT))


def forgets(s: Any, _args: Any) -> None:
    for lot in s.lots.values():
        lot.lapsed += 1


def moves_the_term(s: Any, _args: Any) -> None:
    if s.term_ends_on is not None:
        s.term_ends_on += timedelta(days=1)


def pauses_again(s: Any, _args: Any) -> None:
    s.planned_pause = s.planned_pause or s.pause


def lengthens(s: Any, _args: Any) -> None:
    for lot in s.lots.values():
        lot.expires_on = (lot.expires_on or FAR) - timedelta(days=1)


def wrong_lots(events: list[Any]) -> list[Any]:
    return [
        x.model_copy(
            update={"lots": tuple(lot.model_copy(update={"end": LONG_AGO}) for lot in x.lots)}
        )
        if isinstance(x, e.Granted)
        else x
        for x in events
    ]


def half(rows: Any) -> Any:
    return [row for row in rows[0] if row.amount < 0], rows[1]


def unviewed(original: Any) -> Any:
    """A question that a view answers finds nothing there."""

    def asked(*args: Any, **details: Any) -> Any:
        answer = original(*args, **details)
        return answer if details.get("known_on") else type(answer)()

    return asked


def would_be(found: Any) -> Any:
    return replace(
        found, parts=tuple(replace(p, arithmetic=("it would be 1",)) for p in found.parts)
    )
