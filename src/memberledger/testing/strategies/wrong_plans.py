"""Random plans with one thing wrong, as they come from a hurried hand: and what is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from memberledger.testing.strategies.whole_lives import plans

__all__ = ["WrongPlan", "nearly_valid_plans"]

Place = tuple[str | int, ...]
"""Where something is in a plan: ("benefits", 0, "quantity")."""

_MONEY = ("price", "enrollment_fee", "late_fee", "returned_payment_fee", "amount", "amount_off")
_SPANS = ("cycle", "notice", "max_length", "wait", "length", "expires")
_WORDS = ("kind", "billing", "expiry", "proration", "entitlements", "retries", "method", "at_end")
_AMOUNTS = (19_900, 199.5, "-1.00", "1.23456", "ten", "1,000.00", "", True, None)
_LENGTHS = (30, "month", "2 fortnights", "-1 months", "101 years", "1.5 months", True)
_COUNTS = (0, -1, 1.5, "3", True, None)


@dataclass(frozen=True)
class WrongPlan:
    """A plan that `read_plan` refuses.

    Attributes:
        plan: as a file has it.
        field: where the mistake is, such as "benefits[0].quantity"; "" for the plan as a whole.
        wrong: what is wrong there, in words.
    """

    plan: dict[str, Any]
    field: str
    wrong: str


@dataclass(frozen=True)
class _Mistake:
    """Something to do wrong at a place: put another value there, or take away what is there."""

    place: Place
    wrong: str
    do: Callable[[Any, str | int], None]

    def made_in(self, plan: dict[str, Any]) -> WrongPlan:
        wrong = copy.deepcopy(plan)
        holder: Any = wrong
        for step in self.place[:-1]:
            holder = holder[step]
        self.do(holder, self.place[-1])
        return WrongPlan(wrong, _named(self.place), self.wrong)


def _named(place: Place) -> str:
    name = ""
    for step in place:
        name += f"[{step}]" if isinstance(step, int) else f".{step}"
    return name.removeprefix(".")


def _places(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every field and item of a plan, with what is there."""
    if place:
        yield place, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _places(inner, (*place, name))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _places(inner, (*place, n))


def _put(value: Any) -> Callable[[Any, str | int], None]:
    def put(holder: Any, last: str | int) -> None:
        holder[last] = value

    return put


def _leave_out(holder: Any, last: str | int) -> None:
    del holder[last]


def _twice(holder: Any, last: str | int) -> None:
    holder[last] = [*holder[last], holder[last][0]]


def _mistakes(plan: dict[str, Any]) -> Iterator[_Mistake]:
    """Everything that can be done wrong in this plan, one thing at a time."""
    yield _Mistake(("pirce",), "an unknown field", _put("199.00"))
    yield _Mistake(("version",), "a version before the first", _put(0))
    yield _Mistake(("introductory_price",), "half a field", _put({"cycles": 1}))
    yield _Mistake(("first_of_all",), "an unknown field", _put({}))
    for required in ("id", "price", "cycle"):
        yield _Mistake((required,), "left out", _leave_out)
    if "anchor" not in plan:
        yield _Mistake(("first_period",), "a first period without an anchor day", _put("free"))
    if "term" not in plan:
        extended = {**plan.get("pause", {}), "term": "extended"}
        yield _Mistake(("pause",), "a term extended that there is not", _put(extended))
    if plan["benefits"]:
        yield _Mistake(("benefits",), "a benefit there twice", _twice)
    unpriced = [{"after": "0 days", "do": ["late_fee"]}]
    if "late_fee" not in plan:
        yield _Mistake(("dunning",), "a late fee without its amount", _put(unpriced))
    backwards = [{"after": f"{n} days", "do": ["retry"]} for n in (9, 3)]
    yield _Mistake(("dunning",), "steps out of order", _put(backwards))
    for place, value in _places(plan):
        yield from _at(place, value)


def _at(place: Place, value: Any) -> Iterator[_Mistake]:
    """What can be done wrong with one field."""
    yield _Mistake(place, "a list in a list", _put([[]]))
    yield _Mistake(place, "a mapping of nothing known", _put({"?": []}))
    name = place[-1]
    if isinstance(value, dict):
        yield _Mistake((*place, "?"), "an unknown field", _put([]))
    if name == "id":
        yield _Mistake(place, "no name", _put(""))
    if name in _MONEY and isinstance(value, str) and value != "dues":
        amounts = [a for a in _AMOUNTS if a is not None or name in ("price", "late_fee")]
        yield from (_Mistake(place, f"{a!r} is no amount", _put(a)) for a in amounts)
    if name in _SPANS and isinstance(value, str):
        yield from (_Mistake(place, f"{s!r} is no length of time", _put(s)) for s in _LENGTHS)
    if name in ("quantity", "cycles", "times", "add_on_members") and isinstance(value, int):
        counts = [c for c in _COUNTS if c is not None]
        yield from (_Mistake(place, f"{c!r} is no count", _put(c)) for c in counts)
    if name in _WORDS and isinstance(value, str):
        yield _Mistake(place, "a word that is none of the choices", _put("sometimes"))


@st.composite
def nearly_valid_plans(draw: st.DrawFn, name: str = "p0", currency: str = "USD") -> WrongPlan:
    """A plan as a file has it, of any terms, with one thing wrong that makes it no plan.

    `read_plan`, and whatever takes plans, must answer with `InvalidPlan` and never with another
    error, nor with a plan.

    Args:
        name: the plan's id, where the id is not what is wrong.
        currency: ISO 4217, of its amounts.
    """
    which, where = draw(st.integers(0, 999)), draw(st.integers(0, 999))
    plan = draw(plans(name, currency, wide=None))
    found = list(_mistakes(plan))
    kinds = sorted({mistake.wrong for mistake in found})
    chosen = [mistake for mistake in found if mistake.wrong == kinds[which % len(kinds)]]
    return chosen[where % len(chosen)].made_in(plan)
