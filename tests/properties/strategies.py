"""Random lives under random plans, of the core or of the whole schema."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .asking import MONEY, UNITS, Act
from .lives import Life
from .plans import CODES, CURRENCIES, benefits, cents, plans, starts
from .wider import LOCATIONS, catalogues, widened
from .wider_acts import WIDER_ACTS, invited, said_more

__all__ = ["CODES", "acts", "benefits", "cents", "lives", "plans", "starts"]

_PLAN = st.sampled_from(["p0", "p1", "p2"])
_UNITS = st.sampled_from([1, 1, 1, 2, 4])
_CENTS = st.sampled_from([1, 999, 2_000, 5_000, 9_900])
_WHICH = st.integers(0, 3)
_CODE = st.sampled_from(CODES[:1] * 3 + CODES[1:])
_PAUSED = st.sampled_from([1, 5, 12, 31, 60])
_AGO = st.sampled_from([1, 0, 3, 10, 35])
_AHEAD = st.sampled_from([2, 0, 9, 33])
_DAYS = st.sampled_from([0, 9, 1, 31, 2, 20, 5, 45, 14, 0])
_LENGTHS = (3, 8, 12, 16, 20)


def _details(
    required: dict[str, Any] | None = None, optional: dict[str, Any] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required or {}, optional=optional or {})


_REPORTED = {
    "charge": st.sampled_from(["c1", "c2", "c3", "c4", "c5"]),
    "percent": st.sampled_from([100, 100, 100, 40, 130]),
    "ago": st.sampled_from([0, 0, 1, 4, 20]),
}
_PLAIN: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "wait": _details(),
    "enroll": _details({"plan": _PLAN}, {"anchor_in": st.sampled_from([0, 3, 20, 40])}),
    "card": _details({"code": _CODE | st.none()}),
    "update_card": _details(),
    "pause": _details(
        optional={
            "until_in": _PAUSED,
            "from_in": st.sampled_from([0, 3, 12, 40]),
            "waive": st.just("hardship"),
        }
    ),
    "resume": _details(),
    "change_plan": _details(
        {"plan": _PLAN}, {"when": st.sampled_from(["now", "now", "next_period"])}
    ),
    "cancel": _details(),
    "reinstate": _details(),
    "share": _details({"person": st.sampled_from(["bob", "cleo", "ana"])}),
    "refund": _details({"which": _WHICH}, {"percent": st.sampled_from([1, 33, 50, 100, 120])}),
    "dispute": _details({"which": _WHICH}),
    "dispute_closed": _details({"which": _WHICH, "outcome": st.sampled_from(["won", "lost"])}),
    "charge_succeeded": _details(_REPORTED),
    "charge_failed": _details({**_REPORTED, "code": _CODE}),
}
_ALWAYS = (
    *("wait", "redeem", "redeem", "redeem", "redeem", "redeem", "reserve", "reserve", "adjust"),
    *("card", "card", "update_card", "pause", "pause", "change_plan", "change_plan"),
    *("cancel", "share", "refund", "refund", "dispute"),
)
_AFTERWARDS = {
    "redeem": ("reverse",),
    "reserve": ("release", "redeem_reserved", "redeem_reserved"),
    "pause": ("resume", "resume"),
    "cancel": ("reinstate", "enroll"),
    "dispute": ("dispute_closed", "dispute_closed", "dispute_closed"),
    "card": ("update_card",),
}
_AND_WIDER = {"reserve": ("no_show", "no_show", "release_late")}
_REPORTS = ("charge_succeeded",) * 8 + ("charge_failed",) * 3
_KIND_OF = {
    "redeem_reserved": "redeem",
    "release_late": "release",
    "pause_later": "pause",
    "change_plan_later": "change_plan",
}
"""Another way to ask for the same."""
_OUT_OF_PLACE = ("enroll", "resume", "reinstate", "release", "reverse", "dispute_closed")


class _Story:
    """What was asked so far, so that most of what is asked next has something to answer to."""

    def __init__(
        self,
        member: str,
        menu: tuple[str, ...],
        without: frozenset[str],
        *,
        manual: bool,
        wide: tuple[dict[str, Any], ...] | None,
        others: tuple[str, ...] = (),
    ) -> None:
        self.member, self.menu = member, menu or UNITS
        self.without, self.wide = without, wide is not None
        self.others = others or ("bea",)
        self.invited = invited(wide or ())
        more = [*WIDER_ACTS, *(verb for verb, _ in self.invited * 5)] if wide else []
        self.verbs = [*_ALWAYS, *(_REPORTS if manual else ()), *more]
        self.redeemed: list[str] = []
        self.reserved: list[tuple[str, str]] = []

    def next(self, draw: st.DrawFn) -> Act:
        if draw(st.integers(0, 14)) == 14:
            verb = draw(st.sampled_from(_OUT_OF_PLACE))
        else:
            verb = draw(st.sampled_from(self.verbs))
        if verb in self.without or _KIND_OF.get(verb) in self.without:
            verb = "wait"
        details = self._details(draw, verb)
        for more in (*_AFTERWARDS.get(verb, ()), *(_AND_WIDER.get(verb, ()) if self.wide else ())):
            if self.verbs.count(more) < 4:
                self.verbs.append(more)
        real = "redeem" if verb == "redeem_reserved" else verb
        return Act(draw(_DAYS), real, details, self.member)

    def _details(self, draw: st.DrawFn, verb: str) -> dict[str, Any]:
        if verb in WIDER_ACTS:
            details = draw(WIDER_ACTS[verb])
            own = [named for each, named in self.invited if each == verb]
            if own and draw(st.integers(0, 4)):
                details |= draw(st.sampled_from(own))
            if verb == "transfer":
                details["to"] = draw(st.sampled_from(self.others))
            return details
        details = draw(_PLAIN[verb]) if verb in _PLAIN else getattr(self, f"_{verb}")(draw)
        return said_more(draw, verb, details) if self.wide else details

    def _key(self, draw: st.DrawFn) -> str:
        return f"k{draw(st.integers(1, 9))}"

    def _quantity(self, draw: st.DrawFn) -> dict[str, Any]:
        benefit = draw(st.sampled_from(self.menu + self.menu + self.menu + UNITS[:1] + MONEY[:1]))
        return {"benefit": benefit, "quantity": draw(_CENTS if benefit in MONEY else _UNITS)}

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
        quantity = draw(_CENTS if benefit in MONEY else _UNITS)
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
    menu: tuple[str, ...] = UNITS[:1],
    without: frozenset[str] = frozenset(),
    *,
    manual: bool = False,
    wide: tuple[dict[str, Any], ...] | None = None,
    others: tuple[str, ...] = (),
    lengths: tuple[int, ...] = _LENGTHS,
) -> tuple[Act, ...]:
    """A member's acts: enrolled on the first day, and anything after that.

    Args:
        menu: the benefits most often asked for.
        without: verbs that are never asked.
        manual: whether the processor's reports come into it.
        wide: the practice's plans, where verbs beyond the core are asked too.
        others: members to whom units are given.
        lengths: how many acts.
    """
    first: dict[str, Any] = {"plan": "p0"}
    if draw(st.integers(0, 3)) == 3:
        first = draw(_PLAIN["enroll"]) | first
    story = _Story(member, menu, without, manual=manual, wide=wide, others=others)
    length = draw(st.sampled_from(lengths))
    if wide is not None:
        first = said_more(draw, "enroll", first)
        if "anchor_in" in first:
            first.pop("starts_in", None)
        sold_at = wide[0].get("sold_at", LOCATIONS)
        first["place"] = draw(
            st.sampled_from([n for n, place in enumerate(LOCATIONS) if place in sold_at])
        )
    return (
        Act(0, "enroll", first, member),
        *(story.next(draw) for _ in range(length)),
    )


@st.composite
def lives(
    draw: st.DrawFn,
    without: frozenset[str] = frozenset(),
    *,
    members: tuple[str, ...] = ("ana",),
    tiers: int = 3,
    wide: bool | None = None,
) -> Life:
    """A practice with a few plans, and what its members do for most of a year.

    `wide` says whether plans say more than the core and verbs beyond it are asked; None for
    either. Of a single member, a wide life may have a second one, for what is given away.
    """
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    manual = draw(st.integers(0, 3)) == 3
    names = [f"p{n}" for n in range(draw(st.integers(min(tiers, 2), tiers)))]
    if wide is None:
        wide = draw(st.booleans())
    terms = tuple(draw(plans(name, currency)) for name in names)
    if wide:
        terms = tuple(draw(widened(plan, currency)) for plan in terms)
    menu = tuple(
        b["id"] for b in terms[0]["benefits"] if b["id"] in UNITS + MONEY or "quantity" in b
    )
    gives = any(verb == "transfer" for verb, _ in invited(terms[:1])) or draw(st.booleans())
    if wide and len(members) == 1 and "transfer" not in without and gives:
        members = (*members, "bea")
    each = [
        list(
            draw(
                acts(
                    member,
                    menu,
                    without,
                    manual=manual,
                    wide=terms if wide else None,
                    others=tuple(other for other in members if other != member),
                    lengths=_LENGTHS if n == 0 or "bea" not in members else _LENGTHS[:2],
                )
            )
        )
        for n, member in enumerate(members)
    ]
    mixed = [each[0].pop(0)]
    while any(each):
        waiting = [left for left in each if left]
        mixed.append(waiting[draw(st.integers(0, len(waiting) - 1))].pop(0))
    return Life(
        terms,
        tuple(mixed),
        start=draw(starts()),
        currency=currency,
        timezone=CURRENCIES[currency],
        manual=manual,
        rest=draw(st.sampled_from([0, 1, 40, 100])),
        locations=LOCATIONS if wide else (),
        catalogue=draw(catalogues(currency)) if wide else None,
    )
