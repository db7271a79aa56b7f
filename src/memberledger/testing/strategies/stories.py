"""What one member asks in a life: each act drawn so that most have something to answer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from memberledger.testing.asking import MONEY, UNITS, Act, PlanFile, money_benefits
from memberledger.testing.strategies.core_acts import ALWAYS, OUT_OF_PLACE, REPORTS, core_acts
from memberledger.testing.strategies.values import CODES
from memberledger.testing.strategies.wider_acts import invited, said_more, wider_acts

__all__ = ["CODES", "LENGTHS", "House", "acts"]

_UNITS = st.sampled_from([1, 1, 1, 2, 4])
_CENTS = st.sampled_from([1, 999, 2_000, 5_000, 9_900])
_AGO = st.sampled_from([1, 0, 3, 10, 35])
_AHEAD = st.sampled_from([2, 0, 9, 33])
_DAYS = st.sampled_from([0, 9, 1, 31, 2, 20, 5, 45, 14, 0])
LENGTHS = (3, 8, 12, 16, 20)
"""How many acts a life has, after the first."""

_AFTERWARDS = {
    "redeem": ("reverse",),
    "reserve": ("release", "redeem_reserved", "redeem_reserved"),
    "pause": ("resume", "resume"),
    "cancel": ("reinstate", "enroll"),
    "dispute": ("dispute_closed", "dispute_closed", "dispute_closed"),
    "card": ("update_card",),
}
_AND_WIDER = {"reserve": ("no_show", "no_show", "release_late")}
_KIND_OF = {
    "redeem_reserved": "redeem",
    "release_late": "release",
    "pause_later": "pause",
    "change_plan_later": "change_plan",
}
"""Another way to ask for the same."""


@dataclass(frozen=True)
class House:
    """What there is to ask about in a practice.

    Attributes:
        plans: its plans, as a file has them; the first is the one enrolled on.
        known: ids of plans that are asked for, whether or not there are such plans.
        menu: ids of the benefits most often asked for; `strays` are asked for now and then.
        manual: whether the processor's reports come into it.
        wide: whether verbs beyond the core are asked too.
        locations: ids of its places.
    """

    plans: tuple[PlanFile, ...] = ()
    known: tuple[str, ...] = ("p0", "p1", "p2")
    menu: tuple[str, ...] = UNITS[:1]
    strays: tuple[str, ...] = (UNITS[0], MONEY[0])
    manual: bool = False
    wide: bool = False
    locations: tuple[str, ...] = ()


class _Story:
    """What was asked so far, so that most of what is asked next has something to answer to."""

    def __init__(
        self, member: str, house: House, without: frozenset[str], others: tuple[str, ...]
    ) -> None:
        self.member, self.house, self.without = member, house, without
        self.others = others or ("bea",)
        self.money = money_benefits(house.plans)
        self.core = core_acts(house.known)
        self.wider = wider_acts(house.known) if house.wide else {}
        self.invited = invited(house.plans) if house.wide else []
        more = [*self.wider, *(verb for verb, _ in self.invited * 5)]
        self.verbs = [*ALWAYS, *(REPORTS if house.manual else ()), *more]
        self.redeemed: list[str] = []
        self.reserved: list[tuple[str, str]] = []

    def next(self, draw: st.DrawFn) -> Act:
        """Another act, of a verb that is asked at any time or of one that was invited."""
        if draw(st.integers(0, 14)) == 14:
            verb = draw(st.sampled_from(OUT_OF_PLACE))
        else:
            verb = draw(st.sampled_from(self.verbs))
        if verb in self.without or _KIND_OF.get(verb) in self.without:
            verb = "wait"
        details = self._details(draw, verb)
        wider = _AND_WIDER.get(verb, ()) if self.house.wide else ()
        for more in (*_AFTERWARDS.get(verb, ()), *wider):
            if self.verbs.count(more) < 4:
                self.verbs.append(more)
        real = "redeem" if verb == "redeem_reserved" else verb
        return Act(draw(_DAYS), real, details, self.member)

    def _details(self, draw: st.DrawFn, verb: str) -> dict[str, Any]:
        if verb in self.wider:
            return self._wider(draw, verb)
        own = getattr(self, f"_{verb}", None)
        details: dict[str, Any] = draw(self.core[verb]) if own is None else own(draw)
        return said_more(draw, verb, details) if self.house.wide else details

    def _wider(self, draw: st.DrawFn, verb: str) -> dict[str, Any]:
        details = draw(self.wider[verb])
        own = [named for each, named in self.invited if each == verb]
        if own:
            named = draw(st.sampled_from([*own, {}]))
            details |= named
        if verb == "transfer":
            details["to"] = draw(st.sampled_from(self.others))
        return details

    def _key(self, draw: st.DrawFn) -> str:
        return f"k{draw(st.integers(1, 9))}"

    def _quantity(self, draw: st.DrawFn) -> dict[str, Any]:
        menu = self.house.menu or UNITS
        benefit = draw(st.sampled_from(menu + menu + menu + self.house.strays))
        quantity = draw(self._measure(benefit))
        return {"benefit": benefit, "quantity": quantity}

    def _measure(self, benefit: str) -> st.SearchStrategy[int]:
        return _CENTS if benefit in self.money else _UNITS

    def _redeem(self, draw: st.DrawFn) -> dict[str, Any]:
        details = self._quantity(draw)
        if draw(st.integers(0, 3)):
            details["key"] = self._key(draw)
            self.redeemed.append(details["key"])
        if not draw(st.integers(0, 2)):
            details["ago"] = draw(_AGO)
        if draw(st.integers(0, 7)) == 7:
            details["by"] = draw(st.sampled_from(["bob", "ana"]))
        return details

    def _redeem_reserved(self, draw: st.DrawFn) -> dict[str, Any]:
        key, benefit = draw(st.sampled_from(self.reserved))
        self.redeemed.append(key)
        quantity = draw(self._measure(benefit))
        late = {} if draw(st.integers(0, 3)) else {"ago": draw(_AGO)}
        return {"benefit": benefit, "quantity": quantity, "key": key, **late}

    def _reserve(self, draw: st.DrawFn) -> dict[str, Any]:
        key, details = self._key(draw), self._quantity(draw)
        self.reserved.append((key, details["benefit"]))
        return {**details, "key": key, "ahead": draw(_AHEAD)}

    def _release(self, draw: st.DrawFn) -> dict[str, Any]:
        return {"key": draw(st.sampled_from([key for key, _ in self.reserved] or ["none"]))}

    def _no_show(self, draw: st.DrawFn) -> dict[str, Any]:
        late = {"key": draw(st.sampled_from([key for key, _ in self.reserved[-2:]] or ["none"]))}
        return {**late, "price": draw(st.sampled_from([12_000, 1, 0]))}

    _release_late = _no_show

    def _reverse(self, draw: st.DrawFn) -> dict[str, Any]:
        return {"key": draw(st.sampled_from(self.redeemed or ["none"]))}

    def _adjust(self, draw: st.DrawFn) -> dict[str, Any]:
        details = self._quantity(draw)
        if draw(st.booleans()):
            details["quantity"] = -details["quantity"]
        return details


@st.composite
def acts(
    draw: st.DrawFn,
    member: str = "ana",
    house: House | None = None,
    without: frozenset[str] = frozenset(),
    *,
    others: tuple[str, ...] = (),
    lengths: tuple[int, ...] = LENGTHS,
) -> tuple[Act, ...]:
    """A member's acts: enrolled on the first day, and anything after that.

    Args:
        member: who asks.
        house: what there is to ask about; by default one plan of the core, `p0`.
        without: verbs that are never asked.
        others: members to whom units are given.
        lengths: how many acts.
    """
    house = house or House()
    story = _Story(member, house, without, others)
    first: dict[str, Any] = {"plan": house.known[0]}
    if draw(st.integers(0, 3)) == 3:
        first = draw(story.core["enroll"]) | first
    length = draw(st.sampled_from(lengths))
    if house.wide:
        first = said_more(draw, "enroll", first)
        if "anchor_in" in first:
            first.pop("starts_in", None)
        places = house.locations
        sold_at = house.plans[0].get("sold_at", places)
        here = [n for n, place in enumerate(places) if place in sold_at]
        if here:
            first["place"] = draw(st.sampled_from(here))
    return (
        Act(0, "enroll", first, member),
        *(story.next(draw) for _ in range(length)),
    )
